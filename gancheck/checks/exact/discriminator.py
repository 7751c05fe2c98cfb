"""Derivations of the claims on the discriminator."""

from fractions import Fraction

import sympy
from sympy import Rational, log, sqrt

from gancheck.checks.exact import drawing
from gancheck.checks.exact.derivation import Derivation
from gancheck.checks.exact.laws import HALF, in_bits, optimal, total, weighted_log
from gancheck.checks.exact.steps import discriminator as steps
from gancheck.claims.rational_problems import RationalPair, RationalRival

__all__ = ["ABSENT", "DERIVATIONS"]

TOWARDS_THE_OPTIMUM = tuple(
    RationalRival(
        tuple(Fraction(k, 10) for k in (7, 2, 1)),
        tuple(Fraction(k, 10) for k in (2, 3, 5)),
        start,
        tuple(
            (19 * y + best) / 20
            for y, best in zip(start, (Fraction(7, 9), Fraction(2, 5), Fraction(1, 6)), strict=True)
        ),
        HALF,
    )
    for start in ((HALF,) * 3, (Fraction(9, 10),) * 3)
)
"""Short steps towards D*, where the tangent is tight; the second of them lowers D everywhere."""

DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="disc.lotus",
        method="both expectations of rational laws, value by value, as exact sums of logarithms",
        formula=lambda d, image, noise: total(weighted_log(b, 1 - y) for b, y in zip(image, d, strict=True)),
        steps=steps.lotus,
        wrong={
            "log D in the place of log(1 − D)": lambda d, image, noise: total(
                weighted_log(b, y) for b, y in zip(image, d, strict=True)
            ),
            "the noise density taken for the density of G(z)": lambda d, image, noise: total(
                weighted_log(b, 1 - y) for b, y in zip(noise, d, strict=False)
            ),
        },
        family="rational",
        problems=drawing.games,
    ),
    Derivation(
        claim="disc.bce",
        method="both expectations and the joint law of x and its label, as exact sums of logarithms",
        formula=steps.label_cross_entropy,
        steps=steps.bce,
        wrong={
            "the factor 2 lost": lambda d, p, q: 2 * steps.label_cross_entropy(d, p, q),
            "labels swapped": lambda d, p, q: steps.label_cross_entropy(d, q, p),
            "logarithm to base 2": lambda d, p, q: in_bits(steps.label_cross_entropy(d, p, q)),
        },
        family="rational",
        problems=drawing.contests,
    ),
    Derivation(
        claim="disc.pointwise",
        method="the derivatives of a log y + b log(1 − y) in symbols, for all a, b > 0 and y in (0, 1), and both edges",
        formula=lambda a, b: a / (a + b),
        steps=steps.pointwise,
        wrong={
            "labels swapped: b/(a+b)": lambda a, b: b / (a + b),
            "odds a/b clipped to 1": lambda a, b: sympy.Min(a / b, 1) if b != 0 else sympy.Integer(1),
            "½ at every point": lambda a, b: Rational(1, 2),
        },
    ),
    Derivation(
        claim="disc.optimum",
        method="the slope of V at one atom in symbols, for all p, q > 0; densities differ by a factor only",
        formula=lambda p, q: p / (p + q),
        steps=steps.optimum,
        wrong={
            "labels swapped: q/(p+q)": lambda p, q: q / (p + q),
            "logit doubled: p²/(p²+q²)": lambda p, q: p**2 / (p**2 + q**2),
            "logit halved: √p/(√p+√q)": lambda p, q: sqrt(p) / (sqrt(p) + sqrt(q)),
        },
    ),
    Derivation(
        claim="disc.gap",
        method="the shortfall of one atom in symbols, for all p, q > 0 and D in (0, 1)",
        formula=steps.bernoulli_gap,
        steps=steps.gap,
        wrong={
            "the arguments of KL swapped": steps.swapped_bernoulli_gap,
            "weighted by (p+q)/2": lambda y, p, q: steps.bernoulli_gap(y, p, q) / 2,
            "the fake term of V(D*) forgotten": lambda y, p, q: (
                steps.bernoulli_gap(y, p, q) - q * log(q / (p + q))
            ),
        },
    ),
    Derivation(
        claim="disc.gap",
        method="both sides on rational laws and discriminators, zeros included, as exact sums of logarithms",
        formula=steps.weighted_bernoulli,
        steps=steps.gap_of_laws,
        wrong={
            "the arguments of KL swapped": steps.swapped_weighted_bernoulli,
            "weighted by (p+q)/2": lambda d, p, q: steps.weighted_bernoulli(d, p, q) / 2,
            "the fake term of V(D*) forgotten": steps.gap_without_fakes,
        },
        family="rational",
        problems=drawing.contests,
    ),
    Derivation(
        claim="disc.support",
        method="D* and V in fractions, at atoms that neither law reaches and at all others",
        formula=steps.defined,
        steps=steps.support,
        wrong={
            "one half off the supports": lambda p, q: tuple(
                HALF if y is None else y for y in steps.defined(p, q)
            ),
            "undefined wherever q vanishes": lambda p, q: tuple(
                y if b else None for y, b in zip(steps.defined(p, q), q, strict=True)
            ),
        },
        family="rational",
        problems=drawing.off_support_contests,
    ),
    Derivation(
        claim="disc.bayes",
        method="Bayes' rule in symbols, for all p, q > 0 and every prior in (0, 1)",
        formula=lambda p, q, prior: prior * p / (prior * p + (1 - prior) * q),
        steps=steps.bayes,
        wrong={
            "the prior forgotten": lambda p, q, prior: p / (p + q),
            "the prior of the other label": lambda p, q, prior: (
                (1 - prior) * p / ((1 - prior) * p + prior * q)
            ),
        },
    ),
    Derivation(
        claim="disc.concave",
        method="the first two derivatives of V at one atom in symbols, for all p, q > 0 and D in (0, 1)",
        formula=lambda y, p, q: p / y - q / (1 - y),
        steps=steps.concave,
        wrong={
            "sign of the fake term lost": lambda y, p, q: p / y + q / (1 - y),
            "labels swapped in the derivative": lambda y, p, q: q / y - p / (1 - y),
            "gradient with respect to the logit passed off as the one in D": lambda y, p, q: (
                p * (1 - y) - q * y
            ),
        },
    ),
    Derivation(
        claim="disc.concave",
        method="chord and tangent on rational laws and discriminators, compared as exact sums of logarithms",
        formula=lambda y, p, q: p / y - q / (1 - y),
        steps=steps.concave_on_laws,
        wrong={
            "sign of the fake term lost": lambda y, p, q: p / y + q / (1 - y),
            "labels swapped in the derivative": lambda y, p, q: q / y - p / (1 - y),
            "gradient with respect to the logit passed off as the one in D": lambda y, p, q: (
                p * (1 - y) - q * y
            ),
        },
        family="rational",
        problems=drawing.rivals,
        witnesses=TOWARDS_THE_OPTIMUM,
    ),
    Derivation(
        claim="disc.equilibrium",
        method="D* in fractions, on laws that are equal, close or far apart",
        formula=optimal,
        steps=steps.equilibrium,
        wrong={
            "blind to differences below 1 %": steps.blind,
            "D* biased by the constant of a prior": steps.biased,
        },
        family="rational",
        problems=drawing.pairs,
        witnesses=(
            RationalPair((HALF, HALF), (Fraction(501, 1000), Fraction(499, 1000))),
            RationalPair((HALF, HALF), (HALF, HALF)),
        ),
    ),
)

ABSENT: dict[str, str] = {}
