"""N1: the losses have values and slopes where D is sure."""

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import ROLES, Laws, Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="sure-scores",
    title="The losses are finite, and keep the slope of their stable form, where D is sure.",
    claim="loss.stability",
    bug_classes={
        "N1": "A loss or its slope is not finite where D is sure, or is zero where its stable form is not."
    },
    severity=Severity.WARNING,
    certainty=Certainty.CERTAIN,
    advice="Compute cross-entropies from logits: `binary_cross_entropy_with_logits`, `softplus` or `logsigmoid`.",
    finds=("logarithms of a sigmoid", "a loss that is not a number in the first updates"),
    stays_silent=(
        "cross-entropy with logits",
        "cross-entropy on a sigmoid, which torch clamps",
        "hinge",
        "least squares",
        "a Wasserstein critic",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """The plain run first, then the run with extreme scores."""
    wild = [run for run in observed.log.backwards if run.accumulates and not run.finite]
    if wild:
        evidence: Evidence = {"runs": len(observed.log.backwards), "not finite": len(wild)}
        title = "A loss is not finite within the first updates."
        return (RULE.violated("N1", evidence, title=title, severity=Severity.ERROR, place=wild[0].place),)
    if observed.extremes is None or not observed.extremes.injection.responses:
        return (RULE.skipped(observed.obstacle or "no extreme scores were injected."),)
    for role, (phase, _) in ROLES.items():
        at, slopes = _slopes(observed.extremes, role)
        if not np.isfinite(slopes).all():
            evidence = {
                "role": role,
                "scores": sorted({float(each) for each in at[~np.isfinite(slopes)]})[:6],
            }
            return (RULE.violated("N1", evidence, place=observed.at(phase)),)
    return (RULE.holds({"scores": len(observed.extremes.injection.responses)}),)


def _slopes(laws: Laws, role: str) -> tuple[np.ndarray, np.ndarray]:
    phase, kind = ROLES[role]
    at, slopes = [np.empty(0)], [np.empty(0)]
    for response in laws.injection.responses:
        call = laws.log.call(response.call)
        if call and laws.phases.kind(call) == kind and laws.phases.of_run.get(response.run) == phase:
            at.append(response.scores.ravel())
            slopes.append(response.slopes.ravel())
    return np.concatenate(at), np.concatenate(slopes)
