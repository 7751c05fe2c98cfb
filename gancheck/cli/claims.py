"""``gancheck claims``: what is claimed, and by whom."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gancheck.claims.claim import Claim, Tier

__all__ = ["claims"]

HEADINGS = {"exact": "exact", "certified": "cert.", "numeric": "num.", "learned": "learned"}
WIDE = 110
"""Columns from which on the source has room."""


@click.command(short_help="List the claims, or show one in full.")
@click.argument("claim_id", metavar="[ID]", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def claims(claim_id: str | None, form: str) -> None:
    """List every claim with the tiers that have evidence for it, or show the claim ID in full."""
    from gancheck.claims.registry import all_claims, get_claim

    chosen = all_claims() if claim_id is None else (get_claim(claim_id),)
    if form == "json":
        records = [_record(claim) for claim in chosen]
        click.echo(json.dumps(records if claim_id is None else records[0], ensure_ascii=False, indent=1))
    elif claim_id is None:
        _table(chosen)
    else:
        _card(chosen[0])


def _record(claim: "Claim") -> dict[str, Any]:
    from gancheck.checks.evidence import tiers_of
    from gancheck.claims.claim import Tier

    return {
        "id": claim.id,
        "title": claim.title,
        "statement": claim.statement,
        "words": claim.words,
        "source": [{"key": source.key, "locator": source.locator} for source in claim.sources],
        "relation": claim.relation.name,
        "assumptions": claim.assumptions,
        "families": list(claim.families),
        "tiers": [tier.value for tier in tiers_of(claim)],
        "evidence": {tier.value: _evidence(claim, tier) for tier in Tier},
        "counterclaims": [{"title": c.title, "regime": c.regime} for c in claim.counterclaims],
    }


def _evidence(claim: "Claim", tier: "Tier") -> dict[str, Any]:
    """The families on which a tier evaluates the claim, or why it does not."""
    from gancheck.checks.evidence import absent, families_at

    families = families_at(claim, tier)
    return {"families": list(families)} if families else {"absent": absent(claim, tier)}


def _evidence_words(claim: "Claim", tier: "Tier") -> str:
    found = _evidence(claim, tier)
    return ", ".join(found["families"]) if "families" in found else f"none: {found['absent']}"


def _cited(claim: "Claim") -> list[str]:
    from gancheck.claims.bibliography import reference

    return [f"{reference(source.key).short}, {source.locator}" for source in claim.sources]


def _table(chosen: "tuple[Claim, ...]") -> None:
    """Claim by tier; who stated it is added where the terminal is wide enough."""
    from rich.markup import escape
    from rich.table import Table

    from gancheck.checks.evidence import families_at, tiers_of
    from gancheck.claims.claim import Tier
    from gancheck.cli.terminal import results

    console = results()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("claim", no_wrap=True)
    for tier in Tier:
        table.add_column(HEADINGS[tier.value], no_wrap=True, justify="center")
    table.add_column("title", ratio=3)
    if console.width >= WIDE:
        table.add_column("source", ratio=2, style="dim")
    yes, no = _marks()
    for claim in chosen:
        marks = [yes if families_at(claim, tier) else no for tier in Tier]
        cited = [escape(_cited(claim)[0])] if console.width >= WIDE else []
        table.add_row(claim.id, *marks, escape(claim.title), *cited)
    console.print(table)
    counts = [f"{tier.value} {sum(tier in tiers_of(claim) for claim in chosen)}" for tier in Tier]
    console.print(f"\n{len(chosen)} claims; with evidence: {', '.join(counts)}", soft_wrap=True)
    click.echo("gancheck claims ID shows one in full, and why a tier has no evidence for it.", err=True)


def _marks() -> tuple[str, str]:
    """A mark for evidence and one for none; in ASCII where the stream needs it."""
    try:
        "●·".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "x", "."
    return "[cyan]●[/]", "[dim]·[/]"


def _card(claim: "Claim") -> None:
    from rich.markup import escape
    from rich.padding import Padding

    from gancheck.claims.claim import Tier
    from gancheck.cli.terminal import results

    parts = {
        "statement": claim.statement,
        "source": "; ".join(_cited(claim)),
        "relation": f"{claim.relation.symbol}  {claim.relation.sentence}",
        "assumes": claim.assumptions,
        "evidence": "\n".join(f"{tier.value:<9}  {_evidence_words(claim, tier)}" for tier in Tier),
        "why this bound": claim.because,
        "must refuse": "\n".join(
            f"{counter.title} (wrong where {counter.regime})" for counter in claim.counterclaims
        ),
    }
    console = results()
    console.print(f"[bold]{claim.id}[/]  {escape(claim.title)}")
    console.print(escape(claim.words))
    for name, text in parts.items():
        if text:
            console.print(f"\n[dim]{name}[/]")
            console.print(Padding(escape(text), (0, 0, 0, 2), expand=False))
