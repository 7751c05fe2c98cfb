"""Scores to inject: spread over a range, shifted from call to call, or those of a discriminator that is sure."""

import numpy as np

from gancheck.auditing.steps.events import Call
from gancheck.auditing.steps.injection import Floats, Scores

__all__ = ["EXTREMES", "extreme_scores", "spread_scores"]

EXTREMES = {"logit": (20.0, 40.0, 80.0), "probability": (1.0 - 2.0**-24, 1.0)}
"""How sure: σ(20) is 1 in float32 already, and e^{80} is finite."""

RANGES = {"logit": (-4.0, 4.0, 1.5), "probability": (0.1, 0.9, 0.08), "wide": (-64.0, 64.0, 16.0)}
"""Lowest, highest, and by how much a whole call is shifted up or down."""


def spread_scores(space: str, salt: int = 0) -> Scores:
    """As many different scores as are asked for, in an order without meaning; each call's mean is another one."""
    low, high, shift = RANGES[space]

    def choose(call: Call, output: int, count: int) -> Floats:
        draw = np.random.default_rng([call.at, output, salt])
        places = (draw.permutation(count) + draw.random(count)) / count
        return np.asarray(low + (high - low) * places + draw.uniform(-shift, shift))

    return choose


def extreme_scores(space: str) -> Scores:
    """Real and fake as a sure discriminator scores them, and the other way about, in turn."""
    sizes = np.array(EXTREMES[space])
    both = np.concatenate([sizes, -sizes] if space == "logit" else [sizes, 1.0 - sizes])

    def choose(call: Call, output: int, count: int) -> Floats:
        del call, output
        return np.resize(both, count)

    return choose
