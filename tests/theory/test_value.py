"""V(D, G) of Eq. (1), against forty digits."""

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gancheck.distributions import (
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    PiecewiseLinear,
    Pushforward,
)
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.theory.criterion import criterion
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.value import atom_logits, fakes_estimate, resolving, value, value_estimate
from tests.theory.many_digits import (
    M,
    discrete_value,
    integral,
    log_sigmoid,
    mpmath,
    normal_log_density,
    panels,
)

INF = np.inf
LOG_4 = float(np.log(4.0))


def quadratic(c0: float, c1: float, c2: float) -> QuadraticDiscriminator:
    return QuadraticDiscriminator([[c0, c1, c2]], [0.0], [1.0])


def law(weights: list[float]) -> Discrete:
    return Discrete(probs=np.array(weights) / np.sum(weights), normalize=True)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(*[st.floats(min_value=0.0, max_value=1.0) for _ in range(2)], st.floats(-750.0, 750.0)),
        min_size=1,
        max_size=8,
    ).filter(lambda rows: all(sum(row[i] for row in rows) > 0.1 for i in (0, 1)))
)
@example([(1.0, 0.0, 740.0), (0.0, 1.0, -740.0)])  # V is the sum of two subnormal numbers
@example([(1.0, 1.0, 0.0)])
def test_the_stated_error_bounds_a_sum_over_atoms(rows: list[tuple[float, float, float]]) -> None:
    a, b, t = map(list, zip(*rows, strict=True))
    p, q = law(a), law(b)
    found = value_estimate(TabularDiscriminator(t), p, q)
    assert abs(M(float(found.value)) - discrete_value(t, p.probs, q.probs)) <= M(float(found.error))
    assert found.error <= 1e-13 * abs(found.value) + 1e-320


@pytest.mark.parametrize(
    "c",
    [
        (0.3, -1.0, 0.2),
        (
            13.0,
            -1.5,
            -0.45,
        ),  # D almost sure of itself: V holds few nats and the logit's rounding is most of the error
        (0.0, 0.0, 1e6),  # a bend a thousand times narrower than either law
        (-2.0, 300.0, 0.0),
        (500.0, 0.0, -30.0),
    ],
)
@pytest.mark.parametrize(
    "laws", [((0.0, 1.0), (1.0, 2.0)), ((0.0, 1.0), (0.0, 1.0)), ((-3.0, 0.1), (40.0, 5.0))]
)
def test_the_stated_error_bounds_the_quadrature(
    c: tuple[float, float, float], laws: tuple[tuple[float, float], ...]
) -> None:
    d = quadratic(*c)

    def logit(x: M) -> M:
        return M(c[0]) + x * (M(c[1]) + x * M(c[2]))

    truth = M(0)
    for sign, (loc, scale) in zip((1, -1), laws, strict=True):
        log_density = normal_log_density(loc, scale)
        points = [x for x in panels((loc, scale), extra=d.breakpoints()[0]) if abs(x - loc) <= 22 * scale]
        truth += integral(
            lambda x, s=sign, f=log_density: mpmath.exp(f(x)) * log_sigmoid(s * logit(x)), points
        )
    found = value_estimate(d, *(Gaussian([loc], [scale]) for loc, scale in laws))
    assert abs(M(float(found.value[0])) - truth) <= M(float(found.error[0]))
    assert found.error[0] <= 1e-8 * abs(truth)


def test_a_blind_discriminator_gives_minus_log_4() -> None:
    p, q = Gaussian([0.0], [1.0]), Gaussian([5.0], [0.1])
    found = value_estimate(quadratic(0.0, 0.0, 0.0), p, q)
    assert abs(found.value[0] + LOG_4) <= found.error[0] < 1e-13
    assert (
        value(TabularDiscriminator([0.0, 0.0]), Discrete(probs=[0.25, 0.75]), Discrete(probs=[1.0, 0.0]))
        == -LOG_4
    )


@pytest.mark.parametrize(
    "logits, expected",
    [
        ([-INF, 0.0, 0.0], -INF),  # D = 0 where there are data
        ([0.0, INF, 0.0], -INF),  # D = 1 where there are fakes
        ([INF, -INF, 0.0], 0.0),  # D is right everywhere that counts
        ([INF, -INF, INF], 0.0),
        ([INF, -INF, -INF], 0.0),  # the third atom has no mass: V ignores D there
    ],
)
def test_certainty_costs_everything_where_it_is_wrong(logits: list[float], expected: float) -> None:
    p, q = Discrete(probs=[1.0, 0.0, 0.0]), Discrete(probs=[0.0, 1.0, 0.0])
    assert value(TabularDiscriminator(logits), p, q) == expected


def test_at_the_optimum_it_is_the_criterion_off_support_and_on() -> None:
    p, q = Discrete(probs=[0.5, 0.5, 0.0, 0.0]), Discrete(probs=[0.25, 0.0, 0.75, 0.0])
    found = value_estimate(optimal_discriminator(p, q), p, q)
    assert abs(found.value - criterion(p, q)) <= found.error + 1e-15
    for pair in (
        (Gaussian(0.0, 1.0), Gaussian(1.0, 2.0)),
        (GaussianMixture([0.5, 0.5], [-3.0, 3.0], [1.0, 1.0]), Gaussian(0.0, 2.0)),
    ):
        found = value_estimate(optimal_discriminator(*pair), *pair)
        assert abs(found.value - criterion(*pair)) <= found.error + 1e-14


def test_the_atoms_of_a_generator_count_in_the_optimum() -> None:
    """A quarter of the fakes sit on one point, where the best D is certain: V(D*) = C(G)."""
    flat = PiecewiseLinear(
        knots=[-0.6744897501960817], slopes=[0.0, 1.0], intercepts=[-0.6744897501960817, 0.0]
    )
    p, q = Gaussian(0.0, 1.0), Pushforward(Gaussian(0.0, 1.0), flat)
    found = value_estimate(optimal_discriminator(p, q), p, q)
    # p has a quarter of its mass where q has none, q a quarter on one point, and they agree on the rest.
    assert abs(found.value + 0.75 * LOG_4) <= found.error + 1e-12


def test_one_discriminator_meets_a_batch_and_a_batch_one_pair() -> None:
    p, q = Discrete(probs=[[0.5, 0.5], [0.9, 0.1]]), Discrete(probs=[0.2, 0.8])
    one = TabularDiscriminator([1.0, -1.0])
    both = value(one, p, q)
    assert both.shape == (2,)
    assert [float(value(one, p[i], q)) for i in range(2)] == both.tolist()
    many = TabularDiscriminator([[1.0, -1.0], [0.0, 2.0]])
    assert value(many, p[0], q).tolist() == [
        float(value(TabularDiscriminator(t), p[0], q)) for t in many.logits
    ]
    assert value(quadratic(1.0, 0.0, 0.0), Gaussian(0.0, 1.0), Gaussian(1.0, 1.0)).shape == (1,)


def test_samples_are_laws_of_their_shares() -> None:
    """Data on {0, 2}, a law on {0, 1, 2}: one logit for each atom of the union."""
    p, q = Empirical([0, 0, 2]), Discrete(probs=[0.5, 0.25, 0.25])
    d = TabularDiscriminator([1.0, -1.0, 0.5])
    expected = value(d, Discrete(probs=[2.0 / 3.0, 0.0, 1.0 / 3.0]), q)
    assert float(value(d, p, q)) == pytest.approx(float(expected), rel=1e-15)
    assert float(value(optimal_discriminator(p, q), p, q)) == pytest.approx(float(criterion(p, q)), rel=1e-15)
    labels = Empirical(["cat", "dog", "dog"])
    assert float(value(TabularDiscriminator([0.0, 0.0]), labels, labels)) == pytest.approx(-LOG_4, rel=1e-15)


class AtPoints:
    """Somebody's own discriminator: no table, logit = x."""

    def logit(self, x: np.ndarray) -> np.ndarray:
        return 1.0 * x

    def prob(self, x: np.ndarray) -> np.ndarray:
        return 1.0 / (1.0 + np.exp(-x))


def test_a_discriminator_without_a_table_is_asked_at_the_atoms() -> None:
    p, q = Discrete(probs=[0.5, 0.5], atoms=[-1.5, 4.0]), Discrete(probs=[0.25, 0.75], atoms=[-1.5, 4.0])
    assert atom_logits(AtPoints(), p).tolist() == [-1.5, 4.0]
    assert value(AtPoints(), p, q) == value(TabularDiscriminator([-1.5, 4.0]), p, q)
    assert atom_logits(AtPoints(), Discrete(probs=[[0.5, 0.5]] * 2)).tolist() == [[0.0, 1.0]] * 2


def test_panels_follow_the_discriminator_inside_the_range_of_the_law() -> None:
    d, narrow = quadratic(0.0, 1.0, 0.0), Gaussian([0.0], [1.0])
    points = resolving(d, narrow)
    assert points is not None
    assert points.min() >= narrow.breakpoints().min()
    assert points.max() <= narrow.breakpoints().max()
    assert {0.0, 3.0, -3.0, 6.0, -6.0} <= set(points[0])
    assert resolving(AtPoints(), narrow) is None
    assert resolving(d, Gaussian(0.0, 1.0), np.array([7.0])).ndim == 1


def test_the_fakes_half_is_half_of_it() -> None:
    p, q, d = Gaussian([0.0], [1.0]), Gaussian([1.0], [2.0]), quadratic(0.3, -1.0, 0.2)
    mirrored = quadratic(-0.3, 1.0, -0.2)
    whole = value_estimate(d, p, q)
    halves = fakes_estimate(d, q, p.breakpoints()) + fakes_estimate(mirrored, p, q.breakpoints())
    assert abs(whole.value - halves.value) <= whole.error + halves.error


def test_torch_gives_the_same_values_and_gradients() -> None:
    p, q, t = (
        torch.tensor(v, dtype=torch.float64, requires_grad=True)
        for v in ([0.5, 0.3, 0.2], [0.1, 0.3, 0.6], [1.0, 0.0, -2.0])
    )
    found = value(TabularDiscriminator(t), Discrete(probs=p), Discrete(probs=q))
    expected = value(TabularDiscriminator(t.tolist()), Discrete(probs=p.tolist()), Discrete(probs=q.tolist()))
    assert isinstance(found, torch.Tensor)
    assert found.item() == pytest.approx(float(expected), rel=1e-15)
    by_logit = torch.autograd.grad(found, t)[0]
    sigma = torch.sigmoid(t)
    assert by_logit.detach().numpy() == pytest.approx(
        (p * (1 - sigma) - q * sigma).detach().numpy(), rel=1e-14
    )


def test_torch_quadrature_is_differentiable_in_the_laws_and_in_d() -> None:
    zero, one = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    parameters = [
        torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in ([1.0], [2.0], [[0.3, -1.0, 0.2]])
    ]

    def play(loc: torch.Tensor, scale: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
        return value(QuadraticDiscriminator(c, zero, one), Gaussian(zero, one), Gaussian(loc, scale))

    assert torch.autograd.gradcheck(play, parameters)
    expected = value(quadratic(0.3, -1.0, 0.2), Gaussian([0.0], [1.0]), Gaussian([1.0], [2.0]))
    assert play(*parameters).detach().numpy() == pytest.approx(expected, rel=1e-14)


def test_no_gradient_is_nan_at_the_edges() -> None:
    p = torch.tensor([0.5, 0.5, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
    q = torch.tensor([0.5, 0.0, 0.5, 0.0], dtype=torch.float64, requires_grad=True)
    laws = Discrete(probs=p), Discrete(probs=q)
    found = value(optimal_discriminator(*laws), *laws)
    assert all(torch.isfinite(g).all() for g in torch.autograd.grad(found, (p, q)))
    t = torch.tensor([0.0, INF, -INF, INF], dtype=torch.float64, requires_grad=True)
    assert torch.isfinite(torch.autograd.grad(value(TabularDiscriminator(t), *laws), t)[0]).all()


@pytest.mark.parametrize(
    "logits, sentence",
    [
        (
            [0.0, 1.0, 2.0],
            r"`d` has logits of shape \(3,\) and the laws have masses of shape \(2,\); "
            r"give one logit for each of the 2 common atoms\.",
        ),
        (
            [1.0],
            r"`d` has logits of shape \(1,\) and the laws have masses of shape \(2,\); "
            r"give one logit for each of the 2 common atoms\.",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused(logits: list[float], sentence: str) -> None:
    law = Discrete(probs=[0.5, 0.5])
    with pytest.raises(InvalidInput, match=f"^{sentence}$"):
        value(TabularDiscriminator(logits), law, law)


def test_a_batch_of_tables_of_another_size_is_refused() -> None:
    law = Discrete(probs=[[0.5, 0.5]] * 3)
    with pytest.raises(
        InvalidInput, match=r"^`d` has logits of shape \(2, 2\) and the laws have masses of shape \(3, 2\)"
    ):
        value(TabularDiscriminator([[0.0, 0.0]] * 2), law, law)


def test_several_dimensions_are_refused_with_a_way_out() -> None:
    law = MultivariateGaussian([0.0, 0.0], np.eye(2))
    sentence = r"^V\(D, G\) of laws in several dimensions .* use criterion\(p, q\) .*, or laws on the line\.$"
    with pytest.raises(UnsupportedPair, match=sentence):
        value(optimal_discriminator(law, law), law, law)


def test_libraries_are_not_mixed_in_silence() -> None:
    law = Discrete(probs=torch.tensor([0.5, 0.5], dtype=torch.float64))
    with pytest.raises(InvalidInput, match="mix NumPy arrays and torch tensors"):
        value(TabularDiscriminator([0.0, 0.0]), law, law)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_no_discriminator_exceeds_the_criterion(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, q = (Discrete(probs=rng.dirichlet(np.full(5, 0.3)), normalize=True) for _ in range(2))
    found = value_estimate(TabularDiscriminator(3.0 * rng.normal(size=5)), p, q)
    assert found.value - found.error <= criterion(p, q) + 1e-15
