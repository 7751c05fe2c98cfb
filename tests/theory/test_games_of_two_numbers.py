"""The bilinear game and the Dirac-GAN, simulated."""

import numpy as np
import pytest

from gancheck.errors import InvalidInput
from gancheck.theory.bilinear_game import alternating_matrix, bilinear_growth, simultaneous_matrix
from gancheck.theory.dirac_gan import dirac_linearisation, dirac_round, dirac_shape


@pytest.mark.parametrize("a, b", [(0.1, 0.2), (1.0, 3.9), (2.0, 2.0), (3.0, 2.0)])
def test_the_growth_is_the_modulus_of_the_eigenvalues(a: float, b: float) -> None:
    rates = np.array([a]), np.array([b])
    growth = bilinear_growth(*rates)
    for matrix, radius in (
        (simultaneous_matrix(*rates), growth.simultaneous),
        (alternating_matrix(*rates), growth.alternating),
    ):
        np.testing.assert_allclose(np.abs(np.linalg.eigvals(matrix[0])).max(), radius[0], rtol=1e-7)
    assert growth.bounded.tolist() == [a * b < 4.0]


def test_the_penalty_turns_a_circle_into_a_spiral_inwards() -> None:
    shape, rate = dirac_shape("minimax"), np.array([0.1])
    ends = []
    for gamma in (0.0, 0.5):
        theta, psi = np.array([0.1]), np.array([0.0])
        for _ in range(400):
            theta, psi = dirac_round(shape, theta, psi, np.array([gamma]), rate, alternating=True)
        ends.append(float(np.hypot(theta, psi)[0]))
    assert 0.09 < ends[0] < 0.11
    assert ends[1] < 1e-3
    assert (dirac_linearisation(np.array([0.5]), np.array([0.5]), rate).eigenvalues.real < 0.0).all()


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(InvalidInput, match="`family` is 'hinge'"):
        dirac_shape("hinge")
