import dataclasses
import json

import pytest

from gancheck.checks.verdict import Verdict
from gancheck.cli.main import main
from gancheck.report import session
from tests.report.conftest import OUTCOMES, make_run

DATA = "tests/data/old_faithful.csv:waiting"


@pytest.fixture
def settings_of(monkeypatch):
    """Replaces the work by a run made by hand; the list receives the settings that it was asked for."""
    asked = []

    def conduct(settings, progress):
        progress(1, 1, "all")
        asked.append(settings)
        return make_run()

    monkeypatch.setattr(session, "conduct", conduct)
    return asked


def test_a_violation_is_said_with_its_command_and_fails_the_run(settings_of, tmp_path, capsys):
    assert main(["report", "--out", str(tmp_path / "r")]) == 1
    out = capsys.readouterr().out
    assert "▲ violated  disc.gap  (numeric, mixture)" in out
    assert f"gancheck check {tmp_path}/r/cases/disc.gap-numeric-mixture.json" in out
    assert out.splitlines()[-2:] == [
        "4 of 7 claims hold, 1 violated, 1 inconclusive, 1 skipped",
        str(tmp_path / "r" / "report.html"),
    ]
    assert (tmp_path / "r" / "report.html").is_file()


def test_without_a_violation_the_run_passes(monkeypatch, tmp_path):
    outcomes = tuple(outcome for outcome in OUTCOMES if outcome.verdict is not Verdict.VIOLATED)
    run = dataclasses.replace(make_run(), outcomes=outcomes)
    monkeypatch.setattr(session, "conduct", lambda settings, progress: run)
    assert main(["report", "--out", str(tmp_path)]) == 0


def test_an_interrupted_run_is_written_and_says_so(monkeypatch, tmp_path, capsys):
    run = dataclasses.replace(make_run(), interrupted=True)
    monkeypatch.setattr(session, "conduct", lambda settings, progress: run)
    assert main(["report", "--out", str(tmp_path)]) == 130
    assert "interrupted; the report holds what was finished" in capsys.readouterr().err
    assert (tmp_path / "run.json").is_file()


def test_json_is_the_whole_of_stdout(settings_of, tmp_path, capsys):
    main(["report", "--out", str(tmp_path), "--format", "json"])
    record = json.loads(capsys.readouterr().out)
    assert record["page"] == str(tmp_path / "report.html")
    assert len(record["outcomes"]) == len(OUTCOMES)


def test_options_reach_the_run(settings_of, tmp_path):
    main(["report", "--out", str(tmp_path), "--quick", "--seed", "7", "--device", "cpu", "--data", DATA])
    (settings,) = settings_of
    assert (settings.profile, settings.seed, settings.device) == ("quick", 7, "cpu")
    assert settings.column.total == 272
    assert settings.command == f"gancheck report --out {tmp_path} --quick --seed 7 --device cpu --data {DATA}"
    main(["report", "--out", str(tmp_path)])
    assert settings_of[1].profile == "default"
    assert settings_of[1].column is None


def test_a_device_that_is_not_there_leaves_no_folder_behind(settings_of, monkeypatch, tmp_path, capsys):
    import torch

    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    assert main(["report", "--device", "cuda", "--out", str(tmp_path / "r")]) == 2
    assert "0 CUDA devices" in capsys.readouterr().err
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--data", "tests/data/old_faithful.csv:wating"], "did you mean 'waiting'?"),
        (["--data", "tests/data/none.csv:x"], "no such file"),
        (["--data", "tests/data/hair_eye_color.csv:Hair", "--kind", "continuous"], "holds 'Black' in row 1"),
        (["--out", "pyproject.toml"], "which is a file"),
    ],
)
def test_bad_input_is_refused_before_any_work(settings_of, arguments, message, capsys):
    assert main(["report", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("gancheck: ")
    assert message in error
    assert error.count("\n") == 1
    assert settings_of == []
