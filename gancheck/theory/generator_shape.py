r"""What a generator's loss does beyond its divergence: whether it saturates, and whether p = q is its minimum."""

import numpy as np
from numpy.typing import NDArray

from gancheck.numerics.estimate import Estimate
from gancheck.theory.fingerprint import Fingerprint

__all__ = ["minimum_at_equality", "saturates"]

Floats = NDArray[np.float64]

DECADE = 4
"""Steps of the density ratios between r = 10⁻³ and 10⁻²."""


def saturates(found: Fingerprint, space: str) -> bool | None:
    r"""Whether γ′(t*(r)) dies like a power of r, of exponent ½ or more, as r → 0 and D becomes sure of a fake.

    The slope is taken by the logit of a probability and by the output itself otherwise. The minimax loss has exponent
    1, the non-saturating one 0; the exponent is measured between r = 10⁻³ and 10⁻².
    """
    slope, t = found.generator_slope, found.t_star.value
    if slope is None:
        return None
    scale = t * (1.0 - t) if space == "probability" else np.ones_like(t)
    size, doubt = np.abs(slope.value) * scale, slope.error * scale
    if not np.isfinite(doubt[[0, DECADE]]).all():
        return None
    if size[0] <= doubt[0]:
        return True
    return bool(size[0] - doubt[0] <= (size[DECADE] + doubt[DECADE]) * 10.0**-0.5)


def minimum_at_equality(r: Floats, intercept: Estimate) -> bool | None:
    r"""Whether h lies above its tangent at r = 1, so that D_h(p‖q) is least at p = q.

    With :math:`g = \gamma \circ t^* = h - r h'`, so that :math:`dg = -s\,h''(s)\,ds`,

    .. math:: h(r) - h(1) - h'(1)(r - 1) = \int_1^r (r - s)\, h''(s)\, ds = -\int_1^r \Big(\frac rs - 1\Big)\, dg(s),

    enclosed between sums with the weight at either end of each step of g. A convex h is sufficient and not necessary.

    Returns:
        None where the enclosure has 0 inside.
    """
    if not np.isfinite(intercept.error).all():
        return None
    lower, upper = [], []
    for index, ratio in enumerate(r):
        below, above = _tangent_excess(r, intercept, index, float(ratio))
        lower.append(below)
        upper.append(above)
    if min(upper) < 0.0:
        return False
    return True if min(lower) >= 0.0 else None


def _tangent_excess(r: Floats, g: Estimate, index: int, ratio: float) -> tuple[float, float]:
    """Bounds of the integral from 1 to r[index]; the step across 1 counts in part, from nothing to all of it."""
    middle = len(r) // 2
    steps = np.arange(middle - 1, index) if index >= middle else np.arange(index, middle)
    sign = -1.0 if index >= middle else 1.0
    weights = np.stack(
        [ratio / np.where(steps == middle - 1, 1.0, r[steps]) - 1.0, ratio / r[steps + 1] - 1.0]
    )
    if index < middle:
        weights = np.stack(
            [ratio / r[steps] - 1.0, ratio / np.where(steps == middle - 1, 1.0, r[steps + 1]) - 1.0]
        )
    change = g.value[steps + 1] - g.value[steps]
    doubt = g.error[steps + 1] + g.error[steps]
    # A step of g that its error explains is taken for none: exact ties stand still.
    change = np.where(np.abs(change) <= doubt, 0.0, change)
    ends = sign * weights * change
    low, high = ends.min(axis=0), ends.max(axis=0)
    across = steps == middle - 1
    low, high = np.where(across, np.minimum(low, 0.0), low), np.where(across, np.maximum(high, 0.0), high)
    slack = float((np.abs(weights).max(axis=0) * np.where(change == 0.0, 0.0, doubt)).sum())
    total_low, total_high = float(low.sum()), float(high.sum())
    return (total_low - slack if total_low < 0 else total_low), total_high + slack
