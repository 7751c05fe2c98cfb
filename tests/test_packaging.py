"""The pins, the version and the metadata agree with one another."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import gancheck

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

EXTRAS = PROJECT["optional-dependencies"].values()
REQUIREMENTS = [Requirement(line) for lines in (PROJECT["dependencies"], *EXTRAS) for line in lines]


def pins() -> dict[str, str]:
    """Canonical name → version, from ``constraints.txt``."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_every_requirement_is_pinned_to_a_version_that_it_allows(requirement):
    assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_no_requirement_has_an_upper_bound(requirement):
    assert all(specifier.operator == ">=" for specifier in requirement.specifier)


def test_the_documents_name_the_version():
    assert f"version = {{{gancheck.__version__}}}" in re.sub(
        " +", " ", (ROOT / "README.md").read_text("utf-8")
    )
    assert f"## [{gancheck.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
