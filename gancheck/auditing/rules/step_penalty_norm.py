"""W2 and S1: a gradient penalty punishes the norm of each row's gradient."""

from itertools import pairwise

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import Backward, Log
from gancheck.auditing.steps.injection import Floats, Pull
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="penalty-norm",
    title="A gradient penalty punishes the norm over all entries of a row, row by row, and punishes steepness.",
    claim="loss.penalty",
    bug_classes={
        "W2": "The norm of the gradient is not taken over all entries of a row, and over nothing else.",
        "W5": "The penalty is one-sided on the wrong side.",
        "S1": "The penalty rewards steepness: its sign is wrong.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Take `gradients.flatten(1).norm(2, dim=1)`: one norm a row, over all of its entries.",
    finds=(
        "a norm over the channels of an image only",
        "one norm for the whole batch",
        "a penalty with a minus before it",
    ),
    stays_silent=(
        "(‖∇D‖ − 1)² of vectors",
        "(‖∇D‖ − 1)² of images",
        "‖∇D‖² on real data",
        "a one-sided penalty",
        "‖∇D‖⁶",
        "(‖∇D‖ − 1)² of packs of four rows",
        "(‖∇D‖ − 1)² of a single pack",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """With gradients of chosen rows: the pull on each is along it, and by a factor of its own norm."""
    pulls = [[pull for _, pull in laws.pulls()] for laws in observed.penalties]
    apart = [[not _one_pack(laws.log, run) for run, _ in laws.pulls()] for laws in observed.penalties]
    if not any(pulls):
        return (RULE.skipped("no penalty on gradients was seen in D's loss."),)
    place = next((run.place for laws in observed.penalties for run, _ in laws.pulls()), None)
    measured = [[(pull, *_along(pull)) for pull in run] for run in pulls]
    factors = [(pull, factor) for run in measured for pull, _, factor in run]
    for pull, along, _ in (each for run in measured for each in run):
        if along > _doubt(pull):
            evidence: Evidence = {
                "share of the pull across its row": along,
                "entries of a row": pull.given.shape[1],
            }
            return (RULE.violated("W2", evidence, place=place),)
    rows = [
        [(pull, factor) for (pull, _, factor), several in zip(run, told, strict=True) if several]
        for run, told in zip(measured, apart, strict=True)
    ]
    if pooled := _pooled(rows, unit=False) or _pooled(rows, unit=True):
        title = "All rows feel one factor: the norm, or its mean, is taken over the whole batch before it is punished."
        return (RULE.violated("W2", {"factors": pooled}, title=title, place=place),)
    steepest = [float(f[np.argmax(np.linalg.norm(p.given, axis=1))]) for p, f in factors if len(f)]
    evidence = {"factors at the steepest rows": steepest, "rows": sum(len(f) for _, f in factors)}
    if steepest and max(steepest) < 0.0:
        return (
            RULE.violated(
                "S1", evidence, fix="Add the penalty to D's loss; do not subtract it.", place=place
            ),
        )
    flattest = [float(f[np.argmin(np.linalg.norm(p.given, axis=1))]) for p, f in factors if len(f)]
    if steepest and not any(steepest) and min(flattest) < 0.0:
        title = "Only gradients below the centre are punished: steepness costs nothing."
        return (RULE.violated("W5", evidence, title=title, place=place),)
    return (RULE.holds(evidence),)


def _one_pack(log: Log, taken: Backward) -> bool:
    """Whether D gave all rows of a penalty one answer, so that they are a single row of it."""
    calls = [call for at in taken.calls if (call := log.call(at)) is not None and call.player == "D"]
    return any(
        call.inputs is not None and call.outputs[0].ndim > 0 and len(call.outputs[0]) == 1 < len(call.inputs)
        for call in calls
    )


def _along(pull: Pull) -> tuple[float, Floats]:
    """The greatest share of a row's pull that is not along the row, and each row's factor along it."""
    v, s = pull.given, pull.slopes
    factor = (v * s).sum(axis=1) / (v * v).sum(axis=1)
    across = np.linalg.norm(s - factor[:, None] * v, axis=1)
    size = np.linalg.norm(s, axis=1).max()
    return (float(across.max() / size) if size else 0.0), factor


def _doubt(pull: Pull) -> float:
    """A pull of n entries of float32, each from some 64 roundings: 64·2⁻²³·√n; and its own if it is narrower."""
    return float(64.0 * 2.0**-23 * np.sqrt(pull.given.shape[1]) + 2.0 * pull.epsilon)


def _pooled(runs: list[list[tuple[Pull, Floats]]], *, unit: bool) -> list[float]:
    """The factor of each run, where all rows of a run share it and the runs do not; empty otherwise."""
    shared = []
    for run in runs:
        for pull, factor in run[:1]:
            if unit:
                factor = factor * np.linalg.norm(pull.given, axis=1)
            size = np.abs(factor).max()
            if len(factor) < 2 or size == 0.0 or np.ptp(factor) > _doubt(pull) * size:
                return []
            shared.append(float(np.median(factor)))
    apart = any(abs(a - b) > 2.0**-10 * max(abs(a), abs(b)) for a, b in pairwise(shared))
    return shared if apart else []
