"""Problems with rational numbers, small enough that exact arithmetic on them is quick.

Laws are small integers over their sum: with zeros, now and then equal, now and then with disjoint supports. Every
strategy shrinks towards uniform laws on few atoms and discriminators that answer ½.
"""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from gancheck.claims.rational_problems import (
    Law,
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
    "rational_channels",
    "rational_contests",
    "rational_critics",
    "rational_descents",
    "rational_games",
    "rational_laws",
    "rational_maps",
    "rational_mixings",
    "rational_pairs",
    "rational_populations",
    "rational_rivals",
    "rational_samples",
    "rational_trackings",
    "squared_laws",
]

LARGEST = 12
ATOMS = st.integers(min_value=2, max_value=4)


def rational_laws(n_atoms: int, *, allow_zeros: bool = True) -> st.SearchStrategy[Law]:
    """Laws on ``n_atoms`` atoms; shrinks towards the uniform law."""
    weights = st.integers(min_value=0, max_value=LARGEST) if allow_zeros else st.integers(1, LARGEST)
    ones_first = weights.map(lambda k: {0: 1, 1: 0}.get(k, k)) if allow_zeros else weights
    return st.lists(ones_first, min_size=n_atoms, max_size=n_atoms).filter(any).map(_normalised)


def squared_laws(n_atoms: int) -> st.SearchStrategy[Law]:
    """Laws whose every mass is the square of a rational: squares of the points of a sphere, from integers t_i.

    The point is (2t_1, …, 2t_{n−1}, |t|² − 1)/(|t|² + 1), the stereographic projection.
    """
    return st.lists(st.integers(0, 4), min_size=n_atoms - 1, max_size=n_atoms - 1).map(_squared)


@st.composite
def rational_pairs(
    draw: Any, *, allow_zeros: bool = True, squared: bool = False, off_support: bool = False
) -> RationalPair:
    """Pairs of laws: in general position, equal, close, or with disjoint supports.

    Args:
        draw: Given by Hypothesis.
        allow_zeros: Whether an atom may have mass 0.
        squared: Whether every mass is the square of a rational.
        off_support: Whether to append an atom that neither law reaches.
    """
    n = draw(ATOMS)
    laws = squared_laws(n) if squared else rational_laws(n, allow_zeros=allow_zeros)
    p = draw(laws)
    kinds = ["general", "equal", *([] if squared else ["close"]), *(["disjoint"] if allow_zeros else [])]
    kind = draw(st.sampled_from(kinds))
    q = p if kind in ("equal", "close") else draw(laws)
    if kind == "close":
        other = draw(laws)
        q = tuple((49 * a + b) / 50 for a, b in zip(p, other, strict=True))
    zeros = (Fraction(0),) * n
    if kind == "disjoint":
        p, q = p + zeros, zeros + q
    return RationalPair(p + zeros[:1], q + zeros[:1]) if off_support else RationalPair(p, q)


@st.composite
def rational_contests(draw: Any, *, off_support: bool = False) -> RationalContest:
    """A pair of laws and a discriminator that is never certain."""
    pair = draw(rational_pairs(off_support=off_support))
    return RationalContest(pair.p, pair.q, draw(_discriminators(len(pair.p))))


@st.composite
def rational_critics(draw: Any) -> RationalCritic:
    """A pair of laws on positions in any order, and a 1-Lipschitz critic that bends at one of a few places."""
    pair = draw(rational_pairs())
    halves = st.integers(-12, 12).map(lambda k: Fraction(k, 2))
    n = len(pair.p)
    positions = draw(st.lists(halves, min_size=n, max_size=n, unique=True))
    tilt = draw(st.integers(-4, 4).map(lambda k: Fraction(k, 4)))
    bend = (1 - abs(tilt)) * draw(st.sampled_from([Fraction(1), Fraction(-1), Fraction(1, 2)]))
    return RationalCritic(tuple(positions), pair.p, pair.q, tilt, bend, draw(halves))


@st.composite
def rational_rivals(draw: Any) -> RationalRival:
    """A pair of laws and two discriminators, the second of which may be the first, or close to it."""
    pair = draw(rational_pairs())
    first = draw(_discriminators(len(pair.p)))
    second = draw(_discriminators(len(pair.p)))
    near = tuple((19 * a + b) / 20 for a, b in zip(first, second, strict=True))
    return RationalRival(pair.p, pair.q, first, draw(st.sampled_from([second, near, first])), draw(_shares()))


@st.composite
def rational_games(draw: Any) -> RationalGame:
    """Noise on two to four values, sent to two to four atoms; several values may share an atom."""
    n, k = draw(ATOMS), draw(ATOMS)
    images = draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    return RationalGame(draw(rational_laws(n)), tuple(images), draw(_discriminators(max(n, k))))


@st.composite
def rational_mixings(draw: Any) -> RationalMixing:
    """A data law and two positive laws of a generator, which may be equal or close."""
    n = draw(ATOMS)
    q, other = draw(rational_laws(n, allow_zeros=False)), draw(rational_laws(n, allow_zeros=False))
    near = tuple((19 * a + b) / 20 for a, b in zip(q, other, strict=True))
    return RationalMixing(draw(rational_laws(n)), q, draw(st.sampled_from([other, near, q])), draw(_shares()))


def rational_descents() -> st.SearchStrategy[RationalDescent]:
    """Steps of mirror descent with rational weights; the start may almost miss the data's lighter atom."""
    high = st.integers(5, 60).map(lambda k: Fraction(k, 4))
    low = st.integers(6, 20).map(lambda k: 1 + Fraction(1, k))
    return st.builds(
        lambda high, low, rate: RationalDescent((high, low), rate),
        high,
        low,
        st.sampled_from([Fraction(1), Fraction(1, 2)]),
    )


@st.composite
def rational_channels(draw: Any) -> RationalChannels:
    """Three laws on two or three atoms, and two channels to two or three outputs."""
    n, k = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    laws = [draw(rational_laws(n)) for _ in range(3)]
    channels = [tuple(draw(rational_laws(k)) for _ in range(n)) for _ in range(2)]
    return RationalChannels(laws[0], laws[1], laws[2], draw(_shares()), channels[0], channels[1])


@st.composite
def rational_samples(draw: Any, *, allow_zeros: bool = True) -> RationalSample:
    """Counts of two to four values, at least one seen, and two to four models; with ties now and then."""
    n = draw(ATOMS)
    counts = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n).filter(any))
    laws = rational_laws(n, allow_zeros=allow_zeros)
    models = draw(st.lists(laws, min_size=2, max_size=4))
    return RationalSample(tuple(counts), tuple(models))


def rational_populations() -> st.SearchStrategy[RationalPopulation]:
    """Laws on two or three atoms of positive mass, and up to four samples."""
    laws = st.integers(2, 3).flatmap(lambda n: rational_laws(n, allow_zeros=False))
    return st.builds(RationalPopulation, laws, st.integers(1, 4))


@st.composite
def rational_maps(draw: Any) -> RationalMap:
    """Two to four pieces of noise and of a generator; flat pieces now and then."""
    n = draw(ATOMS)
    values = draw(st.lists(st.integers(-4, 4), min_size=n + 1, max_size=n + 1))
    return RationalMap(
        draw(rational_laws(n, allow_zeros=False)),
        draw(rational_laws(n)),
        tuple(map(Fraction, values)),
    )


@st.composite
def rational_trackings(draw: Any) -> RationalTracking:
    """A curvature, a rate below its inverse, a noise, and a start beyond what the noise leaves, and beyond its reach.

    Two steps leave at least x₂ = c x₀ − (1 − c)s/h, c = (1 − ηh)², and x₂ ≥ ηs/(2 − ηh) is asked for.
    """
    curvature = Fraction(draw(st.integers(1, 4)), 2)
    rate = Fraction(draw(st.integers(1, 7)), 8) / curvature
    noise = Fraction(draw(st.integers(0, 4)), 4)
    share = rate * curvature
    kept = (1 - share) ** 2
    reach = max(Fraction(1), (1 - kept + share / (2 - share)) / kept)
    beyond = Fraction(draw(st.integers(0, 8)), 2)
    return RationalTracking(curvature, rate, noise, reach * noise / curvature + beyond)


def _shares() -> st.SearchStrategy[Fraction]:
    return st.integers(1, 7).map(lambda k: Fraction(k, 8))


def _discriminators(n_atoms: int) -> st.SearchStrategy[Law]:
    odds = st.tuples(st.integers(1, LARGEST), st.integers(1, LARGEST))
    return st.lists(
        odds.map(lambda pair: Fraction(pair[0], sum(pair))), min_size=n_atoms, max_size=n_atoms
    ).map(tuple)


def _normalised(weights: list[int]) -> Law:
    return tuple(Fraction(weight, sum(weights)) for weight in weights)


def _squared(t: list[int]) -> Law:
    square = sum(x * x for x in t)
    return tuple(Fraction(x, square + 1) ** 2 for x in [*(2 * x for x in t), square - 1])
