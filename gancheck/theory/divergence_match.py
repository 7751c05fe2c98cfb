"""Which known divergence has the slopes, or the intercepts, that a loss was seen to have."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.theory.exact_fit import exact_fit
from gancheck.theory.named_divergences import NAMED_DIVERGENCES

__all__ = ["Factored", "match_intercept", "match_slope"]

Floats = NDArray[np.float64]

RESOLVED = 2.0**-10
"""A step of the measurements tells something if its error is below this share of it; half of the steps must."""

GLYPHS = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(1, 8): "⅛", Fraction(3, 4): "¾"}


@dataclass(frozen=True)
class Factored:
    """A sum of named divergences, each with the factor that was measured.

    Attributes:
        terms: Factor, its error, and name of each.
    """

    terms: tuple[tuple[float, float, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The divergences, without their factors."""
        return tuple(name for _, _, name in self.terms)

    def __str__(self) -> str:
        text = ""
        for factor, error, name in self.terms:
            sign = "−" if factor < 0 else "+"
            lead = f" {sign} " if text else sign.replace("+", "")
            text += f"{lead}{_coefficient(abs(factor), error)}{name}"
        # A sum that goes by one name needs its brackets only behind a factor.
        alone = len(self.terms) == 1 and text.startswith("(")
        return (text[1:-1] if alone else text) or "0"


def match_slope(r: Floats, slope: Estimate) -> Factored | None:
    """The divergence whose f′ is proportional to F′, up to a constant; None if no known one is."""
    for known in NAMED_DIVERGENCES:
        factor = _proportion(known.slope(r), slope)
        if factor is not None:
            return Factored(((*factor, known.name),))
    return _nothing(slope)


def match_intercept(r: Floats, intercept: Estimate) -> Factored | None:
    """The divergence whose f − r f′ is proportional to γ∘t*; a sum α·KL(p‖m) + β·LC; None if no known one is.

    The sums are what least-squares generators descend: both intercepts are polynomials in u = 1/(1 + r).
    """
    for known in NAMED_DIVERGENCES:
        factor = _proportion(known.intercept(r), intercept)
        if factor is not None:
            return Factored(((*factor, known.name),))
    nothing = _nothing(intercept)
    if nothing is not None:
        return nothing
    u = 1.0 / (1.0 + r)
    fit = exact_fit(np.stack([u**0, u, 8.0 * u - 4.0 * u**2], axis=1), intercept)
    if fit is None or (fit.error[1:] > RESOLVED * np.abs(fit.value[1:])).any():
        return None
    names = ("KL(p‖m)", "LC(p, q)")
    pairs = zip(fit.value[1:].tolist(), fit.error[1:].tolist(), names, strict=True)
    return Factored(tuple(pairs))


def _proportion(x: Floats, y: Estimate) -> tuple[float, float] | None:
    """C and its error where every step of y is c times that of x, within the errors of y."""
    step = np.diff(x)
    rounding = 8.0 * UNIT_ROUNDOFF
    with np.errstate(all="ignore"):
        seen = np.diff(y.value)
        error = y.error[1:] + y.error[:-1] + rounding * (np.abs(y.value[1:]) + np.abs(y.value[:-1]))
        ratio = np.where(step != 0, seen / step, np.nan)
        inexact = rounding * (np.abs(x[1:]) + np.abs(x[:-1])) * np.abs(ratio)
        doubt = (error + np.where(step != 0, inexact, 0.0)) / np.abs(step)
        relative = np.where(step != 0, doubt / np.abs(ratio), np.inf)
    if not np.isfinite(error).all() or (np.abs(seen[step == 0]) > error[step == 0]).any():
        return None
    best = int(np.argmin(np.where(np.isfinite(relative), relative, np.inf)))
    if not relative[best] <= RESOLVED:
        return None
    factor, moving = float(ratio[best]), step != 0
    consistent = np.abs(ratio - factor) <= doubt + doubt[best]
    resolved = doubt <= RESOLVED * abs(factor)
    if not consistent[moving].all() or 2 * resolved[moving].sum() < moving.sum():
        return None
    return factor, float(doubt[best])


def _nothing(y: Estimate) -> Factored | None:
    """The empty sum, where y does not depend on r at all."""
    spread = np.abs(y.value - y.value[0])
    return Factored(()) if (spread <= y.error + y.error[0]).all() else None


def _coefficient(factor: float, error: float) -> str:
    """A small fraction where the factor is one, within its error; 1 is not written."""
    near = Fraction(factor).limit_denominator(16)
    if abs(float(near) - factor) > error + 8.0 * UNIT_ROUNDOFF * factor:
        return f"{factor:.4g}·"
    if near == 1:
        return ""
    return f"{GLYPHS.get(near, near)}·"
