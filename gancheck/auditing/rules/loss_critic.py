"""Against a critic of Wasserstein's kind G raises the very score that the critic lowers."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.output_form import is_probability_loss
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="critic-pair",
    title="Where D's loss is a difference of mean scores, G's is a mean of the same scores",
    claim="loss.wasserstein",
    bug_classes={"S2": "G's loss belongs to another game than the critic's"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Let G descend minus the mean score of its fakes: a critic's scores have no level and no scale.",
    finds=(
        "fake.mean() - real.mean() | softplus(-fake).mean()",
        "fake.mean() - real.mean() | bce(fake, 1)",
        "fake.mean() - real.mean() | ((fake - 1) ** 2).mean()",
    ),
    stays_silent=(
        "fake.mean() - real.mean() | -fake.mean()",
        "fake.mean() - real.mean() | 10 * (1 - fake).mean()",
        "real.mean() - fake.mean() | fake.mean()",
        "tanh(fake).mean() - tanh(real).mean() | -tanh(fake).mean()",
        "softplus(-real).mean() + softplus(fake).mean() | -fake.mean()",
        "relu(1 - real).mean() + relu(1 + fake).mean() | softplus(-fake).mean()",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Only critics whose scores are D's outputs as they are can be judged: φ is linear, γ of a known form."""
    parts = observed.parts
    if parts is None or {parts.forms[name].kind for name in "φψ"} != {"linear"}:
        return (RULE.skipped("D's loss is no difference of mean scores."),)
    if parts.gamma is None:
        return (RULE.skipped("There is no loss of a generator."),)
    form = parts.forms["γ"]
    evidence = {"form of D's loss": "linear", "form of G's loss": form.kind}
    if form.kind in ("logistic", "quadratic", "shifted logistic") and not is_probability_loss(parts.gamma):
        return (
            RULE.violated(
                "S2",
                evidence,
                title=f"G has a {form.kind} loss against a critic whose scores have no level",
                reason="How steep it is depends on a constant that the critic's loss leaves open.",
            ),
        )
    return (RULE.holds(evidence),)
