"""A verdict's problem on disk, to the last bit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gancheck.checks.case import Case, read_case, write_case
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.problems import Pair
from gancheck.claims.registry import all_claims, get_claim
from gancheck.distributions import Discrete, Gaussian
from gancheck.errors import InvalidInput

WITNESSES = [
    pytest.param(claim, counter.witness(), id=f"{claim.id}-{counter.title}")
    for claim in all_claims()
    for counter in claim.counterclaims
]


@pytest.mark.parametrize("claim, problem", WITNESSES)
def test_a_case_is_read_back_bit_for_bit(claim: Claim, problem: Any, tmp_path: Path) -> None:
    text = write_case(Case(claim, claim.tiers[0], claim.families[0], problem))
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    case = read_case(path)
    assert (case.claim, case.tier, case.family) == (claim, claim.tiers[0], claim.families[0])
    assert write_case(case) == text
    assert claim.compare(case.problem).severity.tolist() == claim.compare(problem).severity.tolist()


def test_awkward_numbers_survive() -> None:
    probs = np.array([[0.1, 5e-324, 1.0 - 0.1]])
    text = write_case(
        Case(
            get_claim("gen.jsd"),
            Tier.NUMERIC,
            "discrete",
            Pair(Discrete(probs=probs), Discrete(logits=[[0.0, -np.inf, 1e-17]])),
        )
    )
    document = json.loads(text)
    assert "Infinity" not in text
    assert document["problem"]["p"]["parameter"]["values"] == probs.tolist()


def test_tensors_are_written_as_numbers() -> None:
    laws = [Gaussian(torch.tensor([m]).double(), torch.tensor([1.0]).double()) for m in (0.1, 0.2)]
    arrays = [Gaussian(np.array([float(law.loc[0])]), np.ones(1)) for law in laws]
    texts = [
        write_case(Case(get_claim("gen.jsd"), Tier.NUMERIC, "gaussian", Pair(*pair)))
        for pair in (laws, arrays)
    ]
    assert texts[0] == texts[1]


def good() -> dict[str, Any]:
    pair = Pair(Discrete(probs=[[0.5, 0.5]]), Discrete(probs=[[0.25, 0.75]]))
    document: dict[str, Any] = json.loads(
        write_case(Case(get_claim("gen.jsd"), Tier.NUMERIC, "discrete", pair))
    )
    return document


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in good().items() if key != name}


def nested(change: Any) -> dict[str, Any]:
    document = good()
    change(document["problem"])
    return document


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"{", r"is not JSON \(.*\); give a case file of a report\."),
        (b"\xff\xfe\x00", r"is not JSON \(.*\); give a case file of a report\."),
        (b"[1, 2]", r"is not a stored case of this version; give a file from a report's cases folder\."),
        (b"3", r"is not a stored case of this version; .*"),
        ({"format": "gancheck case 0"}, r"is not a stored case of this version; .*"),
        (without("claim"), r"has no entry 'claim'; store the case again with `gancheck report`\."),
        (without("problem"), r"has no entry 'problem'; .*"),
        (
            {**good(), "tier": "guess"},
            r"is not a complete case: 'guess' is not a valid Tier; store it again .*",
        ),
        ({**good(), "problem": 5}, r"holds a int; gen\.jsd takes a Pair\."),
        (nested(lambda p: p["p"]["parameter"].update(dtype="float99")), r"is not a complete case: .*"),
        (nested(lambda p: p["p"]["parameter"].update(shape=[7])), r"is not a complete case: .*"),
        (nested(lambda p: p["p"]["parameter"].pop("values")), r"has no entry 'values'; .*"),
        (
            nested(lambda p: p["p"].update(parameter={"type": "tuple", "items": 3})),
            r"is not a complete case: .*",
        ),
    ],
)
def test_a_file_that_is_no_case_is_refused_in_a_sentence(content: Any, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(InvalidInput, match=rf"^`{path}` {sentence}$"):
        read_case(path)


@pytest.mark.parametrize(
    "document, sentence",
    [
        ({**good(), "claim": "gen.jds"}, r"^`claim` is 'gen\.jds', .* did you mean gen\.jsd"),
        (nested(lambda p: p.update(type="Pear")), r"^The type 'Pear' is unknown; this version reads .*Pair"),
        (
            nested(lambda p: p.update(r=1)),
            r"^The Pair has missing or unknown fields \['r'\]; the file is of another version\.$",
        ),
        (nested(lambda p: p.pop("q")), r"^The Pair has missing or unknown fields \['q'\]; .*"),
    ],
)
def test_unknown_claims_and_types_are_refused_by_name(document: Any, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(document))
    with pytest.raises(InvalidInput, match=sentence):
        read_case(path)


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        InvalidInput,
        match=r"^`.*nothing\.json` cannot be read: No such file or directory; give a case file of a report\.$",
    ):
        read_case(tmp_path / "nothing.json")
    with pytest.raises(InvalidInput, match=r"cannot be read: Is a directory"):
        read_case(tmp_path)
