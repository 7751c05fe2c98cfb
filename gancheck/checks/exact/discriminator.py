"""Derivations of the claims on the discriminator."""

from gancheck.checks.exact.derivation import Derivation

__all__ = ["ABSENT", "DERIVATIONS"]

DERIVATIONS: tuple[Derivation, ...] = ()

ABSENT: dict[str, str] = {}
