r"""The coordinates in which players learn.

.. math:: u = L^{-1}(x - c), \qquad L \text{ lower triangular, positive diagonal}

c and L Lᵀ are the mean and covariance of the data, or, where the generator is fixed, of the even mixture of both
laws. An invertible map moves neither D* nor any divergence, so nothing that is measured depends on it, while rates
and initialisations mean the same for every problem.

The price: a batch of Gaussians, each learned alone from a random start, is *one* problem with many starts and
draws, whatever the parameters of the data. Only the starts and the seed make such problems differ; a `Pair`, whose q
is the start, keeps its own geometry.

Guarantees: one map a problem, exact moments where the law has them in closed form, else those of a seeded sample.
Refuses discrete laws: atoms have no scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.distributions.law import Law
from gancheck.distributions.parameters import as_numpy
from gancheck.learned.streams import Origin, generators, parameter_of

__all__ = ["Standardisation", "standardise"]

Numbers = np.ndarray[Any, np.dtype[np.float64]]

SAMPLE = 4096
"""Draws behind the moments of a law without closed forms: a scale known to about 1 % is scale enough."""


@dataclass(frozen=True)
class Standardisation:
    """The maps u = L⁻¹(x − c).

    Attributes:
        centre: c, (B, d).
        scale: L, (B, d, d).
    """

    centre: Numbers
    scale: Numbers

    @property
    def dimension(self) -> int:
        """How many coordinates a point has."""
        return int(self.centre.shape[1])

    def apply(self, x: Numbers) -> Numbers:
        """The coordinates u of points x, (B, N, d)."""
        moved = x - self.centre[:, None]
        if self.dimension == 1:
            return moved / self.scale
        return np.swapaxes(np.linalg.solve(self.scale, np.swapaxes(moved, 1, 2)), 1, 2)

    def __getitem__(self, index: Any) -> "Standardisation":
        return Standardisation(self.centre[index], self.scale[index])


def standardise(laws: tuple[Law, ...], origins: Sequence[Origin]) -> Standardisation:
    """The map that gives the even mixture of the laws mean 0 and covariance I."""
    means, covariances = zip(*(_moments(law, origins) for law in laws), strict=True)
    centre = np.mean(means, axis=0)
    between = [(mean - centre)[:, :, None] * (mean - centre)[:, None, :] for mean in means]
    return Standardisation(
        centre, np.linalg.cholesky(np.mean(covariances, axis=0) + np.mean(between, axis=0))
    )


def _moments(law: Any, origins: Sequence[Origin]) -> tuple[Numbers, Numbers]:
    if law.family == "multivariate-gaussian":
        return as_numpy(law.loc), as_numpy(law.covariance_matrix)
    if law.family == "multivariate-mixture":
        return as_numpy(law.mean), as_numpy(law.covariance)
    if law.family == "gaussian":
        mean, variance = as_numpy(law.loc), as_numpy(law.scale) ** 2
    elif law.family == "mixture":
        mean, variance = as_numpy(law.mean), as_numpy(law.variance)
    elif law.family == "empirical":
        points, weights = np.asarray(law.atoms, dtype=np.float64), as_numpy(law.probs)
        mean = weights @ points
        variance = (weights * (points - mean[:, None]) ** 2).sum(axis=1)
    else:
        streams = generators(origins, "moments", parameter_of(law))
        sample = as_numpy(law.sample(SAMPLE, streams))
        mean, variance = sample.mean(axis=1), sample.var(axis=1)
        if sample.ndim == 3:
            away = sample - mean[:, None]
            return mean, np.swapaxes(away, 1, 2) @ away / SAMPLE
    return mean[:, None], variance[:, None, None]
