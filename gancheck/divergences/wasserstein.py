r"""Wasserstein's distance of order 1 between laws on the line."""

import math
from typing import Any

import numpy as np

from gancheck.distributions.conversion import as_law
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.normal_integral import normal_cdf
from gancheck.distributions.rows import repeat_rows
from gancheck.divergences.crossings import sign_changes
from gancheck.divergences.pairs import align
from gancheck.divergences.scalars import plain
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.error_function import erf
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded
from gancheck.numerics.quadrature import integrate

__all__ = ["wasserstein", "wasserstein_estimate"]

TAIL = 38.0
"""Standard deviations from a component's mean: beyond, its tails hold less than the least positive float64."""


def wasserstein(p: Any, q: Any) -> Array:
    r"""Wasserstein's distance of order 1 between two laws on the line: the least mean distance of a transport.

    .. math:: W_1(p, q) = \int |F_p(x) - F_q(x)|\, dx = \int_0^1 |F_p^{-1}(u) - F_q^{-1}(u)|\, du
              = \max_{|D(x) - D(y)| \le |x - y|} E_p[D] - E_q[D]

    The first form for atoms (exact but for rounding) and for mixtures (by panels between the roots of
    :math:`F_p - F_q`); for two Gaussians the second one, with :math:`\delta = \mu_p - \mu_q` and
    :math:`\eta = \sigma_p - \sigma_q` the mean of a folded normal law,

    .. math:: W_1 = E|\delta + \eta Z|
              = |\eta| \sqrt{2/\pi}\, e^{-\delta^2/2\eta^2} + \delta \operatorname{erf}(\delta / \sqrt2 |\eta|).

    Unlike JSD it sees how far apart laws without common mass are.

    Args:
        p: A `Discrete` or `Empirical` law whose atoms are numbers (0 … n−1 without labels), a `Gaussian` or a
            `GaussianMixture`; unbatched or a batch of B.
        q: Another. Atoms need not be common.

    Returns:
        In the units of x: ``()`` or ``(B,)``; differentiable in the masses and in a Gaussian's parameters.

    Raises:
        UnsupportedPair: One law has atoms and the other a density, or a law is not on the line.
        InvalidInput: The atoms are no finite numbers, or the batches differ in size.

    Example:
        >>> from gancheck import Discrete, Gaussian
        >>> wasserstein(Discrete(probs=[1.0], atoms=[0.0]), Discrete(probs=[0.5, 0.5], atoms=[1.0, 3.0]))
        2.0
        >>> wasserstein(Gaussian(0.0, 1.0), Gaussian(5.0, 1.0))
        5.0

    References:
        [arjovsky2017wasserstein] §2, Eqs. (1) and (2); the forms on the line: [vallender1974].
    """
    return plain(wasserstein_estimate(p, q).value)


def wasserstein_estimate(p: Any, q: Any) -> Estimate:
    """W1 with a bound on its error."""
    p, q = as_law(p), as_law(q)
    if isinstance(p, Discrete | Empirical) and isinstance(q, Discrete | Empirical):
        return _atoms(p, q)
    p, q = align(p, q)
    if isinstance(p, Gaussian) and isinstance(q, Gaussian):
        return _gaussians(p, q)
    if p.family == "mixture" and q.family == "mixture":
        return _mixtures(p, q)
    raise UnsupportedPair(
        f"W1 of {p.family!r} laws is not implemented; give laws with atoms on the line, Gaussians or mixtures of them."
    )


def _atoms(p: Discrete | Empirical, q: Discrete | Empirical) -> Estimate:
    """``Σ |F_p − F_q| Δx`` over the atoms of both laws in order, none of them merged."""
    masses = _signed(p, q)
    xp = namespace(masses)
    x = np.concatenate([_positions(p, "p"), _positions(q, "q")])
    order = np.argsort(x, kind="stable")
    widths = xp.asarray(np.diff(x[order]), device=masses.device)
    ordered = masses[..., xp.asarray(order, device=masses.device)]
    difference = xp.cumulative_sum(ordered, axis=-1)[..., :-1]
    value = xp.sum(xp.abs(difference) * widths, axis=-1)
    # A running sum of n masses errs by (n − 1) u of their sizes so far; widths and products by u each, the sum by n u.
    n = len(x)
    passed = xp.cumulative_sum(xp.abs(ordered), axis=-1)[..., :-1]
    return Estimate(value, rounded(value, n + 3, xp.sum(passed * widths, axis=-1)).error)


def _signed(p: Discrete | Empirical, q: Discrete | Empirical) -> Array:
    """The masses of p and, negative, those of q: ``(n,)`` or ``(B, n)``."""
    xp = namespace(p.probs, q.probs)
    if p.batch_shape or q.batch_shape:
        sizes = {len(law) for law in (p, q) if law.batch_shape}
        if len(sizes) > 1 and min(sizes) != 1:
            raise InvalidInput(
                f"`p` is a batch of {len(p)} and `q` one of {len(q)}; give equal sizes, or one law unbatched."
            )
        p, q = repeat_rows(p, max(sizes)), repeat_rows(q, max(sizes))
    signed: Array = xp.concat([p.probs, -q.probs], axis=-1)
    return signed


def _positions(law: Discrete | Empirical, name: str) -> np.ndarray:
    """Where the atoms lie."""
    labels: Any = np.arange(law.n_atoms) if law.atoms is None else law.atoms
    if isinstance(labels, tuple) or not np.isfinite(np.asarray(labels, dtype=float)).all():
        raise InvalidInput(f"`{name}` has atoms {labels!r}; W1 needs a finite number for each.")
    return np.asarray(labels, dtype=np.float64)


def _gaussians(p: Gaussian, q: Gaussian) -> Estimate:
    """The mean of a folded normal law; |δ| where the scales are equal."""
    xp = namespace(p.loc)
    delta, eta = p.loc - q.loc, p.scale - q.scale
    spread = xp.abs(eta)
    folded = spread > 0
    ratio = xp.abs(delta) / xp.where(folded, spread, 1.0)
    far = xp.where(ratio < TAIL, ratio, TAIL)  # beyond, e^{−ratio²/2} is 0 and erf is 1
    bend = spread * math.sqrt(2.0 / math.pi) * xp.exp(-0.5 * far * far)
    value = xp.where(folded, bend + xp.abs(delta) * erf(far * math.sqrt(0.5)), xp.abs(delta))
    # δ and η are rounded once each; W1 is 1-Lipschitz in both and at least c(|δ| + |η|). A scale e^s errs more.
    size = value.detach() if is_torch(value) else value
    return Estimate(value, rounded(size, 24).error + _scale_error(p) + _scale_error(q))


def _scale_error(law: Gaussian) -> Array:
    """What exp(log σ) may be off: its own rounding, and that of a log scale of |s|; 0 for a scale as given."""
    if law.given == "scale":
        return 0.0
    scale, log_scale = (x.detach() if is_torch(x) else x for x in (law.scale, law.log_scale))
    return (2.0 + namespace(scale).abs(log_scale)) * UNIT_ROUNDOFF * scale


def _mixtures(p: Any, q: Any) -> Estimate:
    """``∫ |F_p − F_q|`` over panels between the components' edges and the roots; beyond, float64 holds no mass."""
    xp = namespace(p.loc, q.loc)
    ends = [law.loc + sign * TAIL * law.scale for law in (p, q) for sign in (-1.0, 1.0)]
    edges = xp.concat([p.breakpoints(), q.breakpoints(), *ends], axis=-1)
    roots = sign_changes(lambda x: _difference(p, q, x)[0] > 0, edges)
    if roots is not None:
        edges = xp.concat([edges, roots], axis=-1)
    operations = 16.0 + p.n_components + q.n_components
    defect = (xp.abs(p.mass_defect) + xp.abs(q.mass_defect))[..., None]  # upper tails stand for 1 − F

    def integrand(x: Array) -> Estimate:
        value, size = _difference(p, q, x)
        return Estimate(xp.abs(value), operations * UNIT_ROUNDOFF * size + defect)

    return integrate(integrand, edges)


def _difference(p: Any, q: Any, x: Array) -> tuple[Array, Array]:
    """F_p − F_q from the tail of each component that is the smaller one, and the size of what is subtracted."""
    xp = namespace(x)
    loc = xp.concat([p.loc, q.loc], axis=-1)
    middle = 0.5 * (xp.min(loc, axis=-1) + xp.max(loc, axis=-1))[..., None]
    beyond = x > middle
    sign = xp.where(beyond, -1.0, 1.0)
    tails = [_tail(law, x, sign) for law in (p, q)]
    return sign * (tails[0] - tails[1]), tails[0] + tails[1]


def _tail(law: Any, x: Array, sign: Array) -> Array:
    """P(X ≤ x) where the sign is +1, and P(X > x) where it is −1: ``(N,)`` or ``(B, N)``."""
    xp = namespace(x)
    z = sign[..., None] * (x[..., None] - law.loc[..., None, :]) / law.scale[..., None, :]
    return xp.sum(law.weights[..., None, :] * normal_cdf(z), axis=-1)
