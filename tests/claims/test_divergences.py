from fractions import Fraction
from math import log

import numpy as np
import pytest

from gancheck.claims import divergences
from gancheck.claims.bibliography import reference
from gancheck.claims.channels import Channels, components, joint, mass_defect, mass_gap, mixed, processed
from gancheck.claims.claim import Claim
from gancheck.claims.comparisons.divergences import increasing
from gancheck.claims.comparisons.inequalities import reverse_pinsker_factor
from gancheck.claims.counterclaims import divergences as wrong
from gancheck.claims.cubature import expected_log_ratio, moments
from gancheck.claims.gaussian_grid import Diagonal, diagonalised, jsd_on_grid
from gancheck.distributions import Discrete, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.distributions.codec import decode, encode
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.overlap import jsd_by_overlap

CLAIMS = {claim.id: claim for claim in divergences.CLAIMS}
FEW = 64 * UNIT_ROUNDOFF
"""A dozen operations and a factorisation of a well-conditioned matrix of order 3."""


def test_the_section_states_the_five_claims() -> None:
    assert set(CLAIMS) == {
        "div.jsd-shape",
        "div.kl-shape",
        "div.gaussian-kl",
        "div.gaussian-jsd",
        "div.inequalities",
    }


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_every_statement_is_mathml_and_every_source_resolves(claim: Claim) -> None:
    convert = pytest.importorskip("latex2mathml.converter").convert
    assert "<math" in convert(claim.statement)
    assert len(claim.counterclaims) >= 2
    for source in claim.sources:
        assert reference(source.key).key == source.key


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_the_comparison_holds_on_every_witness_and_refuses_the_wrong_formula_there(claim: Claim) -> None:
    for counter in claim.counterclaims:
        problem = counter.witness()
        assert claim.compare(problem).holds.all(), counter.title
        comparison = claim.compare(problem, counter.formula)
        assert not comparison.holds.any(), counter.title
        assert not np.isnan([comparison.lhs, comparison.rhs]).any(), counter.title


def test_a_problem_with_channels_is_written_and_read_bit_for_bit() -> None:
    problem = wrong.channels()
    again = decode(encode(problem))
    assert isinstance(again, Channels)
    assert np.array_equal(again.first, problem.first)
    assert np.array_equal(again.q.probs, problem.q.probs)


@pytest.mark.parametrize(
    "claim, columns", [("div.jsd-shape", 13), ("div.kl-shape", 15)], ids=["div.jsd-shape", "div.kl-shape"]
)
def test_a_claim_of_many_sentences_has_a_column_for_each(claim: str, columns: int) -> None:
    comparison = CLAIMS[claim].compare(wrong.channels())
    assert comparison.residual.shape == (1, columns)
    if claim == "div.kl-shape":
        assert np.isinf(comparison.lhs).sum() == 1, "the column of a law that is not absolutely continuous"


def test_channels_on_atoms_agree_with_exact_arithmetic() -> None:
    p = Discrete(probs=[[0.75, 0.25]])
    channel = np.array([[[0.5, 0.25, 0.25], [0.0, 0.125, 0.875]]])
    inputs = zip(p.probs[0].tolist(), channel[0].tolist(), strict=True)
    exact = [[Fraction(a) * Fraction(b) for b in row] for a, row in inputs]
    assert joint(p, channel).probs[0].tolist() == [float(mass) for row in exact for mass in row]
    assert processed(p, channel).probs[0].tolist() == [
        float(sum(column)) for column in zip(*exact, strict=True)
    ]
    assert mixed(p, p, np.array([0.5])).probs.tolist() == p.probs.tolist()


def test_channels_on_the_line_have_the_moments_of_their_output() -> None:
    channel = np.array([[-2.0, 1.0, 3.0]])
    p = Gaussian([1.0], [2.0])
    output, plane = processed(p, channel), joint(p, channel)
    assert (output.loc.item(), output.scale.item()) == (-1.0, 5.0)
    assert plane.loc.tolist() == [[1.0, -1.0]]
    assert plane.covariance_matrix.tolist() == [[[4.0, -8.0], [-8.0, 25.0]]]
    mixture = GaussianMixture([[0.5, 0.5]], [[1.0, -1.0]], [[2.0, 0.0 + 2.0]])
    assert processed(mixture, channel).loc.tolist() == [[-1.0, 3.0]]
    blend = mixed(p, mixture, np.array([0.25]))
    assert components(blend)[0].tolist() == [[0.25, 0.375, 0.375]]


def test_a_mass_defect_is_counted_for_laws_that_can_have_one() -> None:
    p = Discrete(probs=np.array([[0.5, 0.5 + 2.0**-52]]))
    assert mass_defect(p, p).tolist() == [2.0**-51]
    assert mass_defect(Gaussian([0.0], [1.0])).tolist() == [0.0]


def test_a_gap_between_masses_is_seen_where_each_sum_rounds_to_one() -> None:
    p, q = Discrete(probs=[[1e-30, 1.0]]), Discrete(probs=[[3e-30, 1.0]])
    assert mass_defect(p, q).tolist() == [0.0]
    assert mass_gap(p, q)[0] == pytest.approx(2e-30, rel=8 * UNIT_ROUNDOFF)
    assert mass_gap(p, p).tolist() == [0.0]


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_cubature_has_the_moments_of_the_law_and_the_value_of_the_closed_form(d: int) -> None:
    rng = np.random.default_rng(d)
    root = rng.normal(size=(2, d, d)) + 2.0 * np.eye(d)
    loc = rng.normal(size=(2, d))
    p, q = (MultivariateGaussian(m[None], (a @ a.T)[None]) for m, a in zip(loc, root, strict=True))
    covariance_p, covariance_q = p.covariance_matrix[0], q.covariance_matrix[0]
    offset = loc[1] - loc[0]
    inverse = np.linalg.inv(covariance_q)
    volume = np.linalg.slogdet(covariance_q)[1] - np.linalg.slogdet(covariance_p)[1]
    expected = 0.5 * (np.trace(inverse @ covariance_p) + offset @ inverse @ offset - d + volume)
    mean = expected_log_ratio(p, q)
    condition = np.linalg.cond(covariance_p) * np.linalg.cond(covariance_q)
    assert abs(mean.value[0] - expected) <= mean.error[0] + FEW * condition * (1.0 + abs(expected))
    assert mean.error[0] < 1e-10 * condition, "a bound that says nothing"


def test_the_cubature_on_the_line_is_the_cubature_in_one_dimension() -> None:
    p, q = Gaussian([1.0], [2.0]), Gaussian([-1.0], [0.5])
    spatial = [MultivariateGaussian(*moments(law)) for law in (p, q)]
    on_line, in_space = expected_log_ratio(p, q), expected_log_ratio(*spatial)
    assert abs(on_line.value[0] - in_space.value[0]) <= on_line.error[0] + in_space.error[0]


@pytest.mark.parametrize(
    "shift, ratio", [(0.0, 1.0), (0.5, 1.0), (3.0, 0.2), (0.1, 50.0), (12.0, 1.0), (40.0, 3.0)]
)
def test_the_grid_agrees_with_the_overlap_integral_on_the_line(shift: float, ratio: float) -> None:
    grid = jsd_on_grid(Diagonal(np.array([[ratio**2]]), np.array([[shift]]), np.eye(1)[None]))
    line = jsd_by_overlap(*(np.array([x]) for x in (shift, ratio, 0.0, 1.0)))
    assert abs(grid.value[0] - line[0]) <= grid.error[0] + FEW * log(2.0)
    assert grid.error[0] < 1e-13


@pytest.mark.parametrize("d", [2, 3])
def test_the_grid_reduces_to_the_line_where_only_one_coordinate_differs(d: int) -> None:
    """Equal covariances: the offset may be turned into one coordinate, which the grid cannot know."""
    offset = np.linspace(0.5, 1.0, d)[None]
    grid = jsd_on_grid(Diagonal(np.ones((1, d)), offset, np.eye(d)[None]))
    line = jsd_by_overlap(np.linalg.norm(offset, axis=-1), np.ones(1), np.zeros(1), np.ones(1))
    assert abs(grid.value[0] - line[0]) <= grid.error[0] + FEW
    assert grid.error[0] < 1e-11


def test_a_diagonalised_pair_has_the_given_moments() -> None:
    pair = wrong.planar_gaussians()
    (loc_p, covariance_p), (loc_q, covariance_q) = moments(pair.p), moments(pair.q)
    diagonal = diagonalised(loc_p, covariance_p, loc_q, covariance_q)
    axes = diagonal.axes[0]
    assert np.abs(axes @ axes.T - covariance_q[0]).max() <= FEW
    assert np.abs((axes * diagonal.variance[0]) @ axes.T - covariance_p[0]).max() <= FEW
    assert np.abs(loc_q[0] + axes @ diagonal.offset[0] - loc_p[0]).max() <= FEW


def test_the_most_different_coordinates_are_kept() -> None:
    pair = Diagonal(np.array([[1.0, 9.0, 1.1, 0.2]]), np.array([[0.0, 0.0, 5.0, 0.1]]), np.eye(4)[None])
    kept = pair.most_different(3)
    assert kept.variance.tolist() == [[1.0, 9.0, 1.1, 0.2]]
    assert pair.most_different(1).offset.tolist() == [[0.0, 0.0, 5.0, 0.0]]
    assert pair.most_different(1).variance.tolist() == [[1.0, 1.0, 1.1, 1.0]]


def test_an_increasing_function_carries_the_interval_and_no_error_at_infinity() -> None:
    root = increasing(
        np.sqrt, Estimate(np.array([0.0, 4.0, np.inf]), np.array([1e-16, 1.0, 0.0])), 0.0, np.inf, 1
    )
    assert root.value.tolist() == [0.0, 2.0, np.inf]
    assert root.error[0] == pytest.approx(1e-8, rel=1e-12)
    assert root.error[1] >= 2.0 - np.sqrt(3.0)
    assert root.error[2] == 0.0


@pytest.mark.parametrize(
    "above, below", [(1e-9, 1e-9), (0.5, 0.25), (3.0, 10.0), (2.0, 800.0), (5.0, np.inf)]
)
def test_the_reverse_pinsker_factor_is_attained_by_a_two_valued_ratio(above: float, below: float) -> None:
    """For p/q = e^a on A and e^{−b} off it, KL = c TV exactly: no smaller factor would do."""
    high, low = np.exp(above), np.exp(-below)
    mass = (1.0 - low) / (high - low)  # q(A), from E_q[p/q] = 1
    kl = mass * high * above - (1.0 - mass) * (low * below if low > 0 else 0.0)
    tv = mass * (high - 1.0)
    factor = float(reverse_pinsker_factor(np.array(above), np.array(below)))
    # KL is a difference of two terms of about TV, so that it is known to u relative to TV and not to itself.
    assert abs(factor * tv - kl) <= 32 * UNIT_ROUNDOFF * (1.0 + above) * tv + 4 * UNIT_ROUNDOFF * mass


def test_equal_laws_need_no_factor() -> None:
    assert reverse_pinsker_factor(np.zeros(1), np.zeros(1)).tolist() == [0.0]
