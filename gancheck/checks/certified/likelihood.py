"""Enclosures for the claims on likelihood and KL."""

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

ENCLOSED: tuple[EnclosedClaim, ...] = ()

ABSENT: dict[str, str] = {}
