"""Z2: real data lie where the generator can reach them."""

from typing import TYPE_CHECKING

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="one-range",
    title="Real data lie in the range of G's last activation, and fill it.",
    claim="alg.disjoint-supports",
    bug_classes={"Z2": "Real data and fakes have different ranges: D tells them apart by that alone."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Scale the data to the range of G's last activation: [-1, 1] for tanh, [0, 1] for a sigmoid.",
    finds=(
        "data from 0 to 255 and a tanh",
        "data in [0, 1] and a tanh",
        "data from 0 to 255 beside a condition, and a tanh",
    ),
    stays_silent=(
        "data in [-1, 1] beside a condition from 0 to 255, and a tanh",
        "data in [-1, 1] and a tanh",
        "made-up data",
        "a linear last layer",
        "data in [0, 1] and a sigmoid",
    ),
)

RANGES = {"Tanh": (-1.0, 1.0), "Sigmoid": (0.0, 1.0)}


def judge(observed: Observed) -> tuple[Finding, ...]:
    """What D sees of real data against what G's activation can make, where D sees G's output as it is."""
    log, phases = observed.log, observed.phases
    if not observed.own_data:
        return (RULE.skipped("the data are made up."),)
    ends = {call.activation for call in log.calls if call.player == "G" and call.graded}
    real = [
        call.inputs
        for call in log.calls
        if call.player == "D"
        and call.inputs is not None
        and call.origin
        and all("real" in words and not words & {"noise", "fake"} for words, _ in call.origin)
    ]
    made = [call.outputs[0] for call in log.calls if call.player == "G"]
    shown = [
        call.inputs
        for call in log.calls
        if call.player == "D" and phases.kind(call) == "fake" and call.inputs is not None
    ]
    if len(ends) != 1 or not ends <= RANGES.keys() or not real or not shown:
        return (RULE.skipped("G ends in no activation with a range, or D's inputs were not told apart."),)
    at = next((at for a in shown for b in made if (at := _within(a, b)) is not None), None)
    real = [each[:, at] for each in real if at is not None and each.ndim > 1 and each.shape[1] >= at.stop]
    if not real:
        return (RULE.inconclusive("D does not see G's output as it is."),)
    low, high = RANGES[ends.pop()]
    least, most = min(float(each.min()) for each in real), max(float(each.max()) for each in real)
    evidence: Evidence = {
        "least real": least,
        "greatest real": most,
        "least fake": low,
        "greatest fake": high,
    }
    place = next(call.place for call in log.calls if call.player == "D" and phases.kind(call) == "real")
    # Scaling in float32 may pass an end by some roundings.
    slack = 64.0 * 2.0**-23
    if least < low - slack or most > high + slack:
        title = (
            f"Real data reach from {least:.4g} to {most:.4g}, beyond what G can make: [{low:g}, {high:g}]."
        )
        return (RULE.violated("Z2", evidence, title=title, place=place),)
    entries = sum(each.numel() for each in real)
    if low < 0.0 <= least and entries >= 1024:
        title = f"Real data are never negative; G's tanh makes [{low:g}, {high:g}]."
        return (RULE.violated("Z2", evidence, title=title, severity=Severity.WARNING, place=place),)
    return (RULE.holds(evidence),)


def _within(shown: "Tensor", made: "Tensor") -> slice | None:
    """The channels of what D is shown that G has made, beside those of a condition; None if there are none."""
    if (
        shown.ndim != made.ndim
        or shown.ndim < 2
        or len(shown) != len(made)
        or shown.shape[2:] != made.shape[2:]
    ):
        return None
    width = made.shape[1]
    places = (slice(start, start + width) for start in range(shown.shape[1] - width + 1))
    return next((at for at in places if bool((shown[:, at] == made).all())), None)
