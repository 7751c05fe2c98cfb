"""``gancheck audit`` as its user sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gancheck.cli.main import main
from tests.auditing.stub_target import write_target

ROOT = Path(__file__).parents[2]

LOSSES = """
def good(critic, real, fake): ...
good_penalty = good
def d_loss(real, fake): return 0
def crash(real, fake): raise ValueError("no luck")
def say(real, fake):
    print("hello", "from", "the", "target")
class gradient_penalty:
    def __call__(self, critic, real): ...
"""


@pytest.fixture
def audit(tmp_path, monkeypatch, capsys):
    """Run the command in this process; only its target has one of its own."""
    write_target(tmp_path, LOSSES)
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        code = main(["audit", *arguments])
        said = capsys.readouterr()
        return SimpleNamespace(returncode=code, stdout=said.out, stderr=said.err)

    return run


def test_it_is_a_command_of_its_own_process(tmp_path):
    write_target(tmp_path, LOSSES)
    done = subprocess.run(
        [sys.executable, "-m", "gancheck", "audit", "target.py:d_loss", "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert done.stderr.startswith("gancheck runs target.py:d_loss in a process of its own.\n")
    assert json.loads(done.stdout)["target"] == "target.py:d_loss"


def test_a_violation_exits_with_1_and_says_so(audit):
    done = audit("target.py:d_loss")
    assert done.returncode == 1
    assert done.stderr == "gancheck runs target.py:d_loss in a process of its own.\n"
    assert "target.py:d_loss plays stub game" in done.stdout
    assert "\ntarget.py:" in done.stdout
    assert "▲ error  stub-direction (L1)" in done.stdout
    assert "again     gancheck audit target.py:d_loss --select stub-direction" in done.stdout
    assert "\x1b" not in done.stdout


def test_what_holds_exits_with_0(audit):
    done = audit("target.py:gradient_penalty")
    assert (done.returncode, "2 checks hold" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "note"], 1),
        (["--ignore", "L1"], 2),
        (["--ignore", "target-runs"], 1),
        (["--select", "target-runs"], 0),
    ],
)
def test_the_threshold_and_the_selection_decide_the_code(audit, arguments, code):
    # L1 is a code of no rule here, where the stubs bring findings without rules.
    from gancheck.auditing.catalogue import all_rules

    if any("L1" in rule.bug_classes for rule in all_rules()) and code == 2:
        code = 0
    assert audit("target.py:d_loss", *arguments).returncode == code


def test_an_undecided_target_fails_only_where_asked(audit):
    assert audit("target.py:crash").returncode == 0
    done = audit("target.py:crash", "--fail-on", "inconclusive")
    assert done.returncode == 1
    assert "raised ValueError: no luck" in done.stdout


def test_no_run_runs_nothing(audit, tmp_path):
    (tmp_path / "target.py").write_text("open('ran', 'w')", encoding="utf-8")
    done = audit("target.py:a", "--generator-loss", "target.py:b", "--no-run")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "gancheck would run target.py:a and target.py:b in a process of its own.\n"
    assert not (tmp_path / "ran").exists()


def test_several_targets_and_one_that_is_not_there(audit):
    done = audit("target.py:d_loss", "target.py:d_los", "target.py:crash", "--format", "json")
    assert done.returncode == 2
    assert [each["target"] for each in json.loads(done.stdout)["audits"]] == [
        "target.py:d_loss",
        "target.py:crash",
    ]
    assert "did you mean 'd_loss'" in done.stderr


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github", "html"])
def test_every_format_is_written_to_stdout_and_to_a_file(audit, tmp_path, form):
    done = audit("target.py:d_loss", "--format", form)
    assert done.returncode == 1
    assert "stub-direction" in done.stdout
    again = audit("target.py:d_loss", "--format", form, "--output", "out")
    assert (again.returncode, again.stdout) == (1, "")
    assert "stub-direction" in (tmp_path / "out").read_text(encoding="utf-8")
    assert "gancheck: 1 error; 1 check holds" in again.stderr or form == "github"
    assert sorted(os.listdir(tmp_path)) == ["out", "target.py"]


def test_the_summary_of_a_job_is_appended(audit, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "summary.md").write_text("before\n", encoding="utf-8")
    audit("target.py:d_loss", "--format", "github")
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("before\n### gancheck audit")


def test_a_baseline_outlives_lines_that_move(audit, tmp_path):
    assert audit("target.py:d_loss", "--write-baseline", "known.json").returncode == 0
    target = tmp_path / "target.py"
    target.write_text("\n\n" + target.read_text(encoding="utf-8"), encoding="utf-8")
    done = audit("target.py:d_loss", "--baseline", "known.json")
    assert done.returncode == 0
    assert "1 known from the baseline" in done.stdout
    target.write_text(
        target.read_text(encoding="utf-8").replace("def d_loss(real", "def d_loss(reel"), encoding="utf-8"
    )
    assert audit("target.py:d_loss", "--baseline", "known.json").returncode == 1


def test_verbose_shows_what_the_target_printed(audit):
    assert "hello from the target" not in audit("target.py:say").stdout
    loud = audit("target.py:say", "-v").stdout
    assert "hello from the target" in loud
    assert "✓ holds  target-runs" in loud


def test_options_reach_the_layers_and_the_command_that_repeats_it(audit):
    arguments = (
        "--convention",
        "fake,real",
        "--claims",
        "hinge",
        "--kind",
        "loss",
        "--seed",
        "7",
        "--generator-loss",
        "target.py:say",
    )
    document = json.loads(audit("target.py:d_loss", *arguments, "--format", "json").stdout)
    assert document["game"]["sentences"] == ["d_loss say fake,real hinge"]
    (again,) = {each["reproduce"].rpartition(" ")[0] for each in document["verdicts"]}
    assert again == (
        "gancheck audit target.py:d_loss --generator-loss target.py:say --convention fake,real "
        "--claims hinge --kind loss --seed 7 --select"
    )


def test_the_checks_are_listed_and_explained(audit):
    done = audit("--list-checks")
    assert done.returncode == 0
    assert "target-runs" in done.stdout
    done = audit("--explain", "target-runs")
    assert done.returncode == 0
    assert "stays silent on" in done.stdout


@pytest.mark.parametrize(
    "arguments, message",
    [
        ([], "give a TARGET"),
        (["target.py"], "say 'target.py:object'"),
        (["none.py:a"], "is not there"),
        (["target.py:d_loss", "--generator-loss", "nothing"], "say package.module:object"),
        (["target.py:gradient_penalty", "--generator-loss", "target.py:say"], "a target that is a penalty"),
        (["target.py:d_loss", "--select", "zzz"], "there is no check 'zzz'"),
        (["--explain", "target-run"], "did you mean target-runs"),
        (["target.py:d_loss", "--timeout", "0"], "0.0 is not in the range"),
        (["target.py:d_loss", "--fail-on", "bug"], "'bug' is not one of"),
        (["target.py:d_loss", "--baseline", "none.json"], "cannot be read"),
        (["target.py:d_loss", "--output", "none/out.json"], "there is no folder"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(audit, tmp_path, arguments, message):
    done = audit(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == ["target.py"]


def test_the_default_of_the_timeout_is_that_of_the_sandbox():
    from gancheck.auditing.sandbox import Limits
    from gancheck.cli.audit import FAIL_ON, SECONDS
    from gancheck.report.audit_report import FAIL_ON as WORDS

    assert Limits().seconds == SECONDS
    assert tuple(FAIL_ON) == WORDS


def test_a_claim_that_is_none_is_refused_with_the_list(audit):
    done = audit("target.py:d_loss", "--claims", "chess")
    assert done.returncode == 2
    assert "runs" not in done.stderr
    assert "`claims` is 'chess'; give one of hinge, least-squares, wasserstein, non-saturating" in done.stderr
