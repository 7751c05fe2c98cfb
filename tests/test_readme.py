"""What the README shows is what happens."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gancheck.cli.main import gancheck as command_line

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    """The arguments of every command in the console blocks."""
    lines = [line for block in blocks("console") for line in block.splitlines()]
    return [shlex.split(line.removeprefix("$ gancheck "), comments=True) for line in lines]


def pytest_on(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a file of tests as its author would."""
    (folder / "test_mine.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_mine.py"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # where this checkout is not installed
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_python_blocks_run_as_one_session():
    case = doctest.DocTestParser().get_doctest("".join(blocks("python")), {}, "README.md", "README.md", 0)
    assert len(case.examples) > 20
    printed: list[str] = []
    failed, _ = doctest.DocTestRunner().run(case, out=printed.append)
    assert failed == 0, "".join(printed)


@pytest.mark.parametrize("name", ["report", "tests"])
def test_each_set_up_is_one_line_where_ci_finds_it(name):
    assert len(re.findall(rf"^<!-- command: {name} -->\n```sh\n(.+)\n```$", README, re.MULTILINE)) == 1


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_and_option_exists(arguments):
    """Options are held against the help text; what they do is tested with the command line."""
    usage = CliRunner().invoke(command_line, [arguments[0], "--help"])
    assert usage.exit_code == 0, usage.output
    for option in (argument for argument in arguments if argument.startswith("--")):
        assert option in usage.stdout


@pytest.mark.parametrize("arguments", [a for a in commands() if a[0] == "claims"], ids=" ".join)
def test_the_commands_that_list_claims_run(arguments):
    result = CliRunner().invoke(command_line, arguments)
    assert result.exit_code == 0, result.output
    assert "disc.optimum" in result.stdout


@pytest.mark.parametrize("path", re.findall(r"tests/data/\w+\.csv", README))
def test_the_data_of_the_commands_are_there(path):
    assert (ROOT / path).is_file()


def test_the_file_of_tests_passes(tmp_path):
    (source,) = blocks('python title="test_mine.py"')
    run = pytest_on(source, tmp_path)
    assert run.returncode == 0, run.stdout


def test_the_file_of_tests_fails_where_the_readme_says_so(tmp_path):
    (source,) = blocks('python title="test_mine.py"')
    near_equal = source.replace('["moderate", "zeros"]', '["near-equal"]').replace(
        "1e-12", "1e-6 * jsd(p, q)"
    )
    assert near_equal != source
    run = pytest_on(near_equal, tmp_path)
    assert run.returncode == 1, run.stdout
    assert "FAILED test_mine.py::test_my_jsd" in run.stdout
