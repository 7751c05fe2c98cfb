"""``gancheck report``: generate, check, train, and write what was found."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gancheck.report.run import Run
    from gancheck.report.session import Progress

__all__ = ["report"]

INTERRUPTED = 130


@click.command(short_help="Check every claim, train, and write the report.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("reports/latest"),
    show_default=True,
    metavar="DIR",
    help="Where the report goes; an earlier report there is replaced.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Fixes every draw."
)
@click.option("--quick", "profile", flag_value="quick", help="Few problems and short trainings.")
@click.option("--full", "profile", flag_value="full", help="Many problems and long trainings.")
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    show_default=True,
    help="Where the players train.",
)
@click.option("--data", metavar="FILE.csv:COLUMN", help="A column of real data to be the data law.")
@click.option(
    "--kind",
    type=click.Choice(["auto", "discrete", "continuous"]),
    default="auto",
    show_default=True,
    help="What the column holds; auto takes numbers as continuous.",
)
@click.option("--weights", metavar="COLUMN", help="A column of counts: how often each row was seen.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def report(
    command: str,
    out: Path,
    seed: int,
    profile: str | None,
    device: str,
    data: str | None,
    kind: str,
    weights: str | None,
    form: str,
) -> int:
    """Generate distributions, check every claim on them, train players, and write a report.

    DIR receives report.html (one file that needs no network), outcomes.csv, trajectories.csv, run.json, the worst
    case of every check under cases/ and the arrays of the figures under figures/.
    """
    if data is None and (weights is not None or kind != "auto"):
        raise click.UsageError(
            "--kind and --weights say how to read --data; give --data FILE.csv:COLUMN too."
        )

    from gancheck.learned.device import resolve_device
    from gancheck.report.column import read_column
    from gancheck.report.report import write_report
    from gancheck.report.session import Settings, conduct
    from gancheck.report.writing import claim_folder

    column = None if data is None else read_column(data, kind, weights)
    settings = Settings(
        seed=seed, profile=profile or "default", device=device, column=column, command=command
    )
    resolve_device(device)
    claim_folder(out)
    with _progress() as progress:
        run = conduct(settings, progress)
    return _finish(write_report(run, out), out / "report.html", form)


def _finish(run: "Run", page: Path, form: str) -> int:
    from gancheck.report.page import embedded
    from gancheck.report.summary import exit_code, sentence, summarise

    summaries = summarise(run)
    if form == "json":
        record: dict[str, Any] = {"sentence": sentence(summaries), "page": str(page), **embedded(run)}
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        _print(run, page)
    if run.interrupted:
        click.echo("gancheck: interrupted; the report holds what was finished.", err=True)
        return INTERRUPTED
    return exit_code(summaries)


def _print(run: "Run", page: Path) -> None:
    """What does not hold, each with its reason, then the verdict and where the page is."""
    from rich.markup import escape

    from gancheck.checks.verdict import Verdict
    from gancheck.cli.terminal import marked, results
    from gancheck.report.numbers import plain
    from gancheck.report.summary import sentence, summarise

    console = results()
    for outcome in run.outcomes:
        if outcome.verdict in (Verdict.VIOLATED, Verdict.INCONCLUSIVE):
            console.print(
                f"{marked(outcome.verdict)}  {outcome.claim}  ({outcome.tier.value}, {outcome.family})"
            )
            sides = f"residual {plain(outcome.worst_residual)}, bound {plain(outcome.bound)}"
            console.print(f"  {escape(outcome.reason or sides)}", soft_wrap=True)
            if outcome.reproduce:
                console.print(f"  {escape(outcome.reproduce)}", soft_wrap=True)
    console.print(f"[bold]{sentence(summarise(run))}[/]")
    console.print(str(page), soft_wrap=True)


@contextmanager
def _progress() -> "Iterator[Progress]":
    """A bar on a terminal's stderr; silence in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, total, label: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(24), TextColumn("{task.completed:.0f}/{task.total:.0f}"), TimeElapsedColumn())
    with Progress(
        *columns, TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("starting", total=1)
        yield lambda done, total, label: bar.update(task, completed=done, total=total, description=label)
