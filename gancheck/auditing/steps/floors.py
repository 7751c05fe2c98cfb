r"""Cross-entropies that stop short: constants within their logarithms, and slopes that are lost where D is sure.

The loss :math:`-\log(p + ε)` of a score t with :math:`p = σ(t)` has the slope :math:`-Aσ(t)(1 - σ(t))/(p + ε)`, so that
:math:`σ(1 - σ)` divided by the slope is a line in p that meets 0 at −ε.
"""

import numpy as np

from gancheck.auditing.steps.injection import Floats
from gancheck.auditing.steps.response import SINGLE, Law, Sample

__all__ = ["floor_at_zero", "floor_within", "frozen_score"]

CLAMPED = 2.0**-36
"""`torch.nn.functional.binary_cross_entropy` divides by no less than 10⁻¹²; a weight of its own may be in that."""

WIDEST = 2.0**-6
"""A greater constant is no floor, but another loss."""


def frozen_score(law: Law, sample: Sample) -> tuple[float, float, float] | None:
    """(score, slope, slope of the stable form) where a cross-entropy of logits feels nothing; None if it always does.

    The factor is that of the same call at its scores of least size, where the slope is known to be right.
    """
    u, slopes, epsilon = sample
    wanted = _share(u) - law.target
    steep = np.abs(wanted) > 0.5
    if law.family != "logistic" or not steep.any() or not np.isfinite(slopes).all():
        return None
    near = steep & (np.abs(u) == np.abs(u[steep]).min())
    factor = float(np.median(slopes[near] / wanted[near]))
    lost = steep & (np.abs(slopes) <= epsilon * abs(factor))
    if factor == 0.0 or not lost.any() or (lost & near).any():
        return None
    first = int(np.argmin(np.where(lost, np.abs(u), np.inf)))
    return float(u[first]), float(slopes[first]), float(factor * wanted[first])


def floor_within(sample: Sample) -> float | None:
    """ε, where a loss of logits is −A log(p + ε) with p = σ(t) or 1 − σ(t); 0 if ε is in doubt, None if it is not."""
    u, slopes, _ = sample
    if len(u) < 4 or not np.isfinite(slopes).all() or (slopes == 0.0).any():
        return None
    share = _share(u)
    found = [_floor(p, share * (1.0 - share) / slopes) for p in (share, 1.0 - share)]
    return max((floor for floor in found if floor is not None), default=None)


def floor_at_zero(law: Law, sample: Sample) -> float | None:
    """ε, if the slope of a cross-entropy of a probability p stops at 1/ε where p is 0; None if that is torch's own."""
    p, slopes, _ = sample
    worst = p == 1.0 - law.target
    if law.target not in (0.0, 1.0) or not worst.any() or not np.isfinite(slopes[worst]).all():
        return None
    steepest = float(np.abs(slopes[worst]).min())
    floor = abs(law.factor) / steepest if steepest else np.inf
    return float(f"{floor:.2g}") if CLAMPED < floor < WIDEST else None


def _floor(p: Floats, reciprocal: Floats) -> float | None:
    # p and 1 − p are off by a rounding of 1, and the rest by a few of their own.
    doubt = SINGLE * np.abs(reciprocal) * (8.0 + 2.0 / p + 2.0 / (1.0 - p))
    design = np.stack([np.ones_like(p), p], axis=1) / doubt[:, None]
    inverse = np.linalg.pinv(design)
    offset, slope = inverse @ (reciprocal / doubt)
    if (np.abs(offset + slope * p - reciprocal) > doubt).any():
        return None
    floor = offset / slope
    # Each reciprocal moves the line by no more than its doubt.
    blur = np.abs(inverse).sum(axis=1) @ np.array([1.0, abs(floor)]) / abs(slope)
    if abs(floor) <= 2.0 * blur:
        return 0.0
    return float(f"{floor:.2g}") if 0.0 < floor < WIDEST else None


def _share(u: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-u)))
