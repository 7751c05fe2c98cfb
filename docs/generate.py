"""Write the pages of this folder that are made from the code: ``python docs/generate.py``.

`PAGES` names them. A test holds that the files are what this program would write.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from gancheck.checks.certified.registry import enclosed_claims
from gancheck.checks.evidence import absent, families_at, tiers_of
from gancheck.checks.exact.registry import derivations
from gancheck.checks.outcome import COLUMNS, SCHEMA_VERSION
from gancheck.claims.bibliography import all_references
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.registry import SECTIONS, all_claims

FOLDER = Path(__file__).parent

MADE = "<!-- Made by docs/generate.py; edit the code, not this page. -->\n\n"

TITLES = {
    "likelihood": "Likelihood and the Kullback-Leibler divergence",
    "discriminator": "The discriminator",
    "generator": "The generator",
    "divergences": "Divergences",
    "f_divergences": "The f-divergence family",
    "losses": "Losses: which game is this?",
    "loss_gradients": "Losses: gradients and precision",
    "critics": "Critics: Wasserstein's distance and gradient penalties",
    "algorithm": "Algorithm 1",
    "sampling": "Minibatches and samples",
    "dynamics": "The dynamics of training",
}


def claims_page() -> str:
    """Every claim with its source, both kinds of sentence, its bound and its counter-claims."""
    lines = [
        "# Claims",
        "",
        f"{len(all_claims())} claims, each with its source, the relation that is tested, why the tolerance is what",
        "it is, and the wrong versions that the same test must refute. What the tiers and verdicts mean is in",
        "[verdicts.md](verdicts.md); keys in square brackets are explained at the end.",
        "",
        f"Claims with evidence at each tier: {counts()}. Where a tier has none, the claim says why.",
        "",
    ]
    for section in SECTIONS:
        claims = import_module(f"gancheck.claims.{section}").CLAIMS
        heads = " | ".join(tier.value for tier in Tier)
        lines += [
            f"## {TITLES[section]}",
            "",
            f"| claim | | relation | {heads} |",
            "| --- | --- | --- |" + " :-: |" * 4,
        ]
        lines += [
            f"| [`{claim.id}`](#{anchor(claim)}) | {claim.title} | {claim.relation.name} | {marks(claim)} |"
            for claim in claims
        ]
        for claim in claims:
            lines += ["", *card(claim)]
        lines.append("")
    return MADE + "\n".join([*lines, *bibliography()]) + "\n"


def anchor(claim: Claim) -> str:
    """The place of a claim on the page: its heading, as GitHub abbreviates it."""
    return claim.id.replace(".", "")


def marks(claim: Claim) -> str:
    """One cell a tier: whether it has evidence for the claim."""
    return " | ".join("●" if families_at(claim, tier) else "–" for tier in Tier)


def counts() -> str:
    """How many claims each tier has evidence for."""
    return ", ".join(f"{t.value} {sum(t in tiers_of(claim) for claim in all_claims())}" for t in Tier)


def evidence(claim: Claim, tier: Tier) -> str:
    """What a tier does for a claim, or why it does nothing."""
    if not families_at(claim, tier):
        return f"none: {absent(claim, tier)}"
    if tier is Tier.EXACT:
        return " ".join(f"({each.family}) {each.method}" for each in derivations()[claim.id])
    method = enclosed_claims()[claim.id].method if tier is Tier.CERTIFIED else claim.because
    return f"({', '.join(families_at(claim, tier))}) {method}"


def card(claim: Claim) -> Iterator[str]:
    """One claim."""
    yield from (f"### {claim.id}", "", f"**{claim.title}.** {claim.words}", "")
    yield from ("```math", claim.statement, "```", "")
    yield f"- Source: {'; '.join(map(str, claim.sources))}"
    yield f"- Relation: {claim.relation.name}, {claim.relation.sentence}"
    if claim.assumptions:
        yield f"- Assumptions: {claim.assumptions}"
    yield "- Evidence:"
    for tier in Tier:
        yield f"  - {tier.value}: {evidence(claim, tier)}"
    yield "- Refutes:"
    for wrong in claim.counterclaims:
        yield f"  - {wrong.title} (wrong where: {wrong.regime})"


def bibliography() -> Iterator[str]:
    """The works that the claims quote, in the order of ``references.bib``."""
    quoted = {source.key for claim in all_claims() for source in claim.sources}
    yield from ("## Sources", "")
    for key, work in all_references().items():
        if key in quoted:
            yield f"- [{key}] {work}"


def outcomes_page() -> str:
    """The columns of ``outcomes.csv``."""
    lines = [
        "# The columns of `outcomes.csv`",
        "",
        f"One row per claim × tier × family, schema version {SCHEMA_VERSION}. Floats are written so that they read",
        "back bit for bit; `inf`, `-inf` and `nan` are written by name, an absent value as an empty field.",
        "",
        "| column | meaning |",
        "| --- | --- |",
        *(f"| `{name}` | {meaning.replace('|', chr(92) + '|')} |" for name, meaning in COLUMNS.items()),
    ]
    return MADE + "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {"claims.md": claims_page, "outcomes.md": outcomes_page}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
