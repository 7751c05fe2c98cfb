import json

import pytest
from rich.cells import cell_len

from gancheck.checks.evidence import tiers_of
from gancheck.claims.claim import Tier
from gancheck.claims.registry import all_claims
from gancheck.cli.main import main


def test_every_claim_is_listed_within_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["claims"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    listed = {line.split()[0] for line in lines if line.strip()}
    assert {claim.id for claim in all_claims()} <= listed


def test_the_list_as_json(capsys):
    assert main(["claims", "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert [record["id"] for record in records] == [claim.id for claim in all_claims()]
    for record in records:
        assert {"id", "title", "statement", "source", "relation", "tiers", "counterclaims"} <= set(record)
        assert len(record["counterclaims"]) >= 2


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.id)
def test_one_claim_in_full(claim, capsys):
    assert main(["claims", claim.id]) == 0
    shown = capsys.readouterr().out.replace("\n", " ")
    assert claim.id in shown
    assert claim.words.split()[-1] in shown
    assert main(["claims", claim.id, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["statement"] == claim.statement


def test_no_colour_is_written_into_a_pipe(capsys):
    main(["claims"])
    assert "\x1b[" not in capsys.readouterr().out


def test_the_matrix_counts_the_evidence_of_each_tier(capsys):
    assert main(["claims"]) == 0
    out = capsys.readouterr().out
    counts = [f"{tier.value} {sum(tier in tiers_of(claim) for claim in all_claims())}" for tier in Tier]
    assert f"{len(all_claims())} claims; with evidence: {', '.join(counts)}" in " ".join(out.split())


def test_a_claim_says_why_a_tier_has_nothing(capsys):
    assert main(["claims", "disc.optimum", "--format", "json"]) == 0
    evidence = json.loads(capsys.readouterr().out)["evidence"]
    assert evidence["learned"] == {"absent": "alg.learned-optimum is this claim about trained discriminators"}
    assert evidence["numeric"]["families"] == ["discrete", "gaussian", "mixture"]


def test_the_source_is_listed_where_there_is_room(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    main(["claims"])
    assert "Goodfellow et al. 2014" in capsys.readouterr().out
