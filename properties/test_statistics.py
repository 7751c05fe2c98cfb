"""Statistics that promise a level: against their definitions, and their expectation by enumeration of every outcome."""

from itertools import product
from math import comb, log

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from gancheck.numerics.binomial_interval import binomial_interval
from gancheck.numerics.catoni import catoni_mean
from gancheck.numerics.confidence_radius import bernstein_radius, massart_radius
from gancheck.numerics.e_value import BETS, anytime_p_value, betting_process, likelihood_ratio_process, ville
from gancheck.numerics.holm import holm, holm_adjusted
from gancheck.numerics.p_value import uniformity
from gancheck.strategies.profiles import current_profile

SHARES = st.floats(0.05, 0.95)
LEVELS = st.floats(1e-6, 0.9)
CLOSE = 1e-12
"""Relative; each side has a few hundred roundings at most."""


def close(first: npt.ArrayLike, second: npt.ArrayLike) -> bool:
    """Equal within `CLOSE`."""
    return bool(np.allclose(first, second, rtol=CLOSE, atol=CLOSE))


@current_profile()
@given(SHARES, SHARES)
def test_a_likelihood_ratio_is_expected_to_be_1_at_every_time(p: float, q: float) -> None:
    """Over all sequences of four tosses of a coin; the process is the product of the ratios so far."""
    tosses = np.array(list(product((0, 1), repeat=4)))
    null, alternative = (np.where(tosses, coin, 1.0 - coin) for coin in (p, q))
    process = likelihood_ratio_process(np.log(alternative), np.log(null))
    assert close((np.prod(null, axis=1)[:, None] * process).sum(axis=0), 1.0)
    assert close(process, np.cumprod(alternative / null, axis=1))


@current_profile()
@given(SHARES, st.floats(-3.0, 3.0), st.floats(0.1, 5.0))
def test_a_bet_on_the_truth_is_expected_to_win_nothing(mean: float, low: float, width: float) -> None:
    """Over all sequences of four observations at the ends of [low, high]; and the capital is what each bet made."""
    high = low + width
    x = np.where(np.array(list(product((0, 1), repeat=4))), high, low)
    chance = np.prod(np.where(x == high, mean, 1.0 - mean), axis=1)
    middle = low + mean * width
    process = betting_process(x, middle, low=low, high=high)
    assert close(chance @ process, 1.0)
    # By the ends and the mean as they were given: what they lost when they were rounded is no error of the process.
    share_of_mean = (middle - low) / (high - low)
    moved = (x - low) / (high - low) - share_of_mean
    stakes = [share / side for share in BETS for side in (share_of_mean, share_of_mean - 1.0)]
    capital = [np.cumprod(1.0 + stake * moved, axis=1) for stake in stakes]
    assert close(process, np.mean(capital, axis=0))
    assert (process > 0.0).all()
    assert close(betting_process(x[3], middle, low=low, high=high), process[3])
    assert close(betting_process((x > low).astype(float), np.full(len(x), mean)), process)


def test_the_bets_leave_something_of_the_capital() -> None:
    """Shares of the capital in (0, 1), each a bet on both sides."""
    assert all(0.0 < share < 1.0 for share in BETS)
    assert len(set(BETS)) == len(BETS)


@current_profile()
@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=12), LEVELS)
def test_the_anytime_p_value_is_one_over_the_greatest_so_far(process: list[float], alpha: float) -> None:
    """And Ville's inequality refuses as soon as it reaches the level."""
    p_values = anytime_p_value(process)
    expected = [min(1.0, 1.0 / max(*process[: t + 1], 1e-300)) for t in range(len(process))]
    assert close(p_values, expected)
    assert bool(ville(process, alpha)) == (max(process) * alpha >= 1.0)
    assert close(anytime_p_value([process, process[::-1]])[0], p_values)


@current_profile()
@given(st.lists(st.floats(0.0, 1.0) | st.sampled_from([0.01, 0.02, 0.5]), max_size=8), LEVELS)
def test_holm_refuses_in_steps(p_values: list[float], alpha: float) -> None:
    """The least p-value against α/n, the next against α/(n − 1), until one is larger."""
    adjusted = holm_adjusted(p_values)
    left, refused = len(p_values), np.zeros(len(p_values), dtype=bool)
    for place in np.argsort(p_values, kind="stable"):
        if p_values[place] * left > alpha:
            break
        refused[place] = True
        left -= 1
    assert (holm(p_values, alpha) == refused).all()
    for place, p in enumerate(p_values):
        below = sorted(p_values)[: sorted(p_values).index(p) + 1]
        steps = [(len(p_values) - j) * each for j, each in enumerate(below)]
        assert close(adjusted[place], min(1.0, max(steps)))


@current_profile()
@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=8))
def test_one_sided_uniformity_is_the_law_of_birnbaum_and_tingey(p_values: list[float]) -> None:
    """P(D⁺ ≥ d) = d Σ_j C(n, j)(d + j/n)^(j−1)(1 − d − j/n)^(n−j); the two-sided value is never below it."""
    n, ordered = len(p_values), np.sort(p_values)
    d = float(np.max(np.arange(1, n + 1) / n - ordered))
    terms = [
        comb(n, j) * (d + j / n) ** (j - 1) * (1.0 - d - j / n) ** (n - j)
        for j in range(n)
        if d > 0.0 and 1.0 - d - j / n > 0.0
    ]
    expected = 1.0 if d <= 0.0 else min(1.0, d * sum(terms))
    assert abs(uniformity(p_values, only_too_small=True) - expected) <= 1e-9
    mirrored = [1.0 - p for p in p_values]
    assert abs(uniformity(mirrored) - uniformity(p_values)) <= 1e-9
    assert uniformity(p_values) >= uniformity(p_values, only_too_small=True) - 1e-9 or d < float(
        np.max(ordered - np.arange(n) / n)
    )


@current_profile()
@given(
    st.lists(st.integers(-1000, 1000), min_size=4, max_size=30),
    st.floats(0.25, 4.0),
    st.floats(0.3, 0.9),
)
def test_catonis_estimate_is_the_root_of_his_equation(x: list[int], v: float, alpha: float) -> None:
    """Σ ψ(a(x − θ)) changes its sign within a few roundings of θ, and the radius is η."""
    values, n, level = np.array(x) / 100.0, len(x), log(2.0 / alpha)
    found = catoni_mean(values, v, alpha)
    eta = np.sqrt(2.0 * level * v / (n - 2.0 * level))
    a = np.sqrt(2.0 * level / (n * (v + eta**2)))

    def psi(theta: float) -> float:
        u = a * (values - theta)
        return float((np.sign(u) * np.log(1.0 + abs(u) + u * u / 2.0)).sum())

    step = 1e-12 * (1.0 + float(abs(values).max()))
    assert psi(float(found.value) - step) >= 0.0 >= psi(float(found.value) + step)
    assert eta <= float(found.error) <= eta * (1.0 + CLOSE) + step
    both = catoni_mean(np.stack([values, values + 1.0], axis=1), v, alpha)
    assert abs(both.value[0] - found.value) <= step
    assert abs(both.value[1] - found.value - 1.0) <= 4.0 * step


@current_profile()
@given(st.integers(1, 40), st.data(), LEVELS)
def test_a_binomial_interval_ends_where_a_tail_has_half_the_level(
    n: int, data: st.DataObject, alpha: float
) -> None:
    """P(Bin(n, low) ≥ x) = P(Bin(n, high) ≤ x) = α/2 as sums over all outcomes; 0 and 1 where nothing is excluded."""
    x = data.draw(st.integers(0, n))
    found = binomial_interval(x, n, alpha)
    low, high = float(found.value - found.error), float(found.value + found.error)
    assert x == 0 or close(_at_least(x, n, low), alpha / 2.0)
    assert x == n or close(1.0 - _at_least(x + 1, n, high), alpha / 2.0)
    assert x > 0 or abs(low) <= CLOSE
    assert x < n or abs(high - 1.0) <= CLOSE


@current_profile()
@given(st.integers(1, 40), st.floats(0.0, 1.0), LEVELS)
def test_a_binomial_interval_misses_the_chance_at_most_at_its_level(
    n: int, chance: float, alpha: float
) -> None:
    """Over every number of hits, each with its probability."""
    found = binomial_interval(np.arange(n + 1), n, alpha)
    missed = abs(chance - found.value) > found.error
    assert sum(_masses(n, chance)[x] for x in range(n + 1) if missed[x]) <= alpha * (1.0 + CLOSE)


def _at_least(x: int, n: int, chance: float) -> float:
    """P(Bin(n, chance) ≥ x)."""
    return sum(_masses(n, chance)[x:])


def _masses(n: int, chance: float) -> list[float]:
    """P(Bin(n, chance) = j) for j = 0, …, n."""
    return [comb(n, j) * chance**j * (1.0 - chance) ** (n - j) for j in range(n + 1)]


@current_profile()
@given(st.integers(2, 10**6), st.just(0.0) | st.floats(1e-6, 10.0), st.floats(0.1, 10.0), LEVELS)
def test_radii_are_what_their_theorems_say(n: int, s: float, w: float, alpha: float) -> None:
    """Bernstein's and Massart's by their inequalities turned round."""
    bernstein = float(bernstein_radius(s * s, n, w, alpha))
    rest = bernstein - 7.0 * w * log(4.0 / alpha) / (3.0 * (n - 1))
    assert abs(rest**2 * n - 2.0 * s * s * log(4.0 / alpha)) <= 1e-9 * (bernstein * bernstein * n)
    massart = float(massart_radius(n, alpha))
    assert abs(2.0 * np.exp(-2.0 * n * massart**2) - alpha) <= 1e-9 * alpha
