"""The judge kills a planted mistake and lets a planted harmless change live, in a project of one file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray")
pytest.importorskip("coverage")

REPOSITORY = Path(__file__).parents[2]

HALF = """\
LEAST = 0


def half(x):
    return x / 2


def sign(x):
    return 1 if x >= LEAST else -1


def unseen(x):
    return x + 1
"""
PROPERTIES = """\
from hypothesis import given, strategies as st

from gancheck.numerics.half import half, sign


@given(st.integers(-100, 100))
def test_twice_the_half(x):
    assert 2 * half(x) == x


@given(st.integers(1, 100))
def test_a_positive_number_has_the_sign_1(x):
    assert sign(x) == 1
"""
JUDGE = """\
import json, sys
from pathlib import Path
from benchmarks.judge import Job, judged, measured, prepare

root, file = Path(sys.argv[1]), "gancheck/numerics/half.py"
text = (root / file).read_text()
prepare([])
suite = measured(root)
changes = {
    "bug": ("x / 2", "x / 3"),
    "harmless": (">= LEAST", "> LEAST"),
    "import": ("LEAST = 0", "LEAST = None + 1"),
    "hang": ("return x / 2", "while True: pass"),
    "crash": ("return x / 2", "import os; os._exit(1)"),
}
jobs = [Job(name, file, text.replace(*change), suite.tests_of(file)) for name, change in changes.items()]
verdicts = {v.name: [v.status, v.by] for v in judged(jobs, suite, root, processes=2)}
lines = {line: len(suite.tests_of(file, (line, line))) for line in (5, 9, 13)}
print(json.dumps([verdicts, lines]))
"""


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    for folder in ("gancheck/numerics", "gancheck/strategies", "properties"):
        (root / folder).mkdir(parents=True)
    for empty in ("gancheck/__init__.py", "gancheck/numerics/__init__.py", "gancheck/pytest_plugin.py"):
        (root / empty).touch()
    (root / "gancheck" / "numerics" / "half.py").write_text(HALF, encoding="utf-8")
    (root / "properties" / "test_half.py").write_text(PROPERTIES, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(root), str(REPOSITORY)]),
        "HYPOTHESIS_NO_PLUGINS": "1",
    }
    command = [sys.executable, "-c", JUDGE, str(root)]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_planted_mistake_is_killed_by_the_property_that_sees_it(answer):
    assert answer[0]["bug"] == ["killed", "properties/test_half.py::test_twice_the_half"]


def test_a_planted_harmless_change_survives(answer):
    assert answer[0]["harmless"] == ["survived", ""]


def test_a_mutant_that_cannot_be_imported_hangs_or_crashes_is_killed(answer):
    assert answer[0]["import"][0] == "killed"
    assert answer[0]["hang"] == ["killed", "hung or crashed"]
    assert answer[0]["crash"] == ["killed", "hung or crashed"]


def test_lines_know_the_tests_that_execute_them(answer):
    assert answer[1] == {"5": 1, "9": 1, "13": 0}
