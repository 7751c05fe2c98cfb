"""Derivations of the claims on losses and the games that they play."""

from gancheck.checks.exact.derivation import Derivation

__all__ = ["ABSENT", "DERIVATIONS"]

DERIVATIONS: tuple[Derivation, ...] = ()

ABSENT: dict[str, str] = {}
