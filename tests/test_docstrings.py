"""Every example in a docstring runs and prints what it says."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import gancheck

MODULES = ["gancheck"] + [
    module.name
    for module in pkgutil.walk_packages(gancheck.__path__, "gancheck.")
    if not module.name.endswith("__main__")
]


COMPILED = [name for name in MODULES if "._numba_" in name]
"""Modules that load only where the extra `fast` is installed."""


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    if name in COMPILED:
        pytest.importorskip("numba", reason="the extra `fast` is not installed")
    failed, _ = doctest.testmod(import_module(name))
    assert failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    modules = [import_module(name) for name in MODULES if name not in COMPILED]
    examples = [case for module in modules for case in finder.find(module) if case.examples]
    assert len(examples) > 20
