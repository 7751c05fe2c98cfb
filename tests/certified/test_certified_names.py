"""The room's public names: pinned, documented, and refused by name where there is none."""

from importlib import import_module

import pytest

import gancheck as gk

PUBLIC = ["Enclosure", "criterion", "entropy", "jsd", "kl", "total_variation", "value"]


def test_the_list_of_names_is_pinned():
    assert gk.certified.__all__ == PUBLIC == dir(gk.certified)


@pytest.mark.parametrize("name", PUBLIC[1:])
def test_every_function_has_a_docstring_with_an_example(name):
    assert ">>>" in getattr(gk.certified, name).__doc__


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'jeffreys'"):
        _ = gk.certified.jeffreys


def test_no_module_of_the_room_hides_a_function():
    """Importing a submodule sets its name on the package: none may have the name of a function."""
    for name in PUBLIC:
        import_module("gancheck.certified." + gk.certified._HOMES[name].rsplit(".", 1)[-1])
    assert [name for name in PUBLIC if not callable(getattr(gk.certified, name))] == []
