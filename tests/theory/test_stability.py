"""Between which logits losses are stable: stated from the number format, and found by running them in it."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid, softplus

from gancheck.errors import InvalidInput
from gancheck.theory.stability import (
    FORMATS,
    format_of,
    is_stable,
    logit_reach,
    stable_range,
    stable_ranges,
)

DTYPES = tuple(FORMATS)


def minimax(t: Tensor) -> Tensor:
    return torch.log(1.0 - torch.sigmoid(t))


def non_saturating(t: Tensor) -> Tensor:
    return torch.log(torch.sigmoid(t))


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_formats_are_those_of_torch(dtype: str) -> None:
    form, known = format_of(dtype), torch.finfo(getattr(torch, dtype))
    assert form.eps == known.eps
    assert form.largest == known.max
    assert form.smallest == known.tiny * known.eps


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InvalidInput, match="`dtype` is 'float8'; give one of float64"):
        stable_ranges("float8")


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_square_of_the_greatest_logit_is_finite_and_that_of_its_double_is_not(dtype: str) -> None:
    reach = torch.tensor(0.999 * logit_reach(dtype), dtype=getattr(torch, dtype))
    assert torch.isfinite(reach**2)
    assert not torch.isfinite((2.0 * reach) ** 2)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_ends_found_by_running_are_the_stated_ones(dtype: str) -> None:
    """The upper end of log(1 − σ) to ±½ log 2, the lower one of log σ and the reach to a few last places."""
    stated, eps = stable_ranges(dtype), format_of(dtype).eps
    found = stable_range(minimax, dtype), stable_range(non_saturating, dtype)
    assert abs(found[0].upper - stated[0].upper) <= 0.5 * math.log(2.0) + eps * stated[0].upper
    assert found[1].lower == pytest.approx(stated[1].lower, rel=eps)
    assert found[0].lower == pytest.approx(stated[0].lower, rel=eps)
    assert found[1].upper == pytest.approx(stated[1].upper, rel=eps)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "loss", [lambda t: -softplus(t), lambda t: -softplus(-t), lambda t: logsigmoid(-t), logsigmoid]
)
def test_from_the_logit_nothing_ends(loss, dtype: str) -> None:  # type: ignore[no-untyped-def]
    found, reach = stable_range(loss, dtype), logit_reach(dtype)
    eps = format_of(dtype).eps
    assert found.upper == pytest.approx(reach, rel=eps)
    assert found.lower == pytest.approx(-reach, rel=eps)


def test_the_ends_differ_from_format_to_format() -> None:
    assert [round(stable_ranges(dtype)[0].upper) for dtype in DTYPES] == [37, 17, 8, 6]
    assert [round(stable_ranges(dtype)[1].lower) for dtype in DTYPES] == [-710, -89, -11, -89]


def test_a_clamped_loss_is_frozen_where_it_is_not_at_rest() -> None:
    """Clamping D to 1 − 1e-6, as is often done, keeps the loss finite and loses its gradient."""

    def clamped(t: Tensor) -> Tensor:
        return torch.log(1.0 - torch.sigmoid(t).clamp(max=1.0 - 1e-6))

    assert stable_range(clamped, "float64").upper == pytest.approx(math.log(1e6), abs=1e-5)


def test_the_same_loss_is_stable_if_it_is_at_rest_there() -> None:
    def clamped(t: Tensor) -> Tensor:
        return (-softplus(t)).clamp(min=-13.0)

    assert stable_range(clamped, "float64").upper == pytest.approx(13.0, abs=1e-5)
    assert stable_range(clamped, "float64", rest=-13.0).upper > 1e150


def test_a_loss_that_is_flat_at_rest_is_not_frozen() -> None:
    """A hinge has nothing left to fall beyond 1; shifted by one it would seem to."""
    assert stable_range(lambda t: torch.relu(1.0 - t), "float32").upper > 1e18
    assert stable_range(lambda t: 1.0 + torch.relu(1.0 - t), "float32").upper == pytest.approx(1.0, rel=1e-6)


def test_growth_ends_an_exponential_loss_at_the_greatest_number() -> None:
    found = stable_range(torch.exp, "float32")
    assert found.upper == pytest.approx(math.log(format_of("float32").largest), rel=1e-6)


def test_a_loss_that_is_undefined_at_zero_has_no_range() -> None:
    found = stable_range(lambda t: torch.log(t), "float32")
    assert math.isnan(found.lower)
    assert math.isnan(found.upper)


def test_single_logits() -> None:
    assert is_stable(minimax, [-50.0, 0.0, 36.0, 38.0], "float64").tolist() == [True, True, True, False]
    assert is_stable(minimax, [16.0, 18.0], "float32").tolist() == [True, False]
    assert is_stable(non_saturating, [-708.0, -711.0, 1000.0], "float64").tolist() == [True, False, True]
