r"""log 2 − JSD of two mixtures of Gaussians on the line as a certified integral.

.. math::
    \tfrac12\log 2\,(m_p + m_q) - \mathrm{JSD} = \int G\,dx, \qquad
    G = \tfrac12\left[p\log\left(1 + \tfrac qp\right) + q\log\left(1 + \tfrac pq\right)\right]
    \le \min\left(\log 2\,\sqrt{pq},\ \tfrac12(p + q)\right)

for masses m that rounded weights may leave beside 1 (log(1 + x) ≤ x gives the second bound). Beyond Z scales of every
component the second bound adds up to tails of the normal law. Between, Arb integrates; where a box is too wide for the
complex formula, the first bound encloses G, without which the integrator would cut without end where both are tiny.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, log, sqrt

from flint import acb, arb, ctx

from gancheck.certified.ball_laws import Mixture, Normal, total

__all__ = ["mixture_jsd"]

ACCURACY = 112
"""More bits than these the integral does not aim at, whatever the working precision."""


def mixture_jsd(p: Mixture, q: Mixture) -> arb:
    """JSD of two mixtures, with an absolute accuracy of about the working precision."""
    reach = ceil(sqrt(2.0 * min(ctx.prec, ACCURACY) * log(2.0))) + 1
    edges = sorted(
        {float(c.loc + side * reach * c.scale) for c in (*p.components, *q.components) for side in (-1, 0, 1)}
    )
    mass = (total(p.weights) + total(q.weights)) / 2
    inside = total(_between(p, q, low, high) for low, high in pairwise(edges))
    return mass * arb(2).log() - inside - arb(0.5, 0.5) * _tails(p, q, edges[0], edges[-1])


def _between(p: Mixture, q: Mixture, low: float, high: float) -> arb:
    tolerance = arb(2) ** (2 - min(ctx.prec, ACCURACY))

    def integrand(x: acb, analytic: bool) -> acb:
        a, b = _density(p, x), _density(q, x)
        ratio = b / a
        one, log_ratio = (1 + ratio).log(analytic), ratio.log(analytic)
        found = (a * one + b * (one - log_ratio)) / 2
        if found.is_finite() or analytic:
            return found
        bound = arb(2).log() * (abs(a).upper() * abs(b).upper()).sqrt()
        return acb(bound * arb(0.5, 0.5))

    return acb.integral(integrand, acb(low), acb(high), rel_tol=tolerance, abs_tol=tolerance).real


def _density(law: Mixture, x: acb) -> acb:
    found = acb(0)
    for weight, part in zip(law.weights, law.components, strict=True):
        z = (x - part.loc) / part.scale
        found += weight / part.scale * (-z * z / 2).exp()
    return found / (2 * arb.pi()).sqrt()


def _tails(p: Mixture, q: Mixture, low: float, high: float) -> arb:
    """``½(p + q)`` beyond the ends."""
    return total(_outside(law.weights, law.components, low, high) for law in (p, q)) / 2


def _outside(weights: Sequence[arb], components: Sequence[Normal], low: float, high: float) -> arb:
    root = arb(2).sqrt()
    return total(
        w * (((c.loc - low) / c.scale / root).erfc() + ((high - c.loc) / c.scale / root).erfc()) / 2
        for w, c in zip(weights, components, strict=True)
    )
