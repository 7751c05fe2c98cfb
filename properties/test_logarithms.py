"""Logarithms and exponentials that keep their digits: against what they are made of, and against SciPy's."""

from typing import Any

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.numerics.logspace import (
    exp_minus_tangent,
    log1mexp,
    log_ratio,
    log_sigmoid,
    logaddexp,
    logsumexp,
    safe_log,
    softplus,
    xlogy,
)
from gancheck.strategies.profiles import current_profile

ULPS = 16 * UNIT_ROUNDOFF
"""Two elementary functions a side, each of at most 2 ulp, with the operations between them."""

MASSES = st.floats(0.0, 1e3)
LOGS = st.floats(-800.0, 800.0) | st.just(-np.inf)


def agree(first: Any, second: Any, scale: Any = None, ulps: float = ULPS) -> None:
    """Equal, infinite ones included, or within ``ulps`` of the scale."""
    first, second = np.asarray(first), np.asarray(second)
    with np.errstate(invalid="ignore"):
        near = np.abs(first - second) <= ulps * np.abs(second if scale is None else scale)
    assert np.all((first == second) | near & np.isfinite(first) & np.isfinite(second)), (first, second)


@current_profile()
@given(MASSES, MASSES)
def test_x_log_y_is_scipys(x: float, y: float) -> None:
    """0 log 0 = 0, and −∞ where only y vanishes."""
    a, b = np.array([x, 0.0, 0.5]), np.array([y, y, 0.0])
    agree(xlogy(a, b), special.xlogy(a, b))
    agree(xlogy(torch.tensor(a), torch.tensor(b)).numpy(), xlogy(a, b))


@current_profile()
@given(LOGS, LOGS)
def test_the_logarithm_of_a_sum_is_numpys(a: float, b: float) -> None:
    """log(eᵃ + eᵇ), which is near 0 where its parts are not: their rounding is of the size of the larger."""
    x, y = np.array([a, b, -np.inf]), np.array([b, b, -np.inf])
    with np.errstate(invalid="ignore"):
        scale = np.where(np.isfinite(np.maximum(x, y)), np.abs(np.maximum(x, y)) + 1.0, 0.0)
    agree(logaddexp(x, y), np.logaddexp(x, y), scale)
    stacked = np.stack([x, y], axis=-1)
    agree(logsumexp(stacked), np.logaddexp(x, y), scale)
    agree(logsumexp(stacked.T, axis=0, keepdims=True), np.logaddexp(x, y)[None], scale)


@current_profile()
@given(st.floats(-700.0, -1e-12))
def test_the_logarithm_of_a_complement_is_its_own_inverse(x: float) -> None:
    """With y = log(1 − eˣ): eˣ + eʸ = 1, and each keeps its digits where it is small."""
    y = float(log1mexp(np.array(x)))
    agree(np.exp(x) + np.exp(y), 1.0)
    expected = np.log(-np.expm1(x)) if x > -np.log(2.0) else np.log1p(-np.exp(x))
    agree(y, expected)
    assert log1mexp(np.array(0.0)) == -np.inf


@current_profile()
@given(st.floats(-800.0, 800.0))
def test_the_logistic_function_and_its_complement_share_one_logit(t: float) -> None:
    """The sum log σ(t) + softplus(−t) is 0, and log σ(t) − log σ(−t) = t."""
    logit = np.array(t)
    agree(log_sigmoid(logit), special.log_expit(t))
    agree(softplus(logit), -special.log_expit(-t))
    agree(log_sigmoid(logit) - log_sigmoid(-logit), t, abs(t) + 1.0)


@current_profile()
@given(st.floats(1e-300, 1e300), st.floats(1e-300, 1e300), st.floats(-1e-3, 1e-3))
def test_the_log_ratio_keeps_its_digits(p: float, q: float, nearly: float) -> None:
    """It is log p − log q anywhere, and log1p of the relative difference where p is near q; antisymmetric."""
    a, b = np.array([p, q * (1.0 + nearly), p, 0.0, 0.0]), np.array([q, q, 0.0, q, 0.0])
    ell = log_ratio(a, b)
    agree(ell[0], np.log(p) - np.log(q), abs(np.log(p)) + abs(np.log(q)) + 1.0)
    agree(ell[1], np.log1p((a[1] - q) / q))
    assert ell[2:].tolist() == [np.inf, -np.inf, 0.0]
    assert (log_ratio(b, a) == -ell).all()


@current_profile()
@given(st.floats(-40.0, 700.0))
def test_the_exponential_less_its_tangent(t: float) -> None:
    """eᵗ − 1 − t by its definition where nothing cancels, by its first terms where t is small; never negative."""
    value = float(exp_minus_tangent(np.array(t)))
    assert value >= 0.0
    agree(value, np.expm1(t) - t, abs(np.expm1(t)) + abs(t))
    small = t * 1e-5
    leading = small**2 * (0.5 + small * (1.0 / 6.0 + small * (1.0 / 24.0 + small / 120.0)))
    # The first term left out is t⁶/720, relative to t²/2 below 10⁻¹¹ for the largest t.
    agree(exp_minus_tangent(np.array(small)), leading, ulps=ULPS + abs(small) ** 4 / 300.0)


@current_profile()
@given(st.floats(1e-300, 1e300))
def test_the_safe_logarithm_is_silent_at_zero(x: float) -> None:
    """It is log x, and −∞ at 0; the gradient there is 0 and not undefined."""
    agree(safe_log(np.array([x, 0.0])), [np.log(x), -np.inf])
    leaf = torch.tensor([x, 0.0], dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(safe_log(leaf)[0], leaf)
    agree(gradient[0].item(), 1.0 / x)
    assert gradient[1].item() == 0.0
