"""What surrounds the claims on samples: their witnesses, and the remainder that their limit is allowed."""

import numpy as np
import pytest

from gancheck.claims.claim import CounterClaim
from gancheck.claims.comparisons.sampling import logit_variance
from gancheck.claims.counterclaims import sampling as wrong
from gancheck.claims.problems import decided
from gancheck.claims.sampling import CLAIMS
from gancheck.distributions.codec import decode, encode
from gancheck.theory.logit_law import asymptotic_logit_variance


def test_the_section_has_its_three_claims() -> None:
    assert [claim.id for claim in CLAIMS] == ["alg.unbiased", "alg.sampling-law", "alg.sampling-variance"]


@pytest.mark.parametrize(
    "counter", [counter for claim in CLAIMS for counter in claim.counterclaims], ids=lambda c: c.title
)
def test_witnesses_survive_json(counter: CounterClaim) -> None:
    stored = encode(counter.witness())
    assert encode(decode(stored)) == stored
    assert decided(counter.witness()).all()


def test_the_proven_remainder_holds_at_every_size_and_falls() -> None:
    exact, limit = logit_variance(wrong.lopsided(), asymptotic_logit_variance)
    assert (abs(exact.value - limit.value) <= exact.error + limit.error).all()
    assert (np.diff(limit.error, axis=-1) < 0).all()
    assert (limit.error[..., -1] < 0.06 * limit.value[..., -1]).all()
    remainder = abs(exact.value - limit.value)
    assert (remainder[..., -1] < 0.1 * remainder[..., 0]).all()
