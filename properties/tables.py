"""Values of functions on fixed grids, ends and infinities included: what no claim's sides show digit by digit.

Each table is a list of estimates. Those of functions that state no error carry 0.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from gancheck.claims.comparisons.recovery import LEVELS as SHARE_LEVELS
from gancheck.claims.comparisons.recovery import _shares
from gancheck.claims.comparisons.sampling import _one_variance
from gancheck.claims.problems import Pair
from gancheck.claims.records import StepChanges
from gancheck.distributions import Discrete, Empirical, Gaussian, GaussianMixture
from gancheck.divergences.generator import Generator
from gancheck.divergences.generators import GENERATORS, generator
from gancheck.divergences.wasserstein import wasserstein_estimate
from gancheck.numerics import logspace
from gancheck.numerics.binomial_interval import binomial_interval
from gancheck.numerics.catoni import catoni_mean
from gancheck.numerics.confidence_radius import bernstein_radius, massart_radius
from gancheck.numerics.critical_line import RULES, CriticalLineRule
from gancheck.numerics.e_value import betting_process
from gancheck.numerics.error_function import erf, erfc, normal_mass
from gancheck.numerics.estimate import Estimate
from gancheck.numerics.holm import holm_adjusted
from gancheck.numerics.overlap import jsd_by_overlap
from gancheck.numerics.quadrature import integrate
from gancheck.numerics.secant_line import SECANT_RULE, SecantRule
from gancheck.numerics.stencils import first_and_second_derivative
from gancheck.theory.bilinear_game import alternating_matrix, bilinear_growth, simultaneous_matrix
from gancheck.theory.binomial import binomial_masses
from gancheck.theory.dirac_gan import DiracShape, dirac_field, dirac_linearisation, dirac_round, dirac_shape
from gancheck.theory.discriminators import probability
from gancheck.theory.empirical_divergence import expected_empirical_kl_estimate, limit_gap
from gancheck.theory.equilibrium_blocks import EquilibriumBlocks, affine_blocks, categorical_blocks
from gancheck.theory.fingerprint import RATIOS, fingerprint
from gancheck.theory.full_batch_round import affine_round, categorical_round
from gancheck.theory.generator_shape import _tangent_excess
from gancheck.theory.known_games import GAME_NAMES, KnownGame, known_game
from gancheck.theory.local_stability import critical_direction, local_dynamics, spectral_radius
from gancheck.theory.logit_law import asymptotic_logit_variance, log_count_moments, logit_law
from gancheck.theory.named_divergences import NAMED_DIVERGENCES
from gancheck.theory.optimal_discriminator import (
    OptimalDiscriminator,
    optimal_logit,
    optimal_probability,
    posterior,
)
from gancheck.theory.optimal_output import optimal_output
from gancheck.theory.output_loss import OutputLoss
from gancheck.theory.stability import FORMATS, logit_reach, stable_ranges
from gancheck.theory.suboptimality import bernoulli_divergence, relative_entropy_terms, suboptimality_estimate
from gancheck.theory.wilks import wilks
from properties.hard_pairs import HARD_PAIRS
from properties.tabulated import Table, both, grid, of_each, parts, silently, values
from properties.test_recorded_games import TARGETS

__all__ = ["TABLES"]

INF = np.inf
U = np.array([2.0**-40, 0.01, 0.25, 0.5, 0.875, 1.0, 1.0 + 2.0**-20, 1.125, 2.0, 3.0, 50.0, 2.0**40])
T = np.hstack(
    [
        [-INF, -800.0, -30.0, -3.5, -3.0, -2.0, -1.0, -0.5, -(2.0**-30), 0.0, 2.0**-30],
        [0.25, 0.34375, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 30.0, 800.0, INF],
    ]
)
MASSES = np.array([0.0, 2.0**-1070, 2.0**-60, 0.01, 0.25, 0.5, 0.5 + 2.0**-20, 0.53125, 0.75, 1.0])

Loss = Callable[[np.ndarray], np.ndarray]


def _generators() -> dict[str, Table]:
    rows = {**GENERATORS, **{f"alpha {a}": generator("alpha", alpha=a) for a in (-1.0, 0.0, 0.25, 1.0, 3.0)}}
    return {f"generator {name}": partial(_of_generator, g) for name, g in rows.items()}


def _of_generator(g: Generator) -> list[Estimate]:
    return [
        *(part for f in (g.f, g.slope, g.curvature) for part in both(f, U)()),
        *(part for f in (g.conjugate, g.ratio, g.activation) for part in both(f, T)()),
        *silently(g.perspective, *grid(MASSES, MASSES)),
        *parts((g.at_zero, g.slope_at_zero, g.slope_at_infinity, g.offset)),
    ]


def _games() -> dict[str, Table]:
    found: dict[str, Table] = {
        f"named {known.name}": partial(of_each, (known.slope, known.intercept, known.curvature), U)
        for known in NAMED_DIVERGENCES
    }
    for name in GAME_NAMES:
        for targets in TARGETS.get(name, ((),)):
            game = known_game(name, *targets)
            title = f"{name} {targets}" if targets else name
            losses = [OutputLoss(f) for f in (game.phi, game.psi, game.gamma)]
            found[f"game {title}"] = partial(_of_game, game)
            found[f"fingerprint {title}"] = partial(values, fingerprint, losses[0], losses[1], losses[2])
    pairs: dict[str, tuple[Loss, Loss]] = {
        "corner": (lambda t: abs(t - 1.0), lambda t: abs(t + 1.0)),
        "far": (lambda t: (t / 2.0**10 - 1.0) ** 2, lambda t: (t / 2.0**10 + 3.0) ** 2),
        "quartic": (lambda t: (t - 1.0) ** 4, lambda t: t**2),
        "probability": (lambda t: -np.log(t), lambda t: -np.log(1.0 - t)),
    }
    for title, each in pairs.items():
        phi, psi = (OutputLoss(f) for f in each)
        found[f"output {title}"] = partial(values, optimal_output, phi, psi, RATIOS)
        found[f"fingerprint {title}"] = partial(values, fingerprint, phi, psi)
    return found | {"tangents": _tangents, "decided steps": _steps()}


def _tangents() -> list[Estimate]:
    """The excess over the tangent at r = 1, of intercepts that rise, that fall and that stand still."""
    intercepts = [
        Estimate(g, 2.0**-20 * (1.0 + abs(g))) for g in (RATIOS, -RATIOS, np.log(RATIOS), 0.0 * RATIOS)
    ]
    return parts([_tangent_excess(RATIOS, g, i, float(r)) for g in intercepts for i, r in enumerate(RATIOS)])


def _steps() -> Table:
    a, b, moved = grid(
        np.array([-1.0, -0.25, 0.0, 0.25, 1.0, np.nan]), np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0])
    )
    return lambda: parts([StepChanges(a, b, 0.0 * moved + e, moved, "tabular").decided for e in (0.0, 0.25)])


def _of_game(game: KnownGame) -> list[Estimate]:
    t = np.array([-30.0, -1.0, -0.25, 0.0, 0.5, 1.0, 2.0, 30.0])
    ratios = (game.t_star, game.discriminator_curvature, game.generator_curvature)
    return of_each((game.phi, game.psi, game.gamma), t) + of_each(ratios, RATIOS)


def _numerics() -> dict[str, Table]:
    p, q = grid(MASSES, MASSES)
    s, t = grid(T[::2], T[::2])
    below = T[(T < 0) & np.isfinite(T)]
    finite = T[np.isfinite(T)]
    k = np.arange(1.0, 65.0)
    x = (37.0 * k % 61.0) / 64.0
    edges = np.array([[0.0, 1.0, 2.5], [2.0**20, 2.0**20 + 1.0, 2.0**20 + 5.0]])
    functions: tuple[Callable[[Any], Any], ...] = (np.exp, np.sin, lambda y: 1.0 / (1.0 + y * y), np.abs)
    far = np.array([-30.0, -1.0, 0.0, 2.0**-8, 1.0, 100.0])
    return {
        "xlogy": both(logspace.xlogy, p, q),
        "log_ratio": both(logspace.log_ratio, p, q),
        "logaddexp": both(logspace.logaddexp, s, t),
        "logsumexp": both(logspace.logsumexp, np.stack([s, t], -1)),
        "softplus": both(logspace.softplus, T),
        "log_sigmoid": both(logspace.log_sigmoid, T),
        "safe_log": both(logspace.safe_log, MASSES),
        "log1mexp": both(logspace.log1mexp, below),
        "exp_minus_tangent": both(logspace.exp_minus_tangent, finite),
        "erf": both(erf, finite),
        "erfc": both(erfc, finite),
        "normal_mass": both(normal_mass, *grid(finite, np.array([0.0, 2.0**-20, 0.5, 4.0, 50.0]))),
        "probability": both(probability, T),
        "jsd_by_overlap": lambda: values(jsd_by_overlap, np.zeros(6), np.ones(6), far, np.abs(far) + 0.5),
        "rules": lambda: [
            part
            for rule in (*RULES, CriticalLineRule(0.3, 12, 1e-3, 1e-3))
            for part in parts(
                (rule, rule.nodes, rule.weights, rule.shortfall, rule.absolute_bound, rule.relative_bound)
            )
        ],
        "secants": lambda: [
            part
            for rule in (SECANT_RULE, SecantRule(0.3, 12), SecantRule(0.5, 40))
            for part in parts(
                (rule, rule.nodes, rule.weights, rule.aliasing, rule.truncation, rule.relative_bound)
            )
        ],
        "integrals": lambda: [
            part
            for f in functions
            for n, m in ((16, 13), (4, 3))
            for part in values(lambda f=f, n=n, m=m: integrate(f, edges, n, m))
        ],
        "integrals of blocks": lambda: values(
            integrate, lambda y: 1.0 / (1.0 + y * y), np.arange(3000.0) / 16.0
        ),
        "derivatives": lambda: [
            part for f in functions for part in values(first_and_second_derivative, f, far)
        ],
        "intervals": lambda: [
            part
            for hits in (0, 1, 7, 39, 40)
            for part in values(binomial_interval, hits, 40, np.array([0.01, 1e-4, 0.5]))
        ],
        "catoni": lambda: values(catoni_mean, x[:, None], np.array([0.25]), 0.01),
        "radii": lambda: parts(
            [
                bernstein_radius(0.25, 50, 1.0, 0.01),
                bernstein_radius(0.0, 7, 2.0, 0.1),
                massart_radius(50, 0.01),
            ]
        ),
        "betting": lambda: values(betting_process, x, 0.375),
        "holm": lambda: values(holm_adjusted, np.array([0.01, 0.5, 0.04, 0.011, 0.04])),
    }


def _players() -> dict[str, Table]:
    p, q = grid(MASSES, MASSES)
    prior = np.array([0.25, 0.5, 0.875])[:, None]
    best, logit = grid(T[::2], T[1::2])
    lines = {name: HARD_PAIRS[name][0] for name in ("gaussian", "mixture")}
    x = np.array([-50.0, -1.0, 0.0, 0.5, 3.0, 900.0])
    discrete = HARD_PAIRS["discrete"][1]
    narrow = OptimalDiscriminator(Gaussian([0.0, 1.0], [1.0, 2.0]), Gaussian([0.5, 1.0], [1.0, 4.0]))
    return {
        "optimal logit": both(optimal_logit, p, q),
        "optimal probability": both(optimal_probability, p, q),
        "posterior": lambda: values(posterior, p, q, prior),
        "bernoulli divergence": both(bernoulli_divergence, best, logit),
        "relative entropy terms": both(relative_entropy_terms, p, q),
        **{f"optimum {name}": partial(_of_optimum, pair, x) for name, pair in lines.items()},
        "optimum discrete": lambda: parts(
            [
                OptimalDiscriminator(discrete.p, discrete.q).probs,
                OptimalDiscriminator(discrete.p, discrete.q).logits,
            ]
        ),
        "suboptimality of another's optimum": lambda: values(
            suboptimality_estimate,
            narrow,
            Gaussian([0.0, 3.0], [1.0, 1.0]),
            GaussianMixture([[0.5, 0.5]] * 2, [[0.0, 2.0]] * 2, [[1.0, 0.5]] * 2),
        ),
        "wasserstein": lambda: [
            part
            for family in ("gaussian", "mixture")
            for pair in HARD_PAIRS[family]
            for part in values(wasserstein_estimate, pair.p, pair.q)
        ],
        "wasserstein of atoms": lambda: [
            *values(
                wasserstein_estimate,
                Discrete(probs=[[0.5, 0.0, 0.5], [0.25, 0.5, 0.25]], atoms=[0.0, 1.0, 8.0]),
                Discrete(probs=[[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]], atoms=[-3.0, 1.5, 8.0]),
            ),
            *values(wasserstein_estimate, Empirical([[0.0, 2.0, 2.0]]), Empirical([[5.0, -1.0, 2.0, 3.0]])),
        ],
    }


def _of_optimum(pair: Pair, x: np.ndarray) -> list[Estimate]:
    best = OptimalDiscriminator(pair.p, pair.q)
    points = np.broadcast_to(x, (len(pair.p), len(x)))
    return [part for f in (best.logit, best.logit_error, best.prob) for part in values(f, points)]


def _samples() -> dict[str, Table]:
    p = Discrete(probs=[[0.2, 0.3, 0.5], [0.01, 0.09, 0.9], [2.0**-20, 0.5, 0.5 - 2.0**-20], [0.5, 0.5, 0.0]])
    draws = np.array([[1, 2, 50, 10_000]] * 4)
    small = Discrete(probs=[[0.25, 0.75], [0.01, 0.99]])
    t = np.broadcast_to(np.array([-3.0, -0.5, 0.0, 0.25, 4.0]), (2, 2, 5))
    pairs = [(mass, size) for mass in (2.0**-60, 0.001, 0.3, 0.5, 0.99) for size in (1, 2, 30, 2000)]
    return {
        "variances": lambda: [part for pair in [*pairs, (1.0, 3)] for part in values(_one_variance, *pair)],
        "shares": lambda: [
            part
            for mass in (0.01, 0.3, 0.5)
            for m in (4, 64, 4096)
            for part in values(
                _shares, mass, m, 2.0 * m, np.linspace([-0.25, 0.0], [0.0, 0.25], len(SHARE_LEVELS))
            )
        ],
        "counts": lambda: [part for pair in pairs for part in values(log_count_moments, *pair)],
        "binomial masses": lambda: [part for pair in pairs[::3] for part in values(binomial_masses, *pair)],
        "empirical divergence": lambda: values(expected_empirical_kl_estimate, p, draws),
        "limit gap": lambda: values(limit_gap, p[:3], draws[:3]),
        "wilks": lambda: values(wilks, p, draws),
        "logits": lambda: values(logit_law(small, small, np.array([7, 40]), np.array([5, 60])).cdf, t),
        "logits of counts": lambda: values(
            logit_law(small, small, np.array([7, 40]), np.array([5, 60])).of_counts,
            np.array([[3.0, 0.0], [1.0, 39.0]]),
            np.array([[2.0, 4.0], [0.0, 0.0]]),
        ),
        "logit variance": lambda: values(
            asymptotic_logit_variance,
            np.array([[0.5, 0.01]]),
            np.array([[0.25, 1.0]]),
            100,
            np.array([[7], [9]]),
        ),
    }


def _dynamics() -> dict[str, Table]:
    blocks: Mapping[str, EquilibriumBlocks] = {
        "categorical": categorical_blocks(np.array([[0.25, 0.75], [0.5, 0.5], [0.015625, 0.984375]])),
        "affine": affine_blocks(3),
        "plane": affine_blocks(3, 2),
    }
    rate, other, steps = np.array([0.25, 1.0, 3.5]), np.array([0.5, 0.125, 2.0]), np.array([1, 3, 8])
    start = np.array([[0.5, -0.25], [0.0, 1.0], [3.0, -3.0]])
    data = np.array([[0.25, 0.75], [0.5, 0.5], [0.125, 0.875]])
    found: dict[str, Table] = {
        f"local dynamics {name}": partial(_of_blocks, each, rate, other, steps)
        for name, each in blocks.items()
    }
    for name in ("minimax", "non-saturating", "wasserstein"):
        found[f"dirac {name}"] = partial(_of_dirac, dirac_shape(name), rate, other)
    for loss in ("minimax", "non-saturating"):
        wide = np.pad(start, ((0, 0), (0, 1))) / 8.0
        found[f"round {loss}"] = partial(
            values, categorical_round, start, start[::-1], data, rate, other, steps, loss
        )
        found[f"affine round {loss}"] = partial(
            values, affine_round, wide, np.abs(start), rate, other, steps, loss
        )
    a, b = grid(np.array([0.0, 2.0**-10, 0.5, 1.0, 1.75, 2.0, 3.0]), np.array([0.25, 1.0, 2.0, 2.5]))
    found["bilinear"] = lambda: parts(
        [f(a, b) for f in (bilinear_growth, simultaneous_matrix, alternating_matrix)]
    )
    found["formats"] = lambda: [
        part
        for name, kind in FORMATS.items()
        for part in parts((kind, logit_reach(name), stable_ranges(name)))
    ]
    return found


def _of_blocks(
    blocks: EquilibriumBlocks, rate: np.ndarray, other: np.ndarray, steps: np.ndarray
) -> list[Estimate]:
    found = local_dynamics(blocks, rate, other, steps)
    critical = np.abs(critical_direction(blocks, rate, steps))  # whose sign is the library's
    return parts((found, critical, spectral_radius(blocks, found.jacobian)))


def _of_dirac(shape: DiracShape, rate: np.ndarray, other: np.ndarray) -> list[Estimate]:
    return [
        *values(dirac_field, shape, rate, other, rate),
        *values(dirac_linearisation, shape.slope(np.zeros(3)), rate, other),
        *parts([dirac_round(shape, rate, other, rate, other, alternating=each) for each in (False, True)]),
    ]


TABLES: dict[str, Table] = {
    **_generators(),
    **_games(),
    **_numerics(),
    **_players(),
    **_samples(),
    **_dynamics(),
}
"""By title: what computes it."""
