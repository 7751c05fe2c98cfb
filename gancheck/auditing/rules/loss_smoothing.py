"""Smoothed labels: only the real one, and within [0, 1]."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.output_form import Form
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="label-smoothing",
    title="Only the label of real data is smoothed, and all labels of a cross-entropy lie in [0, 1]",
    claim="loss.optimal-output",
    bug_classes={"L3": "a label is smoothed on the wrong side"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Smooth the label of real data only, such as 0.9 for 1, and leave that of fakes at 0.",
    finds=(
        "bce(real, 1) + bce(fake, 0.1) | bce(fake, 1)",
        "bce(real, 0.9) + bce(fake, 0.1) | bce(fake, 1)",
        "bce(real, 1.1) + bce(fake, 0) | bce(fake, 1)",
        "bce(real, 1) + bce(fake, -0.1) | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 0.3 * rand(fake)) | bce(fake, 1)",
    ),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "bce(real, 0.9) + bce(fake, 0) | bce(fake, 1)",
        "bce(real, 0.1) + bce(fake, 1) | bce(fake, 0)  # labels exchanged for both players",
        "bce(real, 0.8 + 0.2 * rand(real)) + bce(fake, 0) | bce(fake, 1)",
        "((real - 0.9) ** 2).mean() + (fake ** 2).mean() | ((fake - 0.9) ** 2).mean()",
        "((real - 1) ** 2).mean() + ((fake + 1) ** 2).mean() | ((fake - 1) ** 2).mean()",
        "relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean()",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Read the labels α of real and β of fake outputs, where σ(t*) = (α p + β q)/(p + q)."""
    parts = observed.parts
    if parts is None:
        return (RULE.skipped(f"{observed.reason}: it has no labels."),)
    forms = parts.forms["φ"], parts.forms["ψ"]
    if {form.kind for form in forms} != {"logistic"}:
        return (RULE.skipped("D's loss is not a cross-entropy: targets of another loss may be any numbers."),)
    real, fake = (_range(observed, name, form) for name, form in zip("φψ", forms, strict=True))
    if real == fake:
        return (RULE.skipped("Real and fake outputs have the same label; see loss-direction."),)
    if sum(real) < sum(fake):
        real, fake = (1.0 - real[1], 1.0 - real[0]), (1.0 - fake[1], 1.0 - fake[0])
    return (_judged(real, fake),)


def _judged(real: tuple[float, float], fake: tuple[float, float]) -> Finding:
    evidence: Evidence = {"label of real data": _words(real), "label of fakes": _words(fake)}
    if min(*real, *fake) < 0.0 or max(*real, *fake) > 1.0:
        return RULE.violated(
            "L3",
            evidence,
            title="a label lies outside of [0, 1]",
            reason="Against such a label a cross-entropy falls without end: D has no best output.",
            severity=Severity.ERROR if real[0] == real[1] and fake[0] == fake[1] else Severity.WARNING,
        )
    if fake[1] == 0.0 or sum(fake) > sum(real):
        told = "" if real == (1.0, 1.0) else "One-sided: only the label of real data is smoothed."
        return RULE.holds(evidence, told)
    both = real[0] < 1.0
    return RULE.violated(
        "L3",
        evidence,
        title="both labels are smoothed"
        if both
        else "the label of fakes is smoothed, and not that of real data",
        reason="Where there are hardly any data D then calls fakes partly real, and holds them there.",
        severity=Severity.WARNING if both else Severity.ERROR,
    )


def _range(observed: LossObservation, name: str, form: Form) -> tuple[float, float]:
    low, high = observed.label_range.get(name, (form.parameters[0], form.parameters[0]))
    digits = 5 if form.exact and not observed.label_range else 2
    return round(low, digits), round(high, digits)


def _words(labels: tuple[float, float]) -> str:
    low, high = labels
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
