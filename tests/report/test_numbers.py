import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.report.numbers import exact, json_number, plain, typeset


@given(st.floats())
def test_exact_text_reads_back_as_the_same_number(x):
    back = float(exact(x))
    assert back == x or (math.isnan(back) and math.isnan(x))


@pytest.mark.parametrize("x, text", [(math.inf, "inf"), (-math.inf, "-inf"), (math.nan, "nan")])
def test_what_json_has_no_number_for_is_named(x, text):
    assert json.loads(json.dumps(json_number(x), allow_nan=False)) == text
    assert exact(x) == text


@pytest.mark.parametrize(
    "x, text",
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.693147, "0.693"),
        (-1.38629, "−1.39"),
        (400.0, "400"),
        (12345.678, "12346"),
        (math.inf, "∞"),
        (math.nan, "undefined"),
        (2.2e-16, "2.20\u202f×\u202f10<sup>−16</sup>"),
        (-3e7, "−3.00\u202f×\u202f10<sup>7</sup>"),
    ],
)
def test_numbers_for_readers(x, text):
    assert typeset(x) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_keeps_three_figures(x):
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    shown = float(plain(x).replace("×10", "e").translate(raised).replace("−", "-"))
    assert math.isclose(shown, x, rel_tol=5.0e-3, abs_tol=5e-324) or math.isinf(shown)
