r"""log 2 − JSD of two Gaussians on the line as a certified integral: nothing in common with the critical line.

With n the narrower density, w the other, λ = log(w/n), in the narrower law's coordinate z,

.. math::
    \log 2 - \mathrm{JSD} = \int G\,dz, \qquad
    G = \tfrac12 n\,[\log(1 + e^{\lambda}) + e^{\lambda}\log(1 + e^{-\lambda})]
    \le \tfrac12 n\,(1.7 + \lambda_+), \qquad \lambda \le \tfrac12 z^2 ,

because the second term is at most 1. Hence what lies beyond |z| = Z is at most
:math:`\varphi(Z)(2.2/Z + Z/2)`. Between, Arb integrates
(`acb.integral`): where a box is too wide for the complex formula, G lies between 0 and the bound above.
"""

from math import ceil, log, sqrt

from flint import acb, arb, ctx

from gancheck.certified.ball_laws import Normal, squared
from gancheck.certified.gaussian_pairs import log_scale_ratio

__all__ = ["ACCURACY", "jsd_by_integral", "overlap_by_integral"]

ACCURACY = 112
"""More bits than these the integral does not aim at, whatever the working precision."""


def jsd_by_integral(p: Normal, q: Normal) -> arb:
    """JSD of two Gaussians on the line, with an absolute accuracy of about the working precision."""
    return arb(2).log() - overlap_by_integral(p, q)


def overlap_by_integral(p: Normal, q: Normal) -> arb:
    """``log 2 − JSD`` in a ball."""
    narrow, wide = (q, p) if q.scale < p.scale else (p, q)
    ratio, shift = narrow.scale / wide.scale, (narrow.loc - wide.loc) / wide.scale
    log_ratio = log_scale_ratio(wide, narrow)  # at most 0
    root = (2 * arb.pi()).sqrt()
    less, more = 1 - ratio, 1 + ratio

    def integrand(z: acb, analytic: bool) -> acb:
        density = (-z * z / 2).exp() / root
        # z² − w² with w = shift + ratio z, factored: as a difference its box would be far too wide.
        exponent = (less * z - shift) * (more * z + shift) / 2 + log_ratio
        found = density * _pair_of_terms(exponent, analytic) / 2
        if found.is_finite() or analytic:
            return found
        x = z.real
        return acb(density.real * (arb(1.7) + x * x / 2) / 2 * arb(0.5, 0.5))

    reach = arb(ceil(sqrt(2.0 * ctx.prec * log(2.0))) + 1)
    tolerance = arb(2) ** (2 - min(ctx.prec, ACCURACY))
    inner = acb.integral(integrand, acb(-reach), acb(reach), rel_tol=tolerance, abs_tol=tolerance).real
    tail = (-squared(reach) / 2).exp() / root * (arb(2.2) / reach + reach / 2)
    return inner + arb(0.5, 0.5) * tail


def _pair_of_terms(exponent: acb, analytic: bool) -> acb:
    """``log(1 + e^λ) + e^λ log(1 + e^{−λ})``: the logarithm of the smaller exponential, the other by subtraction."""
    if exponent.real > 0:
        smaller = (1 + (-exponent).exp()).log(analytic)
        return exponent + smaller + exponent.exp() * smaller
    growth = exponent.exp()
    smaller = (1 + growth).log(analytic)
    return smaller + growth * (smaller - exponent)
