"""Problems of the generator's claims beyond pairs and contests."""

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.problems import Descent, Mixing
from gancheck.distributions import Discrete
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.drawing import numbers
from gancheck.strategies.problems import provides

__all__: list[str] = []

LEAST_MASS = 1e-12
"""An interior law gives every atom at least this much, before normalisation."""


@provides(Mixing, "discrete")
def _mixings() -> st.SearchStrategy[Mixing]:
    return _one_mixing()


@st.composite
def _one_mixing(draw: st.DrawFn) -> Mixing:
    """Any data law, an interior q and another q′, far from it or a small step away in either direction."""
    p, q = draw(discrete_pairs(max_atoms=64))
    inside = _interior(q)
    if draw(st.booleans()):
        step = 10.0 ** -draw(st.integers(1, 4)) * numbers(draw, q.n_atoms, -1, 1)
        other = inside * (1.0 + step)
    else:
        other = _interior(draw(discrete_pairs(min_atoms=q.n_atoms, max_atoms=q.n_atoms))[0])
    weight = draw(st.one_of(st.sampled_from((0.5, 0.0, 1.0)), st.floats(0.0, 1.0)))
    laws = (p.batched(), _law(inside), _law(other))
    return Mixing(*laws, np.array([weight]))


@provides(Descent, "discrete")
def _descents() -> st.SearchStrategy[Descent]:
    return _one_descent()


@st.composite
def _one_descent(draw: st.DrawFn) -> Descent:
    """Any data law, an interior start, and a step size up to the longest that the theorem allows."""
    p, q = draw(discrete_pairs(max_atoms=64))
    rate = draw(st.one_of(st.sampled_from((1.0, 0.5, 0.1)), st.floats(0.01, 1.0)))
    return Descent(p.batched(), _law(_interior(q)), np.array([rate]))


def _interior(law: Discrete) -> np.ndarray:
    weights = np.asarray(law.probs) + LEAST_MASS
    return np.asarray(weights / weights.sum())


def _law(weights: np.ndarray) -> Discrete:
    return Discrete(probs=weights[None, :], normalize=True)
