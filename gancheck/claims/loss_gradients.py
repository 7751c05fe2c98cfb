"""Losses: gradients, precision and penalties."""

from gancheck.claims.claim import Claim

__all__ = ["CLAIMS"]

CLAIMS: tuple[Claim, ...] = ()
