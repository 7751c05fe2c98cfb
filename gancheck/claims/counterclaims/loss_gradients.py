"""Wrong versions of the formulas on losses: gradients and precision."""

import numpy as np

from gancheck.claims.logits import LogitAt
from gancheck.numerics.arrays import Array
from gancheck.theory.generator_slope import generator_slope
from gancheck.theory.stability import StableRange, stable_ranges

OTHER = {"minimax": "non-saturating", "non-saturating": "minimax"}

Ranges = tuple[StableRange, StableRange, StableRange, StableRange]


def losses_exchanged(loss: str, logit: Array) -> Array:
    """The slope of the other loss: minimax is said to be the one that learns when D wins."""
    return generator_slope(OTHER[loss], logit)


def neither_saturates(loss: str, logit: Array) -> Array:
    """−1 everywhere: the slope of a Wasserstein critic."""
    return np.full_like(logit, -1.0)


def slope_by_the_probability(loss: str, logit: Array) -> Array:
    """The derivative by D in the place of that by its logit: −1/(1 − D), and −1/D."""
    return 1.0 / generator_slope(OTHER[loss], logit)


def sign_lost(loss: str, logit: Array) -> Array:
    """σ(±t): a generator that helps D."""
    return -generator_slope(loss, logit)


def slope_doubled(loss: str, logit: Array) -> Array:
    """Twice the slope."""
    return 2.0 * generator_slope(loss, logit)


def same_end_on_both_sides(dtype: str) -> Ranges:
    """Log σ(t) said to be lost as early as log(1 − σ(t))."""
    minimax, other, *from_logits = stable_ranges(dtype)
    return minimax, StableRange(-minimax.upper, other.upper), from_logits[0], from_logits[1]


def sides_exchanged(dtype: str) -> Ranges:
    """Log(1 − σ(t)) said to be lost where D rejects, log σ(t) where D believes."""
    minimax, other, *from_logits = stable_ranges(dtype)
    mirrored = [StableRange(-each.upper, -each.lower) for each in (minimax, other)]
    return mirrored[0], mirrored[1], from_logits[0], from_logits[1]


def single_precision_for_all(dtype: str) -> Ranges:
    """The ranges of float32, whatever the format."""
    return stable_ranges("float32")


def probabilities_as_good_as_logits(dtype: str) -> Ranges:
    """Stable everywhere, however it is computed."""
    *_, whole = stable_ranges(dtype)
    return whole, whole, whole, whole


def logits_freeze_too(dtype: str) -> Ranges:
    """A softplus said to end where the logarithm of a probability does."""
    minimax, other, *_ = stable_ranges(dtype)
    return minimax, other, minimax, other


def losing() -> LogitAt:
    """D wins, by a little."""
    return LogitAt(np.array([-1.0]), "float64")


def twenty() -> LogitAt:
    """Beyond the end of float32 and before that of float64."""
    return LogitAt(np.array([20.0]), "float64")


def believed() -> LogitAt:
    """D believes, by more than float64 can say by a probability."""
    return LogitAt(np.array([50.0]), "float64")


def rejected() -> LogitAt:
    """D rejects, by as much as a probability near 0, but not near 1, still can say."""
    return LogitAt(np.array([-50.0]), "float64")
