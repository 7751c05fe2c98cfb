"""Every comparison has teeth: it refuses a side that is off by little.

A stated error that is a thousand times too large would let any formula pass, and no other property would fail. On the
witnesses of the counter-claims, which are ordinary problems, a side that misses by a ten-trillionth of the sides' size
must be refused, in each sentence of the claim. Where a comparison cannot see so much, `BLUNTER` says why.
"""

import numpy as np
import pytest

from gancheck.claims.claim import Claim, CounterClaim, Tier, relate
from gancheck.claims.registry import all_claims
from gancheck.claims.relation import ARGMAX, AT_LEAST, CONVERGES
from gancheck.numerics.estimate import Estimate

TOOTH = 1e-13
"""A miss, in units of the larger side and at least of 1, that is a few hundred roundings."""

BLUNTER: dict[str, tuple[float | tuple[float, ...], str]] = {
    "mle.gradient": (1e-8, "one side is a difference quotient, whose step trades truncation for rounding"),
    "mle.recovery": (
        (1e-3, 1e-10, TOOTH, 0.02, 0.02, 0.02),
        "the limit in the number of draws is seen at finite ones: through an expansion with its remainder, and through "
        "Berry and Esseen's bound on a distribution function; the ceiling is seen at 2^14 draws, whose masses it sums",
    ),
    "mle.pushforward": (1e-12, "a quadrature over many pieces, each with its rounding"),
    "gen.global-minimum": (
        1e-12,
        "the total variation is seen through the entropy, whose slope at 0 is infinite",
    ),
    "gen.parametric": (1e-6, "one side is a difference quotient of quadratures"),
    "div.gaussian-jsd": (1e-12, "a condition number multiplies the rounding of the common diagonal form"),
    "div.inequalities": (1e-12, "an exponential of the largest log ratio multiplies the rounding"),
    "div.fenchel": (1e-12, "the ratio p/q of a rare atom multiplies the rounding of the best critic f'(p/q)"),
    "loss.generator-divergence": (1e-6, "one side is a difference quotient of divergences"),
    "loss.minimax": (1e-6, "one side is a difference quotient of divergences"),
    "loss.non-saturating": (1e-6, "one side is a difference quotient of divergences"),
    "loss.maximum-likelihood": (1e-6, "one side is a difference quotient of divergences"),
    "loss.penalty": (
        (1e-12, TOOTH, TOOTH, TOOTH),
        "(‖∇D‖ − 1)² multiplies the rounding of a norm over all coordinates by twice its distance from 1",
    ),
    "alg.sampling-variance": (
        0.1,
        "the limit in the number of draws is seen at finite ones, with a proven remainder",
    ),
    "dyn.bilinear": (
        (TOOTH, TOOTH, 1e-6, TOOTH),
        "eigenvalues of a matrix that may be defective move by the root of its rounding",
    ),
    "dyn.dirac": (
        (1e-6, 1e-6, 1e-6, 1e-6, 1e-11, 1e-11, 1e-11, 1e-11),
        "eigenvalues of a matrix that may be defective move by the root of its rounding; what a linear game leaves out "
        "of a true one is of the order of the squared distance from the equilibrium",
    ),
    "dyn.equilibrium": (1e-6, "the Jacobian is a difference quotient of k steps"),
}
"""How small a miss the comparison sees instead, one for all sentences or one for each, and why no smaller one."""

NUMERIC = [
    pytest.param(claim, counter, id=f"{claim.id}-{counter.title}")
    for claim in all_claims()
    for counter in claim.counterclaims
    if claim.tiers != (Tier.LEARNED,)
]
"""Claims about trained players are judged by their error budgets, which are as large as training is inexact."""


@pytest.mark.parametrize("claim, counter", NUMERIC)
def test_a_side_that_misses_by_little_is_refused(claim: Claim, counter: CounterClaim) -> None:
    """The left side is moved off the right one, to where the relation fails, and every sentence refuses it."""
    lhs, rhs = claim.sides(counter.witness())
    size = np.maximum(1.0, np.maximum(np.abs(lhs.value), np.abs(rhs.value)))
    judged = np.isfinite(size)
    tooth, _ = BLUNTER.get(claim.id, (TOOTH, ""))
    if claim.relation is CONVERGES:
        tooth = np.reshape(tooth, (-1, 1))  # the last axis is the sequence
    miss = tooth * np.where(judged, size, 1.0)
    if claim.relation is ARGMAX:
        bound = claim.compare(counter.witness()).bound
        assert (bound <= miss.max(axis=-1)).all()
        return
    off = rhs.value - miss if claim.relation is AT_LEAST else rhs.value + miss
    comparison = relate(claim.relation, Estimate(off, lhs.error), rhs)
    refused = comparison.residual > comparison.bound
    sentences = judged[..., -1] if claim.relation is CONVERGES else judged
    assert refused[sentences].all()


def test_no_claim_is_excused_that_is_not_there() -> None:
    """A claim that has been renamed or removed takes its excuse with it."""
    assert set(BLUNTER) <= {claim.id for claim in all_claims()}
