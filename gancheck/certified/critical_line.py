r"""The Jensen-Shannon divergence of Gaussian laws on the critical line, in balls, with the rule's proven bound.

`gancheck.numerics.critical_line` derives

.. math::
    \mathrm{JSD} = \frac12 \int_0^\infty \frac{1 - \operatorname{Re} M(\tfrac12 + it)}{(t^2 + \tfrac14)\cosh \pi t}\,dt

and proves that on the strip :math:`|\operatorname{Im} t| \le a < \tfrac12` the numerator is at most
:math:`(4 + 4.72 x^2)\,\mathrm{JSD}`, x = Re t. Hence (Trefethen & Weideman 2014, Theorem 5.1) the trapezoid sum S of
step h satisfies :math:`|S - \mathrm{JSD}| \le \rho\,\mathrm{JSD}` for every pair of laws, with

.. math::
    \rho = \frac{2K}{e^{2\pi a/h} - 1} + \text{tail}, \qquad
    K = \int_{-\infty}^\infty \frac{1 + 1.18\,x^2}{(x^2 + \tfrac14 - a^2)\sqrt{\sinh^2 \pi x + \cos^2 \pi a}}\,dx ,

because :math:`|t^2 + \tfrac14| \ge x^2 + \tfrac14 - a^2` and :math:`|\cosh \pi t|^2 \ge \sinh^2 \pi x + \cos^2 \pi a`.
K is enclosed once by an upper Riemann sum; the tail past the last node is a geometric series. The sum is evaluated in
balls, and :math:`\mathrm{JSD} \in S/[1 - \rho, 1 + \rho]`. Nodes and weights are kept for each precision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor, log, pi

from flint import arb, ctx

from gancheck.certified.ball_laws import squared
from gancheck.certified.precision import working_precision

__all__ = ["BallRule", "ball_rule", "jsd_on_line"]

HALF_WIDTH = 0.46
"""a: wider strips make ρ fall faster with h, until 1/|(t² + ¼) cosh πt| explodes at ½."""

GUARD = 8
"""Bits of the weights above the working precision."""

SHORT = 10
"""Bits by which ρ may exceed the rounding of one ball: a sum of some hundred terms is no more accurate."""

CELLS_PER_UNIT, REACH = 512, 8
"""The Riemann sum of K: cells of 1/512 up to x = 8, a tail beyond."""


ZERO, ONE, TWO, QUARTER = arb(0), arb(1), arb(2), arb(0.25)


@dataclass(frozen=True)
class BallRule:
    """The trapezoid rule at one working precision.

    Attributes:
        nodes: t, as balls, the first 0.
        levels: t² + ¼.
        weights: ½h/((t² + ¼) cosh πt), half of it at 0.
        relative: ρ: no sum is further than this multiple of the divergence from it.
    """

    nodes: tuple[arb, ...]
    levels: tuple[arb, ...]
    weights: tuple[arb, ...]
    relative: arb


@cache
def ball_rule(accuracy: int, bits: int) -> BallRule:
    """The rule whose ρ is below 2^-accuracy, for a working precision of ``bits``."""
    with working_precision(bits + GUARD):
        bound = strip_integral()
        target = (accuracy + 1) * log(2.0)
        step = floor(4096 * 2 * pi * HALF_WIDTH / (target + log(2 * float(bound)))) / 4096
        size = ceil((target + log(16.0)) / (pi * step)) + 1
        h, p = arb(step), arb.pi()
        nodes = [h * k for k in range(size)]
        levels = [t * t + arb(0.25) for t in nodes]
        weights = [h / (2 * level * (p * t).cosh()) for t, level in zip(nodes, levels, strict=True)]
        weights[0] /= 2
        discretisation = 2 * bound / ((2 * p * arb(HALF_WIDTH) / h).exp() - 1)
        # From node N on: (4 + 4.72 t²)/(t² + ¼) ≤ 16 and 1/cosh ≤ 2 exp(−πt).
        tail = 16 * h * (-p * h * size).exp() / (1 - (-p * h).exp())
        return BallRule(tuple(nodes), tuple(levels), tuple(weights), discretisation + tail)


def strip_integral() -> arb:
    """K, not below its true value: a left Riemann sum of a decreasing bound on [0, 8], and 2·∫ 8 e^{−πx} beyond."""
    a, p = arb(HALF_WIDTH), arb.pi()
    edge = squared((p * a).cos())
    floor_level = arb(0.25) - a * a
    total = arb(0)
    for k in range(CELLS_PER_UNIT * REACH):
        left, right = arb(k) / CELLS_PER_UNIT, arb(k + 1) / CELLS_PER_UNIT
        height = (1 + arb(1.18) * squared(right)) / (squared(left) + floor_level)
        total += height / (squared((p * left).sinh()) + edge).sqrt()
    # Beyond x = 8 the quotient of the polynomials is below 2 and 1/sinh below 4 exp(−πx).
    return 2 * (total / CELLS_PER_UNIT + 8 * (-p * REACH).exp() / p)


def jsd_on_line(coordinates: Sequence[tuple[arb, arb]], accuracy: int | None = None) -> arb:
    r"""JSD of two Gaussian laws with independent coordinates, each given by η and g².

    :math:`\eta = \log(\sigma_q/\sigma_p)`, :math:`g^2 = (\mu_p - \mu_q)^2/(\sigma_p^2 + \sigma_q^2)`. With
    :math:`T = \tanh \eta`, :math:`D = 1 + 4t^2T^2`, :math:`\log M(\tfrac12 + it) = A + 2iC`,

    .. math::
        A &= \sum -\tfrac12\log\cosh\eta - \tfrac14\log D - (t^2 + \tfrac14)\,g^2/D, \\
        C &= \sum \tfrac12 t\eta - \tfrac14\arctan 2tT + tT\,(t^2 + \tfrac14)\,g^2/D,

    :math:`1 - \operatorname{Re} M = -\operatorname{expm1} A + 2 e^A \sin^2 C`.

    Args:
        coordinates: ``(η, g²)``, at least one.
        accuracy: Bits to which the rule is accurate, relatively; all that the working precision carries by default.
    """
    rule = ball_rule(min(accuracy or ctx.prec, ctx.prec - SHORT), ctx.prec)
    height = -sum(((2 * squared((eta / 2).sinh())).log1p() for eta, _ in coordinates), arb(0)) / 2
    turn = sum((eta for eta, _ in coordinates), arb(0)) / 2
    shapes = [(eta.tanh(), separation) for eta, separation in coordinates]
    total = arb(0)
    for t, level, weight in zip(rule.nodes, rule.levels, rule.weights, strict=True):
        size, phase, spread, arcs = height, t * turn, ONE, ZERO
        for tanh, separation in shapes:
            half = t * tanh
            slope = half + half
            square = slope * slope + ONE
            pull = level * separation / square
            size -= pull
            phase += half * pull
            arcs += slope.atan()
            spread *= square
        decay = (size - spread.log() * QUARTER).expm1()
        sine = (phase - arcs * QUARTER).sin()
        total += weight * (TWO * (decay + ONE) * sine * sine - decay)
    return total / arb(1, rule.relative.upper())
