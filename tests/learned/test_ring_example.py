"""The example of docs/learning.md runs, and its table has a line a game."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "ring_modes.py"


def test_the_example_prints_a_line_a_game(capsys: pytest.CaptureFixture[str]) -> None:
    spec = spec_from_file_location("ring_modes", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    example = module_from_spec(spec)
    spec.loader.exec_module(example)
    example.main(["--games", "3", "--steps", "20", "--modes", "5", "--noise", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 3 + 1
    for line in lines[1:4]:
        counts = [int(number) for number in re.findall(r"\d+", line)[1:4]]
        assert sum(counts) == 5
    assert lines[-1].endswith("of 3 games cover all 5 modes")
