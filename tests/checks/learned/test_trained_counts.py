"""alg.sampling-law: the distance to the optimum is a bound, and a training that is cut short decides nothing."""

import numpy as np
import pytest

from gancheck.checks.judgement import judge
from gancheck.checks.learned import trained_counts
from gancheck.checks.learned.keep import forget
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete

LAWS = (
    Discrete(probs=[[0.4, 0.3, 0.2, 0.1]]),
    Discrete(probs=[[0.1, 0.2, 0.3, 0.4]]),
    np.array([120]),
    np.array([200]),
)


def verdict() -> Verdict:
    records = trained_counts.train_records("tabular", LAWS, 0, "cpu", forget)
    claim = get_claim("alg.sampling-law")
    return judge(claim, [records], tier=Tier.LEARNED, family="tabular", undecided="cut short").verdict


def test_trained_to_convergence_it_holds() -> None:
    assert verdict() is Verdict.HOLDS


def test_cut_short_it_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trained_counts, "STEPS", 3)
    assert verdict() is Verdict.INCONCLUSIVE


def test_samples_of_another_law_are_accused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real samples drawn evenly: logits still follow the counts, but not the stated law."""
    right = Discrete.sample_counts

    def wrong(self: Discrete, size: int, generator: np.random.Generator) -> np.ndarray:
        even = Discrete(probs=np.full(self.probs.shape, 1.0 / self.n_atoms))
        return np.asarray(right(even, size, generator))

    monkeypatch.setattr(Discrete, "sample_counts", wrong)
    assert verdict() is Verdict.VIOLATED


def test_the_distance_bounds_how_far_a_logit_is_from_its_optimum() -> None:
    rng = np.random.default_rng(0)
    real, fake = rng.dirichlet(np.ones(4), 200), rng.dirichlet(np.ones(4), 200)
    best = np.log(real) - np.log(fake)
    moved = best + rng.normal(0.0, 1.0, best.shape)
    assert (trained_counts.distance_to_the_optimum(moved, real, fake) >= abs(moved - best)).all()
    near = best + 1e-9
    assert (trained_counts.distance_to_the_optimum(near, real, fake) <= 1e-8).mean() > 0.9


def test_a_count_of_zero_has_no_optimum() -> None:
    error = trained_counts.distance_to_the_optimum(
        np.zeros((1, 2)), np.array([[0.0, 1.0]]), np.array([[0.5, 0.5]])
    )
    assert np.isinf(error[0, 0])
    assert np.isfinite(error[0, 1])
