"""Derivations of the claims on likelihood and KL."""

from gancheck.checks.exact.derivation import Derivation

__all__ = ["ABSENT", "DERIVATIONS"]

DERIVATIONS: tuple[Derivation, ...] = ()

ABSENT: dict[str, str] = {}
