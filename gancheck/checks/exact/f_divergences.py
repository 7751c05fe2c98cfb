"""Derivations of the claims on the f-divergence family."""

from gancheck.checks.exact.derivation import Derivation

__all__ = ["ABSENT", "DERIVATIONS"]

DERIVATIONS: tuple[Derivation, ...] = ()

ABSENT: dict[str, str] = {}
