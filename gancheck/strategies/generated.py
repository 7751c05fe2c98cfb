"""Problems of generated laws: a network, its noise, and an interval of its output."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.fits import Generated
from gancheck.distributions import Gaussian, Uniform
from gancheck.strategies.drawing import Floats
from gancheck.strategies.problems import provides

__all__: list[str] = []

SEEDS = st.integers(0, 2**32 - 1)
WIDTHS = st.integers(1, 4)
"""Hidden units in each of the two layers."""


@provides(Generated, "affine", shape=WIDTHS)
def _affine(width: int) -> st.SearchStrategy[Generated]:
    return _one_network("affine", width)


@provides(Generated, "relu", shape=WIDTHS)
def _relu(width: int) -> st.SearchStrategy[Generated]:
    return _one_network("relu", width)


@provides(Generated, "leaky-relu", shape=WIDTHS)
def _leaky_relu(width: int) -> st.SearchStrategy[Generated]:
    return _one_network("leaky-relu", width)


@provides(Generated, "uniform-noise", shape=WIDTHS)
def _uniform_noise(width: int) -> st.SearchStrategy[Generated]:
    return _one_network("uniform-noise", width)


@st.composite
def _one_network(draw: st.DrawFn, family: str, width: int) -> Generated:
    """Weights normal, or quarters of small whole numbers: those cancel exactly, which makes flat pieces and atoms."""
    generator = np.random.default_rng(draw(SEEDS))
    whole = draw(st.booleans())
    shapes = ((width, 1), (width,), (width, width), (width,), (1, width), (1,))
    arrays = [_weights(generator, (1, *shape), whole) for shape in shapes]
    noise: Any = Gaussian([0.0], [1.0])
    if family == "uniform-noise":
        noise = Uniform([-1.0], [draw(st.sampled_from((1.0, 0.5)))])
    low = draw(st.floats(-3.0, 3.0))
    high = low + draw(st.floats(0.0, 4.0))
    return Generated(noise, np.array([low]), np.array([high]), family, *arrays)


def _weights(generator: np.random.Generator, shape: tuple[int, ...], whole: bool) -> Floats:
    return (
        generator.integers(-8, 8, shape, endpoint=True) / 4.0 if whole else generator.standard_normal(shape)
    )
