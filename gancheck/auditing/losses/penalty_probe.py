"""What a gradient penalty is, measured on linear critics: its form, its axes, its points and its graph."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gancheck.auditing.losses.linear_critic import LinearCritic
from gancheck.auditing.losses.penalty_call import CalledPenalty, samples

__all__ = ["PenaltyForm", "PenaltyObservation", "Points", "observe_penalty"]

SLOPES = (0.25, 0.5, 0.75, 1.5, 2.0, 3.0, 4.0)
CLOSE = 2.0**-10
"""Of a penalty: some float32 roundings and a constant such as 1e-8 under a root are below it, a wrong axis is not."""
MANY = 64
"""Samples whose points are looked at: of normal ε so many lie within [0, 1] with probability 0.34⁶⁴ = 1e-30."""


@dataclass(frozen=True)
class PenaltyForm:
    """The penalty as a function of the slope s = |w|.

    Attributes:
        kind: ``"two-sided"`` λ(s − k)², ``"one-sided"`` λ max(0, s − k)², ``"power"`` λ s^k, or ``"other"``.
        factor: λ.
        target: k.
    """

    kind: str
    factor: float = float("nan")
    target: float = float("nan")


@dataclass(frozen=True)
class Points:
    """Where the critic was asked.

    Attributes:
        kind: ``"segment"``, ``"real"``, ``"fake"``, ``"near real"``, ``"given"`` or ``"elsewhere"``.
        shares: The least and the greatest ε of x = ε·real + (1 − ε)·fake.
        residual: How far points lie from the lines through their pair, as a share of the pair's distance.
        alike: Whether all samples have the same ε.
    """

    kind: str
    shares: tuple[float, float] = (float("nan"), float("nan"))
    residual: float = 0.0
    alike: bool = False


@dataclass(frozen=True, kw_only=True)
class PenaltyObservation:
    """Measurements of one penalty.

    Attributes:
        roles: How it is called.
        form: What it is of the slope, for one sample.
        sizes: The penalty at slope 2 by the number of samples.
        shapes: The penalty at slope 2 by the shape of a sample; NaN where it refuses the shape.
        batch: ``""`` if the number of samples does not matter, else the slope that N samples seem to have:
            ``"s/N"``, ``"s·√N"`` or ``"other"``.
        points: Where the critic was asked.
        gradient: Its derivative by the slope, at slope 2; None if there is none.
        offset: By how much it changes as a constant is added to the critic.
        flat_gradient: Its derivative by the slope, at slope 0.
    """

    roles: tuple[str, ...]
    form: PenaltyForm
    sizes: dict[int, float]
    shapes: dict[tuple[int, ...], float]
    batch: str
    points: Points
    gradient: float | None
    offset: float
    flat_gradient: float | None


def observe_penalty(penalty: CalledPenalty) -> PenaltyObservation:
    """Measure it."""
    shape = penalty.shapes[0]
    sizes = {size: penalty.value(2.0, size, shape) for size in (1, 2, 4, 16)}
    shapes = {each: _or_nan(penalty, each) for each in penalty.shapes}
    return PenaltyObservation(
        roles=penalty.roles,
        form=_form(penalty),
        sizes=sizes,
        shapes=shapes,
        batch=_batch(penalty, sizes),
        points=_points(penalty),
        gradient=_gradient(penalty, 2.0),
        offset=penalty.value(2.0, 4, shape, 3.0) - penalty.value(2.0, 4, shape),
        flat_gradient=_gradient(penalty, 0.0),
    )


def _or_nan(penalty: CalledPenalty, shape: tuple[int, ...]) -> float:
    """NaN too where it asks the critic for something of another shape, as an ε of shape (N, 1, 1, 1) makes it."""
    real, fake = samples(4, shape)
    critic = LinearCritic(2.0, shape, flat=penalty.flat)
    try:
        value = penalty(critic, real, fake)
    except Exception:
        return float("nan")
    if any(x.shape != real.shape for x in critic.asked):
        return float("nan")
    return float(value.detach().double().mean()) if isinstance(value, Tensor) else float(value)


def _form(penalty: CalledPenalty) -> PenaltyForm:
    """From one sample, so that neither the axis nor the size of a batch matters."""
    s = np.array(SLOPES)
    p = np.array([penalty.value(slope, 1, penalty.shapes[0]) for slope in SLOPES])
    limit = CLOSE * float(np.abs(p).max())
    a, b, c = np.polyfit(s, p, 2)
    if abs(a) * 16.0 > limit and np.abs(np.polyval((a, b, c), s) - p).max() <= limit:
        target = -b / (2.0 * a)
        if abs(c - a * target**2) <= limit:
            small = abs(target) < CLOSE * 4.0
            return PenaltyForm("power" if small else "two-sided", _short(a), 2.0 if small else _short(target))
    if (p > 0).all():
        power, log_factor = np.polyfit(np.log(s), np.log(p), 1)
        if np.abs(power * np.log(s) + log_factor - np.log(p)).max() <= 4.0 * CLOSE:
            return PenaltyForm("power", _short(np.exp(log_factor)), _short(power))
    rising = p > limit
    if rising.sum() >= 3 and not rising[0]:
        roots = np.sqrt(p[rising])
        slope, shift = np.polyfit(s[rising], roots, 1)
        if np.abs(slope * s[rising] + shift - roots).max() <= CLOSE * float(roots.max()):
            return PenaltyForm("one-sided", _short(slope**2), _short(-shift / slope))
    return PenaltyForm("other")


def _batch(penalty: CalledPenalty, sizes: dict[int, float]) -> str:
    scale = max(map(abs, sizes.values()))
    if all(abs(value - sizes[1]) <= CLOSE * scale for value in sizes.values()):
        return ""
    for words, share in (("s/N", lambda n: 1.0 / n), ("s·√N", np.sqrt)):
        expected = {n: penalty.value(2.0 * float(share(n)), 1, penalty.shapes[0]) for n in sizes}
        if all(
            abs(value - expected[n]) <= CLOSE * max(scale, abs(expected[n])) for n, value in sizes.items()
        ):
            return words
    return "other"


def _gradient(penalty: CalledPenalty, slope: float) -> float | None:
    critic = LinearCritic(slope, penalty.shapes[0], flat=penalty.flat)
    answer = penalty(critic, *samples(4, penalty.shapes[0]))
    if not isinstance(answer, Tensor) or not answer.requires_grad:
        return None
    (gradient,) = torch.autograd.grad(answer.mean(), critic.slope, allow_unused=True)
    return None if gradient is None else float(gradient)


def _points(penalty: CalledPenalty) -> Points:
    """The last points at which the critic was asked and that need a gradient; else the last ones."""
    if "x" in penalty.roles:
        return Points("given")
    real, fake = samples(MANY, penalty.shapes[0])
    critic = LinearCritic(1.5, penalty.shapes[0], flat=penalty.flat)
    penalty(critic, real, fake)
    asked = [x for x in critic.asked if x.shape == real.shape]
    if not asked:
        return Points("elsewhere")
    found = [_where(x.detach(), real, fake) for x in asked if x.requires_grad] or [
        _where(asked[-1], real, fake)
    ]
    return min(found, key=lambda each: ("elsewhere", "segment", "near real", "real", "fake").index(each.kind))


def _where(x: Tensor, real: Tensor, fake: Tensor) -> Points:
    rows = [each.reshape(MANY, -1).double() for each in (x, real, fake)]
    step = rows[1] - rows[2]
    share = ((rows[0] - rows[2]) * step).sum(1) / step.square().sum(1)
    residual = float(((rows[0] - rows[2] - share[:, None] * step).norm(dim=1) / step.norm(dim=1)).max())
    shares = float(share.min()), float(share.max())
    if residual > 1e-5:
        gap = (rows[0] - rows[1]).norm(dim=1) / rows[1].norm(dim=1)
        return Points("near real" if float(gap.max()) < 0.75 else "elsewhere", shares, residual)
    alike = shares[1] - shares[0] < 1e-5
    if alike and abs(shares[0] - 1.0) < 1e-5:
        return Points("real", shares, residual, alike)
    if alike and abs(shares[0]) < 1e-5:
        return Points("fake", shares, residual, alike)
    return Points("segment", shares, residual, alike)


def _short(x: float) -> float:
    """Four digits: what float32 and a constant under a root leave of a factor."""
    return float(f"{x:.4g}")
