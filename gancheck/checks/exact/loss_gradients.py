"""Derivations of the claims on losses: gradients and precision."""

from gancheck.checks.exact.derivation import Derivation

__all__ = ["ABSENT", "DERIVATIONS"]

DERIVATIONS: tuple[Derivation, ...] = ()

ABSENT: dict[str, str] = {}
