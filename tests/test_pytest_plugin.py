"""The plugin, in pytest runs of its own processes."""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
INSTALLED = any(entry.value == "gancheck.pytest_plugin" for entry in entry_points(group="pytest11"))
LOADED = [] if INSTALLED else ["-p", "gancheck.pytest_plugin"]

RECORDED = """
import pytest
from gancheck.pytest_plugin import current_record

@pytest.mark.claim("gen.jsd")
@pytest.mark.parametrize("family", ["discrete", "gaussian"])
def test_holds(family):
    current_record().add(cases=8, severity=1e-3, residual=1e-18, bound=1e-15)
    current_record().add(cases=4, severity=0.0, residual=0.0, bound=1e-15)

@pytest.mark.claim("gen.bounds")
def test_violated():
    current_record().add(cases=1, severity=100.0, residual=1e-13, bound=1e-15)
    raise AssertionError

@pytest.mark.claim("div.f")
def test_breaks_down():
    raise RuntimeError

@pytest.mark.claim("div.fenchel")
def test_compares_nothing():
    pass

@pytest.mark.claim("div.kl-shape")
def test_skipped():
    pytest.skip("no time")

@pytest.mark.skip
@pytest.mark.claim("div.jsd-shape")
def test_skipped_in_setup():
    pass
"""

DRAWING = """
from hypothesis import given, settings, strategies as st
import pathlib

@given(st.lists(st.integers(0, 2**30), min_size=3))
def test_draws(numbers):
    with open("drawn.txt", "a") as file:
        print(numbers, settings().max_examples, file=file)
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run pytest on a test file in a process of its own, where gancheck can be imported."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def run_pytest(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        return pytester.runpytest_subprocess(*LOADED, "--strict-markers", "-Werror", *arguments)

    return run_pytest


def test_at_rest_it_imports_nothing_and_says_nothing(run: Any) -> None:
    result = run("""
        import sys
        def test_modules():
            heavy = {"numpy", "scipy", "torch", "pandas", "matplotlib", "hypothesis"}
            assert not heavy & set(sys.modules)
            assert not {name for name in sys.modules if name.startswith("gancheck.")} - {"gancheck.pytest_plugin"}
        """)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*claim*")
    result.stdout.no_fnmatch_line("*gancheck:*")


def test_the_summary_tells_the_verdict_of_each_claim(run: Any) -> None:
    result = run(RECORDED)
    result.assert_outcomes(passed=3, failed=2, skipped=2)
    result.stdout.re_match_lines_random(
        [
            r"=+ claims =+",
            r"gen\.jsd +2 +4 +24 +3\.0  HOLDS",
            r"gen\.bounds +1 +1 +1 +-2\.0  VIOLATED",
            r"div\.f +1 +0 +0 +–  INCONCLUSIVE",
            r"div\.fenchel +1 +0 +0 +–  INCONCLUSIVE",
            r"div\.kl-shape +1 +0 +0 +–  SKIPPED",
            r"div\.jsd-shape +1 +0 +0 +–  SKIPPED",
        ]
    )


def test_workers_of_xdist_send_the_same_table(run: Any) -> None:
    pytest.importorskip("xdist")
    alone, spread = (
        [line for line in run(RECORDED, *workers).outlines if "gen." in line] for workers in ([], ["-n2"])
    )
    table = [line for line in alone if line.startswith("gen.")]
    assert len(table) == 2
    assert [line for line in spread if line.startswith("gen.")] == table


def test_junit_files_hold_the_numbers(run: Any, pytester: pytest.Pytester) -> None:
    run(RECORDED, "--junitxml=junit.xml")
    junit = (pytester.path / "junit.xml").read_text(encoding="utf-8")
    for name, value in (
        ("claim", "gen.jsd"),
        ("examples", 2),
        ("cases", 12),
        ("severity", 0.001),
        ("bound", 1e-15),
    ):
        assert f'<property name="gancheck.{name}" value="{value}"' in junit


@pytest.mark.parametrize("marker", ["claim", "claim()", "claim(1)", "claim('a', 'b')", "claim(id='a')"])
def test_a_marker_without_one_id_is_an_error(run: Any, marker: str) -> None:
    result = run(f"import pytest\n@pytest.mark.{marker}\ndef test_it():\n    pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the marker `claim` takes one id*"])


@pytest.mark.parametrize("environment", [{}, {"CI": "true"}], ids=["at home", "in CI"])
def test_the_seed_decides_what_is_drawn(
    run: Any, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    drawn = []
    for seed in (7, 7, 8):
        (pytester.path / "drawn.txt").unlink(missing_ok=True)
        result = run(DRAWING, f"--gancheck-seed={seed}", "--gancheck-budget=quick")
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines([f"gancheck: budget quick, seed {seed}"])
        drawn.append((pytester.path / "drawn.txt").read_text())
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize("budget, examples", [("quick", 12), ("full", 400)])
def test_the_budget_decides_how_many(run: Any, pytester: pytest.Pytester, budget: str, examples: int) -> None:
    run(DRAWING, f"--gancheck-budget={budget}").assert_outcomes(passed=1)
    lines = (pytester.path / "drawn.txt").read_text().splitlines()
    assert {line.rsplit(maxsplit=1)[1] for line in lines} == {str(examples)}
    assert len(lines) == examples


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--gancheck-seed=1", "--hypothesis-seed=2"], "*--hypothesis-seed 2 contradicts --gancheck-seed*"),
        (
            ["--gancheck-budget=full", "--hypothesis-profile=gancheck-quick"],
            "*--hypothesis-profile gancheck-quick contradicts --gancheck-budget*",
        ),
        (["--gancheck-budget=huge"], "*invalid choice: 'huge'*"),
        (["--gancheck-seed=x"], "*invalid int value: 'x'*"),
    ],
)
def test_contradictory_options_are_refused(run: Any, arguments: list[str], sentence: str) -> None:
    result = run(DRAWING, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([sentence])
