r"""The Jensen-Shannon divergence of many NumPy probability vectors, row by row and in place.

The kernel :math:`\tfrac12 s\,h(r)` of `gancheck.divergences.jensen_shannon` once more, in buffers that every block uses
again: fresh temporaries would take longer than the functions on them. With numba, large arrays go to a compiled kernel.
"""

from functools import cache
from importlib.util import find_spec

import numpy as np

from gancheck.numerics.arrays import Array

__all__ = ["jsd_of_rows"]

ATOMS_AT_ONCE = 2**14
"""Four buffers of 128 KiB: within a core's second-level cache."""

COMPILED_FROM = 2**17
"""Atoms from which the compiled kernel is used, where installed: fewer take less time than its loading."""

SMALLEST = 5e-324


def jsd_of_rows(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """JSD of each row of two ``(B, n)`` float64 arrays, in nats."""
    if p.size >= COMPILED_FROM and has_numba():
        from gancheck.divergences._numba_jensen_shannon import jsd_rows

        compiled: np.ndarray = jsd_rows(np.ascontiguousarray(p), np.ascontiguousarray(q))
        return compiled
    rows, n = p.shape
    width = min(n, ATOMS_AT_ONCE)
    height = max(1, ATOMS_AT_ONCE // n)
    workspace = np.empty((4, min(height, rows), width))
    starts = range(0, n, width)
    sums = np.empty((rows, len(starts)))
    for top in range(0, rows, height):
        block = slice(top, top + height)
        for k, left in enumerate(starts):
            cut = slice(left, left + width)
            a, b = p[block, cut], q[block, cut]
            sums[block, k] = _terms(a, b, workspace[:, : a.shape[0], : a.shape[1]]).sum(axis=-1)
    total: np.ndarray = sums.sum(axis=-1)
    return total


@cache
def has_numba() -> bool:
    """Whether the ``fast`` extra is installed."""
    return find_spec("numba") is not None


def _terms(p: np.ndarray, q: np.ndarray, workspace: np.ndarray) -> Array:
    """½s h(|r|) for |r| < 0.9, in the last buffer; the other places are computed apart and put in."""
    s, square, r, terms = workspace
    np.add(p, q, out=s)
    np.subtract(p, q, out=r)
    np.abs(r, out=r)
    r /= np.maximum(s, SMALLEST, out=square)
    far = np.flatnonzero(r >= 0.9)
    np.minimum(r, 0.9, out=r)
    np.arctanh(r, out=terms)
    terms *= r
    np.multiply(r, r, out=square)
    np.negative(square, out=square)
    np.log1p(square, out=square)
    square *= 0.5
    terms += square
    terms *= s
    terms *= 0.5
    if far.size:
        terms[np.unravel_index(far, terms.shape)] = _far_terms(p, q, far)
    return terms


def _far_terms(p: np.ndarray, q: np.ndarray, far: np.ndarray) -> Array:
    """½[a log(2a/s) + b log(2b/s)] for the larger mass a and the smaller b, which may be 0."""
    x, y = (np.take(array, far) for array in (p, q))
    high, low = np.maximum(x, y), np.minimum(x, y)
    s = high + low
    share = 2.0 * (low / s)
    share[share == 0.0] = 1.0
    return 0.5 * (high * np.log(2.0 * (high / s)) + low * np.log(share))
