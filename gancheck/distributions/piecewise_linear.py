"""Piecewise linear generators: every ReLU or LeakyReLU network of one input, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.distributions.generator_map import Branches, FlatPieces
from gancheck.distributions.parameters import as_parameters, refuse_where, require_finite
from gancheck.distributions.relu_pieces import Network, linear_pieces
from gancheck.distributions.rows import batch_size, search_rows, select_rows, with_batch_axis
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace

__all__ = ["PiecewiseLinear"]

PARAMETERS = ("knots", "slopes", "intercepts")


@dataclass(frozen=True, init=False, eq=False, repr=False)
class PiecewiseLinear:
    r"""A generator that is linear between knots :math:`t_1 \le \dots \le t_K`, or a batch of B.

    .. math:: G(z) = a_i z + b_i \quad\text{for } t_i \le z < t_{i+1},\qquad t_0 = -\infty,\ t_{K+1} = \infty.

    Coinciding knots enclose a piece of zero width, which carries no mass; batches are padded with such
    pieces. The map may jump at a knot. A piece of slope 0 sends its noise interval to one point: an atom.

    Args:
        knots: ``(K,)`` or ``(B, K)``, ascending; K = 0 is a single line.
        slopes: a, ``(K + 1,)`` or ``(B, K + 1)``.
        intercepts: b, of the same shape.

    Raises:
        InvalidInput: an entry is NaN or infinite, the knots descend, or the shapes do not fit.

    Example:
        >>> relu = PiecewiseLinear(knots=[0.0], slopes=[0.0, 1.0], intercepts=[0.0, 0.0])
        >>> relu(np.array([-2.0, 3.0]))
        array([0., 3.])
    """

    knots: Array
    slopes: Array
    intercepts: Array

    def __init__(self, knots: Any, slopes: Any, intercepts: Any) -> None:
        slopes, intercepts = as_parameters(slopes=slopes, intercepts=intercepts)
        xp = namespace(slopes, intercepts)
        if _count(knots) == 0:
            knots = xp.zeros((*slopes.shape[:-1], 0), dtype=xp.float64, device=slopes.device)
        else:
            knots, slopes, intercepts = as_parameters(knots=knots, slopes=slopes, intercepts=intercepts)
        shape = (*knots.shape[:-1], knots.shape[-1] + 1)
        if knots.ndim not in (1, 2) or tuple(slopes.shape) != shape or tuple(intercepts.shape) != shape:
            got = ", ".join(str(tuple(array.shape)) for array in (knots, slopes, intercepts))
            raise InvalidInput(
                f"`knots`, `slopes`, `intercepts` have shapes {got}; give (K,), (K + 1,), (K + 1,)."
            )
        for name, array in zip(PARAMETERS, (knots, slopes, intercepts), strict=True):
            require_finite(array, name, 1)
            object.__setattr__(self, name, array)
        falls = knots[..., 1:] < knots[..., :-1]
        refuse_where(falls, knots[..., 1:], "knots", "the knots must ascend; sort them with their pieces", 1)

    @classmethod
    def from_network(
        cls, weights: Sequence[Any], biases: Sequence[Any], negative_slope: float = 0.0
    ) -> "PiecewiseLinear":
        r"""The pieces of :math:`G(z) = W_L\,\rho(\cdots\rho(W_1 z + b_1)\cdots) + b_L`, of any depth.

        The knots are enumerated layer by layer: on a piece where the units of one layer are affine in z, a
        unit of the next changes sign at most once. Slopes and intercepts are composed, not differenced. A
        composed slope within its own rounding bound of 0 is 0: the flat part of ``relu(z) - relu(z - 1)`` is
        flat whatever the binary digits of the weights. Tensors are detached: the pieces are data.

        Args:
            weights: ``(B, out, in)`` or ``(out, in)`` for each layer; the first ``in`` and the last ``out``
                are 1.
            biases: ``(B, out)`` or ``(out,)`` for each layer.
            negative_slope: Slope of the activation :math:`\rho` below 0: 0 for ReLU.
        """
        network = Network.read(weights, biases, negative_slope)
        pieces = cls(*linear_pieces(network))
        return pieces if network.batched else pieces[0]

    def __repr__(self) -> str:
        if self.batch_shape:
            return f"PiecewiseLinear(<{len(self)} maps of {self.n_pieces} pieces>)"
        return ", ".join(
            [
                f"PiecewiseLinear(knots={self.knots.tolist()!r}",
                f"slopes={self.slopes.tolist()!r}",
                f"intercepts={self.intercepts.tolist()!r})",
            ]
        )

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.slopes.shape[:-1])

    @property
    def anchor(self) -> Array:
        """An array of the map's library."""
        return self.slopes

    @property
    def n_pieces(self) -> int:
        """K + 1, pieces of zero width included."""
        return int(self.slopes.shape[-1])

    def __call__(self, z: Any) -> Array:
        """G(z) at ``(N,)`` or ``(B, N)``."""
        slope, intercept = self.lines(z)
        return slope * namespace(self.slopes).asarray(z, dtype=slope.dtype) + intercept

    def lines(self, z: Any) -> tuple[Array, Array]:
        """The slope and intercept that rule at ``(N,)`` or ``(B, N)``."""
        xp = namespace(self.slopes)
        z = xp.asarray(z, dtype=xp.float64)
        if not self.batch_shape:
            piece = search_rows(self.knots, z)
            return self.slopes[piece], self.intercepts[piece]
        piece = search_rows(self.knots, xp.broadcast_to(z, (len(self), z.shape[-1])))
        take = xp.take_along_axis
        return take(self.slopes, piece, axis=-1), take(self.intercepts, piece, axis=-1)

    @property
    def edges(self) -> tuple[Array, Array]:
        """Left and right ends of the pieces in z, ``(..., K + 1)``, infinite at the outside."""
        xp = namespace(self.slopes)
        end = xp.full_like(self.slopes[..., :1], xp.inf)
        return xp.concat([-end, self.knots], axis=-1), xp.concat([self.knots, end], axis=-1)

    def _solve(self, x: Array) -> tuple[Array, ...]:
        """The z with a z + b = x on every piece, ``(..., P, N)``; a, b and the piece's ends as columns."""
        xp = namespace(self.slopes)
        a, b = self.slopes[..., :, None], self.intercepts[..., :, None]
        left, right = (edge[..., :, None] for edge in self.edges)
        safe = xp.where(a == 0, xp.ones_like(a), a)
        with np.errstate(over="ignore"):  # a preimage too far out to be a float is infinitely far
            z = (x[..., None, :] - b) / safe
        return z, a, b, left, right

    def branches(self, x: Array) -> Branches:
        """The preimage of x on each piece that reaches it; flat pieces and zero widths reach nothing."""
        z, a, _, left, right = self._solve(x)
        xp = namespace(z)
        hit = (z >= left) & (z < right) & (a != 0)
        log_slope = xp.log(xp.abs(xp.where(a == 0, xp.ones_like(a), a)))
        return Branches(xp.where(hit, z, xp.zeros_like(z)), xp.where(hit, -log_slope, -xp.inf))

    def sublevel(self, x: Array) -> tuple[Array, Array]:
        """The part of each piece where G is at most x."""
        z, a, b, left, right = self._solve(x)
        xp = namespace(z)
        z = xp.minimum(xp.maximum(z, left), right)
        full = xp.where(x[..., None, :] >= b, right, left)
        lower = xp.where(a < 0, z, left)
        upper = xp.where(a > 0, z, xp.where(a < 0, right, full))
        return lower, upper

    def flat_pieces(self, like: Array) -> FlatPieces:
        """The pieces of slope 0, at height b."""
        xp = namespace(self.slopes)
        left, right = self.edges
        flat = self.slopes == 0
        zero = xp.zeros_like(left)
        return FlatPieces(self.intercepts, xp.where(flat, left, zero), xp.where(flat, right, zero))

    def kinks(self) -> Array:
        """G at each knot from the left and from the right, ``(..., 2 K)``."""
        left = self.slopes[..., :-1] * self.knots + self.intercepts[..., :-1]
        right = self.slopes[..., 1:] * self.knots + self.intercepts[..., 1:]
        return namespace(left).concat([left, right], axis=-1)

    def padded(self, n_pieces: int) -> "PiecewiseLinear":
        """The same map with pieces of zero width appended at the last knot, up to ``n_pieces``."""
        missing = n_pieces - self.n_pieces
        if missing <= 0:
            return self
        xp = namespace(self.slopes)
        last = self.knots[..., -1:] if self.n_pieces > 1 else xp.zeros_like(self.slopes)
        added = {"knots": last, "slopes": self.slopes[..., -1:], "intercepts": self.intercepts[..., -1:]}
        return PiecewiseLinear(
            **{n: xp.concat([getattr(self, n)] + [added[n]] * missing, axis=-1) for n in PARAMETERS}
        )

    def batched(self) -> "PiecewiseLinear":
        """The same map with a batch axis."""
        return with_batch_axis(self, PARAMETERS)

    def __getitem__(self, index: Any) -> "PiecewiseLinear":
        return select_rows(self, PARAMETERS, index)

    def __len__(self) -> int:
        return batch_size(self)


def _count(x: Any) -> int:
    """How many numbers ``x`` holds."""
    return int(x.numel()) if is_torch(x) else int(np.size(x))
