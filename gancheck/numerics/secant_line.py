r"""The Vincze-Le Cam divergence as a sum over the line Re s = 1/2: one rule for every pair of laws.

With :math:`\ell = \log(p/q)` and :math:`M(s) = \int p^s q^{1-s}`, as in `gancheck.numerics.critical_line`,

.. math::
    \int \frac{(p-q)^2}{p+q} = 4 \int_0^\infty \frac{1 - \operatorname{Re} M(\tfrac12 + it)}{\cosh \pi t}\,dt.

*Derivation.* :math:`(p-q)^2/(p+q) = p + q - 4pq/(p+q)` and :math:`pq/(p+q) = \sqrt{pq}/(2\cosh\tfrac\ell2)`; the
secant is its own transform, :math:`1/\cosh\tfrac\ell2 = \int e^{it\ell}/\cosh(\pi t)\,dt`, and
:math:`\int \sqrt{pq}\,e^{it\ell} = M(\tfrac12 + it)`, whose imaginary part is odd. At p = q both sides are 0.

*Error of the trapezoid rule.* By Poisson's summation the sum of step h has
:math:`\sum_n 1/\cosh\tfrac{\ell + nP}2`, :math:`P = 2\pi/h`, in the place of the secant, so its surplus over the
integral is, with :math:`x = \ell/2`, :math:`c_n = n\pi/h` and the terms n and -n added up,

.. math::
    2\int\sqrt{pq} \sum_{n \ge 1}
    \left[\frac{2\cosh x}{\cosh c_n} - \frac1{\cosh(x + c_n)} - \frac1{\cosh(x - c_n)}\right]
    = \int \sqrt{pq}\,\frac{2\sinh^2 x}{\cosh x}
    \sum_{n \ge 1} \frac{2\cosh^2 x}{\cosh c_n\,(\cosh^2 x + \sinh^2 c_n)},

because :math:`\cosh(x+c)\cosh(x-c) = \cosh^2 x + \sinh^2 c`. What stands before the sum is the integrand
:math:`(p-q)^2/(p+q)` itself, and the sum lies between 0 and :math:`\sum 2/\cosh c_n \le 4/(e^{\pi/h} - 1)`: the rule is
*relatively* accurate for every pair of laws, and never too small.

*Truncation.* :math:`1 - \operatorname{Re} M = \int\sqrt{pq}\,[(\cosh x - 1) + 2\sin^2 tx]`. Here
:math:`\cosh x - 1 = \sinh^2 x/(1 + \cosh x)` is at most half of :math:`2\sinh^2 x/\cosh x`, and
:math:`2t^2x^2 \le 1.18\,t^2 \cdot 2\sinh^2 x/\cosh x` because :math:`x^2\cosh x/\sinh^2 x < 1.18`: so
:math:`1 - \operatorname{Re} M \le (\tfrac12 + 1.18\,t^2)` times the divergence, and with
:math:`1/\cosh\pi t \le 2e^{-\pi t}` what comes after the last node a is at most
:math:`8\int_a^\infty e^{-\pi t}(\tfrac12 + 1.18\,t^2)\,dt` of it.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["SECANT_RULE", "SecantRule"]


@dataclass(frozen=True)
class SecantRule:
    r"""Nodes :math:`t_k = kh`, weights :math:`4h/\cosh \pi t_k`, half of it at 0."""

    step: float
    size: int

    @cached_property
    def nodes(self) -> np.ndarray:
        """t, ``(size,)``."""
        return self.step * np.arange(self.size)

    @cached_property
    def weights(self) -> np.ndarray:
        """w, ``(size,)``."""
        weights = 4.0 * self.step / np.cosh(math.pi * self.nodes)
        weights[0] *= 0.5
        return weights

    @property
    def aliasing(self) -> float:
        """By which fraction of the divergence the endless sum may exceed it."""
        return 4.0 / math.expm1(math.pi / self.step)

    @property
    def truncation(self) -> float:
        """Which fraction of the divergence may lie behind the last node."""
        a = self.step * (self.size - 1)
        square = a * a + 2.0 * a / math.pi + 2.0 / math.pi**2
        return 8.0 / math.pi * math.exp(-math.pi * a) * (0.5 + 1.18 * square)

    @property
    def relative_bound(self) -> float:
        """No divergence by this rule is further than this multiple of it from the truth; 8u is the weights' rounding.

        The exponent's own rounding, πt u, is weighed down by its weight: 4 Σ h πt/cosh πt < 2.4.
        """
        return self.aliasing + self.truncation + 8 * UNIT_ROUNDOFF


SECANT_RULE = SecantRule(0.08, 184)
"""Its aliasing and its truncation are each below u/2: float64 rounding dominates."""
