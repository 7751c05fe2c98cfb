"""Derivations of the claims on Algorithm 1."""

from fractions import Fraction

from gancheck.checks.exact import drawing
from gancheck.checks.exact.derivation import Derivation
from gancheck.checks.exact.laws import HALF, LOG_2, LOG_4, optimal
from gancheck.checks.exact.steps import algorithm as steps
from gancheck.numerics.log_form import LogForm

__all__ = ["ABSENT", "DERIVATIONS"]

DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="alg.directions",
        method="the derivative of V along each step in symbols, a discriminator's table against a softmax generator",
        formula=lambda: (+1, -1),
        steps=steps.directions,
        wrong={
            "the discriminator descends": lambda: (-1, -1),
            "the generator ascends": lambda: (+1, +1),
        },
    ),
    Derivation(
        claim="alg.inner-loop",
        method="three noisy steps on a quadratic objective in fractions, over every outcome of the noise, from a "
        "start that it does not carry far past D*; the noise floor, and that V is only nearly quadratic at D*, are "
        "left to the trained players",
        formula=steps.later_below(Fraction(1)),
        steps=steps.inner_loop,
        wrong={
            "more steps are worse": lambda gaps: [
                (earlier, later) for later, earlier in steps.later_below(Fraction(1))(gaps)
            ],
            "every round gains three digits": steps.later_below(Fraction(1, 1000)),
        },
        family="rational",
        problems=drawing.trackings,
    ),
    Derivation(
        claim="alg.learned-optimum",
        method="the slope of V in every logit of a table and its value, on rational laws as exact sums of logarithms",
        formula=optimal,
        steps=steps.learned_optimum,
        wrong={
            "labels swapped": lambda p, q: optimal(q, p),
            "½ against every generator": lambda p, q: optimal(p, p),
        },
        family="rational",
        problems=drawing.off_support_contests,
    ),
    Derivation(
        claim="alg.learned-equilibrium",
        method="JSD, V and D* at p_g = p_data on rational laws; that training gets there is left to trained players",
        formula=lambda: (LogForm(), -LOG_4, HALF),
        steps=steps.learned_equilibrium,
        wrong={
            "V ends at −log 2": lambda: (LogForm(), -LOG_2, HALF),
            "V ends at 0": lambda: (LogForm(), LogForm(), HALF),
            "D ends at 1": lambda: (LogForm(), -LOG_4, Fraction(1)),
        },
        family="rational",
        problems=drawing.pairs,
    ),
    Derivation(
        claim="alg.disjoint-supports",
        method="both gradients in symbols for a logit that moves with G, their limits, and the bound by the gap",
        formula=steps.saturation,
        steps=steps.disjoint_supports,
        wrong={
            "the losses swapped": lambda t, slope: steps.saturation(t, slope)[::-1],
            "both gradients die": lambda t, slope: steps.saturation(t, slope)[:1] * 2,
        },
    ),
    Derivation(
        claim="alg.figure-1",
        method="each stage's step to first order in symbols, N(θ, 1) against N(0, 1), a logistic line against a shift; "
        "that a whole run goes through the stages is left to trained players",
        formula=steps.Stages,
        steps=steps.figure_1,
        wrong={
            "the stages in reverse order": lambda: steps.Stages(gap=+1, value=+1, divergence=+1),
            "D starts worse than chance": lambda: steps.Stages(accuracy=-1),
            "the inner loop brings D no nearer to D*": lambda: steps.Stages(gap=+1),
            "G moves to where D says less real": lambda: steps.Stages(value=+1),
            "D ends fooled, at 1": lambda: steps.Stages(d=Fraction(1)),
        },
    ),
)

ABSENT: dict[str, str] = {}
