"""One target audited: a name in a process of its own, an object in the caller's."""

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from gancheck.auditing.audit import Audit, GameCard
from gancheck.auditing.catalogue import known
from gancheck.auditing.finding import Finding, Place
from gancheck.auditing.inspection import Order, inspect_object, merged
from gancheck.auditing.losses.claimed_game import claimed_game
from gancheck.auditing.rules.target_run import judge
from gancheck.auditing.sandbox import Limits, audit_contained
from gancheck.auditing.target import Kind, parse_target
from gancheck.errors import InvalidInput
from gancheck.report.audit_report import AuditReport, chosen

__all__ = ["audit"]


def audit(
    target: Any,
    *,
    generator_loss: Any = None,
    convention: str | None = None,
    claims: str | None = None,
    kind: str | None = None,
    select: tuple[str, ...] | list[str] = (),
    ignore: tuple[str, ...] | list[str] = (),
    fail_on: str = "error",
    timeout: float = Limits.seconds,
    play: bool = True,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> AuditReport:
    """Audit GAN code: which game does it play, and is that the game that it says it plays?

    A name, ``"package.module:object"`` or ``"path/to/file.py:object"``, is imported and run in a process of its own,
    within limits of time and memory. Any other object is your own code: it is called in this process.

    Args:
        target: A loss, a penalty, a GAN, or a factory of one without arguments; or the name of any of these.
        generator_loss: G's loss, if the target is D's alone; a name if the target is one.
        convention: How the losses are called, such as ``"fake,real"``; found by trying if it is None.
        claims: The game that it is meant to be: ``"hinge"``, ``"least-squares"``, ``"wasserstein"``,
            ``"non-saturating"``, ``"minimax"``, ``"logistic"`` or ``"relativistic"``, or a usual name of one such as
            ``"lsgan"``; None to go by what the target says of itself.
        kind: ``"loss"``, ``"penalty"`` or ``"gan"``; seen from the object if it is None.
        select: Ids of checks, or codes of classes of bugs, to report alone.
        ignore: Ids or codes to leave out.
        fail_on: What `AuditReport.raise_for_violations` raises for: ``"error"``, ``"warning"``, ``"note"``,
            ``"inconclusive"`` or ``"never"``.
        timeout: Seconds for a named target.
        play: Whether a GAN also plays against the oracle, for 45 seconds or a third of the timeout at most.
        seed: Fixes every draw.
        progress: Called with what a named target's process is doing, again and again.

    Returns:
        The report. A target that crashes or hangs is INCONCLUSIVE in it.

    Raises:
        InvalidInput: There is no such target, or an argument has none of its values.

    Example:
        >>> import gancheck as gk
        >>> from torch.nn.functional import softplus
        >>> report = gk.audit(
        ...     lambda real, fake: softplus(-real).mean() + softplus(fake).mean(),
        ...     generator_loss=lambda fake: softplus(-fake).mean(),
        ... )
        >>> report.game.name
        'non-saturating GAN'
        >>> report.raise_for_violations()
    """
    if kind is not None and kind not in [each.value for each in Kind]:
        raise InvalidInput(f"`kind` is {kind!r}; it must be one of {', '.join(each.value for each in Kind)}.")
    if not timeout > 0.0:
        raise InvalidInput(f"`timeout` is {timeout!r}; it must be a positive number of seconds.")
    if claims is not None:
        claimed_game((), claims)  # refuses what is none
    selected, ignored = known(tuple(select)), known(tuple(ignore))
    seconds = min(Order.play_seconds, timeout / 3.0) if play else 0.0
    order = Order(
        kind=None if kind is None else Kind(kind),
        convention=convention,
        claims=claims,
        play_seconds=seconds,
        seed=seed,
    )
    if isinstance(target, str):
        report = _contained(target, generator_loss, order, timeout, progress)
        command = _command(target, generator_loss, order)
    else:
        report, command = _in_process(target, generator_loss, order), None
    found = chosen(report.audit, selected, ignored)
    return replace(report, audit=_readable(found, command), fail_on=fail_on)


def _contained(
    name: str, generator_loss: Any, order: Order, timeout: float, progress: Callable[[str], None] | None
) -> AuditReport:
    if generator_loss is not None and not isinstance(generator_loss, str):
        raise InvalidInput(
            f"`generator_loss` is a {type(generator_loss).__name__} and the target is the name {name!r}; "
            "give both as names, or both as objects."
        )
    other = None if generator_loss is None else parse_target(generator_loss)
    done = audit_contained(parse_target(name), other, order, Limits(seconds=timeout), progress)
    return AuditReport(audit=done.audit, seconds=done.seconds, output=done.output)


def _in_process(target: Any, generator_loss: Any, order: Order) -> AuditReport:
    """The object in this process; what it raises is a finding, as in a process of its own."""
    began, name = perf_counter(), _name(target)
    audits: list[Audit] = []
    happened = ""
    try:
        for _, run in inspect_object(target, generator_loss, order):
            audits.append(run())
    except InvalidInput:
        if not audits:
            raise
        happened = "A later layer refused the target."
    except (Exception, SystemExit) as error:
        happened = f"The target raised {type(error).__name__}: {str(error).rstrip('.')}."
    audits.append(Audit(target=name, game=GameCard(), findings=judge(happened)))
    return AuditReport(audit=merged(tuple(audits), name), seconds=perf_counter() - began)


def _name(target: Any) -> str:
    module = getattr(target, "__module__", type(target).__module__)
    return f"{module}:{getattr(target, '__qualname__', type(target).__qualname__)}"


def _command(target: str, generator_loss: str | None, order: Order) -> list[str]:
    command = ["gancheck", "audit", target]
    if generator_loss is not None:
        command += ["--generator-loss", generator_loss]
    if order.convention is not None:
        command += ["--convention", order.convention]
    if order.claims is not None:
        command += ["--claims", order.claims]
    if order.kind is not None:
        command += ["--kind", order.kind.value]
    if order.seed:
        command += ["--seed", str(order.seed)]
    return command


def _readable(found: Audit, command: list[str] | None) -> Audit:
    """The findings with short places, and with a command that shows each again where the target has a name."""
    return replace(
        found,
        findings=tuple(
            replace(
                each,
                place=each.place and Place(_shown(each.place.file), each.place.line),
                reproduce=each.reproduce or _again(each, command),
            )
            for each in found.findings
        ),
    )


def _again(found: Finding, command: list[str] | None) -> str:
    return "" if command is None else shlex.join([*command, "--select", found.check])


def _shown(file: str) -> str:
    """A path as a user would write it: relative below the current folder, absolute elsewhere."""
    path = Path(file)
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else path.as_posix()
