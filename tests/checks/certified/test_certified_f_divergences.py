"""The enclosures of the f-divergence family hold, and refuse every wrong version with certainty."""

import numpy as np
import pytest

from gancheck.checks.certified.check import check_certified, evaluate
from gancheck.checks.certified.f_divergences import ABSENT, ENCLOSED
from gancheck.checks.verdict import Verdict
from gancheck.claims.family import CriticPair, OrderedPair
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete


@pytest.mark.parametrize("enclosed", ENCLOSED, ids=lambda each: each.claim)
def test_the_claim_holds_and_every_wrong_version_is_refused(enclosed):
    claim = get_claim(enclosed.claim)
    assert set(enclosed.wrong) | set(enclosed.unseen) == {counter.title for counter in claim.counterclaims}
    outcome = check_certified(claim, "discrete", seed=3, batches=3)
    assert outcome.verdict is Verdict.HOLDS, outcome.reason
    assert outcome.inconclusive == 0
    assert all(refutation.refuted for refutation in outcome.refutations)


def test_every_claim_of_the_section_is_enclosed_or_says_why_not():
    from gancheck.claims.f_divergences import CLAIMS

    assert {each.claim for each in ENCLOSED} | set(ABSENT) == {claim.id for claim in CLAIMS}


def test_more_bits_are_taken_near_equality():
    """At δ = 1e-15 the divergences are 1e-31: 64 bits cannot tell the sums of large terms apart."""
    p = np.array([0.3, 0.45, 0.25])
    q = p * (1.0 + 1e-15 * np.array([1.0, -1.0, 0.0]))
    problem = OrderedPair(Discrete(probs=p[None]), Discrete(probs=q[None]), np.array([0.375]))
    judged = evaluate(get_claim("div.f"), ENCLOSED[0], problem)
    assert judged.holds is True
    assert judged.bits > 64


def test_a_critic_at_the_kink_of_total_variation_and_below_every_range():
    p = Discrete(probs=[[0.5, 0.25, 0.25]])
    q = Discrete(probs=[[0.5, 0.125, 0.375]])
    for alpha in (-2.0, 1.0, 3.0):
        problem = CriticPair(p, q, np.array([[-4.0, -0.5, 4.0]]), np.array([alpha]))
        assert evaluate(get_claim("div.fenchel"), ENCLOSED[1], problem).holds is True
