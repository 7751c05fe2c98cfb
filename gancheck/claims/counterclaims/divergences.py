"""Wrong versions of the divergences, and problems on which they must be refused."""

from math import log
from typing import Any

import numpy as np

from gancheck.claims.channels import Channels, mixed
from gancheck.claims.cubature import moments
from gancheck.claims.problems import Pair
from gancheck.distributions import Discrete, Gaussian, MultivariateGaussian
from gancheck.divergences.f_divergence import f_divergence_estimate
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate, rounded

LOG_2 = log(2.0)


def jsd_distance(p: Any, q: Any) -> Estimate:
    """√JSD: the distance, which `scipy.spatial.distance.jensenshannon` returns, taken for the divergence."""
    divergence = jsd_estimate(p, q)
    root = np.sqrt(divergence.value)
    return Estimate(root, np.sqrt(divergence.value + divergence.error) - root)


def jsd_in_bits(p: Any, q: Any) -> Estimate:
    """Logarithms to base 2."""
    return (1.0 / LOG_2) * jsd_estimate(p, q)


def jsd_doubled(p: Any, q: Any) -> Estimate:
    """KL(p‖m) + KL(q‖m): the factor ½ lost."""
    return 2.0 * jsd_estimate(p, q)


def jsd_one_sided(p: Any, q: Any) -> Estimate:
    """KL(p‖m): one half taken for the mean of both."""
    return kl_estimate(p, mixed(p, q, np.full(len(p), 0.5)))


def jsd_from_the_sum(p: Any, q: Any) -> Estimate:
    """½ KL(p‖p+q) + ½ KL(q‖p+q): the mixture without its ½."""
    return jsd_estimate(p, q) - LOG_2


def kl_swapped(p: Any, q: Any) -> Estimate:
    """KL(q‖p)."""
    return kl_estimate(q, p)


def kl_in_bits(p: Any, q: Any) -> Estimate:
    """Logarithms to base 2."""
    return (1.0 / LOG_2) * kl_estimate(p, q)


def kl_symmetrised(p: Any, q: Any) -> Estimate:
    """J/2, the mean of both directions."""
    return 0.5 * (kl_estimate(p, q) + kl_estimate(q, p))


def kl_clamped(p: Any, q: Any) -> Estimate:
    """Log ratios clamped at the logarithm of the machine epsilon: finite where KL is infinite."""
    clamp = -log(np.finfo(np.float64).eps)
    divergence = kl_estimate(p, q)
    return Estimate(np.minimum(divergence.value, clamp), divergence.error)


def _gaussian_kl(
    p: Any, q: Any, *, trace: float = 1.0, dimension: float = 1.0, determinant: float = 1.0
) -> Estimate:
    """½[tr Σ_q⁻¹Σ_p + (μ_q − μ_p)ᵀΣ_q⁻¹(μ_q − μ_p) − d + log det Σ_q/det Σ_p] with its terms multiplied by factors."""
    (loc_p, covariance_p), (loc_q, covariance_q) = moments(p), moments(q)
    offset = (loc_q - loc_p)[..., None]
    ratio = np.trace(np.linalg.solve(covariance_q, covariance_p), axis1=-2, axis2=-1)
    distance = (np.swapaxes(offset, -1, -2) @ np.linalg.solve(covariance_q, offset))[:, 0, 0]
    volume = np.linalg.slogdet(covariance_q)[1] - np.linalg.slogdet(covariance_p)[1]
    d = loc_p.shape[-1]
    value = 0.5 * (trace * ratio + distance - dimension * d + determinant * volume)
    return rounded(value, 32 * d, ratio + distance + d + np.abs(volume))


def gaussian_kl_with_inverted_determinants(p: Any, q: Any) -> Estimate:
    """The term log det Σ_p/det Σ_q in the place of log det Σ_q/det Σ_p."""
    return _gaussian_kl(p, q, determinant=-1.0)


def gaussian_kl_without_dimension(p: Any, q: Any) -> Estimate:
    """The −d lost: KL(p‖p) = d/2."""
    return _gaussian_kl(p, q, dimension=0.0)


def gaussian_kl_without_half_of_the_trace(p: Any, q: Any) -> Estimate:
    """The trace term without its ½, as after pulling the ½ into the bracket by halves."""
    return _gaussian_kl(p, q, trace=2.0)


def _like(law: Any, loc: Array, covariance: Array) -> Any:
    """The Gaussian law of these moments, of the family of ``law``."""
    if law.family == "gaussian":
        return Gaussian(loc[:, 0], np.sqrt(covariance[:, 0, 0]))
    return MultivariateGaussian(loc, 0.5 * (covariance + np.swapaxes(covariance, -1, -2)))


def jsd_with_a_gaussian_middle(p: Any, q: Any) -> Estimate:
    """½KL(p‖g) + ½KL(q‖g) with g the Gaussian that has the moments of m: the mixture taken for a Gaussian."""
    (loc_p, covariance_p), (loc_q, covariance_q) = moments(p), moments(q)
    offset = 0.5 * (loc_p - loc_q)
    covariance = 0.5 * (covariance_p + covariance_q) + offset[:, :, None] * offset[:, None, :]
    middle = _like(p, loc_q + offset, covariance)
    return 0.5 * (kl_estimate(p, middle) + kl_estimate(q, middle))


def jsd_as_an_eighth_of_jeffreys(p: Any, q: Any) -> Estimate:
    """J/8, which JSD approaches as q approaches p, taken for JSD."""
    return 0.125 * (kl_estimate(p, q) + kl_estimate(q, p))


def _rescaled(p: Any, q: Any, name: str, wrong: str, factor: float) -> Estimate:
    """The divergence ``name``, multiplied by ``factor`` where it is the one that goes ``wrong``."""
    estimate: Estimate = f_divergence_estimate(p, q, name)
    return factor * estimate if name == wrong else estimate


def inequalities_with_jsd_in_bits(p: Any, q: Any, name: str) -> Estimate:
    """JSD to base 2 beside divergences in nats."""
    return _rescaled(p, q, name, "jsd", 1.0 / LOG_2)


def inequalities_with_twice_tv(p: Any, q: Any, name: str) -> Estimate:
    """TV as ∫|p − q|, without its ½."""
    return _rescaled(p, q, name, "total_variation", 2.0)


def inequalities_with_twice_hellinger(p: Any, q: Any, name: str) -> Estimate:
    """H² as ∫(√p − √q)², without its ½."""
    return _rescaled(p, q, name, "squared_hellinger", 2.0)


def inequalities_with_half_of_kl(p: Any, q: Any, name: str) -> Estimate:
    """KL with a ½ that belongs to JSD."""
    return _rescaled(p, q, name, "kl", 0.5)


def channels() -> Channels:
    """Four laws on three atoms, and two channels to two outputs."""
    masses = ([0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.4, 0.4, 0.2], [0.2, 0.7, 0.1])
    first = np.array([[[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]]])
    second = np.array([[[0.6, 0.4], [0.3, 0.7], [0.1, 0.9]]])
    p, q, r, s = (Discrete(probs=[mass]) for mass in masses)
    return Channels(p, q, r, s, np.array([0.25]), first, second)


def gaussians() -> Pair:
    """N(0, 1) and N(1, 4)."""
    return Pair(Gaussian([0.0], [1.0]), Gaussian([1.0], [2.0]))


def planar_gaussians() -> Pair:
    """Two correlated laws in the plane."""
    p = MultivariateGaussian([[0.0, 1.0]], [[[2.0, 0.6], [0.6, 1.0]]])
    q = MultivariateGaussian([[1.0, -1.0]], [[[1.0, -0.3], [-0.3, 3.0]]])
    return Pair(p, q)


def singular() -> Pair:
    """Laws with disjoint supports."""
    return Pair(Discrete(probs=[[0.5, 0.5, 0.0]]), Discrete(probs=[[0.0, 0.0, 1.0]]))


def close() -> Pair:
    """Bern(½) and a Bernoulli law within a tenth of it: where Pinsker's inequality is nearly an equation."""
    return Pair(Discrete(probs=[[0.5, 0.5]]), Discrete(probs=[[0.45, 0.55]]))
