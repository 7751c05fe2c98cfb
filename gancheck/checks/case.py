"""A stored case: one problem of one claim as JSON, so that a verdict can be looked at again, anywhere.

The numbers are written to the last bit. A case file holds the claim's id, the tier, the family and the problem.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gancheck.claims.claim import Claim, Problem, Tier
from gancheck.claims.registry import get_claim
from gancheck.distributions.codec import decode, encode
from gancheck.errors import InvalidInput

__all__ = ["Case", "read_case", "write_case"]

FORMAT = "gancheck case 1"


@dataclass(frozen=True)
class Case:
    """A claim, and a batch of problems (mostly of one) to hold it against."""

    claim: Claim
    tier: Tier
    family: str
    problem: Problem


def write_case(case: Case) -> str:
    """The case as JSON text: sorted keys, the same bytes for the same case."""
    document = {
        "format": FORMAT,
        "claim": case.claim.id,
        "tier": case.tier.value,
        "family": case.family,
        "problem": encode(case.problem),
    }
    return json.dumps(document, indent=1, sort_keys=True, allow_nan=False) + "\n"


def read_case(path: Path) -> Case:
    """Read a case file.

    Raises:
        InvalidInput: The file cannot be read, is not JSON, or is not a case of this version.
    """
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(
            f"`{path}` cannot be read: {error.strerror}; give a case file of a report."
        ) from None
    except ValueError as error:
        raise InvalidInput(f"`{path}` is not JSON ({error}); give a case file of a report.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidInput(
            f"`{path}` is not a stored case of this version; give a file from a report's cases folder."
        )
    try:
        claim, tier = get_claim(document["claim"]), Tier(document["tier"])
        case = Case(claim, tier, document["family"], decode(document["problem"]))
    except InvalidInput:
        raise
    except KeyError as error:
        raise InvalidInput(
            f"`{path}` has no entry {error}; store the case again with `gancheck report`."
        ) from None
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidInput(
            f"`{path}` is not a complete case: {error}; store it again with `gancheck report`."
        ) from None
    if not isinstance(case.problem, claim.problem):
        raise InvalidInput(
            f"`{path}` holds a {type(case.problem).__name__}; {claim.id} takes a {claim.problem.__name__}."
        )
    return case
