"""The slopes of a generator's two losses by the discriminator's logit."""

import math

import mpmath
import numpy as np
import pytest
import torch

from gancheck.errors import InvalidInput
from gancheck.theory.generator_slope import generator_slope

LOGITS = np.array([-700.0, -40.0, -1.0, -1e-9, 0.0, 1e-9, 1.0, 40.0, 700.0])


@pytest.mark.parametrize("loss, sign", [("minimax", 1), ("non-saturating", -1)])
def test_both_are_relatively_accurate_on_both_sides(loss: str, sign: int) -> None:
    with mpmath.workdps(400):
        exact = [float(-1 / (1 + mpmath.exp(-sign * mpmath.mpf(t)))) for t in LOGITS]
    np.testing.assert_allclose(generator_slope(loss, LOGITS), exact, rtol=1e-15)
    np.testing.assert_allclose(generator_slope(loss, torch.tensor(LOGITS)).numpy(), exact, rtol=1e-15)


def test_where_d_wins_one_dies_and_the_other_does_not() -> None:
    far = np.array([-800.0])
    assert abs(generator_slope("minimax", far)[0]) < 1e-300
    assert generator_slope("non-saturating", far)[0] == -1.0
    np.testing.assert_allclose(
        generator_slope("minimax", np.array([-20.0, -21.0])) * [1.0, math.e],
        [generator_slope("minimax", np.array([-20.0]))[0]] * 2,
        rtol=1e-8,
    )


def test_shape_and_dtype_are_kept() -> None:
    found = generator_slope("minimax", torch.zeros((2, 3), dtype=torch.float32))
    assert found.shape == (2, 3)
    assert found.dtype is torch.float32
    assert generator_slope("non-saturating", np.zeros(4, dtype=np.float32)).dtype == np.float32


def test_an_unknown_loss_is_refused() -> None:
    with pytest.raises(InvalidInput, match="`loss` is 'hinge'; give one of minimax, non-saturating"):
        generator_slope("hinge", LOGITS)
