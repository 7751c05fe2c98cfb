"""Z1: the generator gets new noise, of one law."""

import numpy as np
from scipy.stats import ks_2samp

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import Call
from gancheck.auditing.steps.injection import Floats
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="new-noise",
    title="G gets new noise in each update, of one law in both players' updates.",
    claim="mle.pushforward",
    bug_classes={
        "Z1": "The noise is the same in every update, or of another law in D's updates than in G's."
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Draw z anew in each update, by one function for both players.",
    finds=(
        "one batch of noise for all updates",
        "uniform noise for D and normal noise for G",
        "noise in [-1, 1] for D and normal noise for G",
    ),
    stays_silent=(
        "new noise in each update",
        "new noise in each player's update",
        "one batch of noise for both players in one update",
        "noise drawn in place, in one tensor",
        "noise of another law for pictures that D does not see",
        "one number a row, repeated, new in each player's update",
    ),
)

ALPHA = 1e-7
"""The chance that a test of two samples of one law accuses: a tenth of what a whole audit may spend."""


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Values of G's input, never the tensor's identity."""
    noise = [call for call in observed.log.calls if call.player == "G" and _noise(call)]
    trained = [call for call in noise if call.graded]
    values = [
        {_values(call).tobytes() for call in trained if _round(observed, call) == at}
        for at in _rounds(observed, trained)
    ]
    if len(values) < 2:
        return (RULE.skipped("G's input is no noise, or was seen in one update only."),)
    every = set.union(*values)
    evidence: Evidence = {"updates": len(values), "batches of noise": len(every)}
    if every == set.intersection(*values):
        return (RULE.violated("Z1", evidence, place=trained[-1].place),)
    # Pictures for the eye are made from what noise one likes.
    shown = {
        word
        for call in observed.log.calls
        if call.player == "D"
        for words, _ in call.origin
        for word in words
    }
    noise = [call for call in noise if f"call:{call.at}" in shown]
    phases = {player: _sample(observed, noise, player) for player in "DG"}
    if min(len(sample) for sample in phases.values()) < 32:
        return (RULE.holds(evidence),)
    chance = _chance(phases["D"], phases["G"])
    evidence = {**evidence, "chance of such a difference under one law": chance}
    if chance < ALPHA:
        title = "G gets noise of another law in D's updates than in its own: D judges another p_g."
        return (RULE.violated("Z1", evidence, title=title, place=trained[-1].place),)
    return (RULE.holds(evidence),)


def _chance(one: Floats, other: Floats) -> float:
    """Of so great a difference under one law: in the distribution functions, or in how far the values reach."""
    ks = float(ks_2samp(one, other).pvalue)
    sizes = np.abs(one), np.abs(other)
    return min(1.0, 3.0 * min(ks, _alone(*sizes), _alone(*reversed(sizes))))


def _alone(one: Floats, other: Floats) -> float:
    """That so many of the greatest values are of one sample only: all orders of both are alike under one law."""
    count = int((one > other.max()).sum())
    places = np.arange(count)
    return float(np.prod((len(one) - places) / (len(one) + len(other) - places)))


def _noise(call: Call) -> bool:
    """G's input is noise alone: nothing of it comes from data."""
    words = frozenset().union(*(words for words, _ in call.origin))
    return call.inputs is not None and "real" not in words and "fake" not in words


def _values(call: Call) -> Floats:
    assert call.inputs is not None
    return np.asarray(call.inputs.double().cpu().numpy())


def _round(observed: Observed, call: Call) -> int:
    return max((at for at in observed.log.rounds if at < call.at), default=0)


def _rounds(observed: Observed, calls: list[Call]) -> list[int]:
    return sorted({_round(observed, call) for call in calls})


def _sample(observed: Observed, calls: list[Call], player: str) -> Floats:
    """Of calls of one phase only; what a row repeats by construction counts once."""
    log = observed.log
    chosen = []
    for call in calls:
        following = next((observed.phases.player(step) for step in log.steps if step.at > call.at), "")
        in_g = any(
            call.at in run.calls and observed.phases.of_run.get(run.at) == "G"
            for run in log.backwards
            if run.accumulates
        )
        if ("G" if in_g else following) == player and (player == "G" or not in_g):
            chosen += [np.unique(row) for row in _values(call)]
    return np.concatenate(chosen) if chosen else np.empty(0)
