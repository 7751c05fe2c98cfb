"""What the discriminator's output means, read off its best value t*(r)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.numerics.estimate import Estimate
from gancheck.theory.exact_fit import exact_fit
from gancheck.theory.fingerprint import Fingerprint
from gancheck.theory.output_loss import OutputLoss

__all__ = ["OutputShape", "follows_critic", "is_critic", "output_shape"]

Floats = NDArray[np.float64]
FAR = np.array([-1000.0, -30.0, -1.0, 0.0, 0.5, 1.0, 30.0, 1000.0])
BEYOND = np.array([-0.5, 1.5])
"""No probabilities; and near enough that an exponential loss of any output still has a value."""

FORMS: tuple[tuple[str, Callable[[Floats], Floats]], ...] = (
    ("·log r", np.log),
    ("·r", lambda r: r),
    ("·√r", np.sqrt),
    ("/√r", lambda r: 1.0 / np.sqrt(r)),
    ("/r", lambda r: 1.0 / r),
    ("·r²", lambda r: r**2),
    ("/r²", lambda r: 1.0 / r**2),
)
"""What the best output of an f-GAN is with no activation or with a usual one, up to a factor and a constant.

Without one it is f′(r), which is among these for every named divergence of p and q that is smooth and has no mixture
(p + q)/2 in it. All but the logarithm are positive and have 0 for an end, at r = 0 or at r = ∞.
"""


@dataclass(frozen=True)
class OutputShape:
    """How t* depends on r.

    Attributes:
        space: ``"logit"``, ``"probability"``, ``"score"`` or ``"critic"``.
        swapped: Whether t* falls where real data are more likely.
        labels: (a, b) where the output (the sigmoid of a logit) is (b r + a)/(r + 1) at its best, or None.
        words: The same as a sentence.
    """

    space: str
    swapped: bool
    labels: tuple[float, float] | None
    words: str


def output_shape(found: Fingerprint, phi: OutputLoss, psi: OutputLoss) -> OutputShape:
    """The output space, from t*(r) and from where the losses have values."""
    t = found.t_star
    swapped = bool(t.value[-1] < t.value[0])
    if not np.isfinite(t.value).all():
        return OutputShape("critic", swapped, None, "D's loss has no least value: no finite output is best.")
    if not np.isfinite(phi(BEYOND) + psi(BEYOND)).any():
        labels = _labels(found.r, t)
        return OutputShape(
            "probability", swapped, labels, _words("D's best output", "probability", labels, found.r, t)
        )
    share = _sigmoid(t)
    labels = _labels(found.r, share)
    if labels is not None and labels != (0.5, 0.5) and all(0.0 <= label <= 1.0 for label in labels):
        return OutputShape(
            "logit", swapped, labels, _words("The sigmoid of D's best output", "logit", labels, found.r, t)
        )
    labels = _labels(found.r, t)
    return OutputShape("score", swapped, labels, _score_words(found.r, t, labels))


def is_critic(phi: OutputLoss, psi: OutputLoss) -> bool:
    """Whether φ + ψ is constant, so that D maximises E_p[u] − E_q[u] over some scores u = −φ(t)."""
    total = phi(FAR) + psi(FAR)
    noise = phi.noise(FAR) + psi.noise(FAR)
    return bool((np.abs(total - total[0]) <= noise + noise[0]).all())


def follows_critic(phi: OutputLoss, gamma: OutputLoss) -> bool:
    """Whether γ = s·φ + constant with s > 0: the generator raises the score u = −φ of its fakes."""
    line = exact_fit(np.stack([phi(FAR), np.ones_like(FAR)], axis=1), Estimate(gamma(FAR), gamma.noise(FAR)))
    return line is not None and bool(line.value[0] > line.error[0])


def _sigmoid(t: Estimate) -> Estimate:
    value = 0.5 * (1.0 + np.tanh(t.value / 2.0))
    # σ′ ≤ ¼, and σ never moves by more than 1.
    return Estimate(value, np.minimum(t.error / 4.0, 1.0) + 2.0**-52)


def _labels(r: Floats, output: Estimate) -> tuple[float, float] | None:
    """(a, b) of the output (b r + a)/(r + 1), where that is what it is."""
    share = r / (1.0 + r)
    fit = exact_fit(np.stack([1.0 - share, share], axis=1), output)
    if fit is None:
        return None
    a, b = (_round(value, error) for value, error in zip(fit.value.tolist(), fit.error.tolist(), strict=True))
    return a, b


def _round(value: float, error: float) -> float:
    """The shortest decimal within the error."""
    for digits in range(13):
        if abs(round(value, digits) - value) <= error:
            return round(value, digits) + 0.0
    return value


def _words(subject: str, space: str, labels: tuple[float, float] | None, r: Floats, t: Estimate) -> str:
    if labels is None:
        return _form_words(r, t)
    a, b = labels
    if labels == (0.0, 1.0):
        return f"{subject} is r/(r + 1) = p/(p + q): a {space}."
    if labels == (1.0, 0.0):
        return f"{subject} is 1/(r + 1) = q/(p + q): a {space}, with the labels of real and fake exchanged."
    smoothed = f"the labels are {_number(a)} for fakes and {_number(b)} for real data"
    return f"{subject} is (b·r + a)/(r + 1) with a = {_number(a)}, b = {_number(b)}: a {space}; {smoothed}."


def _score_words(r: Floats, t: Estimate, labels: tuple[float, float] | None) -> str:
    if labels is None:
        return _form_words(r, t)
    a, b = (_number(label) for label in labels)
    return f"D's best output runs from {a} to {b}: (b·r + a)/(r + 1), a = {a} for fakes, b = {b} for real."


def _form_words(r: Floats, t: Estimate) -> str:
    """A form of `FORMS` and the range that it has over all r > 0; a step; or three values on the way."""
    for tail, form in FORMS:
        line = exact_fit(np.stack([form(r), np.ones_like(r)], axis=1), t)
        # A form whose factor is not told from 0 fits whatever stands still.
        if line is None or abs(line.value[0]) <= line.error[0]:
            continue
        factor, offset = (_round(v, e) for v, e in zip(line.value.tolist(), line.error.tolist(), strict=True))
        side = "above" if factor > 0 else "below"
        span = "every value" if tail == "·log r" else f"every value {side} {_number(offset)}"
        return f"D's best output is {_sum(factor, tail, offset)}, which takes {span}."
    low, high = _number(t.value[0]), _number(t.value[-1])
    steps = np.abs(np.diff(t.value)) > t.error[1:] + t.error[:-1]
    if steps.sum() == 1 and steps[len(steps) // 2]:
        return f"D's best output is {low} where p < q and {high} where p > q."
    middle = _number(t.value[len(r) // 2])
    return f"D's best output, of no form known here, is {low} at r = 10⁻³, {middle} near r = 1 and {high} at r = 10³."


def _sum(factor: float, tail: str, offset: float) -> str:
    """factor·form(r) + offset; a positive term stands before a negative one."""
    size = _number(abs(factor))
    term = tail[1:] if size == "1" and tail.startswith("·") else size + tail
    if factor < 0 < offset:
        return f"{_number(offset)} − {term}"
    constant = f" {'−' if offset < 0 else '+'} {_number(abs(offset))}" if offset else ""
    return ("−" if factor < 0 else "") + term + constant


def _number(x: float) -> str:
    return f"{x:.4g}".replace("-", "−")
