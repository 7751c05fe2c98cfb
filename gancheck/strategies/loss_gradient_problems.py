"""Problems drawn for claims on gradients and precision of losses: logits of every size, in four number formats."""

from math import log

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.logits import LogitAt
from gancheck.strategies.problems import provides
from gancheck.theory.stability import FORMATS, NumberFormat, format_of, logit_reach

__all__: list[str] = []

GREATEST = 1000.0
"""Of the logits that are drawn evenly: beyond the ends of every format."""


def _provide(dtype: str) -> None:
    provides(LogitAt, dtype)(lambda: _logits(dtype))


for _dtype in FORMATS:
    _provide(_dtype)


def _logits(dtype: str) -> st.SearchStrategy[LogitAt]:
    """Moderate ones, some near the ends of the stable ranges, and of all magnitudes that can be squared."""
    form, reach = format_of(dtype), logit_reach(dtype)
    ends = st.sampled_from((log(2.0 / form.eps), log(4.0 / form.eps), -log(form.largest)))
    span = min(reach, GREATEST)
    evenly = st.floats(-span, span)
    sizes = st.builds(lambda s, e: s * 2.0**e, st.sampled_from((-1.0, 1.0)), st.floats(-14.0, np.log2(reach)))
    numbers = st.one_of(
        st.sampled_from((0.0, 1.0, -1.0)),
        evenly,
        st.builds(float.__add__, ends, st.floats(-1.0, 1.0)),
        st.builds(float.__mul__, ends, st.sampled_from((-1.0, 0.5, 2.0))),
        sizes,
    )
    problems = numbers.map(lambda t: LogitAt(np.array([_nearest(t, form)]), dtype))
    return problems.filter(lambda problem: bool(problem.decided.all()))


def _nearest(t: float, form: NumberFormat) -> float:
    """The number of the format next to t: a whole multiple of the last place of its binade, or of all subnormals."""
    _, exponent = np.frexp(t)
    place = max(float(np.ldexp(form.eps / 2.0, exponent)), form.smallest)
    return float(np.rint(t / place) * place)
