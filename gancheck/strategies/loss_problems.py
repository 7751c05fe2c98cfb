"""Problems about losses: a known game with drawn targets, at drawn density ratios or on a drawn pair of laws."""

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.loss_games import GameAt, GamePair
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.drawing import Floats
from gancheck.strategies.problems import provides
from gancheck.theory.known_games import GAME_NAMES

__all__: list[str] = []

RATIOS = 6
"""Density ratios in a problem; a batch needs one number."""
LEAST_MASS = 1e-4
NAMES = tuple(name for name in GAME_NAMES if name != "wasserstein")
QUARTERS = st.integers(-8, 8).map(lambda k: k / 4.0)


def _provide(name: str) -> None:
    """Both kinds of problem of one game."""
    provides(GameAt, name)(lambda: _one_at(name))
    provides(GamePair, name)(lambda: _one_pair(name))


for _name in NAMES:
    _provide(_name)


@st.composite
def _one_at(draw: st.DrawFn, name: str) -> GameAt:
    """Ratios from 10⁻³ to 10³, 1 among them at times."""
    exponents = [draw(st.one_of(st.integers(-3, 3).map(float), st.floats(-3.0, 3.0))) for _ in range(RATIOS)]
    return GameAt(_targets(draw, name), np.array([10.0 ** np.array(exponents)]), name)


@st.composite
def _one_pair(draw: st.DrawFn, name: str) -> GamePair:
    """Laws on up to a dozen atoms that all have mass; equal and nearly equal ones among them."""
    kinds = ("moderate", "equal", "near-equal")
    p, q = draw(discrete_pairs(max_atoms=12, allow_zeros=False, min_mass=LEAST_MASS, kinds=kinds))
    return GamePair(_targets(draw, name), p.batched(), q.batched(), name)


def _targets(draw: st.DrawFn, name: str) -> Floats:
    """(a, b, c) in quarters, a ≠ b; 0, 1, 1 where they have no meaning."""
    if name != "least-squares":
        return np.array([[0.0, 1.0, 1.0]])
    a, c = draw(QUARTERS), draw(QUARTERS)
    b = draw(QUARTERS.filter(lambda value: value != a))
    return np.array([[a, b, c]])
