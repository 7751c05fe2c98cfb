r"""alg.learned-optimum: a discriminator trained against a fixed generator.

With V̂ the value on the training batches (fixed counts, or quadrature nodes), λ the ridge and φ* the parameters of D*,

.. math:: V(D^*) - V(D) = [\hat V(D^*) - \hat V(D)] + [(V - \hat V)(D^*) - (V - \hat V)(D)],

and the first bracket is at most ‖∇J‖²/(2λ) + (λ/2)‖φ*‖² for the penalised objective J = V̂ − (λ/2)‖φ‖². The budget's
parts are these: optimisation ‖∇J‖²/(2λ), approximation (λ/2)‖φ*‖², sampling the absolute second bracket, measured on
the two discriminators. For perceptrons nothing bounds the optimisation: their approximation is the measured gap.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import TrainedDiscriminator
from gancheck.distributions import Discrete
from gancheck.numerics.arrays import Array
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.suboptimality import suboptimality_estimate
from gancheck.theory.value import value_estimate

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["LIMIT", "UNDECIDED", "problems", "train_records"]

DRAWS = 2**14
RIDGE = 1e-5
LIMIT = 2.0**-5
"""A budget beyond this many nats decides nothing: 5 % of log 2, and the sampling noise of a few hundred draws."""
UNDECIDED = f"Half of the error budgets or more stayed above {LIMIT:.3g} nats."


LAWS = {"tabular": "discrete", "quadratic-logit": "gaussian", "mlp": "mixture"}


def problems(family: str) -> "SearchStrategy[Any]":
    """The pairs that a kind of discriminator is trained on."""
    return pairs(LAWS[family])


def train_records(
    family: str, laws: tuple[Any, Any], seed: int, device: str, keep: Keep
) -> TrainedDiscriminator:
    """Train one discriminator a pair: tabular on counts, quadratic-logit on nodes, perceptrons on minibatches."""
    trainers = {"tabular": _tabular, "quadratic-logit": _quadratic, "mlp": _perceptron}
    return trainers[family](*laws, seed, device, keep)


def _tabular(p: Any, q: Any, seed: int, device: str, keep: Keep) -> TrainedDiscriminator:
    """2^14 draws of each law, as counts; full-batch ascent on them."""
    generator = np.random.default_rng(seed)
    counts = [law.sample_counts(DRAWS, generator) / DRAWS for law in (p, q)]
    training = _train(Pair(*(Discrete(probs=share) for share in counts)), seed, device, steps=4000)
    keep(training)
    d = training.discriminator()
    oracle = optimal_discriminator(p, q)
    logits = np.where(np.isnan(oracle.logits), 0.0, oracle.logits)
    on_counts = [_mean_value(t, t, *counts) for t in (logits, d.logits)]
    return _record(p, q, d, training, on_counts, (logits**2).sum(axis=-1), "tabular")


def _quadratic(p: Any, q: Any, seed: int, device: str, keep: Keep) -> TrainedDiscriminator:
    """Full-batch ascent on Gauss-Hermite nodes: quadrature takes the place of sampling."""
    training = _train(Pair(p, q), seed, device, steps=6000)
    keep(training)
    d, game = training.discriminator(), training.final.game
    frame = game.standardisation
    oracle = optimal_discriminator(p, q)
    x = [
        frame.centre + frame.scale[:, :, 0] * next(stream).points[:, :, 0].cpu().numpy()
        for stream in (game.real, game.noise)
    ]
    w = [next(stream).weights.cpu().numpy() for stream in (game.real, game.noise)]
    on_nodes = [_mean_value(each.logit(x[0]), each.logit(x[1]), *w) for each in (oracle, d)]
    # D* in the player's coordinates: a quadratic through three points, exactly.
    u = np.array([-1.0, 0.0, 1.0])
    t = oracle.logit(frame.centre + frame.scale[:, :, 0] * u)
    coefficients = np.stack(
        [t[:, 1], (t[:, 2] - t[:, 0]) / 2.0, (t[:, 2] + t[:, 0]) / 2.0 - t[:, 1]], axis=-1
    )
    return _record(p, q, d, training, on_nodes, (coefficients**2).sum(axis=-1), "quadratic-logit")


def _perceptron(p: Any, q: Any, seed: int, device: str, keep: Keep) -> TrainedDiscriminator:
    """Minibatches of 128 until the gap, measured exactly, is within the limit; it is all of the shortfall."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    settings = Algorithm1(
        steps=2000,
        fix_generator=True,
        schedule="inverse",
        stop_at=LIMIT,
        seed=seed,
        device=device,
        record_every=100,
        discriminator="mlp",
    )
    training = train(Pair(p, q), settings)
    keep(training)
    d = training.discriminator()
    value, gap = value_estimate(d, p, q), suboptimality_estimate(d, p, q)
    nothing = np.zeros(len(p))
    shortfall = gap.value + gap.error
    return TrainedDiscriminator(
        p, q, value.value, value.error, nothing, nothing, shortfall, shortfall <= LIMIT, "mlp"
    )


def _train(pair: Pair, seed: int, device: str, steps: int) -> Any:
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    return train(
        pair,
        Algorithm1(
            steps=steps,
            batch_size="full",
            schedule="constant",
            momentum=0.9,
            ridge=RIDGE,
            fix_generator=True,
            record_every=steps,
            seed=seed,
            device=device,
        ),
    )


def _mean_value(on_real: Array, on_fake: Array, real: Array, fake: Array) -> Array:
    """V̂ from logits and weights: ``(B,)``."""
    return np.asarray(
        (real * log_sigmoid(on_real)).sum(axis=-1) + (fake * log_sigmoid(-on_fake)).sum(axis=-1)
    )


def _record(
    p: Any, q: Any, d: Any, training: Any, on_batch: list[Array], squared_norm: Array, family: str
) -> TrainedDiscriminator:
    """Put the budget together; ``on_batch`` is V̂ of D* and of D."""
    from gancheck.learned.optimisation_shortfall import optimisation_shortfall

    final = training.final
    real, fake = next(final.game.real), final.g.fakes(next(final.game.noise))
    shortfall = optimisation_shortfall(final.d, real, fake, RIDGE).cpu().numpy()
    trained, best = value_estimate(d, p, q), value_estimate(optimal_discriminator(p, q), p, q)
    sampling = np.abs((best.value - on_batch[0]) - (trained.value - on_batch[1]))
    approximation = 0.5 * RIDGE * squared_norm
    error = trained.error + best.error
    decided = shortfall + sampling + approximation <= LIMIT
    return TrainedDiscriminator(
        p, q, trained.value, error, shortfall, sampling, approximation, decided, family
    )
