"""Problems of the game itself: pairs of laws, and contests between a pair and a discriminator."""

from typing import Any

from hypothesis import strategies as st

from gancheck.claims.problems import Contest, Pair
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.discriminator import discriminators
from gancheck.strategies.gaussian import gaussian_pairs
from gancheck.strategies.mixture import mixture_pairs
from gancheck.strategies.multivariate_gaussian import multivariate_gaussian_pairs
from gancheck.strategies.problems import provides

__all__: list[str] = []


@provides(Pair, "discrete")
def _discrete_pairs() -> st.SearchStrategy[Pair]:
    return discrete_pairs().map(_pair)


@provides(Pair, "gaussian")
def _gaussian_pairs() -> st.SearchStrategy[Pair]:
    return gaussian_pairs().map(_pair)


@provides(Pair, "mixture")
def _mixture_pairs() -> st.SearchStrategy[Pair]:
    return mixture_pairs().map(_pair)


@provides(Pair, "multivariate-gaussian", shape=st.integers(1, 4))
def _multivariate_gaussian_pairs(dim: int) -> st.SearchStrategy[Pair]:
    return multivariate_gaussian_pairs(min_dim=dim, max_dim=dim).map(_pair)


@provides(Contest, "discrete")
def _discrete_contests() -> st.SearchStrategy[Contest]:
    return _contests(discrete_pairs())


@provides(Contest, "gaussian")
def _gaussian_contests() -> st.SearchStrategy[Contest]:
    return _contests(gaussian_pairs())


@provides(Contest, "mixture")
def _mixture_contests() -> st.SearchStrategy[Contest]:
    return _contests(mixture_pairs())


def _pair(laws: tuple[Any, Any]) -> Pair:
    return Pair(*(law.batched() for law in laws))


@st.composite
def _contests(draw: st.DrawFn, pairs: st.SearchStrategy[tuple[Any, Any]]) -> Contest:
    """A pair, and a discriminator drawn for it."""
    p, q = draw(pairs)
    return Contest(p.batched(), q.batched(), draw(discriminators(p, q)))
