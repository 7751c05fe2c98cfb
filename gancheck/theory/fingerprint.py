r"""What a pair of losses shows of the divergences that its players follow, from values of the losses alone.

With t*(r) the best output at r = p/q, the discriminator estimates D_F and the generator descends D_h, where

.. math:: F(r) = -\min_t\,[r\varphi(t) + \psi(t)], \quad F'(r) = -\varphi(t^*(r)), \quad
          F''(r) = -\varphi'(t^*)\, \frac{dt^*}{dr}, \qquad
          h(r) - r h'(r) = \gamma(t^*(r)), \quad h''(r) = -\frac1r \frac{d}{dr} \gamma(t^*(r)).

Slopes F′ and intercepts γ∘t* need no derivative, so they also show a point mass of curvature (hinge: at r = 1); the
curvatures follow from :math:`dt^*/dr = -\varphi'/(r\varphi'' + \psi'')` where the losses are smooth.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.numerics.estimate import Estimate
from gancheck.numerics.stencils import first_and_second_derivative
from gancheck.theory.optimal_output import OptimalOutput, optimal_output
from gancheck.theory.output_loss import OutputLoss

__all__ = ["RATIOS", "Fingerprint", "fingerprint"]

Floats = NDArray[np.float64]


def _ratios() -> Floats:
    above = np.concatenate([[1.0 + 2.0**-10], 10.0 ** (np.arange(1.0, 13.0) / 4.0)])
    return np.concatenate([1.0 / above[::-1], above])


RATIOS = _ratios()
"""Density ratios from 10⁻³ to 10³, symmetric about 1, which lies between two that are 0.2 % apart."""


@dataclass(frozen=True)
class Fingerprint:
    """What was measured at each density ratio, every number with its error; ``(n,)`` each.

    Attributes:
        r: Density ratios p/q, increasing.
        t_star: The discriminator's best output; ±∞ where its loss falls without end.
        value: F(r), the constant of φ and ψ included.
        slope: F′(r) up to a constant.
        curvature: F″(r); 0 where t* stands still at a corner of the loss.
        intercept: γ(t*(r)); None without a generator's loss.
        generator_curvature: h″(r); None likewise.
        generator_slope: γ′(t*(r)); None likewise.
    """

    r: Floats
    t_star: Estimate
    value: Estimate
    slope: Estimate
    curvature: Estimate
    intercept: Estimate | None = None
    generator_curvature: Estimate | None = None
    generator_slope: Estimate | None = None


def fingerprint(
    phi: OutputLoss, psi: OutputLoss, gamma: OutputLoss | None = None, r: Floats = RATIOS
) -> Fingerprint:
    """Find t*(r) and measure both curvature fingerprints there.

    Args:
        phi: The discriminator's loss of a real output.
        psi: Its loss of a fake output.
        gamma: The generator's loss of a fake output.
        r: Density ratios p/q, ``(n,)``, positive.

    Example:
        >>> softplus = OutputLoss(lambda t: np.logaddexp(0.0, t))
        >>> minus = OutputLoss(lambda t: np.logaddexp(0.0, -t))
        >>> found = fingerprint(minus, softplus, minus, np.array([2.0]))
        >>> bool(abs(found.curvature.value[0] - 1 / 6) <= found.curvature.error[0] < 1e-7)
        True
        >>> bool(abs(found.generator_curvature.value[0] - 1 / 12) <= found.generator_curvature.error[0] < 1e-7)
        True

    References:
        [nowozin2016] §2.2; [arjovsky2017towards] Theorem 2.5; [shannon2020].
    """
    best = optimal_output(phi, psi, r)
    t, real, fake = _polished(best, phi, psi, r)
    with np.errstate(all="ignore"):
        bend = Estimate(r * real[1].value + fake[1].value, r * real[1].error + fake[1].error)
        curvature = _still(best, _quotient(_product(real[0], real[0]), bend))
        value = Estimate(-(r * phi(t.value) + psi(t.value)), r * phi.noise(t.value) + psi.noise(t.value))
        slope = -_seen(phi, t)
        if gamma is None:
            return Fingerprint(r, t, value, slope, curvature)
        own = _felt(_derivatives(gamma, _finite(t.value)), t.error)[0]
        pull = _quotient(_product(own, real[0]), bend)
        generator = _still(best, Estimate(pull.value / r, pull.error / r))
        return Fingerprint(r, t, value, slope, curvature, _seen(gamma, t), generator, own)


Derivatives = tuple[Estimate, Estimate]

TRIED = 4
"""Halvings of the stencil that the Newton step starts from; what it lacks in accuracy is measured where it ends."""


def _derivatives(loss: OutputLoss, t: Floats, first: int = 0) -> Derivatives:
    return first_and_second_derivative(loss, t, loss.roundoff, loss.size, first)


def _finite(t: Floats) -> Floats:
    return np.where(np.isfinite(t), t, 0.0)


def _felt(derivatives: Derivatives, radius: Floats) -> Derivatives:
    """f′ where t is known to ``radius`` only, to first order."""
    first, second = derivatives
    known = np.isfinite(radius)
    felt = np.where(known, np.abs(second.value) * np.where(known, radius, 0.0), np.inf)
    return Estimate(first.value, first.error + felt), second


def _polished(
    best: OptimalOutput, phi: OutputLoss, psi: OutputLoss, r: Floats
) -> tuple[Estimate, Derivatives, Derivatives]:
    """One Newton step on rφ′ + ψ′ = 0 where it stays within the minimiser's error: values know t to √u only.

    The error is then the next step, with what the errors of the derivatives add to it.
    """
    start = _finite(best.t)
    with np.errstate(all="ignore"):
        step, _ = _newton(_derivatives(phi, start, TRIED), _derivatives(psi, start, TRIED), r)
        taken = (np.abs(step) <= best.error) & ~best.kink & np.isfinite(best.t)
        t = np.where(taken, start + step, start)
        real, fake = _derivatives(phi, t), _derivatives(psi, t)
        left, doubt = _newton(real, fake, r)
        error = np.abs(left) + doubt + 2.0**-52 * np.abs(t)
        error = np.where(taken & (error < best.error), error, best.error)
    found = Estimate(np.where(np.isfinite(best.t), t, best.t), error)
    return found, _felt(real, error), _felt(fake, error)


def _newton(real: Derivatives, fake: Derivatives, r: Floats) -> tuple[Floats, Floats]:
    """Newton's step, and its error; NaN and ∞ where the objective is not seen to be convex."""
    bend = r * real[1].value + fake[1].value
    step = -(r * real[0].value + fake[0].value) / bend
    doubt = (r * real[0].error + fake[0].error + np.abs(step) * (r * real[1].error + fake[1].error)) / bend
    return np.where(bend > 0, step, np.nan), np.where(bend > 0, doubt, np.inf)


def _seen(loss: OutputLoss, t: Estimate) -> Estimate:
    """The loss at t*, with what the error of t* and the rounding of the argument do to it, and its own noise.

    A constant may cancel the rest of the loss at t*, as of γ(t) = −2(t²/4 + t) − 2 near t = −2: what is small there is
    rounded like its parts.
    """
    at, radius = np.where(np.isfinite(t.value), t.value, np.nan), np.where(np.isfinite(t.error), t.error, 0.0)
    value, radius = loss(at), radius + loss.roundoff * np.abs(at)
    moved = [np.abs(loss(at + sign * radius) - value) for sign in (-1.0, 1.0)]
    error = np.fmax(*moved) + loss.noise(at)
    known = np.isfinite(value) & np.isfinite(error) & np.isfinite(t.error)
    return Estimate(np.where(np.isfinite(value), value, np.nan), np.where(known, error, np.inf))


def _still(best: OptimalOutput, moving: Estimate) -> Estimate:
    """What holds where t* moves; at a corner it does not move, and where it is infinite there is nothing to say."""
    finite = np.isfinite(best.t) & np.isfinite(moving.value)
    value = np.where(best.kink, 0.0, np.where(finite, moving.value, np.nan))
    error = np.where(best.kink, 0.0, np.where(finite, moving.error, np.inf))
    return Estimate(value, error)


def _product(x: Estimate, y: Estimate) -> Estimate:
    return Estimate(
        x.value * y.value, np.abs(x.value) * y.error + np.abs(y.value) * x.error + x.error * y.error
    )


def _quotient(x: Estimate, y: Estimate) -> Estimate:
    """Where the divisor is not safely above 0 the quotient is not known."""
    value = x.value / y.value
    error = (x.error + np.abs(value) * y.error) / (y.value - y.error) + 2.0**-52 * np.abs(value)
    known = y.value > y.error
    return Estimate(np.where(known, value, np.nan), np.where(known, error, np.inf))
