"""Which claims are enclosed in balls, and why the others are not.

Each module of this package that is named like a section of the claims defines two things: ``ENCLOSED``, a tuple, and
``ABSENT``, the reason for each claim of the section that is not enclosed.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.claims.registry import SECTIONS

__all__ = ["absent", "enclosed_claims"]


@cache
def enclosed_claims() -> Mapping[str, EnclosedClaim]:
    """The enclosure of each claim that has one, under its id."""
    found = [
        each
        for section in SECTIONS
        for each in import_module(f"gancheck.checks.certified.{section}").ENCLOSED
    ]
    return {each.claim: each for each in found}


@cache
def absent() -> Mapping[str, str]:
    """Why a claim is not enclosed, under its id."""
    reasons: dict[str, str] = {}
    for section in SECTIONS:
        reasons |= import_module(f"gancheck.checks.certified.{section}").ABSENT
    return reasons
