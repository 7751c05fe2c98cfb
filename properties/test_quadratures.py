"""Rules of quadrature and differences: exact where theory says exact, within the stated error elsewhere, and sharp."""

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from math import fsum, log, pi
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.vincze_le_cam import vincze_le_cam_estimate
from gancheck.numerics.critical_line import DEFAULT_RULE, RULES, CriticalLineRule, rule_for
from gancheck.numerics.differences import derivative
from gancheck.numerics.error_function import erf, erfc, normal_mass
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.log_form import LogForm
from gancheck.numerics.overlap import jsd_by_overlap
from gancheck.numerics.quadrature import integrate
from gancheck.numerics.secant_line import SECANT_RULE
from gancheck.numerics.stencils import first_and_second_derivative
from gancheck.strategies import discrete_pairs, gaussian_pairs
from gancheck.strategies.profiles import current_profile

LN2 = log(2.0)


@current_profile()
@given(
    st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=26),
    st.lists(st.floats(-1.5, 1.5), min_size=2, max_size=6),
)
def test_polynomials_are_integrated_exactly(coefficients: list[float], places: list[float]) -> None:
    """Sixteen nodes integrate degree 31 and thirteen degree 25: the error is rounding alone, in any order of panels."""
    polynomial = np.polynomial.Polynomial(coefficients)
    primitive = polynomial.integ()
    found = integrate(polynomial, np.array(places))
    truth = primitive(max(places)) - primitive(min(places))
    size = float(np.abs(coefficients).sum() * 3.0 * 1.5**26)
    assert abs(found.value - truth) <= found.error + 64.0 * UNIT_ROUNDOFF * size
    assert found.error <= 128.0 * UNIT_ROUNDOFF * size


@current_profile()
@given(st.floats(-30.0, 30.0), st.floats(0.01, 100.0), st.floats(0.0, 1e-3))
def test_a_peak_far_from_the_origin_keeps_its_digits(loc: float, scale: float, doubt: float) -> None:
    """The mass of a Gaussian peak 10⁸ of its widths away, where the nodes themselves are rounded."""
    centre = 1e8 * loc * scale
    edges = centre + scale * np.linspace(-9.0, 9.0, 25)

    def density(x: np.ndarray) -> np.ndarray:
        z = (x - centre) / scale
        return np.asarray(np.exp(-0.5 * z * z) / (scale * np.sqrt(2.0 * pi)))

    found = integrate(density, edges)
    truth = special.ndtr((edges[-1] - centre) / scale) - special.ndtr((edges[0] - centre) / scale)
    # The nodes are rounded by up to ε of the width, and the correction is of the first order: ½ε²∫|f″|, which is 4φ(1),
    # is left over. The density rounds its exponent, of mean ½, and four more operations; Φ is rounded twice.
    moved = UNIT_ROUNDOFF * np.abs(edges).max() / scale
    assert abs(found.value - truth) <= found.error + 0.5 * moved**2 + 16.0 * UNIT_ROUNDOFF
    # It is the distance of two rules, each of which leaves so much over, and of what they make of 24 panels.
    assert found.error <= 1e-12
    both = integrate(lambda x: np.stack([density(x[0]), 2.0 * density(x[1])]), np.stack([edges, edges]))
    # Rows may be summed in another order than one row; the terms are positive but for corrections.
    assert np.allclose(both.value, [found.value, 2.0 * found.value], rtol=32.0 * UNIT_ROUNDOFF, atol=0.0)
    uncertain = integrate(lambda x: Estimate(density(x), np.full_like(x, doubt)), edges)
    width = edges[-1] - edges[0]
    # The weights sum to the width, corrected or not, as the rule's do to 1; sums of 400 terms, pairwise, and the rule.
    assert abs(uncertain.error - found.error - doubt * width) <= 64.0 * UNIT_ROUNDOFF * uncertain.error
    assert integrate(density, edges, bounded=False).error == np.inf
    assert integrate(density, edges, bounded=False).value == found.value


@current_profile()
@given(st.floats(-2.0, 2.0), st.floats(0.1, 2.0))
def test_what_is_not_smooth_is_stated(place: float, height: float) -> None:
    """|x − c| across a kink: the error of few panels is large, is stated, and goes with the panels."""
    truth = ((3.0 - place) ** 2 + (3.0 + place) ** 2) / 2.0 * height

    def kink(x: np.ndarray) -> np.ndarray:
        return height * np.abs(x - place)

    rough, fine = integrate(kink, np.array([-3.0, 3.0])), integrate(kink, np.linspace(-3.0, 3.0, 5000))
    # The rule is exact but for the panel with the kink, where |x − c| leaves its chord by at most half of the panel.
    panel = 6.0 / 4999.0
    assert abs(fine.value - truth) <= (0.5 * panel**2 + 64.0 * UNIT_ROUNDOFF * 18.0) * height
    assert rough.error <= height
    # On two panels it is a polynomial: what is left is rounding, of the values and of the truth too.
    exact = integrate(kink, np.array([-3.0, place, 3.0]))
    assert abs(exact.value - truth) <= exact.error + 16.0 * UNIT_ROUNDOFF * truth
    assert exact.error <= 128.0 * UNIT_ROUNDOFF * truth


@current_profile()
@given(st.floats(-3.0, 3.0), st.floats(0.2, 2.0))
def test_derivatives_are_within_their_errors_and_these_are_small(x: float, rate: float) -> None:
    """Of exponentials, sines and logarithms, by stencils and by Richardson."""
    functions = [
        (lambda t: np.exp(rate * t), rate * np.exp(rate * x), rate**2 * np.exp(rate * x)),
        (lambda t: np.sin(rate * t), rate * np.cos(rate * x), -(rate**2) * np.sin(rate * x)),
        (lambda t: t**3 - rate * t, 3.0 * x * x - rate, 6.0 * x),
    ]
    for f, slope, bend in functions:
        found = first_and_second_derivative(f, np.array([x, x + 1.0]))
        for estimate, truth, sharp in ((found[0], slope, 1e-10), (found[1], bend, 1e-6)):
            size = 1.0 + abs(truth)
            # The truth is rounded, too: |rate·x| ≤ 6 enters it with u, and at most six more operations follow.
            assert abs(estimate.value[0] - truth) <= estimate.error[0] + 12.0 * UNIT_ROUNDOFF * size
            assert estimate.error[0] <= sharp * size * 10.0

        def along(h: float, f: Callable[[Any], Any] = f, slope: float = slope) -> Estimate:
            value = np.asarray(f(x + h))
            return Estimate(value, 4.0 * UNIT_ROUNDOFF * (np.abs(value) + np.abs(x * slope) + 4.0))

        richardson = derivative(along)
        # Its own error is of the fourth order in a step of 2⁻⁹, 1e-11 of the fifth derivative.
        assert abs(richardson.value - slope) <= richardson.error + 1e-15
        assert richardson.error <= 1e-4 * (1.0 + abs(slope))
        assert abs(richardson.value - slope) <= 1e-9 * (10.0 + abs(slope) + abs(x) ** 3)


@current_profile()
@given(st.floats(-3.0, 3.0), st.floats(0.1, 100.0))
def test_a_steep_function_feels_the_rounding_of_its_argument(x: float, rate: float) -> None:
    """e^{ct} errs by u|ct| of itself, which is many roundings of its value where c is large."""
    found = first_and_second_derivative(lambda t: np.exp(rate * t), np.array([x]))
    with localcontext(prec=40):
        value = (Decimal(rate) * Decimal(x)).exp()
        truths = float(Decimal(rate) * value), float(Decimal(rate) ** 2 * value)
    for estimate, truth in zip(found, truths, strict=True):
        assert abs(estimate.value[0] - truth) <= estimate.error[0] + UNIT_ROUNDOFF * truth
        assert estimate.error[0] <= 1e-8 * truth


def test_a_stencil_stays_inside_the_domain() -> None:
    """Where a logarithm has no values left of 0, smaller steps serve; at its pole nothing does."""
    slope, bend = first_and_second_derivative(
        lambda t: np.log(np.where(t > 0.0, t, np.nan)), np.array([0.02, 0.0])
    )
    assert abs(slope.value[0] - 50.0) <= slope.error[0] <= 1e-5
    assert abs(bend.value[0] + 2500.0) <= bend.error[0] <= 1.0
    assert np.isnan(slope.value[1])
    assert slope.error[1] == np.inf
    rounded_values = first_and_second_derivative(np.exp, np.array([0.0]), roundoff=2.0**-24)
    assert rounded_values[0].error[0] >= 2.0**-24
    floored = first_and_second_derivative(np.sin, np.array([0.0]), floor=1e6)
    assert floored[0].error[0] >= 1e6 * UNIT_ROUNDOFF


def _real_part(p: np.ndarray, q: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Re M(½ + it) of two discrete laws; an atom that one of them misses adds nothing."""
    p, q = p[(p > 0) & (q > 0)], q[(p > 0) & (q > 0)]
    phase = t[:, None] * np.log(p / q)
    return np.asarray((np.sqrt(p * q) * np.cos(phase)).sum(axis=-1))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.size} nodes")
@current_profile()
@given(pair=discrete_pairs(max_atoms=6, kinds=("moderate", "near-equal")))
def test_each_rule_on_the_critical_line_keeps_its_bounds(rule: CriticalLineRule, pair: tuple) -> None:
    """The sum of w (1 − Re M) is JSD within both bounds, and log 2 where M = 0."""
    p, q = (law.probs for law in pair)
    exact = jsd_estimate(*pair)
    terms = rule.weights * (1.0 - _real_part(p, q, rule.nodes))
    found = float(rule.closed(np.asarray(fsum(terms))))
    rounding = exact.error + 8.0 * UNIT_ROUNDOFF * rule.weights.sum()
    assert abs(found - exact.value) <= min(rule.absolute_bound, rule.relative_bound * exact.value) + rounding
    assert abs(float(rule.closed(np.asarray(fsum(rule.weights)))) - LN2) <= 2e-15 + 4.0 * rule.shortfall**2
    assert rule.nodes[1] == rule.step


def test_the_rules_grow_sharper() -> None:
    """Each is the shortest one for its own tolerance, and the last one serves where none is sharp enough."""
    bounds = [rule.absolute_bound for rule in RULES]
    assert bounds == sorted(bounds, reverse=True)
    for rule, bound in zip(RULES, bounds, strict=True):
        assert rule_for(bound) is rule
        assert rule.absolute <= bound <= rule.absolute + 1e-6
        assert rule.relative <= rule.relative_bound <= rule.relative + 1e-6
        assert abs(rule.shortfall) <= rule.relative + 16.0 * UNIT_ROUNDOFF
    assert DEFAULT_RULE.absolute_bound <= 1e-14
    assert rule_for(0.0) is DEFAULT_RULE is RULES[-1]


@current_profile()
@given(discrete_pairs(max_atoms=6, kinds=("moderate", "near-equal")))
def test_the_secant_rule_is_relatively_accurate(pair: tuple) -> None:
    """The sum of w (1 − Re M) is Σ (p − q)²/(p + q), within the rule's bound."""
    p, q = (law.probs for law in pair)
    exact = vincze_le_cam_estimate(*pair)
    found = fsum(SECANT_RULE.weights * (1.0 - _real_part(p, q, SECANT_RULE.nodes)))
    rounding = exact.error + 8.0 * UNIT_ROUNDOFF * SECANT_RULE.weights.sum()
    assert abs(found - exact.value) <= SECANT_RULE.relative_bound * exact.value + rounding
    assert SECANT_RULE.aliasing <= UNIT_ROUNDOFF
    assert SECANT_RULE.truncation <= UNIT_ROUNDOFF
    assert SECANT_RULE.relative_bound <= 12.0 * UNIT_ROUNDOFF


@current_profile()
@given(gaussian_pairs(kinds=("moderate", "equal", "near-equal", "equal-scale")))
def test_the_overlap_of_two_gaussians_gives_their_jsd(pair: tuple) -> None:
    """Absolutely, to a few roundings of log 2; fewer nodes are less accurate; tensors give the same."""
    parameters = [np.atleast_1d(np.asarray(x, dtype=float)) for law in pair for x in (law.loc, law.scale)]
    exact = jsd_estimate(*pair)
    value = jsd_by_overlap(*parameters)
    assert (np.abs(value - exact.value) <= exact.error + 2e-15).all()
    assert (np.abs(jsd_by_overlap(*parameters, nodes=96) - exact.value) <= exact.error + 1e-10).all()
    tensors = jsd_by_overlap(*(torch.tensor(x) for x in parameters))
    assert (np.abs(tensors.numpy() - value) <= 2e-15).all()
    p_loc, p_scale, q_loc, q_scale = parameters
    assert (np.abs(jsd_by_overlap(q_loc, q_scale, p_loc, p_scale) - value) <= 1e-15).all()


@current_profile()
@given(st.floats(-12.0, 12.0), st.floats(0.0, 3.0), st.floats(0.0, 1e-6))
def test_the_mass_between_two_points_of_the_normal_law(lower: float, width: float, narrow: float) -> None:
    """Against Φ where nothing cancels; of a narrow strip, φ times its width with a correction; additive."""
    mass = normal_mass(np.array([lower, lower]), np.array([width, narrow]))
    upper = lower + width
    # The mass of an interval, taken from the side where the two values are small.
    signed = (
        (special.ndtr(-lower) - special.ndtr(-upper))
        if lower > 0
        else special.ndtr(upper) - special.ndtr(lower)
    )
    largest = special.ndtr(-lower) if lower > 0 else special.ndtr(upper)
    # A rounded end moves the tail by up to x² u of itself.
    assert abs(mass[0] - signed) <= (64.0 + 4.0 * max(abs(lower), abs(upper)) ** 2) * UNIT_ROUNDOFF * largest
    density = np.exp(-0.5 * lower * lower) / np.sqrt(2.0 * pi)
    slope = 1.0 - 0.5 * lower * narrow
    strip = density * narrow
    # The next term of the series is (ℓ² − 1)w²/6 ≤ 24 w². The exponent ℓ²/2 errs by 2ℓ² u on either side, if its point
    # is rounded; and a strip below the normal numbers by some of the least ones.
    rounding = (4.0 * lower * lower + 32.0) * UNIT_ROUNDOFF
    assert abs(mass[1] - strip * slope) <= strip * (25.0 * narrow * narrow + rounding) + 2.0**-1072
    middle = lower + 0.5 * width
    halves = normal_mass(np.array([lower, middle]), np.array([middle - lower, upper - middle]))
    tolerance = (64.0 + 8.0 * max(abs(lower), abs(upper)) ** 2) * UNIT_ROUNDOFF * (mass[0] + 1e-300)
    whole = normal_mass(np.array(lower), np.array(upper - lower))
    assert abs(halves.sum() - whole) <= tolerance + 16.0 * UNIT_ROUNDOFF * largest
    tensors = (torch.tensor(x, dtype=torch.float64) for x in ([lower, lower], [width, narrow]))
    # Either library rounds the exponent x² of erfc, by a few u of it, which a difference of two at most e^{-1/2} apart
    # makes 4.1 times as much.
    far = (32.0 + 8.0 * max(lower * lower, upper * upper)) * UNIT_ROUNDOFF
    assert np.allclose(normal_mass(*tensors).numpy(), mass, rtol=4.1 * far, atol=2.0**-1072)
    x = np.array([lower, width])
    # Three roundings of at most 2, and an ulp is 2u.
    assert np.allclose(erf(x) + erfc(x), 1.0, rtol=0.0, atol=8.0 * UNIT_ROUNDOFF)
    assert np.allclose(erf(torch.tensor(x)), special.erf(x), rtol=16.0 * UNIT_ROUNDOFF, atol=2.0**-1072)
    assert np.allclose(erfc(torch.tensor(x)), special.erfc(x), rtol=far, atol=0.0)


RATIONALS = st.fractions(min_value=Fraction(1, 60), max_value=60, max_denominator=60)
COEFFICIENTS = st.fractions(min_value=-5, max_value=5, max_denominator=12)


@current_profile()
@given(RATIONALS, RATIONALS, COEFFICIENTS, COEFFICIENTS)
def test_exact_forms_are_a_vector_space_with_a_logarithm(
    x: Fraction, y: Fraction, a: Fraction, b: Fraction
) -> None:
    """The form of log(xy) is that of log x + log y; sums, multiples, signs and enclosures are those of the numbers."""
    first, second = LogForm.log(x), LogForm.log(y)
    assert LogForm.log(x * y) == first + second
    assert LogForm.log(x / y) == first - second
    form = a * first - second * b + a
    value = float(a) * log(x) - float(b) * log(y) + float(a)
    size = abs(float(a)) * (abs(log(x)) + 1.0) + abs(float(b)) * abs(log(y)) + 1.0
    assert abs(float(form) - value) <= 16.0 * UNIT_ROUNDOFF * size
    assert form - form == LogForm()
    assert (form - form).is_zero
    assert -form + form == 0 * form
    assert (2 - form) + form == LogForm(Fraction(2))
    if b != 0:
        assert (form / b) * b == form
    assert form.is_zero == (form.rational == 0 and form.logs == ())
    assert form.sign == (0 if form.is_zero else (1 if float(form) > 0 else -1))
    assert (first < second, first <= second, first > second, first >= second) == (
        x < y,
        x <= y,
        x > y,
        x >= y,
    )
    assert first < np.inf
    assert not first < -np.inf
    assert first + a > first - (abs(a) + 1)
    for prime, coefficient in first.logs:
        assert all(prime % k for k in range(2, prime))
        assert coefficient != 0
    assert Fraction(np.prod([Fraction(p) ** int(c) for p, c in first.logs], initial=Fraction(1))) == x
    assert [prime for prime, _ in form.logs] == sorted({prime for prime, _ in form.logs})
    ball = form.enclosure(80)
    # The float64 form is as far from the truth as above; of 80 bits some ten operations cost less than eight.
    assert abs(float(ball.mid()) - float(form)) <= 16.0 * UNIT_ROUNDOFF * size
    assert float(ball.rad()) <= 2.0**-72 * size
    assert str(LogForm.log(Fraction(8, 9)) + Fraction(1, 2)) == "1/2 + 3·log 2 − 2·log 3"
