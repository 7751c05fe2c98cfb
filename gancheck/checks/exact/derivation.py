"""A derivation: the algebra of a claim, carried out step by step and decided without rounding.

A step is a sentence and what it leaves over: an expression that must be identically zero, a number that must be zero,
or a truth value. As everywhere, the same steps are taken with wrong formulas in the place of the right one, and some
step must then fail.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Derivation", "Step"]


@dataclass(frozen=True)
class Step:
    """One sentence of a derivation.

    Attributes:
        sentence: What is derived, in symbols or words; names the step where it fails.
        remainder: What it leaves over. A ``bool`` is the sentence's truth, and None says that it could not be decided;
            a ``sympy`` expression, a fraction, a `gancheck.numerics.log_form.LogForm` or a ball must be zero. What
            counts as an expression's domain, and what decides, is said in `gancheck.checks.exact.decision`.
    """

    sentence: str
    remainder: Any


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """The exact evidence for a claim.

    Attributes:
        claim: Its id.
        method: What is derived, and by which means it is decided, in a sentence.
        formula: What the claim is about, in symbols or on fractions.
        steps: ``(formula, problem) -> steps``; the problem is None for a derivation in symbols.
        wrong: For a counter-claim's title, its formula in the same form.
        unseen: For the title of each other counter-claim, why algebra cannot tell it from the claim.
        family: ``"symbolic"``: for every value of the symbols at once; ``"rational"``: on drawn rational problems.
        problems: Draws one rational problem; None for a derivation in symbols.
        witnesses: Problems that are taken besides the drawn ones, whatever the seed: those on which a wrong formula
            that is nearly right is refused.
    """

    claim: str
    method: str
    formula: Callable[..., Any]
    steps: Callable[[Callable[..., Any], Any], Iterable[Step]]
    wrong: Mapping[str, Callable[..., Any]]
    unseen: Mapping[str, str] = field(default_factory=dict)
    family: str = "symbolic"
    problems: "Callable[[], SearchStrategy[Any]] | None" = None
    witnesses: tuple[Any, ...] = ()
