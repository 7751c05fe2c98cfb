"""``gancheck audit``: which game does somebody's GAN code play, and is that the game that it says it plays?"""

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    from gancheck.report.audit_report import AuditReport

__all__ = ["audit"]

BAD = 2
_WRITERS = {
    "json": ("gancheck.report.audit_json", "json_text"),
    "sarif": ("gancheck.report.audit_sarif", "sarif_text"),
    "junit": ("gancheck.report.audit_junit", "junit_text"),
    "github": ("gancheck.report.audit_github", "annotations"),
    "html": ("gancheck.report.audit_page", "audit_page"),
}
FORMATS = ["text", *_WRITERS]
FAIL_ON = ["error", "warning", "note", "inconclusive", "never"]
SECONDS = 180.0


def _listed(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """``--select a,b --select c`` as (a, b, c)."""
    del context, parameter
    return tuple(name.strip() for each in value for name in each.split(",") if name.strip())


@click.command(short_help="Audit GAN code: which game does it play?")
@click.argument("targets", metavar="TARGET...", nargs=-1)
@click.option("--generator-loss", metavar="TARGET", help="G's loss, where TARGET is D's alone.")
@click.option(
    "--convention",
    metavar="C",
    help="How the losses are called, such as fake,real; found by trying otherwise.",
)
@click.option(
    "--claims",
    metavar="GAME",
    help="The game that TARGET is meant to be, such as hinge or lsgan; what it says of itself otherwise.",
)
@click.option("--kind", type=click.Choice(["loss", "penalty", "gan"]), help="What TARGET is; seen otherwise.")
@click.option("--select", metavar="IDS", multiple=True, callback=_listed, help="Report these checks alone.")
@click.option("--ignore", metavar="IDS", multiple=True, callback=_listed, help="Leave these checks out.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="The least that exits with 1.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write there instead of stdout.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Leave out the violations that it knows.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Take all violations of this run as known.",
)
@click.option("--explain", metavar="ID", help="Say what a check finds, and what it stays silent on.")
@click.option("--list-checks", is_flag=True, help="List the checks and the bugs that they find.")
@click.option("--no-run", is_flag=True, help="Run nothing; say what would be run.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=SECONDS,
    show_default=True,
    metavar="S",
    help="Seconds for each TARGET.",
)
@click.option("--no-play", is_flag=True, help="Do not play a GAN against the oracle.")
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Fixes every draw."
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Also what holds, what was skipped, and what TARGET printed."
)
def audit(
    targets: tuple[str, ...],
    generator_loss: str | None,
    convention: str | None,
    claims: str | None,
    kind: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    form: str,
    output: Path | None,
    baseline: Path | None,
    write_baseline: Path | None,
    explain: str | None,
    list_checks: bool,
    no_run: bool,
    timeout: float,
    no_play: bool,
    seed: int,
    verbose: bool,
) -> int:
    """Audit GAN code: a loss, a penalty, or a GAN with its steps.

    TARGET is package.module:object or path/to/file.py:object. Its code runs in a process of its own, within limits of
    time and memory. The exit code is 1 if a violation is as grave as --fail-on, and 2 if a TARGET cannot be audited.
    """
    if explain is not None:
        return _explain(explain)
    if list_checks:
        return _list_checks()
    if not targets:
        raise click.UsageError("give a TARGET, such as my_gan.py:make.")
    if no_run:
        return _announce(targets, generator_loss, "would run")

    from gancheck.auditing.catalogue import known as known_checks
    from gancheck.auditing.losses.claimed_game import claimed_game
    from gancheck.report.audit_baseline import baseline_text, read_baseline, without_known
    from gancheck.report.audit_session import audit as audit_one
    from gancheck.report.writing import write_whole

    known_checks((*select, *ignore))
    if claims is not None:
        claimed_game((), claims)  # refuses what is none
    known = frozenset() if baseline is None else read_baseline(baseline)
    for file in filter(None, (output, write_baseline)):
        _see_writable(file)
    reports: list[AuditReport] = []
    refused = 0
    for target in targets:
        try:
            _announce((target,), generator_loss, "runs")
            with _progress() as tell:
                report = audit_one(
                    target,
                    generator_loss=generator_loss,
                    convention=convention,
                    claims=claims,
                    kind=kind,
                    select=select,
                    ignore=ignore,
                    fail_on=fail_on,
                    timeout=timeout,
                    play=not no_play,
                    seed=seed,
                    progress=tell,
                )
        except InvalidInput as error:
            refused += 1
            click.echo(f"gancheck: {error}", err=True)
        else:
            reports.append(report)
    if not reports:
        return BAD
    if write_baseline is not None:
        write_whole(write_baseline, baseline_text(reports))
        known = read_baseline(write_baseline)
    reports = [without_known(report, known) for report in reports]
    _write(reports, form, output, verbose)
    return BAD if refused else int(any(report.failures for report in reports))


def _announce(targets: tuple[str, ...], generator_loss: str | None, verb: str) -> int:
    """Say on stderr whose code is run, before it is."""
    from gancheck.auditing.target import parse_target

    for target in targets:
        names = [parse_target(name).name for name in (target, generator_loss) if name is not None]
        click.echo(f"gancheck {verb} {' and '.join(names)} in a process of its own.", err=True)
    return 0


@contextmanager
def _progress() -> Iterator[Callable[[str], None] | None]:
    """A line on a terminal's stderr that says what the target's process is doing; silence in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("starts") as status:
        yield lambda stage: status.update(stage)


def _see_writable(file: Path) -> None:
    """See, before any work is done, that a file can be written."""
    if not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
        raise InvalidInput(
            f"{str(file)!r} cannot be written: there is no folder {str(file.parent)!r} to write to."
        )


def _write(reports: "Sequence[AuditReport]", form: str, output: Path | None, verbose: bool) -> None:
    """To a file whole, or to stdout; the sentence on the whole goes to stderr where stdout has no words."""
    from gancheck.report.audit_summary import printable, sentence
    from gancheck.report.audit_text import print_text
    from gancheck.report.writing import write_whole

    if form == "text" and output is None:
        from gancheck.cli.terminal import results

        print_text(results(), reports, verbose)
        return
    text = _writer(form, verbose)(reports)
    if output is None:
        click.echo(text.encode(), nl=False)  # UTF-8, whatever the terminal's encoding is
    else:
        write_whole(output, text)
    if form == "github":
        _summarise(reports)
    else:
        click.echo(f"gancheck: {printable(sentence(reports))}", err=True)


def _writer(form: str, verbose: bool) -> "Callable[[Sequence[AuditReport]], str]":
    if form == "text":
        from gancheck.report.audit_text import plain_text

        return lambda reports: f"{plain_text(reports, verbose)}\n"
    module, name = _WRITERS[form]
    writer: Callable[[Sequence[AuditReport]], str] = getattr(import_module(module), name)
    return writer


def _summarise(reports: "Sequence[AuditReport]") -> None:
    """Append to the summary of the job, where there is one."""
    from gancheck.report.audit_github import summary_markdown

    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if file:
        with open(file, "a", encoding="utf-8") as summary:
            summary.write(summary_markdown(reports))


def _explain(identifier: str) -> int:
    from rich.markup import escape

    from gancheck.auditing.catalogue import get_rule
    from gancheck.cli.terminal import results

    rule, console = get_rule(identifier), results()
    console.print(f"[bold]{rule.id}[/]  {escape(rule.title)}")
    console.print(f"{rule.severity.value}, {rule.certainty.value}")
    parts = {
        "rests on": f"{rule.claim}  (gancheck claims {shlex.quote(rule.claim)})" if rule.claim else "",
        "bugs": "\n".join(f"{code}  {sentence}" for code, sentence in rule.bug_classes.items()),
        "advice": rule.advice,
        "finds": "\n".join(f"- {line}" for line in rule.finds),
        "stays silent on": "\n".join(f"- {line}" for line in rule.stays_silent),
    }
    for name, text in parts.items():
        if text:
            console.print(f"\n[dim]{name}[/]\n{escape(text)}")
    return 0


def _list_checks() -> int:
    from rich.markup import escape
    from rich.table import Table

    from gancheck.auditing.catalogue import all_rules
    from gancheck.cli.terminal import results

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("check", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("bugs")
    table.add_column("what holds in correct code", ratio=1)
    for rule in all_rules():
        table.add_row(rule.id, rule.severity.value, ", ".join(rule.bug_classes), escape(rule.title))
    console = results()
    console.print(table)
    console.print(f"\n{len(all_rules())} checks", soft_wrap=True)
    click.echo("gancheck audit --explain ID says what one finds, and what it stays silent on.", err=True)
    return 0
