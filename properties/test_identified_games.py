"""What losses show of their game when they are only called: the closed forms that are in print, whatever their scale.

The measurements are held against φ, ψ and γ's calculus; the divergences that they are matched with, against the named
divergences of two discrete laws.
"""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancheck.claims.claim import relate
from gancheck.claims.relation import EQUAL
from gancheck.distributions import Discrete
from gancheck.divergences.f_divergence import f_divergence_estimate
from gancheck.numerics.differences import derivative
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.numerics.stencils import first_and_second_derivative
from gancheck.strategies import discrete_pairs
from gancheck.strategies.profiles import current_profile
from gancheck.theory.divergence_match import match_intercept, match_slope
from gancheck.theory.fingerprint import RATIOS, Fingerprint, fingerprint
from gancheck.theory.generator_shape import _tangent_excess, minimum_at_equality
from gancheck.theory.identified_game import identify_game
from gancheck.theory.known_games import GAME_NAMES, known_game
from gancheck.theory.named_divergences import NAMED_DIVERGENCES, NamedDivergence
from gancheck.theory.output_loss import OutputLoss
from gancheck.theory.output_shape import FORMS, output_shape

FEW = settings(current_profile(), max_examples=max(current_profile().max_examples // 10, 2))
"""An identification calls its losses tens of thousands of times."""

SMOOTH = [name for name in GAME_NAMES if name not in ("hinge", "wasserstein")]
TARGETS = st.tuples(st.integers(-4, 4), st.integers(1, 4), st.integers(-4, 4)).map(
    lambda drawn: (drawn[0] / 2.0, (drawn[0] + drawn[1]) / 2.0, drawn[2] / 2.0)
)
"""The targets a < b of a least-squares discriminator, and what its generator wants."""

MIDDLE = {"KL(p‖m)": True, "KL(q‖m)": False}
BY_NAME = {
    "JSD(p, q)": "jsd",
    "KL(p‖q)": "kl",
    "KL(q‖p)": "reverse_kl",
    "LC(p, q)": "vincze_le_cam",
    "Pearson χ²(p‖q)": "pearson",
    "Neyman χ²(p‖q)": "neyman",
    "H²(p, q)": "squared_hellinger",
    "TV(p, q)": "total_variation",
}


def named(name: str, p: Discrete, q: Discrete) -> Estimate:
    """The divergence that a sentence names."""
    if name in MIDDLE:
        middle = Discrete(probs=(p.probs + q.probs) / 2.0)
        return f_divergence_estimate(p if MIDDLE[name] else q, middle, "kl")
    if name in BY_NAME:
        return f_divergence_estimate(p, q, BY_NAME[name])
    return f_divergence_estimate(p, q, "reverse_kl") - 2.0 * f_divergence_estimate(p, q, "jsd")


@pytest.mark.parametrize("known", NAMED_DIVERGENCES, ids=lambda known: known.name)
@settings(current_profile(), max_examples=max(current_profile().max_examples // 3, 2))
@given(pair=discrete_pairs(max_atoms=8, kinds=("moderate",)))
def test_a_named_divergence_is_the_sum_over_its_generator(
    known: NamedDivergence, pair: tuple[Discrete, Discrete]
) -> None:
    """Σ q [f(p/q) − f(1)] with f = (f − r f′) + r f′, whose constants and linear terms sum to 0."""
    p, q = pair
    ratio, one = p.probs / q.probs, np.ones(1)
    parts = [known.intercept(ratio), ratio * known.slope(ratio), -known.intercept(one), -known.slope(one)]
    terms = q.probs * sum(parts)
    size = float((q.probs * sum(abs(part) for part in parts)).sum()) + 1.0
    found = Estimate(np.asarray(terms.sum()), np.asarray(32.0 * p.n_atoms * UNIT_ROUNDOFF * size))
    # The masses sum to 1 within n u each, and constants of the generator multiply the difference.
    comparison = relate(EQUAL, found, named(known.name, p, q))
    assert comparison.holds.all(), comparison.element(0)


@pytest.mark.parametrize("known", NAMED_DIVERGENCES, ids=lambda known: known.name)
@current_profile()
@given(r=st.floats(0.01, 0.9) | st.floats(1.1, 100.0))
def test_a_named_divergences_curvature_is_that_of_both_its_tangents(known: NamedDivergence, r: float) -> None:
    """(f′)′ = f″ and (f − r f′)′ = −r f″."""

    def along(function: Any) -> Estimate:
        def at(h: float) -> Estimate:
            value = np.asarray(function(np.asarray(r * (1.0 + h))))
            return Estimate(value, 16.0 * UNIT_ROUNDOFF * (abs(value) + 10.0))

        return derivative(at) * (1.0 / r)

    slope, intercept, curvature = (
        along(known.slope),
        along(known.intercept),
        float(known.curvature(np.asarray(r))),
    )
    assert abs(slope.value - curvature) <= slope.error + 1e-6 * abs(curvature) + 1e-9
    assert abs(intercept.value + r * curvature) <= intercept.error + 1e-6 * abs(r * curvature) + 1e-9


@pytest.mark.parametrize("known", NAMED_DIVERGENCES, ids=lambda known: known.name)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_excess_over_the_tangent_is_enclosed(known: NamedDivergence, sign: float) -> None:
    """f(r) − f(1) − f′(1)(r − 1) between sums with the weights at either end of each step of f − r f′."""
    g = known.intercept(RATIOS)
    measured = Estimate(sign * g, 1e-14 * (1.0 + np.abs(g)))
    one, f = np.ones(1), g + RATIOS * known.slope(RATIOS)
    if known.name == "TV(p, q)":
        truth = 0.5 * np.abs(RATIOS - 1.0)
    else:
        slope = known.slope(one)
        truth = f - (known.intercept(one) + slope) - slope * (RATIOS - 1.0)
    bounds = np.array([_tangent_excess(RATIOS, measured, index, r) for index, r in enumerate(RATIOS)])
    low, high = np.sort(sign * bounds, axis=1).T
    slack = 1e-9 * (1.0 + np.abs(truth))
    assert (low <= truth + slack).all()
    assert (high >= truth - slack).all()
    # A step changes 1/s by a factor of at most 10^(1/4), and the step across 1 counts from nothing to all of it.
    middle = len(RATIOS) // 2
    across = np.abs(g[middle] - g[middle - 1]) * np.maximum(
        np.abs(RATIOS - 1.0), np.abs(RATIOS / RATIOS[middle] - 1.0)
    )
    assert (high - low <= 3.0 * truth + 2.0 * across + slack).all()


def assert_measured(found: Estimate | None, truth: Any) -> None:
    """Within the stated error, which is small."""
    assert found is not None
    scale = 1.0 + np.abs(truth)
    assert (np.abs(found.value - truth) <= found.error + 2.0**-46 * scale).all()
    assert (found.error <= 1e-6 * scale).all()


@pytest.mark.parametrize("name", SMOOTH)
@FEW
@given(targets=TARGETS, shift=st.floats(-2.0, 2.0))
def test_the_fingerprint_is_what_calculus_says(name: str, targets: tuple[float, ...], shift: float) -> None:
    """t*, F, F′, F″, h − r h′, h″ and γ′ of every known game, from values of its losses alone."""
    game = known_game(name, *targets)
    phi = OutputLoss(lambda t: game.phi(t) + shift)
    found = fingerprint(phi, OutputLoss(game.psi), OutputLoss(game.gamma))
    best = game.t_star(found.r)
    assert_measured(found.t_star, best)
    assert_measured(found.curvature, game.discriminator_curvature(found.r))
    assert_measured(found.generator_curvature, game.generator_curvature(found.r))
    real = game.phi(best) + shift
    assert_measured(found.slope, -real)
    assert_measured(found.value, -(found.r * real + game.psi(best)))
    assert_measured(found.intercept, game.gamma(best))
    slope = first_and_second_derivative(game.gamma, np.asarray(best, dtype=float))[0]
    assert found.generator_slope is not None
    gap = np.abs(found.generator_slope.value - slope.value)
    assert (gap <= found.generator_slope.error + slope.error).all()
    assert (found.generator_slope.error <= 1e-6 * (1.0 + np.abs(slope.value))).all()


def test_the_ratios_are_symmetric_about_1_and_reach_three_decades() -> None:
    """And two of them are near 1, on both sides."""
    # A quotient and a product are rounded.
    assert (np.abs(RATIOS * RATIOS[::-1] - 1.0) <= 2.0 * UNIT_ROUNDOFF).all()
    assert RATIOS[-1] == 1000.0
    assert (np.diff(RATIOS) > 0).all()
    assert RATIOS[len(RATIOS) // 2] == 1.0 + 2.0**-10


@FEW
@given(targets=TARGETS)
def test_a_least_squares_generator_follows_two_divergences(targets: tuple[float, float, float]) -> None:
    """2(b − a)(c − a)·KL(p‖m) − ¼(b − a)²·LC, which is least at p = q if c is at b or beyond it."""
    a, b, c = targets
    game = known_game("least-squares", *targets)
    found = fingerprint(*(OutputLoss(f) for f in (game.phi, game.psi, game.gamma)))
    slope = match_slope(found.r, found.slope)
    assert slope is not None
    assert slope.names == ("LC(p, q)",)
    assert abs(slope.terms[0][0] - (b - a) ** 2 / 4.0) <= slope.terms[0][1] <= 1e-6
    assert found.intercept is not None
    intercept = match_intercept(found.r, found.intercept)
    assert intercept is not None
    factors = {term: (factor, error) for factor, error, term in intercept.terms}
    for term, truth in (("KL(p‖m)", 2.0 * (b - a) * (c - a)), ("LC(p, q)", -((b - a) ** 2) / 4.0)):
        factor, error = factors.get(term, (0.0, 0.0))
        assert abs(factor - truth) <= error + 1e-12
        assert error <= 1e-4
    if c >= b or c <= a:
        assert minimum_at_equality(found.r, found.intercept) is (c >= b)


NAMES = {
    "minimax": ("minimax GAN", "JSD(p, q)", "JSD(p, q)", "logit", True),
    "non-saturating": ("non-saturating GAN", "JSD(p, q)", "(KL(q‖p) − 2·JSD(p, q))", "logit", False),
    "maximum-likelihood": ("maximum-likelihood GAN", "JSD(p, q)", "KL(p‖q)", "logit", True),
    "hinge": ("hinge GAN", "TV(p, q)", "TV(p, q)", "score", False),
    "f-gan-kl": ("f-GAN for KL(p‖q)", "KL(p‖q)", "KL(p‖q)", "score", True),
    "f-gan-reverse-kl": ("f-GAN for KL(q‖p)", "KL(q‖p)", "KL(q‖p)", "logit", False),
    "f-gan-pearson": ("f-GAN for Pearson χ²(p‖q)", "Pearson χ²(p‖q)", "Pearson χ²(p‖q)", "score", True),
    "f-gan-squared-hellinger": ("f-GAN for H²(p, q)", "H²(p, q)", "H²(p, q)", "score", True),
}
FACTORS = {"JSD(p, q)": 2.0, "TV(p, q)": 2.0, "H²(p, q)": 2.0}
GLYPHS = {0.25: "¼·", 0.5: "½·", 0.75: "¾·", 1.0: "", 1.5: "3/2·", 2.0: "2·", 3.0: "3·", 4.0: "4·", 6.0: "6·"}


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(
    scale=st.sampled_from([0.25, 0.5, 1.0, 1.5, 3.0]),
    own=st.sampled_from([0.5, 1.0, 2.0]),
    shift=st.sampled_from([-1.0, 0.0, 2.0]) | st.floats(-4.0, 4.0),
)
def test_a_game_is_recognised_whatever_its_scale(name: str, scale: float, own: float, shift: float) -> None:
    """Its factor is that of the losses; the name, the output and what saturates do not depend on it."""
    called, estimates, follows, space, saturating = NAMES[name]
    known = known_game(name)
    game = identify_game(
        phi=lambda t: scale * known.phi(t) + shift,
        psi=lambda t: scale * known.psi(t),
        gamma=lambda t: own * known.gamma(t) - shift,
    )
    assert game.name == called
    assert game.discriminator_divergence == GLYPHS[scale * FACTORS.get(estimates, 1.0)] + estimates
    factor = GLYPHS[own * FACTORS.get(follows, 1.0)]
    alone = follows[1:-1] if follows.startswith("(") else follows
    assert game.generator_divergence == (factor + follows if factor else alone)
    assert (game.output_space, game.labels_swapped) == (space, False)
    assert game.saturating is saturating
    assert game.minimum_at_equality is True
    inside = np.array([0.01, 0.5, 3.0, 100.0])
    near = np.interp(np.log(inside), np.log(RATIOS), known_game(name).t_star(RATIOS))
    assert np.abs(game.t_star(inside) - near).max() <= 1e-5
    assert np.isnan(game.t_star([1e-4, 1e4])).all()


@pytest.mark.parametrize(
    "reduction, factor", [("mean", "2·"), ("sum", "2·"), ("none", "2·"), ("half", ""), ("each", "2·")]
)
def test_losses_of_batches_are_taken_apart(reduction: str, factor: str) -> None:
    """The non-saturating game from cross-entropies of batches: reduced or not, halved, or one number at a time."""

    def loss(t: Any, label: float) -> Any:
        if reduction == "each":  # no transformation of torch passes through a number of Python's
            return sum(np.logaddexp(0.0, float(x)) - label * float(x) for x in t.ravel()) / len(t)
        values = torch.nn.functional.softplus(t) - label * t
        return {"mean": values.mean(), "sum": values.sum(), "none": values, "half": values.mean() / 2.0}[
            reduction
        ]

    game = identify_game(lambda real, fake: loss(real, 1.0) + loss(fake, 0.0), lambda fake: loss(fake, 1.0))
    assert (game.name, game.output_space) == ("non-saturating GAN", "logit")
    assert game.discriminator_divergence == f"{factor}JSD(p, q)"
    assert game.generator_divergence == (
        "½·(KL(q‖p) − 2·JSD(p, q))" if reduction == "half" else "KL(q‖p) − 2·JSD(p, q)"
    )


def test_probabilities_are_told_from_logits() -> None:
    """Losses without values beyond [0, 1] are losses of probabilities, by which G's slope is taken, too."""
    game = identify_game(
        phi=lambda t: -np.log(t), psi=lambda t: -np.log(1.0 - t), gamma=lambda t: np.log(1.0 - t)
    )
    assert (game.name, game.output_space, game.saturating) == ("minimax GAN", "probability", True)
    other = identify_game(
        phi=lambda t: -np.log(t), psi=lambda t: -np.log(1.0 - t), gamma=lambda t: -np.log(t)
    )
    assert (other.name, other.output_space, other.saturating) == ("non-saturating GAN", "probability", False)
    assert np.abs(game.fingerprint.t_star.value - RATIOS / (1.0 + RATIOS)).max() <= 1e-6


@FEW
@given(a=st.integers(0, 9), b=st.integers(0, 9))
def test_smoothed_labels_are_read_off_the_best_output(a: int, b: int) -> None:
    """Cross-entropy with labels a for fakes and b for real data has its best output at (b r + a)/(r + 1)."""
    low, high = a / 10.0, (b + 1) / 10.0

    def entropy(label: float) -> Any:
        return lambda t: np.logaddexp(0.0, t) - label * t

    game = identify_game(phi=entropy(high), psi=entropy(low))
    if low == high:
        return
    share = RATIOS / (1.0 + RATIOS)
    truth = low + (high - low) * share
    best = 1.0 / (1.0 + np.exp(-game.fingerprint.t_star.value))
    assert np.abs(best - truth).max() <= 1e-6
    assert game.labels_swapped is (high < low)
    if (low, high) == (0.0, 1.0):
        assert "r/(r + 1)" in game.sentences[-1]
    else:
        assert f"a = {low:.4g}, b = {high:.4g}" in game.sentences[-1]
    assert game.output_space == "logit"


HALVES = st.integers(-6, 6).map(lambda drawn: drawn / 2.0)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
@current_profile()
@given(factor=HALVES.filter(bool), offset=HALVES)
def test_the_best_output_is_what_the_sentence_says(
    form: tuple[str, Any], factor: float, offset: float
) -> None:
    """Its formula, read back, has the outputs that were measured, and its range holds them."""
    t = factor * form[1](RATIOS) + offset
    nothing = Estimate(t, UNIT_ROUNDOFF * np.abs(t))
    square = OutputLoss(lambda x: x**2)
    found = output_shape(Fingerprint(RATIOS, nothing, nothing, nothing, nothing), square, square)
    if found.space == "logit":
        assert (form[0], abs(factor), offset) == ("·log r", 1.0, 0.0)
        return
    formula, span = found.words.removeprefix("D's best output is ").removesuffix(".").split(", which takes ")
    for sign, code in (("−", "-"), ("·", "*"), ("√r", "r**0.5"), ("²", "**2"), ("log r", "np.log(r)")):
        formula = formula.replace(sign, code)
    # The halves are exact, and both sides round three times.
    read = eval(formula, {"np": np, "r": RATIOS})
    assert (np.abs(read - t) <= 8.0 * UNIT_ROUNDOFF * (np.abs(t) + 2.0 * abs(offset))).all()
    side = {"·log r": ""}.get(form[0], f" {'above' if factor > 0 else 'below'} {offset + 0.0:g}")
    assert span == "every value" + side.replace("-", "−")
    assert side == "" or (np.sign(t - offset) == np.sign(factor)).all()


def test_an_output_of_another_form_is_told_by_three_values() -> None:
    """At both ends and in the middle of the ratios, as (t − 1)⁴ against t² has it."""
    game = identify_game(phi=lambda t: (t - 1.0) ** 4, psi=lambda t: t**2)
    best = game.fingerprint.t_star.value
    low, middle, high = (f"{best[index]:.4g}" for index in (0, len(RATIOS) // 2, -1))
    assert (
        game.sentences[-1]
        == f"D's best output, of no form known here, is {low} at r = 10⁻³, {middle} near r = 1 and {high} at r = 10³."
    )


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_critic_is_told_by_its_constant_sum(sign: float) -> None:
    """φ + ψ constant leaves no best output; the generator plays against the critic only with φ's sign."""
    game = identify_game(phi=lambda t: -t, psi=lambda t: t + 2.0, gamma=lambda t: -sign * t)
    assert (game.output_space, game.labels_swapped) == ("critic", False)
    assert game.name == ("Wasserstein GAN" if sign > 0 else "unknown game")
    assert (game.saturating, game.minimum_at_equality) == ((False, True) if sign > 0 else (None, None))
    other = identify_game(phi=lambda t: -t, psi=lambda t: 3.0 * t)
    assert (other.name, other.output_space) == ("unknown game", "critic")
    alone = identify_game(phi=lambda t: t, psi=lambda t: -t)
    assert (alone.name, alone.labels_swapped, alone.generator_divergence) == (
        "Wasserstein critic",
        True,
        None,
    )
