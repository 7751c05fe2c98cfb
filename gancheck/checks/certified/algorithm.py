"""Enclosures for the claims on Algorithm 1."""

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

ENCLOSED: tuple[EnclosedClaim, ...] = ()

MEASURED = (
    "what is compared was measured on trained players, in floating point; there is no exact number to enclose"
)

ABSENT: dict[str, str] = {
    "alg.directions": MEASURED,
    "alg.inner-loop": MEASURED,
    "alg.learned-optimum": MEASURED,
    "alg.learned-equilibrium": MEASURED,
    "alg.disjoint-supports": MEASURED,
    "alg.figure-1": MEASURED,
}
