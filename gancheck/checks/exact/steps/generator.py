"""Steps of the derivations on the generator, and the formulas that they are taken with, right and wrong."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from sympy import diff, log, symbols

from gancheck.checks.exact.derivation import Step
from gancheck.checks.exact.laws import (
    HALF,
    LOG_2,
    LOG_4,
    at_most,
    binary_entropy,
    criterion,
    difference,
    jsd,
    kl,
    mixture,
    optimal,
    total,
    total_variation,
    value,
    weighted_log,
)
from gancheck.claims.rational_problems import (
    Law,
    RationalContest,
    RationalDescent,
    RationalMixing,
    RationalPair,
)
from gancheck.numerics.log_form import LogForm

__all__ = [
    "bounds",
    "convex",
    "convex_on_laws",
    "criterion_of_laws",
    "criterion_slope",
    "deficit",
    "descent",
    "frozen_gradient",
    "global_minimum",
    "gradient_through_the_oracle",
    "jensen_shannon",
    "jensen_shannon_of_laws",
    "log_d_step",
    "lower_bound",
    "minimax",
    "mirror",
    "mirror_step",
    "non_saturating_value",
    "parametric",
    "pointwise_criterion",
    "step_of_power",
    "value_at_optimum",
]

Formula = Callable[..., Any]

P, Q, R = symbols("p q r", positive=True)
"""The masses of an atom under the data's law, the generator's, and another generator's."""
E = symbols("e1:4", positive=True)
"""Exponentials of the logits of a softmax on three values: ∂/∂θ_k = e_k ∂/∂e_k."""
A, B = (symbols(f"{name}1:4", positive=True) for name in "ab")
"""Masses of the data's law and of the generator's on three atoms."""
ETA = symbols("eta", positive=True)


def value_at_optimum(p: Law, q: Law) -> Any:
    """V(D*, G)."""
    return value(optimal(p, q), p, q)


def criterion_of_laws(formula: Formula, problem: RationalContest) -> Iterator[Step]:
    """The formula against the two expectations, and against the value of a discriminator that is not optimal."""
    p, q = problem.p, problem.q
    best = formula(p, q)
    yield Step("max V = E_p log p/(p+q) + E_q log q/(p+q)", difference(best, criterion(p, q)))
    yield Step("no discriminator has a greater value", at_most(value(problem.d, p, q), best))


def pointwise_criterion(p: Any, q: Any) -> Any:
    """P log(p/(p+q)) + q log(q/(p+q)): what one atom adds to C."""
    return p * log(p / (p + q)) + q * log(q / (p + q))


def jensen_shannon(formula: Formula, _: None) -> Iterator[Step]:
    """Term by term: both logarithms lose log 2 when p + q is replaced by its half."""
    middle = (P + Q) / 2
    yield Step(
        "p log p/(p+q) + q log q/(p+q) = p log p/m + q log q/m − (p+q) log 2, and Σ(p+q) log 2 = log 4",
        formula(P, Q) - P * log(P / middle) - Q * log(Q / middle) + (P + Q) * log(2),
    )


def jensen_shannon_of_laws(formula: Formula, problem: RationalPair) -> Iterator[Step]:
    """C against −log 4 and the two divergences from the mean law."""
    p, q = problem.p, problem.q
    middle = mixture(p, q)
    found = formula(p, q)
    yield Step("C = −log 4 + KL(p‖m) + KL(q‖m)", difference(found, kl(p, middle) + kl(q, middle) - LOG_4))
    yield Step("C = −log 4 + 2·JSD", difference(found, 2 * jsd(p, q) - LOG_4))


def deficit(p: Law, q: Law) -> Any:
    """Log 2 − JSD as ½ Σ [p log((p+q)/p) + q log((p+q)/q)]."""
    return -criterion(p, q) / 2


def bounds(formula: Formula, problem: RationalPair) -> Iterator[Step]:
    """The deficit log 2 − JSD between its bounds; it vanishes exactly at mutually singular laws."""
    p, q = problem.p, problem.q
    short = formula(p, q)
    overlap = sum(map(min, p, q), Fraction(0))
    yield Step("the deficit and JSD add up to log 2", difference(short + jsd(p, q), LOG_2))
    yield Step("−log 4 ≤ C", at_most(2 * short, LOG_4))
    yield Step("C ≤ 0", at_most(0, short))
    yield Step("C = 0 exactly where the laws share no atom", (at_most(short, 0) is True) == (overlap == 0))
    yield Step("log 2·Σ min(p, q) ≤ log 2 − JSD", at_most(overlap * LOG_2, short))
    yield Step("log 2 − JSD ≤ H_b(½ Σ min(p, q))", at_most(short, binary_entropy(overlap / 2)))


def global_minimum(formula: Formula, problem: RationalPair) -> Iterator[Step]:
    """C = −log 4 exactly at p = q, and how far above it is elsewhere."""
    p, q = problem.p, problem.q
    above = (formula(p, q) + LOG_4) / 2
    distance = total_variation(p, q)
    yield Step("C = −log 4 exactly where p = q", (p == q) == (above == LogForm()))
    yield Step(
        "log 2 − H_b((1 − TV)/2) ≤ ½(C + log 4)", at_most(LOG_2 - binary_entropy((1 - distance) / 2), above)
    )
    yield Step("½TV² ≤ ½(C + log 4)", at_most(distance**2 / 2, above))
    yield Step("½(C + log 4) ≤ log 2·TV", at_most(above, distance * LOG_2))


def lower_bound(formula: Formula, problem: RationalContest) -> Iterator[Step]:
    """What any discriminator certifies, and what the best one does."""
    p, q = problem.p, problem.q
    yield Step("½(V(D) + log 4) ≤ JSD", at_most(formula(problem.d, p, q), jsd(p, q)))
    yield Step("½(V(D*) + log 4) = JSD", difference(formula(optimal(p, q), p, q), jsd(p, q)))


def minimax(formula: Formula, problem: RationalContest) -> Iterator[Step]:
    """The saddle point's three inequalities."""
    p, q, d = problem.p, problem.q, problem.d
    half = (HALF,) * len(p)
    yield Step("V(D, p) ≤ −log 4 for every D", at_most(formula(d, p, p), -LOG_4))
    yield Step("V(½, q) = −log 4 for every q", difference(formula(half, p, q), -LOG_4))
    yield Step("V(½, q) ≤ V(D*, q)", at_most(formula(half, p, q), formula(optimal(p, q), p, q)))
    yield Step("at q = p the best discriminator is ½", all(y == HALF for y in optimal(p, p)))


def non_saturating_value(d: Law, p: Law, q: Law) -> Any:
    """E_p log D + E_q log D."""
    return total(weighted_log(a + b, y) for a, b, y in zip(p, q, d, strict=True))


def criterion_slope(p: Any, q: Any) -> Any:
    """log(1 − D*): what one atom adds to the derivative of C."""
    return log(q / (p + q))


def convex(formula: Formula, _: None) -> Iterator[Step]:
    """The derivative of one atom, its growth, and what the tangent leaves over, between 0 and a term of KL."""
    slope = formula(P, Q)
    yield Step("∂C/∂q = log(1 − D*)", diff(pointwise_criterion(P, Q), Q) - slope)
    yield Step(
        "∂²C/∂q² = p/(q(p+q)) > 0: C is convex", diff(pointwise_criterion(P, Q), Q, 2) - P / (Q * (P + Q))
    )
    above = pointwise_criterion(P, R) - pointwise_criterion(P, Q) - slope * (R - Q)
    yield Step(
        "C(q') − C(q) − Σ log(1 − D*)(q' − q) = KL(q'‖q) − KL(p+q'‖p+q), the latter of two measures of mass 2",
        above - R * log(R / Q) + (P + R) * log((P + R) / (P + Q)),
    )


def convex_on_laws(formula: Formula, problem: RationalMixing) -> Iterator[Step]:
    """Chord and tangent of C on laws."""
    p, q, other, weight = problem.p, problem.q, problem.other, problem.weight
    yield Step(
        "C(λq + (1−λ)q') ≤ λC(q) + (1−λ)C(q')",
        at_most(
            criterion(p, mixture(q, other, weight)),
            weight * criterion(p, q) + (1 - weight) * criterion(p, other),
        ),
    )
    slopes = zip(p, q, other, strict=True)
    above = criterion(p, other) - criterion(p, q) - total((c - b) * formula(a, b) for a, b, c in slopes)
    yield Step("C(q') lies above the tangent at q", at_most(0, above))
    yield Step("by no more than KL(q'‖q)", at_most(above, kl(other, q)))


def mirror_step(p: Any, q: Any, rate: Any) -> tuple[Any, ...]:
    """q'(x) ∝ q(x)(1 − D*(x))^{−η}."""
    weights = [b * ((a + b) / b) ** rate for a, b in zip(p, q, strict=True)]
    return tuple(weight / sum(weights) for weight in weights)


def mirror(formula: Formula, _: None) -> Iterator[Step]:
    """The three points' identity of one step of mirror descent towards any law, from its stationarity."""
    p, q = A[:2], B[:2]
    after, slopes = formula(p, q, ETA), [criterion_slope(a, b) for a, b in zip(p, q, strict=True)]
    yield Step("the masses of q' add up to 1", sum(after) - 1)
    yield Step(
        "log q'/q + η log(1−D*) is the same at every atom",
        log(after[0] / after[1]) - log(q[0] / q[1]) + ETA * (slopes[0] - slopes[1]),
    )
    terms = P * log(P / Q) - P * log(P / R) - R * log(R / Q)
    yield Step(
        "KL(u‖q) − KL(u‖q') − KL(q'‖q) = Σ (u − q') log q'/q, here with P, Q, R for u, q, q' at an atom; so it is "
        "η Σ (q' − u) log(1−D*) for every law u",
        terms - (P - R) * log(R / Q),
    )


def descent(formula: Formula, problem: RationalDescent) -> Iterator[Step]:
    """One step: C falls, and by as much as the sum over T steps needs."""
    p, q, rate = problem.p, problem.q, problem.rate
    after = formula(problem)
    if after is None:
        yield Step("the step's law is rational", None)
        return
    yield Step("C(q') ≤ C(q)", at_most(criterion(p, after), criterion(p, q)))
    yield Step(
        "η·2JSD(p‖q') ≤ KL(p‖q) − KL(p‖q'), which adds up to KL(p‖q₀)/(ηT)",
        at_most(2 * rate * jsd(p, after), kl(p, q) - kl(p, after)),
    )


def step_of_power(problem: RationalDescent, factor: Fraction) -> Law | None:
    """Q' ∝ q·((p+q)/q)^{η·factor}, where (p+q)/q = r⁴; None where the power of r is not whole."""
    power = 4 * problem.rate * factor
    if power.denominator != 1:
        return None
    weights = [b * r ** int(power) for b, r in zip(problem.q, problem.roots, strict=True)]
    return tuple(weight / sum(weights) for weight in weights)


def log_d_step(problem: RationalDescent) -> Law | None:
    """Q' ∝ q·(D*)^{−η}, rational at η = 1."""
    if problem.rate != 1:
        return None
    weights = [b * (a + b) / a for a, b in zip(problem.p, problem.q, strict=True)]
    return tuple(weight / sum(weights) for weight in weights)


def parametric(formula: Formula, _: None) -> Iterator[Step]:
    """The gradient of C through a softmax against the one with D frozen at D*."""
    p, q = A, tuple(e / sum(E) for e in E)
    objective = sum(pointwise_criterion(a, b) for a, b in zip(p, q, strict=True))
    frozen = formula(p, q)
    for k in range(2):
        yield Step(
            f"∂C/∂θ_{k + 1} is the derivative against the frozen D*", E[k] * diff(objective, E[k]) - frozen[k]
        )
    yield Step("the three derivatives add up to 0", sum(frozen))


def frozen_gradient(p: Any, q: Any) -> tuple[Any, ...]:
    """q_k(g_k − Σ q g) with g = log(1 − D*)."""
    slopes = [criterion_slope(a, b) for a, b in zip(p, q, strict=True)]
    return _through_softmax(q, slopes)


def gradient_through_the_oracle(p: Any, q: Any) -> tuple[Any, ...]:
    """D*(θ) differentiated as well, which adds the slope D*."""
    slopes = [criterion_slope(a, b) + a / (a + b) for a, b in zip(p, q, strict=True)]
    return _through_softmax(q, slopes)


def _through_softmax(q: Any, slopes: list[Any]) -> tuple[Any, ...]:
    mean = sum(b * g for b, g in zip(q, slopes, strict=True))
    return tuple(b * (g - mean) for b, g in zip(q, slopes, strict=True))
