"""Critics: Wasserstein's distance and gradient penalties."""

from gancheck.claims.claim import Claim

__all__ = ["CLAIMS"]

CLAIMS: tuple[Claim, ...] = ()
