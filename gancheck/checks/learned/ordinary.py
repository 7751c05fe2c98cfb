"""Ordinary problems to train on: such as the players can represent and a few thousand samples can tell apart.

The nasty problems (zeros, ratios of 1e300, nearly equal laws) belong to the numeric tier: no finite training decides
them.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.distributions import Gaussian
from gancheck.divergences.jensen_shannon import jsd

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["data_laws", "pairs", "singular_pairs"]

LEAST_MASS = 0.02
"""Every atom gets this share at least: 300 draws of 2^14, whose logit is then known to a tenth."""

APART = 0.05
"""Least JSD of a pair. Below, D ≡ ½ is nearly D* and q nearly p: a training that does nothing would seem to succeed."""

NEAREST, FARTHEST = 80.0, 1000.0
"""Distances in scales. At 80 the laws share e^{−800} of their mass: singular as far as float64 can tell."""


def pairs(family: str) -> "SearchStrategy[tuple[Any, Any]]":
    """Pairs (p, q) of one family, discrete, gaussian or mixture, that are `APART`."""
    from gancheck.strategies import discrete_pairs, gaussian_pairs, mixture_pairs

    drawn: SearchStrategy[Any]
    if family == "discrete":
        drawn = discrete_pairs(
            min_atoms=2, max_atoms=12, allow_zeros=False, min_mass=LEAST_MASS, kinds=("moderate",)
        )
    elif family == "gaussian":
        kinds = ("moderate", "equal-scale")
        drawn = gaussian_pairs(max_scale_ratio=4.0, max_separation=4.0, kinds=kinds)
    else:
        drawn = mixture_pairs(max_components=2, kinds=("moderate",))
    return drawn.filter(lambda pair: bool(np.all(jsd(*pair) >= APART)))


def data_laws(family: str) -> "SearchStrategy[Any]":
    """Data laws of one family: discrete, gaussian or mixture."""
    from gancheck.strategies import discrete_laws, gaussians, mixtures

    if family == "discrete":
        return discrete_laws(min_atoms=2, max_atoms=12, min_mass=LEAST_MASS, kinds=("moderate",))
    if family == "gaussian":
        return gaussians()
    return mixtures(max_components=2, min_loc=-4.0, max_loc=4.0, min_scale=0.5, max_scale=2.0)


def singular_pairs() -> "SearchStrategy[tuple[Gaussian, Gaussian]]":
    """Gaussians of one scale, 80 to 1000 scales apart."""
    from hypothesis import strategies as st

    def laws(distance: float, scale: float) -> tuple[Gaussian, Gaussian]:
        return Gaussian(np.zeros(1), np.array([scale])), Gaussian(
            np.array([distance * scale]), np.array([scale])
        )

    return st.builds(laws, st.floats(NEAREST, FARTHEST), st.floats(0.1, 10.0))
