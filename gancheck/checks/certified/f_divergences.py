"""Enclosures for the claims on the f-divergence family."""

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

ENCLOSED: tuple[EnclosedClaim, ...] = ()

ABSENT: dict[str, str] = {}
