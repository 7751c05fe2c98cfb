"""Audits within a suite: the marker and the fixture, in pytest runs of their own processes."""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from tests.auditing.stub_target import LAYERS

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
INSTALLED = any(entry.value == "gancheck.pytest_plugin" for entry in entry_points(group="pytest11"))
LOADED = [] if INSTALLED else ["-p", "gancheck.pytest_plugin"]

SOURCE = """
class gradient_penalty:
    def __call__(self, critic, real): ...
def d_loss(real, fake):
    return 0.0
def g_loss(fake):
    return 0.0
def crash(real, fake):
    raise ValueError("no luck")
"""

WITH_FIXTURE = """
import target

def test_bad(gancheck_audit):
    gancheck_audit(target.d_loss, target.g_loss)

def test_known(gancheck_audit):
    report = gancheck_audit(target.d_loss, target.g_loss, fail_on="never")
    assert report.game.sentences == ("d_loss g_loss None None",)

def test_good(gancheck_audit):
    assert gancheck_audit(target.gradient_penalty).decided

def test_undecided(gancheck_audit):
    gancheck_audit(target.crash)
"""

WITH_MARKER = """
import pytest

@pytest.mark.gancheck("target:gradient_penalty")
def test_good():
    pass

@pytest.mark.gancheck("target.py:d_loss", generator_loss="target.py:g_loss")
def test_bad():
    raise RuntimeError("never reached")

@pytest.mark.gancheck("target:crash")
def test_undecided():
    pass

@pytest.mark.gancheck("target:gradient_penalty")
@pytest.mark.gancheck("target:d_loss", fail_on="never")
def test_two():
    pass
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run pytest on a test file beside the target, in a process of its own, where gancheck can be imported."""
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{pytester.path}")
    pytester.makepyfile(target=LAYERS + SOURCE)

    def run_pytest(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess(*LOADED, "--strict-markers", "-Werror", "-rs", *arguments)

    return run_pytest


def test_the_fixture_fails_what_is_violated_and_skips_what_is_undecided(run: Any) -> None:
    result = run(WITH_FIXTURE)
    result.assert_outcomes(passed=2, failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["the audit of target:d_loss fails.", "*error  stub-direction (L1)", "*fix       Swap."]
    )
    result.stdout.fnmatch_lines(["*decided nothing.*", "*raised ValueError: no luck*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*Failed*")


def test_the_marker_audits_before_the_test_runs(run: Any, pytester: pytest.Pytester) -> None:
    result = run(WITH_MARKER, "--junitxml=junit.xml")
    result.assert_outcomes(passed=2, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["the audit of target.py:d_loss fails."])
    result.stdout.no_fnmatch_line("*never reached*")
    junit = (pytester.path / "junit.xml").read_text(encoding="utf-8")
    assert junit.count('<property name="gancheck.audit"') == 5
    assert "target:gradient_penalty: nothing is violated; 2 checks hold" in junit


def test_a_marker_without_a_target_is_an_error(run: Any) -> None:
    result = run("import pytest\n@pytest.mark.gancheck\ndef test_it():\n    pass")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*the marker `gancheck` takes a target*"])


def test_the_fixture_at_rest_loads_nothing(run: Any) -> None:
    result = run("""
        import sys
        def test_modules(gancheck_audit):
            assert not {"numpy", "torch", "rich", "pandas", "click"} & set(sys.modules)
            assert not {name for name in sys.modules if name.startswith("gancheck.")} - {"gancheck.pytest_plugin"}
        """)
    result.assert_outcomes(passed=1)


def test_marker_and_fixture_describe_themselves(run: Any) -> None:
    run("", "--markers").stdout.fnmatch_lines(
        ["@pytest.mark.gancheck(target, generator_loss=None, **options): *"]
    )
    run("", "--fixtures").stdout.fnmatch_lines(["gancheck_audit*"])
