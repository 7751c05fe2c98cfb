r"""Targets of their own for each row, as noisy labels are: a family read from two passes over one batch.

.. math:: s_i = A\,(x(u_i) - y_i)\,w(u_i), \qquad
          s_i/w(u_i) - s'_i/w(u'_i) = A\,(x(u_i) - x(u'_i))

The scores u and u′ differ and the targets y do not, since both passes start from the same random state. So A is read
from the differences, whatever the targets are, and then each target.
"""

import numpy as np

from gancheck.auditing.steps.response import ROUNDINGS, SINGLE, Floats, Law, Sample

__all__ = ["fit_row_targets"]


def fit_row_targets(one: Sample, two: Sample) -> Law | None:
    """The family of a loss with a target for each row, with the range of the targets; None if it is of none."""
    if (
        len(one[0]) != len(two[0])
        or len(one[0]) < 4
        or not all(np.isfinite(s).all() and s.any() for _, s, _ in (one, two))
    ):
        return None
    inside = all(((u > 0.0) & (u < 1.0)).all() for u, _, _ in (one, two))
    families = ("cross-entropy",) if inside else ("logistic", "least-squares")
    return next((law for family in families if (law := _fit(family, one, two)) is not None), None)


def _fit(family: str, one: Sample, two: Sample) -> Law | None:
    (x, y, doubt), (x_two, y_two, doubt_two) = _straight(family, one), _straight(family, two)
    run, rise, blur = x - x_two, y - y_two, doubt + doubt_two
    factor = float((run * rise / blur**2).sum() / (run**2 / blur**2).sum())
    if factor == 0.0 or (np.abs(rise - factor * run) > blur).any():
        return None
    targets = x - y / factor
    # The factor is off by no more than the doubts over the distances that it was read from.
    off = blur / abs(factor) + float(blur.max() / np.abs(run).max()) * np.abs(y) / factor**2
    if family != "least-squares" and ((targets < -off) | (targets > 1.0 + off)).any():
        return None
    targets = np.round(targets, max(0, int(-np.log10(off.max()))))
    return Law(
        family,
        factor,
        float(np.median(targets)),
        float(targets.min()),
        float(targets.max()),
        points=2 * len(targets),
    )


def _straight(family: str, sample: Sample) -> tuple[Floats, Floats, Floats]:
    """x(u), s/w(u) and how far the latter may be off."""
    u, slopes, epsilon = sample
    doubt = ROUNDINGS * min(epsilon, SINGLE) * float(np.abs(slopes).max()) + 2.0 * epsilon * np.abs(slopes)
    x = 1.0 / (1.0 + np.exp(-u)) if family == "logistic" else u
    weight = u * (1.0 - u) if family == "cross-entropy" else np.ones_like(u)
    return x, slopes * weight, doubt * weight
