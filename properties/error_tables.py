"""What the comparisons of the claims are doubted by, digit by digit: a stated error is a number like another.

Beside larger errors in a claim's sides a smaller one would hardly be seen; here each stands alone.
"""

from functools import partial
from typing import Any

import numpy as np

from gancheck.claims import definition
from gancheck.claims.comparisons import (
    critics,
    discriminator,
    divergences,
    dynamics,
    generator,
    inequalities,
    likelihood,
    likelihood_gradient,
    recovery,
)
from gancheck.claims.games import BilinearGame
from gancheck.claims.logits import LogitAt
from gancheck.claims.maximiser import maximising_logit
from gancheck.claims.relation import ARGMAX, AT_LEAST, AT_MOST, CONVERGES, EQUAL, IFF
from gancheck.distributions import Discrete, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.divergences.alpha import alpha_divergence_estimate
from gancheck.divergences.f_divergence import NAMES
from gancheck.divergences.gaussian_alpha import LARGEST, _bend
from gancheck.numerics.estimate import Estimate
from gancheck.theory.discriminators import QuadraticDiscriminator
from gancheck.theory.stability import format_of
from properties.tabulated import Table, grid, of_each, parts, silently, values

__all__ = ["ERROR_TABLES"]

INF = np.inf
LOGS = np.array([-800.0, -46.0, -3.0, -0.5, 0.0, 2.0])
MASSES = np.array([0.0, 2.0**-1070, 0.01, 0.25, 0.5, 0.95, 1.0])
P = Discrete(probs=[[0.5, 0.25, 0.25, 0.0], [0.125, 0.5, 0.0, 0.375], [0.1, 0.2, 0.3, 0.4]])
Q = Discrete(probs=[[0.25, 0.25, 0.5, 0.0], [0.5, 0.25, 0.25, 0.0], [0.7, 0.1, 0.1, 0.1]])
ONE = Gaussian([0.0, 1.0, 2.0, -3.0], [1.0, 2.0, 1.0, 0.5])
TWO = Gaussian([0.5, 1.0, 2.0, 5.0], [1.5, 2.0, 0.25, 4.0])


def _definitions() -> dict[str, Table]:
    """The summands of q f(p/q) with the doubts of each."""
    log_p, log_q = grid(LOGS, LOGS)
    orders = [(name, None) for name in NAMES if name != "alpha"] + [
        ("alpha", a) for a in (-1.0, 0.0, 0.3, 1.0, 2.5)
    ]
    return {
        f"summands of {name} {alpha}": partial(values, definition._parts, name, log_p, log_q, alpha)
        for name, alpha in orders
    }


def _likelihoods() -> dict[str, Table]:
    mixture = GaussianMixture([[0.5, 0.5], [0.1, 0.9]], [[-1.0, 1.0], [0.0, 5.0]], [[1.0, 0.125], [8.0, 1.0]])
    best = Gaussian(mixture.mean, np.sqrt(mixture.variance))
    rival = Gaussian([0.5, -1.0], [2.0, 0.25])
    x = np.array([[-1.0, 0.5], [2.0, 0.25], [0.0, 3.0], [1.0, 1.0]])
    plane = MultivariateGaussian([0.5, 1.0], [[2.0, 0.5], [0.5, 1.0]])
    counts = np.array([3, 1, 0, 4])
    z = np.array([[-1.0, 0.0, 3.0], [0.5, 2.0, -8.0]])
    return {
        "rounding of counts": lambda: parts(
            [
                likelihood._counting_rounding(counts, law)
                for law in (P[2], Discrete(log_probs=[0.0, -30000.0, -INF, -9999.5]))
            ]
        ),
        "rounding of moments": lambda: [
            *parts(
                [likelihood._scatter_rounding(x, plane), likelihood._scatter_rounding(x[:, :1], rival[0])]
            ),
            *values(likelihood._moment_rounding, mixture, rival, best),
            *values(likelihood._squared_rounding, mixture, rival),
            *values(likelihood._pinsker_floor, mixture, best),
            *values(likelihood._mass_defect, P, Q),
        ],
        "scores": lambda: [
            *values(likelihood_gradient._score, z, rival, 0),
            *values(likelihood_gradient._score, z, rival, 1),
            *values(likelihood_gradient._expected_score, best, rival),
            *values(likelihood_gradient._divergence_gradient, best, rival),
        ],
    }


def _players() -> dict[str, Table]:
    a, b, y = grid(MASSES, MASSES, np.array([0.0, 2.0**-60, 0.25, 0.5, 1.0 - 2.0**-40, 1.0]))
    d = QuadraticDiscriminator(
        [[0.5, 1.0, 0.0], [0.0, 0.0, 0.5], [40.0, 0.0, 0.0], [0.0, -3.0, 1.0]], np.zeros(4), np.ones(4)
    )
    x = np.array([[-3.0, 0.0, 0.5, 20.0]] * 4)
    inner = np.array([[0.125, 0.5, 0.25, 0.75]])
    s, t = grid(MASSES, MASSES)
    return {
        "objectives": lambda: values(discriminator._objective, a, b, y),
        "labels": lambda: values(discriminator._label_likelihood, ONE, TWO, d, x),
        "sizes of values": lambda: of_each(
            (discriminator._value, discriminator._size), inner, P.probs, Q.probs
        ),
        "best logits": lambda: [*values(maximising_logit, s, t), *values(generator._largest, s, t)],
        "criterion on atoms": lambda: of_each((generator._excess, generator._jsd), P.probs, Q.probs),
        "bounds of the criterion": lambda: [
            *values(generator._gaussian_overlap, ONE, TWO),
            *values(generator.binary_entropy, np.linspace(0.0, 0.5, 5)),
            *(part for law in (P, Q, ONE) for part in values(generator._mass_defect, law)),
        ],
        "remassed": lambda: [
            *values(
                divergences._remassed, Estimate(np.array([-1e-20, 0.0, 0.25]), np.full(3, 1e-17)), 2.0**-40
            ),
            *values(divergences._row_defect, np.stack([P.probs, Q.probs * 1.25])),
            *values(divergences._joint_rounding, ONE, np.array([[0.5, 1.0, 2.0]] * 4)),
            *values(
                divergences._location_rounding,
                ONE,
                np.array([[0.5, -1.0, 2.0]] * 4),
                np.array([[0.5, 1.0, 3.0]] * 4),
            ),
        ],
    }


def _bounds() -> dict[str, Table]:
    above, below = grid(np.array([0.0, 2.0**-20, 1.0, 800.0]), np.array([0.0, 0.5, 699.5, 700.0, INF]))
    t = np.array([0.0, 2.0**-20, 0.5, 0.875, 0.9, 0.9375, 1.0])
    s = np.array([0.25, 3.0, 4.0, 4.0 + 2.0**-30, 5.0])
    rate, other = grid(np.array([0.25, 1.0, 3.5]), np.array([0.125, 1.0, 1.25]))
    game = BilinearGame(rate, other - 0.5, rate, other)
    share = np.array([0.0, 0.125, 0.5, 1.0])
    return {
        "inequalities": lambda: [
            *of_each((inequalities._one_minus_exp, inequalities._entropy_deficit, inequalities._crooks), t),
            *values(inequalities.reverse_pinsker_factor, above, below),
            *values(inequalities._log_ratio_range, P, Q),
            *values(inequalities._log_ratio_range, ONE, TWO),
            *values(
                inequalities._reverse_pinsker, P, Q, Estimate(np.array([0.25, 0.5, 0.6]), np.full(3, 1e-15))
            ),
        ],
        "dynamics": lambda: [
            *values(dynamics._alternating_error, np.sqrt(s), s),
            *of_each((dynamics._energy_rate, dynamics._simultaneous_growth), game),
            *of_each((dynamics._alternating_radius, dynamics._bounded), rate, other),
            *values(
                dynamics._bounded,
                np.array([2.0, 2.0, 2.0, 1.0]),
                np.array([2.0, 2.0 - 2.0**-30, 2.0 + 2.0**-10, 1.0]),
            ),
        ],
        "transport": lambda: [
            *values(critics._folded, np.array([0.0, -2.0, 0.5, 30.0]), np.array([1.0, 0.5, 2.0, 1.0])),
            *values(critics._defect, P.probs, Q.probs * (1.0 + 2.0**-40)),
        ],
        "shares": lambda: [
            *values(recovery._divergence, share, 0.25),
            *values(recovery._ends, np.array([0.25, 0.5]), np.array([0.01, 2.0])),
        ],
    }


def _relations() -> dict[str, Table]:
    """Residuals, of infinities and of numbers that are none as well."""
    ends = np.array([-INF, -1.0, 0.0, 0.5, INF, np.nan])
    lhs, rhs = grid(ends, ends)
    rows = np.stack([lhs, rhs, lhs * 0.5], axis=-1), np.stack([rhs, lhs, rhs], axis=-1)

    def residuals(relation: Any, left: np.ndarray, right: np.ndarray) -> Any:
        return relation.residual(left, right)

    known = np.isfinite(rows[0]).all(axis=-1) & np.isfinite(rows[1]).all(axis=-1)
    return {
        "residuals": lambda: [
            *(part for each in (EQUAL, AT_MOST, AT_LEAST, IFF) for part in values(residuals, each, lhs, rhs)),
            *(
                part
                for each in (ARGMAX, CONVERGES)
                for part in values(residuals, each, rows[0][known], rows[1][known])
            ),
        ]
    }


def _ends() -> dict[str, Table]:
    """Where roundings decide whether a loss is stable, and scales that are hundreds of powers of e apart."""
    t = np.array([-700.0, -3.0, -0.25, 0.0, 0.25, 3.0, 599.0, 600.0, 650.0])
    x = np.expm1(np.where(t < LARGEST, t, LARGEST))
    return {
        "logits that decide": lambda: [
            part
            for name in ("float64", "float32", "float16", "bfloat16")
            for part in parts(LogitAt(_thresholds(name), name).decided.astype(float))
        ],
        "bends": lambda: [
            part for a, c in ((0.5, 0.5), (0.75, 0.25), (0.9, 0.1)) for part in silently(_bend, t, x, a, c)
        ],
        "largest ratios": lambda: [
            part
            for a in (0.5, 0.75)
            for part in values(
                alpha_divergence_estimate,
                Gaussian(0.0, log_scale=[320.0, 0.0]),
                Gaussian(1.0, log_scale=[0.0, 320.0]),
                a,
            )
        ],
    }


def _thresholds(name: str) -> np.ndarray:
    """On both sides of the logits at which σ rounds to 1 or 1/σ overflows, by steps of a few roundings."""
    form = format_of(name)
    ends = np.log([2.0 / form.eps, 4.0 / form.eps, 4.5 / form.eps, form.largest])
    steps = form.eps * np.array([-4.0, -1.0, -0.125, 0.0, 0.125, 1.0, 4.0])
    return np.concatenate([*(end * (1.0 + steps) for end in ends), -ends[-1] * (1.0 + steps)])


ERROR_TABLES: dict[str, Table] = {
    **_definitions(),
    **_likelihoods(),
    **_players(),
    **_bounds(),
    **_relations(),
    **_ends(),
}
"""By title: what computes it."""
