"""Whether measurements with stated errors lie on a linear combination of given functions, and on which."""

import numpy as np
from numpy.typing import NDArray

from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate

__all__ = ["exact_fit"]

Floats = NDArray[np.float64]


def exact_fit(basis: Floats, y: Estimate) -> Estimate | None:
    r"""The coefficients of y in ``basis``, if what is left over is explained by the errors of y.

    Least squares weighted by the errors. With the hat matrix H of the weighted problem and errors of at most 1 in
    units of themselves, truth leaves at most :math:`1 + \lVert H \rVert_\infty` over, and moves the coefficients by at
    most the row sums of the absolute pseudo-inverse.

    Args:
        basis: One function a column, ``(n, k)``.
        y: ``(n,)``.

    Returns:
        The coefficients, ``(k,)``, or None.

    Example:
        >>> x = np.arange(4.0)
        >>> exact_fit(np.stack([x**0, x], axis=1), Estimate(3.0 - x, np.full(4, 1e-9))).value.round(6).tolist()
        [3.0, -1.0]
    """
    if not np.isfinite(y.value).all() or not np.isfinite(y.error).all():
        return None
    weight = 1.0 / (y.error + 16.0 * UNIT_ROUNDOFF * (np.abs(y.value) + np.abs(basis).sum(axis=1)))
    weighted = basis * weight[:, None]
    inverse = np.linalg.pinv(weighted)
    coefficients = inverse @ (y.value * weight)
    left = np.abs(weighted @ coefficients - y.value * weight)
    hat = np.abs(weighted @ inverse).sum(axis=1).max()
    if (left > 1.0 + hat).any():
        return None
    return Estimate(coefficients, np.abs(inverse).sum(axis=1))
