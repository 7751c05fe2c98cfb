"""Wrong versions of what losses play, and problems on which they must be refused."""

from typing import Any

import numpy as np

from gancheck.claims.loss_games import GameAt, GamePair
from gancheck.distributions import Discrete
from gancheck.divergences.chi_squared import pearson_estimate
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate, reverse_kl_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate
from gancheck.theory.game_divergence import (
    best_output,
    discriminator_divergence,
    generator_divergence,
    minimax_divergence,
    non_saturating_divergence,
)


def output_with_swapped_labels(name: str, targets: Array, r: Array) -> Array:
    """t*(1/r): the output of a discriminator that calls the fakes real."""
    return best_output(name, targets, 1.0 / r)


def output_linear_in_the_ratio(name: str, targets: Array, r: Array) -> Array:
    """R − 1, the first term of log r."""
    return r - 1.0


def output_with_exchanged_targets(name: str, targets: Array, r: Array) -> Array:
    """(a r + b)/(r + 1): each target weighted by the other law."""
    return best_output(name, targets[:, [1, 0, 2]], r)


def estimated_with_swapped_laws(name: str, targets: Array, p: Any, q: Any) -> Estimate:
    """D_F(q‖p) in the place of D_F(p‖q)."""
    return discriminator_divergence(name, targets, q, p)


def estimated_by_half(name: str, targets: Array, p: Any, q: Any) -> Estimate:
    """The factor of a loss that is the mean of its two halves."""
    return 0.5 * discriminator_divergence(name, targets, p, q)


def estimated_as_pearson(name: str, targets: Array, p: Any, q: Any) -> Estimate:
    """¼(b − a)²(χ²(p‖q) − 2): the least-squares divergence read as the ordinary Pearson one."""
    scale = (targets[:, 1] - targets[:, 0]) ** 2 / 4.0
    found = pearson_estimate(p, q) - 2.0
    return Estimate(found.value * scale, found.error * scale)


def followed_as_estimated(name: str, targets: Array, p: Any, q: Any) -> Estimate:
    """What D estimates, as though every generator followed it: non-saturating taken for minimax."""
    return discriminator_divergence(name, targets, p, q)


def followed_with_swapped_laws(name: str, targets: Array, p: Any, q: Any) -> Estimate:
    """D_h(q‖p)."""
    return generator_divergence(name, targets, q, p)


def followed_by_half(name: str, targets: Array, p: Any, q: Any) -> Estimate:
    """½·D_h."""
    return 0.5 * generator_divergence(name, targets, p, q)


def followed_at_the_real_target(name: str, targets: Array, p: Any, q: Any) -> Estimate:
    """C taken for b: as though the generator always wanted its fakes to be called real."""
    return generator_divergence(name, targets[:, [0, 1, 1]], p, q)


def minimax_as_one_jsd(p: Any, q: Any) -> Estimate:
    """JSD for 2·JSD."""
    return jsd_estimate(p, q)


def minimax_as_non_saturating(p: Any, q: Any) -> Estimate:
    """KL(q‖p) − 2·JSD: the other loss's divergence."""
    return reverse_kl_estimate(p, q) - 2.0 * jsd_estimate(p, q)


def non_saturating_as_minimax(p: Any, q: Any) -> Estimate:
    """2·JSD: the same fixed point, taken for the same divergence."""
    return minimax_divergence(p, q)


def non_saturating_with_swapped_kl(p: Any, q: Any) -> Estimate:
    """KL(p‖q) − 2·JSD."""
    return kl_estimate(p, q) - 2.0 * jsd_estimate(p, q)


def non_saturating_with_plus(p: Any, q: Any) -> Estimate:
    """KL(q‖p) + 2·JSD."""
    return reverse_kl_estimate(p, q) + 2.0 * jsd_estimate(p, q)


def likelihood_with_swapped_kl(p: Any, q: Any) -> Estimate:
    """KL(q‖p): mode-seeking for mass-covering."""
    return reverse_kl_estimate(p, q)


def likelihood_as_jsd(p: Any, q: Any) -> Estimate:
    """2·JSD: what its discriminator estimates."""
    return minimax_divergence(p, q)


def likelihood_as_non_saturating(p: Any, q: Any) -> Estimate:
    """KL(q‖p) − 2·JSD."""
    return non_saturating_divergence(p, q)


TARGETS = np.array([[-1.0, 1.0, 0.0]])


def ratios(family: str = "minimax") -> GameAt:
    """A game at three density ratios."""
    return GameAt(np.array([[0.0, 1.0, 1.0]]), np.array([[0.25, 1.0, 3.0]]), family)


def least_squares_ratios() -> GameAt:
    """Targets −1 and 1."""
    return GameAt(TARGETS, np.array([[0.25, 1.0, 3.0]]), "least-squares")


def pair(family: str = "minimax") -> GamePair:
    """Three atoms, laws well apart."""
    p, q = (Discrete(probs=[law]) for law in ([0.7, 0.2, 0.1], [0.2, 0.3, 0.5]))
    return GamePair(np.array([[0.0, 1.0, 1.0]]), p, q, family)


def least_squares_pair() -> GamePair:
    """The same under the targets −1, 1 and 0 of [mao2017]."""
    found = pair("least-squares")
    return GamePair(TARGETS, found.p, found.q, found.family)


def kl_pair() -> GamePair:
    """The same under the f-GAN loss of KL."""
    return pair("f-gan-kl")


def non_saturating_pair() -> GamePair:
    """The same under the non-saturating loss."""
    return pair("non-saturating")


def likelihood_pair() -> GamePair:
    """The same under the maximum-likelihood loss."""
    return pair("maximum-likelihood")
