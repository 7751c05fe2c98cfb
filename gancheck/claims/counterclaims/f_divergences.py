"""Wrong versions of the f-divergence family, and problems on which they must be refused."""

from dataclasses import replace
from math import isinf, log
from typing import Any

import numpy as np

from gancheck.claims.family import CriticPair, OrderedPair
from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.f_divergence import f_divergence_estimate
from gancheck.divergences.generator import Function
from gancheck.divergences.generators import generator
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate, exactly
from gancheck.theory.variational_bound import variational_bound_estimate


def with_swapped_laws(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Estimate:
    """Σ p f(q/p): the divergence of q from p."""
    return f_divergence_estimate(q, p, name, alpha=alpha)


def with_the_jsd_of_nowozin(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Estimate:
    """KL(p‖m) + KL(q‖m) under the name of JSD, as in Table 1 of [nowozin2016]."""
    divergence = f_divergence_estimate(p, q, name, alpha=alpha)
    return 2.0 * divergence if name == "jsd" else divergence


def with_the_offset_forgotten(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Estimate:
    """2·JSD for the game's f, whose value at u = 1 is −log 4."""
    divergence = f_divergence_estimate(p, q, name, alpha=alpha)
    return divergence + 2.0 * log(2.0) if name == "gan" else divergence


def with_half_of_vincze_le_cam(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Estimate:
    """∫(p−q)²/(p+q) with the mean of p and q in the denominator's place, less its factor: ½ of it."""
    divergence = f_divergence_estimate(p, q, name, alpha=alpha)
    return 0.5 * divergence if name == "vincze_le_cam" else divergence


def with_the_order_of_amari(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Estimate:
    """The order a of Amari, α = (1 − a)/2, taken for ours."""
    order = None if alpha is None else 0.5 * (1.0 - alpha)
    return f_divergence_estimate(p, q, name, alpha=order)


def without_the_mass_where_q_is_zero(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Estimate:
    """Σ q f(p/q) over the atoms of q alone: p f'(∞) forgotten."""
    divergence = f_divergence_estimate(p, q, name, alpha=alpha)
    if p.family != "discrete":
        return divergence
    slope = generator(name, alpha=alpha).slope_at_infinity
    alone = np.where(q.probs > 0, 0.0, p.probs).sum(axis=-1)
    if isinf(slope):
        return Estimate(np.where(alone > 0, 0.0, divergence.value), divergence.error)
    return Estimate(divergence.value - slope * alone, divergence.error)


def _bound(p: Any, q: Any, critic: Array, conjugate: Function) -> Estimate:
    """E_p[T] − E_q[f*(T)] with another f*, whose value is judged and whose rounding is not."""
    return exactly((p.probs * critic - q.probs * conjugate(critic)).sum(axis=-1))


def bound_with_swapped_laws(
    p: Any, q: Any, critic: Array, name: str, *, alpha: float | None = None
) -> Estimate:
    """E_q[T] − E_p[f*(T)]."""
    return variational_bound_estimate(q, p, critic, name, alpha=alpha)


def bound_with_a_conjugate_of_another_member(
    p: Any, q: Any, critic: Array, name: str, *, alpha: float | None = None
) -> Estimate:
    """The conjugate e^t − 1 of u log u − u + 1 for KL, whose f is u log u: that of the order 1 of the alpha family."""
    if name != "kl":
        return variational_bound_estimate(p, q, critic, name, alpha=alpha)
    return variational_bound_estimate(p, q, critic, "alpha", alpha=1.0)


def bound_with_the_conjugate_of_nowozins_jsd(
    p: Any, q: Any, critic: Array, name: str, *, alpha: float | None = None
) -> Estimate:
    """f*(t) = −log(2 − e^t), the conjugate of twice our f, beside our JSD."""
    if name != "jsd":
        return variational_bound_estimate(p, q, critic, name, alpha=alpha)
    return _bound(p, q, critic, lambda t: -np.log(2.0 - np.exp(t)))


def bound_without_the_floor_of_total_variation(
    p: Any, q: Any, critic: Array, name: str, *, alpha: float | None = None
) -> Estimate:
    """f*(t) = t for every t ≤ ½, as it is for t ≥ −½ only: below, no u > 0 attains it, and f* is −f(0) = −½."""
    if name != "total_variation":
        return variational_bound_estimate(p, q, critic, name, alpha=alpha)
    return _bound(p, q, critic, lambda t: t)


def bound_with_the_offset_forgotten(
    p: Any, q: Any, critic: Array, name: str, *, alpha: float | None = None
) -> Estimate:
    """The bound on 2·JSD for the one on the game's value, which is lower by log 4."""
    bound = variational_bound_estimate(p, q, critic, name, alpha=alpha)
    return bound + 2.0 * log(2.0) if name == "gan" else bound


def pair() -> OrderedPair:
    """Two laws on three atoms, and the order 3/8."""
    p, q = Discrete(probs=[[0.6, 0.3, 0.1]]), Discrete(probs=[[0.2, 0.3, 0.5]])
    return OrderedPair(p, q, np.array([0.375]))


def overlapping() -> OrderedPair:
    """Laws of which each has an atom for itself."""
    p, q = Discrete(probs=[[0.5, 0.5, 0.0]]), Discrete(probs=[[0.0, 0.75, 0.25]])
    return OrderedPair(p, q, np.array([0.375]))


def gaussians() -> OrderedPair:
    """N(0, 1) and N(1, 1.28²), and the order 2.5."""
    return OrderedPair(Gaussian([0.0], [1.0]), Gaussian([1.0], [float(np.exp(0.25))]), np.array([2.5]))


def critics() -> CriticPair:
    """The laws of `pair`, with outputs on both sides of 0, the last far below the range of total variation's slope."""
    p, q = Discrete(probs=[[0.6, 0.3, 0.1]]), Discrete(probs=[[0.2, 0.3, 0.5]])
    return CriticPair(p, q, np.array([[2.0, 0.5, -2.0]]), np.array([0.375]))


def equal_critics() -> CriticPair:
    """Equal laws, where the best critic is the constant f'(1)."""
    given = critics()
    return replace(given, q=given.p)
