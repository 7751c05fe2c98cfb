"""Problems drawn for claims on critics: laws on the line with a 1-Lipschitz critic, and critics that are penalised."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.critic_games import LipschitzPair, PenalisedCritic
from gancheck.distributions import Discrete
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.drawing import Floats, reals
from gancheck.strategies.gaussian import gaussian_pairs
from gancheck.strategies.problems import provides

__all__: list[str] = []

Positions = tuple[float, ...]

NASTY = (0.0, 1.0, 1.0 + 2.0**-52, -1.0, 1e-12, 0.1, 1e6, -1e6, 1e6 + 2.0**-30, 12345.678)
"""Positions that nearly coincide, and far ones."""
ORDINARY = st.one_of(st.integers(-8, 8).map(float), st.floats(-10.0, 10.0))
SIDES = st.sampled_from((-1.0, 1.0))


def _positions() -> st.SearchStrategy[Positions]:
    """Where two to six atoms lie, in any order."""
    return st.one_of(_on(ORDINARY), _on(st.sampled_from(NASTY)))


def _on(position: st.SearchStrategy[float]) -> st.SearchStrategy[Positions]:
    return st.lists(position, min_size=2, max_size=6, unique=True).map(tuple)


@provides(LipschitzPair, "discrete", shape=_positions())
def _on_atoms(positions: Positions) -> st.SearchStrategy[LipschitzPair]:
    return _critic_on_atoms(positions)


@st.composite
def _critic_on_atoms(draw: st.DrawFn, positions: Positions) -> LipschitzPair:
    """The critic bends at an atom, or somewhere between the outer ones."""
    n = len(positions)
    p, q = (Discrete(probs=law.probs, atoms=list(positions)).batched() for law in draw(_masses(n)))
    place = draw(st.one_of(st.sampled_from(positions), st.floats(min(positions), max(positions))))
    return LipschitzPair(p, q, *_slopes(draw), np.array([place]))


def _masses(n: int) -> st.SearchStrategy[tuple[Any, Any]]:
    return discrete_pairs(min_atoms=n, max_atoms=n)


@provides(LipschitzPair, "gaussian")
@st.composite
def _on_the_line(draw: st.DrawFn) -> LipschitzPair:
    """The critic bends near the laws."""
    p, q = draw(gaussian_pairs())
    share = draw(st.one_of(st.sampled_from((0.0, 1.0)), st.floats(-1.0, 2.0)))
    place = np.array([float(p.loc + share * (q.loc - p.loc))])
    return LipschitzPair(p.batched(), q.batched(), *_slopes(draw), place)


def _slopes(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Tilt and bend with |tilt| + |bend| ≤ 1; the steepest ones are the likeliest to exceed W1."""
    tilt = draw(st.one_of(st.sampled_from((1.0, -1.0, 0.0, 0.5)), st.floats(-1.0, 1.0)))
    left = 1.0 - abs(tilt)
    bend = left * draw(SIDES) * draw(st.one_of(st.just(1.0), st.floats(0.0, 1.0)))
    return np.array([tilt]), np.array([bend])


def _penalised(family: str, m: int, d: int) -> st.SearchStrategy[PenalisedCritic]:
    return _penalised_critics(family, m, d)


@st.composite
def _penalised_critics(draw: st.DrawFn, family: str, m: int, d: int) -> PenalisedCritic:
    """Any points, ε from end to end, and slopes near 1 and far from it."""
    curvature = draw(st.floats(-4.0, 4.0)) if family == "quadratic" else 0.0
    size = draw(st.sampled_from((1.0, 1e-3, 100.0)))
    return PenalisedCritic(
        np.array([size * reals(draw, d, -2.0, 2.0)]),
        np.array([curvature]),
        reals(draw, m * d, -10.0, 10.0).reshape(1, m, d),
        reals(draw, m * d, -10.0, 10.0).reshape(1, m, d),
        np.array([reals(draw, m, 0.0, 1.0)]),
        np.array([draw(st.one_of(st.sampled_from((1.0, 10.0)), st.floats(0.01, 100.0)))]),
        family,
    )


SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 4))
"""Samples and coordinates."""


@provides(PenalisedCritic, "linear", shape=SHAPES)
def _linear(shape: tuple[int, int]) -> st.SearchStrategy[PenalisedCritic]:
    return _penalised("linear", *shape)


@provides(PenalisedCritic, "quadratic", shape=SHAPES)
def _quadratic(shape: tuple[int, int]) -> st.SearchStrategy[PenalisedCritic]:
    return _penalised("quadratic", *shape)
