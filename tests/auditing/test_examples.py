"""The examples of the documents: the right ones pass, the slip is named, and every command of the guide exists."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gancheck.cli.main import gancheck as command_line

ROOT = Path(__file__).parents[2]
LOSSES = "docs/examples/ring_losses.py"
GUIDE = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line.removeprefix("$ gancheck audit "), comments=True)
    for block in re.findall(r"^```console\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def audit(*arguments):
    """The document of an audit, and its exit code."""
    command = [sys.executable, "-m", "gancheck", "audit", *arguments, "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.stdout, done.stderr
    return json.loads(done.stdout), done.returncode


def classes(document):
    return {each["bug_class"] for each in document["verdicts"] if each["severity"] == "error"} - {None}


def test_the_losses_are_the_non_saturating_game():
    document, code = audit(f"{LOSSES}:discriminator_loss", "--generator-loss", f"{LOSSES}:generator_loss")
    assert (document["game"]["name"], code, classes(document)) == ("non-saturating GAN", 0, set())


def test_the_slip_is_named_at_its_place():
    document, code = audit(
        f"{LOSSES}:swapped_discriminator_loss", "--generator-loss", f"{LOSSES}:generator_loss"
    )
    assert code == 1
    assert classes(document) == {"L1"}
    places = {each["place"]["file"] for each in document["verdicts"] if each["bug_class"] == "L1"}
    assert places == {LOSSES}


def test_the_penalty_holds():
    document, code = audit(f"{LOSSES}:gradient_penalty")
    assert (code, classes(document)) == (0, set())
    assert any(each["verdict"] == "HOLDS" and each["check"] != "target-runs" for each in document["verdicts"])


def test_the_gan_steps_as_it_should():
    document, code = audit("docs/examples/ring_gan.py:make", "--no-play")
    assert (document["game"]["name"], code, classes(document)) == ("non-saturating GAN", 0, set())


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_of_the_guide_exists(arguments):
    usage = CliRunner().invoke(command_line, ["audit", "--help"]).stdout
    for argument in arguments:
        if argument.startswith("--"):
            assert argument in usage
        elif ".py:" in argument:
            assert (ROOT / argument.partition(":")[0]).is_file()
