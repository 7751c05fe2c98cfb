"""L1 and S1: the discriminator tells real from fake, and the generator pulls against it."""

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed
from gancheck.auditing.steps.response import Law

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="step-direction",
    title="D draws real and fake scores apart, and G draws fake scores to where D wants the real ones.",
    claim="loss.optimal-output",
    bug_classes={
        "L1": "A label is wrong: D draws real and fake scores to one place, or G works for D and not against it.",
        "S1": "A sign is wrong: D draws real and fake scores the same way, or G works for D and not against it.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="D wants real scores at the label of real and fake ones at that of fake; G wants fake ones at that of real.",
    finds=(
        "fakes get the label of real data",
        "the discriminator's labels exchanged, the generator's not",
        "the generator's loss with the wrong sign",
        "the critic's terms with one sign",
        "the f-GAN of the Kullback–Leibler divergence with D's sign wrong",
        "the f-GAN of the Kullback–Leibler divergence with G's sign wrong",
    ),
    stays_silent=(
        "the f-GAN of the Kullback–Leibler divergence",
        "a relativistic pair",
        "cross-entropy on logits",
        "the minimax generator",
        "least squares",
        "least squares with labels -1, 1 and 0",
        "hinge",
        "a Wasserstein critic",
        "smoothed labels of real data",
    ),
)

MONOTONE = "linear up to bends"

LABELLED = ("logistic", "cross-entropy", "least-squares")


def judge(observed: Observed) -> tuple[Finding, ...]:
    """The goals of φ, ψ and γ."""
    if observed.obstacle or observed.laws is None:
        return (RULE.skipped(observed.obstacle or "no scores were injected."),)
    phi, psi, gamma = (_law(observed, role) for role in ("phi", "psi", "gamma"))
    evidence: Evidence = {
        f"{role} {word}": value
        for role, law in (("real in D", phi), ("fake in D", psi), ("fake in G", gamma))
        for word, value in (("law", law.family), ("goal", law.goal))
        if law.known
    }
    unclear = [name for name, law in (("φ", phi), ("ψ", psi), ("γ", gamma)) if not _clear(law)]
    # A minimax generator climbs what D descends: γ = −ψ up to a factor, and bends down where ψ bends up.
    minimax = gamma.concave and gamma.family == psi.family and gamma.target == psi.target
    bent = [name for name, law in (("φ", phi), ("ψ", psi), ("γ", gamma)) if law.known and law.concave]
    if minimax:
        bent = [name for name in bent if name != "γ"]
    if bent:
        title = f"{', '.join(bent)} bends down: the loss repels scores from its target, as if its sign were wrong."
        place = observed.at("G" if bent == ["γ"] else "D")
        return (RULE.violated("S1", evidence, title=title, place=place),)
    if "φ" in unclear or "ψ" in unclear:
        return (RULE.inconclusive(f"{' and '.join(unclear)} has no form that is known here.", evidence),)
    side = _side(phi, psi)
    if side == 0:
        return (RULE.violated(_code(phi, psi), evidence, title=_one_place(phi), place=observed.at("D")),)
    if "γ" in unclear:
        return (RULE.inconclusive("γ has no form that is known here.", evidence),)
    if not minimax and _side(gamma, psi) != side:
        code = "S1" if gamma.factor < 0 and gamma.family in LABELLED and side > 0 else _code(phi, gamma)
        title = "G draws fake scores to where D wants fakes: it works for D and not against it."
        return (RULE.violated(code, evidence, title=title, place=observed.at("G")),)
    if side < 0 and phi.family in LABELLED:
        title = "The labels of real and fake are exchanged for both players: D learns P(fake), and all else is right."
        fix = "Nothing has to change; D's output is the probability of fake."
        place = observed.at("D")
        return (RULE.violated("L1", evidence, title=title, fix=fix, severity=Severity.NOTE, place=place),)
    return (RULE.holds(evidence),)


def _law(observed: Observed, role: str) -> Law:
    """The law, or where it has no name and its slope has one sign at all scores, that of a line of this sign."""
    law = observed.law(role)
    if law.family != "unknown" or observed.law("rho").points:
        return law
    slopes = np.concatenate([np.empty(0), *(slopes for _, slopes, _ in observed.samples(role))])
    signs = set(np.sign(slopes[np.isfinite(slopes)])) - {0.0}
    return Law(MONOTONE, signs.pop(), points=law.points) if len(signs) == 1 else law


def _clear(law: Law) -> bool:
    return law.known and "of the mean" not in law.family


def _side(one: Law, other: Law) -> int:
    """The sign of the difference of two goals; 0 if they are one place. Ranges of random labels that meet are one."""
    low, high = (law.order for law in (one, other))
    return (low > high) - (low < high)


def _code(one: Law, other: Law) -> str:
    return "L1" if one.family in LABELLED and other.family in LABELLED else "S1"


def _one_place(phi: Law) -> str:
    where = "the same way" if phi.family == "linear" else f"to one place ({phi.goal:g})"
    return f"D draws real and fake scores {where}: it cannot learn to tell them apart."
