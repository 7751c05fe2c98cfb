"""Derivations of the claims on the generator."""

from fractions import Fraction

from sympy import log

from gancheck.checks.exact import drawing
from gancheck.checks.exact.derivation import Derivation
from gancheck.checks.exact.laws import LOG_2, LOG_4, criterion, jsd, kl, optimal, value
from gancheck.checks.exact.steps import generator as steps
from gancheck.claims.rational_problems import RationalDescent, RationalMixing, RationalPair
from gancheck.numerics.log_form import LogForm

__all__ = ["ABSENT", "DERIVATIONS"]

ON_LAWS = "on rational laws, zeros included, as exact sums of logarithms"

LAW = (Fraction(2, 10), Fraction(3, 10), Fraction(5, 10))
APART = RationalPair((Fraction(7, 10), Fraction(2, 10), Fraction(1, 10)), LAW)
EQUAL = RationalPair(LAW, LAW)
NEARLY_DISJOINT = RationalPair(
    (Fraction(10**6 - 1, 10**6), Fraction(1, 10**6)), (Fraction(1, 10**6), Fraction(10**6 - 1, 10**6))
)
STEP_OF_MASS = tuple(
    RationalMixing(APART.p, LAW, (LAW[0] + d, LAW[1], LAW[2] - d), Fraction(1, 2))
    for d in (Fraction(1, 100), Fraction(-1, 100))
)
"""A short step in either direction, where the tangent is tight."""
LONG_STEP = RationalDescent((Fraction(120), Fraction(7, 6)), Fraction(1))
"""A start that almost misses the data's lighter atom, with the longest step that the theorem allows."""

CRITERION_WRONG = {
    "+log 4": lambda p, q: criterion(p, q) + 2 * LOG_4,
    "one JSD instead of two": lambda p, q: jsd(p, q) - LOG_4,
    "−log 2 for −log 4": lambda p, q: criterion(p, q) + LOG_2,
    "KL(p‖q) for 2·JSD": lambda p, q: kl(p, q) - LOG_4,
}

DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="gen.criterion",
        method=f"the value at D*, both expectations and the values of other discriminators {ON_LAWS}",
        formula=steps.value_at_optimum,
        steps=steps.criterion_of_laws,
        wrong={
            "the oracle with swapped labels": lambda p, q: value(optimal(q, p), p, q),
            "the mean of the two expectations": lambda p, q: steps.value_at_optimum(p, q) / 2,
        },
        family="rational",
        problems=drawing.contests,
    ),
    Derivation(
        claim="gen.jsd",
        method="term by term in symbols, for all p, q > 0: what one atom adds to each side",
        formula=steps.pointwise_criterion,
        steps=steps.jensen_shannon,
        wrong={
            "+log 4": lambda p, q: steps.pointwise_criterion(p, q) + (p + q) * log(4),
            "one JSD instead of two": lambda p, q: (steps.pointwise_criterion(p, q) - (p + q) * log(2)) / 2,
            "−log 2 for −log 4": lambda p, q: steps.pointwise_criterion(p, q) + (p + q) * log(2) / 2,
            "KL(p‖q) for 2·JSD": lambda p, q: p * log(p / q) - (p + q) * log(2),
        },
    ),
    Derivation(
        claim="gen.jsd",
        method=f"C, both divergences and JSD {ON_LAWS}",
        formula=criterion,
        steps=steps.jensen_shannon_of_laws,
        wrong=CRITERION_WRONG,
        family="rational",
        problems=drawing.pairs,
        witnesses=(EQUAL, APART),
    ),
    Derivation(
        claim="gen.bounds",
        method=f"both bounds {ON_LAWS}, ordered with certainty",
        formula=steps.deficit,
        steps=steps.bounds,
        wrong={"the deficit doubled": lambda p, q: 2 * steps.deficit(p, q)},
        unseen={
            "the deficit by subtraction": "the digits that a subtraction loses are only lost by rounding"
        },
        family="rational",
        problems=drawing.pairs,
    ),
    Derivation(
        claim="gen.global-minimum",
        method=f"the equality case and the three bounds {ON_LAWS}, ordered with certainty",
        formula=criterion,
        steps=steps.global_minimum,
        wrong={
            "the minimum at +log 4": CRITERION_WRONG["+log 4"],
            "the minimum at −log 2": CRITERION_WRONG["−log 2 for −log 4"],
            "KL(p‖q) for 2·JSD": CRITERION_WRONG["KL(p‖q) for 2·JSD"],
        },
        family="rational",
        problems=drawing.pairs,
        witnesses=(EQUAL, NEARLY_DISJOINT),
    ),
    Derivation(
        claim="gen.lower-bound",
        method=f"values of rational discriminators {ON_LAWS}, ordered with certainty",
        formula=lambda d, p, q: (value(d, p, q) + LOG_4) / 2,
        steps=steps.lower_bound,
        wrong={
            "log 4 forgotten": lambda d, p, q: value(d, p, q) / 2,
            "the half forgotten": lambda d, p, q: value(d, p, q) + LOG_4,
        },
        family="rational",
        problems=drawing.contests,
    ),
    Derivation(
        claim="gen.minimax",
        method=f"values of rational discriminators {ON_LAWS}, ordered with certainty",
        formula=value,
        steps=steps.minimax,
        wrong={
            "the mean over the labels": lambda d, p, q: value(d, p, q) / 2,
            "the non-saturating objective for the game's": steps.non_saturating_value,
        },
        family="rational",
        problems=drawing.contests,
    ),
    Derivation(
        claim="gen.convex",
        method="two derivatives of one atom and the remainder of the tangent in symbols, for all p, q, q' > 0",
        formula=steps.criterion_slope,
        steps=steps.convex,
        wrong={
            "log D* for log(1 − D*)": lambda p, q: log(p / (p + q)),
            "the slope of one JSD": lambda p, q: steps.criterion_slope(p, q) / 2,
            "sign lost": lambda p, q: -steps.criterion_slope(p, q),
        },
    ),
    Derivation(
        claim="gen.convex",
        method=f"chord and tangent {ON_LAWS}, ordered with certainty",
        formula=lambda a, b: LogForm.log(b / (a + b)),
        steps=steps.convex_on_laws,
        wrong={
            "log D* for log(1 − D*)": lambda a, b: LogForm.log((a or b) / (a + b)),
            "the slope of one JSD": lambda a, b: LogForm.log(b / (a + b)) / 2,
            "sign lost": lambda a, b: -LogForm.log(b / (a + b)),
        },
        family="rational",
        problems=drawing.mixings,
        witnesses=STEP_OF_MASS,
    ),
    Derivation(
        claim="gen.descent",
        method="the identity of one step in symbols, for two atoms, every step size and every law; with gen.convex and "
        "η ≤ 1 it gives η(C(q') − C(p)) ≤ KL(p‖q) − KL(p‖q')",
        formula=steps.mirror_step,
        steps=steps.mirror,
        wrong={
            "uphill": lambda p, q, rate: steps.mirror_step(p, q, -rate),
            "steps half as long again": lambda p, q, rate: steps.mirror_step(p, q, rate * 3 / 2),
            "log D* followed": lambda p, q, rate: tuple(
                b * ((a + b) / a) ** rate / sum(y * ((x + y) / x) ** rate for x, y in zip(p, q, strict=True))
                for a, b in zip(p, q, strict=True)
            ),
        },
    ),
    Derivation(
        claim="gen.descent",
        method="one step with η = ½ or 1 on laws whose weights are rational, ordered with certainty",
        formula=lambda problem: steps.step_of_power(problem, Fraction(1)),
        steps=steps.descent,
        wrong={
            "uphill": lambda problem: steps.step_of_power(problem, Fraction(-1)),
            "steps half as long again": lambda problem: steps.step_of_power(problem, Fraction(3, 2)),
            "log D* followed": steps.log_d_step,
        },
        family="rational",
        problems=drawing.descents,
        witnesses=(LONG_STEP,),
    ),
    Derivation(
        claim="gen.parametric",
        method="both gradients in symbols, for a softmax generator on three values and every data law there",
        formula=steps.frozen_gradient,
        steps=steps.parametric,
        wrong={
            "D*(θ) differentiated as well": steps.gradient_through_the_oracle,
            "the gradient of one JSD": lambda p, q: tuple(g / 2 for g in steps.frozen_gradient(p, q)),
            "uphill": lambda p, q: tuple(-g for g in steps.frozen_gradient(p, q)),
        },
    ),
)

ABSENT: dict[str, str] = {}
