"""dyn.stability on trained players: what a broken round of Algorithm 1 looks like beside its equilibrium."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from gancheck.checks.judgement import judge
from gancheck.checks.learned import local_stability
from gancheck.checks.learned.keep import forget
from gancheck.checks.outcome import Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier
from gancheck.claims.records import LocalRun
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete, Gaussian
from gancheck.learned import rounds
from gancheck.learned.steps import discriminator_step, generator_step

LAWS = {
    "categorical": Discrete(probs=np.array([[0.5, 0.3, 0.2], [0.6, 0.4, 0.0]])),
    "affine": Gaussian(np.array([0.5, -1.0]), np.array([1.0, 2.0])),
}
FAMILIES = tuple(LAWS)


def record(family: str, seed: int = 0) -> LocalRun:
    return local_stability.train_records(family, LAWS[family], seed, "cpu", forget)


def check(family: str) -> Outcome:
    return judge(get_claim("dyn.stability"), [record(family)], tier=Tier.LEARNED, family=family)


def d_stays(d: Any, real: Any, fake: Any, rate: float, memory: Any = None, *settings: Any) -> Any:
    return d, memory


def g_stays(g: Any, noise: Any, d: Any, rate: float, memory: Any = None, *settings: Any) -> Any:
    return g, memory


def twice_the_generator_rate(g: Any, noise: Any, d: Any, rate: float, *settings: Any) -> Any:
    return generator_step(g, noise, d, 2.0 * rate, *settings)


def half_the_discriminator_rate(d: Any, real: Any, fake: Any, rate: float, *settings: Any) -> Any:
    return discriminator_step(d, real, fake, 0.5 * rate, *settings)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_right_rounds_hold(family: str) -> None:
    outcome = check(family)
    assert (outcome.verdict, outcome.reason) == (Verdict.HOLDS, "")
    assert (outcome.cases, outcome.inconclusive) == (2 * len(LAWS[family]), 0)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "step, broken",
    [
        ("discriminator_step", d_stays),
        ("discriminator_step", half_the_discriminator_rate),
        ("generator_step", g_stays),
        ("generator_step", twice_the_generator_rate),
    ],
)
def test_broken_rounds_are_refused(
    monkeypatch: pytest.MonkeyPatch, family: str, step: str, broken: Any
) -> None:
    monkeypatch.setattr(rounds, step, broken)
    assert check(family).verdict is Verdict.VIOLATED


@pytest.mark.parametrize("family", FAMILIES)
def test_one_seed_gives_one_record(family: str) -> None:
    first, again = record(family, 3), record(family, 3)
    for field in fields(LocalRun):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(again, field.name))


def test_every_law_runs_below_its_limit_and_above() -> None:
    run = record("affine")
    distance = np.linalg.norm(run.end, axis=1)
    assert (distance[0::2] < 0.6).all()
    assert (distance[1::2] > 1.7).all()
    np.testing.assert_allclose(np.linalg.norm(run.start, axis=1), 1.0, rtol=1e-12)


def test_an_atom_without_mass_is_no_parameter() -> None:
    run = record("categorical")
    assert run.coupling.shape == (4, 3, 3)
    assert (run.coupling[2:, 2] == 0.0).all()
    assert (run.end[2:, [2, 5]] == 0.0).all()
