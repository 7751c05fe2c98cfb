r"""The law of what a perceptron makes of noise where that law has no density that could be computed.

.. math:: x = f(z), \qquad z \sim N(0, I) \text{ or } U(-1, 1)^m, \qquad f = \text{affine} \circ \rho \circ \dots

With noise of fewer dimensions than x the law has no density at all; otherwise its density at a point is a sum over all
the linear pieces of f that reach the point, whose number grows exponentially with the width. On the line, with noise
on the line, the pieces are intervals and `Pushforward` has them exactly.

Guarantees: samples like any law, a row from its own parameters and generator. Refuses to name a density.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from gancheck.distributions.draws import draw_normal, draw_uniform, require_size
from gancheck.distributions.rows import batch_size, select_rows, with_batch_axis
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace

__all__ = ["GeneratedPoints"]


@dataclass(frozen=True, eq=False)
class GeneratedPoints:
    r"""x = f(z), f a perceptron with the units :math:`\rho(u) = \max(u, 0) + s \min(u, 0)`, or a batch of B.

    Attributes:
        parameters: ``(P,)`` or ``(B, P)``: W_1, b_1, …, W_L, b_L flattened; W_l is (in, out).
        widths: (m, h_1, …, h_{L-1}, d): the dimension of the noise first, that of the points last.
        negative_slope: s; 0 is ReLU.
        prior: the law of z, "normal" for N(0, I) or "uniform" for U(−1, 1)^m.

    Example:
        >>> import numpy as np
        >>> diagonal = GeneratedPoints(np.array([3.0, 3.0, 0.0, 1.0]), (1, 2))  # x = (3z, 3z + 1)
        >>> x = diagonal.sample(4, np.random.default_rng(0))
        >>> bool((x[:, 1] == x[:, 0] + 1.0).all())
        True
    """

    family: ClassVar[str] = "generated"
    parameters: Array
    widths: tuple[int, ...]
    negative_slope: float = 0.2
    prior: str = "normal"

    def __post_init__(self) -> None:
        wanted = sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(self.widths))
        if self.parameters.ndim not in (1, 2) or self.parameters.shape[-1] != wanted:
            raise InvalidInput(
                f"`parameters` has shape {tuple(self.parameters.shape)}; widths {self.widths} take ({wanted},) or "
                f"(B, {wanted})."
            )
        if self.prior not in ("normal", "uniform"):
            raise InvalidInput(f"`prior` is {self.prior!r}; give normal or uniform.")

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.parameters.shape[:-1])

    @property
    def dimension(self) -> int:
        """The number d of coordinates of a point."""
        return self.widths[-1]

    def log_prob(self, x: Any) -> Array:
        """Refused: there is none.

        Raises:
            InvalidInput: always.
        """
        raise InvalidInput(
            f"`x` has no density under a generator from {self.widths[0]} to {self.dimension} dimensions that could be "
            "computed: sample it, or bound its divergence by `gancheck.jsd_lower_bound`."
        )

    def sample(self, size: int, generator: Any) -> Array:
        """Draws ``(size, d)`` or ``(B, size, d)``; on the line ``(size,)`` or ``(B, size)``."""
        shape = (require_size(size), self.widths[0])
        if self.prior == "normal":
            x = draw_normal(self.parameters, self.batch_shape, shape, generator)
        else:
            x = 2.0 * draw_uniform(self.parameters, self.batch_shape, shape, generator) - 1.0
        xp, at = namespace(self.parameters), 0
        layers = list(pairwise(self.widths))
        for layer, (fan_in, fan_out) in enumerate(layers):
            end = at + fan_in * fan_out
            weight = xp.reshape(self.parameters[..., at:end], (*self.batch_shape, fan_in, fan_out))
            x = x @ weight + self.parameters[..., None, end : end + fan_out]
            if layer < len(layers) - 1:
                x = xp.where(x > 0, x, self.negative_slope * x)
            at = end + fan_out
        return x[..., 0] if self.dimension == 1 else x

    def batched(self) -> "GeneratedPoints":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, ("parameters",))

    def __getitem__(self, index: Any) -> "GeneratedPoints":
        return select_rows(self, ("parameters",), index)

    def __len__(self) -> int:
        return batch_size(self)
