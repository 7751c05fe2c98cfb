"""Steps of the derivations on divergences of discrete laws, and the formulas that they are taken with."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import inf
from typing import Any

import flint

from gancheck.checks.exact.derivation import Step
from gancheck.checks.exact.laws import (
    HALF,
    LOG_2,
    at_most,
    ball,
    binary_entropy,
    difference,
    entropy,
    in_bits,
    jsd,
    kl,
    mixture,
    pushed,
    squared_hellinger,
    total,
    total_variation,
    weighted_log,
)
from gancheck.claims.rational_problems import Law, RationalChannels, RationalPair
from gancheck.numerics.log_form import LogForm

__all__ = ["clamped", "distance", "inequalities", "jsd_shape", "kl_shape", "named", "rescaled"]

Formula = Callable[..., Any]

CLAMP = 52 * LOG_2
"""The negative logarithm of the machine epsilon."""


def jsd_shape(formula: Formula, problem: RationalChannels) -> Iterator[Step]:
    """Range, symmetry, the three ways to write it, the triangle inequality, convexity and data processing."""
    p, q, r, weight = problem.p, problem.q, problem.r, problem.weight
    found = formula(p, q)
    yield Step("0 ≤ JSD", at_most(0, found))
    yield Step("JSD ≤ log 2", at_most(found, LOG_2))
    yield Step("JSD = 0 exactly where p = q", (p == q) == _is_zero(found))
    yield Step("JSD(p, q) = JSD(q, p)", difference(found, formula(q, p)))
    middle = mixture(p, q)
    yield Step(
        "JSD = H(m) − ½H(p) − ½H(q)", difference(found, entropy(middle) - (entropy(p) + entropy(q)) / 2)
    )
    yield Step("JSD is the information of a fair label about x", difference(found, _information(p, q)))
    yield Step("√JSD satisfies the triangle inequality", _triangle(formula(p, r), found, formula(q, r)))
    first, second = problem.first, problem.second
    yield Step("JSD(pK, qK) ≤ JSD(p, q)", at_most(formula(pushed(p, first), pushed(q, first)), found))
    others = pushed(p, second), pushed(q, second)
    outputs = pushed(p, first), pushed(q, first)
    if len(others[0]) == len(outputs[0]):
        mixed = (mixture(a, b, weight) for a, b in zip(outputs, others, strict=True))
        yield Step(
            "JSD is jointly convex",
            at_most(formula(*mixed), _weighted(weight, formula(*outputs), formula(*others))),
        )


def _information(p: Law, q: Law) -> Any:
    """I(X; Y) = Σ P(x, y) log P(x, y)/(P(x) P(y)) of x and the label of its law."""
    middle = mixture(p, q)
    joint = [(a / 2, m / 2) for law in (p, q) for a, m in zip(law, middle, strict=True)]
    return total(weighted_log(both, both / apart) for both, apart in joint if apart)


def _is_zero(x: Any) -> bool:
    """Whether a number is exactly 0."""
    return bool(x == LogForm()) if isinstance(x, LogForm) else bool(x == 0)


def _triangle(direct: Any, first: Any, second: Any) -> bool | None:
    """Whether ``√direct ≤ √first + √second``; by the exact numbers where one of them is 0."""
    for zero, other in ((first, second), (second, first)):
        if _is_zero(zero):
            return at_most(direct, other)
    if _is_zero(direct):
        return True
    balls = [ball(x) for x in (direct, first, second)]
    if any(x < 0 for x in balls):
        return False
    a, b, c = (distance_of(x) for x in balls)
    return at_most(a, b + c)


def distance_of(x: Any) -> Any:
    """The square root of a number, as a ball; 0 stays exact."""
    return x if _is_zero(x) else ball(x).sqrt()


def distance(p: Law, q: Law) -> Any:
    """√JSD."""
    return distance_of(jsd(p, q))


def _weighted(weight: Fraction, x: Any, y: Any) -> Any:
    """``weight·x + (1 − weight)·y`` of exact numbers or of balls."""
    if isinstance(x, flint.arb) or isinstance(y, flint.arb):
        return ball(weight) * ball(x) + ball(1 - weight) * ball(y)
    return weight * x + (1 - weight) * y


def kl_shape(formula: Formula, problem: RationalChannels) -> Iterator[Step]:
    """Definition, sign, infinity, the chain rule through a channel, products, and one pair that is not symmetric."""
    p, q, first, second = problem.p, problem.q, problem.first, problem.second
    found = formula(p, q)
    dominated = all(b > 0 for a, b in zip(p, q, strict=True) if a > 0)
    yield Step("0 ≤ KL", at_most(0, found))
    yield Step("KL = 0 exactly where p = q", (p == q) == _is_zero(found))
    yield Step("KL = ∞ exactly where q misses p", dominated == (found != inf))
    if dominated:
        terms = [(a, b) for a, b in zip(p, q, strict=True) if a]
        expectation = total(a * LogForm.log(a) - a * LogForm.log(b) for a, b in terms)
        yield Step("KL = E_p[log p − log q]", difference(found, expectation))
    inner = [(a, formula(row, other)) for a, row, other in zip(p, first, second[: len(p)], strict=True) if a]
    if len(first[0]) == len(second[0]) and dominated and all(each != inf for _, each in inner):
        yield Step(
            "KL(pK‖qL) = KL(p‖q) + E_p KL(K_x‖L_x)",
            difference(formula(_joint(p, first), _joint(q, second)), _sum([(Fraction(1), found), *inner])),
        )
    yield Step(
        "KL of squares is twice KL",
        difference(formula(_joint(p, (p,) * len(p)), _joint(q, (q,) * len(q))), 2 * found),
    )
    thirds, halves = (Fraction(1, 3), Fraction(2, 3)), (HALF, HALF)
    asymmetry = difference(formula(thirds, halves), formula(halves, thirds))
    yield Step("KL(Bern(⅓)‖Bern(½)) is not KL(Bern(½)‖Bern(⅓))", not _is_zero(asymmetry))


def _joint(p: Law, channel: tuple[Law, ...]) -> Law:
    """The law of input and output together."""
    return tuple(a * b for a, row in zip(p, channel, strict=True) for b in row)


def _sum(terms: list[tuple[Fraction, Any]]) -> Any:
    """``Σ weight·number`` of exact numbers or of balls."""
    if any(isinstance(x, flint.arb) for _, x in terms):
        return sum((ball(weight) * ball(x) for weight, x in terms), flint.arb(0))
    return total(weight * x for weight, x in terms)


def clamped(p: Law, q: Law) -> Any:
    """KL with nothing above the negative logarithm of the machine epsilon."""
    return min(kl(p, q), CLAMP)


def named(p: Law, q: Law, name: str) -> Any:
    """KL, JSD, TV or H²."""
    return {"kl": kl, "jsd": jsd, "total_variation": total_variation, "squared_hellinger": squared_hellinger}[
        name
    ](p, q)


def rescaled(wrong: str, factor: Fraction | None) -> Formula:
    """The same with one of them multiplied by a factor, or divided by log 2."""

    def formula(p: Law, q: Law, name: str) -> Any:
        found = named(p, q, name)
        if name != wrong or found == inf:
            return found
        return in_bits(found) if factor is None else factor * found

    return formula


def inequalities(formula: Formula, problem: RationalPair) -> Iterator[Step]:
    """Each inequality of the claim, in an equivalent form whose sides are exact numbers."""
    p, q = problem.p, problem.q
    tv, h2, js = (formula(p, q, name) for name in ("total_variation", "squared_hellinger", "jsd"))
    k = formula(p, q, "kl")
    jeffreys = k + formula(q, p, "kl") if k != inf else inf
    yield Step("2·TV² ≤ KL", at_most(2 * tv**2, k))
    singular = tv >= 1
    below = k == inf if singular else at_most(-LogForm.log(1 - tv**2), k)
    yield Step("TV² ≤ 1 − e^{−KL}", below)
    yield Step("H² ≤ TV", at_most(h2, tv))
    yield Step("TV² ≤ H²(2 − H²)", at_most(tv**2, h2 * (2 - h2)))
    if tv <= 1:
        yield Step("log 2 − H_b((1 − TV)/2) ≤ JSD", at_most(LOG_2 - binary_entropy((1 - tv) / 2), js))
    yield Step("JSD ≤ log 2·TV", at_most(js, tv * LOG_2))
    yield Step("log 2·H² ≤ JSD", at_most(h2 * LOG_2, js))
    yield Step("JSD ≤ H²", at_most(js, h2))
    yield Step("JSD ≤ J/4", at_most(js, jeffreys / 4))
    yield Step("JSD ≤ log(2/(1 + e^{−J/2}))", _crooks(js, jeffreys))
    if all(a > 0 and b > 0 for a, b in zip(p, q, strict=True)) and p != q:
        ratios = [a / b for a, b in zip(p, q, strict=True)]
        yield Step(
            "KL ≤ (a/(1 − e^{−a}) − b/(e^b − 1))·TV", at_most(k, tv * _slope(max(ratios), min(ratios)))
        )


def _crooks(js: Any, jeffreys: Any) -> bool | None:
    """JSD ≤ log(2/(1 + e^{−J/2})), by balls unless J is 0 or ∞."""
    if jeffreys == inf:
        return at_most(js, LOG_2)
    if _is_zero(jeffreys):
        return at_most(js, 0)
    return at_most(js, (2 / (1 + (-ball(jeffreys) / 2).exp())).log())


def _slope(greatest: Fraction, least: Fraction) -> Any:
    """a/(1 − e^{−a}) − b/(e^b − 1) with e^a and e^{−b} the greatest and the least ratio p/q."""
    return LogForm.log(greatest) / (1 - 1 / greatest) + LogForm.log(least) / (1 / least - 1)
