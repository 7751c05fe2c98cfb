"""The page: one HTML file with its style, its script, its figures and its data, and no request to anywhere."""

from math import isfinite
from typing import Any

from markupsafe import Markup

from gancheck.checks.evidence import absent, tiers_of
from gancheck.checks.outcome import SCHEMA_VERSION, Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.bibliography import Reference, all_references
from gancheck.claims.claim import Claim, Tier
from gancheck.report.figures import (
    criterion_identity,
    data_law,
    fingerprints,
    four_stages,
    likelihood_path,
    spirals,
    value_path,
)
from gancheck.report.figures.drawing import Drawing
from gancheck.report.numbers import json_number
from gancheck.report.run import Figures, Run
from gancheck.report.summary import ClaimSummary, sentence, summarise, tally
from gancheck.report.template import asset, content_policy, environment, script_safe

__all__ = ["drawings", "embedded", "page"]

SECTIONS = {
    "mle": "Likelihood and KL",
    "disc": "The discriminator",
    "gen": "The generator",
    "div": "Divergences",
    "loss": "Losses",
    "alg": "Algorithm 1",
    "dyn": "Dynamics",
}
"""Heading of each section of the theory, by the first part of its claims' ids."""


def drawings(figures: Figures) -> tuple[Drawing, ...]:
    """The figures that the run has arrays for, in the order of the page."""
    drawers: tuple[tuple[Any, Any], ...] = (
        (figures.data_law, data_law.draw),
        (figures.four_stages, four_stages.draw),
        (figures.criterion_identity, criterion_identity.draw),
        (figures.likelihood_path, likelihood_path.draw),
        (figures.value_path, value_path.draw),
        (figures.fingerprints, fingerprints.draw),
        (figures.spirals, spirals.draw),
    )
    return tuple(draw(arrays) for arrays, draw in drawers if arrays is not None)


def page(run: Run, figures: tuple[Drawing, ...]) -> str:
    """The report of a run as HTML. Two runs with one seed differ in its ``<time>`` block alone."""
    script = asset("page.js")
    summaries = summarise(run)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            run=run,
            summaries=summaries,
            sections=_sections(summaries),
            sentence=sentence(summaries),
            tally=tally(summaries),
            figures=figures,
            works=_works(run.claims),
            references=all_references(),
            unchecked=[
                o
                for o in run.outcomes
                if o.verdict in (Verdict.SKIPPED, Verdict.INCONCLUSIVE) or o.inconclusive
            ],
            tiers=_tiers(summaries),
            evidence=_evidence,
            Tier=Tier,
            counters=_counters,
            Verdict=Verdict,
            bar=_bar,
            style=Markup(asset("page.css")),
            script=Markup(script),
            csp=content_policy(script),
            data=script_safe(embedded(run)),
        )
    )


def embedded(run: Run) -> dict[str, Any]:
    """The run as data, without its times: what the page embeds and ``run.json`` adds them to."""
    return {
        "written_by": "gancheck",
        "schema_version": SCHEMA_VERSION,
        "interrupted": run.interrupted,
        "provenance": run.provenance.shared(),
        "outcomes": [_record(outcome) for outcome in run.outcomes],
    }


def _record(outcome: Outcome) -> dict[str, Any]:
    numbers = ("lhs", "rhs", "worst_residual", "bound", "margin")
    record: dict[str, Any] = {
        "claim": outcome.claim,
        "tier": outcome.tier.value,
        "family": outcome.family,
        "verdict": outcome.verdict.value,
        "reason": outcome.reason,
        "cases": outcome.cases,
        "inconclusive": outcome.inconclusive,
        **{name: json_number(getattr(outcome, name)) for name in numbers},
        "seed": outcome.seed,
        "reproduce": outcome.reproduce,
    }
    if outcome.budget is not None:
        parts = ("optimisation", "sampling", "approximation")
        record["budget"] = {part: json_number(getattr(outcome.budget, part)) for part in parts}
    record["refuted"] = {refutation.title: refutation.refuted for refutation in outcome.refutations}
    return record


def _sections(summaries: tuple[ClaimSummary, ...]) -> list[tuple[str, list[ClaimSummary]]]:
    """Summaries under the heading of their section, in reading order."""
    grouped: dict[str, list[ClaimSummary]] = {}
    for summary in summaries:
        prefix = summary.claim.id.split(".")[0]
        grouped.setdefault(SECTIONS.get(prefix, prefix), []).append(summary)
    return list(grouped.items())


def _works(claims: tuple[Claim, ...]) -> list[Reference]:
    """The works that the claims cite, in the order of the bibliography."""
    cited = {source.key for claim in claims for source in claim.sources}
    return [work for key, work in all_references().items() if key in cited]


def _tiers(summaries: tuple[ClaimSummary, ...]) -> list[tuple[Tier, int, list[str]]]:
    """For each tier: how many claims it gave evidence for, and which announce it but got none in this run."""
    return [
        (
            tier,
            sum(tier in summary.tiers for summary in summaries),
            [s.claim.id for s in summaries if tier in tiers_of(s.claim) and tier not in s.tiers],
        )
        for tier in Tier
    ]


def _evidence(summary: ClaimSummary, tier: Tier) -> dict[str, Any]:
    """What a tier found on a claim, at its gravest; or why it has nothing to say."""
    found = ClaimSummary(summary.claim, tuple(o for o in summary.outcomes if o.tier is tier))
    families = ", ".join(outcome.family for outcome in found.outcomes)
    if found.outcomes:
        return {"verdict": found.verdict, "cases": found.cases, "families": families, "why": ""}
    return {"verdict": None, "cases": 0, "families": "", "why": absent(summary.claim, tier)}


def _counters(summary: ClaimSummary) -> list[dict[str, Any]]:
    """For each counter-claim: in how many checks it was refuted, and on what share of the problems."""
    entries = []
    for counter in summary.claim.counterclaims:
        found = [r for o in summary.outcomes for r in o.refutations if r.title == counter.title]
        powers = [refutation.power for refutation in found]
        entries.append(
            {
                "title": counter.title,
                "regime": counter.regime,
                "checks": len(found),
                "refuted": sum(refutation.refuted for refutation in found),
                "least": min(powers, default=0.0),
                "most": max(powers, default=0.0),
            }
        )
    return entries


def _bar(margin: float) -> str:
    """The margin as a percentage of a bar that four digits fill; a violation fills it from the other colour."""
    if not isfinite(margin):
        return "100%" if margin != 0 else "0%"
    return f"{min(abs(margin) / 4.0, 1.0):.0%}"
