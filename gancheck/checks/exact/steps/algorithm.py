"""Steps of the derivations on Algorithm 1, and the formulas that they are taken with, right and wrong."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any, NamedTuple

import sympy
from sympy import diff, exp, limit, log, oo, symbols

from gancheck.checks.exact.derivation import Step
from gancheck.checks.exact.laws import (
    HALF,
    LOG_2,
    at_most,
    criterion,
    difference,
    jsd,
    optimal,
    value,
)
from gancheck.claims.rational_problems import RationalContest, RationalPair, RationalTracking

__all__ = [
    "Stages",
    "directions",
    "disjoint_supports",
    "figure_1",
    "inner_loop",
    "later_below",
    "learned_equilibrium",
    "learned_optimum",
    "saturation",
]

Formula = Callable[..., Any]

THETA = symbols("theta_1:3", real=True)
LOGITS = symbols("t_1:3", real=True)
A = symbols("a_1:3", positive=True)
ETA, SLOPE = symbols("eta slope", positive=True)
TIME, T = symbols("theta t", real=True)

X, Z = symbols("x z", real=True)

STEPS = 3
"""How many noisy steps are followed through all of their outcomes."""


def directions(formula: Formula, _: None) -> Iterator[Step]:
    """The first-order change of V in one step of each player, tabular D against a softmax generator."""
    up_d, up_g = formula()
    p = [a / sum(A) for a in A]
    q = [exp(theta) / sum(exp(other) for other in THETA) for theta in THETA]
    objective = sum(
        a * log(1 / (1 + exp(-t))) + b * log(1 / (1 + exp(t))) for a, b, t in zip(p, q, LOGITS, strict=True)
    )
    for player, parameters, sign, direction in (("D", LOGITS, 1, up_d), ("G", THETA, -1, up_g)):
        gradient = [diff(objective, x) for x in parameters]
        moved = objective.subs({x: x + ETA * sign * g for x, g in zip(parameters, gradient, strict=True)})
        change = diff(moved, ETA).subs(ETA, 0).doit()
        yield Step(
            f"the step of {player} changes V by {'+' if sign > 0 else '−'}η|∇V|² to first order",
            change - direction * sum(g**2 for g in gradient),
        )


def inner_loop(formula: Formula, problem: RationalTracking) -> Iterator[Step]:
    """In how many of the outcomes of the noise the gap after more steps is at most the gap after fewer."""
    outcomes = [formula(_gaps(problem, signs)) for signs in product((-1, 1), repeat=STEPS)]
    for pairs in zip(*outcomes, strict=True):
        chance = Fraction(sum(lower <= upper for lower, upper in pairs), len(pairs))
        yield Step("the gap at the larger k is at most the gap at the smaller with P ≥ ½", chance >= HALF)


def _gaps(problem: RationalTracking, signs: tuple[int, ...]) -> list[Fraction]:
    """½h x² before and after each of the steps x → x − η(hx ± s)."""
    x = [problem.start]
    for sign in signs:
        x.append(x[-1] - problem.rate * (problem.curvature * x[-1] + sign * problem.noise))
    return [problem.curvature * each**2 / 2 for each in x]


def later_below(factor: Fraction) -> Formula:
    """The pairs (gap at the larger k, factor × gap at the smaller), of every two k."""
    return lambda gaps: [(later, factor * earlier) for earlier, later in combinations(gaps, 2)]


def learned_optimum(formula: Formula, problem: RationalContest) -> Iterator[Step]:
    """The maximum of V over the tables of D: its slope in each logit, and its value."""
    p, q = problem.p, problem.q
    best = formula(p, q)
    for a, b, y in zip(p, q, best, strict=True):
        yield Step("∂V/∂logit = p(1 − D) − qD vanishes", a * (1 - y) - b * y)
    yield Step("V there is C(G)", difference(value(best, p, q), criterion(p, q)))
    yield Step("no table has a greater value", at_most(value(problem.d, p, q), value(best, p, q)))


def learned_equilibrium(formula: Formula, problem: RationalPair) -> Iterator[Step]:
    """JSD, V and D at p_g = p_data."""
    divergence, v, probability = formula()
    p = problem.p
    best = optimal(p, p)
    yield Step("JSD ends at 0", difference(jsd(p, p), divergence))
    yield Step("V(D*, G) ends at −log 4", difference(value(best, p, p), v))
    for y in best:
        yield Step("D* ends at ½", y - probability)


def disjoint_supports(formula: Formula, _: None) -> Iterator[Step]:
    """Laws without a common atom, both gradients through x = G(z), their limits, and the bound by the gap."""
    thirds, apart = (Fraction(1, 3), Fraction(2, 3), Fraction(0)), (Fraction(0), Fraction(0), Fraction(1))
    yield Step("JSD of laws without a common atom is log 2", difference(jsd(thirds, apart), LOG_2))
    minimax, non_saturating = formula(T, SLOPE)
    t = sympy.Function("t")(TIME)
    d = 1 / (1 + exp(-t))
    rate = {diff(t, TIME): SLOPE, t: T}
    yield Step("|∂/∂θ log(1 − D)| = D·t'", -diff(log(1 - d), TIME).subs(rate).subs(rate) - minimax)
    yield Step("|∂/∂θ log D| = (1 − D)·t'", diff(log(d), TIME).subs(rate).subs(rate) - non_saturating)
    yield Step("as D → 0 on the fakes the minimax gradient dies", limit(minimax, T, -oo))
    yield Step("and the non-saturating one tends to t'", limit(non_saturating, T, -oo) - SLOPE)
    yield from _gap_bounds_saturation()


def _gap_bounds_saturation() -> Iterator[Step]:
    """D ≤ −log(1 − D), whose mean over the fakes is at most V(D*) − V(D) = −V(D) for laws without a common atom."""
    y = symbols("y", positive=True)
    excess = -log(1 - y) - y
    yield Step("−log(1 − D) − D is 0 at D = 0", excess.subs(y, 0))
    odds = symbols("odds", positive=True)
    rise = sympy.factor(diff(excess, y).subs(y, odds / (1 + odds)))
    yield Step("and increases, so that D ≤ −log(1 − D) and E_q D ≤ V(D*) − V(D)", rise.is_positive)


def saturation(t: Any, slope: Any) -> tuple[Any, Any]:
    """D·t' and (1 − D)·t' at the logit t."""
    d = 1 / (1 + exp(-t))
    return d * slope, (1 - d) * slope


class Stages(NamedTuple):
    """What `stage_changes` states, with D's end as an exact number."""

    accuracy: int = +1
    gap: int = -1
    value: int = -1
    divergence: int = -1
    d: Any = HALF


def figure_1(formula: Callable[[], Stages], _: None) -> Iterator[Step]:
    """N(θ, 1) for θ > 0 learns N(0, 1): D is a logistic line, G the map z → θ + z; each stage's step to first order."""
    stated = formula()
    place, share = symbols("theta share", positive=True)
    real, fake = (exp(-((X - mean) ** 2) / 2) / sympy.sqrt(2 * sympy.pi) for mean in (0, place))
    best = place**2 / 2 - place * X
    yield Step("D* is a logistic line, t* = θ²/2 − θx", log(real) - log(fake) - best)

    # (a) At D ≡ ½ log D and log(1 − D) have the slopes ½x and −½x by D's weight; an ascent gains η times V's slope².
    sides = (log(1 / (1 + exp(-T * X))), log(1 / (1 + exp(T * X))))
    by_weight = [diff(side, T).subs(T, 0) for side in sides]
    gradient = sum(
        sympy.integrate(slope * law, (X, -oo, oo)) for slope, law in zip(by_weight, (real, fake), strict=True)
    )
    yield Step("at D ≡ ½ V has the slope −θ/2 by D's weight", gradient + place / 2)
    yield Step(
        "(a) a step from there leaves V on the stated side of −log 4",
        (stated.accuracy * gradient**2).is_positive,
    )

    # (b) At a point with the masses a and b, for any logit.
    a, b = A
    at_a_point = a * log(1 / (1 + exp(-T))) + b * log(1 / (1 + exp(T)))
    ascent = diff(at_a_point, T)
    optimum = a * log(a / (a + b)) + b * log(b / (a + b))
    change = diff((optimum - at_a_point).subs(T, T + ETA * ascent), ETA).subs(ETA, 0).doit()
    yield Step(
        "(b) an ascent of D changes the gap by the stated sign times |∇V|²", change - stated.gap * ascent**2
    )

    # (c) G moves every fake by as much as θ; D stands still at D*, whose mean over the fakes is the share.
    logit = best.subs(X, X + Z)
    felt = diff(log(1 / (1 + exp(logit))), Z).subs(Z, 0)
    yield Step("log(1 − D*) has the slope θD* along a fake's path", felt - place / (1 + exp(-best)))
    move = -ETA * place * share
    yield Step("(c) G's descent moves V the stated way", (stated.value * place * share * move).is_positive)
    yield Step("and every fake to where D says more real", (diff(best, X) * move).is_positive)

    # (d) C(G) = V(D*, G) has the slope that V has at a fixed D*, because D* is a maximum; 2·JSD differs by a constant.
    yield Step(
        "the same step moves the JSD the stated way", (stated.divergence * place * share * move).is_positive
    )
    yield Step(
        "(d) D* ends at the stated number", limit(1 / (1 + exp(-best)), place, 0) - sympy.Rational(stated.d)
    )
