"""A relativistic loss has both halves, each the right way round, for both players."""

from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.relativistic import RelativisticForm
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RA_G = "bce(fake - real.mean(), 1) + bce(real - fake.mean(), 0)"
RA_D = "bce(real - fake.mean(), 1) + bce(fake - real.mean(), 0)"

RULE = Rule(
    id="relativistic-form",
    title="A relativistic loss compares pairs, or both sides with the mean of the other, for D and for G",
    claim="loss.discriminator-divergence",
    bug_classes={"S4": "a relativistic loss lacks a half, or has one the wrong way round"},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Write E f(t - mean s) + E f(mean t - s) for D, and the same with real t and fake s exchanged for G.",
    finds=(
        f"{RA_D} | bce(fake - real.mean(), 1)",
        f"bce(real - fake.mean(), 1) | {RA_G}",
        f"bce(real - fake.mean(), 1) + bce(fake.mean() - real, 0) | {RA_G}",
        f"bce(real - fake.mean(), 1) + bce(fake - real.mean(), 1) | {RA_G}",
        "softplus(fake - real).mean() | softplus(-fake).mean()",
        f"((real - fake.mean() - 1) ** 2).mean() + ((fake.mean() - real + 1) ** 2).mean() | {RA_G}",
    ),
    stays_silent=(
        f"{RA_D} | {RA_G}",
        f"({RA_D}) / 2 | ({RA_G}) / 2",
        "softplus(fake - real).mean() | softplus(real - fake).mean()",
        "softplus(fake - real).mean() | -softplus(fake - real).mean()",
        "((real - fake.mean() - 1) ** 2).mean() + ((fake - real.mean() + 1) ** 2).mean()"
        " | ((fake - real.mean() - 1) ** 2).mean() + ((real - fake.mean() + 1) ** 2).mean()",
        "relu(1 - (real - fake.mean())).mean() + relu(1 + (fake - real.mean())).mean()"
        " | relu(1 - (fake - real.mean())).mean() + relu(1 + (real - fake.mean())).mean()",
        "((real - fake - 1) ** 2).mean() | ((fake - real - 1) ** 2).mean()",
        "logsumexp(fake - real) | -logsumexp(fake - real)  # of no published form",
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Compare the closed forms."""
    if observed.d.additive and (observed.g is None or observed.g.additive):
        return (
            RULE.skipped("Real and fake outputs do not meet in these losses: they are not relativistic."),
        )
    d, g = observed.relativistic
    evidence = {"D's loss": _words(d), "G's loss": _words(g)}
    broken = [
        f"{player}'s loss has {_fault(form)}"
        for player, form in (("D", d), ("G", g))
        if form is not None and form.pattern.startswith(("half", "contradictory"))
    ]
    if broken:
        return (RULE.violated("S4", evidence, title="; ".join(broken)),)
    if any(form is not None and form.shape is None for form in (d, g)):
        return (RULE.inconclusive("The losses have no closed form that is known here.", evidence),)
    if d is not None and d.shape is not None and observed.g is not None and observed.g.additive:
        return (
            RULE.violated(
                "S4",
                evidence,
                title="D's loss is relativistic and G's is not",
                reason="D fixes differences of outputs only; where G's loss is taken is up to chance.",
                severity=None if _is_bent(observed) else Severity.WARNING,
            ),
        )
    return (RULE.holds(evidence),)


def _is_bent(observed: LossObservation) -> bool:
    """Whether G's slope depends on the level of the outputs."""
    batches = [observed.pair.g_packing.batch(row, grad=True) for row in ((0.0, 0.0), (4.0, 4.0))]
    if observed.pair.g_packing.as_array:
        return False
    slopes = []
    for batch in batches:
        observed.pair.g(batch).sum().backward()
        slopes.append(0.0 if batch.grad is None else float(batch.grad.sum()))
    return abs(slopes[0] - slopes[1]) > 1e-3 * max(map(abs, slopes))


def _fault(form: RelativisticForm) -> str:
    return "one half only" if form.pattern.startswith("half") else "halves that pull against each other"


def _words(form: RelativisticForm | None) -> str | None:
    if form is None:
        return None
    if form.shape is None:
        return (
            "differences of outputs, in no known form"
            if form.shift_invariant
            else "no function of differences"
        )
    return f"{form.factor:.4g} × ({form.halves}), f {form.shape}"
