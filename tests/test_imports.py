"""What a user does not use, a user does not wait for."""

import json
import subprocess
import sys

import pytest

HEAVY = {"flint", "hypothesis", "matplotlib", "pandas", "sympy", "torch"}

PROGRAM = """
import json, sys
before = set(sys.modules)
{statement}
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def modules_loaded_by(statement: str) -> set[str]:
    """The modules that ``statement`` adds to a fresh interpreter."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(statement=statement)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(run.stderr.strip().splitlines()[-1]))


@pytest.mark.parametrize(
    "statement",
    [
        "import gancheck",
        "import gancheck.numerics",
        "import gancheck as gk; gk.Discrete(probs=[0.5, 0.5]); gk.Gaussian(0.0, 1.0); gk.jsd; gk.criterion",
        "import gancheck as gk; gk.all_claims()",
        "import gancheck as gk; gk.certified; gk.certified.__all__",
        "import gancheck.pytest_plugin",
    ],
)
def test_the_mathematics_loads_nothing_heavy(statement):
    loaded = modules_loaded_by(statement)
    assert "gancheck" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("arguments", ["--help", "--version"])
def test_the_command_line_at_rest_loads_nothing_heavy(arguments):
    statement = f"import gancheck.cli.main as cli; assert cli.main([{arguments!r}]) == 0"
    assert not modules_loaded_by(statement) & HEAVY


def test_a_heavy_name_loads_what_it_needs():
    """The test above can fail: the same measure sees torch where torch is used."""
    assert "torch" in modules_loaded_by("import gancheck as gk; gk.Algorithm1")
