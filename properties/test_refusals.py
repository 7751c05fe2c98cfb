"""What has no answer is refused, wherever its atoms lie."""

import pytest

import gancheck as gk
from gancheck.distributions import Gaussian, Pushforward
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.errors import UnsupportedPair


@pytest.mark.parametrize("place", [-1.0, 0.0, 1.0])
def test_an_atom_beside_a_density_has_no_entropy(place: float) -> None:
    """The law of place + max(z, 0) has half of its mass at that place."""
    relu = PiecewiseLinear(knots=[0.0], slopes=[0.0, 1.0], intercepts=[place, place])
    law = Pushforward(Gaussian(0.0, 1.0), relu)
    assert law.atom_masses.sum() == 0.5
    with pytest.raises(UnsupportedPair, match="both atoms and a density"):
        gk.entropy(law)
