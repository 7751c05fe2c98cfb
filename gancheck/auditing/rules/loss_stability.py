"""Losses are finite, and have a gradient, wherever a stable form of the same loss does."""

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.health import Health
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.output_form import is_probability_loss
from gancheck.auditing.losses.output_parts import OutputParts
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="loss-stability",
    title="In float32 the losses are finite and not frozen wherever a stable form of them is",
    claim="loss.stability",
    bug_classes={"N1": "a logarithm of a rounded probability"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Compute the loss from logits: softplus(-t) for -log(sigmoid(t)), softplus(t) for -log(1 - sigmoid(t)).",
    finds=(
        "-log(sigmoid(real)).mean() - log(1 - sigmoid(fake)).mean() | -log(sigmoid(fake)).mean()",
        "-log(sigmoid(real) + 1e-8).mean() - log(1 - sigmoid(fake) + 1e-8).mean() | -log(sigmoid(fake) + 1e-8).mean()",
        "bce(real, 1) + bce(fake, 0) | -log(sigmoid(fake) + 1e-6).mean()",
        "log(1 + exp(fake - real)).mean() | log(1 + exp(real - fake)).mean()",
        "bce(real, 1) + log(1 + exp(fake)).mean() | bce(fake, 1)",
        "bce_p(sigmoid(real), 1) + bce_p(sigmoid(fake), 0) | bce_p(sigmoid(fake), 1)",
    ),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "softplus(-real).mean() + softplus(fake).mean() | -softplus(fake).mean()",
        "-logsigmoid(real).mean() - logsigmoid(-fake).mean() | -logsigmoid(fake).mean()",
        "bce_p(real, 1) + bce_p(fake, 0) | bce_p(fake, 1)  # probabilities of D's own making",
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean()",
        "fake.mean() - real.mean() | -fake.mean()",
        "softplus(fake - real).mean() | softplus(real - fake).mean()",
        "exp(-real).mean() + fake.mean() | -fake.mean()  # grows, as it has to",
    ),
)

NAMES = {"φ": "D's loss of real outputs", "ψ": "D's loss of fake outputs", "γ": "G's loss"}


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """The worst failure in float32 decides; narrower formats are told in the evidence."""
    if observed.parts is None and observed.health:
        return tuple(_far_apart(each) for each in observed.health)
    if observed.parts is None:
        return (RULE.skipped(f"{observed.reason}: no part of it has a stable form to compare with."),)
    if not observed.health:
        return (RULE.skipped("The losses compute outside of torch: they have no dtype to be tried in."),)
    parts = observed.parts
    evidence = {
        f"{each.part} in {each.dtype}": "refused"
        if each.failure == "refused"
        else f"{each.lower:g} to {each.upper:g}"
        for each in observed.health
    }
    failed = [
        each
        for each in observed.health
        if each.dtype == "float32" and each.failure in ("not finite", "frozen")
    ]
    if failed:
        worst = min(failed, key=lambda each: each.failure != "not finite")
        return (_failed(worst, parts, evidence),)
    floors = {name: floor for name in parts.forms if (floor := _floor(parts, name)) is not None}
    if floors:
        told = {f"constant inside the logarithm of {name}": floor for name, floor in floors.items()}
        return (
            RULE.violated(
                "N1",
                {**evidence, **told},
                title=f"a constant is added inside a logarithm ({', '.join(floors)})",
                reason="The loss stops at minus the logarithm of it, and is a slightly different one everywhere.",
                severity=Severity.WARNING,
            ),
        )
    return (RULE.holds(evidence),)


def _far_apart(health: Health) -> Finding:
    """A relativistic loss that is not finite where real outputs are far from fakes."""
    return RULE.violated(
        "N1",
        {"real outputs less fake ones": health.at, "value": health.value, "gradient": health.gradient},
        title=f"{health.part}'s loss is not finite where real outputs are {health.at:g} above fakes, in float32",
        fix="Compute it by softplus of the difference.",
    )


def _failed(worst: Health, parts: OutputParts, evidence: Evidence) -> Finding:
    frozen = worst.failure == "frozen"
    measured: dict[str, float | str] = {
        "part": NAMES[worst.part],
        "logit": worst.at,
        "value": worst.value,
        "gradient": worst.gradient,
        "value of the stable form": worst.expected,
    }
    what = "frozen" if frozen else "not finite"
    told = f"At the logit {worst.at:g} it is {worst.value:.5g} with the gradient {worst.gradient:g}"
    confined = is_probability_loss(
        {"φ": parts.phi, "ψ": parts.psi, "γ": parts.gamma or parts.phi}[worst.part]
    )
    other = parts.forms[worst.part].kind != "logistic"
    return RULE.violated(
        "N1",
        {**evidence, **measured},
        title=f"{NAMES[worst.part]} is {what} from the logit {worst.at:g} on in float32",
        reason=f"{told}; a stable form is {worst.expected:.5g} there and has a gradient.",
        severity=Severity.WARNING if frozen or confined or other else Severity.ERROR,
    )


def _floor(parts: OutputParts, name: str) -> float | None:
    """ε of −log(p + ε): what the loss is at p = 0 or at p = 1, where it would be infinite."""
    form = parts.forms[name]
    loss = {"φ": parts.phi, "ψ": parts.psi, "γ": parts.gamma}[name]
    if loss is None or form.kind != "logistic" or form.exact or not _is_hard(form.parameters[0]):
        return None
    ends = loss(np.array([0.0, 1.0]) if is_probability_loss(loss) else np.array([-120.0, 120.0]))
    if not np.isfinite(ends).all():
        return None
    return float(f"{np.exp(-float(np.ptp(ends)) / abs(form.parameters[1])):.1e}")


def _is_hard(label: float) -> bool:
    return round(label, 2) in (0.0, 1.0)
