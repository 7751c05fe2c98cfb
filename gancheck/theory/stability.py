r"""Between which logits a loss can be computed: finite, and not frozen, in the number format that it is run in.

The two losses of [goodfellow2014] are smooth at every logit. What is computed is not: from a *probability*,

.. math:: \log(1 - \sigma(t)) = -\infty \text{ once } \sigma(t) \text{ rounds to } 1, \qquad
          \log \sigma(t) \text{ has no gradient once } 1/\sigma(t) = 1 + e^{-t} \text{ overflows,}

long before anything happens to the same loss computed from the logit as −softplus(±t). A polynomial or an exponential
loss ends where its own values overflow, in every way of computing it; that is growth, not instability.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    import torch

__all__ = [
    "FORMATS",
    "NumberFormat",
    "StableRange",
    "format_of",
    "is_stable",
    "logit_reach",
    "stable_range",
    "stable_ranges",
]


@dataclass(frozen=True)
class NumberFormat:
    """A binary floating-point format.

    Attributes:
        eps: The distance from 1 to the next number.
        largest: The greatest finite number.
        smallest: The least positive number, a subnormal one.
    """

    eps: float
    largest: float
    smallest: float


def _binary(precision: int, exponent: int) -> NumberFormat:
    """The format of ``precision`` significant bits whose numbers are below 2^exponent."""
    eps = 2.0 ** (1 - precision)
    return NumberFormat(eps, (2.0 - eps) * 2.0 ** (exponent - 1), 2.0 ** (3 - exponent - precision))


FORMATS = {
    "float64": _binary(53, 1024),
    "float32": _binary(24, 128),
    "float16": _binary(11, 16),
    "bfloat16": _binary(8, 128),
}
"""IEEE 754's binary64, binary32 and binary16, and bfloat16: binary32 with a shorter significand."""


@dataclass(frozen=True)
class StableRange:
    """``lower`` and ``upper``: the outermost logits, around 0, at which a loss still is stable."""

    lower: float
    upper: float


def format_of(dtype: str) -> NumberFormat:
    """The format of that name.

    Raises:
        InvalidInput: It is none of `FORMATS`.
    """
    if dtype not in FORMATS:
        raise InvalidInput(f"`dtype` is {dtype!r}; give one of {', '.join(FORMATS)}.")
    return FORMATS[dtype]


def logit_reach(dtype: str) -> float:
    """The greatest logit whose square is finite: beyond it a quadratic logit is no number anyway."""
    return sqrt(format_of(dtype).largest)


def stable_ranges(dtype: str) -> tuple[StableRange, StableRange, StableRange, StableRange]:
    r"""Where log(1 − σ(t)) and log σ(t) are stable: from the probability (two ranges), then from the logit (two).

    With ε the format's distance from 1 to its next number, σ(t) rounds to 1 where :math:`1 + e^{-t}` does, or, if it
    is computed in a wider format and rounded once, where :math:`1 - \sigma(t) \le \varepsilon/4`: at
    :math:`t = \log(2/\varepsilon)` to :math:`\log(4/\varepsilon)`, of which this is the middle. And 1/σ overflows at
    :math:`t = -\log\max`.

    Args:
        dtype: ``"float64"``, ``"float32"``, ``"float16"`` or ``"bfloat16"``.

    Returns:
        Four ranges, within `logit_reach`; the first one's upper end is known to ±½ log 2.

    Raises:
        InvalidInput: There is no such format.

    Example:
        >>> minimax, non_saturating, *from_logits = stable_ranges("float64")
        >>> round(minimax.upper), round(non_saturating.lower)
        (37, -710)
        >>> from_logits[0].upper > 1e150
        True

    References:
        [goodfellow2014] Algorithm 1 and §3, for the losses; the ends are derived here.
    """
    form, reach = format_of(dtype), logit_reach(dtype)
    minimax = StableRange(-reach, log(2.0 * sqrt(2.0) / form.eps))
    non_saturating = StableRange(-log(form.largest), reach)
    whole = StableRange(-reach, reach)
    return minimax, non_saturating, whole, whole


POINTS = 1024
"""Points of one search: neighbours are then 1024 times nearer to each other each time."""
FIRST = 2.0**-6
"""The least logit of the grid, after 0."""


def stable_range(
    loss: "Callable[[torch.Tensor], torch.Tensor]", dtype: str, *, rest: float = 0.0
) -> StableRange:
    r"""Run a loss in a number format, and find between which logits it is stable.

    At a stable logit the loss and its gradient by the logit are finite, and the loss is not frozen. It is *frozen*
    where its gradient is 0 although it is not at rest: a loss that still has something to fall cannot be flat, a
    clamped or rounded one is.

    The outermost stable logits are searched on either side of 0, on a grid of geometrically growing steps and then
    between neighbours of the grid down to adjacent numbers of the format; what is unstable only between neighbours of
    the grid, whose logits differ by a factor of at most two, may be missed.

    Args:
        loss: Maps a tensor of logits ``(N,)`` to the loss at each, ``(N,)``; run under autograd.
        dtype: ``"float64"``, ``"float32"``, ``"float16"`` or ``"bfloat16"``.
        rest: The value at which the loss may rightly be flat, such as 0 for log D → 0.

    Returns:
        The range, within `logit_reach`; both ends are NaN where the loss is unstable at 0 already.

    Raises:
        InvalidInput: There is no such format.

    Example:
        >>> import torch
        >>> careless = stable_range(lambda t: torch.log(1 - torch.sigmoid(t)), "float32")
        >>> 16 < careless.upper < 18
        True
        >>> careful = stable_range(lambda t: -torch.nn.functional.softplus(t), "float32")
        >>> careful.upper > 1e19
        True
    """
    import torch

    reach = logit_reach(dtype)
    kind: torch.dtype = getattr(torch, dtype)
    if not bool(_stable(loss, torch.zeros(1, dtype=kind), rest)):
        return StableRange(float("nan"), float("nan"))
    below = _outermost(loss, -1.0, reach, kind, rest)
    return StableRange(-below, _outermost(loss, 1.0, reach, kind, rest))


def _outermost(
    loss: "Callable[[torch.Tensor], torch.Tensor]",
    sign: float,
    reach: float,
    kind: "torch.dtype",
    rest: float,
) -> float:
    """The size of the last stable logit on one side of 0, which is stable itself."""
    import torch

    sizes = torch.as_tensor(np.geomspace(FIRST, reach, POINTS)).clamp(max=reach)
    points = _distinct(torch.cat([torch.zeros(1, dtype=torch.float64), sizes]), kind)
    while True:
        stable = _stable(loss, sign * points, rest)
        if bool(stable.all()):
            return float(points[-1])
        # The first point was found stable before; among other neighbours its vectorised rounding may differ.
        first = max(int((~stable).to(torch.int8).argmax()), 1)
        low, high = float(points[first - 1]), float(points[first])
        points = _distinct(torch.linspace(low, high, POINTS, dtype=torch.float64), kind)
        if len(points) == 2:
            return low


def _distinct(points: "torch.Tensor", kind: "torch.dtype") -> "torch.Tensor":
    """The numbers of the format next to the points, ascending, each once."""
    import torch

    return torch.tensor(sorted(set(points.to(kind).tolist())), dtype=kind)


def _stable(
    loss: "Callable[[torch.Tensor], torch.Tensor]", points: "torch.Tensor", rest: float
) -> "torch.Tensor":
    """At which of the points the loss is finite, has a finite gradient, and is not frozen."""
    import torch

    with torch.enable_grad():
        t = points.clone().requires_grad_()
        value = loss(t)
        (gradient,) = torch.autograd.grad(value, t, torch.ones_like(value))
    value = value.detach()
    # Below the least normal number a loss is at rest as far as its format can say.
    frozen = (gradient == 0) & ((value - rest).abs() > torch.finfo(points.dtype).tiny)
    return torch.isfinite(value) & torch.isfinite(gradient) & ~frozen


def is_stable(
    loss: "Callable[[torch.Tensor], torch.Tensor]", points: Any, dtype: str, *, rest: float = 0.0
) -> Any:
    """At which logits ``(N,)``, rounded to the format, the loss is stable in the sense of `stable_range`: ``(N,)``."""
    import torch

    return _stable(loss, torch.as_tensor(points).to(getattr(torch, dtype)), rest).numpy()
