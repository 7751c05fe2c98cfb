import numpy as np
import pytest

from gancheck.distributions import (
    Affine,
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    GeneratedPoints,
    Monotone,
    MultivariateGaussian,
    MultivariateGaussianMixture,
    PiecewiseLinear,
    Pushforward,
    Uniform,
    stack,
)
from gancheck.errors import InvalidInput

Z = Gaussian(0.0, 1.0)
FAMILIES = [
    [Discrete(probs=[0.5, 0.5]), Discrete(probs=[[0.1, 0.2, 0.7], [1.0, 0.0, 0.0]])],
    [Discrete(logits=[0.0, 1.0]), Discrete(log_probs=np.log([0.25, 0.75]))],
    [Gaussian(0.0, 1.0), Gaussian([1.0, 2.0], log_scale=0.5)],
    [Uniform(0.0, 1.0), Uniform(-2.0, 3.0)],
    [GaussianMixture([0.5, 0.5], [0.0, 1.0], 1.0), GaussianMixture([1.0], [3.0], [2.0])],
    [Empirical.from_counts([1, 2]), Empirical.from_counts([1, 2, 3])],
    [Pushforward(Z, Affine(1.0, 2.0)), Pushforward(Z, Affine([3.0, 4.0], 0.0))],
    [
        Pushforward(Z, PiecewiseLinear([0.0], [0.0, 1.0], [0.0, 0.0])),
        Pushforward(Z, PiecewiseLinear([], [2.0], [1.0])),
        Pushforward(Z, PiecewiseLinear([-1.0, 1.0], [1.0, 0.0, 2.0], [0.0, -1.0, -3.0])),
    ],
]


@pytest.mark.parametrize("laws", FAMILIES, ids=lambda laws: f"{laws[0].family}-{len(laws)}")
def test_rows_of_the_stack_are_the_laws(laws):
    whole = stack(laws)
    rows = [row for law in laws for row in law.batched()]
    assert len(whole) == len(rows)
    x = np.array([0.0, 1.0]) if whole.family in ("discrete", "empirical") else np.linspace(-2.0, 3.0, 11)
    for got, row in zip(whole, rows, strict=True):
        assert got.batch_shape == ()
        np.testing.assert_allclose(got.log_prob(x), row.log_prob(x), rtol=8 * np.finfo(float).eps)


def test_multivariate_laws():
    laws = [MultivariateGaussian([0.0, 1.0], np.eye(2)), MultivariateGaussian(np.ones((2, 2)), 2 * np.eye(2))]
    whole = stack(laws)
    np.testing.assert_array_equal(whole.loc, [[0, 1], [1, 1], [1, 1]])
    with pytest.raises(InvalidInput, match=r"\[2, 3\]"):
        stack([*laws, MultivariateGaussian(np.zeros(3), np.eye(3))])


def test_mixtures_in_space_are_padded_and_their_dimensions_must_agree():
    laws = [MultivariateGaussianMixture.ring(3), MultivariateGaussianMixture.grid(2)]
    whole, x = stack(laws), np.array([[0.0, 0.0], [2.0, 0.01]])
    assert whole.n_components == 4
    for row, law in zip(whole, laws, strict=True):
        np.testing.assert_array_equal(row.log_prob(x), law.log_prob(x))
    with pytest.raises(InvalidInput, match=r"\[2, 3\]"):
        stack([*laws, MultivariateGaussianMixture([1.0], np.zeros((1, 3)), np.eye(3))])


def test_generators_of_one_form_are_stacked():
    one, two = (GeneratedPoints(np.full(4, value), (1, 2)) for value in (1.0, 2.0))
    assert stack([one, two]).parameters.tolist() == [[1.0] * 4, [2.0] * 4]
    with pytest.raises(InvalidInput, match="different widths"):
        stack([one, GeneratedPoints(np.ones(4), (1, 2), prior="uniform")])


def test_one_parametrisation_is_kept():
    assert stack([Discrete(logits=[0.0, 1.0]), Discrete(logits=[0.0])]).given == "logits"
    assert stack([Gaussian(0.0, log_scale=-700.0)] * 2).given == "log_scale"


def test_a_float32_row_is_not_judged_again():
    p = Discrete(probs=np.full((2, 10), 0.1, dtype=np.float32))
    np.testing.assert_array_equal(stack([p[0], p]).probs, np.full((3, 10), np.float64(np.float32(0.1))))


@pytest.mark.parametrize(
    ("laws", "words"),
    [
        ([], "empty"),
        ([Z, Uniform()], "Gaussian and Uniform"),
        ([Discrete(probs=[1.0], atoms=["a"]), Discrete(probs=[1.0], atoms=["b"])], r"laws\[1\]"),
        ([Discrete(probs=[1.0], atoms=["a"]), Discrete(probs=[0.5, 0.5])], r"laws\[1\]"),
        ([Pushforward(Z, Affine(1.0)), Pushforward(Uniform(), Affine(1.0))], "one kind"),
        ([Pushforward(Z, Monotone(np.exp, np.log, np.negative)) for _ in range(2)], "Monotone"),
    ],
)
def test_refusals(laws, words):
    with pytest.raises(InvalidInput, match=words):
        stack(laws)
