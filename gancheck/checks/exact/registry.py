"""Which claims have a derivation, and why the others have none.

Each module of this package that is named like a section of the claims defines two things: ``DERIVATIONS``, a tuple, and
``ABSENT``, the reason for each claim of the section that has none.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from gancheck.checks.exact.derivation import Derivation
from gancheck.claims.registry import SECTIONS

__all__ = ["absent", "derivations"]


@cache
def derivations() -> Mapping[str, tuple[Derivation, ...]]:
    """The derivations of each claim that has one, under its id."""
    found: dict[str, tuple[Derivation, ...]] = {}
    for section in SECTIONS:
        for derivation in import_module(f"gancheck.checks.exact.{section}").DERIVATIONS:
            found[derivation.claim] = (*found.get(derivation.claim, ()), derivation)
    return found


@cache
def absent() -> Mapping[str, str]:
    """Why a claim has no derivation, under its id."""
    reasons: dict[str, str] = {}
    for section in SECTIONS:
        reasons |= import_module(f"gancheck.checks.exact.{section}").ABSENT
    return reasons
