"""The audit of a gradient penalty: what it is on a linear critic, whose gradient is the same everywhere."""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from gancheck.auditing import rules
from gancheck.auditing.audit import Audit, GameCard, Unchecked
from gancheck.auditing.finding import Finding
from gancheck.auditing.losses.penalty_call import find_penalty
from gancheck.auditing.losses.penalty_probe import PenaltyObservation, observe_penalty

__all__ = ["audit_penalty", "penalty_rules"]

PREFIX = "loss_penalty_"


def audit_penalty(function: Callable[..., Any], *, name: str | None = None) -> Audit:
    """Find out what a gradient penalty penalises, and what is wrong with it.

    Args:
        function: Such as ``penalty(D, real, fake)``, in any order, with a device, a factor or conditions beside them;
            ``penalty(D, x)``; ``penalty(x, D(x))``; or a method of D.
        name: What the target is called in the audit; None for its own name.

    Returns:
        The audit. A penalty that could not be called has no findings, and no rule ran.

    Example:
        >>> from gancheck.theory.penalties import gradient_penalty
        >>> audit = audit_penalty(gradient_penalty)
        >>> audit.game.sentences[1]
        'On a critic of slope s it is 1·(s − 1)².'
    """
    import torch

    own = str(name or getattr(function, "__qualname__", type(function).__qualname__))
    reason = ""
    with torch.random.fork_rng(devices=[]), torch.enable_grad():
        torch.manual_seed(0)
        try:
            observed = observe_penalty(find_penalty(function))
        except Exception as error:
            reason = str(error)
            observed = None
    if observed is None:
        return Audit(
            target=own,
            game=GameCard(sentences=(f"The penalty could not be called: {reason}",)),
            findings=(),
            not_checked=tuple(Unchecked(rule.RULE.id, reason) for rule in penalty_rules()),
        )
    findings: list[Finding] = []
    for rule in penalty_rules():
        findings += rule.judge(observed)
    return Audit(target=own, game=_card(observed), findings=tuple(findings))


def penalty_rules() -> Iterator[ModuleType]:
    """The rules for penalties, by name."""
    for found in pkgutil.iter_modules(rules.__path__):
        if found.name.startswith(PREFIX):
            yield import_module(f"{rules.__name__}.{found.name}")


def _card(observed: PenaltyObservation) -> GameCard:
    form, points = observed.form, observed.points
    shown = {
        "two-sided": f"{form.factor:g}·(s − {form.target:g})²",
        "one-sided": f"{form.factor:g}·max(0, s − {form.target:g})²",
        "power": f"{form.factor:g}·s^{form.target:g}",
    }.get(form.kind, "of no form that is known here")
    where = {
        "segment": "between each real sample and its fake",
        "real": "at real samples",
        "fake": "at fakes",
        "near real": "around real samples",
        "given": "at the points that it is given",
    }.get(points.kind, "elsewhere")
    return GameCard(
        sentences=(
            f"The penalty is called as ({','.join(observed.roles)}).",
            f"On a critic of slope s it is {shown}.",
            f"It is taken {where}.",
        )
    )
