"""Problems about laws that pass through channels."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.channels import Channels
from gancheck.strategies.discrete import discrete_laws
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.drawing import Floats, numbers
from gancheck.strategies.gaussian import gaussian_pairs, gaussians
from gancheck.strategies.mixture import mixture_pairs, mixtures
from gancheck.strategies.problems import provides

__all__: list[str] = []

LEAST_MASS = 1e-100
"""The product of two such masses and of a channel's is a normal float64 still: an underflow would change a support."""

COMPONENTS = 2
"""The blends of four laws then have eight components; more would slow the suite down and add nothing new."""


@provides(Channels, "discrete", shape=st.tuples(st.integers(1, 6), st.integers(1, 4)))
@st.composite
def _discrete_channels(draw: st.DrawFn, shape: tuple[int, int]) -> Channels:
    """Any pair p, q (near-equal, with zeros, disjoint, extreme …), any laws r, s; channels with and without zeros."""
    n, outputs = shape
    pair = draw(discrete_pairs(min_atoms=n, max_atoms=n, min_mass=LEAST_MASS))
    others = [draw(discrete_laws(min_atoms=n, max_atoms=n, min_mass=LEAST_MASS)) for _ in range(2)]
    first, second = _stochastic(draw, n, outputs), _stochastic(draw, n, outputs)
    return _problem(draw, [*pair, *others], first, second)


@provides(Channels, "gaussian")
@st.composite
def _gaussian_channels(draw: st.DrawFn) -> Channels:
    """Y = aX + b + τε with |a| ≤ 3, |b| ≤ 5 and τ from 0.01 to 10: from nearly lossless to nearly useless."""
    pair = draw(gaussian_pairs(max_scale_ratio=1e3, max_separation=1e2))
    laws = [*pair, draw(gaussians()), draw(gaussians())]
    return _problem(draw, laws, _additive(draw), _additive(draw))


@provides(Channels, "mixture")
@st.composite
def _mixture_channels(draw: st.DrawFn) -> Channels:
    """Pairs of mixtures, among them a missed mode, and the channels of the Gaussian family."""
    pair = draw(mixture_pairs(max_components=COMPONENTS))
    laws = [*pair, *(draw(mixtures(max_components=COMPONENTS)) for _ in range(2))]
    return _problem(draw, laws, _additive(draw), _additive(draw))


def _problem(draw: st.DrawFn, laws: list[Any], first: Floats, second: Floats) -> Channels:
    """The batch of one problem, with a weight from 0 to 1."""
    p, q, r, s = (law.batched() for law in laws)
    return Channels(p, q, r, s, np.array([draw(st.floats(0.0, 1.0))]), first, second)


def _stochastic(draw: st.DrawFn, n: int, outputs: int) -> Floats:
    """One stochastic matrix ``(1, n, k)``: small integers, zeros among them, divided by their row's sum."""
    rows = numbers(draw, n * outputs, 0, 9).reshape(n, outputs).astype(np.float64)
    rows[:, 0] += rows.sum(axis=-1) == 0
    return np.asarray(rows / rows.sum(axis=-1, keepdims=True))[None]


def _additive(draw: st.DrawFn) -> Floats:
    """One row ``(1, 3)``: slope, intercept and deviation of the noise."""
    slope, intercept = draw(st.floats(-3.0, 3.0)), draw(st.floats(-5.0, 5.0))
    return np.array([[slope, intercept, 10.0 ** draw(st.floats(-2.0, 1.0))]])
