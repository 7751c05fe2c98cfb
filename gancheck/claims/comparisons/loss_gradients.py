"""Both sides of the claims on losses: gradients and precision.

One side is always torch: its automatic derivatives, and what its losses do in a number format.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.logits import LogitAt
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns, exactly
from gancheck.theory.stability import is_stable

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["saturation", "stability"]

LEAST_NORMAL = 2.0**-1022
"""What is smaller may be flushed to 0."""

NEITHER_UNDERFLOWS = 700.0
"""Up to this |t| both σ(t) and σ(−t) are normal numbers; the ratio of the slopes is taken no farther out."""


def saturation(problem: LogitAt, formula: Callable[..., Any]) -> Sides:
    """Both slopes against automatic derivatives; their sum is −1, and the logarithm of their ratio is the logit."""
    t = np.asarray(problem.logit)
    minimax, other = (_slope(formula(loss, t)) for loss in ("minimax", "non-saturating"))
    near = np.clip(t, -NEITHER_UNDERFLOWS, NEITHER_UNDERFLOWS)
    sides = columns(minimax, other, minimax + other, _log_ratio(formula, near))
    by_minimax, by_other = _derivatives(t)
    return sides, columns(by_minimax, by_other, exactly(np.full_like(t, -1.0)), exactly(near))


def _slope(value: Array) -> Estimate:
    """An exponential within an ulp (2u), a sum, a quotient and a difference of one sign: together below 12u."""
    return Estimate(value, 12.0 * UNIT_ROUNDOFF * np.abs(value) + LEAST_NORMAL)


def _log_ratio(formula: Callable[..., Any], t: Array) -> Estimate:
    """Log of minimax over non-saturating slope: each logarithm takes over 12u, and errs by two more of its size."""
    first, second = (np.log(np.abs(formula(loss, t))) for loss in ("minimax", "non-saturating"))
    error = 2.0 * 12.0 * UNIT_ROUNDOFF + 4.0 * UNIT_ROUNDOFF * (np.abs(first) + np.abs(second))
    return Estimate(first - second, error)


def _derivatives(t: Array) -> tuple[Estimate, Estimate]:
    """d/dt log(1 − σ(t)) and d/dt (−log σ(t)) by torch, of its logsigmoid at −t and t."""
    import torch
    from torch.nn.functional import logsigmoid

    losses: tuple[Callable[[Tensor], Tensor], ...] = (lambda x: logsigmoid(-x), lambda x: -logsigmoid(x))
    found = []
    for loss in losses:
        at = torch.tensor(t, dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(loss(at).sum(), at)
        found.append(_slope(slope.numpy()))
    return found[0], found[1]


def stability(problem: LogitAt, formula: Callable[..., Any]) -> Sides:
    """Whether the logit is in the stated ranges, and whether the four losses are stable when they are run there."""
    t, dtype = np.asarray(problem.logit), problem.family
    stated = [exactly(((each.lower <= t) & (t <= each.upper)).astype(float)) for each in formula(dtype)]
    run = [exactly(np.asarray(is_stable(loss, t, dtype), dtype=float)) for loss in _losses()]
    return columns(*stated), columns(*run)


def _losses() -> "tuple[Callable[[Tensor], Tensor], ...]":
    """log(1 − σ) and log σ from the probability, then both from the logit."""
    import torch
    from torch.nn.functional import softplus

    return (
        lambda t: torch.log(1.0 - torch.sigmoid(t)),
        lambda t: torch.log(torch.sigmoid(t)),
        lambda t: -softplus(t),
        lambda t: -softplus(-t),
    )
