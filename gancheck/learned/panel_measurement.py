r"""JSD, V, the gap and the means of D of players on the line: five integrals on one set of panels.

.. math:: \tfrac12 [p \log(1 + r) + q \log(1 - r)], \qquad p \log D + q \log(1 - D), \qquad
          [p \log D^* + q \log(1 - D^*)] - [p \log D + q \log(1 - D)], \qquad p D, \qquad q D

with r = (p − q)/(p + q). Between the kinks of D, the images of the generator's knots and the data's own breakpoints
all of them are analytic, both densities are sums of Gaussian bumps and the logit is a polynomial.

Guarantees: the errors of V and the gap count quadrature, the rounding of densities and logits, and the tails. Memory is
flat: the batch is taken in blocks of rows. Refuses laws and discriminators that are not of this form.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from gancheck.distributions.bumps import Blur, Bumps, blurred, bumps_of, peak
from gancheck.divergences.line_integral import TAIL_MASS
from gancheck.learned.piecewise_linear_discriminator import PiecewiseLinearDiscriminator
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.panels import Panels, integrate_panels
from gancheck.theory.discriminators import QuadraticDiscriminator

__all__ = ["PanelGame", "panel_game"]

LOG_2 = math.log(2.0)

TOLERANCE = 2.0**-43
"""What a panel may add to the error, relative to 1 + V: about the rounding of the densities."""

ROUNDINGS = 512.0
"""Of V and the gap, in units of u, relative to ∫ p |log D| + q |log(1 − D)|. Where a law has its mass, |z| ≤ 9.6 on
panels of at most 2.4 sigma: z = s + r θ is off by 3u (|z| + 2 · 2.4), z²/2 by |z| times that, at most 415 u; the
height, exp, the logarithms, the products and the sums over the nodes of all panels take the rest."""

ROWS_AT_ONCE = 256
"""Problems whose panels are listed together: some ten MB of partial sums, whatever the batch."""

Logits: TypeAlias = Callable[[Panels], tuple[Callable[[Array], Array], Array]]
"""From panels to the logits at places θ, ``(n,)`` to ``(T, n)``, and a bound ``(T,)`` on their rounding."""


@dataclass(frozen=True)
class PanelGame:
    """Players whose integrals are analytic between breakpoints; see `panel_game`."""

    d: PiecewiseLinearDiscriminator | QuadraticDiscriminator
    p: Any
    q: Any
    edges: Array

    def integrals(self) -> Estimate:
        """The continuous parts of JSD, V, the gap, E_p[D] and E_q[D], with their errors: ``(B, 5)``."""
        xp, rows = namespace(self.edges), self.edges.shape[0]
        parts = [self._block(slice(start, start + ROWS_AT_ONCE)) for start in range(0, rows, ROWS_AT_ONCE)]
        return Estimate(*(xp.concat([getattr(part, name) for part in parts]) for name in ("value", "error")))

    def _block(self, rows: slice) -> Estimate:
        edges = self.edges[rows]
        xp = namespace(edges)
        real, fake = bumps_of(self.p[rows]), bumps_of(self.q[rows])
        assert real is not None, "`panel_game` has seen it"
        assert fake is not None, "`panel_game` has seen it"
        logits = logits_of(self.d[rows])

        def integrands(panels: Panels) -> Callable[[Array], tuple[Array, ...]]:
            p, q, (t, doubt) = real(panels), fake(panels), logits(panels)
            return lambda theta: _terms(p, q, t(theta), doubt, theta)

        sums = integrate_panels(integrands, edges, TOLERANCE)
        value, error = sums.value[:, :5], sums.error[:, :5]
        played, best = xp.abs(value[:, 1]), xp.abs(value[:, 1] + value[:, 2])
        ends = xp.stack([xp.min(edges, axis=1), xp.max(edges, axis=1)], axis=1)
        tails = TAIL_MASS * (1.0 + xp.max(xp.abs(self.d[rows].logit(ends)), axis=1))
        felt = sums.value[:, 5] + sums.error[:, 5] + tails
        for law, other in ((self.p[rows], self.q[rows]), (self.q[rows], self.p[rows])):
            moved = blurred(law)
            if moved is not None:
                felt = felt + xp.sum(moved.mass * _reach(self.d[rows], moved, peak(other)), axis=1)
        zero = xp.zeros_like(felt)
        rounding = ROUNDINGS * UNIT_ROUNDOFF * xp.stack([zero, played, played + best, zero, zero], axis=1)
        return Estimate(value, error + rounding + xp.stack([zero, felt, felt, zero, zero], axis=1))


def _reach(d: Any, moved: Blur, top: Array) -> Array:
    """What a unit of mass moved may do to V and to the gap, ``(B, M)``.

    At D it is |log D| ≤ |t| + log 2, and at D* at most 1 + log(1 + the other density over the mass's own).
    """
    xp = namespace(moved.mass)
    ratio = top[:, None] / xp.where(moved.density > 2.0**-500, moved.density, 1.0)
    return xp.abs(d.logit(moved.place)) + LOG_2 + 1.0 + xp.log1p(ratio)


def panel_game(d: Any, p: Any, q: Any) -> PanelGame | None:
    """The players as a `PanelGame`, or None where a law is no sum of bumps or the logit no known polynomial."""
    known = isinstance(d, PiecewiseLinearDiscriminator | QuadraticDiscriminator)
    if not known or bumps_of(p) is None or bumps_of(q) is None:
        return None
    edges = p.breakpoints(), q.breakpoints()
    xp = namespace(*edges)
    laws = xp.concat(edges, axis=-1)
    low, high = xp.min(laws, axis=-1)[:, None], xp.max(laws, axis=-1)[:, None]
    bends = xp.minimum(xp.maximum(d.breakpoints(), low), high)
    return PanelGame(d, p, q, xp.concat([laws, bends], axis=-1))


def logits_of(d: PiecewiseLinearDiscriminator | QuadraticDiscriminator) -> Logits:
    """The logits of a discriminator between its breakpoints."""
    if isinstance(d, PiecewiseLinearDiscriminator):
        return lambda panels: _of_lines(d, panels)
    return lambda panels: _of_quadratics(d, panels)


def _coordinates(d: Any, panels: Panels) -> tuple[Array, Array, Array]:
    """U = start + run θ on each panel, and the larger |u| of its ends."""
    xp, width = namespace(panels.left), d.width[panels.row]
    start, run = (panels.left - d.centre[panels.row]) / width, panels.width / width
    return start, run, xp.maximum(xp.abs(start), xp.abs(start + run))


def _of_lines(d: PiecewiseLinearDiscriminator, panels: Panels) -> tuple[Callable[[Array], Array], Array]:
    xp, row = namespace(panels.left), panels.row
    start, run, most = _coordinates(d, panels)
    piece = xp.sum(xp.astype(d.pieces.knots[row] <= (start + 0.5 * run)[:, None], xp.int64), axis=1)
    slope, intercept = d.pieces.slopes[row, piece], d.pieces.intercepts[row, piece]
    constant, rise = (slope * start + intercept)[:, None], (slope * run)[:, None]
    doubt = 6.0 * UNIT_ROUNDOFF * (xp.abs(slope) * most + xp.abs(intercept))
    return lambda theta: constant + rise * theta, doubt


def _of_quadratics(d: QuadraticDiscriminator, panels: Panels) -> tuple[Callable[[Array], Array], Array]:
    xp, row = namespace(panels.left), panels.row
    start, run, most = _coordinates(d, panels)
    c_0, c_1, c_2 = (d.coefficients[:, i][row] for i in range(3))
    doubt = 8.0 * UNIT_ROUNDOFF * (xp.abs(c_0) + most * (xp.abs(c_1) + most * xp.abs(c_2)))

    def logits(theta: Array) -> Array:
        u = start[:, None] + run[:, None] * theta
        return c_0[:, None] + u * (c_1[:, None] + u * c_2[:, None])

    return logits, doubt


def _terms(real: Bumps, fake: Bumps, t: Array, doubt: Array, theta: Array) -> tuple[Array, ...]:
    """The five integrands, and what the rounding of the logits may add to V and to the gap; ``(T, n)`` each.

    The gap's is that of V at D*, which is 2 F − (p + q) log 2 with F that of JSD, less that of V at D.
    """
    xp = namespace(t)
    p, q = real.at(theta), fake.at(theta)
    s = p + q
    # At |r| = 1 the other law's factor is 0, or so small that the cut is below the rounding.
    least, most = (
        xp.asarray(bound, dtype=s.dtype, device=s.device) for bound in (2.0**-1022, UNIT_ROUNDOFF - 1.0)
    )
    r = p - q
    r /= xp.maximum(s, least)
    up = xp.log1p(xp.maximum(r, most))
    up *= p
    r *= -1.0
    down = xp.log1p(xp.maximum(r, most))
    down *= q
    up += down
    log_d, log_not_d = _log_sigmoids(t)
    on_p, on_q = xp.exp(log_d), q * log_not_d
    on_q += log_d * p
    gap = up - on_q
    gap -= LOG_2 * s
    up *= 0.5
    s *= doubt[:, None]
    return up, on_q, gap, on_p * p, on_p * q, s


def _log_sigmoids(t: Array) -> tuple[Array, Array]:
    """Both logarithms: log D = min(t, 0) − log(1 + e^−|t|) and log(1 − D) = −max(t, 0) − log(1 + e^−|t|)."""
    xp = namespace(t)
    size = xp.abs(t)
    decay = xp.log1p(xp.exp(-size))
    log_d, log_not_d = t - size, t + size
    log_d *= 0.5
    log_d -= decay
    log_not_d *= -0.5
    log_not_d -= decay
    return log_d, log_not_d
