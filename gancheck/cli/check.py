"""``gancheck check``: one stored case evaluated again, or one claim checked on its own."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gancheck.checks.case import Case
    from gancheck.checks.outcome import Outcome

__all__ = ["check"]

TIERS = ["exact", "certified", "numeric", "learned"]


@click.command(short_help="Check one claim, or evaluate a stored worst case again.")
@click.argument("target", metavar="CASE.json|ID")
@click.option(
    "--tier", type=click.Choice(TIERS), help="The tier to check ID at; by default its strongest one."
)
@click.option(
    "--family", metavar="NAME", help="The family of problems to check ID on; by default its first one."
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Fixes every draw.  [default: 0]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(target: str, tier: str | None, family: str | None, seed: int | None, form: str) -> int:
    """Evaluate the stored case CASE.json, or check the claim ID: both sides, the residual, its bound and the verdict.

    A report stores the worst case of every check under cases/. The exit code is 1 if the claim is violated.
    """
    from gancheck.checks.verdict import Verdict

    if target.endswith(".json"):
        if tier is not None or family is not None or seed is not None:
            raise click.UsageError(
                "--tier, --family and --seed say how to check ID; a stored case has its own."
            )
        outcome = _stored(Path(target))
    else:
        outcome = _drawn(target, tier, family, seed or 0)
    if form == "json":
        _print_json(outcome)
    else:
        _print_text(outcome)
    return int(outcome.verdict is Verdict.VIOLATED)


def _stored(path: Path) -> "Outcome":
    """What the problem of a case file says."""
    from gancheck.checks.case import read_case
    from gancheck.checks.judgement import judge
    from gancheck.claims.claim import Tier

    case: Case = read_case(path)
    if case.tier is Tier.CERTIFIED:
        from gancheck.checks.certified.check import judge_enclosed

        return judge_enclosed(case.claim, [case.problem], family=case.family)
    return judge(case.claim, [case.problem], tier=case.tier, family=case.family)


def _drawn(claim: str, tier: str | None, family: str | None, seed: int) -> "Outcome":
    """What problems drawn from a seed say, or the derivation."""
    from gancheck.checks.check import check as check_claim
    from gancheck.checks.evidence import tiers_of
    from gancheck.claims.registry import get_claim

    found = get_claim(claim)
    return check_claim(found, tier=tier or tiers_of(found)[0], family=family, seed=seed)


def _print_json(outcome: "Outcome") -> None:
    from gancheck.report.numbers import json_number

    record = {
        "claim": outcome.claim,
        "tier": outcome.tier.value,
        "family": outcome.family,
        "verdict": outcome.verdict.value,
        "reason": outcome.reason,
        "cases": outcome.cases,
        "lhs": json_number(outcome.lhs),
        "rhs": json_number(outcome.rhs),
        "residual": json_number(outcome.worst_residual),
        "bound": json_number(outcome.bound),
        "margin": json_number(outcome.margin),
        "refuted": {refutation.title: refutation.refuted for refutation in outcome.refutations},
    }
    click.echo(json.dumps(record, ensure_ascii=False, indent=1))


def _print_text(outcome: "Outcome") -> None:
    from rich.markup import escape

    from gancheck.claims.claim import Tier
    from gancheck.claims.registry import get_claim
    from gancheck.cli.terminal import marked, results
    from gancheck.report.numbers import exact

    claim, console = get_claim(outcome.claim), results()
    lines = {"steps" if outcome.tier is Tier.EXACT else "problems": f"{outcome.cases:,}"}
    if outcome.tier is not Tier.EXACT:
        lines |= {
            "left side": exact(outcome.lhs),
            "right side": exact(outcome.rhs),
            "residual": exact(outcome.worst_residual),
            "bound": exact(outcome.bound),
        }
    lines |= {
        "relation": f"{claim.relation.symbol}  {claim.relation.sentence}",
        "because": outcome.because,
        "refuted": "; ".join(each.title for each in outcome.refutations if each.refuted),
    }
    console.print(f"[bold]{claim.id}[/]  {escape(claim.title)} ({outcome.tier.value}, {outcome.family})")
    for name, text in lines.items():
        console.print(f"  {name:<11} {escape(text)}", soft_wrap=True)
    console.print(f"  {'verdict':<11} {marked(outcome.verdict)}  {escape(outcome.reason)}", soft_wrap=True)
