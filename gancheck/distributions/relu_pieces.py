"""The linear pieces of a ReLU network of one input.

The law of this file: after layer l, every unit is affine in z on each piece of one ascending list of knots,
and no unit changes sign inside a piece. A layer adds the roots of its pre-activations that lie strictly
inside a piece; the side of a root on which a new piece lies is read from the order of the knots, never from
the sign of a rounded pre-activation. Rows of a batch have different numbers of knots: shorter rows repeat
their last knot (0 if they have none), which encloses pieces of zero width.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from gancheck.distributions.parameters import as_numpy
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, as_array
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["Network", "linear_pieces"]


class Network(NamedTuple):
    """Weights ``(B, out, in)`` and biases ``(B, out)`` of each layer, and the activation's slope below 0."""

    weights: list[Array]
    biases: list[Array]
    negative_slope: float
    batched: bool

    @classmethod
    def read(cls, weights: Sequence[Any], biases: Sequence[Any], negative_slope: float) -> "Network":
        """Validate the layers.

        Raises:
            InvalidInput: the numbers of layers differ, sizes do not chain from 1 to 1, or a parameter is not
                finite.
        """
        if len(weights) != len(biases) or len(weights) == 0:
            raise InvalidInput(
                f"There are {len(weights)} weights and {len(biases)} biases; give one of each a layer."
            )
        if not np.isfinite(negative_slope):
            raise InvalidInput(f"`negative_slope` is {negative_slope!r}; give a finite number, 0 for ReLU.")
        w = [as_numpy(as_array(array, f"weights[{i}]")) for i, array in enumerate(weights)]
        b = [as_numpy(as_array(array, f"biases[{i}]")) for i, array in enumerate(biases)]
        batched = w[0].ndim == 3
        w, b = ([a if batched else a[None] for a in arrays] for arrays in (w, b))
        fan_in, rows = 1, len(w[0])
        for i, (weight, bias) in enumerate(zip(w, b, strict=True)):
            if weight.ndim != 3 or weight.shape[::2] != (rows, fan_in) or bias.shape != weight.shape[:2]:
                got = f"`weights[{i}]` {weight.shape} and `biases[{i}]` {bias.shape}"
                raise InvalidInput(f"{got} do not fit; give ({rows}, out, {fan_in}) and ({rows}, out).")
            if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
                raise InvalidInput(
                    f"Layer {i} holds a NaN or an infinity; a trained network that diverged has no law."
                )
            fan_in = weight.shape[1]
        if fan_in != 1:
            raise InvalidInput(
                f"The last layer has {fan_in} outputs; the generator of a law on the line has one."
            )
        return cls(w, b, float(negative_slope), batched)


class Pieces(NamedTuple):
    """Knots ``(B, K)`` and, on each piece, the units ``slope z + intercept``, ``(B, K + 1, H)``.

    ``magnitude`` is the slope with every weight replaced by its absolute value: the scale of the slope's
    rounding.
    """

    knots: Array
    slope: Array
    intercept: Array
    magnitude: Array


def linear_pieces(network: Network) -> tuple[Array, Array, Array]:
    """Knots ``(B, K)``, slopes and intercepts ``(B, K + 1)`` of the whole network."""
    rows = len(network.weights[0])
    one = np.ones((rows, 1, 1))
    pieces = Pieces(np.zeros((rows, 0)), one, np.zeros_like(one), one)
    operations = 0
    for depth, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        if depth:
            pieces = _rectified(_split(pieces), network.negative_slope)
        operations += weight.shape[2] + 1
        pieces = _flattened(_linear(pieces, weight, bias), operations)
    return pieces.knots, pieces.slope[..., 0], pieces.intercept[..., 0]


def _linear(pieces: Pieces, weight: Array, bias: Array) -> Pieces:
    """Compose with ``W h + b``."""
    transposed = np.swapaxes(weight, -1, -2)
    return Pieces(
        pieces.knots,
        pieces.slope @ transposed,
        pieces.intercept @ transposed + bias[:, None, :],
        pieces.magnitude @ np.abs(transposed),
    )


def _flattened(pieces: Pieces, operations: int) -> Pieces:
    """Set to 0 each slope within the bound ``n u |W_L| ... |W_1|`` of its rounding.

    That moves the value at z by at most ``|z|`` times the bound, which is what its own rounding may move it by.
    """
    noise = np.abs(pieces.slope) <= operations * UNIT_ROUNDOFF * pieces.magnitude
    return pieces._replace(slope=np.where(noise, 0.0, pieces.slope))


def _roots(pieces: Pieces) -> Array:
    """Where each pre-activation vanishes, ``(B, K + 1, H)``; infinite for a flat one."""
    flat = pieces.slope == 0
    with np.errstate(over="ignore"):  # a root beyond the floats is no knot
        return np.where(flat, np.inf, -pieces.intercept / np.where(flat, 1.0, pieces.slope))


def _edges(knots: Array) -> tuple[Array, Array]:
    """Left and right ends of the pieces, ``(B, K + 1)``."""
    end = np.full((len(knots), 1), np.inf)
    return np.concatenate([-end, knots], axis=1), np.concatenate([knots, end], axis=1)


def _split(pieces: Pieces) -> Pieces:
    """Cut the pieces at the roots strictly inside them."""
    left, right = (edge[..., None] for edge in _edges(pieces.knots))
    roots = _roots(pieces)
    new = np.where((roots > left) & (roots < right), roots, np.inf).reshape(len(roots), -1)
    knots = np.concatenate([pieces.knots, new], axis=1)
    order = np.argsort(knots, axis=1, kind="stable")
    old = order < pieces.knots.shape[1]
    kept = int(np.isfinite(knots).sum(axis=1).max())
    knots = np.take_along_axis(knots, order, axis=1)[:, :kept]
    # The piece right of a knot comes from the old piece that starts at the last old knot so far.
    parent = np.concatenate(
        [np.zeros((len(old), 1), dtype=np.int64), np.cumsum(old, axis=1)[:, :kept]], axis=1
    )
    return Pieces(_padded(knots), *(np.take_along_axis(a, parent[..., None], axis=1) for a in pieces[1:]))


def _padded(knots: Array) -> Array:
    """Replace the infinite tail of each row by its last knot, or 0."""
    finite = np.isfinite(knots)
    last = np.max(np.where(finite, knots, -np.inf), axis=1, keepdims=True, initial=-np.inf)
    return np.where(finite, knots, np.where(np.isfinite(last), last, 0.0))


def _rectified(pieces: Pieces, negative_slope: float) -> Pieces:
    """Apply the activation, whose side is constant on each piece."""
    left, _ = (edge[..., None] for edge in _edges(pieces.knots))
    above = np.where(left >= _roots(pieces), pieces.slope > 0, pieces.slope < 0)
    active = np.where(pieces.slope == 0, pieces.intercept > 0, above)
    factor = np.where(active, 1.0, negative_slope)
    return Pieces(
        pieces.knots, factor * pieces.slope, factor * pieces.intercept, np.abs(factor) * pieces.magnitude
    )
