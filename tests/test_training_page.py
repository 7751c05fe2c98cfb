"""What the page on training shows is what happens."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The fenced blocks of this language, one after another."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"the page shows no {language}"
    return "\n".join(found)


def run_tests(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a file of tests as its author would."""
    (folder / "test_trained.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_trained.py"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # where this checkout is not installed
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_session_runs() -> None:
    case = doctest.DocTestParser().get_doctest(block("python"), {}, "training.md", "training.md", 0)
    printed: list[str] = []
    failed, tried = doctest.DocTestRunner().run(case, out=printed.append)
    assert tried > 3
    assert failed == 0, "".join(printed)


def test_the_file_of_tests_passes_and_shows_its_failure_as_code(tmp_path: Path) -> None:
    source = block('python title="test_trained.py"')
    right = run_tests(source, tmp_path)
    assert right.returncode == 0, right.stdout
    wrong = source.replace("discriminator_rate=2.0", "discriminator_rate=50.0").replace(
        "max_examples=3", "max_examples=8, shrink_seconds=3"
    )
    failing = run_tests(wrong, tmp_path)
    assert failing.returncode == 1, failing.stdout
    assert re.search(r"training=train\(Pair\(Discrete\(.*numbers=\[\d+\]\)", failing.stdout), failing.stdout
    for line in ("Falsified by problem 0 of a batch of 1", "To train it again:", "JSD(p, p_g) = "):
        assert line in failing.stdout
        assert line in PAGE
