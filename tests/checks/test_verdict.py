from gancheck.checks.verdict import Verdict


def test_there_are_four_verdicts_and_each_has_a_mark_of_its_own() -> None:
    assert [verdict.value for verdict in Verdict] == ["HOLDS", "VIOLATED", "INCONCLUSIVE", "SKIPPED"]
    assert len({verdict.shape for verdict in Verdict}) == 4
    assert all(len(verdict.shape) == 1 for verdict in Verdict)
