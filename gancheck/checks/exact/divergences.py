"""Derivations of the claims on divergences."""

from fractions import Fraction

from sympy import Rational, log, sqrt

from gancheck.checks.exact import drawing
from gancheck.checks.exact.derivation import Derivation
from gancheck.checks.exact.laws import HALF, LOG_2, in_bits, jsd, kl, mixture
from gancheck.checks.exact.steps import divergences as steps
from gancheck.checks.exact.steps import gaussian
from gancheck.claims.rational_problems import RationalChannels, RationalPair

__all__ = ["ABSENT", "DERIVATIONS"]

ON_LAWS = "on rational laws, zeros included, as exact sums of logarithms, ordered with certainty"

SQUARES = RationalPair((Fraction(9, 25), Fraction(16, 25)), (Fraction(25, 169), Fraction(144, 169)))
NEAR_HALF = RationalPair((Fraction(400, 841), Fraction(441, 841)), (Fraction(441, 841), Fraction(400, 841)))
"""Near Bern(½), where Pinsker's inequality is nearly an equation; 400, 441 and 841 are squares."""
SINGULAR = RationalChannels(
    (HALF, HALF, Fraction(0)),
    (Fraction(0), Fraction(0), Fraction(1)),
    (Fraction(0), Fraction(1, 3), Fraction(2, 3)),
    Fraction(1, 4),
    ((HALF, HALF), (Fraction(1, 3), Fraction(2, 3)), (Fraction(1), Fraction(0))),
    ((HALF, HALF), (Fraction(1, 5), Fraction(4, 5)), (Fraction(2, 3), Fraction(1, 3))),
)
"""The first two laws share no atom."""

DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="div.jsd-shape",
        method=f"each sentence {ON_LAWS}; roots in the triangle inequality by balls",
        formula=jsd,
        steps=steps.jsd_shape,
        wrong={
            "the distance √JSD taken for the divergence": steps.distance,
            "logarithm to base 2": lambda p, q: in_bits(jsd(p, q)),
            "the factor ½ lost": lambda p, q: 2 * jsd(p, q),
            "KL(p‖m) alone": lambda p, q: kl(p, mixture(p, q)),
            "the mixture m without its ½": lambda p, q: jsd(p, q) - LOG_2,
        },
        family="rational",
        problems=drawing.channels,
        witnesses=(SINGULAR,),
    ),
    Derivation(
        claim="div.kl-shape",
        method=f"each sentence {ON_LAWS}",
        formula=kl,
        steps=steps.kl_shape,
        wrong={
            "arguments swapped": lambda p, q: kl(q, p),
            "logarithm to base 2": lambda p, q: in_bits(kl(p, q)),
            "the mean of both directions": lambda p, q: (kl(p, q) + kl(q, p)) / 2,
            "log ratios clamped at the machine epsilon": steps.clamped,
        },
        family="rational",
        problems=drawing.channels,
        witnesses=(SINGULAR,),
    ),
    Derivation(
        claim="div.gaussian-kl",
        method="E_p[log p − log q] in symbols, for any means and Cholesky factors in one and two dimensions, with "
        "moments that are integrated",
        formula=gaussian.kl_with(),
        steps=gaussian.gaussian_kl,
        wrong={
            "arguments swapped": lambda m_p, c_p, m_q, c_q: gaussian.kl_with()(m_q, c_q, m_p, c_p),
            "the ratio of determinants inverted": gaussian.kl_with(determinant=-1),
            "the −d lost": gaussian.kl_with(dimension=0),
            "the trace without its ½": gaussian.kl_with(trace=2),
        },
    ),
    Derivation(
        claim="div.gaussian-jsd",
        method="the kernel's differential equation and M(s) in symbols, and for equal variances the first "
        "powers of the squared distance from the integral and from the definition; the cosine transform of sech is "
        "taken as known",
        formula=gaussian.jsd_by_the_integral,
        steps=gaussian.gaussian_jsd,
        wrong={
            "the mixture m taken for a Gaussian": lambda square: gaussian.truncated(log(1 + square / 4) / 2),
            "J/8, its limit as q approaches p": lambda square: square * Rational(1, 8),
            "logarithm to base 2": lambda square: gaussian.jsd_by_the_integral(square) / log(2),
            "the distance √JSD taken for the divergence": lambda square: sqrt(
                gaussian.jsd_by_the_integral(square)
            ),
        },
    ),
    Derivation(
        claim="div.inequalities",
        method=f"each inequality {ON_LAWS}, with masses that are squares; one with e^{{−J/2}} by balls",
        formula=steps.named,
        steps=steps.inequalities,
        wrong={
            "JSD to base 2 beside nats": steps.rescaled("jsd", None),
            "TV without its ½": steps.rescaled("total_variation", Fraction(2)),
            "H² without its ½": steps.rescaled("squared_hellinger", Fraction(2)),
            "KL halved": steps.rescaled("kl", Fraction(1, 2)),
        },
        family="rational",
        problems=drawing.squared_pairs,
        witnesses=(SQUARES, NEAR_HALF),
    ),
)

ABSENT: dict[str, str] = {}
