"""Pairs of laws at the edges: equal, near-equal, far apart, of very different widths, with zeros.

They are made by exact arithmetic where that is possible, the same on every machine. Each family's list holds batches.
"""

from typing import Any

import numpy as np

from gancheck.claims.problems import Pair
from gancheck.distributions import Discrete, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.distributions.law import Law

__all__ = ["HARD_PAIRS", "as_logarithms", "as_tensors"]

NEAR = 2.0**-30
TINY = 2.0**-1000


def as_logarithms(law: Any) -> Discrete:
    """The discrete law as it is given by the logarithms of its masses."""
    return Discrete(log_probs=law.log_probs)


def as_tensors(law: Any) -> Law:
    """The law with tensors of torch as its parameters."""
    import torch

    names = {
        Discrete: ("probs",),
        Gaussian: ("loc", "scale"),
        MultivariateGaussian: ("loc", "covariance_matrix"),
        GaussianMixture: ("weights", "loc", "scale"),
    }[type(law)]
    found: Law = type(law)(**{name: torch.tensor(np.asarray(getattr(law, name))) for name in names})
    return found


def _discrete() -> list[Pair]:
    one = Pair(Discrete(probs=[[1.0]]), Discrete(probs=[[1.0]]))
    p = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.75, 0.25], [TINY, 1.0], [1.0, 0.0], [1.0, 0.0], [0.25, 0.75]]
    q = [[0.5, 0.5], [0.5 + NEAR, 0.5 - NEAR], [0.5 + NEAR**1.5, 0.5 - NEAR**1.5], [TINY, 1.0], [0.5, 0.5]]
    q += [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    zeros = Pair(
        Discrete(
            probs=[[0.5, 0.25, 0.25, 0.0, 0.0], [0.0, 0.5, 0.5, 0.0, 0.0], [0.125, 0.0, 0.25, 0.5, 0.125]]
        ),
        Discrete(probs=[[0.25, 0.25, 0.5, 0.0, 0.0], [0.0, 0.25, 0.25, 0.5, 0.0], [0.5, 0.0, 0.0, 0.0, 0.5]]),
    )
    return [one, Pair(Discrete(probs=p), Discrete(probs=q)), zeros, _many(3, 30)]


def _many(rows: int, atoms: int) -> Pair:
    """Laws on many atoms, whose masses are whole shares of their sum; one in seven is 0 in p, one in eleven in q."""
    k, row = np.arange(1, atoms + 1), np.arange(1, rows + 1)[:, None]
    a, b = (k * row) % 13 + 1.0, (k * (row + 4)) % 17 + 1.0
    a, b = np.where(k % 7 == 0, 0.0, a), np.where(k % 11 == 0, 0.0, b**3)
    return Pair(*(Discrete(probs=mass / mass.sum(axis=-1, keepdims=True)) for mass in (a, b)))


SHIFTS = (0.0, NEAR, 2.0**-10, 0.5, 3.0, 12.0, 80.0, 1000.0)
WIDTHS = (1.0, 1.0 + NEAR, 1.0 - 2.0**-10, 0.5, 3.0, 2.0**13, 2.0**-13)


def _gaussian() -> list[Pair]:
    shift, width = (grid.ravel() for grid in np.meshgrid(SHIFTS, WIDTHS))
    return [
        Pair(
            Gaussian(np.ones(len(shift)), np.full(len(shift), 2.0)), Gaussian(1.0 + 2.0 * shift, 2.0 * width)
        ),
    ]


def _mixture() -> list[Pair]:
    weights = [[0.5, 0.5], [0.25, 0.75], [1.0, 0.0], [0.5, 0.5], [0.5, 0.5]]
    p = GaussianMixture(
        weights,
        [[-1.0, 1.0], [0.0, 8.0], [0.0, 5.0], [0.0, 0.0], [-40.0, 40.0]],
        [[1.0, 1.0], [1.0, 0.125], [1.0, 1.0], [1.0, 64.0], [1.0, 1.0]],
    )
    q = GaussianMixture(
        weights[::-1],
        [[-1.0, 1.0], [0.0, 8.5], [NEAR, 1.0], [30.0, 31.0], [-40.0, 40.5]],
        [[1.0, 1.0], [1.0, 0.25], [1.0, 2.0], [1.0, 1.0], [1.0, 0.5]],
    )
    return [Pair(p, p), Pair(p, q)]


def _multivariate_gaussian() -> list[Pair]:
    found = []
    for d in (1, 2, 5):
        base = np.eye(d) + 0.5 * (np.eye(d, k=1) + np.eye(d, k=-1)) * (d > 1)
        ramp = np.diag(2.0 ** np.arange(d))
        covariance = np.stack([base, base * (1.0 + NEAR), base + 0.5 * np.eye(d), ramp, 2.0**20 * base])
        shift = np.arange(1.0, d + 1.0)
        loc = np.stack([0.0 * shift, 2.0**-12 * shift, shift, 12.0 * shift, 0.0 * shift])
        p = MultivariateGaussian(np.zeros((5, d)), np.stack([base] * 5))
        found.append(Pair(p, MultivariateGaussian(loc, covariance)))
        found.append(Pair(p, MultivariateGaussian(loc, np.stack([base] * 5))))
    return found


HARD_PAIRS = {
    "discrete": _discrete(),
    "gaussian": _gaussian(),
    "mixture": _mixture(),
    "multivariate-gaussian": _multivariate_gaussian(),
}
