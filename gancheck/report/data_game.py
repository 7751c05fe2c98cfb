"""The data that were given as the data law: what likelihood makes of them, and what Algorithm 1 does.

Numbers become a mixture of Gaussians fitted by likelihood, because an empirical law and a density are mutually
singular (JSD = log 2 whatever the generator does); labels stay what they are. The fitted law is the oracle's p.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.checks.judgement import judge
from gancheck.checks.outcome import Outcome
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.problems import Pair
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.divergences.jensen_shannon import jsd
from gancheck.divergences.kullback_leibler import kl
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.train import train
from gancheck.learned.training import Training
from gancheck.report.column import Column
from gancheck.report.exhibits import first, shortfall
from gancheck.report.figures.data_law import DataBars, DataDensity
from gancheck.report.numbers import plain
from gancheck.theory.expectation_maximisation import select_mixture
from gancheck.theory.optimal_discriminator import optimal_discriminator

__all__ = ["DataGame", "check", "draw", "play"]

Floats = NDArray[np.float64]

EVERY = 50
"""Rounds between two records: exact measurements of a network's law cost more than its training."""
MISSED = 0.9
"""Where D* is above this, the data law has nine times the mass of the generator's: that part of it is missed."""


@dataclass(frozen=True)
class DataGame:
    """A game on given data.

    Attributes:
        column: The data.
        law: The data law of the oracle, a batch of one: the data's own shares, or the fitted mixture.
        rival: A batch of one that the law can be held against: one Gaussian of maximum likelihood as a mixture, or the
            law of the trained generator.
        training: The game.
    """

    column: Column
    law: Any
    rival: Any
    training: Training


def play(column: Column, seed: int, device: str, rounds: int) -> DataGame:
    """Fit the data law and play Algorithm 1 on it: two perceptrons on the line, tables on atoms."""
    discrete = column.kind == "discrete"
    law: Any = column.law.as_discrete().batched() if discrete else select_mixture(column.samples).batched()
    settings = Algorithm1(steps=rounds, k=2, batch_size=256, record_every=EVERY, seed=seed, device=device)
    training = train(law, settings)
    rival = training.generated_law() if discrete else _one_gaussian(column.samples)
    return DataGame(column, law, rival, training)


def check(game: DataGame, claims: tuple[Claim, ...], seed: int) -> tuple[Outcome, ...]:
    """The claims about pairs of such laws, held on the data law and its rival; the family is called ``data``."""
    pair = Pair(game.law, game.rival)
    return tuple(
        judge(claim, [pair], tier=Tier.NUMERIC, family="data", seed=seed)
        for claim in claims
        if claim.problem is Pair and game.law.family in claim.families
    )


def draw(game: DataGame) -> DataDensity | DataBars:
    """The arrays of the figure, and what they show in words."""
    title = f"{game.column.file}: {game.column.name}"
    if game.column.kind == "discrete":
        return _bars(game, title)
    return _density(game, title)


def _bars(game: DataGame, title: str) -> DataBars:
    q: Any = game.training.generated_law()
    labels = tuple(str(label) for label in game.column.atoms)
    caption = f"{game.column.words}. {_learned(game, 'the data')}"
    return DataBars(title, caption, labels, np.asarray(game.law.probs)[0], np.asarray(q.probs)[0])


def _density(game: DataGame, title: str) -> DataDensity:
    samples, q = game.column.samples, game.training.generated_law()
    margin = 0.12 * (samples[-1] - samples[0])
    x = np.linspace(samples[0] - margin, samples[-1] + margin, 401)
    points = x[None, :]
    optimal = np.asarray(optimal_discriminator(game.law, q).prob(points))[0]
    p = _density_of(game.law, points)
    caption = f"{game.column.words}. {_misspecification(game)} {_learned(game, 'the mixture')}{_missed(p, x, optimal)}"
    return DataDensity(
        title=title,
        caption=caption,
        samples=samples,
        x=x,
        gaussian=_density_of(game.rival, points),
        mixture=p,
        components=int(np.asarray(game.law.loc).shape[-1]),
        generator=_density_of(q, points),
        optimal=optimal,
        learned=np.asarray(game.training.discriminator().prob(points))[0],
    )


def _misspecification(game: DataGame) -> str:
    """Whether one Gaussian would do, by BIC, and what it cannot reach."""
    if np.asarray(game.law.loc).shape[-1] == 1:
        return "BIC finds that one Gaussian is enough."
    less = _bic(game.rival, game.column.samples) - _bic(game.law, game.column.samples)
    stays = plain(first(kl(game.law, game.rival)))
    return (
        f"One Gaussian is misspecified: the best of them stays KL = {stays} nats from the fitted mixture however many "
        f"data there are, and its BIC is {less:.0f} worse."
    )


def _learned(game: DataGame, law: str) -> str:
    """How far the trained generator is from the law that it was shown, and D from the best there is."""
    end = game.training.final
    divergence, short = first(jsd(game.law, end.generated_law())), shortfall(end)
    return (
        f"After {end.step:,} rounds of Algorithm 1 the generator’s exact law is {plain(divergence)} nats from {law} in "
        f"JSD, and D falls {plain(short)} nats short of D*."
    )


def _missed(p: Floats, x: Floats, optimal: Floats) -> str:
    """Which part of the data the generator leaves out."""
    left_out = np.where(optimal > MISSED, p, 0.0)
    share = float(np.trapezoid(left_out, x))
    if share < 0.01:
        return ""
    peak = plain(float(x[np.argmax(left_out)]))
    return f" It misses {share:.0%} of the data’s mass, mostly near {peak}: there D* > {MISSED}."


def _one_gaussian(samples: Floats) -> GaussianMixture:
    """The Gaussian of maximum likelihood, as a mixture of one."""
    one = np.ones((1, 1))
    return GaussianMixture(one, samples.mean() * one, samples.std() * one)


def _bic(law: Any, samples: Floats) -> float:
    """−2 log L + (number of parameters) · log m (Schwarz 1978)."""
    parameters = 3 * int(np.asarray(law.loc).shape[-1]) - 1
    log_likelihood = float(np.asarray(law.log_prob(samples[None, :])).sum())
    return -2.0 * log_likelihood + parameters * float(np.log(samples.size))


def _density_of(law: Any, points: Floats) -> Floats:
    return np.asarray(np.exp(np.asarray(law.log_prob(points)))[0])
