r"""Entropy and cross-entropy."""

import math
from typing import Any

from gancheck.distributions.conversion import as_law
from gancheck.divergences.atoms import atoms_of
from gancheck.divergences.discrete_sum import discrete_total
from gancheck.divergences.gaussian_pair import are_gaussian, gaussian_pair
from gancheck.divergences.line_integral import TAIL_MASS, require_line
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import rounding_of_log
from gancheck.divergences.scalars import plain
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded
from gancheck.numerics.quadrature import integrate

__all__ = ["cross_entropy", "cross_entropy_estimate", "entropy", "entropy_estimate"]

LOG_SQRT_2PI = 0.5 * math.log(2.0 * math.pi)


def entropy(p: Any) -> Array:
    r"""The entropy of a discrete law, or the differential entropy of a density, in nats.

    .. math:: H(p) = -\sum_x p(x) \log p(x)

    0 log 0 = 0. Gaussians: :math:`\sum \log\sigma_i + \tfrac d2\log 2\pi e`; other densities on the line by panels.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.

    Returns:
        Nats, ``()`` or ``(B,)``; not negative for discrete laws, of either sign for densities.

    Raises:
        UnsupportedPair: The law has both atoms and a density, and so no entropy of either kind.

    Example:
        >>> import gancheck as gk
        >>> gk.entropy(gk.Discrete(probs=[0.5, 0.5, 0.0]))
        0.6931471805599453

    References:
        [lin1991] Sec. II.
    """
    return plain(entropy_estimate(p).value)


def entropy_estimate(p: Any) -> Estimate:
    """H(p) with a bound on its error."""
    law = as_law(p)
    return cross_entropy_estimate(law, law)


def cross_entropy(p: Any, q: Any) -> Array:
    r"""The cross-entropy of q under p: the expected negative log-likelihood of the model q for data from p, in nats.

    .. math:: H(p, q) = -\sum_x p(x)\log q(x) = H(p) + \mathrm{KL}(p \| q)

    0 log 0 = 0; infinite where p has mass and q has none.

    Args:
        p: The law of the data; on the line it may have atoms, of which q gives the density.
        q: The model, of the same kind, without atoms where it is a density.

    Returns:
        Nats, ``()`` or ``(B,)``.

    Raises:
        UnsupportedPair: One law is discrete and the other a density, the spaces differ, or the model q has both atoms
            and a density.
        InvalidInput: The batches, atoms or dimensions do not match.

    Example:
        >>> import gancheck as gk
        >>> cross_entropy(gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[1.0, 0.0]))
        inf

    References:
        [goodfellow2014] Sec. 4.1.
    """
    return plain(cross_entropy_estimate(p, q).value)


def cross_entropy_estimate(p: Any, q: Any) -> Estimate:
    """H(p, q) with a bound on its error."""
    p, q = align(p, q)
    if p.family == "discrete":
        return _discrete(p, q)
    if are_gaussian(p, q):
        return _gaussian(p, q)
    return _on_line(p, q)


def _discrete(p: Any, q: Any) -> Estimate:
    r"""The sum; δ log p moves a term by :math:`p |\log q|\,δ`, δ log q by :math:`p\,δ`, for what is given in logs."""
    total = discrete_total(p.probs, q.log_probs, _terms)
    if p.given == q.given == "probs":
        return total

    def doubt(log_p: Array, log_q: Array) -> Array:
        xp = namespace(log_p, log_q)
        size = xp.where(xp.isinf(log_q), 0.0, xp.abs(log_q))
        return xp.exp(log_p) * (_carried(p.given, log_p) * size + _carried(q.given, log_q))

    return Estimate(total.value, total.error + discrete_total(p.log_probs, q.log_probs, doubt).value)


def _carried(given: str, log_mass: Array) -> Array:
    """What a logarithm may be off: nothing beside a given mass, one unit in the last place if it is given itself."""
    if given == "logits":
        return rounding_of_log(log_mass)
    xp = namespace(log_mass)
    unit = 2.0 * UNIT_ROUNDOFF if given == "log_probs" else 0.0
    return unit * xp.where(xp.isinf(log_mass), 0.0, xp.abs(log_mass))


def _terms(p: Array, log_q: Array) -> Array:
    """-p log q, 0 where p = 0 and infinite where only q is."""
    xp = namespace(p, log_q)
    both = (p > 0) & (log_q > -math.inf)
    product = p * xp.where(both, -log_q, 0.0)
    return xp.where((p > 0) & (log_q == -math.inf), math.inf, product)


def _gaussian(p: Any, q: Any) -> Estimate:
    r""":math:`\sum \log\sigma_q + \tfrac12\log 2\pi + \tfrac12[e^{-2\eta} + g^2(1 + e^{-2\eta})]`."""
    pair = gaussian_pair(p, q)
    xp, d = namespace(pair.eta), pair.eta.shape[-1]
    log_scale = q.log_scale if p.family == "gaussian" else 0.5 * q.log_determinant
    spread = xp.exp(-2.0 * pair.eta)
    quadratic = 0.5 * xp.sum(spread + pair.separation * (1.0 + spread), axis=-1)
    value = log_scale + d * LOG_SQRT_2PI + quadratic
    size = xp.abs(log_scale) + d + quadratic
    drift = (
        xp.sum((1.0 + pair.separation) * spread * pair.eta_error, axis=-1) + pair.separation_error * quadratic
    )
    error = rounded(size.detach() if is_torch(size) else size, 16 + 8 * d).error + drift
    return Estimate(value, error)


def _on_line(p: Any, q: Any) -> Estimate:
    """By panels over p's breakpoints and q's, plus q's density at p's atoms."""
    require_line(p)
    xp = namespace(p.breakpoints(), q.breakpoints())
    edges = xp.concat([p.breakpoints(), q.breakpoints()], axis=-1)
    if _has_atoms(q):
        raise UnsupportedPair(
            "The law whose logarithm is taken has both atoms and a density, so it has no density of one kind; "
            "give a generator without constant pieces, or bin both laws."
        )

    def integrand(x: Array) -> Estimate:
        mass, log_q = xp.exp(p.log_prob(x)), q.log_prob(x)
        values = _terms(mass, log_q)
        doubt = rounding_of_log(log_q) * mass * (1.0 + xp.where(xp.isinf(log_q), 0.0, xp.abs(log_q)))
        return Estimate(values, doubt)

    result = integrate(integrand, edges)
    ends = xp.stack([xp.min(edges, axis=-1), xp.max(edges, axis=-1)], axis=-1)
    at_ends = q.log_prob(ends)
    tail = TAIL_MASS * 2.0 * xp.max(xp.where(xp.isinf(at_ends), 0.0, xp.abs(at_ends)), axis=-1)
    value, error = result.value, result.error + tail + 16 * UNIT_ROUNDOFF * xp.abs(result.value)
    atoms = atoms_of(p)
    if atoms is not None:
        location, mass = atoms
        value = value + xp.sum(_terms(mass, q.log_prob(location)), axis=-1)
    return Estimate(value, xp.where(xp.isfinite(error), error, 0.0))


def _has_atoms(law: Any) -> bool:
    atoms = atoms_of(law)
    return atoms is not None and bool((atoms[1] > 0).any())
