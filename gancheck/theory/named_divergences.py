r"""The divergences that a loss can turn out to follow, each by what a loss shows of it.

A discriminator's loss shows the slope of its divergence's generator, because :math:`F'(r) = -\varphi(t^*(r))`, and a
generator's loss shows the intercept of the tangent, because :math:`h(r) - r h'(r) = \gamma(t^*(r))` up to a constant:

.. math:: D_f(p \| q) = \sum_x q\, f(p/q), \qquad
          \text{slope } f'(r), \quad \text{intercept } f(r) - r f'(r), \quad \text{curvature } f''(r).

Slopes and intercepts are given up to constants. m = (p + q)/2.

References:
    [nowozin2016] Table 1; [arjovsky2017towards] Theorem 2.5; [topsoe2000] Eq. (5).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gancheck.numerics.arrays import Array

__all__ = ["NAMED_DIVERGENCES", "NamedDivergence"]


@dataclass(frozen=True)
class NamedDivergence:
    """A divergence between p and q, by the derivatives of its generator f at r = p/q.

    Attributes:
        name: As sentences write it, such as ``"KL(p‖q)"``.
        slope: f′, up to a constant.
        intercept: f − r f′, up to a constant.
        curvature: f″ away from a point mass.
    """

    name: str
    slope: Callable[[Array], Array]
    intercept: Callable[[Array], Array]
    curvature: Callable[[Array], Array]


NAMED_DIVERGENCES = (
    NamedDivergence(
        "JSD(p, q)",
        lambda r: -0.5 * np.log1p(1.0 / r),
        lambda r: -0.5 * np.log1p(r),
        lambda r: 0.5 / (r * (1.0 + r)),
    ),
    NamedDivergence("KL(p‖q)", lambda r: np.log(r), lambda r: -r, lambda r: 1.0 / r),
    NamedDivergence("KL(q‖p)", lambda r: -1.0 / r, lambda r: -np.log(r), lambda r: 1.0 / r**2),
    NamedDivergence(
        "(KL(q‖p) − 2·JSD(p, q))",
        lambda r: -1.0 / r + np.log1p(1.0 / r),
        lambda r: np.log1p(1.0 / r),
        lambda r: 1.0 / (r**2 * (1.0 + r)),
    ),
    NamedDivergence(
        "LC(p, q)",
        lambda r: -4.0 / (1.0 + r) ** 2,
        lambda r: 8.0 / (1.0 + r) - 4.0 / (1.0 + r) ** 2,
        lambda r: 8.0 / (1.0 + r) ** 3,
    ),
    NamedDivergence("Pearson χ²(p‖q)", lambda r: 2.0 * r, lambda r: -(r**2), lambda r: 0.0 * r + 2.0),
    NamedDivergence("Neyman χ²(p‖q)", lambda r: -1.0 / r**2, lambda r: 2.0 / r, lambda r: 2.0 / r**3),
    NamedDivergence(
        "H²(p, q)", lambda r: -0.5 / np.sqrt(r), lambda r: -0.5 * np.sqrt(r), lambda r: 0.25 * r**-1.5
    ),
    NamedDivergence(
        "TV(p, q)", lambda r: 0.5 * np.sign(r - 1.0), lambda r: -0.5 * np.sign(r - 1.0), lambda r: 0.0 * r
    ),
    NamedDivergence(
        "KL(p‖m)",
        lambda r: -np.log1p(1.0 / r) + 1.0 / (1.0 + r),
        lambda r: 1.0 / (1.0 + r),
        lambda r: 1.0 / (r * (1.0 + r) ** 2),
    ),
    NamedDivergence(
        "KL(q‖m)",
        lambda r: -1.0 / (1.0 + r),
        lambda r: -np.log1p(r) - 1.0 / (1.0 + r),
        lambda r: 1.0 / (1.0 + r) ** 2,
    ),
)
"""LC is Vincze–Le Cam, ∫(p−q)²/(p+q); H² is 1 − ∫√(pq), TV is ½∫|p−q| with all its curvature at r = 1."""
