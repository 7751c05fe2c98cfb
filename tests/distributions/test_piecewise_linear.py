from itertools import pairwise

import numpy as np
import pytest
import torch

from gancheck.distributions import PiecewiseLinear
from gancheck.errors import InvalidInput

EPS = np.finfo(np.float64).eps


def network(rng, sizes, rows):
    weights = [rng.normal(size=(rows, m, n)) / np.sqrt(n) for n, m in pairwise(sizes)]
    return weights, [rng.normal(size=(rows, m)) for m in sizes[1:]]


def forward(weights, biases, negative_slope, z):
    """The network as it is written, and the same with absolute values, which scales its rounding."""
    h = np.broadcast_to(z, (len(weights[0]), len(z)))[..., None]
    size = np.abs(h)
    for depth, (w, b) in enumerate(zip(weights, biases, strict=True)):
        if depth:
            h = np.where(h > 0, h, negative_slope * h)
        h = h @ np.swapaxes(w, -1, -2) + b[:, None]
        size = size @ np.swapaxes(np.abs(w), -1, -2) + np.abs(b[:, None])
    return h[..., 0], size[..., 0]


@pytest.mark.parametrize("negative_slope", [0.0, 0.01, 0.3, -0.5])
@pytest.mark.parametrize("sizes", [(1, 1), (1, 4, 1), (1, 9, 7, 1), (1, 5, 6, 5, 4, 1)])
def test_the_pieces_are_the_network(sizes, negative_slope):
    """At 2001 points and at every knot; both sides round by (sum of fan-ins + depth) u of the absolute network."""
    rng = np.random.default_rng(sum(sizes))
    weights, biases = network(rng, sizes, 6)
    pieces = PiecewiseLinear.from_network(weights, biases, negative_slope)
    operations = 2 * (sum(sizes) + 3 * len(sizes))
    for z in [np.linspace(-30.0, 30.0, 2001), *pieces.knots]:
        if len(z):
            expected, size = forward(weights, biases, negative_slope, z)
            assert (np.abs(pieces(z) - expected) <= operations * EPS * size).all()


def test_every_knot_is_a_kink():
    """With a leaky activation and no zero weight every root shows in the output, so that no two neighbours agree."""
    weights, biases = network(np.random.default_rng(13), (1, 7, 5, 1), 4)
    pieces = PiecewiseLinear.from_network(weights, biases, 0.3)
    separate = np.diff(pieces.knots, prepend=-np.inf) > 0
    assert separate.sum() >= 28
    assert (np.diff(pieces.slopes)[separate] != 0).all()


def test_no_knot_is_missed_between_the_points():
    """The second difference of the network vanishes inside pieces only: every kink of a fine grid lies near a knot."""
    rng = np.random.default_rng(10)
    weights, biases = network(rng, (1, 8, 8, 1), 1)
    pieces = PiecewiseLinear.from_network(weights, biases)[0]
    z = np.linspace(-6.0, 6.0, 6001)
    y, size = forward(weights, biases, 0.0, z)
    kinked = np.abs(np.diff(y[0], 2)) > 1e3 * EPS * size.max()
    assert kinked.sum() >= 5
    near = np.abs(z[1:-1][kinked][:, None] - pieces.knots).min(axis=1)
    assert near.max() <= z[1] - z[0]


def test_rows_with_fewer_knots_are_padded_by_pieces_of_zero_width():
    weights = [np.array([[[1.0], [1.0]], [[1.0], [0.0]], [[0.0], [0.0]]]), np.ones((3, 1, 2))]
    biases = [np.array([[0.0, -1.0], [-2.0, 1.0], [1.0, 1.0]]), np.zeros((3, 1))]
    pieces = PiecewiseLinear.from_network(weights, biases)
    np.testing.assert_array_equal(pieces.knots, [[0.0, 1.0], [2.0, 2.0], [0.0, 0.0]])
    z = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0])
    np.testing.assert_array_equal(pieces(z), [[0, 0, 0.5, 1, 3, 5], [1, 1, 1, 1, 1, 2], [2, 2, 2, 2, 2, 2]])


def test_coinciding_roots_of_many_units():
    """Every unit of both layers breaks at 0, and so does their sum: relu applied twice to z is relu(z)."""
    pieces = PiecewiseLinear.from_network(
        [np.ones((4, 1)), np.full((3, 4), 0.25), np.full((1, 3), 1 / 3)],
        [np.zeros(4), np.zeros(3), np.zeros(1)],
    )
    assert set(pieces.knots) == {0.0}
    z = np.array([-2.0, -1e-300, 0.0, 1e-300, 2.0])
    np.testing.assert_allclose(pieces(z), np.maximum(z, 0.0), rtol=4 * EPS)


def test_a_flat_piece_is_flat_whatever_the_binary_digits():
    """0.3 relu(z) - 0.1 relu(3 (z - 1)) is constant beyond 1, although 0.1 * 3 is not 0.3 in binary."""
    assert 0.1 * 3.0 - 0.3 != 0.0
    pieces = PiecewiseLinear.from_network(
        [np.array([[1.0], [3.0]]), np.array([[0.3, -0.1]])], [np.array([0.0, -3.0]), np.array([0.0])]
    )
    np.testing.assert_array_equal(pieces.slopes == 0, [True, False, True])
    assert pieces.intercepts[-1] == pytest.approx(0.3, rel=8 * EPS)


def test_a_small_slope_is_not_flat():
    pieces = PiecewiseLinear.from_network([np.array([[1e-200]])], [np.array([1.0])])
    assert pieces.slopes.tolist() == [1e-200]


def test_tensors_come_back_as_tensors_and_detached():
    weights = [torch.randn(2, 3, 1, requires_grad=True), torch.randn(2, 1, 3, requires_grad=True)]
    biases = [torch.zeros(2, 3), torch.zeros(2, 1)]
    pieces = PiecewiseLinear.from_network(weights, biases)
    assert isinstance(pieces.slopes, torch.Tensor)
    assert not pieces.slopes.requires_grad
    assert pieces(torch.zeros(4, dtype=torch.float64)).shape == (2, 4)


@pytest.mark.parametrize(
    ("weights", "biases", "words"),
    [
        ([], [], ["0 weights"]),
        ([np.ones((2, 1))], [np.zeros(2)], ["2 outputs"]),
        ([np.ones((2, 1)), np.ones((1, 3))], [np.zeros(2), np.zeros(1)], ["`weights[1]`", "(1, out, 2)"]),
        ([np.array([[np.nan]])], [np.zeros(1)], ["Layer 0", "NaN"]),
    ],
)
def test_networks_that_do_not_fit_are_refused(weights, biases, words):
    with pytest.raises(InvalidInput) as refusal:
        PiecewiseLinear.from_network(weights, biases)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1.0, 0.0], [1, 2, 3], [0, 0, 0]), ["`knots`", "0.0", "entry 0", "ascend"]),
        (([0.0], [1, 2, 3], [0, 0, 0]), ["(1,), (3,), (3,)"]),
        (([0.0], [1, np.inf], [0, 0]), ["`slopes`", "inf", "entry 1"]),
        (([np.nan], [1, 2], [0, 0]), ["`knots`", "nan"]),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(InvalidInput) as refusal:
        PiecewiseLinear(*arguments)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_a_line_has_no_knots():
    line = PiecewiseLinear([], [2.0], [1.0])
    np.testing.assert_array_equal(line(np.array([0.0, 3.0])), [1.0, 7.0])
    np.testing.assert_array_equal(line.padded(3)(np.array([-1.0, 0.0, 3.0])), [-1.0, 1.0, 7.0])
