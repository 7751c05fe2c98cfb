import dataclasses
import json

import pytest

import gancheck.checks.case
from gancheck.checks.case import Case, write_case
from gancheck.claims.claim import Tier
from gancheck.claims.problems import Pair
from gancheck.claims.registry import get_claim
from gancheck.cli.main import main
from gancheck.distributions.discrete import Discrete


@pytest.fixture
def stored(tmp_path):
    pair = Pair(Discrete(probs=[[0.5, 0.5]]), Discrete(probs=[[0.25, 0.75]]))
    path = tmp_path / "case.json"
    path.write_text(write_case(Case(get_claim("gen.jsd"), Tier.NUMERIC, "discrete", pair)), encoding="utf-8")
    return str(path)


def test_a_stored_case_is_evaluated_again(stored, capsys):
    assert main(["check", stored]) == 0
    out = capsys.readouterr().out
    for part in ("gen.jsd", "left side", "right side", "residual", "bound", "✓ holds"):
        assert part in out


def test_a_certified_case_is_enclosed_again(tmp_path, capsys):
    """Sixteen digits are resolved where float64's bound is wider: the case is judged in balls."""
    pair = Pair(Discrete(probs=[[0.5, 0.5]]), Discrete(probs=[[0.25, 0.75]]))
    path = tmp_path / "case.json"
    path.write_text(
        write_case(Case(get_claim("gen.jsd"), Tier.CERTIFIED, "discrete", pair)), encoding="utf-8"
    )
    assert main(["check", str(path), "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["tier"], record["verdict"]) == ("certified", "HOLDS")
    assert record["bound"] == 2.0**-52 * abs(record["lhs"])


def test_both_sides_as_json(stored, capsys):
    assert main(["check", stored, "--format", "json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["verdict"] == "HOLDS"
    assert abs(record["lhs"] - record["rhs"]) <= record["bound"]


def test_a_violated_case_fails(stored, monkeypatch, capsys):
    claim = get_claim("gen.jsd")
    wrong = dataclasses.replace(claim, formula=claim.counterclaims[0].formula)
    monkeypatch.setattr(gancheck.checks.case, "get_claim", lambda name: wrong)
    assert main(["check", stored]) == 1
    assert "▲ violated" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "gancheck case 1"}'])
def test_what_is_no_case_is_refused(tmp_path, text, capsys):
    (tmp_path / "bad.json").write_text(text)
    assert main(["check", str(tmp_path / "bad.json")]) == 2
    assert capsys.readouterr().err.startswith("gancheck: ")


def test_a_claim_is_checked_by_its_id(capsys):
    assert main(["check", "gen.jsd", "--tier", "numeric", "--family", "gaussian", "--seed", "3"]) == 0
    out = capsys.readouterr().out
    for part in ("gen.jsd", "(numeric, gaussian)", "residual", "bound", "+log 4", "✓ holds"):
        assert part in out


def test_a_claim_without_evidence_at_a_tier_says_so(capsys):
    assert main(["check", "gen.jsd", "--tier", "learned"]) == 2
    assert "no evidence" in capsys.readouterr().err


def test_a_stored_case_takes_no_tier(stored, capsys):
    assert main(["check", stored, "--tier", "exact"]) == 2
    assert "a stored case has its own" in capsys.readouterr().err


def test_an_unknown_id_is_refused(capsys):
    assert main(["check", "gen.jds"]) == 2
    assert "gen.jsd" in capsys.readouterr().err
