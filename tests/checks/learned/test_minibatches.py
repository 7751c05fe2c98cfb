"""alg.unbiased accuses players whose gradients are biased, and no others."""

from typing import Any

import numpy as np
import pytest

from gancheck.checks.judgement import judge
from gancheck.checks.learned import minibatches
from gancheck.checks.learned.keep import forget
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete, Gaussian
from gancheck.learned import steps
from gancheck.learned.categorical_generator import CategoricalGenerator
from gancheck.theory.value_gradient import value_gradient

LAWS: dict[str, tuple[Any, Any]] = {
    "enumerated": (Discrete(probs=[[0.5, 0.3, 0.2]] * 2), Discrete(probs=[[0.1, 0.3, 0.6]] * 2)),
    "categorical": (Discrete(probs=[[0.5, 0.3, 0.2]] * 2), Discrete(probs=[[0.1, 0.3, 0.6]] * 2)),
    "affine": (Gaussian([0.0, 0.0], [1.0, 2.0]), Gaussian([1.0, 3.0], [1.5, 1.0])),
}


def verdict(family: str) -> Verdict:
    records = minibatches.train_records(family, LAWS[family], 0, "cpu", forget)
    return judge(get_claim("alg.unbiased"), [records], tier=Tier.LEARNED, family=family).verdict


@pytest.mark.parametrize("family", LAWS)
def test_the_players_are_unbiased(family: str) -> None:
    assert verdict(family) is Verdict.HOLDS


@pytest.mark.parametrize("family", LAWS)
def test_a_discriminator_that_halves_the_fakes_is_accused(
    family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = steps.discriminator_gradient

    def wrong(d: Any, real: Any, fake: Any, ridge: float = 0.0) -> Any:
        nothing = type(fake)(fake.points, 0.0 * fake.weights)
        return 0.5 * (right(d, real, fake, ridge) + right(d, real, nothing, ridge))

    monkeypatch.setattr(steps, "discriminator_gradient", wrong)
    assert verdict(family) is Verdict.VIOLATED


@pytest.mark.parametrize("family", ["enumerated", "categorical"])
def test_a_generator_without_bessels_factor_is_accused(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = CategoricalGenerator.gradient

    def wrong(self: Any, noise: Any, d: Any, generator_loss: str) -> Any:
        m = noise.points.shape[1]
        return right(self, noise, d, generator_loss) * ((m - 1) / m)

    monkeypatch.setattr(CategoricalGenerator, "gradient", wrong)
    assert verdict(family) is Verdict.VIOLATED


def test_the_level_is_kept_by_runs_of_few_minibatches() -> None:
    """Some hundred disjoint runs of 64 minibatches, at a level of one in twenty."""
    observed, p, q, d = minibatches.observe("categorical", LAWS["categorical"], 5, "cpu", 256)
    truth, width = value_gradient(p, q, d).value, minibatches.widths(d)
    assert (abs(observed - truth) <= 2.0).all()
    groups = observed.reshape(256, 64, 2, -1)
    radius = minibatches.bernstein_radius(groups.var(axis=1, ddof=1), 64, width, 0.05)
    assert (abs(groups.mean(axis=1) - truth) > radius).mean() <= 0.05


def test_no_component_leaves_its_interval() -> None:
    observed, _, _, d = minibatches.observe("categorical", LAWS["categorical"], 6, "cpu", 64)
    spread = observed.max(axis=0) - observed.min(axis=0)
    assert (spread <= minibatches.widths(d) + 1e-12).all()
    assert np.ptp(observed, axis=0).min() > 0
