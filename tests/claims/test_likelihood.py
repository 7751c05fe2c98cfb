"""What surrounds the claims on likelihood: sharpness, boundaries, and the comparisons' own evidence."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from gancheck.claims.claim import CounterClaim
from gancheck.claims.comparisons.likelihood import closed_form, log_likelihood
from gancheck.claims.comparisons.pushforward import pushforward
from gancheck.claims.counterclaims import likelihood as wrong
from gancheck.claims.fits import Candidates, Fit, Records
from gancheck.claims.likelihood import CLAIMS
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete, Empirical, Gaussian, Monotone, Pushforward
from gancheck.distributions.codec import decode, encode
from gancheck.distributions.expectation import expectation
from gancheck.divergences.kullback_leibler import kl, kl_estimate
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from gancheck.theory import likelihood
from gancheck.theory.maximum_likelihood import categorical_mle, maximum_likelihood


def test_the_section_has_its_eight_claims_each_with_two_counterclaims() -> None:
    assert [claim.id for claim in CLAIMS] == [
        "mle.log-likelihood",
        "mle.kl-identity",
        "mle.kl-argmin",
        "mle.gradient",
        "mle.closed-form",
        "mle.recovery",
        "mle.misspecified",
        "mle.pushforward",
    ]
    assert all(len(claim.counterclaims) >= 2 for claim in CLAIMS)


@pytest.mark.parametrize(
    "counter", [counter for claim in CLAIMS for counter in claim.counterclaims], ids=lambda c: c.title
)
def test_witnesses_survive_json(counter: CounterClaim) -> None:
    stored = encode(counter.witness())
    assert encode(decode(stored)) == stored


class TestLogLikelihood:
    def test_a_product_on_the_edge_of_underflow_is_still_compared(self) -> None:
        models = ([0.5, 0.5], [0.25, 0.75], [0.75, 0.25], [0.5, 0.5])
        data = Empirical.from_counts([[500, 500]])
        candidates = Candidates(data, *(Discrete(probs=[probs]) for probs in models))
        _, rankings = log_likelihood(candidates, likelihood.log_likelihood)
        exact, floats = rankings.value[0]
        assert exact.tolist() == floats.tolist()  # 2^-1000 is normal, (3/16)^500 is not: the row falls back
        assert exact[0] == pytest.approx(-1000 * math.log(2.0), rel=4 * UNIT_ROUNDOFF)

    def test_an_exact_tie_is_a_tie(self) -> None:
        same = Discrete(probs=[[0.25, 0.75]])
        candidates = Candidates(Empirical.from_counts([[3, 9]]), same, same, same, same)
        assert get_claim("mle.log-likelihood").compare(candidates).residual.max() == 0.0

    def test_models_that_exclude_the_data_are_all_alike(self) -> None:
        excluded = Discrete(probs=[[1.0, 0.0]])
        candidates = Candidates(Empirical.from_counts([[1, 1]]), *[excluded] * 4)
        assert get_claim("mle.log-likelihood").compare(candidates).holds.all()


class TestClosedForm:
    def test_the_hessian_is_negative_definite_on_the_tangent_space(self) -> None:
        """−Σ c_i v_i²/p̂_i² < 0 for every v ≠ 0 that sums to 0, when every count is positive."""
        counts = torch.tensor([5.0, 1.0, 2.0], dtype=torch.float64)
        best = counts / counts.sum()
        hessian = torch.autograd.functional.hessian(lambda p: (counts * torch.log(p)).sum(), best)
        tangent = np.linalg.svd(np.ones((1, 3)))[2][1:]
        assert np.linalg.eigvalsh(tangent @ hessian.numpy() @ tangent.T).max() < -float(counts.sum())

    def test_in_logits_the_hessian_is_only_semidefinite(self) -> None:
        """Adding a constant to all logits changes nothing: the null vector is 1."""
        counts = torch.tensor([5.0, 1.0, 2.0], dtype=torch.float64)
        hessian = torch.autograd.functional.hessian(
            lambda theta: (counts * torch.log_softmax(theta, 0)).sum(), torch.log(counts)
        ).numpy()
        rounding = 16 * UNIT_ROUNDOFF * float(counts.sum())
        assert abs(hessian @ np.ones(3)).max() <= rounding
        spectrum = np.linalg.eigvalsh(hessian)
        assert spectrum[-1] <= rounding
        assert spectrum[-2] < -0.1 * float(counts.sum())

    def test_every_rival_loses_by_m_times_its_divergence(self) -> None:
        counts = np.array([[5.0, 1.0, 2.0, 0.0]])
        rng = np.random.default_rng(1)
        for _ in range(100):
            records = Records(np.arange(4.0)[None], counts, Discrete(probs=rng.dirichlet(np.ones(4))[None]))
            gain, divergence = closed_form(records, maximum_likelihood)
            assert abs(gain.value - divergence.value) <= gain.error + divergence.error
            assert divergence.value > 0


class TestEmptyCells:
    def test_a_softmax_approaches_the_infimum_and_does_not_attain_it(self) -> None:
        """With ε on the empty cells KL(p̂‖q) ≥ −log(1 − ε) > 0; along logits −t there it falls to 0 like e^−t."""
        data = Empirical.from_counts([3, 1, 0])
        divergences = []
        for t in (1.0, 4.0, 9.0, 16.0, 25.0):
            model = Discrete(logits=[math.log(3.0), 0.0, -t])
            found = kl_estimate(data, model)
            floor = -math.log1p(-float(model.probs[2]))
            assert found.value >= floor - found.error - 4 * UNIT_ROUNDOFF
            divergences.append(float(found.value))
        assert all(later < earlier for earlier, later in pairwise(divergences))
        assert 0.0 < divergences[-1] < 1e-11
        assert kl(data, categorical_mle(data.counts)) == 0.0


class TestPushforward:
    @pytest.mark.parametrize(
        "name, monotone, mean",
        [
            ("exp", Monotone(np.exp, np.log, lambda x: -np.log(x), image=(0.0, math.inf)), math.exp(0.125)),
            ("sinh", Monotone(np.sinh, np.arcsinh, lambda x: -0.5 * np.log1p(x**2)), 0.0),
        ],
    )
    def test_a_monotone_map_changes_variables(self, name: str, monotone: Monotone, mean: float) -> None:
        """E x under the pushforward is E G(z): e^(σ²/2) for exp, and 0 by symmetry for sinh."""
        law = Pushforward(Gaussian(0.0, 0.5), monotone)
        total = expectation(law, np.ones_like)
        found = expectation(law, lambda x: x)
        assert abs(total.value - 1.0) <= total.error + 1e-15, name
        assert abs(found.value - mean) <= found.error + 4 * UNIT_ROUNDOFF * (1 + mean), name

    def test_the_followed_network_finds_both_preimages(self) -> None:
        """G(z) = 4 relu(z) + 2 relu(−z): P(1 < G ≤ 3) = Φ(3/4) − Φ(1/4) + Φ(3/2) − Φ(1/2)."""
        problem = wrong.folding_network()
        _, followed = pushforward(problem, Pushforward.log_prob)
        normal = Gaussian(0.0, 1.0)
        expected = float(normal.interval_probability(np.array([0.25]), np.array([0.75]))[0]) + float(
            normal.interval_probability(np.array([0.5]), np.array([1.5]))[0]
        )
        assert abs(followed.value[0, 1] - expected) <= followed.error[0, 1] + 8 * UNIT_ROUNDOFF

    def test_the_bound_is_small_where_the_slopes_are_ordinary(self) -> None:
        comparison = get_claim("mle.pushforward").compare(wrong.folding_network())
        assert comparison.bound.max() < 1e-12


def test_families_are_told_apart() -> None:
    gaussian, mixture = Gaussian([0.0], [1.0]), wrong.two_modes().data
    assert Fit(gaussian, gaussian).family == "gaussian"
    assert Fit(mixture, gaussian).family == "misfit"
    assert Fit(mixture, mixture).family == "mixture"
    assert wrong.softmax_fit().family == "softmax"
    assert wrong.sample().family == "discrete"
