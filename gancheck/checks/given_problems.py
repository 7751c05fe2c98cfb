"""Problems that somebody gives to a check, as batches of the claim's type.

Laws are converted, put on NumPy and on common atoms, and everything gets one batch size; what cannot be brought
together is refused by name.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from gancheck.claims.claim import Claim, Problem
from gancheck.claims.problems import family_of
from gancheck.distributions.codec import decode, encode
from gancheck.distributions.conversion import as_law
from gancheck.distributions.law import Law
from gancheck.distributions.parameters import as_numpy
from gancheck.distributions.rows import repeat_rows
from gancheck.divergences.pairs import align
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import as_array
from gancheck.theory.discriminators import Discriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import OptimalDiscriminator

__all__ = ["given_problems"]


def given_problems(claim: Claim, problems: Any) -> Sequence[Problem]:
    """The problems as a sequence of batches.

    Args:
        claim: The claim that they are for.
        problems: A batch of the claim's problem type, a sequence of such batches, or the tuple of what one consists of.

    Raises:
        InvalidInput: They are none of these, their parts do not fit together, or the claim does not speak of them.
    """
    batches = _batches(claim, problems)
    for batch in batches:
        if family_of(batch) not in claim.families:
            raise InvalidInput(
                f"`problems` are of the family {family_of(batch)!r}; {claim.id} is tested on "
                f"{', '.join(claim.families)}."
            )
    return batches


def _batches(claim: Claim, problems: Any) -> Sequence[Problem]:
    if isinstance(problems, claim.problem):
        return [problems]
    if (
        isinstance(problems, Sequence)
        and problems
        and all(isinstance(one, claim.problem) for one in problems)
    ):
        return problems
    names = [field.name for field in fields(claim.problem) if field.name != "family"]
    if isinstance(problems, tuple) and len(problems) == len(names):
        return [claim.problem(**_of_one_size(dict(zip(names, map(_converted, problems), strict=True))))]
    raise InvalidInput(
        f"`problems` is {type(problems).__name__}; {claim.id} takes a {claim.problem.__name__} "
        f"or the tuple ({', '.join(names)})."
    )


def _converted(part: Any) -> Any:
    """A law or a discriminator on NumPy and with a batch axis, or an array ``(B, …)``."""
    if isinstance(part, OptimalDiscriminator):
        return OptimalDiscriminator(part.p.batched(), part.q.batched())
    if isinstance(part, TabularDiscriminator):
        return TabularDiscriminator(np.atleast_2d(as_numpy(part.logits)))
    if isinstance(part, Discriminator):
        return part
    if isinstance(part, int | float | list | np.ndarray):
        return np.atleast_1d(as_array(part, "problems"))
    law = as_law(part)
    return decode(encode(law.batched()))


def _of_one_size(parts: dict[str, Any]) -> dict[str, Any]:
    """Laws p and q on common atoms; laws and arrays of one problem repeated to the size of the others."""
    if "p" in parts and "q" in parts:
        parts["p"], parts["q"] = align(parts["p"], parts["q"])
    sizes = {name: len(part) for name, part in parts.items()}
    size = max(sizes.values())
    if set(sizes.values()) - {1, size}:
        raise InvalidInput(f"`problems` has parts of the sizes {sizes}; give equal sizes, or 1.")
    return {name: part if len(part) == size else _repeated(part, size) for name, part in parts.items()}


def _repeated(part: Any, size: int) -> Any:
    return repeat_rows(part, size) if isinstance(part, Law) else part[np.zeros(size, dtype=int)]
