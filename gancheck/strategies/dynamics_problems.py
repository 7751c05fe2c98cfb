"""Problems drawn for claims on dynamics: games of two numbers, and Algorithm 1 at its equilibrium."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.games import BilinearGame, DiracGame, EquilibriumGame
from gancheck.strategies.discrete import discrete_laws
from gancheck.strategies.gaussian import gaussians
from gancheck.strategies.problems import provides
from gancheck.theory.local_stability import local_dynamics

__all__: list[str] = []

LEAST_MASS = 0.01
"""At the equilibrium an atom of mass 0 has no finite softmax logit; lighter ones make rates of 1e3 and more."""

SHARES = st.one_of(st.sampled_from((0.5, 0.9, 1.1)), st.floats(0.05, 0.95), st.floats(1.05, 3.0))
"""A rate as a share of its limit: on either side, and not on the limit itself, where nothing is decided."""

COORDINATES = st.one_of(
    st.sampled_from((1.0, -1.0, 0.0)), st.floats(-4.0, 4.0).filter(lambda x: abs(x) > 1e-3)
)


@provides(BilinearGame, "bilinear")
def _bilinear_games() -> st.SearchStrategy[BilinearGame]:
    rates = st.one_of(st.sampled_from(((1.0, 1.0), (2.0, 2.0), (0.5, 8.0), (3.0, 3.0))), _pairs_of_rates())
    return st.builds(
        lambda start, rates: BilinearGame(
            np.array([start[0]]), np.array([start[1]]), np.array([rates[0]]), np.array([rates[1]])
        ),
        _starts(),
        rates,
    )


def _pairs_of_rates() -> st.SearchStrategy[tuple[float, float]]:
    rate = st.floats(1e-3, 4.0)
    return st.tuples(rate, rate).filter(lambda ab: abs(ab[0] * ab[1] - 4.0) > 0.01)


def _starts() -> st.SearchStrategy[tuple[float, float]]:
    return st.tuples(COORDINATES, COORDINATES).filter(lambda xy: xy != (0.0, 0.0))


def _dirac(family: str) -> st.SearchStrategy[DiracGame]:
    """Penalties from none to beyond 2f′(0), where the eigenvalues meet, and rates up to 1."""
    penalty = st.one_of(st.sampled_from((0.0, 1.0, 0.5, 2.0)), st.floats(0.0, 3.0))
    rate = st.one_of(st.sampled_from((0.5, 0.1)), st.floats(0.01, 1.0))
    return st.builds(
        lambda start, gamma, eta: DiracGame(
            np.array([start[0]]), np.array([start[1]]), np.array([gamma]), np.array([eta]), family
        ),
        _starts(),
        penalty,
        rate,
    )


@provides(DiracGame, "minimax")
def _minimax() -> st.SearchStrategy[DiracGame]:
    return _dirac("minimax")


@provides(DiracGame, "non-saturating")
def _non_saturating() -> st.SearchStrategy[DiracGame]:
    return _dirac("non-saturating")


@provides(DiracGame, "wasserstein")
def _wasserstein() -> st.SearchStrategy[DiracGame]:
    return _dirac("wasserstein")


@provides(EquilibriumGame, "categorical", shape=st.integers(2, 6))
def _categorical(n: int) -> st.SearchStrategy[EquilibriumGame]:
    return _at_equilibrium(
        discrete_laws(min_atoms=n, max_atoms=n, allow_zeros=False, min_mass=LEAST_MASS, kinds=("moderate",))
    )


@provides(EquilibriumGame, "affine")
def _affine() -> st.SearchStrategy[EquilibriumGame]:
    return _at_equilibrium(gaussians())


@st.composite
def _at_equilibrium(draw: st.DrawFn, laws: st.SearchStrategy[Any]) -> EquilibriumGame:
    """Any data law, one to four inner steps, and both rates as shares of their limits."""
    p = draw(laws).batched()
    k, one = np.array([draw(st.integers(1, 4))]), np.ones(1)
    blocks = EquilibriumGame(p, one, one, k).blocks
    d_rate = draw(SHARES) * local_dynamics(blocks, one, one, k).d_limit
    limit = local_dynamics(blocks, d_rate, one, k).g_limit
    return EquilibriumGame(p, d_rate, draw(SHARES) * np.where(limit > 0.0, limit, 1.0), k)
