"""A wrong training is never found to hold: the learned tier against broken versions of Algorithm 1.

Each break replaces one function of `gancheck.learned` wherever gancheck holds it, as if it had been written wrong, and
the claims that it concerns are checked with it. A claim about trained players must then be VIOLATED, or INCONCLUSIVE
where the training did not come near enough to what the claim is about.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch

from gancheck.checks.judgement import judge
from gancheck.checks.learned.check import TRAININGS
from gancheck.checks.learned.keep import forget
from gancheck.checks.outcome import Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.jensen_shannon import jsd
from gancheck.learned import optimisation_shortfall, rounds
from gancheck.learned.generator_loss import loss, slope
from gancheck.learned.steps import discriminator_gradient, discriminator_step, generator_step

HOLDERS = optimisation_shortfall, rounds
"""Imported here, so that the functions are replaced where they are used, not only where they are defined."""

SIZE = 6
"""Few problems, and not drawn: what is broken here is broken on nearly all of them."""

OPPOSITE = {"minimax": "non-saturating", "non-saturating": "minimax"}


@contextmanager
def written_as(right: Callable[..., Any], wrong: Callable[..., Any]) -> Iterator[None]:
    """Gancheck with ``wrong`` under every name that ``right`` has in it."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("gancheck.")]
    places = [(module, key) for module in modules for key, value in vars(module).items() if value is right]
    assert len(places) >= 2, "a function that nothing imports breaks nothing"
    try:
        for module, key in places:
            setattr(module, key, wrong)
        yield
    finally:
        for module, key in places:
            setattr(module, key, right)


def discrete(seed: int) -> Discrete:
    """Six laws on four atoms, none lighter than 0.02."""
    probs = np.random.default_rng(seed).dirichlet(np.ones(4), SIZE)
    return Discrete(probs=0.02 + 0.92 * probs, normalize=True)


def gaussians(seed: int) -> Gaussian:
    rng = np.random.default_rng(seed)
    return Gaussian(rng.uniform(-2.0, 2.0, SIZE), np.exp(rng.uniform(-0.7, 0.7, SIZE)))


def laws(claim: str, family: str) -> Any:
    """What a training is given: pairs that are apart, so that there is something to learn; always the same."""
    if claim == "alg.disjoint-supports":
        return Gaussian(np.zeros(SIZE), np.ones(SIZE)), Gaussian(
            np.linspace(80.0, 900.0, SIZE), np.ones(SIZE)
        )
    if (claim, family) == ("alg.learned-equilibrium", "categorical"):
        return discrete(3)
    return (
        (discrete(3), discrete(4)) if family in ("categorical", "tabular") else (gaussians(7), gaussians(8))
    )


def check(claim: str, family: str) -> Outcome:
    training = TRAININGS[claim]
    records = training.records(family, laws(claim, family), 0, "cpu", forget)
    return judge(get_claim(claim), [records], tier=Tier.LEARNED, family=family, undecided=training.undecided)


def labels_swapped(d: Any, real: Any, fake: Any, ridge: Any = 0.0) -> Any:
    return discriminator_gradient(d, fake, real, ridge)


def descends(d: Any, real: Any, fake: Any, ridge: Any = 0.0) -> Any:
    return -discriminator_gradient(d, real, fake, ridge)


def fakes_forgotten(d: Any, real: Any, fake: Any, ridge: Any = 0.0) -> Any:
    on_real = d.linearise(real.points)
    return on_real.to_parameters(real.weights * torch.sigmoid(-on_real.value)) - ridge * d.parameters


def fakes_halved(d: Any, real: Any, fake: Any, ridge: Any = 0.0) -> Any:
    on_fake = d.linearise(fake.points)
    lost = on_fake.to_parameters(fake.weights * torch.sigmoid(on_fake.value))
    return discriminator_gradient(d, real, fake, ridge) + 0.5 * lost


def frozen(d: Any, real: Any, fake: Any, ridge: Any = 0.0) -> Any:
    return torch.zeros_like(d.parameters)


def sees_only_fakes(d: Any, real: Any, fake: Any, *settings: Any) -> Any:
    return discriminator_step(d, fake, fake, *settings)


def slope_uphill(name: str, logit: torch.Tensor) -> torch.Tensor:
    return -slope(name, logit)


def slope_exchanged(name: str, logit: torch.Tensor) -> torch.Tensor:
    return slope(OPPOSITE[name], logit)


def slope_lost(name: str, logit: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(logit)


def loss_uphill(name: str, logit: torch.Tensor) -> torch.Tensor:
    return -loss(name, logit)


def loss_lost(name: str, logit: torch.Tensor) -> torch.Tensor:
    return torch.zeros_like(logit)


def moves_the_opponent(g: Any, noise: Any, d: Any, *settings: Any) -> Any:
    d.parameters.mul_(0.999)
    return generator_step(g, noise, d, *settings)


DIRECTIONS = [("alg.directions", "categorical"), ("alg.directions", "affine")]
INNER_LOOP = [("alg.inner-loop", "tabular"), ("alg.inner-loop", "quadratic-logit")]
OPTIMUM = [("alg.learned-optimum", "tabular"), ("alg.learned-optimum", "quadratic-logit")]
EQUILIBRIUM = [("alg.learned-equilibrium", "categorical"), ("alg.learned-equilibrium", "affine")]
SINGULAR = [("alg.disjoint-supports", "affine")]
FIGURE = [("alg.figure-1", "categorical"), ("alg.figure-1", "affine")]
EVERYTHING = [*DIRECTIONS, *INNER_LOOP, *OPTIMUM, *EQUILIBRIUM, *SINGULAR, *FIGURE]

VIOLATED, OPEN = {Verdict.VIOLATED}, {Verdict.INCONCLUSIVE}
EITHER = VIOLATED | OPEN

BREAKS: list[tuple[Callable[..., Any], Callable[..., Any], list[tuple[str, str]], set[Verdict]]] = [
    (discriminator_gradient, labels_swapped, [*DIRECTIONS, *INNER_LOOP, *OPTIMUM], VIOLATED),
    (discriminator_gradient, labels_swapped, [*EQUILIBRIUM, *SINGULAR], OPEN),
    (discriminator_gradient, descends, [DIRECTIONS[0], *INNER_LOOP], VIOLATED),
    (discriminator_gradient, descends, [*OPTIMUM, EQUILIBRIUM[0], *SINGULAR], OPEN),
    (discriminator_gradient, fakes_forgotten, [*DIRECTIONS, *INNER_LOOP, *OPTIMUM], VIOLATED),
    (discriminator_gradient, fakes_forgotten, [*EQUILIBRIUM, *SINGULAR], OPEN),
    (discriminator_gradient, fakes_halved, [DIRECTIONS[0], INNER_LOOP[0], *OPTIMUM], VIOLATED),
    (discriminator_gradient, fakes_halved, EQUILIBRIUM, OPEN),
    (discriminator_gradient, frozen, OPTIMUM, VIOLATED),
    (discriminator_gradient, frozen, [*DIRECTIONS, *INNER_LOOP, *EQUILIBRIUM, *SINGULAR], OPEN),
    (discriminator_step, sees_only_fakes, [*DIRECTIONS, *INNER_LOOP, *OPTIMUM], EITHER),
    (slope, slope_uphill, [DIRECTIONS[1]], VIOLATED),
    (slope, slope_uphill, [EQUILIBRIUM[1]], OPEN),
    (slope, slope_lost, [DIRECTIONS[1], EQUILIBRIUM[1]], OPEN),
    (slope, slope_lost, SINGULAR, VIOLATED),
    (slope, slope_exchanged, SINGULAR, VIOLATED),
    (loss, loss_uphill, [DIRECTIONS[0]], VIOLATED),
    (loss, loss_uphill, [EQUILIBRIUM[0]], OPEN),
    (loss, loss_lost, [DIRECTIONS[0], EQUILIBRIUM[0]], OPEN),
    (generator_step, moves_the_opponent, DIRECTIONS, VIOLATED),
    (discriminator_gradient, labels_swapped, FIGURE, VIOLATED),
    (discriminator_gradient, descends, FIGURE, VIOLATED),
    (discriminator_gradient, fakes_forgotten, FIGURE, VIOLATED),
    (discriminator_gradient, frozen, FIGURE, OPEN),
    (slope, slope_uphill, [FIGURE[1]], VIOLATED),
    (slope, slope_lost, [FIGURE[1]], OPEN),
    (loss, loss_uphill, [FIGURE[0]], VIOLATED),
    (loss, loss_lost, [FIGURE[0]], OPEN),
]


@pytest.mark.parametrize(
    "right, wrong, claim, family, verdicts",
    [
        pytest.param(right, wrong, claim, family, verdicts, id=f"{wrong.__name__}-{claim}-{family}")
        for right, wrong, concerned, verdicts in BREAKS
        for claim, family in concerned
    ],
)
def test_a_broken_training_does_not_hold(
    right: Callable[..., Any], wrong: Callable[..., Any], claim: str, family: str, verdicts: set[Verdict]
) -> None:
    with written_as(right, wrong):
        outcome = check(claim, family)
    assert outcome.verdict in verdicts
    assert outcome.verdict is not Verdict.HOLDS
    assert outcome.reason


@pytest.mark.parametrize("claim, family", EVERYTHING)
def test_the_right_training_holds(claim: str, family: str) -> None:
    outcome = check(claim, family)
    assert (outcome.verdict, outcome.reason) == (Verdict.HOLDS, "")
    assert 2 * outcome.inconclusive < outcome.cases
    assert all(refutation.refuted for refutation in outcome.refutations)


@pytest.mark.parametrize(
    "claim, family", [*DIRECTIONS, *INNER_LOOP, *OPTIMUM, EQUILIBRIUM[1], *SINGULAR, *FIGURE]
)
def test_there_is_something_to_learn(claim: str, family: str) -> None:
    p, q = laws(claim, family)
    assert (jsd(p, q) >= 0.05).mean() >= 5 / 6
