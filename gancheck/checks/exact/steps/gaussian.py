"""Steps of the derivations on divergences of Gaussian laws, and the formulas that they are taken with."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import sympy
from sympy import Matrix, Rational, diff, exp, factorial, log, symbols
from sympy.polys.domains import QQ
from sympy.polys.ring_series import rs_exp, rs_log, rs_trunc
from sympy.polys.rings import ring as series_ring

from gancheck.checks.exact import normal
from gancheck.checks.exact.derivation import Step

__all__ = ["gaussian_jsd", "gaussian_kl", "jsd_by_the_integral", "kl_terms", "kl_with", "truncated"]

Formula = Callable[..., Any]

D_1, D_2, L_21, M_21 = symbols("delta_1 delta_2 l_21 m_21", real=True)
L_11, L_22, M_11, M_22 = symbols("l_11 l_22 m_11 m_22", positive=True)
W = symbols("w", positive=True)
"""The root of a ratio p/q: e^{u/2} for u = log p/q."""
X, MU_P, MU_Q = symbols("x mu_p mu_q", real=True)
V_P, V_Q, S, T = symbols("v_p v_q s t", positive=True)
SQUARE = symbols("delta_squared", positive=True)
"""The squared distance of two Gaussian laws of variance 1."""
ORDER = 4
"""How many powers of it are compared; with one less the mixture taken for a Gaussian would pass."""


def gaussian_kl(formula: Formula, _: None) -> Iterator[Step]:
    """E_p[log p − log q] of laws with any mean and any covariance, on the line and in the plane."""
    offsets = (Matrix([D_1]), Matrix([D_1, D_2]))
    roots = (
        (Matrix([[L_11]]), Matrix([[M_11]])),
        (Matrix([[L_11, 0], [L_21, L_22]]), Matrix([[M_11, 0], [M_21, M_22]])),
    )
    for offset, (root_p, root_q) in zip(offsets, roots, strict=True):
        d = len(offset)
        z = Matrix(normal.Z[:d])
        whitened = root_q.inv() * (offset + root_p * z)
        ratio = log(root_q.det() / root_p.det()) + (whitened.dot(whitened) - z.dot(z)) / 2
        centre = sympy.zeros(d, 1)
        yield Step(
            f"E_p[log p − log q] in dimension {d}",
            normal.expected(ratio - ratio.subs(dict.fromkeys(z, 0)))
            + ratio.subs(dict.fromkeys(z, 0))
            - formula(offset, root_p * root_p.T, centre, root_q * root_q.T),
        )


def kl_terms(mean_p: Any, covariance_p: Any, mean_q: Any, covariance_q: Any) -> tuple[Any, Any, Any, Any]:
    """Tr Σ_q⁻¹Σ_p, the squared distance of the means, the dimension, and log det Σ_q/det Σ_p."""
    inverse = covariance_q.inv()
    offset = mean_q - mean_p
    volume = log(sympy.factor(covariance_q.det()) / sympy.factor(covariance_p.det()))
    return (inverse * covariance_p).trace(), (offset.T * inverse * offset)[0], len(offset), volume


def kl_with(trace: int = 1, dimension: int = 1, determinant: int = 1) -> Formula:
    """½[tr Σ_q⁻¹Σ_p + (μ_q−μ_p)ᵀΣ_q⁻¹(μ_q−μ_p) − d + log det Σ_q/det Σ_p] with its terms multiplied by factors."""

    def formula(mean_p: Any, covariance_p: Any, mean_q: Any, covariance_q: Any) -> Any:
        ratio, distance, d, volume = kl_terms(mean_p, covariance_p, mean_q, covariance_q)
        return (trace * ratio + distance - dimension * d + determinant * volume) / 2

    return formula


def gaussian_jsd(formula: Formula, _: None) -> Iterator[Step]:
    """The kernel's differential equation, M(s), and the integral against the definition for equal variances."""
    kernel = W * log(2 * W**2 / (1 + W**2)) / 2 + log(2 / (1 + W**2)) / (2 * W)
    yield Step(
        "with u = log p/q the integrand of JSD is √(pq)·k(u), and k'' − k/4 = ¼ sech(u/2)",
        _by_u(_by_u(kernel)) - kernel / 4 - 1 / (2 * (W + 1 / W)),
    )
    yield Step("k(0) = 0", kernel.subs(W, 1))
    yield Step(
        "k'(0) = 0, so that k(u) = ½ ∫₀^∞ (cosh(u/2) − cos(ut))/((t² + ¼) cosh πt) dt, "
        "by ∫₀^∞ cos(ut)/cosh(πt) dt = ½ sech(u/2)",
        _by_u(kernel).subs(W, 1),
    )
    yield from _completed_square()
    yield Step(
        f"the integral agrees with the definition in the first {ORDER} powers of the squared distance",
        formula(SQUARE) - _by_definition(),
    )


def _by_u(expression: Any) -> Any:
    """The derivative by u, with w = e^{u/2}."""
    return W * diff(expression, W) / 2


def _completed_square() -> Iterator[Step]:
    """p^s q^{1−s} is again a Gaussian function of x."""
    mixed = S * V_Q + (1 - S) * V_P
    centre = (S * V_Q * MU_P + (1 - S) * V_P * MU_Q) / mixed
    yield Step(
        "s(x−μ_p)²/v_p + (1−s)(x−μ_q)²/v_q is a square in x and s(1−s)(μ_p−μ_q)²/(s·v_q + (1−s)·v_p), "
        "which gives M(s) in closed form",
        S * (X - MU_P) ** 2 / V_P
        + (1 - S) * (X - MU_Q) ** 2 / V_Q
        - (X - centre) ** 2 * mixed / (V_P * V_Q)
        - S * (1 - S) * (MU_P - MU_Q) ** 2 / mixed,
    )


@cache
def _by_definition() -> Any:
    """∫ √(pq) k(log p/q) = e^{−δ²/8} E k(δZ), in powers of δ²."""
    _, u = series_ring("u", QQ)
    length = 2 * ORDER + 1
    logarithm = rs_log((1 + rs_exp(u, u, length)) / 2, u, length)
    up, down = rs_exp(u / 2, u, length), rs_exp(-u / 2, u, length)
    kernel = rs_trunc((up * (u - logarithm) - down * logarithm) / 2, u, length)
    expectation = sum(
        sympy.Rational(str(c)) * normal.moment(n) * SQUARE ** (n // 2)
        for (n,), c in kernel.terms()
        if n % 2 == 0
    )
    return truncated(exp(-SQUARE / 8) * expectation)


@cache
def jsd_by_the_integral(square: Any) -> Any:
    """½ ∫₀^∞ (1 − M(½+it))/((t²+¼) cosh πt) dt with M = e^{−(t²+¼)δ²/2}, in powers of δ²."""
    terms = (
        (-1) ** (n + 1)
        * (square / 2) ** n
        / factorial(n)
        * _under_sech((T**2 + Rational(1, 4)) ** (n - 1))
        / 2
        for n in range(1, ORDER + 1)
    )
    return sum(terms)


def _under_sech(polynomial: Any) -> Any:
    """∫₀^∞ polynomial(t)/cosh(πt) dt, from the derivatives of its cosine transform ½ sech(u/2) at u = 0."""
    found = sympy.Integer(0)
    for (power,), coefficient in sympy.Poly(polynomial, T).terms():
        transform = 1 / (W + 1 / W)
        for _ in range(power):
            transform = sympy.cancel(_by_u(transform))
        found += coefficient * (-1) ** (power // 2) * transform.subs(W, 1)
    return found


def truncated(expression: Any) -> Any:
    """The first powers of the squared distance."""
    powers = (
        diff(expression, SQUARE, n).subs(SQUARE, 0) * SQUARE**n / factorial(n) for n in range(ORDER + 1)
    )
    return sum(powers)
