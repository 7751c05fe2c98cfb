"""Losses and the games that they play: which divergence each player follows."""

import numpy as np

from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons import losses as compare
from gancheck.claims.counterclaims import losses as wrong
from gancheck.claims.loss_games import GameAt, GamePair
from gancheck.claims.relation import EQUAL
from gancheck.numerics.logspace import softplus
from gancheck.theory.game_divergence import (
    best_output,
    discriminator_divergence,
    generator_divergence,
    maximum_likelihood_divergence,
    minimax_divergence,
    non_saturating_divergence,
)
from gancheck.theory.known_games import GAME_NAMES

__all__ = ["CLAIMS"]

GAN, F_GAN, LEAST_SQUARES = "goodfellow2014", "nowozin2016", "mao2017"

WITH_A_BEST_OUTPUT = tuple(name for name in GAME_NAMES if name != "wasserstein")
SMOOTH = tuple(name for name in WITH_A_BEST_OUTPUT if name != "hinge")

CLAIMS = (
    Claim(
        id="loss.optimal-output",
        title="The best output at a density ratio",
        statement=(
            r"t^*(r) = \mathrm{argmin}_t\, r\,\varphi(t) + \psi(t): \quad \log r \mathrm{\ (logits)}, \quad "
            r"\frac{b\,r + a}{r + 1} \mathrm{\ (least\ squares)}, \quad \mathrm{sign}(r - 1) \mathrm{\ (hinge)}"
        ),
        words="What a discriminator's loss makes it say depends on the density ratio alone, in closed form.",
        sources=(
            Source(GAN, "Proposition 1"),
            Source(LEAST_SQUARES, "Eq. (5)"),
            Source("lim2017", "§3"),
            Source(F_GAN, "Table 2"),
        ),
        relation=EQUAL,
        assumptions="r > 0; a Wasserstein critic has no best output, because its loss falls without end.",
        problem=GameAt,
        families=WITH_A_BEST_OUTPUT,
        formula=best_output,
        comparison=compare.optimal_output,
        because="a loss at its minimum moves by the square of an error of t, so that both sides differ by rounding",
        counterclaims=(
            CounterClaim(
                title="labels swapped",
                regime="r ≠ 1",
                formula=wrong.output_with_swapped_labels,
                witness=wrong.ratios,
            ),
            CounterClaim(
                title="r − 1 for log r",
                regime="logits, r ≠ 1",
                formula=wrong.output_linear_in_the_ratio,
                witness=wrong.ratios,
            ),
            CounterClaim(
                title="targets exchanged",
                regime="least squares, r ≠ 1",
                formula=wrong.output_with_exchanged_targets,
                witness=wrong.least_squares_ratios,
            ),
        ),
    ),
    Claim(
        id="loss.discriminator-divergence",
        title="The divergence that a discriminator's loss estimates",
        statement=(
            r"-\min_D \big(E_p[\varphi(D)] + E_q[\psi(D)]\big) = \sum_x q\, F\Big(\frac pq\Big), \quad "
            r"F(r) = -\min_t\, [r\,\varphi(t) + \psi(t)], \quad F''(r) = -\varphi'(t^*)\, \frac{dt^*}{dr}"
        ),
        words=(
            "The least loss of a discriminator is an f-divergence with its sign changed: 2·JSD − log 4 on logits, "
            "Vincze–Le Cam for least squares, total variation for the hinge, and f itself for an f-GAN."
        ),
        sources=(Source(F_GAN, "Eq. (4)–(6)"), Source(LEAST_SQUARES, "§3.2"), Source("lim2017", "§3")),
        relation=EQUAL,
        assumptions="every atom has mass under both laws",
        problem=GamePair,
        families=WITH_A_BEST_OUTPUT,
        formula=discriminator_divergence,
        comparison=compare.discriminator_divergence,
        because="rounding of the losses at minima found by golden sections, and the stated errors of the divergences",
        counterclaims=(
            CounterClaim(
                title="KL's arguments swapped",
                regime="a divergence that is not symmetric",
                formula=wrong.estimated_with_swapped_laws,
                witness=wrong.kl_pair,
            ),
            CounterClaim(
                title="the factor ½ of a mean loss",
                regime="p ≠ q",
                formula=wrong.estimated_by_half,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="least squares read as Pearson χ²(p‖q)",
                regime="least squares, p ≠ q",
                formula=wrong.estimated_as_pearson,
                witness=wrong.least_squares_pair,
            ),
        ),
    ),
    Claim(
        id="loss.generator-divergence",
        title="The divergence that a generator's loss follows",
        statement=(
            r"\nabla_\theta E_{q_\theta}[\gamma(t^*)]\big|_{t^* \mathrm{\ frozen}} = "
            r"\nabla_\theta \sum_x q_\theta\, h\Big(\frac{p}{q_\theta}\Big), \quad "
            r"h - r h' = \gamma(t^*(r)) + \mathrm{const}, \quad h''(r) = -\frac1r\, \frac{d}{dr}\, \gamma(t^*(r))"
        ),
        words="Against a best discriminator that stands still, a generator descends a divergence of its own.",
        sources=(
            Source("shannon2020", "§3"),
            Source("arjovsky2017towards", "Theorem 2.5"),
            Source(LEAST_SQUARES, "§3.2"),
        ),
        relation=EQUAL,
        assumptions="every atom has mass under both laws; the losses are smooth",
        problem=GamePair,
        families=SMOOTH,
        formula=generator_divergence,
        comparison=compare.generator_divergence,
        because="the measured error of central differences, and of t* found by golden sections and a parabola",
        counterclaims=(
            CounterClaim(
                title="the discriminator's divergence",
                regime="a generator's loss that is not −ψ",
                formula=wrong.followed_as_estimated,
                witness=wrong.non_saturating_pair,
            ),
            CounterClaim(
                title="p and q swapped",
                regime="a divergence that is not symmetric",
                formula=wrong.followed_with_swapped_laws,
                witness=wrong.kl_pair,
            ),
            CounterClaim(
                title="half of it",
                regime="p ≠ q",
                formula=wrong.followed_by_half,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="c taken for b",
                regime="least squares with c ≠ b",
                formula=wrong.followed_at_the_real_target,
                witness=wrong.least_squares_pair,
            ),
        ),
    ),
    Claim(
        id="loss.minimax",
        title="The minimax loss follows 2·JSD",
        statement=(
            r"\gamma = \log(1 - D): \quad \nabla_\theta E_{q_\theta}[\gamma(D^*)] = 2\,\nabla_\theta \mathrm{JSD}, "
            r"\quad h''(r) = \frac{1}{r(1 + r)}"
        ),
        words="With log(1 − D) the generator descends the divergence that the discriminator estimates.",
        sources=(Source(GAN, "Eq. (1), Theorem 1"),),
        relation=EQUAL,
        assumptions="every atom has mass under both laws",
        problem=GamePair,
        families=("minimax",),
        formula=minimax_divergence,
        comparison=compare.logistic_generator(lambda t: -softplus(t)),
        because="the measured error of central differences, and the rounding of log p − log q",
        counterclaims=(
            CounterClaim(
                title="one JSD instead of two",
                regime="p ≠ q",
                formula=wrong.minimax_as_one_jsd,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="KL(q‖p) − 2·JSD",
                regime="p ≠ q",
                formula=wrong.minimax_as_non_saturating,
                witness=wrong.pair,
            ),
        ),
    ),
    Claim(
        id="loss.non-saturating",
        title="The non-saturating loss follows KL(q‖p) − 2·JSD",
        statement=(
            r"\gamma = -\log D: \quad \nabla_\theta E_{q_\theta}[\gamma(D^*)] = \nabla_\theta "
            r"\big(\mathrm{KL}(q_\theta \,\|\, p) - 2\,\mathrm{JSD}\big), \quad h''(r) = \frac{1}{r^2(1 + r)}"
        ),
        words="With −log D the generator has the same fixed point, and descends another divergence to it.",
        sources=(Source("arjovsky2017towards", "Theorem 2.5"), Source("shannon2020", "§4")),
        relation=EQUAL,
        assumptions="every atom has mass under both laws",
        problem=GamePair,
        families=("non-saturating",),
        formula=non_saturating_divergence,
        comparison=compare.logistic_generator(lambda t: softplus(-t)),
        because="the measured error of central differences, and the rounding of log p − log q",
        counterclaims=(
            CounterClaim(
                title="taken for minimax: 2·JSD",
                regime="p ≠ q",
                formula=wrong.non_saturating_as_minimax,
                witness=wrong.non_saturating_pair,
            ),
            CounterClaim(
                title="KL(p‖q) for KL(q‖p)",
                regime="p ≠ q",
                formula=wrong.non_saturating_with_swapped_kl,
                witness=wrong.non_saturating_pair,
            ),
            CounterClaim(
                title="+2·JSD",
                regime="p ≠ q",
                formula=wrong.non_saturating_with_plus,
                witness=wrong.non_saturating_pair,
            ),
        ),
    ),
    Claim(
        id="loss.maximum-likelihood",
        title="The loss −D/(1 − D) is maximum likelihood",
        statement=(
            r"\gamma = -\frac{D}{1 - D} = -e^t: \quad \nabla_\theta E_{q_\theta}[\gamma(D^*)] = "
            r"\nabla_\theta \mathrm{KL}(p \,\|\, q_\theta), \quad h''(r) = \frac1r"
        ),
        words="With −e^t, t the logit of D, the generator descends KL(p‖q), as maximum likelihood does.",
        sources=(Source("goodfellow2016", "§3.2.4"),),
        relation=EQUAL,
        assumptions="every atom has mass under both laws",
        problem=GamePair,
        families=("maximum-likelihood",),
        formula=maximum_likelihood_divergence,
        comparison=compare.logistic_generator(lambda t: -np.exp(t)),
        because="the measured error of central differences, and the rounding of log p − log q",
        counterclaims=(
            CounterClaim(
                title="KL(q‖p) for KL(p‖q)",
                regime="p ≠ q",
                formula=wrong.likelihood_with_swapped_kl,
                witness=wrong.likelihood_pair,
            ),
            CounterClaim(
                title="the discriminator's 2·JSD",
                regime="p ≠ q",
                formula=wrong.likelihood_as_jsd,
                witness=wrong.likelihood_pair,
            ),
            CounterClaim(
                title="taken for non-saturating: KL(q‖p) − 2·JSD",
                regime="p ≠ q",
                formula=wrong.likelihood_as_non_saturating,
                witness=wrong.likelihood_pair,
            ),
        ),
    ),
)
