"""What a derivation on rational problems draws; Hypothesis and the strategies are loaded when it does."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from gancheck.claims.rational_problems import (
        RationalChannels,
        RationalContest,
        RationalCritic,
        RationalDescent,
        RationalGame,
        RationalMap,
        RationalMixing,
        RationalPair,
        RationalPopulation,
        RationalRival,
        RationalSample,
        RationalTracking,
    )

__all__ = [
    "channels",
    "contests",
    "critics",
    "descents",
    "games",
    "maps",
    "mixings",
    "off_support_contests",
    "pairs",
    "populations",
    "rivals",
    "samples",
    "squared_pairs",
    "trackings",
]


def pairs() -> "SearchStrategy[RationalPair]":
    """Pairs of laws."""
    from gancheck.strategies.rational import rational_pairs

    return rational_pairs()


def squared_pairs() -> "SearchStrategy[RationalPair]":
    """Pairs of laws whose masses are squares of rationals."""
    from gancheck.strategies.rational import rational_pairs

    return rational_pairs(squared=True)


def contests() -> "SearchStrategy[RationalContest]":
    """Pairs of laws with a discriminator."""
    from gancheck.strategies.rational import rational_contests

    return rational_contests()


def off_support_contests() -> "SearchStrategy[RationalContest]":
    """The same with an atom that neither law reaches."""
    from gancheck.strategies.rational import rational_contests

    return rational_contests(off_support=True)


def rivals() -> "SearchStrategy[RationalRival]":
    """Pairs of laws with two discriminators."""
    from gancheck.strategies.rational import rational_rivals

    return rational_rivals()


def games() -> "SearchStrategy[RationalGame]":
    """A noise, a generator and a discriminator."""
    from gancheck.strategies.rational import rational_games

    return rational_games()


def mixings() -> "SearchStrategy[RationalMixing]":
    """A data law and two laws of a generator."""
    from gancheck.strategies.rational import rational_mixings

    return rational_mixings()


def critics() -> "SearchStrategy[RationalCritic]":
    """Laws on the line and a 1-Lipschitz critic."""
    from gancheck.strategies.rational import rational_critics

    return rational_critics()


def descents() -> "SearchStrategy[RationalDescent]":
    """Steps of mirror descent with rational weights."""
    from gancheck.strategies.rational import rational_descents

    return rational_descents()


def channels() -> "SearchStrategy[RationalChannels]":
    """Three laws and two channels."""
    from gancheck.strategies.rational import rational_channels

    return rational_channels()


def samples() -> "SearchStrategy[RationalSample]":
    """Counts and models of them."""
    from gancheck.strategies.rational import rational_samples

    return rational_samples()


def populations() -> "SearchStrategy[RationalPopulation]":
    """A law and a small number of samples."""
    from gancheck.strategies.rational import rational_populations

    return rational_populations()


def maps() -> "SearchStrategy[RationalMap]":
    """Noise and a generator, linear in pieces."""
    from gancheck.strategies.rational import rational_maps

    return rational_maps()


def trackings() -> "SearchStrategy[RationalTracking]":
    """Noisy ascent on a quadratic."""
    from gancheck.strategies.rational import rational_trackings

    return rational_trackings()
