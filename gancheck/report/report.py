"""A run on disk: the page, the two tables, the stored cases, the arrays of the figures, and how it was made."""

import csv
import dataclasses
import io
import json
import shlex
from pathlib import Path

from gancheck.checks.case import Case, write_case
from gancheck.checks.outcome import Outcome
from gancheck.report.figures.drawing import Series
from gancheck.report.frame import csv_text, outcomes_frame
from gancheck.report.numbers import exact
from gancheck.report.page import drawings, embedded, page
from gancheck.report.run import Run
from gancheck.report.writing import claim_folder, replacing, write_text

__all__ = ["write_report"]


def write_report(run: Run, folder: Path) -> Run:
    """Write the report of ``run`` into ``folder``, in place of an earlier report there.

    Returns:
        The run, its outcomes with the commands that evaluate their stored cases again.

    Raises:
        InvalidInput: ``folder`` cannot be written to, or holds files that are not a report's.
    """
    claim_folder(folder)
    run = dataclasses.replace(run, outcomes=tuple(_stored(outcome, folder) for outcome in run.outcomes))
    claims = {claim.id: claim for claim in run.claims}
    figures = drawings(run.figures)
    with replacing(folder) as staging:
        for outcome in run.outcomes:
            if outcome.case is not None:
                case = Case(claims[outcome.claim], outcome.tier, outcome.family, outcome.case)
                write_text(staging / "cases" / f"{outcome.name}.json", write_case(case))
        for figure in figures:
            write_text(staging / "figures" / f"{figure.anchor}.csv", _series_text(figure.series))
        write_text(staging / "outcomes.csv", csv_text(outcomes_frame(run.outcomes)))
        write_text(staging / "trajectories.csv", csv_text(run.trajectories))
        write_text(staging / "report.html", page(run, figures))
        write_text(staging / "run.json", _run_text(run))
    return run


def _stored(outcome: Outcome, folder: Path) -> Outcome:
    """The outcome with the command that evaluates its stored case again."""
    if outcome.case is None:
        return outcome
    case = shlex.quote((folder / "cases" / f"{outcome.name}.json").as_posix())
    return dataclasses.replace(outcome, reproduce=f"gancheck check {case}")


def _run_text(run: Run) -> str:
    """``run.json``: what the page embeds, and the times that it leaves out."""
    times = {
        "started": run.provenance.started.isoformat(timespec="seconds"),
        "seconds": round(run.provenance.seconds, 3),
        "seconds_of": {outcome.name: round(outcome.seconds, 4) for outcome in run.outcomes},
    }
    return json.dumps({**embedded(run), "times": times}, ensure_ascii=False, indent=1) + "\n"


def _series_text(series: Series) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(series.columns)
    for row in series.rows:
        writer.writerow([exact(cell) if isinstance(cell, float) else cell for cell in row])
    return buffer.getvalue()
