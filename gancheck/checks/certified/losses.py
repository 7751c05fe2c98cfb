"""Enclosures for the claims on losses and the games that they play."""

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

ENCLOSED: tuple[EnclosedClaim, ...] = ()

DERIVED = "an identity between functions of r = p/q, which is derived for every r at once"
ABSENT: dict[str, str] = {
    "loss.optimal-output": DERIVED,
    "loss.discriminator-divergence": DERIVED,
    "loss.generator-divergence": DERIVED,
    "loss.minimax": DERIVED,
    "loss.non-saturating": DERIVED,
    "loss.maximum-likelihood": DERIVED,
}
