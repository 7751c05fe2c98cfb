"""The typical problem of every family has teeth, not only the witnesses of the counter-claims.

Half of the recorded problems of a family state errors, in each sentence of the claim, that are at most some hundred
roundings of the sides' size. Hard problems are among them, and state more; where even the typical one does, `BLUNTER`
says why. The errors are read from the record, which properties/test_recorded_sides.py keeps true.
"""

import numpy as np
import pytest

from gancheck.claims.registry import all_claims, get_claim
from gancheck.claims.relation import ARGMAX, CONVERGES
from properties.recorded_sides import SUBJECTS, Subject, recorded

TOOTH = 2e-13

QUOTIENT = "one side is a difference quotient, whose step trades truncation for rounding"
BLUNTER: dict[str, tuple[float, str]] = {
    "mle.gradient": (1e-8, QUOTIENT),
    "mle.closed-form": (
        2e-12,
        "the condition of a covariance, and of a mean far from 0, multiplies the rounding",
    ),
    "mle.recovery": (0.1, "the limit in the number of draws is seen at finite ones, with a proven remainder"),
    "disc.optimum": (
        1e-11,
        "the logits of two densities cancel, and a slope of the optimum is a difference quotient",
    ),
    "gen.global-minimum": (
        2e-12,
        "the total variation is seen through the entropy, whose slope at 0 is infinite",
    ),
    "gen.parametric": (1e-7, QUOTIENT),
    "div.kl-shape": (
        1e-9,
        "KL of Gaussians of different scales grows like their squared ratio, and so does its rounding",
    ),
    "div.gaussian-kl": (1e-11, "a condition number multiplies the rounding of the common diagonal form"),
    "div.gaussian-jsd": (1e-9, "a condition number multiplies the rounding of the common diagonal form"),
    "div.f": (1e-9, "a condition number multiplies the rounding of the common diagonal form"),
    "div.fenchel": (1e-12, "the ratio p/q of a rare atom multiplies the rounding of the best critic f'(p/q)"),
    "loss.generator-divergence": (1e-6, QUOTIENT),
    "loss.minimax": (1e-6, QUOTIENT),
    "loss.non-saturating": (1e-6, QUOTIENT),
    "loss.maximum-likelihood": (1e-6, QUOTIENT),
    "alg.sampling-variance": (
        0.1,
        "the limit in the number of draws is seen at finite ones, with a proven remainder",
    ),
    "dyn.bilinear": (1e-6, "eigenvalues of a matrix that may be defective move by the root of its rounding"),
    "dyn.dirac": (1e-6, "eigenvalues of a matrix that may be defective move by the root of its rounding"),
    "dyn.equilibrium": (1e-6, "the Jacobian is a difference quotient of k steps"),
}
"""What the typical problem states instead, relative to the sides' size and at least to 1, and why."""

CLAIMS = {claim.id for claim in all_claims()}
FAMILIES = [
    pytest.param(subject, id=f"{subject.title}-{subject.page}")
    for subject in SUBJECTS
    # Densities of pushforwards have edges and atoms, at which panels state errors as large as the density.
    if subject.drawn is not None and subject.title in CLAIMS - {"mle.pushforward"}
]


@pytest.mark.parametrize("subject", FAMILIES)
def test_the_typical_problem_states_a_small_error(subject: Subject) -> None:
    """The median over recorded problems of the stated errors, by the size of the sides; the worst sentence counts."""
    claim = get_claim(subject.title)
    tooth, _ = BLUNTER.get(claim.id, (TOOTH, ""))
    shares = []
    for lhs, rhs in recorded(subject):
        left, right = np.broadcast_arrays(lhs.value, rhs.value)
        # An error that is noise is left out of the record: it is small beside those that are not.
        error = np.broadcast_to(
            np.nan_to_num(lhs.error, posinf=np.inf) + np.nan_to_num(rhs.error, posinf=np.inf), left.shape
        )
        with np.errstate(invalid="ignore"):
            share = error / np.maximum(1.0, np.maximum(np.abs(left), np.abs(right)))
        share = np.where(np.isfinite(left) & np.isfinite(right), share, 0.0)
        if claim.relation is ARGMAX:
            share = share.max(axis=-1)
        elif claim.relation is CONVERGES:
            share = share[..., -1]
        shares.append(share.reshape(len(share), -1))
    sentences = min(share.shape[1] for share in shares)
    typical = np.median(np.concatenate([share[:, :sentences] for share in shares]), axis=0)
    assert typical.max(initial=0.0) <= tooth


def test_no_claim_is_excused_that_is_not_there() -> None:
    """A claim that has been renamed or removed takes its excuse with it."""
    assert set(BLUNTER) <= {claim.id for claim in all_claims()}
