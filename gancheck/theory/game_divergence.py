r"""The divergences that the players of the known games follow, on discrete laws.

A discriminator's least loss is :math:`\min_D = -\sum_x q\, F(p/q)`; a generator against it descends
:math:`\sum_x q\, h(p/q)`. Both are named divergences with factors and constants; m = (p + q)/2.
"""

from collections.abc import Callable

import numpy as np

from gancheck.distributions import Discrete
from gancheck.divergences.chi_squared import pearson_estimate
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate, reverse_kl_estimate
from gancheck.divergences.squared_hellinger import squared_hellinger_estimate
from gancheck.divergences.total_variation import total_variation_estimate
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded
from gancheck.theory.known_games import known_game

__all__ = [
    "best_output",
    "discriminator_divergence",
    "generator_divergence",
    "le_cam_estimate",
    "maximum_likelihood_divergence",
    "minimax_divergence",
    "non_saturating_divergence",
    "skewed_kl_estimate",
]

LOG_4 = float(np.log(4.0))


def best_output(name: str, targets: Array, r: Array) -> Array:
    """t*(r) of a known game.

    Args:
        name: The game's name.
        targets: (a, b, c) of a least-squares game, ``(B, 3)``; without meaning for the others.
        r: Density ratios, ``(B, n)``.
    """
    a, b, c = (targets[:, [column]] for column in range(3))
    return known_game(name, a, b, c).t_star(r)


def le_cam_estimate(p: Discrete, q: Discrete) -> Estimate:
    """Vincze–Le Cam, Σ (p − q)²/(p + q), where an atom without mass adds nothing."""
    total = p.probs + q.probs
    terms = (p.probs - q.probs) ** 2 / np.where(total > 0, total, 1.0)
    return rounded(terms.sum(axis=-1), 8 + terms.shape[-1])


def skewed_kl_estimate(p: Discrete, q: Discrete) -> Estimate:
    """KL(p‖m), m = (p + q)/2, of laws with the same atoms of positive mass.

    A term is −p log(1 + s) + ps with s = (q − p)/(2p), whose sum Σ ps = ½Σ(q − p) is 0: each is at least 0, and near
    p = q it is a small difference of two numbers of size ps.
    """
    half = (q.probs - p.probs) / 2.0
    share = half / np.where(p.probs > 0, p.probs, 1.0)
    terms = half - p.probs * np.log1p(share)
    size = np.abs(half) + np.abs(p.probs * np.log1p(share))
    return rounded(terms.sum(axis=-1), 16 + terms.shape[-1], size.sum(axis=-1))


def minimax_divergence(p: Discrete, q: Discrete) -> Estimate:
    """2·JSD(p, q): what γ = log(1 − D) descends.

    References:
        [goodfellow2014] Theorem 1.
    """
    return 2.0 * jsd_estimate(p, q)


def non_saturating_divergence(p: Discrete, q: Discrete) -> Estimate:
    """KL(q‖p) − 2·JSD(p, q): what γ = −log D descends.

    References:
        [arjovsky2017towards] Theorem 2.5; [shannon2020].
    """
    return reverse_kl_estimate(p, q) - 2.0 * jsd_estimate(p, q)


def maximum_likelihood_divergence(p: Discrete, q: Discrete) -> Estimate:
    """KL(p‖q): what γ = −D/(1 − D) descends.

    References:
        [goodfellow2016] §3.2.4.
    """
    return kl_estimate(p, q)


def discriminator_divergence(name: str, targets: Array, p: Discrete, q: Discrete) -> Estimate:
    """Σ q F(p/q): the least loss of the discriminator with its sign changed.

    Args:
        name: The game's name.
        targets: (a, b, c) of a least-squares game, ``(B, 3)``.
        p: The data law, a batch of B, with mass on every atom.
        q: The generator's law, likewise.

    Raises:
        InvalidInput: The discriminator has no least loss (Wasserstein), or no game has this name.
    """
    if name == "least-squares":
        scale = (targets[:, 1] - targets[:, 0]) ** 2 / 4.0
        return _scaled(le_cam_estimate(p, q) - 2.0, scale)
    if name in ("minimax", "non-saturating", "maximum-likelihood"):
        return 2.0 * jsd_estimate(p, q) - LOG_4
    known: dict[str, Callable[[Discrete, Discrete], Estimate]] = {
        "hinge": lambda p, q: 2.0 * total_variation_estimate(p, q) - 2.0,
        "f-gan-kl": kl_estimate,
        "f-gan-reverse-kl": reverse_kl_estimate,
        "f-gan-pearson": pearson_estimate,
        "f-gan-squared-hellinger": lambda p, q: 2.0 * squared_hellinger_estimate(p, q),
        "f-gan-jensen-shannon": lambda p, q: 2.0 * jsd_estimate(p, q),
    }
    if name not in known:
        raise InvalidInput(
            f"`name` is {name!r}; least losses are known of {', '.join(known)} and the logistic games."
        )
    return known[name](p, q)


def generator_divergence(name: str, targets: Array, p: Discrete, q: Discrete) -> Estimate:
    """Σ q h(p/q): what the generator of a known game descends while D stays at its best, up to a constant."""
    if name == "least-squares":
        a, b, c = targets.T
        skewed = _scaled(skewed_kl_estimate(p, q), 2.0 * (b - a) * (c - a))
        return skewed - _scaled(le_cam_estimate(p, q), (b - a) ** 2 / 4.0)
    if name == "minimax":
        return minimax_divergence(p, q)
    if name == "non-saturating":
        return non_saturating_divergence(p, q)
    if name == "maximum-likelihood":
        return maximum_likelihood_divergence(p, q)
    return discriminator_divergence(name, targets, p, q)


def _scaled(estimate: Estimate, factor: Array) -> Estimate:
    """Times one factor a row, itself rounded."""
    value = estimate.value * factor
    return Estimate(
        value, estimate.error * np.abs(factor) + 8.0 * UNIT_ROUNDOFF * (np.abs(value) + np.abs(factor))
    )
