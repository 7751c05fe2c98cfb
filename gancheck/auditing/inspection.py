"""One object through the layers that speak of its kind, and what they found as one audit.

It runs in whichever process calls it: in the sandbox's for a target that is named, in the caller's own for objects of
the caller's own code.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from gancheck.auditing.audit import Audit, GameCard
from gancheck.auditing.target import Kind, kind_of, made, place_of
from gancheck.errors import InvalidInput

__all__ = ["Order", "inspect_object", "merged"]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked of an audit.

    Attributes:
        kind: What the target is; None to see for oneself.
        convention: How the losses are called, in the words of `gancheck.auditing.losses`; None to find out.
        claims: The game that the target is meant to be, a name that `claimed_game` knows; None to go by names.
        play_seconds: How long a GAN may play against the oracle; 0 if it is not to play.
        seed: Fixes every draw.
    """

    kind: Kind | None = None
    convention: str | None = None
    claims: str | None = None
    play_seconds: float = 45.0
    seed: int = 0


def inspect_object(
    found: Any, generator_loss: Any, order: Order
) -> Iterator[tuple[str, Callable[[], Audit]]]:
    """The layers that are to run, in order: the name of each and what runs it.

    Nothing of the target runs before the first is asked for; a factory is called then.

    Raises:
        InvalidInput: G's loss was given with what is no loss, or a claim with what is no game.
    """
    target = made(found, order.kind)
    kind = order.kind or kind_of(target)
    if generator_loss is not None and kind is not Kind.LOSS:
        raise InvalidInput(
            f"`generator_loss` was given with a target that is a {kind.value}; it goes with D's loss. "
            "If the target is that, say so: kind='loss', --kind loss."
        )
    if order.claims is not None and kind is Kind.PENALTY:
        raise InvalidInput(
            f"`claims` is {order.claims!r}, and the target is a penalty, which plays no game; losses and GANs do."
        )
    if kind is Kind.LOSS:
        yield "losses", lambda: _losses(target, generator_loss, order)
    elif kind is Kind.PENALTY:
        yield "penalty", lambda: _penalty(target)
    else:
        yield "steps", lambda: _steps(target, order)
        if order.play_seconds > 0.0:
            # A GAN that has been stepped is no longer the one that was given; a factory makes a new one.
            yield "play", lambda: _play(made(found, order.kind), order)


def merged(audits: tuple[Audit, ...], target: str) -> Audit:
    """The audits of several layers as one: findings in their order; of each fact of the game what was found first."""
    games = [audit.game for audit in audits]
    facts = {
        field.name: next((fact for game in games if (fact := getattr(game, field.name)) is not None), None)
        for field in fields(GameCard)
        if field.name != "sentences"
    }
    sentences = tuple(dict.fromkeys(sentence for game in games for sentence in game.sentences))
    return Audit(
        target=target,
        game=GameCard(**facts, sentences=sentences),
        findings=tuple(found for audit in audits for found in audit.findings),
        not_checked=tuple(each for audit in audits for each in audit.not_checked),
        curves=next((audit.curves for audit in audits if audit.curves is not None), None),
    )


def _losses(target: Any, generator_loss: Any, order: Order) -> Audit:
    from gancheck.auditing.losses.audit import audit_losses

    if generator_loss is None and isinstance(target, tuple) and len(target) == 2:
        target, generator_loss = target
    audit = audit_losses(
        target, made(generator_loss, Kind.LOSS), convention=order.convention, claims=order.claims
    )
    return _placed(audit, target)


def _penalty(target: Any) -> Audit:
    from gancheck.auditing.losses.penalty import audit_penalty

    return _placed(audit_penalty(target), target)


def _steps(target: Any, order: Order) -> Audit:
    from gancheck.auditing.steps.audit import audit_steps

    if order.claims is not None:
        from gancheck.auditing.gan import as_gan

        target = replace(as_gan(target), claims=order.claims)
    return audit_steps(target, seed=order.seed)


def _play(target: Any, order: Order) -> Audit:
    from gancheck.auditing.play.audit import audit_play

    return audit_play(target, seconds=order.play_seconds, seed=order.seed)


def _placed(audit: Audit, target: Any) -> Audit:
    """Findings on a loss that name no line point at its definition."""
    place = place_of(target)
    return replace(audit, findings=tuple(replace(each, place=each.place or place) for each in audit.findings))
