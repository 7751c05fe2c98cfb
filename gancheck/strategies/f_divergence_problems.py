"""Problems of the f-divergence family: pairs with an order α, and critics."""

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.family import CriticPair, OrderedPair
from gancheck.distributions import Gaussian
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.drawing import reals
from gancheck.strategies.multivariate_gaussian import multivariate_gaussian_pairs
from gancheck.strategies.problems import provides

__all__: list[str] = []

LEAST_MASS = 1e-12
"""Ratios to 1e12 and their cubes are float64 numbers, so that the textbook's sums stay finite where the laws are."""

EIGHTHS = st.integers(-16, 24).map(lambda k: k / 8.0)
"""Orders from -2 to 3, among them every pin; few enough that each generator is built once."""

ORDERS = st.one_of(st.sampled_from((0.5, 2.0, 1.0, 0.0, -1.0)), EIGHTHS)


@provides(OrderedPair, "discrete")
@st.composite
def _discrete_pairs(draw: st.DrawFn) -> OrderedPair:
    """Any pair with masses above 1e-12 or 0: near-equal, with zeros of all kinds, disjoint."""
    kinds = ("moderate", "equal", "near-equal", "zeros", "disjoint")
    p, q = draw(discrete_pairs(max_atoms=64, min_mass=LEAST_MASS, kinds=kinds))
    return OrderedPair(p.batched(), q.batched(), np.array([draw(ORDERS)]))


@provides(OrderedPair, "gaussian")
@st.composite
def _gaussian_pairs(draw: st.DrawFn) -> OrderedPair:
    """Scales from e^-½ to e^½ of each other, on both sides of where the unbounded members become infinite."""
    loc = draw(st.integers(-4, 4))
    shift = draw(st.one_of(st.sampled_from((0.0, 1.0, 1e-3)), st.floats(-4.0, 4.0)))
    scale = 2.0 ** draw(st.integers(-3, 3))
    ratio = float(np.exp(draw(st.integers(-4, 4)) / 8.0))
    p = Gaussian([loc + shift * scale], [scale * ratio])
    return OrderedPair(p, Gaussian([float(loc)], [scale]), np.array([draw(ORDERS)]))


@provides(OrderedPair, "multivariate-gaussian", shape=st.integers(1, 2))
@st.composite
def _multivariate_gaussian_pairs(draw: st.DrawFn, dim: int) -> OrderedPair:
    """Pairs on the line and in the plane, where a grid over all coordinates is quick."""
    p, q = draw(multivariate_gaussian_pairs(min_dim=dim, max_dim=dim, max_condition=100.0))
    return OrderedPair(p.batched(), q.batched(), np.array([draw(ORDERS)]))


@provides(CriticPair, "discrete", shape=st.integers(1, 12))
@st.composite
def _critic_pairs(draw: st.DrawFn, n: int) -> CriticPair:
    """Pairs with mass everywhere, and outputs within ±4, where every activation is far from its ends."""
    kinds = ("moderate", "equal", "near-equal")
    p, q = draw(discrete_pairs(min_atoms=n, max_atoms=n, allow_zeros=False, min_mass=1e-6, kinds=kinds))
    output = reals(draw, p.n_atoms, -4.0, 4.0)[None, :]
    return CriticPair(p.batched(), q.batched(), output, np.array([draw(ORDERS)]))
