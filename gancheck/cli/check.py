"""``gancheck check``: one stored case, evaluated again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gancheck.checks.case import Case
    from gancheck.checks.outcome import Outcome

__all__ = ["check"]


@click.command(short_help="Evaluate a stored worst case again.")
@click.argument("case", type=click.Path(path_type=Path), metavar="CASE.json")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(case: Path, form: str) -> int:
    """Evaluate the stored case CASE.json: both sides, the residual, its bound and the verdict.

    A report stores the worst case of every check under cases/. The exit code is 1 if the claim is violated on it.
    """
    from gancheck.checks.case import read_case
    from gancheck.checks.certified.check import judge_enclosed
    from gancheck.checks.judgement import judge
    from gancheck.checks.verdict import Verdict
    from gancheck.claims.claim import Tier

    stored = read_case(case)
    if stored.tier is Tier.CERTIFIED:
        outcome = judge_enclosed(stored.claim, [stored.problem], family=stored.family)
    else:
        outcome = judge(stored.claim, [stored.problem], tier=stored.tier, family=stored.family)
    if form == "json":
        _print_json(outcome)
    else:
        _print_text(stored, outcome)
    return int(outcome.verdict is Verdict.VIOLATED)


def _print_json(outcome: "Outcome") -> None:
    from gancheck.report.numbers import json_number

    record = {
        "claim": outcome.claim,
        "tier": outcome.tier.value,
        "family": outcome.family,
        "verdict": outcome.verdict.value,
        "reason": outcome.reason,
        "lhs": json_number(outcome.lhs),
        "rhs": json_number(outcome.rhs),
        "residual": json_number(outcome.worst_residual),
        "bound": json_number(outcome.bound),
        "margin": json_number(outcome.margin),
    }
    click.echo(json.dumps(record, ensure_ascii=False, indent=1))


def _print_text(stored: "Case", outcome: "Outcome") -> None:
    from rich.markup import escape

    from gancheck.cli.terminal import marked, results
    from gancheck.report.numbers import exact

    claim, console = stored.claim, results()
    lines = {
        "left side": exact(outcome.lhs),
        "right side": exact(outcome.rhs),
        "residual": exact(outcome.worst_residual),
        "bound": exact(outcome.bound),
        "relation": f"{claim.relation.symbol}  {claim.relation.sentence}",
        "because": outcome.because,
    }
    console.print(f"[bold]{claim.id}[/]  {escape(claim.title)} ({stored.tier.value}, {stored.family})")
    for name, text in lines.items():
        console.print(f"  {name:<11} {escape(text)}", soft_wrap=True)
    console.print(f"  {'verdict':<11} {marked(outcome.verdict)}  {escape(outcome.reason)}", soft_wrap=True)
