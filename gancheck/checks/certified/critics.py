"""Enclosures for the claims on critics: Wasserstein's distance and gradient penalties."""

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

ENCLOSED: tuple[EnclosedClaim, ...] = ()

ABSENT: dict[str, str] = {}
