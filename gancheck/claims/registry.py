"""The registry: every claim under its id, in the order in which the theory builds.

The sections are imported when the registry is first read, so that a new section is one new file and one line.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from gancheck.claims.claim import Claim
from gancheck.errors import InvalidInput

__all__ = ["SECTIONS", "all_claims", "get_claim"]

SECTIONS = (
    "likelihood",
    "discriminator",
    "generator",
    "divergences",
    "f_divergences",
    "losses",
    "loss_gradients",
    "critics",
    "algorithm",
    "sampling",
    "dynamics",
)
"""The modules of this package that define a tuple ``CLAIMS``, in reading order."""


@cache
def _registry() -> Mapping[str, Claim]:
    claims = [claim for section in SECTIONS for claim in import_module(f"gancheck.claims.{section}").CLAIMS]
    registry = {claim.id: claim for claim in claims}
    if len(registry) != len(claims):
        raise RuntimeError("two claims share an id")
    return MappingProxyType(registry)


def all_claims() -> tuple[Claim, ...]:
    """Every claim that gancheck checks, in reading order.

    Example:
        >>> import gancheck as gk
        >>> gk.all_claims()[0].id
        'mle.log-likelihood'
    """
    return tuple(_registry().values())


def get_claim(claim: "Claim | str") -> Claim:
    """The claim of an id; a claim passes through.

    Raises:
        InvalidInput: No claim has this id; the message names the nearest ones.
    """
    if isinstance(claim, Claim):
        return claim
    registry = _registry()
    if claim not in registry:
        from difflib import get_close_matches

        near = get_close_matches(claim, registry, n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "`gancheck claims` lists all ids."
        raise InvalidInput(f"`claim` is {claim!r}, which no claim has as its id; {hint}")
    return registry[claim]
