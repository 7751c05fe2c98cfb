"""The shape of a row, from the first layer alone."""

import pytest
from torch import nn

from gancheck.auditing.input_shapes import LENGTHS, SIDES, input_shapes


@pytest.mark.parametrize(
    "network, shapes",
    [
        (nn.Linear(2, 1), [(2,)]),
        (nn.Sequential(nn.Flatten(), nn.Linear(784, 1)), [(784,), (1, 28, 28)]),
        (nn.Linear(3 * 64, 1), [(192,), (3, 8, 8)]),
        (nn.Conv2d(3, 8, 4), [(3, side, side) for side in SIDES]),
        (nn.Conv1d(1, 8, 4), [(1, length) for length in LENGTHS]),
        (nn.Conv3d(2, 8, 4), [(2, 16, 32, 32)]),
        (nn.ConvTranspose2d(100, 8, 4), [(100, 1, 1)]),
        (nn.Sequential(nn.ReLU(), nn.Linear(5, 3), nn.Linear(3, 1)), [(5,)]),
        (nn.ReLU(), []),
    ],
)
def test_the_first_layer_says_what_a_row_may_be(network, shapes):
    assert list(input_shapes(network)) == shapes
