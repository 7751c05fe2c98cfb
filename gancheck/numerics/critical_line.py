r"""The Jensen-Shannon divergence as a sum over the line Re s = 1/2: one rule for every pair of laws.

Let :math:`\ell = \log(p/q)` and :math:`M(s) = \int p^s q^{1-s}`, so that
:math:`M(\tfrac12 + it) = \int \sqrt{pq}\, e^{it\ell}`. Then

.. math::
    \mathrm{JSD}(p, q)
    = \frac12 \int_0^\infty \frac{1 - \operatorname{Re} M(\tfrac12 + it)}{(t^2 + \tfrac14)\cosh \pi t}\,dt.

*Derivation.* :math:`\mathrm{JSD} = \log 2 - \tfrac12\int \sqrt{pq}\,k(\ell)` with
:math:`k(\ell) = e^{\ell/2}\log(1 + e^{-\ell}) + e^{-\ell/2}\log(1 + e^{\ell})`. Integration by parts and
:math:`\int e^{sx}/(1 + e^x)\,dx = \pi/\sin \pi s` give the Mellin transform
:math:`\int e^{sx}\log(1 + e^{-x})\,dx = \pi/(s \sin\pi s)` on :math:`0 < \operatorname{Re} s < 1`; on
Re s = 1/2 the two halves of k add up to :math:`\hat k(t) = \pi / ((t^2 + \tfrac14)\cosh \pi t)`. Fourier inversion
of k inside the integral gives
:math:`\log 2 - \mathrm{JSD} = \frac{1}{4\pi}\int \hat k(t)\, M(\tfrac12 + it)\,dt`, whose imaginary part is odd, and
p = q (M = 1, JSD = 0) shows that the kernel's own integral is :math:`\log 2`.

*Absolute error of the trapezoid rule.* On the strip :math:`|\operatorname{Im} t| \le a < \tfrac12`, Hölder's
inequality gives :math:`|M| \le 1`, so the integrand over the whole line (a quarter of the above, by symmetry) is
analytic and at most :math:`\tfrac12 / |(t^2 + \tfrac14)\cosh \pi t|`. With K the integral of that along Im t = a,
Trefethen & Weideman (2014), Theorem 5.1, bounds the error of step h by :math:`2K/(e^{2\pi a/h} - 1)`, for every pair.

*Relative error.* The same theorem, with a bound proportional to the divergence itself. Writing
:math:`1 - \tfrac12[M(\tfrac12 + it) + M(\tfrac12 - it)] = \int\sqrt{pq}\,[\cosh\tfrac\ell2 - \cos t\ell]` and
:math:`\mathrm{JSD} = \int \sqrt{pq}\,\cosh\tfrac\ell2\; h(\tanh\tfrac\ell2)`, h(r) >= r²/2 (the first term of its
series) makes the second bracket at least :math:`D = \sinh^2\tfrac\ell2 / (2\cosh\tfrac\ell2)`. For t = x + iy,
|y| <= 1/2,

.. math::
    |\cosh\tfrac\ell2 - \cos t\ell| \le 2\sinh^2\tfrac\ell4 + 2|\sin\tfrac{t\ell}2|^2
    \le 4\sinh^2\tfrac\ell4 + \tfrac12 x^2\ell^2,

and :math:`4\sinh^2\tfrac\ell4 \le 4D` because :math:`2\cosh\tfrac\ell2/\cosh^2\tfrac\ell4 \le 4`, while
:math:`\tfrac12 x^2\ell^2 \le 4.72\,x^2 D` because :math:`u^2\cosh u/\sinh^2 u < 1.18`. So the numerator is at most
:math:`(4 + 4.72 x^2)\,\mathrm{JSD}` on the strip, and the rule is *relatively* accurate for every pair, however close.

Both constants, optimised over a, with the truncation after the last node, stand in `RULES`; the tests recompute
them. The plain weights sum to :math:`(1 - c)\log 2` with c within those bounds. To make disjoint laws (M = 0) give
log 2, the sum S is replaced by :math:`S + c\,S^2/\log 2`: scaling all weights would do that too, but would carry the
error of the far pairs, where it is largest, to the near ones. c is added to the bounds.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["DEFAULT_RULE", "RULES", "CriticalLineRule", "rule_for"]


LOG_2 = math.log(2.0)


@dataclass(frozen=True)
class CriticalLineRule:
    r"""Nodes :math:`t_k = kh`, weights :math:`\tfrac12 h/((t_k^2 + \tfrac14)\cosh \pi t_k)`, half of it at 0.

    ``absolute`` and ``relative`` bound the discretisation and truncation.
    """

    step: float
    size: int
    absolute: float
    relative: float

    @cached_property
    def nodes(self) -> np.ndarray:
        """t, ``(size,)``."""
        return self.step * np.arange(self.size)

    @cached_property
    def weights(self) -> np.ndarray:
        """w, ``(size,)``."""
        weights = 0.5 * self.step / ((self.nodes**2 + 0.25) * np.cosh(math.pi * self.nodes))
        weights[0] *= 0.5
        return weights

    @cached_property
    def shortfall(self) -> float:
        """c: by which fraction of log 2 the weights' sum falls short of log 2."""
        return 1.0 - math.fsum(self.weights) / LOG_2

    def closed(self, total: Array) -> Array:
        """The sum of w (1 - Re M), corrected so that it is log 2 where M = 0."""
        return total + self.shortfall / LOG_2 * total * total

    @property
    def absolute_bound(self) -> float:
        """No JSD by this rule is further than this from the truth, the arithmetic of 1 - Re M aside."""
        return self.absolute + (abs(self.shortfall) + 8 * UNIT_ROUNDOFF) * LOG_2

    @property
    def relative_bound(self) -> float:
        """No JSD by this rule is further than this multiple of the truth from it; 8u is the weights' rounding."""
        return self.relative + abs(self.shortfall) + 8 * UNIT_ROUNDOFF


RULES = (
    CriticalLineRule(0.16, 44, 3.13e-7, 6.34e-7),
    CriticalLineRule(0.125, 72, 1.65e-9, 3.33e-9),
    CriticalLineRule(0.1, 100, 3.85e-12, 7.80e-12),
    CriticalLineRule(0.09, 123, 1.31e-13, 2.65e-13),
    CriticalLineRule(0.08, 145, 1.88e-15, 4.05e-15),
)
"""From fast to accurate; the last is the default: beyond it, float64 rounding dominates."""

DEFAULT_RULE = RULES[-1]


def rule_for(tolerance: float) -> CriticalLineRule:
    """The shortest rule whose absolute bound is at most ``tolerance``; the most accurate one where none is."""
    return next((rule for rule in RULES if rule.absolute_bound <= tolerance), DEFAULT_RULE)
