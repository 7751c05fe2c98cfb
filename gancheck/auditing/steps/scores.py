"""Scores to inject: spread over a range, shifted from call to call, or those of a discriminator that is sure."""

from collections import Counter

import numpy as np

from gancheck.auditing.steps.events import Call
from gancheck.auditing.steps.injection import Floats, Scores
from gancheck.auditing.steps.origin import kind, kinds

__all__ = ["BEYOND", "EXTREMES", "FARTHEST", "GAPS", "extreme_scores", "gap_scores", "spread_scores"]

EXTREMES = {"logit": (4.0, 20.0, 40.0, 80.0), "probability": (1.0 - 2.0**-24, 1.0)}
"""How sure: σ(20) is 1 in float32 already, and e^{80} is finite. 4 is not sure yet, for comparison."""

BEYOND = 120.0
"""σ(−120) is 0 in float32, and e^{120} is not finite: for losses that have no need of either."""

RANGES = {"logit": (-4.0, 4.0, 1.5), "probability": (0.1, 0.9, 0.08), "wide": (-64.0, 64.0, 16.0)}
"""Lowest, highest, and by how much a whole call is shifted up or down."""

CLEAR = 4.0
"""The mean of a call with wide scores is at least so far from 0: beyond the margins of a hinge, on either side."""

FARTHEST = RANGES["wide"][1] + RANGES["wide"][2]
"""No score is spread farther."""

GAPS = (0.25, -0.25, 4.0, -4.0)
"""Real less fake scores: below the margin of every game that has one, and far beyond."""


def spread_scores(space: str, salt: int = 0) -> Scores:
    """As many different scores as are asked for, in an order without meaning; each call's mean is another one.

    The means of calls with wide scores change sides, and salts begin on either one: a slope that follows the mean is
    met both with and without by two rounds, or by one round of two salts.
    """
    low, high, shift = RANGES[space]
    calls: Counter[tuple[str, int]] = Counter()

    def choose(call: Call, output: int, count: int) -> Floats:
        draw = np.random.default_rng([call.at, output, salt])
        places = (draw.permutation(count) + draw.random(count)) / count
        if space != "wide":
            return np.asarray(low + (high - low) * places + draw.uniform(-shift, shift))
        judged = _judged(call)
        side = _side(calls[judged, output], salt >> (judged == "fake"))
        calls[judged, output] += 1
        offsets = (high - low) * (places - places.mean())
        offsets *= high / max(high, np.abs(offsets).max())  # few scores may lie to one side of their mean
        return np.asarray(offsets + side * draw.uniform(CLEAR, shift))

    return choose


def _judged(call: Call) -> str:
    """What D judges in a call, if it is of one kind."""
    found = {kind(words) for words, _ in call.origin}
    return found.pop() if len(found) == 1 else ""


def _side(turn: int, start: int) -> float:
    """Of 0: by Thue and Morse, so that every other call, and every fourth, changes sides too."""
    return -1.0 if (turn.bit_count() + start) % 2 else 1.0


def gap_scores(gap: float) -> Scores:
    """One score for all real rows and one for all fake ones."""

    def choose(call: Call, output: int, count: int) -> Floats:
        del output
        rows = 0 if call.inputs is None else len(call.inputs)
        signs = [{"real": 0.5, "fake": -0.5}.get(each, 0.0) for each in kinds(call.origin, rows)]
        return gap * np.repeat(signs, count // rows) if rows and count % rows == 0 else np.zeros(count)

    return choose


def extreme_scores(space: str, *, beyond: bool = False) -> Scores:
    """Real and fake as a sure discriminator scores them, and the other way about, in turn: each row's pair differs."""
    sizes = np.array([*EXTREMES[space], *([BEYOND] if beyond else [])])
    real = np.concatenate([sizes, -sizes] if space == "logit" else [sizes, 1.0 - sizes])
    fake = np.roll(real, len(sizes))

    def choose(call: Call, output: int, count: int) -> Floats:
        del output
        rows = 0 if call.inputs is None else len(call.inputs)
        return np.resize(fake if set(kinds(call.origin, rows)) == {"fake"} else real, count)

    return choose
