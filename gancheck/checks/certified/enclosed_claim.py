"""The certified evidence for a claim: both sides as balls, from formulas that share nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flint import arb

__all__ = ["EnclosedClaim"]


@dataclass(frozen=True, kw_only=True)
class EnclosedClaim:
    """How a claim is evaluated in ball arithmetic.

    Attributes:
        claim: Its id.
        method: What is enclosed, and why the balls hold the true values, in a sentence.
        families: The families of the claim's problems that can be enclosed.
        formula: What the claim is about, in balls.
        sides: ``(problem, formula) -> pairs of balls`` for a batch of one problem, at the working precision that is
            set when it is called; the claim's relation must hold between the two of each pair.
        wrong: For a counter-claim's title, its formula in balls.
        unseen: For the title of each other counter-claim, why no ball can tell it from the claim.
    """

    claim: str
    method: str
    families: tuple[str, ...]
    formula: Callable[..., Any]
    sides: "Callable[[Any, Callable[..., Any]], Iterable[tuple[arb, arb]]]"
    wrong: Mapping[str, Callable[..., Any]]
    unseen: Mapping[str, str] = field(default_factory=dict)
