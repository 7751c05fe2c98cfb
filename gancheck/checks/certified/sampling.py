"""Enclosures for the claims on what minibatches and samples do."""

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

ENCLOSED: tuple[EnclosedClaim, ...] = ()

ABSENT: dict[str, str] = {
    "alg.unbiased": "over finitely many minibatches it is an identity of fractions, decided exactly; over infinitely "
    "many it is tested at a stated level",
    "alg.sampling-law": "a statement about random draws: there is no number to enclose",
    "alg.sampling-variance": "a limit, whose distance is bounded by a proven remainder far wider than rounding: balls "
    "would show no more than float64 does",
}
