"""Wrong versions of the formulas on critics: Wasserstein's distance and gradient penalties."""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.claims.comparisons.critics import transport
from gancheck.claims.critic_games import LipschitzPair, PenalisedCritic
from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.total_variation import total_variation_estimate
from gancheck.divergences.wasserstein import wasserstein_estimate
from gancheck.numerics.estimate import Estimate, rounded
from gancheck.theory.penalties import Penalties, gradient_norms, interpolates, penalties

if TYPE_CHECKING:
    from torch import Tensor


def difference_of_means(p: Any, q: Any) -> Estimate:
    """|∫ (F_p − F_q)|: the absolute value outside the integral."""
    value = np.abs(p.loc - q.loc if p.family == "gaussian" else _mean(p) - _mean(q))
    return rounded(value, 16)


def _mean(law: Any) -> Any:
    return np.sum(law.probs * np.asarray(law.atoms, dtype=np.float64), axis=-1)


def second_order(p: Any, q: Any) -> Estimate:
    """W2: the root of the mean square of the same transport."""
    nothing = np.zeros(len(p))
    square = transport(LipschitzPair(p, q, nothing, nothing, nothing), power=2)
    value = np.sqrt(square.value)
    return Estimate(value, np.where(value > 0.0, square.error / np.where(value > 0.0, value, 1.0), 0.0))


def blind_to_distance(p: Any, q: Any) -> Estimate:
    """Total variation."""
    return total_variation_estimate(p, q)


def halved(p: Any, q: Any) -> Estimate:
    """½∫|F_p − F_q|, as total variation has its ½."""
    return 0.5 * wasserstein_estimate(p, q)


def not_rooted(p: Any, q: Any) -> Estimate:
    """W1²."""
    found = wasserstein_estimate(p, q)
    return Estimate(found.value**2, 3.0 * found.value * found.error)


def apart() -> LipschitzPair:
    """Laws with equal means on three atoms, and the best critic between them."""
    atoms = [4.0, 0.0, 1.0]
    return LipschitzPair(
        Discrete(probs=[[0.25, 0.75, 0.0]], atoms=atoms),
        Discrete(probs=[[0.0, 0.0, 1.0]], atoms=atoms),
        np.array([0.0]),
        np.array([1.0]),
        np.array([1.0]),
    )


def two_normal_laws() -> LipschitzPair:
    """Laws apart in location and scale, and the critic x."""
    return LipschitzPair(
        Gaussian([5.0], [1.0]), Gaussian([0.0], [2.0]), np.array([1.0]), np.array([0.0]), np.array([0.0])
    )


def without_the_root(critic: Any, real: "Tensor", fake: "Tensor", share: "Tensor", gamma: float) -> Penalties:
    """E(‖∇D‖² − 1)²."""
    norms = gradient_norms(critic, interpolates(real, fake, share))
    right = penalties(critic, real, fake, share, gamma)
    return right._replace(gradient_penalty=(norms.square() - 1.0).square().mean())


def norm_over_the_batch(
    critic: Any, real: "Tensor", fake: "Tensor", share: "Tensor", gamma: float
) -> Penalties:
    """(‖(∇D(x̂₁), …, ∇D(x̂_m))‖ − 1)²: one norm of the whole gradient tensor."""
    norms = gradient_norms(critic, interpolates(real, fake, share))
    right = penalties(critic, real, fake, share, gamma)
    return right._replace(gradient_penalty=(norms.square().sum().sqrt() - 1.0).square())


def without_the_half(critic: Any, real: "Tensor", fake: "Tensor", share: "Tensor", gamma: float) -> Penalties:
    """γ E‖∇D‖² for R1 and R2."""
    return penalties(critic, real, fake, share, 2.0 * gamma)


def mean_over_coordinates(
    critic: Any, real: "Tensor", fake: "Tensor", share: "Tensor", gamma: float
) -> Penalties:
    """The mean of the squared components for their sum."""
    right = penalties(critic, real, fake, share, gamma)
    d = real[0].numel()
    return right._replace(r1=right.r1 / d, r2=right.r2 / d, zero_centred=right.zero_centred / d)


def one_share_a_batch(
    critic: Any, real: "Tensor", fake: "Tensor", share: "Tensor", gamma: float
) -> Penalties:
    """The first ε for every sample."""
    return penalties(critic, real, fake, share[:1].expand_as(share), gamma)


def r1_on_the_fakes(critic: Any, real: "Tensor", fake: "Tensor", share: "Tensor", gamma: float) -> Penalties:
    """R2 in the place of R1."""
    right = penalties(critic, real, fake, share, gamma)
    return right._replace(r1=right.r2)


def linear() -> PenalisedCritic:
    """D(x) = 3x₁ + 4x₂ on two data and two fakes."""
    points = np.array([[[0.0, 1.0], [2.0, 0.0]]])
    return PenalisedCritic(
        np.array([[3.0, 4.0]]),
        np.zeros(1),
        points,
        -points,
        np.array([[0.25, 0.75]]),
        np.array([10.0]),
        "linear",
    )


def quadratic() -> PenalisedCritic:
    """D(x) = x₁ + ½‖x‖², whose slope differs from sample to sample."""
    return PenalisedCritic(
        np.array([[1.0, 0.0]]),
        np.ones(1),
        np.array([[[0.0, 1.0], [2.0, 0.0]]]),
        np.array([[[-3.0, 1.0], [0.0, -1.0]]]),
        np.array([[0.25, 0.5]]),
        np.array([2.0]),
        "quadratic",
    )
