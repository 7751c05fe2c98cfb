"""Whether a loss can be computed where a stable form of it can: values and gradients in each dtype, far from 0."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from gancheck.auditing.losses.output_form import Form, is_probability_loss
from gancheck.auditing.losses.output_parts import OutputParts
from gancheck.auditing.losses.pair import LossPair
from gancheck.theory.output_loss import OutputLoss
from gancheck.theory.stability import format_of, logit_reach

__all__ = ["DTYPES", "Health", "probe_gaps", "probe_health"]

DTYPES = ("float32", "bfloat16", "float16")
SIZES = (2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 25.0, 30.0, 40.0, 60.0, 88.0, 100.0, 120.0)
"""Sizes of logits: 120 is past the −89 where σ underflows in float32, and its square is finite in float16."""


@dataclass(frozen=True, kw_only=True)
class Health:
    """One loss of one output in one dtype.

    Attributes:
        part: ``"φ"``, ``"ψ"`` or ``"γ"``.
        dtype: The dtype.
        lower: The least logit of the scan down to which it is sound.
        upper: The greatest one.
        failure: ``""``, ``"refused"``, ``"not finite"`` or ``"frozen"``, at the first unsound logit.
        at: That logit.
        value: The loss there.
        gradient: Its gradient there.
        expected: What a stable form of it is there.
        kept: Whether the answer has the dtype of the outputs.
    """

    part: str
    dtype: str
    lower: float
    upper: float
    failure: str
    at: float
    value: float
    gradient: float
    expected: float
    kept: bool


def probe_health(pair: LossPair, parts: OutputParts) -> tuple[Health, ...]:
    """Scan the logits in each dtype. Losses that are no torch code are left out."""
    losses = {"φ": parts.phi, "ψ": parts.psi} | ({"γ": parts.gamma} if parts.gamma is not None else {})
    found = []
    for part, loss in losses.items():
        confined, stable = is_probability_loss(loss), _stable(parts.forms[part], loss)
        for dtype in DTYPES:
            scanned = _scan(pair, part, dtype, confined, parts.forms[part], stable)
            if scanned is not None:
                found.append(scanned)
    return tuple(found)


def probe_gaps(pair: LossPair, player: str) -> Health | None:
    """A relativistic loss in float32 where all real outputs are far above or below all fakes.

    Its closed forms grow no faster than the square of the gap, so that it is finite wherever a stable form is.
    """
    import torch

    packing = replace(pair.packing if player == "d" else pair.g_packing, dtype="float32")
    gaps = [sign * size for size in SIZES for sign in (-1.0, 1.0)]
    for gap in gaps:
        real, fake = packing.batch([gap] * 2, grad=True), packing.batch([0.0] * 2, grad=True)
        answer = pair.d(real, fake) if player == "d" else pair.g(fake, real)
        if not isinstance(answer, torch.Tensor) or not answer.requires_grad:
            return None
        slopes = torch.autograd.grad(answer.float().mean(), [real, fake], allow_unused=True)
        steep = sum(float(each.sum()) for each in slopes if each is not None)
        value = float(answer.detach().mean())
        if not (np.isfinite(value) and np.isfinite(steep)):
            return Health(
                part=player.upper(), dtype="float32", lower=-abs(gap), upper=abs(gap), failure="not finite", at=gap,
                value=value, gradient=steep, expected=float("nan"), kept=True,
            )  # fmt: skip
    return None


Sample = tuple[float, float, str]
"""A value, a gradient, and the dtype of the answer."""

Stable = dict[float, tuple[float, float]]
"""At each logit what the loss and its slope would be, computed without loss."""


def _scan(pair: LossPair, part: str, dtype: str, confined: bool, form: Form, stable: Stable) -> Health | None:
    call = _call(pair, part, dtype)
    try:
        first = call(_given(0.0, dtype, confined))
    except Exception:
        return _refused(part, dtype)
    if first is None:
        return None
    reach = {-1.0: 0.0, 1.0: 0.0}
    failures: list[tuple[str, float, Sample, float]] = []
    for sign in reach:
        for size in SIZES:
            u = sign * size
            expected, slope = stable[u]
            if not np.isfinite(expected) or abs(expected) > logit_reach(dtype):
                reach[sign] = u
                continue
            sample = call(_given(u, dtype, confined)) or first
            failure = _failure(sample, slope, dtype, form, first)
            if failure:
                failures.append((failure, u, sample, expected))
                break
            reach[sign] = u
    kept = first[2] == f"torch.{dtype}"
    failures.sort(key=lambda each: (each[0] != "not finite", abs(each[1])))
    failure, at, sample, expected = failures[0] if failures else ("", 0.0, first, 0.0)
    return Health(
        part=part, dtype=dtype, lower=reach[-1.0], upper=reach[1.0], failure=failure, at=at,
        value=sample[0], gradient=sample[1], expected=expected, kept=kept,
    )  # fmt: skip


def _refused(part: str, dtype: str) -> Health:
    nan = float("nan")
    return Health(
        part=part, dtype=dtype, lower=nan, upper=nan, failure="refused", at=0.0, value=nan, gradient=nan,
        expected=nan, kept=False,
    )  # fmt: skip


def _call(pair: LossPair, part: str, dtype: str) -> Callable[[float], Sample | None]:
    """The loss and its gradient by one output, the other side held at ½; None where it has no gradient to give."""
    import torch

    packing = replace(pair.packing if part != "γ" else pair.g_packing, dtype=dtype)

    def call(output: float) -> Sample | None:
        moving = packing.batch([output] * 2, grad=True)
        still = packing.batch([0.5] * 2)
        answer = {
            "φ": lambda: pair.d(moving, still),
            "ψ": lambda: pair.d(still, moving),
            "γ": lambda: pair.g(moving, still),
        }[part]()
        if not isinstance(answer, torch.Tensor) or not answer.requires_grad:
            return None
        (gradient,) = torch.autograd.grad(answer.float().mean(), moving)
        return float(answer.detach().double().mean()), float(gradient.double().sum()), str(answer.dtype)

    return call


def _given(u: float, dtype: str, confined: bool) -> float:
    """The output at logit u: itself, or σ(u) as the dtype rounds it."""
    import torch

    kind = getattr(torch, dtype)
    return float(torch.tensor(u, dtype=kind).sigmoid() if confined else torch.tensor(u, dtype=kind))


def _stable(form: Form, loss: OutputLoss) -> Stable:
    """A cross-entropy in closed form; every other loss in float64, without a slope."""
    u = np.array([sign * size for sign in (-1.0, 1.0) for size in SIZES])
    if form.kind == "logistic":
        label, factor = form.parameters
        label = label if form.exact else round(label, 2)
        value = factor * (label * np.logaddexp(0.0, -u) + (1.0 - label) * np.logaddexp(0.0, u))
        slope = factor * (expit(u) - label)
    elif is_probability_loss(loss):
        value, slope = np.full_like(u, np.nan), np.zeros_like(u)
    else:
        value, slope = loss(u), np.full_like(u, np.nan)
    return dict(zip(u.tolist(), zip(value.tolist(), slope.tolist(), strict=True), strict=True))


def _failure(sample: Sample, slope: float, dtype: str, form: Form, first: Sample) -> str:
    """Not finite, or flat: a gradient of 0 where that of a stable form is more than half of the factor."""
    value, gradient, _ = sample
    if not (np.isfinite(value) and np.isfinite(gradient)):
        return "not finite"
    if form.kind == "logistic" and abs(slope) > 0.5 * abs(form.parameters[1]):
        return "frozen" if abs(gradient) <= format_of(dtype).eps * max(abs(first[1]), abs(gradient)) else ""
    return ""
