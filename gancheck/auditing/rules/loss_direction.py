"""Each player moves outputs the right way: D parts real from fake, and G takes its fakes to where D puts real data."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.output_form import Form
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="loss-direction",
    title="D's best output tells real from fake, and G moves its fakes to the side of real data",
    claim="loss.optimal-output",
    bug_classes={
        "L1": "a real or fake label is swapped",
        "S1": "a loss has the wrong sign",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Give D opposite labels (or signs) for real and fake outputs, and G the label that D gives to real data.",
    finds=(
        "bce(real, 0) + bce(fake, 0) | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 1) | bce(fake, 1)",
        "bce(real, 0) + bce(fake, 1) | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 0) | bce(fake, 0)",
        "fake.mean() - real.mean() | fake.mean()",
        "real.mean() - fake.mean() | -fake.mean()",
        "-(real.mean() + fake.mean()) | -fake.mean()",
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | (fake ** 2).mean()",
        "relu(1 - real).mean() + relu(1 - fake).mean() | -fake.mean()",
        "softplus(fake - real).mean() | softplus(fake - real).mean()",
        "-(bce(real, 1) + bce(fake, 0)) | bce(fake, 1)",
    ),
    stays_silent=(
        "bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "bce(real, 1) + bce(fake, 0) | -bce(fake, 0)",
        "bce(real, 0) + bce(fake, 1) | bce(fake, 0)  # both players call real data 0",
        "0.5 * (bce(real, 0.9) + bce(fake, 0)) | bce(fake, 1)",
        "fake.mean() - real.mean() | -fake.mean()",
        "real.mean() - fake.mean() | fake.mean()  # the critic is turned for both",
        "((real - 1) ** 2).mean() + ((fake + 1) ** 2).mean() | (fake ** 2).mean()  # LSGAN (−1, 1, 0)",
        "((real - 1) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean()",
        "relu(-real).mean() + relu(1 + fake).mean() | -fake.mean()  # other margins",
        "real.mean() + relu(1 - fake).mean() | fake.mean()  # energies",
        "softplus(fake - real).mean() | softplus(real - fake).mean()",
        "-real.mean() + exp(fake - 1).mean() | -exp(fake - 1).mean()  # f-GAN for KL",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Compare which way the players move outputs."""
    if not (observed.d.needs_real and observed.d.needs_fake):
        return (RULE.skipped("D's loss lacks one of its two terms."),)
    if observed.parts is None or observed.parts.game is None:
        return (_without_parts(observed),)
    pulls = observed.pulls
    evidence = _evidence(observed)
    forms = observed.parts.forms
    if pulls.real == 0:
        same = forms["φ"] == forms["ψ"] or _same_label(forms["φ"], forms["ψ"])
        return (
            RULE.violated(
                "L1" if same and forms["φ"].kind != "linear" else "S1",
                evidence,
                title="D moves real and fake outputs to the same place: one branch of its loss is turned",
                reason="The best output of D is one and the same whether data are real or fake.",
            ),
        )
    if pulls.generator is None or (observed.g is not None and not observed.g.needs_fake):
        return (RULE.holds(evidence, "Only D's loss was looked at: there is no generator's."),)
    if pulls.generator == 0:
        return (
            RULE.inconclusive(
                "G's loss is as low where D puts fakes as where it puts real data, as in LSGAN (−1, 1, 0).",
                evidence,
            ),
        )
    if pulls.generator == pulls.real:
        inverted = "Real data get the lower outputs for both players, which is harmless."
        return (RULE.holds(evidence, inverted if pulls.real < 0 else ""),)
    return (_against(observed, evidence),)


def _against(observed: LossObservation, evidence: Evidence) -> Finding:
    """G moves its fakes away from the side of real data."""
    assert observed.parts is not None
    forms = observed.parts.forms
    if observed.pulls.real > 0:
        label = _has_label(forms["γ"]) and _same_label(forms["γ"], forms["ψ"])
        return RULE.violated(
            "L1" if label else "S1",
            evidence,
            title="G has the label of fakes" if label else "G's loss has the wrong sign",
            reason="G moves its fakes to where D puts fakes: the two work together.",
        )
    label = _has_label(forms["φ"]) and _has_label(forms["ψ"])
    return RULE.violated(
        "L1" if label else "S1",
        evidence,
        title="D's labels are swapped, and G's are not" if label else "D's loss has the wrong sign",
        reason="D puts real data below fakes while G moves its fakes up: the two work together.",
    )


def _without_parts(observed: LossObservation) -> Finding:
    """Losses of differences: by their closed forms, else by which way batches are moved."""
    pulls, evidence = observed.pulls, _evidence(observed)
    if observed.g is None:
        return RULE.inconclusive(observed.reason or "There is no generator's loss to compare with.", evidence)
    d, g = observed.relativistic
    if d is not None and g is not None and d.shape is not None and g.shape is not None:
        turned = ["turned" in each.pattern for each in (d, g)]
        if "contradictory" not in (d.pattern, g.pattern):
            opposite = turned[0] ^ (d.factor < 0) != turned[1] ^ (g.factor < 0)
            return RULE.holds(evidence) if opposite else _together(evidence)
    if pulls.real == 0 or pulls.fake != -pulls.real or not pulls.generator:
        return RULE.inconclusive("Which way these losses move outputs depends on the batch.", evidence)
    return RULE.holds(evidence) if pulls.generator == pulls.real else _together(evidence)


def _together(evidence: Evidence) -> Finding:
    return RULE.violated(
        "S1",
        evidence,
        title="D and G move fakes the same way",
        reason="The two work together, not against each other.",
    )


def _same_label(one: Form, other: Form) -> bool:
    return one.kind == other.kind and bool(one.parameters) and one.parameters[0] == other.parameters[0]


def _has_label(form: Form) -> bool:
    """A cross-entropy, a square or a hinge against a label, and not the opposite of one."""
    if form.kind in ("logistic", "quadratic", "double sigmoid"):
        return form.parameters[1] > 0
    return form.kind == "hinge"


def _evidence(observed: LossObservation) -> Evidence:
    pulls, words = observed.pulls, {1: "up", -1: "down", 0: "neither", None: None}
    evidence: dict[str, float | int | str | bool | list[float] | list[str] | None] = {
        "D moves real outputs": words[pulls.real],
        "D moves fake outputs": words[pulls.fake],
        "G moves fake outputs": words[pulls.generator],
    }
    if pulls.span is not None:
        evidence |= {
            "best output where p = q/1000": pulls.span[0],
            "best output where p = 1000 q": pulls.span[1],
        }
    return evidence
