"""W3: a penalty between real and fake is taken on the segments between them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import Backward
from gancheck.auditing.steps.injection import Floats
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="step-penalty-points",
    title="Interpolated points of a penalty lie on segments between real and fake, with one share in [0, 1] a row.",
    claim="loss.penalty",
    bug_classes={"W3": "The points of the penalty do not lie on the segments between real and fake rows."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Draw `eps = torch.rand(n, 1, 1, 1)`, one a row, and take `eps * real + (1 - eps) * fake`.",
    finds=("one share a pixel", "normal shares", "shares that do not add up to 1"),
    stays_silent=(
        "one uniform share a row",
        "the penalty at real rows",
        "the penalty at fake rows",
        "the penalty at real rows with noise",
    ),
)


@dataclass
class Shares:
    """ε of each entry of x̂ = εx + (1 − ε)y, ``(rows, entries)``, and its rounding error."""

    value: Floats
    error: Floats


def judge(observed: Observed) -> tuple[Finding, ...]:
    """ε, solved for entry by entry."""
    runs = [
        run for run in observed.log.backwards if run.into is not None and run.calls and run.result is not None
    ]
    mixed = [run for run in runs if any(words >= {"real", "fake"} for words, _ in run.origin)]
    if not mixed:
        return (RULE.skipped("no penalty at points between real and fake was seen."),)
    solved = [(run, shares) for run in mixed if (shares := _shares(observed, run)) is not None]
    if not solved:
        return (RULE.inconclusive("the rows that the points lie between were not found among D's inputs."),)
    rows: list[float] = []
    for run, shares in solved:
        middle = np.nanmedian(shares.value, axis=1)
        bent = np.nanmax(np.abs(shares.value - middle[:, None]) - shares.error, axis=1) > 0.0
        inside = np.nanmin(shares.value) >= -0.0 - 2.0**-10 and np.nanmax(shares.value) <= 1.0 + 2.0**-10
        evidence: Evidence = {
            "rows": len(middle),
            "rows off their segment": int(bent.sum()),
            "least share": float(np.nanmin(middle)),
            "greatest share": float(np.nanmax(middle)),
        }
        if bent.any() and inside:
            title = "Each entry has a share of its own: the points fill a box, not a segment."
            return (RULE.violated("W3", evidence, title=title, place=run.place),)
        if bent.any() and (weights := _weights(observed, run)) is not None:
            real, fake = weights
            evidence = {"rows": len(real), "weights of real rows": real[:4], "weights of fake rows": fake[:4]}
            title = "The points are sums of real and fake rows whose weights do not add up to 1."
            return (RULE.violated("W3", evidence, title=title, place=run.place),)
        if bent.any():
            return (RULE.inconclusive("the points lie between other rows than D was shown.", evidence),)
        rows += middle.tolist()
    evidence = {"rows": len(rows), "least share": min(rows), "greatest share": max(rows)}
    # A share is a quotient of differences of float32 numbers; beyond [0, 1] by more than 2⁻¹⁰ it was drawn there.
    if min(rows) < -(2.0**-10) or max(rows) > 1.0 + 2.0**-10:
        title = "Shares lie outside of [0, 1]: the points are beyond the real or the fake rows."
        return (RULE.violated("W3", evidence, title=title, place=solved[-1][0].place),)
    return (RULE.holds(evidence),)


def _shares(observed: Observed, run: Backward) -> Shares | None:
    """With the real and fake rows that D saw in the same update, paired as they come."""
    ends = _ends(observed, run)
    if ends is None:
        return None
    x, y, points = ends
    gap = x - y
    size = np.abs(x) + np.abs(y) + np.abs(points)
    # Entries where real and fake nearly agree say nothing of ε.
    with np.errstate(all="ignore"):
        told = np.abs(gap) > 2.0**-8 * size
        value = np.where(told, (points - y) / gap, np.nan)
        error = np.where(told, 16.0 * 2.0**-23 * size / np.abs(gap), np.inf)
    return Shares(value, error) if told.any(axis=1).all() else None


def _weights(observed: Observed, run: Backward) -> tuple[list[float], list[float]] | None:
    """(a, b) of each point ax + by, where all points are such sums, none with a + b = 1; None otherwise.

    A plane in few dimensions holds every point, so that the next row's real data have to lie outside of each.
    """
    ends = _ends(observed, run)
    if ends is None or len(ends[0]) < 2 or ends[0].shape[1] < 4:
        return None
    found = []
    for x, y, point, other in zip(*ends, np.roll(ends[0], 1, axis=0), strict=True):
        plane = np.stack([x, y], axis=1)
        weights = np.linalg.lstsq(plane, point, rcond=None)[0]
        # Every term is rounded once, and their sum once more; the fit spreads these roundings over the weights.
        doubt = 16.0 * 2.0**-23 * (np.abs(plane) @ np.abs(weights) + np.abs(point))
        off = np.abs(plane @ weights - point) > doubt.max()
        away = plane @ np.linalg.lstsq(plane, other, rcond=None)[0] - other
        if off.any() or not (np.abs(away) > 2.0**-8 * np.abs(other).max()).any():
            return None
        found.append(weights)
    real, fake = np.array(found).T.tolist()
    apart = [abs(a + b - 1.0) > 2.0**-10 for a, b in zip(real, fake, strict=True)]
    return (real, fake) if sum(apart) > len(apart) // 2 else None


def _ends(observed: Observed, run: Backward) -> tuple[Floats, Floats, Floats] | None:
    """Real rows, fake rows, and the points of the penalty in the same update."""
    log, phases = observed.log, observed.phases
    assert run.into is not None
    points = _flat(run.into)
    steps = [step.at for step in log.steps if phases.player(step) in ("D", "both")]
    since, until = (
        max((at for at in steps if at < run.at), default=0),
        min((at for at in steps if at > run.at), default=run.at),
    )
    inputs: dict[str, Floats] = {}
    for call in log.calls:
        if call.player == "D" and since < call.at < until and call.inputs is not None:
            kind, data = phases.kind(call), _flat(call.inputs)
            if kind in ("real", "fake") and data.shape == points.shape:
                inputs[kind] = data
    return (inputs["real"], inputs["fake"], points) if len(inputs) == 2 else None


def _flat(tensor: Any) -> Floats:
    array = np.asarray(tensor.double().cpu().numpy())
    return array.reshape(len(array), -1)
