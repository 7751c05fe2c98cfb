r"""Which function of one output a loss is: fitted by the few forms that losses have, exactly or nearly.

Outputs are logits u; a loss of probabilities is read at σ(u). With softplus(u) − softplus(−u) = u the logistic form
:math:`a\,\mathrm{softplus}(-u) + b\,\mathrm{softplus}(u) + c` is the cross-entropy against the label a/(a + b).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, xlog1py, xlogy

from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.numerics.stencils import first_and_second_derivative
from gancheck.theory.output_loss import OutputLoss

__all__ = ["Form", "form_of", "is_probability_loss", "model_of"]

Floats = NDArray[np.float64]

LOGITS = np.linspace(-5.0, 5.0, 81)
NEAR = 2.0**-7
"""A form is nearly met where what is left over is below this share of the loss's range on `LOGITS`: an additive
constant of up to 10⁻⁴ inside a logarithm moves −log σ(−5) by 1.5 % of itself."""
EXACT = 2.0**12
"""Roundings that an exact form may leave over."""


@dataclass(frozen=True)
class Form:
    """A loss of one output.

    Attributes:
        kind: ``"constant"``, ``"linear"``, ``"quadratic"``, ``"logistic"``, ``"hinge"``, ``"exponential"``,
            ``"double sigmoid"``, ``"bent quadratic"``, ``"shifted logistic"`` or ``"other"``.
        parameters: Linear: slope. Quadratic: target and factor. Logistic and double sigmoid: label and factor. Hinge:
            slope and corner. Exponential: rate and factor. Shifted logistic: slope, shift and factor of
            factor·softplus(slope·u + shift). Bent quadratic: second and first coefficient below 0, then above.
        exact: Whether only rounding is left over.
    """

    kind: str
    parameters: tuple[float, ...] = ()
    exact: bool = True


def is_probability_loss(loss: OutputLoss) -> bool:
    """Whether it has no value below 0 or none above 1, or stands still on both sides, as logarithms of clamps do."""
    below, inside, above = (loss(np.array(at)) for at in ((-2.0, -0.5), (0.25, 0.75), (1.5, 3.0)))
    if not np.isfinite([below, above]).all():
        return True
    return bool(below[0] == below[1] and above[0] == above[1] and inside[0] != inside[1])


def form_of(loss: OutputLoss) -> Form:
    """The first form that fits, exactly if any does.

    Example:
        >>> form_of(OutputLoss(lambda t: (t - 1.0) ** 2)).kind
        'quadratic'
        >>> form_of(OutputLoss(lambda t: np.logaddexp(0.0, -t))).parameters
        (1.0, 1.0)
    """
    confined = is_probability_loss(loss)

    def at(u: Floats) -> Floats:
        return loss(expit(u)) if confined else loss(u)

    values = at(LOGITS)
    if not np.isfinite(values).all():
        return Form("other")
    span = float(np.ptp(values))
    noise = EXACT * loss.roundoff * max(float(np.abs(values).max()), span)
    if span <= noise:
        return Form("constant")
    for limit, exact in ((noise, True), (NEAR * span, False)):
        fitted = _linear_in_parameters(values, limit, exact, confined) or _hinge(values, limit, exact)
        if fitted is not None:
            # Of float32 the last digits of a label are its rounding.
            digits = 9 if loss.roundoff == UNIT_ROUNDOFF else 5
            return replace(fitted, parameters=tuple(round(x, digits) + 0.0 for x in fitted.parameters))
        if exact:
            bent = _bent(values, limit)
            if bent is not None and not confined:
                return bent
            shifted = _shifted(at, loss.roundoff)
            if shifted is not None:
                return shifted
    return Form("other", exact=False)


def model_of(form: Form, confined: bool) -> Callable[[Floats], Floats] | None:
    """The form itself, up to a constant, stable at every output; None for those that are not written out here.

    Args:
        form: A form.
        confined: Whether the loss is one of probabilities.
    """
    if confined:
        return _cross_entropy(form) if form.kind == "logistic" else None
    if form.kind == "linear":
        return lambda u: form.parameters[0] * u
    if form.kind == "quadratic":
        return lambda u: form.parameters[1] * (u - form.parameters[0]) ** 2
    if form.kind == "hinge":
        slope, corner = form.parameters
        return lambda u: np.maximum(slope * (u - corner), 0.0) if slope else 0.0 * u
    if form.kind == "bent quadratic":
        low, high = form.parameters[:2], form.parameters[2:]
        return lambda u: u * np.where(u < 0.0, low[0] * u + low[1], high[0] * u + high[1])
    if form.kind == "logistic":
        label, factor = form.parameters
        label = label if form.exact else round(label, 2)
        return lambda u: factor * (label * np.logaddexp(0.0, -u) + (1.0 - label) * np.logaddexp(0.0, u))
    return None


def _cross_entropy(form: Form) -> Callable[[Floats], Floats]:
    """−log p and −log(1 − p) by their weights, where p is a probability."""
    label, factor = form.parameters
    label = label if form.exact else round(label, 2)

    def model(p: Floats) -> Floats:
        with np.errstate(all="ignore"):
            value = factor * -(xlogy(label, p) + xlog1py(1.0 - label, -p))
        return np.where((p >= 0.0) & (p <= 1.0), value, np.nan)

    return model


def _linear_in_parameters(values: Floats, limit: float, exact: bool, confined: bool) -> Form | None:
    u, p = LOGITS, expit(LOGITS)
    one = np.ones_like(u)
    x = p if confined else u
    fit = _fit(values, limit, x, one)
    if fit is not None:
        return Form("linear", (fit[0],), exact)
    fit = _fit(values, limit, x * x, x, one)
    if fit is not None and abs(fit[0]) * np.ptp(x * x) > limit:
        return Form("quadratic", (-fit[1] / (2.0 * fit[0]), fit[0]), exact)
    for kind, inner in (("logistic", u), ("double sigmoid", p)):
        fit = _fit(values, limit, np.logaddexp(0.0, -inner), np.logaddexp(0.0, inner), one)
        if fit is not None and abs(fit[0] + fit[1]) * np.ptp(np.logaddexp(0.0, inner)) > limit:
            factor = fit[0] + fit[1]
            return Form(kind, (fit[0] / factor, factor), exact)
    for rate in (1.0, -1.0, 0.5, -0.5):
        fit = _fit(values, limit, np.exp(rate * u), one)
        if fit is not None:
            return Form("exponential", (rate, (fit[0])), exact)
    return None


def _fit(values: Floats, limit: float, *basis: Floats) -> list[float] | None:
    matrix = np.stack(basis, axis=1)
    coefficients = np.linalg.lstsq(matrix, values, rcond=None)[0]
    left = np.abs(matrix @ coefficients - values).max()
    return [float(each) for each in coefficients] if left <= limit else None


def _hinge(values: Floats, limit: float, exact: bool) -> Form | None:
    """Flat on one side of a corner, linear on the other."""
    step = LOGITS[1] - LOGITS[0]
    slopes = np.diff(values) / step
    left, right = float(slopes[0]), float(slopes[-1])
    flat, steep = (left, right) if abs(left) < abs(right) else (right, left)
    if abs(flat) * step > limit or abs(steep) * step <= limit:
        return None
    rest = float(values[0] if flat == left else values[-1])
    end, at_end = (LOGITS[-1], values[-1]) if flat == left else (LOGITS[0], values[0])
    corner = float(end - (at_end - rest) / steep)
    model = rest + np.where((LOGITS - corner) * steep > 0, steep * (LOGITS - corner), 0.0)
    if np.abs(model - values).max() > max(limit, 0.0):
        return None
    return Form("hinge", (steep, corner), exact)


def _bent(values: Floats, limit: float) -> Form | None:
    """Two parabolas that meet at 0, as squares behind a leaky ReLU."""
    halves = []
    for side in (LOGITS <= 0.0, LOGITS >= 0.0):
        u = LOGITS[side]
        fit = np.polyfit(u, values[side], 2)
        if np.abs(np.polyval(fit, u) - values[side]).max() > limit:
            return None
        halves += [round(float(x), 9) for x in fit[:2]]
    return Form("bent quadratic", tuple(halves))


def _shifted(at: Callable[[Floats], Floats], roundoff: float) -> Form | None:
    """f′ = A·a·σ(a u + b): the logit of f′ over its limit is a line."""
    ends = first_and_second_derivative(at, np.array([-60.0, 60.0]), roundoff)[0]
    inner = first_and_second_derivative(at, LOGITS, roundoff)[0]
    if not np.isfinite(ends.value).all() or not np.isfinite(inner.value).all():
        return None
    steep = float(ends.value[np.abs(ends.value).argmax()])
    if abs(steep) < 1e-6:
        return None
    share = inner.value / steep
    if np.abs(ends.value).min() > 1e-6 * abs(steep) or (share <= 0).any() or (share >= 1).any():
        return None
    line = np.log(share / (1.0 - share))
    slope, shift = np.polyfit(LOGITS, line, 1)
    doubt = inner.error / np.abs(steep) / np.minimum(share, 1.0 - share)
    if (np.abs(slope * LOGITS + shift - line) > 1e-6 + 4.0 * doubt).any():
        return None
    return Form(
        "shifted logistic", (round(float(slope), 6), round(float(shift), 6), round(steep / float(slope), 6))
    )
