"""Enclosures for the claims on what minibatches and samples do."""

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

ENCLOSED: tuple[EnclosedClaim, ...] = ()

ABSENT: dict[str, str] = {}
