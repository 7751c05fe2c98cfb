"""The maximum of ``a log σ(t) + b log(1 − σ(t))`` over t, found by bracketing the root of its derivative.

No closed form is used: the derivative ``a σ(−t) − b σ(t)`` falls, so that two points at which its sign is certain hold
the maximiser between them.
"""

from flint import arb, ctx

from gancheck.certified.discrete_sums import log_sigmoid

__all__ = ["maximising_logit", "maximum"]

NEWTON_STEPS = 12
"""From 53 bits each step doubles the digits, as far as the working precision goes."""


def maximising_logit(a: arb, b: arb) -> arb:
    """A ball around the maximiser for positive a and b."""
    t = _start(a, b)
    for _ in range(NEWTON_STEPS):
        real, fake = _sigmoid(-t), _sigmoid(t)
        step = ((a * real - b * fake) / ((a + b) * real * fake)).mid()
        t = (t + step).mid()
        if abs(float(step)) <= (1.0 + abs(float(t))) * 2.0 ** (8 - ctx.prec):
            break
    width = (1 + abs(t)) * arb(2) ** (10 - ctx.prec)
    while not (_slope(a, b, t - width) > 0 and _slope(a, b, t + width) < 0):
        width *= 4
    return arb(t, width.upper())


def maximum(a: arb, b: arb) -> arb:
    """``max_t a log σ(t) + b log(1 − σ(t))``: the value at a point, and slope times width more; 0 where a or b is 0."""
    if a.is_zero() or b.is_zero():
        return arb(0)
    bracket = maximising_logit(a, b)
    t, width = bracket.mid(), bracket.rad()
    gain = width * max(abs(_slope(a, b, t - width)).upper(), abs(_slope(a, b, t + width)).upper())
    return a * log_sigmoid(t) + b * log_sigmoid(-t) + arb(0.5, 0.5) * gain


def _start(a: arb, b: arb) -> arb:
    """A float near the root: the bisection of ``a σ(−t) = b σ(t)`` by its signs alone."""
    low, high = arb(-64), arb(64)
    while not (_slope(a, b, low) > 0 and _slope(a, b, high) < 0):
        low, high = 2 * low, 2 * high
    while high - low > 2.0**-8:
        middle = ((low + high) / 2).mid()
        low, high = (middle, high) if _slope(a, b, middle) > 0 else (low, middle)
    return low


def _slope(a: arb, b: arb, t: arb) -> arb:
    return a * _sigmoid(-t) - b * _sigmoid(t)


def _sigmoid(t: arb) -> arb:
    """``1/(1 + e^{−t})`` without loss at either end."""
    if t > 0:
        return 1 / (1 + (-t).exp())
    growth = t.exp()
    return growth / (1 + growth)
