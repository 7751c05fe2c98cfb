"""The points where one density on the line overtakes the other, and where any condition on the line changes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from gancheck.divergences.log_masses import log_difference
from gancheck.numerics.arrays import Array, is_torch, namespace

__all__ = ["crossings", "sign_changes"]

SAMPLES = 8
"""Points looked at on each panel; two crossings between neighbours would be missed, and the panel's error shows it."""

HALVINGS = 60
"""From a panel to the last bit of a root: |p - q| is 0 there, so that what is left of it does not matter."""


def crossings(p: Any, q: Any) -> Array | None:
    """Where the sign of log p - log q changes, ``(R,)`` or ``(B, R)``; None without any. Short rows repeat an end."""
    xp = namespace(p.breakpoints(), q.breakpoints())
    edges = xp.concat([p.breakpoints(), q.breakpoints()], axis=-1)
    return sign_changes(lambda x: _above(p, q, x), edges)


def sign_changes(above: Callable[[Array], Array], breakpoints: Array) -> Array | None:
    """Where a condition changes between the least and the greatest breakpoint, ``(R,)`` or ``(B, R)``, or None."""
    xp = namespace(breakpoints)
    edges = xp.sort(breakpoints, axis=-1)
    edges = edges.detach() if is_torch(edges) else edges
    part = xp.asarray(np.arange(SAMPLES) / SAMPLES, device=edges.device)
    x = edges[..., :-1, None] + (edges[..., 1:] - edges[..., :-1])[..., None] * part
    x = xp.concat([xp.reshape(x, (*edges.shape[:-1], -1)), edges[..., -1:]], axis=-1)
    there = above(x)
    change = there[..., 1:] != there[..., :-1]
    most = int(xp.max(xp.sum(xp.astype(change, xp.int64), axis=-1)))
    if most == 0:
        return None
    place = xp.argsort(xp.astype(~change, xp.int64), axis=-1, stable=True)[..., :most]
    valid = xp.take_along_axis(change, place, axis=-1)
    low, high = xp.take_along_axis(x, place, axis=-1), xp.take_along_axis(x, place + 1, axis=-1)
    start = xp.take_along_axis(there, place, axis=-1)
    for _ in range(HALVINGS):
        middle = low + 0.5 * (high - low)
        same = above(middle) == start
        low, high = xp.where(same, middle, low), xp.where(same, high, middle)
    return xp.where(valid, high, edges[..., -1:])


def _above(p: Any, q: Any, x: Array) -> Array:
    ell = log_difference(p.log_prob(x), q.log_prob(x))
    return (ell.detach() if is_torch(ell) else ell) > 0
