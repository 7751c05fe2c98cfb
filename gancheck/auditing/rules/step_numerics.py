"""N1: the losses have values and slopes where D is sure."""

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.floors import floor_at_zero, floor_within, frozen_score
from gancheck.auditing.steps.observed import ROLES, Laws, Observed
from gancheck.auditing.steps.response import Sample

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
    finds=(
        "logarithms of a sigmoid",
        "a loss that is not a number in the first updates",
        "logarithms of a sigmoid of the score, which underflows",
        "1e-8 within the logarithm of a sigmoid of the score",
        "1e-6 within the logarithm of a sigmoid of the score",
        "1e-8 within the logarithm of D's probability",
    ),
    stays_silent=(
        "cross-entropy with logits",
        "softplus of the score",
        "labels of 0.9 for real data",
        "the minimax generator",
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
        if (found := _frozen(observed, role)) or (found := _floor(observed, role)):
            title, evidence = found
            return (RULE.violated("N1", {"role": role, **evidence}, title=title, place=observed.at(phase)),)
    return (RULE.holds({"scores": len(observed.extremes.injection.responses)}),)


def _frozen(observed: Observed, role: str) -> tuple[str, Evidence] | None:
    """Where a cross-entropy of logits has lost its slope."""
    for sample in _samples(observed, observed.extremes, role):
        if (frozen := frozen_score(observed.law(role), sample)) is not None:
            score, slope, stable = frozen
            title = (
                f"A cross-entropy is frozen from the score {score:g} on: its stable form has a slope there."
            )
            return title, {"score": score, "slope": slope, "slope of the stable form": stable}
    return None


def _floor(observed: Observed, role: str) -> tuple[str, Evidence] | None:
    """A constant within a logarithm: seen at all scores, or where a probability is 0."""
    laws, law = observed.laws, observed.law(role)
    floors: list[float | None] = []
    if laws is not None and laws.space == "logit" and law.family == "unknown":
        floors = [floor_within(sample) for sample in _samples(observed, laws, role)]
    elif law.family == "cross-entropy":
        floors = [floor_at_zero(law, sample) for sample in _samples(observed, observed.extremes, role)]
    greatest = max((floor for floor in floors if floor is not None), default=0.0)
    if not greatest or None in floors:
        return None
    title = "A constant is added within a logarithm: the loss stops at minus the logarithm of it."
    return title, {"constant": greatest}


def _samples(observed: Observed, laws: Laws | None, role: str) -> list[Sample]:
    score = None if observed.laws is None else observed.laws.score(observed.part)
    return [] if laws is None or score is None else laws.sampled.get(score, {}).get(role, [])


def _slopes(laws: Laws, role: str) -> tuple[np.ndarray, np.ndarray]:
    phase, kind = ROLES[role]
    at, slopes = [np.empty(0)], [np.empty(0)]
    for response in laws.injection.responses:
        call = laws.log.call(response.call)
        if call and laws.phases.kind(call) == kind and laws.phases.of_run.get(response.run) == phase:
            at.append(response.scores.ravel())
            slopes.append(response.slopes.ravel())
    return np.concatenate(at), np.concatenate(slopes)
