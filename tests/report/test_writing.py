import dataclasses
import os
import shlex
from pathlib import Path

import pytest

from gancheck.checks.case import read_case
from gancheck.errors import InvalidInput
from gancheck.report.report import write_report
from gancheck.report.writing import PARTS, claim_folder, replacing, write_text


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_has_all_its_parts(run, tmp_path):
    folder = tmp_path / "new" / "report"
    write_report(run, folder)
    assert set(os.listdir(folder)) == set(PARTS)


def test_the_written_run_knows_how_to_evaluate_its_cases_again(run, tmp_path):
    folder = tmp_path / "with space"
    written = write_report(run, folder)
    outcome = next(outcome for outcome in written.outcomes if outcome.claim == "gen.jsd")
    command, case = shlex.split(outcome.reproduce)[1:]
    assert command == "check"
    assert read_case(Path(case)).claim.id == "gen.jsd"


def test_two_writes_of_one_run_are_the_same_bytes(run, tmp_path):
    write_report(run, tmp_path / "r")
    first = contents(tmp_path / "r")
    write_report(run, tmp_path / "r")
    assert contents(tmp_path / "r") == first


def test_a_new_run_replaces_the_old_cases(run, tmp_path):
    write_report(run, tmp_path)
    write_report(dataclasses.replace(run, outcomes=run.outcomes[:1]), tmp_path)
    assert os.listdir(tmp_path / "cases") == [f"{run.outcomes[0].name}.json"]


def test_a_failure_leaves_the_old_report_whole(run, tmp_path):
    write_report(run, tmp_path)
    before = contents(tmp_path)

    def fail_halfway():
        with replacing(tmp_path) as staging:
            write_text(staging / "report.html", "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    assert contents(tmp_path) == before


def test_files_of_others_are_never_replaced(run, tmp_path):
    mine = tmp_path / "figures" / "mine.png"
    write_text(mine, "precious")
    with pytest.raises(InvalidInput, match="nothing of yours is replaced"):
        write_report(run, tmp_path)
    assert contents(tmp_path) == {"figures/mine.png": b"precious"}


def test_files_beside_the_report_stay(run, tmp_path):
    write_text(tmp_path / "notes.txt", "mine")
    write_report(run, tmp_path)
    write_report(run, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path):
    target = tmp_path / "file"
    target.write_text("")
    with pytest.raises(InvalidInput, match="which is a file"):
        claim_folder(target)


def test_a_folder_under_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="cannot be written to"):
        claim_folder(tmp_path / "file" / "reports")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InvalidInput, match="permission denied"):
            claim_folder(tmp_path)
    finally:
        tmp_path.chmod(0o700)
