"""log(1 − σ(t)) is log σ(−t), and nothing else: D's best output at p = q is a fair one."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="log-identity",
    title="log(1 − σ(t)) is written as log σ(−t), so that D's best output at p = q is 0",
    claim="loss.optimal-output",
    bug_classes={"O4": "log σ(1 − t) was written for log(1 − σ(t))"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Write logsigmoid(-t), or -softplus(t), for log(1 - sigmoid(t)).",
    finds=(
        "-logsigmoid(real).mean() - logsigmoid(1 - fake).mean() | -logsigmoid(fake).mean()",
        "-logsigmoid(real).mean() - logsigmoid(-fake).mean() | logsigmoid(1 - fake).mean()",
    ),
    stays_silent=(
        "-logsigmoid(real).mean() - logsigmoid(-fake).mean() | -logsigmoid(fake).mean()",
        "-logsigmoid(real).mean() + (fake - logsigmoid(fake)).mean() | -logsigmoid(fake).mean()",
        "softplus(-real).mean() + softplus(fake).mean() | -softplus(fake).mean()",
        "softplus(1 - real).mean() + softplus(1 + fake).mean() | softplus(-fake).mean()  # a margin on both sides",
        "bce(real, 0.9) + bce(fake, 0) | bce(fake, 1)",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Look for cross-entropies that are shifted."""
    parts = observed.parts
    if parts is None:
        return (RULE.skipped(f"{observed.reason}: its parts cannot be told apart."),)
    shifts = {
        name: form.parameters[1]
        for name, form in parts.forms.items()
        if form.kind == "shifted logistic" and form.parameters[1] != 0.0
    }
    plain = [name for name, form in parts.forms.items() if form.kind == "logistic"]
    if not shifts and not plain:
        return (RULE.skipped("No part of the losses is a cross-entropy."),)
    evidence = {f"shift of the logit in {name}": shift for name, shift in shifts.items()}
    if parts.game is not None and parts.game.output_space != "critic":
        fair = float(parts.game.t_star(1.0))
        evidence["best output at p = q"] = round(fair, 6)
    alone = {"φ", "ψ"} & set(shifts) and {"φ", "ψ"} & set(plain)
    if alone or ("γ" in shifts and {"φ", "ψ"} <= set(plain)):
        return (RULE.violated("O4", evidence),)
    return (RULE.holds(evidence),)
