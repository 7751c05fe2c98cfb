"""O1 and O2: the loss gets the kind of score that it is made for."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import SQUASHES, Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="score-space",
    title="D's output lies where its loss takes it: any number as a logit or a score, [0, 1] as a probability.",
    claim="loss.optimal-output",
    bug_classes={
        "O1": "A sigmoid comes before a loss that wants scores: its best output log r is clipped to (0, 1).",
        "O3": "A softmax comes before a loss that takes scores or logarithms: it has a floor, and its slope vanishes.",
        "O2": "No sigmoid comes before a loss that wants probabilities.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Use cross-entropy with logits on D's raw output, or plain cross-entropy on its sigmoid.",
    finds=(
        "a sigmoid at the end of D, and cross-entropy with logits",
        "no sigmoid at the end of D, and logarithms of its output",
        "a sigmoid at the end of D, and a hinge with margins -1 and 1",
        "a sigmoid at the end of D, and least squares, as a warning",
    ),
    stays_silent=(
        "cross-entropy with logits on logits",
        "cross-entropy on a sigmoid",
        "logarithms of a sigmoid",
        "least squares on a raw score",
        "a raw score of a critic",
        "a hinge on a raw score",
    ),
)

TWICE = {
    "binary_cross_entropy_with_logits": ("Sigmoid",),
    "cross_entropy": ("Softmax",),
    "nll_loss": ("Softmax",),
}
"""Losses, and activations that must not come before them."""


def judge(observed: Observed) -> tuple[Finding, ...]:
    """D's last activation against the family of its loss."""
    if "between 0 and 1" in observed.failure:
        return (RULE.violated("O2", {"torch says": observed.failure[:200]}),)
    for loss in observed.log.losses:
        if loss.taken in TWICE.get(loss.name, ()):
            code = "O1" if loss.taken == "Sigmoid" else "O3"
            evidence: Evidence = {"loss": loss.name, "its scores come from": loss.taken}
            return (RULE.violated(code, evidence, place=loss.place),)
    if observed.laws is None or not observed.activation:
        return (RULE.skipped(observed.obstacle or "D's output was not seen in a graph."),)
    phi, psi = observed.law("phi"), observed.law("psi")
    family = phi.family if phi.known else psi.family
    squashed = observed.activation in SQUASHES
    outputs = [call.outputs[0] for call in observed.log.calls if call.player == "D"]
    low, high = min(float(out.min()) for out in outputs), max(float(out.max()) for out in outputs)
    evidence = {
        "last activation": observed.activation,
        "loss": family,
        "least output": low,
        "greatest output": high,
    }
    place = observed.at("D")
    if family == "unknown":
        return (RULE.inconclusive("D's loss has no form that is known here.", evidence),)
    if family in ("logistic of a sigmoid",) or (squashed and family == "logistic"):
        return (RULE.violated("O1", evidence, place=place),)
    margins = [law.target for law in (phi, psi) if law.family == "hinge"]
    if squashed and not all(0.0 <= each <= 1.0 for each in margins):
        title = "A hinge sees a sigmoid of D's score, which never reaches its margin."
        return (RULE.violated("O1", {**evidence, "margins": margins}, title=title, place=place),)
    if "of a sigmoid" in family or (squashed and family in ("least-squares", "linear", "hinge")):
        title = (
            "A least-squares, hinge or Wasserstein loss sees a sigmoid of D's score: its gradient vanishes."
        )
        return (RULE.violated("O1", evidence, title=title, severity=Severity.WARNING, place=place),)
    if family == "cross-entropy" and not squashed and (low < 0.0 or high > 1.0):
        return (RULE.violated("O2", evidence, place=place),)
    return (RULE.holds(evidence),)
