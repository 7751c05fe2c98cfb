r"""alg.sampling-law: a tabular discriminator trained to convergence on each of many independent samples.

How far a trained logit t is from its optimum t* follows from its own gradient: V̂ separates over the atoms, and with
:math:`s = \hat p + \hat q` the component is :math:`g = \hat p - s\,\sigma(t)`, hence
:math:`\sigma(t^*) = \sigma(t) + g/s` and :math:`|t - t^*| \le |g| / (s \min \sigma(1 - \sigma))` between the two.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.claims.problems import Pair
from gancheck.claims.records import TrainedLogits
from gancheck.claims.samples import record_of_runs
from gancheck.distributions import Discrete
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory.discriminators import probability

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ALPHA", "UNDECIDED", "problems", "train_records"]

ALPHA = 1e-6
"""Family-wise probability that the check accuses a true theory, over all problems and atoms of a run."""
RUNS = 2048
ATOMS = 4
LEAST_MASS = 0.1
SAMPLES = (100, 400)
"""Fewest and most samples of a law: ten at the rarest atom, so that a count of 0 is rare and training short."""
STEPS, RATE = 600, 2.0
"""With momentum 0.9; V̂'s curvature in a logit is at most (p̂ + q̂)/4 ≤ ½, for which the rate could be 7.6."""
UNDECIDED = "Half of the problems or more were not trained to within 1e-3 of their optimum."


def problems(family: str) -> "SearchStrategy[Any]":
    """Pairs (p, q) on four atoms, with a number of samples of each."""
    from hypothesis import strategies as st

    from gancheck.strategies import discrete_pairs

    del family
    drawn = discrete_pairs(
        min_atoms=ATOMS, max_atoms=ATOMS, allow_zeros=False, min_mass=LEAST_MASS, kinds=("moderate", "equal")
    )
    size = st.integers(*SAMPLES)
    return st.tuples(drawn, size, size).map(lambda x: (x[0][0], x[0][1], np.array([x[1]]), np.array([x[2]])))


def train_records(
    family: str, laws: tuple[Any, Any, Array, Array], seed: int, device: str, keep: Keep
) -> TrainedLogits:
    """Draw the samples of every run, and train all discriminators together."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    del family, keep  # the rows are repetitions of a few problems, not problems
    p, q, *sizes = laws
    generator = np.random.default_rng(seed)
    counts = [
        np.concatenate(
            [law[np.full(RUNS, row)].sample_counts(int(size), generator) for row, size in enumerate(each)]
        )
        for law, each in zip((p, q), sizes, strict=True)
    ]
    frequencies = [
        np.asarray(count) / np.repeat(each, RUNS)[:, None] for count, each in zip(counts, sizes, strict=True)
    ]
    settings = Algorithm1(
        steps=STEPS,
        batch_size="full",
        schedule="constant",
        momentum=0.9,
        discriminator_rate=RATE,
        fix_generator=True,
        record_every=STEPS,
        seed=seed,
        device=device,
    )
    training = train(Pair(*(Discrete(probs=share) for share in frequencies)), settings)
    logits = np.asarray(training.discriminator().logits)  # type: ignore[attr-defined]  # tabular
    error = distance_to_the_optimum(logits, *frequencies)
    shaped = [a.reshape(len(p), RUNS, -1) for a in (*counts, logits, error)]
    return record_of_runs(p, q, (shaped[0], shaped[1]), shaped[2], shaped[3], ALPHA)


def distance_to_the_optimum(logits: Array, real: Array, fake: Array) -> Array:
    """The bound on |t − t*| from the gradient at t, ``(B, n)``; infinite where an optimum is not finite."""
    d, other = probability(logits), probability(-logits)
    total = real + fake
    both = np.where(total > 0, total, 1.0)
    # p̂(1 − D) − q̂D has eight roundings, those of p̂, q̂ and D among them, of terms that add up to less than s.
    residual = (abs(real * other - fake * d) + 8.0 * UNIT_ROUNDOFF * total) / both
    curvature = np.minimum(d * other, real * fake / both**2)
    attained = (real > 0) & (fake > 0)
    return np.where(attained, residual / np.where(curvature > 0, curvature, 1.0), np.inf)
