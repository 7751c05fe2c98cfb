import dataclasses

import pytest

from gancheck.checks.verdict import Verdict
from gancheck.report.summary import ClaimSummary, exit_code, sentence, summarise
from tests.report.conftest import CLAIMS, OUTCOMES


def with_verdicts(*verdicts):
    outcomes = tuple(dataclasses.replace(OUTCOMES[0], verdict=verdict) for verdict in verdicts)
    return ClaimSummary(CLAIMS[0], outcomes)


@pytest.mark.parametrize(
    "verdicts, expected",
    [
        ((), Verdict.SKIPPED),
        ((Verdict.SKIPPED, Verdict.SKIPPED), Verdict.SKIPPED),
        ((Verdict.HOLDS, Verdict.SKIPPED), Verdict.HOLDS),
        ((Verdict.HOLDS, Verdict.INCONCLUSIVE), Verdict.INCONCLUSIVE),
        ((Verdict.INCONCLUSIVE, Verdict.VIOLATED, Verdict.HOLDS), Verdict.VIOLATED),
    ],
)
def test_the_gravest_verdict_is_the_claims(verdicts, expected):
    assert with_verdicts(*verdicts).verdict is expected


def test_the_worst_outcome_is_the_one_with_the_least_margin(run):
    worst = summarise(run)[1].worst
    assert worst.tier.value == "learned"


def test_the_sentence_counts_claims(run):
    assert sentence(summarise(run)) == "4 of 7 claims hold, 1 violated, 1 inconclusive, 1 skipped"


def test_only_a_violation_fails_the_run(run):
    summaries = summarise(run)
    assert exit_code(summaries) == 1
    assert exit_code(tuple(s for s in summaries if s.verdict is not Verdict.VIOLATED)) == 0
