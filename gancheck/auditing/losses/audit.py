"""The audit of loss functions: they are called on chosen outputs, and every rule for losses judges what they answer."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from gancheck.auditing import rules
from gancheck.auditing.audit import Audit, GameCard, Unchecked
from gancheck.auditing.finding import Finding
from gancheck.auditing.losses.card import curves_of, loss_card
from gancheck.auditing.losses.convention import parse_conventions
from gancheck.auditing.losses.discovery import only_size
from gancheck.auditing.losses.observe import observe_losses
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.pair import LossPair, read_pair
from gancheck.auditing.rules import loss_shape
from gancheck.errors import InvalidInput
from gancheck.theory.game_name import UNKNOWN_GAME

__all__ = ["audit_losses", "loss_rules"]

PREFIX, PENALTY = "loss_", "loss_penalty_"


def audit_losses(
    discriminator_loss: Any,
    generator_loss: Any = None,
    *,
    convention: str | None = None,
    claims: str | None = None,
    name: str | None = None,
) -> Audit:
    """Find out which game a pair of losses plays, and what is wrong with it.

    Nothing is trained, and the global random state stays as it is.

    Args:
        discriminator_loss: A function, a module, a class, an object with both losses as methods, a factory of one of
            these, or a pair of losses, of real and of fake outputs.
        generator_loss: Likewise; None if it is in the first, or if there is none.
        convention: How they are called, such as ``"real,fake"``, ``"fake,real; fake"``, ``"output,is_real"``,
            ``"output,target"`` or ``"D,real,fake"``; None to find out.
        claims: The game that they are meant to be: ``"hinge"``, ``"least-squares"``, ``"wasserstein"``,
            ``"minimax"``, ``"non-saturating"``, ``"logistic"`` or ``"relativistic"``; None to go by their names.
        name: What the target is called in the audit; None for its own name.

    Returns:
        The audit. Losses that could not be called have an unknown game, and no rule ran.

    Raises:
        InvalidInput: The convention or the claim is none.

    Example:
        >>> audit = audit_losses(lambda real, fake: fake.mean() - real.mean(), lambda fake: -fake.mean())
        >>> audit.game.name
        'Wasserstein GAN'
        >>> [found.check for found in audit.findings if found.bug_class]
        []
    """
    import torch

    if convention is not None:
        parse_conventions(convention)
    with torch.random.fork_rng(devices=[]), torch.enable_grad():
        try:
            pair = read_pair(discriminator_loss, generator_loss, convention)
        except Exception as error:
            return _uncalled(discriminator_loss, str(error), name)
        try:
            return _judged(observe_losses(pair, claims), pair, name)
        except InvalidInput:
            raise
        except Exception as error:
            return _uncalled(discriminator_loss, f"{type(error).__name__}: {error}", name)


def _judged(observed: LossObservation, pair: LossPair, name: str | None) -> Audit:
    findings: list[Finding] = []
    unchecked: list[Unchecked] = []
    for rule in loss_rules():
        try:
            findings += rule.judge(observed)
        except Exception as error:
            unchecked.append(Unchecked(rule.RULE.id, f"the rule failed: {type(error).__name__}: {error}"))
    game = None if observed.parts is None else observed.parts.game
    return Audit(
        target=name or pair.name,
        game=loss_card(observed),
        findings=tuple(findings),
        not_checked=tuple(unchecked),
        curves=None if game is None else curves_of(game.fingerprint),
    )


def loss_rules() -> Iterator[ModuleType]:
    """The rules for pairs of losses, by name; those for penalties are others."""
    for found in pkgutil.iter_modules(rules.__path__):
        if found.name.startswith(PREFIX) and not found.name.startswith(PENALTY):
            yield import_module(f"{rules.__name__}.{found.name}")


def _uncalled(target: Any, reason: str, name: str | None) -> Audit:
    own = getattr(target, "__qualname__", type(target).__qualname__)
    # Losses of one size of batch only are refused by every convention.
    size = only_size(target, "d") if callable(target) and not isinstance(target, type) else None
    found = () if size is None else (loss_shape.of_one_size(size),)
    checked = {each.check for each in found}
    return Audit(
        target=name or own,
        game=GameCard(name=UNKNOWN_GAME, sentences=(f"The losses could not be called: {reason}",)),
        findings=found,
        not_checked=tuple(
            Unchecked(rule.RULE.id, reason) for rule in loss_rules() if rule.RULE.id not in checked
        ),
    )
