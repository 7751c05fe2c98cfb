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

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, as_array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.numerics.ragged import marked, padded

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
        w = [_detached(as_array(array, f"weights[{i}]")) for i, array in enumerate(weights)]
        b = [_detached(as_array(array, f"biases[{i}]")) for i, array in enumerate(biases)]
        xp = namespace(*w, *b)
        batched = w[0].ndim == 3
        w, b = ([a if batched else a[None] for a in arrays] for arrays in (w, b))
        fan_in, rows = 1, len(w[0])
        for i, (weight, bias) in enumerate(zip(w, b, strict=True)):
            if (
                weight.ndim != 3
                or tuple(weight.shape[::2]) != (rows, fan_in)
                or bias.shape != weight.shape[:2]
            ):
                got = f"`weights[{i}]` {tuple(weight.shape)} and `biases[{i}]` {tuple(bias.shape)}"
                raise InvalidInput(f"{got} do not fit; give ({rows}, out, {fan_in}) and ({rows}, out).")
            if not bool(xp.all(xp.isfinite(weight)) & xp.all(xp.isfinite(bias))):
                raise InvalidInput(
                    f"Layer {i} holds a NaN or an infinity; a trained network that diverged has no law."
                )
            fan_in = weight.shape[1]
        if fan_in != 1:
            raise InvalidInput(
                f"The last layer has {fan_in} outputs; the generator of a law on the line has one."
            )
        return cls(w, b, float(negative_slope), batched)


def _detached(x: Array) -> Array:
    """Without its autograd graph: the pieces are data."""
    return x.detach() if is_torch(x) else x


class Pieces(NamedTuple):
    """Knots ``(B, K)`` and, on each piece, the units ``slope z + intercept``, ``(B, K + 1, H)``.

    ``magnitude`` is the slope with every weight replaced by its absolute value: the scale of the slope's
    rounding.
    """

    knots: Array
    slope: Array
    intercept: Array
    magnitude: Array


ROWS_AT_ONCE = 16
"""Networks of a batch worked on together on the host: 70 pieces of 32 units each are a quarter of a MiB an array."""


def linear_pieces(network: Network) -> tuple[Array, Array, Array]:
    """Knots ``(B, K)``, slopes and intercepts ``(B, K + 1)`` of the whole network, in its library."""
    rows = network.weights[0].shape[0]
    on_a_device = is_torch(network.weights[0]) and network.weights[0].is_cuda
    step = rows if on_a_device else ROWS_AT_ONCE
    parts = [_pieces_of(network, slice(start, start + step)) for start in range(0, rows, step)]
    most = max(knots.shape[1] for knots, _, _ in parts)
    xp = namespace(network.weights[0])
    knots = xp.concat([_padded(_longer(knots, most, xp.inf)) for knots, _, _ in parts])
    slopes, intercepts = (
        xp.concat([_longer(part[i], most + 1, part[i][:, -1:]) for part in parts]) for i in (1, 2)
    )
    return knots, slopes, intercepts


def _longer(rows: Array, length: int, filling: Array | float) -> Array:
    """Rows with a filling appended, of the length given."""
    xp = namespace(rows)
    missing = xp.ones((rows.shape[0], length - rows.shape[1]), dtype=rows.dtype, device=rows.device)
    return xp.concat([rows, missing * filling], axis=1)


def _pieces_of(network: Network, rows: slice) -> tuple[Array, Array, Array]:
    """`linear_pieces` of some rows."""
    xp = namespace(network.weights[0])
    one = xp.ones_like(network.weights[0][rows, :1, :])
    pieces = Pieces(one[:, :0, 0], one, xp.zeros_like(one), one)
    operations = 0
    for depth, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        if depth:
            pieces = _rectified(_split(pieces), network.negative_slope)
        operations += weight.shape[2] + 1
        pieces = _flattened(_linear(pieces, weight[rows], bias[rows]), operations)
    return pieces.knots, pieces.slope[..., 0], pieces.intercept[..., 0]


def _linear(pieces: Pieces, weight: Array, bias: Array) -> Pieces:
    """Compose with ``W h + b``."""
    xp = namespace(weight)
    transposed = xp.matrix_transpose(weight)
    return Pieces(
        pieces.knots,
        pieces.slope @ transposed,
        pieces.intercept @ transposed + bias[:, None, :],
        pieces.magnitude @ xp.abs(transposed),
    )


def _flattened(pieces: Pieces, operations: int) -> Pieces:
    """Set to 0 each slope within the bound ``n u |W_L| ... |W_1|`` of its rounding.

    That moves the value at z by at most ``|z|`` times the bound, which is what its own rounding may move it by.
    """
    xp = namespace(pieces.slope)
    noise = xp.abs(pieces.slope) <= operations * UNIT_ROUNDOFF * pieces.magnitude
    return pieces._replace(slope=xp.where(noise, 0.0, pieces.slope))


def _roots(pieces: Pieces) -> Array:
    """Where each pre-activation vanishes, ``(B, K + 1, H)``; infinite or NaN, so inside no piece, for a flat one."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # nor is one beyond the floats a knot
        return -pieces.intercept / pieces.slope


def _edges(knots: Array) -> tuple[Array, Array]:
    """Left and right ends of the pieces, ``(B, K + 1)``."""
    xp = namespace(knots)
    end = xp.full((knots.shape[0], 1), xp.inf, dtype=knots.dtype, device=knots.device)
    return xp.concat([-end, knots], axis=1), xp.concat([knots, end], axis=1)


def _split(pieces: Pieces) -> Pieces:
    """Cut the pieces at the roots strictly inside them."""
    xp = namespace(pieces.knots)
    rows, before = pieces.knots.shape
    left, right = (edge[..., None] for edge in _edges(pieces.knots))
    roots = _roots(pieces)
    # Of (K + 1) H candidates a few dozen are roots: they are packed before they are sorted.
    inside = marked(xp.reshape((roots > left) & (roots < right), (rows, -1)))
    new = padded(xp.reshape(roots, (rows, -1))[inside.row, inside.column], inside, rows, xp.inf)
    knots = xp.concat([pieces.knots, new], axis=1)
    order = xp.argsort(knots, axis=1, stable=True)
    knots = xp.take_along_axis(knots, order, axis=1)
    # The piece right of a knot comes from the old piece that starts at the last old knot so far.
    parent = xp.cumulative_sum(xp.astype(order < before, xp.int64), axis=1, include_initial=True)
    row = xp.arange(rows, device=knots.device)[:, None]
    return Pieces(_padded(knots), *(a[row, parent] for a in pieces[1:]))


def _padded(knots: Array) -> Array:
    """Replace the infinite tail of each row by its last knot, or 0."""
    if knots.shape[1] == 0:
        return knots
    xp = namespace(knots)
    finite = xp.isfinite(knots)
    last = xp.max(xp.where(finite, knots, -xp.inf), axis=1, keepdims=True)
    return xp.where(finite, knots, xp.where(xp.isfinite(last), last, 0.0))


def _rectified(pieces: Pieces, negative_slope: float) -> Pieces:
    """Apply the activation, whose side is constant on each piece."""
    xp = namespace(pieces.slope)
    left, _ = (edge[..., None] for edge in _edges(pieces.knots))
    flat, above = pieces.slope == 0, (left >= _roots(pieces)) == (pieces.slope > 0)
    active = (flat & (pieces.intercept > 0)) | (~flat & above)
    on = xp.astype(active, pieces.slope.dtype)
    factor = on + negative_slope * (1.0 - on)  # exactly one of the two, and faster than a choice
    return Pieces(
        pieces.knots, factor * pieces.slope, factor * pieces.intercept, abs(factor) * pieces.magnitude
    )
