"""One output space: what D puts out is read the same way by both branches and by both players, and once."""

import numpy as np

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.output_form import is_probability_loss
from gancheck.auditing.losses.output_parts import OutputParts
from gancheck.auditing.rule import Rule
from gancheck.theory.output_loss import OutputLoss

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="output-space",
    title="Logits, probabilities or scores: all parts of the losses read outputs alike, without a second sigmoid",
    claim="loss.optimal-output",
    bug_classes={
        "O1": "a sigmoid where the loss wants a logit or a score",
        "O2": "a logarithm of an output that no sigmoid has made a probability",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Let D put out logits and use the with-logits form of the loss (softplus) in every branch, with no sigmoid.",
    finds=(
        "bce(sigmoid(real), 1) + bce(sigmoid(fake), 0) | bce(sigmoid(fake), 1)",
        "bce(real, 1) + bce(fake, 0) | bce(sigmoid(fake), 1)",
        "-log(sigmoid(real)).mean() - log(1 - fake).mean() | -log(sigmoid(fake)).mean()",
        "-log(real).mean() - log(1 - fake).mean() | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 0) | -log(fake).mean()",
        "((sigmoid(real) - 1) ** 2).mean() + (sigmoid(fake) ** 2).mean() | ((sigmoid(fake) - 1) ** 2).mean()",
        "sigmoid(fake).mean() - sigmoid(real).mean() | -sigmoid(fake).mean()",
    ),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "bce_p(real, 1) + bce_p(fake, 0) | bce_p(fake, 1)",
        "-log(real).mean() - log(1 - fake).mean() | -log(fake).mean()",
        "bce_p(sigmoid(real), 1) + bce_p(sigmoid(fake), 0) | bce_p(sigmoid(fake), 1)",
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean()",
        "fake.mean() - real.mean() | -fake.mean()",
        "bce(real, 1) + bce(fake, 0) | -fake.mean()",
        "exp(-real).mean() + fake.mean() | -fake.mean()  # f-GAN for the reverse KL",
    ),
)

FLAT = np.array([-60.0, -40.0, 40.0, 60.0])
"""Past ±37 a sigmoid or tanh is constant in float64."""


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Compare the forms of φ, ψ and γ."""
    parts = observed.parts
    if parts is None:
        return (RULE.skipped(f"{observed.reason}: its parts cannot be told apart."),)
    forms = parts.forms
    losses = _losses(parts)
    confined = {name: is_probability_loss(loss) for name, loss in losses.items()}
    evidence = {f"form of {name}": form.kind for name, form in forms.items()} | {
        f"{name} takes probabilities only": value for name, value in confined.items()
    }
    twice = [name for name, form in forms.items() if form.kind == "double sigmoid" and form.exact]
    if twice:
        floor = "D's loss never falls below 0.3133 on real and 0.6931 on fake outputs"
        return (
            RULE.violated(
                "O1",
                evidence,
                title=f"double sigmoid in {' and '.join(twice)}",
                reason=f"{floor}; its gradient fades.",
            ),
        )
    if confined["φ"] != confined["ψ"] and _logistic_beside(parts, confined):
        return (RULE.violated("O2", evidence, title="one branch of D's loss lacks its sigmoid"),)
    if "γ" in forms and confined["φ"] == confined["ψ"] and confined["γ"] != confined["φ"]:
        if confined["γ"] and forms["φ"].kind == "logistic":
            return (RULE.violated("O2", evidence, title="D's loss takes logits and G's takes probabilities"),)
        if confined["φ"] and forms["γ"].kind == "logistic":
            if not np.isfinite(parts.phi(np.array([0.0]))).all():
                told = "D's loss takes the logarithm of outputs, and G's takes logits"
                return (RULE.violated("O2", evidence, title=told),)
            return (
                RULE.violated(
                    "O1", evidence, title="D's loss takes probabilities and G's puts them through a sigmoid"
                ),
            )
    if all(_is_flat(parts, name) and not confined[name] for name in ("φ", "ψ")):
        return (
            RULE.violated(
                "O1",
                evidence,
                title="scores are squashed before the loss",
                reason="φ and ψ are flat at both ends, so that D has no gradient where it is wrong.",
                severity=Severity.WARNING,
                fix="Drop the sigmoid or tanh: this loss takes scores.",
            ),
        )
    return (RULE.holds(evidence),)


def _losses(parts: OutputParts) -> dict[str, OutputLoss]:
    found = {"φ": parts.phi, "ψ": parts.psi}
    return found if parts.gamma is None else {**found, "γ": parts.gamma}


def _logistic_beside(parts: OutputParts, confined: dict[str, bool]) -> bool:
    """Whether the part of logits is a cross-entropy, and the other one is, too, of probabilities."""
    return all(parts.forms[name].kind == "logistic" for name in ("φ", "ψ")) and any(confined.values())


def _is_flat(parts: OutputParts, name: str) -> bool:
    loss = {"φ": parts.phi, "ψ": parts.psi}[name]
    values = loss(FLAT)
    if not np.isfinite(values).all() or parts.forms[name].kind == "constant":
        return False
    noise = 4.0 * float(loss.noise(FLAT).max())
    return bool(abs(values[0] - values[1]) <= noise and abs(values[2] - values[3]) <= noise)
