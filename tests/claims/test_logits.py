"""Which logits are left undecided, and that those which are not are decided rightly at the edge."""

import math

import numpy as np
import pytest

from gancheck.claims.logits import LogitAt
from gancheck.claims.problems import rows
from gancheck.claims.registry import get_claim
from gancheck.distributions.codec import decode, encode
from gancheck.theory.stability import FORMATS, format_of, logit_reach


def edges(dtype: str) -> np.ndarray:
    """Numbers of the format a little outside of what is left out: on both sides of the ends of either loss."""
    form = format_of(dtype)
    first, last, least = math.log(2.0 / form.eps), math.log(4.0 / form.eps), math.log(form.largest)
    off = 8.0 * form.eps + 1e-12
    found = []
    for t, towards in (
        (first - off, math.floor),
        (last + off, math.ceil),
        (off - least, math.ceil),
        (-least - off, math.floor),
    ):
        place = 2.0 ** math.floor(math.log2(abs(t))) * form.eps
        found.append(towards(t / place) * place)
    return np.array(found)


@pytest.mark.parametrize("dtype", FORMATS)
def test_the_claim_holds_on_either_side_of_what_is_left_out(dtype: str) -> None:
    problem = LogitAt(edges(dtype), dtype)
    assert problem.decided.all()
    claim = get_claim("loss.stability")
    lhs, rhs = claim.sides(problem)
    assert claim.compare(problem).holds.all()
    assert lhs.value[:, :2].tolist() == [[1, 1], [0, 1], [1, 1], [1, 0]]
    assert rhs.value[:, 2:].all()


@pytest.mark.parametrize("dtype", FORMATS)
def test_what_rounding_decides_is_left_out(dtype: str) -> None:
    form = format_of(dtype)
    ends = [
        math.log(2.0 / form.eps),
        math.log(3.0 / form.eps),
        math.log(4.0 / form.eps),
        -math.log(form.largest),
    ]
    assert not LogitAt(np.array([*ends, 2.0 * logit_reach(dtype)]), dtype).decided.any()


def test_a_problem_is_read_back_and_cut_into_rows() -> None:
    problem = LogitAt(np.array([0.0, 37.0, 50.0]), "float64")
    assert problem.decided.tolist() == [True, False, True]
    assert rows(problem, 2).logit.tolist() == [50.0]
    again = decode(encode(problem))
    assert (again.logit.tolist(), again.family) == (problem.logit.tolist(), "float64")


@pytest.mark.parametrize("dtype", FORMATS)
def test_drawn_logits_are_decided_numbers_of_the_format(dtype: str) -> None:
    import torch

    from gancheck.checks.generation import draw_problems

    drawn = np.concatenate([problem.logit for problem in draw_problems(LogitAt, dtype, 0, 40)])
    assert LogitAt(drawn, dtype).decided.all()
    kept = torch.tensor(drawn).to(getattr(torch, dtype)).to(torch.float64).numpy()
    assert (kept == drawn).all()
    stated, _ = get_claim("loss.stability").sides(LogitAt(drawn, dtype))
    assert {tuple(row) for row in stated.value[:, :2].tolist()} == {(1, 1), (0, 1), (1, 0)}
