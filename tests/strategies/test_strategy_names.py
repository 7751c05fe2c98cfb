"""The room's public names, and how a strategy shows itself."""

import pytest

from gancheck import strategies as gs


def test_every_public_name_is_there() -> None:
    assert gs.__all__ == dir(gs)
    assert all(callable(getattr(gs, name)) for name in gs.__all__)


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="wasserstein_pairs"):
        gs.wasserstein_pairs  # noqa: B018 (the access is the test)


def test_the_repr_shows_how_a_strategy_was_built() -> None:
    assert repr(gs.gaussians(max_loc=3.0)).startswith("gaussians(min_loc=-20.0, max_loc=3.0")
    assert repr(gs.batches(gs.discrete_laws())).startswith("batches(element=discrete_laws(min_atoms=1")
