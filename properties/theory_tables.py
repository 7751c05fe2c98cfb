"""Values of the players' theory where its branches meet: thresholds, ends, zeros, other arguments than the default."""

from functools import partial
from typing import Any

import numpy as np
import torch

from gancheck.distributions import (
    Discrete,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    Pushforward,
    Uniform,
)
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.divergences.generators import GENERATORS
from gancheck.numerics.estimate import Estimate
from gancheck.theory.density_rounding import log_prob_error
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.envelope import criterion_derivative, generator_gradient, value_derivative
from gancheck.theory.expectation_maximisation import (
    _best_fits,
    _by_quantiles,
    _climb,
    _split,
    fit_mixture,
    select_mixture,
)
from gancheck.theory.fingerprint import _quotient, _seen
from gancheck.theory.game_divergence import (
    discriminator_divergence,
    generator_divergence,
    le_cam_estimate,
    skewed_kl_estimate,
)
from gancheck.theory.generator_slope import generator_slope
from gancheck.theory.known_games import GAME_NAMES
from gancheck.theory.likelihood import log_likelihood_estimate, mean_nll_estimate
from gancheck.theory.likelihood_gradient import nll_gradient_estimate
from gancheck.theory.local_stability import moving_directions
from gancheck.theory.logit_law import logit_cdf
from gancheck.theory.maximum_likelihood import gaussian_mle, moment_match
from gancheck.theory.mirror_descent import mirror_descent_step
from gancheck.theory.optimal_discriminator import OptimalDiscriminator
from gancheck.theory.output_loss import OutputLoss
from gancheck.theory.suboptimality import _rounding, relative_entropy_terms, suboptimality_estimate
from gancheck.theory.value import fakes_estimate, value_estimate
from gancheck.theory.value_gradient import value_gradient
from gancheck.theory.variational_bound import variational_bound_estimate
from properties.hard_pairs import HARD_PAIRS, as_tensors
from properties.tabulated import Table, both, grid, of_each, parts, silently, values

__all__ = ["THEORY_TABLES"]

INF = np.inf
K = np.arange(1.0, 41.0)
LINE = np.where(K % 3 == 0, 3.0, 0.0) + (37.0 * K % 61.0) / 61.0
"""Two heaps of samples, of a third and of two thirds."""


def _fits() -> dict[str, Table]:
    """What expectation and maximisation reach, and where they start."""
    x = (np.sort(LINE) - LINE.mean()) / LINE.std()
    far = np.array([-1.0, -1.0, 1.0, 1.0, 40.0])
    # Halves of one normal law part so slowly that the number of steps ends the climb.
    slow = np.arctanh(np.linspace(-1.0, 1.0, 402)[1:-1])
    return {
        "starts": lambda: parts(
            [_by_quantiles(x, 3), _by_quantiles(far, 5), *(_split(_best_fits(x, 2)[-1], k) for k in (0, 1))]
        ),
        "climbs": lambda: [
            *values(_climb, x, *_by_quantiles(x, 2)),
            *values(
                _climb, x, np.array([0.5, 0.5, 0.0]), np.array([-1.0, 1.0, 9.0]), np.array([0.5, 2.0, 1.0])
            ),
            *values(_climb, slow / slow.std(), *_by_quantiles(slow / slow.std(), 3)),
        ],
        "fits": lambda: parts(
            [fit_mixture(LINE, 3), fit_mixture(far, 2), select_mixture(LINE), select_mixture(far, 2)]
        ),
    }


def _critics() -> dict[str, Table]:
    """Fenchel's bound: atoms without mass, critics at, below and beyond the ends of every domain."""
    p = Discrete(probs=[[0.5, 0.25, 0.25, 0.0, 0.0], [0.125, 0.5, 0.0, 0.25, 0.125]])
    q = Discrete(probs=[[0.25, 0.0, 0.5, 0.25, 0.0], [0.5, 0.125, 0.125, 0.25, 0.0]])
    inside = [-0.75, -0.25, -1.5, -4.0, 3.0]
    rows = [
        (inside, [-0.5, -3.0, -1.0, -INF, 0.5]),
        ([-0.25, -0.75, -3.0, -INF, -2.0], [-2.0, -0.5, -INF, -1.0, 1.0]),
        ([0.25, 0.5, 1.0, 0.75, 3.0], [0.5, 2.0, 0.0, 1.0, 0.25]),
        ([0.25, 0.5, 1.0, -INF, 3.0], [-INF, -0.5, -INF, -1.0, -2.0]),
    ]
    found: dict[str, Table] = {}
    for name, alpha in [(name, None) for name in GENERATORS] + [
        ("alpha", a) for a in (-1.0, 0.0, 0.5, 1.0, 3.0)
    ]:
        bound = partial(variational_bound_estimate, name=name, alpha=alpha)
        found[f"bound {name} {alpha}"] = lambda bound=bound: [  # type: ignore[misc]  # bound now
            *(part for row in rows for part in values(bound, p, q, np.array(row))),
            *values(bound, p[0], q[0], np.array(inside)),
            *values(bound, as_tensors(p), as_tensors(q), torch.tensor(inside)),
        ]
    return found


def _players() -> dict[str, Table]:
    """Estimates of the game on laws with zeros, on mixtures, on tensors, with discriminators of several kinds."""
    discrete = HARD_PAIRS["discrete"][2]
    p, q = discrete.p, discrete.q
    tables = [
        TabularDiscriminator(np.array([0.5, -0.25, 3.0, -2.0, 800.0])),
        TabularDiscriminator(np.array([[-1.0, 2.0, 0.0, INF, 5.0], [-INF, 1.0, 40.0, -3.0, 0.0], [0.0] * 5])),
    ]
    line = QuadraticDiscriminator(
        np.array([[0.5, 1.0, 0.0], [0.0, -2.0, 0.5], [3.0, 0.0, -8.0], [0.25, 0.0, 0.0]]),
        np.array([0.0, 1.0, -1.0, 0.0]),
        np.array([1.0, 2.0, 0.5, 1.0]),
    )
    plain = QuadraticDiscriminator(line.coefficients, np.zeros(4), np.ones(4))
    x = np.broadcast_to(np.array([-900.0, -1.0, 0.0, 0.5, 12.0]), (4, 5))
    one = Gaussian([0.0, 1.0, 0.0, -2.0], [1.0, 1.0, 2.0, 0.25])
    two = Gaussian([0.5, 1.0, 0.0, 2.0], [1.0, 2.0, 2.0, 4.0])
    mixed = GaussianMixture([[0.25, 0.75]] * 4, [[-1.0, 2.0]] * 4, [[0.5, 1.0]] * 4)
    best, logit, epsilon = grid(
        np.array([-INF, -40.0, -1.0, 0.0, 0.5, 30.0, INF, np.nan]),
        np.array([-INF, -41.0, -2.0, 0.0, 0.5, 1.5, INF]),
        np.array([0.0, 2.0**-20]),
    )
    a, b = grid(np.array([0.0, 0.01, 0.5, 1.0, 17.0 / 16.0, 1.07, 3.0]), np.array([0.0, 0.01, 0.5, 1.0]))
    inner = np.array([0.125, 0.5, 0.75])
    # Flat below 0 and flat between −1 and 2, on bounded noise and on unbounded: with common points, atoms and none.
    relu = Pushforward(Gaussian([0.0], [1.0]), PiecewiseLinear([[0.0]], [[0.0, 1.0]], [[0.0, 0.0]]))
    flat = Pushforward(
        Uniform([-3.0], [5.0]), PiecewiseLinear([[-1.0, 2.0]], [[1.0, 0.0, 2.0]], [[1.0, 0.0, -4.0]])
    )
    spots = np.array([[-4.0, -2.0, -0.5, 0.0, 0.5, 6.0, 7.0, 900.0]])
    return {
        "logits at atoms": lambda: [
            *of_each((tables[0].logit, tables[0].prob, tables[1].logit, tables[1].prob), np.array([4, 0, 2])),
            *of_each((tables[1].logit, tables[1].prob), np.array([[3, 3]])),
            *of_each((tables[1].logit, tables[1].prob), np.array([[0, 1], [2, 1], [4, 4]])),
        ],
        "values on atoms": lambda: [part for d in tables for part in values(value_estimate, d, p, q)],
        "gaps on atoms": lambda: [part for d in tables for part in values(suboptimality_estimate, d, p, q)],
        "value on tensors": lambda: values(
            value_estimate, TabularDiscriminator(torch.tensor(tables[0].logits)), as_tensors(p), as_tensors(q)
        ),
        "values on the line": lambda: [
            *(part for d in (line, plain) for part in values(value_estimate, d, one, two)),
            *values(value_estimate, line, one, mixed),
            *values(value_estimate, line[:1], one[0], two[0]),
            *values(fakes_estimate, line, two),
        ],
        "gaps on the line": lambda: [
            *values(suboptimality_estimate, line, one, two),
            *values(suboptimality_estimate, plain, mixed, one),
        ],
        "optima of generated laws": lambda: [
            part
            for pair in ((relu, flat), (relu, one[:1]), (flat, relu))
            for best in [OptimalDiscriminator(*pair)]
            for part in of_each((best.logit, best.prob, best.logit_error), spots)
        ],
        "quadratic logits": lambda: (
            of_each((line.logit, line.logit_error, line.prob), x) + parts(line.breakpoints())
        ),
        "roundings of gaps": lambda: values(_rounding, best, logit, epsilon),
        "entropy terms of quotients": lambda: values(
            relative_entropy_terms, a, b, np.linspace(-2.0, 2.0, len(a))
        ),
        "gradients of the value": lambda: [
            *values(value_gradient, p, q, TabularDiscriminator(np.clip(tables[1].logits, -50.0, 50.0))),
            *values(value_gradient, one, two, plain),
        ],
        "gradients of the generator": lambda: [
            *values(generator_gradient, p, q),
            *values(generator_gradient, one, two),
            *values(generator_gradient, as_tensors(p), as_tensors(q)),
        ],
        "derivatives": lambda: [
            *values(value_derivative, inner, inner**2, 1.0 - inner),
            *values(criterion_derivative, *grid(np.array([0.0, 0.25, 1.0]), np.array([2.0**-60, 0.5, 1.0]))),
        ],
        "mirror descent": lambda: values(mirror_descent_step, p.probs, q.probs, np.array([0.25, 1.0, 0.5])),
        "generator slopes": lambda: [
            part
            for loss in ("minimax", "non-saturating")
            for part in both(partial(generator_slope, loss), np.array([-800.0, -2.0, 0.0, 0.5, 40.0]))()
        ],
    }


def _likelihoods() -> dict[str, Table]:
    """Likelihoods, their errors and their gradients in every family, of data given in every form."""
    x = np.array([[-1.0, 0.5, 2.0], [0.0, 0.25, 90.0]])
    gaussian, narrow = Gaussian([0.0, 3.0], [2.0, 0.25]), Gaussian([0.5, 3.5], [1.0, 2.0])
    mixture = GaussianMixture([[0.5, 0.5], [1.0, 0.0]], [[-1.0, 1.0], [0.0, 5.0]], [[1.0, 0.125], [8.0, 1.0]])
    plane = MultivariateGaussian(
        [[0.0, 1.0], [2.0, 0.0]], [[[2.0, 0.5], [0.5, 1.0]], [[4.0, 0.0], [0.0, 0.01]]]
    )
    points = np.stack([x, x[::-1] ** 2 / 8.0], axis=-1)
    table = Discrete(probs=[[0.5, 0.25, 0.25, 0.0], [0.1, 0.2, 0.3, 0.4]])
    logits = Discrete(logits=[[0.0, -3.0, 40.0, 1.0], [0.5, 0.5, -800.0, 0.0]])
    data = np.array([[0, 1, 1, 2], [3, 3, 0, 1]])
    cases: list[tuple[Any, Any]] = [
        (gaussian, x),
        (mixture, x),
        (plane, points),
        (table, data),
        (logits, data),
    ]
    found: dict[str, Table] = {
        f"likelihood {i}": partial(of_each, (log_likelihood_estimate, mean_nll_estimate), *case)
        for i, case in enumerate(cases)
    }
    log_p = np.array([[-INF, -800.0, -1.0, 0.0, 2.0]] * 2)
    found["errors of densities"] = lambda: [
        part for model, _ in cases for part in parts(2.0**53 * log_prob_error(model, log_p))
    ]
    found["expected likelihoods"] = lambda: [
        *values(mean_nll_estimate, gaussian, narrow),
        *values(mean_nll_estimate, mixture, narrow),
        *values(mean_nll_estimate, table, logits),
        *values(mean_nll_estimate, table[1], table[0]),
    ]
    found["gradients of likelihoods"] = lambda: [
        *values(nll_gradient_estimate, gaussian, narrow),
        *values(nll_gradient_estimate, gaussian, mixture),
        *values(nll_gradient_estimate, logits, table),
    ]
    found["best laws"] = lambda: parts(
        [moment_match(mixture), gaussian_mle(x), gaussian_mle(points + 1e6), gaussian_mle(x[0] + 1e8)]
    )
    return found


def _games() -> dict[str, Table]:
    """What the players of every known game follow on two pairs of laws."""
    p = Discrete(probs=[[0.5, 0.25, 0.25], [0.01, 0.09, 0.9]])
    q = Discrete(probs=[[0.25, 0.25, 0.5], [0.01, 0.1, 0.89]])
    targets = np.array([[0.0, 1.0, 1.0], [-1.0, 2.0, 0.5]])
    zeros = HARD_PAIRS["discrete"][2]
    found: dict[str, Table] = {
        f"divergence of {name}": partial(
            of_each,
            (generator_divergence,)
            if name == "wasserstein"
            else (generator_divergence, discriminator_divergence),
            name,
            targets,
            p,
            q,
        )
        for name in GAME_NAMES
        if name != "wasserstein"
    }
    found["le cam and skewed"] = lambda: of_each((le_cam_estimate, skewed_kl_estimate), zeros.p, zeros.q)
    found["quotients"] = lambda: silently(
        _quotient,
        Estimate(np.array([1.0, -2.0, 0.5, 0.0]), np.array([0.0, 0.25, 0.5, 1.0])),
        Estimate(np.array([2.0, 1.0, 0.25, 1.0]), np.array([0.5, 0.25, 0.25, 2.0])),
    )
    found["seen"] = lambda: values(
        _seen,
        OutputLoss(lambda t: t**3 - t),
        Estimate(np.array([-2.0, 0.0, 1.0, INF, 3.0]), np.array([0.5, 0.0, 2.0**-20, INF, INF])),
    )
    found["cumulated logits"] = lambda: values(
        logit_cdf,
        np.array([0.5, 0.25, 0.25]),
        np.array([0.125, 0.875]),
        1.5,
        np.array([-3.0, -0.4, 0.0, 0.4, 0.7, 9.0]),
    )
    found["moving directions"] = lambda: [
        part
        for coupling in (np.diag([1.0, 0.5, 2e-9]), np.diag([1.0, 0.5, 0.5e-9]), np.eye(3)[:2])
        for part in parts(
            (moving_directions(coupling) @ moving_directions(coupling).T, moving_directions(coupling).shape)
        )
    ]
    return found


THEORY_TABLES: dict[str, Table] = {
    **_fits(),
    **_critics(),
    **_players(),
    **_likelihoods(),
    **_games(),
}
"""By title: what computes it."""
