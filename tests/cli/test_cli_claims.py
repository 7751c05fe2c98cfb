import json

import pytest
from rich.cells import cell_len

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
