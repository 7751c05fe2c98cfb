"""``gancheck claims``: what is claimed, and by whom."""

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from gancheck.claims.claim import Claim

__all__ = ["claims"]


@click.command(short_help="List the claims, or show one in full.")
@click.argument("claim_id", metavar="[ID]", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def claims(claim_id: str | None, form: str) -> None:
    """List every claim that gancheck checks, or show the claim ID in full."""
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
    return {
        "id": claim.id,
        "title": claim.title,
        "statement": claim.statement,
        "words": claim.words,
        "source": [{"key": source.key, "locator": source.locator} for source in claim.sources],
        "relation": claim.relation.name,
        "assumptions": claim.assumptions,
        "families": list(claim.families),
        "tiers": [tier.value for tier in claim.tiers],
        "counterclaims": [{"title": c.title, "regime": c.regime} for c in claim.counterclaims],
    }


def _cited(claim: "Claim") -> list[str]:
    from gancheck.claims.bibliography import reference

    return [f"{reference(source.key).short}, {source.locator}" for source in claim.sources]


def _table(chosen: "tuple[Claim, ...]") -> None:
    from rich.markup import escape
    from rich.table import Table

    from gancheck.cli.terminal import results

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("claim", no_wrap=True)
    table.add_column("title", ratio=3)
    table.add_column("source", ratio=2, style="dim")
    table.add_column("tiers", style="dim")
    for claim in chosen:
        tiers = ", ".join(tier.value for tier in claim.tiers)
        table.add_row(claim.id, escape(claim.title), escape(_cited(claim)[0]), tiers)
    results().print(table)
    click.echo("\ngancheck claims ID shows one in full.", err=True)


def _card(claim: "Claim") -> None:
    from rich.markup import escape
    from rich.padding import Padding

    from gancheck.cli.terminal import results

    parts = {
        "statement": claim.statement,
        "source": "; ".join(_cited(claim)),
        "relation": f"{claim.relation.symbol}  {claim.relation.sentence}",
        "assumes": claim.assumptions,
        "families": ", ".join(claim.families),
        "tiers": ", ".join(tier.value for tier in claim.tiers),
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
