"""Steps of the derivations on the discriminator, and the formulas that they are taken with, right and wrong."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import sympy
from sympy import Poly, Rational, diff, log, numer, symbols, together

from gancheck.checks.exact.derivation import Step
from gancheck.checks.exact.laws import (
    HALF,
    at_most,
    criterion,
    difference,
    kl,
    mixture,
    optimal,
    total,
    value,
    weighted_log,
)
from gancheck.claims.rational_problems import (
    Law,
    RationalContest,
    RationalGame,
    RationalPair,
    RationalRival,
)

__all__ = [
    "bayes",
    "bce",
    "bernoulli_gap",
    "biased",
    "blind",
    "concave",
    "concave_on_laws",
    "defined",
    "equilibrium",
    "gap",
    "gap_of_laws",
    "gap_without_fakes",
    "label_cross_entropy",
    "lotus",
    "optimum",
    "pointwise",
    "support",
    "swapped_bernoulli_gap",
    "swapped_weighted_bernoulli",
    "weighted_bernoulli",
]

Formula = Callable[..., Any]

P, Q, U, W, J = symbols("p q u w j", positive=True)
Y = symbols("y", positive=True)
"""A discriminator's probability; the logarithm of 1 − y says that it is below 1."""

INNER = U / (U + W)
"""A number that runs through (0, 1)."""

OBJECTIVE = P * log(Y) + Q * log(1 - Y)
"""What one atom adds to V."""


def lotus(formula: Formula, problem: RationalGame) -> Iterator[Step]:
    """Over the noise one value after the other, against the formula on the law of G(z)."""
    over_noise = total(
        weighted_log(mass, 1 - problem.d[x]) for mass, x in zip(problem.noise, problem.images, strict=True)
    )
    yield Step(
        "E over z of log(1 − D(G(z))) is E over x of log(1 − D(x))",
        difference(over_noise, formula(problem.d, _image(problem), problem.noise)),
    )


def _image(problem: RationalGame) -> Law:
    """The law of G(z) on as many atoms as D is defined on."""
    image = [Fraction(0)] * len(problem.d)
    for mass, x in zip(problem.noise, problem.images, strict=True):
        image[x] += mass
    return tuple(image)


def bce(formula: Formula, problem: RationalContest) -> Iterator[Step]:
    """V from the two expectations, against the cross-entropy of the label under the joint law."""
    p, q, d = problem.p, problem.q, problem.d
    yield Step("V = −2·BCE", difference(value(d, p, q), -2 * formula(d, p, q)))


def label_cross_entropy(d: Law, p: Law, q: Law) -> Any:
    """−E[log P_D(Y|x)] over the joint law of x and a fair label."""
    joint = [(a / 2, y) for a, y in zip(p, d, strict=True)] + [
        (b / 2, 1 - y) for b, y in zip(q, d, strict=True)
    ]
    return -total(weighted_log(mass, chance) for mass, chance in joint)


def pointwise(formula: Formula, _: None) -> Iterator[Step]:
    """The derivative, its only zero, the second derivative, and the two edges."""
    slope = diff(OBJECTIVE, Y)
    yield Step("the slope of p log y + q log(1 − y) vanishes at y*", slope.subs(Y, formula(P, Q)))
    numerator = Poly(numer(together(slope)), Y)
    yield Step("its numerator is linear in y, so that y* is the only zero", bool(numerator.degree() == 1))
    yield Step(
        "the second derivative is −p/y² − q/(1−y)²",
        diff(OBJECTIVE, Y, 2) + P / Y**2 + Q / (1 - Y) ** 2,
    )
    yield Step("it is negative on (0, 1)", sympy.factor(diff(OBJECTIVE, Y, 2).subs(Y, INNER)).is_negative)
    yield Step("where q = 0 the slope p/y is positive, and y* = 1", formula(P, sympy.Integer(0)) - 1)
    yield Step("where p = 0 the slope −q/(1−y) is negative, and y* = 0", formula(sympy.Integer(0), Q))


def optimum(formula: Formula, _: None) -> Iterator[Step]:
    """Stationarity at each atom, the logit, and the invariance to a change of variables."""
    d = formula(P, Q)
    yield Step("the slope of V at an atom vanishes at D*", diff(OBJECTIVE, Y).subs(Y, d))
    yield Step("the logit of D* is log p − log q", log(d / (1 - d)) - log(P) + log(Q))
    yield Step("D* of densities in other coordinates is the same", formula(J * P, J * Q) - d)


def gap(formula: Formula, _: None) -> Iterator[Step]:
    """The shortfall of one atom, and its only zero."""
    best = P / (P + Q)
    yield Step(
        "V(D*) − V(D) at an atom is (p+q)·KL(Bern(D*)‖Bern(D))",
        OBJECTIVE.subs(Y, best) - OBJECTIVE - formula(Y, P, Q),
    )


def bernoulli_gap(y: Any, p: Any, q: Any) -> Any:
    """(p+q)·KL(Bern(D*)‖Bern(y))."""
    best = p / (p + q)
    return (p + q) * (best * log(best / y) + (1 - best) * log((1 - best) / (1 - y)))


def swapped_bernoulli_gap(y: Any, p: Any, q: Any) -> Any:
    """(p+q)·KL(Bern(y)‖Bern(D*))."""
    best = p / (p + q)
    return (p + q) * (y * log(y / best) + (1 - y) * log((1 - y) / (1 - best)))


def gap_of_laws(formula: Formula, problem: RationalContest) -> Iterator[Step]:
    """The same on laws with atoms that one of them misses."""
    p, q, d = problem.p, problem.q, problem.d
    gap = formula(d, p, q)
    yield Step("V(D*) − V(D) is the weighted divergence", difference(criterion(p, q) - value(d, p, q), gap))
    yield Step("it is not negative", at_most(0, gap))
    best = optimal(p, q)
    same = all(y == b for y, b, mass in zip(d, best, mixture(p, q), strict=True) if mass)
    yield Step("it is 0 only where D = D* on the support", same == (at_most(gap, 0) is True))


def weighted_bernoulli(d: Law, p: Law, q: Law) -> Any:
    """Σ (p+q)·KL(Bern(D*)‖Bern(D))."""
    return total(
        (a + b) * kl((best, 1 - best), (y, 1 - y))
        for a, b, best, y in zip(p, q, optimal(p, q), d, strict=True)
        if a + b
    )


def swapped_weighted_bernoulli(d: Law, p: Law, q: Law) -> Any:
    """Σ (p+q)·KL(Bern(D)‖Bern(D*))."""
    return total(
        (a + b) * kl((y, 1 - y), (best, 1 - best))
        for a, b, best, y in zip(p, q, optimal(p, q), d, strict=True)
        if a + b
    )


def gap_without_fakes(d: Law, p: Law, q: Law) -> Any:
    """The shortfall, and −Σ q log(1 − D*) that V(D*) should have taken away."""
    best = optimal(p, q)
    return weighted_bernoulli(d, p, q) - total(weighted_log(b, 1 - y) for b, y in zip(q, best, strict=True))


def support(formula: Formula, problem: RationalContest) -> Iterator[Step]:
    """Where neither law has mass the formula is undefined and V does not move; elsewhere D*(p+q) = p."""
    p, q, d = problem.p, problem.q, problem.d
    best = formula(p, q)
    for a, b, y in zip(p, q, best, strict=True):
        yield Step("D* is undefined exactly where p = q = 0", (y is None) == (a == b == 0))
        if y is not None:
            yield Step("elsewhere D*·(p + q) = p", y * (a + b) - a)
    moved = tuple((1 + y) / 2 if a + b == 0 else y for a, b, y in zip(p, q, d, strict=True))
    yield Step("V does not see D where p = q = 0", difference(value(moved, p, q), value(d, p, q)))


def defined(p: Law, q: Law) -> tuple[Fraction | None, ...]:
    """p/(p+q), None where it is undefined."""
    return tuple(a / (a + b) if a + b else None for a, b in zip(p, q, strict=True))


def bayes(formula: Formula, _: None) -> Iterator[Step]:
    """Posterior times evidence is the joint probability; equal priors, swapped laws, other coordinates."""
    posterior = formula(P, Q, INNER)
    yield Step(
        "P(Y=1|x)·(πp + (1−π)q) = πp",
        posterior * (INNER * P + (1 - INNER) * Q) - INNER * P,
    )
    yield Step("at π = ½ it is D*", formula(P, Q, Rational(1, 2)) - P / (P + Q))
    yield Step(
        "swapping the laws and the priors gives 1 − P(Y=1|x)", formula(Q, P, 1 - INNER) - 1 + posterior
    )
    yield Step("an invertible map of x leaves it as it is", formula(J * P, J * Q, INNER) - posterior)


def concave(formula: Formula, _: None) -> Iterator[Step]:
    """The slope of an atom, its zero, and its own slope."""
    slope = formula(Y, P, Q)
    yield Step("the slope is ∂V/∂D", diff(OBJECTIVE, Y) - slope)
    yield Step("it vanishes at D*", slope.subs(Y, P / (P + Q)))
    yield Step(
        "it falls everywhere on (0, 1): V is concave",
        sympy.factor(diff(slope, Y).subs(Y, INNER)).is_negative,
    )


def concave_on_laws(formula: Formula, problem: RationalRival) -> Iterator[Step]:
    """The chord below V, and V below the tangent."""
    p, q, d, rival, weight = problem.p, problem.q, problem.d, problem.rival, problem.weight
    first, second = value(d, p, q), value(rival, p, q)
    yield Step(
        "λV(D₁) + (1−λ)V(D₂) ≤ V(λD₁ + (1−λ)D₂)",
        at_most(weight * first + (1 - weight) * second, value(mixture(d, rival, weight), p, q)),
    )
    rise = sum(formula(y, a, b) * (z - y) for y, z, a, b in zip(d, rival, p, q, strict=True))
    yield Step("V(D₂) ≤ V(D₁) + Σ slope·(D₂ − D₁)", at_most(second, first + rise))


def equilibrium(formula: Formula, problem: RationalPair) -> Iterator[Step]:
    """P = q exactly if the formula is ½ at every atom that has mass."""
    p, q = problem.p, problem.q
    blind = all(y == HALF for a, b, y in zip(p, q, formula(p, q), strict=True) if a + b)
    yield Step("p = q exactly if D* = ½ on the support", (p == q) == blind)


def blind(p: Law, q: Law) -> Law:
    """½ wherever the logit is below 1/100 in size."""
    small = Fraction(1, 200)
    return tuple(HALF if abs(y - HALF) < small / 2 else y for y in optimal(p, q))


def biased(p: Law, q: Law) -> Law:
    """The odds p/q times 11/10, about the exponential of a tenth."""
    return optimal(tuple(Fraction(11, 10) * a for a in p), q)
