"""O4: log(1 − σ(t)) is log σ(−t), and nothing else."""

from math import exp, log

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.injection import Floats
from gancheck.auditing.steps.observed import ROLES, Laws, Observed
from gancheck.auditing.steps.response import ROUNDINGS, SINGLE

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="step-log-identity",
    title="log(1 − σ(t)) is written as log σ(−t), so that D's best output at p = q is 0.",
    claim="loss.optimal-output",
    bug_classes={"O4": "log σ(1 − t) was written for log(1 − σ(t))."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Write logsigmoid(-t), or -softplus(t), for log(1 - sigmoid(t)).",
    finds=("log σ(1 − t) for fakes and log σ(t) for real data",),
    stays_silent=(
        "log σ(−t) for fakes",
        "cross-entropy on logits",
        "a margin of 1 on both sides",
        "smoothed labels of real data",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """A cross-entropy of t for one of φ and ψ, and of t shifted by 1 for the other."""
    laws = observed.laws
    if observed.obstacle or laws is None or laws.space != "logit":
        return (RULE.skipped(observed.obstacle or "no logits were injected."),)
    plain = {role: observed.law(role) for role in ("phi", "psi")}
    hard = [role for role, law in plain.items() if law.family == "logistic" and law.target in (0.0, 1.0)]
    unknown = [role for role, law in plain.items() if law.family == "unknown"]
    if len(hard) != 1 or len(unknown) != 1:
        return (RULE.skipped("D's losses are not one cross-entropy and one that is none."),)
    shift = _shift(laws, unknown[0], observed.part)
    evidence: Evidence = {"shift of the logit": shift}
    if shift is None or abs(abs(shift) - 1.0) > 2.0**-10:
        return (RULE.inconclusive("the other loss is no cross-entropy of a logit shifted by 1.", evidence),)
    return (RULE.violated("O4", evidence, place=observed.at("D")),)


def _shift(laws: Laws, role: str, part: str | None) -> float | None:
    """m, where every slope is Aσ(±(u − m)) with one A and one sign; None if they are not.

    Then 1/slope is (1 + e^{±m} e^{∓u})/A, a line in e^{∓u}.
    """
    score, found = laws.score(part), set()
    for response in laws.injection.responses:
        call = laws.log.call(response.call)
        phase = laws.phases.of_run.get(response.run, "")
        if (
            call is None
            or (call.part, response.output) != score
            or (phase, laws.phases.kind(call)) != ROLES[role]
        ):
            continue
        u, slopes = response.scores.ravel(), response.slopes.ravel() * response.slopes.size
        shifts = [sign * shift for sign in (1.0, -1.0) if (shift := _fitted(sign * u, slopes)) is not None]
        if len(shifts) != 1:
            return None
        found.add(round(shifts[0], 3))
    return found.pop() if len(found) == 1 else None


def _fitted(u: Floats, slopes: Floats) -> float | None:
    if len(u) < 4 or not (slopes > 0.0).all() | (slopes < 0.0).all():
        return None
    x, y = np.exp(-u), 1.0 / np.abs(slopes)
    # A slope is off by so many roundings of the largest, and its reciprocal by as many of itself times that ratio.
    doubt = ROUNDINGS * SINGLE * y * (y * np.abs(slopes).max())
    (a, b), *_ = np.linalg.lstsq(
        np.stack([np.ones_like(x), x], axis=1) / doubt[:, None], y / doubt, rcond=None
    )
    if not (a > 0.0 and b > 0.0) or (np.abs(a + b * x - y) > doubt).any():
        return None
    shift = log(b / a)
    return shift if exp(abs(shift)) < 2.0**10 else None
