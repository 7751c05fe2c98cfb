"""Whole runs on a few claims: what the command line shows is what these find."""

import dataclasses
import re

import pytest

from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Tier
from gancheck.claims.registry import get_claim
from gancheck.errors import GancheckError, InvalidInput
from gancheck.report import session, tasks
from gancheck.report.column import read_column
from gancheck.report.figures.data_law import DataBars, DataDensity
from gancheck.report.report import write_report
from gancheck.report.session import PROFILES, Profile, Settings, conduct

CHOSEN = ("disc.optimum", "gen.jsd", "alg.directions")


def silent(done, total, name):
    pass


@pytest.fixture
def small(monkeypatch):
    claims = tuple(
        dataclasses.replace(get_claim(name), families=get_claim(name).families[-2:]) for name in CHOSEN
    )
    monkeypatch.setattr(session, "all_claims", lambda: claims)
    # Which claims are derived and enclosed as well is for the tests of those tiers; a run treats all tiers alike.
    monkeypatch.setattr("gancheck.report.tasks.tiers_of", lambda claim: claim.tiers)
    monkeypatch.setitem(PROFILES, "small", Profile(batches=2, problems=2, rounds=100))
    return Settings(profile="small", device="cpu", seed=3)


def test_a_run_checks_every_claim_at_every_tier_and_family(small):
    heard = []
    run = conduct(small, lambda done, total, name: heard.append((done, total)))
    assert [(o.claim, o.tier, o.family) for o in run.outcomes] == [
        ("disc.optimum", Tier.NUMERIC, "gaussian"),
        ("disc.optimum", Tier.NUMERIC, "mixture"),
        ("gen.jsd", Tier.NUMERIC, "gaussian"),
        ("gen.jsd", Tier.NUMERIC, "mixture"),
        ("alg.directions", Tier.LEARNED, "categorical"),
        ("alg.directions", Tier.LEARNED, "affine"),
    ]
    assert all(outcome.verdict is Verdict.HOLDS and outcome.cases for outcome in run.outcomes)
    assert heard == [(i, 8) for i in range(1, 9)]
    figures = dataclasses.asdict(run.figures)
    assert {name for name, arrays in figures.items() if arrays is None} == {"data_law"}
    assert {"game", "problem", "step", "value", "criterion", "jsd", "gap"} <= set(run.trajectories.columns)


def test_two_runs_with_one_seed_differ_in_their_times_alone(small, tmp_path, monkeypatch):
    written = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        write_report(conduct(small, silent), tmp_path.__class__("out"))
        page = (tmp_path / name / "out" / "report.html").read_text()
        rest = {
            str(path.relative_to(tmp_path / name)): path.read_bytes()
            for folder in ("cases", "figures")
            for path in (tmp_path / name / "out" / folder).iterdir()
        }
        table = (tmp_path / name / "out" / "outcomes.csv").read_text().splitlines()
        trajectories = (tmp_path / name / "out" / "trajectories.csv").read_text()
        without_seconds = [line.rpartition(",")[0] for line in table]
        written.append((re.sub(r"<time .*?</time>", "", page), rest, without_seconds, trajectories))
    assert written[0] == written[1]


def test_an_interrupt_keeps_what_was_finished(small, tmp_path):
    def interrupt(done, total, name):
        raise KeyboardInterrupt

    run = conduct(small, interrupt)
    assert run.interrupted
    verdicts = [outcome.verdict for outcome in run.outcomes]
    assert verdicts.count(Verdict.SKIPPED) == 5
    assert verdicts.count(Verdict.HOLDS) == 1
    write_report(run, tmp_path)
    assert "This run was interrupted." in (tmp_path / "report.html").read_text()


def test_a_device_that_is_not_there_is_refused_before_any_work(small, monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    monkeypatch.setattr(session, "outcomes", None)
    with pytest.raises(InvalidInput, match="0 CUDA devices"):
        conduct(dataclasses.replace(small, device="cuda"), silent)


def test_a_worker_that_is_killed_is_noticed(small, monkeypatch):
    monkeypatch.setattr(tasks, "_prepare", _die)
    with pytest.raises(GancheckError, match="worker process was killed"):
        conduct(small, silent)


def _die():
    import os

    os._exit(1)


def test_a_column_of_numbers_is_the_data_law(small):
    column = read_column("tests/data/old_faithful.csv:waiting")
    run = conduct(dataclasses.replace(small, column=column), silent)
    assert isinstance(run.figures.data_law, DataDensity)
    assert "One Gaussian is misspecified" in run.figures.data_law.caption
    assert run.figures.data_law.components == 2
    assert {"gaussian", "data", "alg.directions affine"} <= set(run.trajectories["game"])
    on_data = [outcome for outcome in run.outcomes if outcome.family == "data"]
    assert on_data
    assert all(outcome.verdict is Verdict.HOLDS for outcome in on_data)


def test_labels_with_counts_are_the_data_law(small):
    column = read_column("tests/data/hair_eye_color.csv:Hair", weights="Freq")
    law = conduct(dataclasses.replace(small, column=column), silent).figures.data_law
    assert isinstance(law, DataBars)
    assert law.labels == ("Black", "Brown", "Red", "Blond")
    assert law.data.tolist() == [108 / 592, 286 / 592, 71 / 592, 127 / 592]
    assert abs(law.generator - law.data).max() < 0.1
