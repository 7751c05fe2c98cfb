import os
import subprocess
import sys
import time

import pytest

import gancheck
from gancheck.cli import main as command_line
from gancheck.errors import InvalidInput


def run(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "gancheck", *arguments], capture_output=True, text=True, **more
    )


def raising(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def test_the_version():
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"gancheck {gancheck.__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["report", "--help"], ["audit", "--help"], ["claims", "-h"], ["check", "--help"]],
)
def test_help_fits_a_terminal_and_needs_nothing_heavy(arguments):
    done = run(*arguments)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Usage: gancheck" in done.stdout


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["reprt"], "No such command 'reprt'"),
        (["report", "--seed", "x"], "'x' is not a valid integer"),
        (["report", "--seed", "-1"], "-1 is not in the range"),
        (["report", "--device", "tpu"], "'tpu' is not one of"),
        (["report", "--weights", "n"], "give --data FILE.csv:COLUMN too"),
        (["report", "--data", "none.csv:a"], "no such file"),
        (["claims", "disc.optimun"], "did you mean disc.optimum"),
        (["check", "none.json"], "cannot be read"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(arguments, message, tmp_path):
    done = run(*arguments, cwd=tmp_path, env={**os.environ, "PYTHONPATH": os.getcwd()})
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert message in done.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "error, code, said",
    [
        (InvalidInput("`x` is 1; give 2."), 2, "gancheck: `x` is 1; give 2.\n"),
        (
            OSError(28, "No space left on device", "out.csv"),
            2,
            "gancheck: out.csv: no space left on device.\n",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_sentences_and_codes(monkeypatch, capsys, error, code, said):
    monkeypatch.setattr(command_line.gancheck, "invoke", raising(error))
    assert command_line.main(["claims"]) == code
    assert capsys.readouterr().err.lstrip("\n") == said


def test_a_crash_keeps_its_traceback_and_is_not_taken_for_a_violation(monkeypatch, capsys):
    monkeypatch.setattr(command_line.gancheck, "invoke", raising(ZeroDivisionError("oh")))
    assert command_line.main(["claims"]) == 2
    error = capsys.readouterr().err
    assert "Traceback" in error
    assert "ZeroDivisionError: oh" in error


def test_a_closed_pipe_is_no_crash():
    program = "import sys; from gancheck.cli.main import main; print(main(['claims']), file=sys.stderr)"
    shell = f'{sys.executable} -c "{program}" | true'
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_help_answers_at_once():
    """Medians of interleaved starts: help costs little more than Python itself, and far less than torch."""

    def start(*arguments):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        return time.perf_counter() - began

    pairs = [(start("-c", "pass"), start("-m", "gancheck", "--help")) for _ in range(5)]
    bare, helped = (sorted(column)[2] for column in zip(*pairs, strict=True))
    assert helped - bare < 1.0
