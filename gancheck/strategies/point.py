"""Problems at one point: two masses and a candidate value of D there."""

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.problems import Points
from gancheck.strategies.problems import provides

__all__: list[str] = []

MASSES = st.one_of(
    st.integers(1, 1000).map(float),
    st.integers(-323, 300).map(lambda exponent: 10.0**exponent),
    st.floats(5e-324, 1e300),
)
"""Masses (or densities) from the least subnormal to 1e300, simple ones first."""


@provides(Points, "points")
def _points() -> st.SearchStrategy[Points]:
    return _one_point()


@st.composite
def _one_point(draw: st.DrawFn) -> Points:
    """Masses a and b, one of which may be 0, and y anywhere in [0, 1], often at a/(a + b) or a little beside it."""
    a, b = draw(MASSES), draw(MASSES)
    vanishing = draw(st.sampled_from(("neither", "a", "b")))
    a, b = 0.0 if vanishing == "a" else a, 0.0 if vanishing == "b" else b
    best = a / max(a, b) / (a / max(a, b) + b / max(a, b))
    distance = draw(st.sampled_from((None, 0.0, 1e-12, 1e-6, 1e-2)))
    if distance is None:
        y = draw(st.floats(0.0, 1.0))
    else:
        y = min(max(best + distance * draw(st.sampled_from((-1.0, 1.0))), 0.0), 1.0)
    return Points(np.array([a]), np.array([b]), np.array([y]))
