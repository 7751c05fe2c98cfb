"""S4: in a relativistic game both players' losses compare real with fake, and pull against each other."""

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.injection import Response
from gancheck.auditing.steps.observed import Laws, Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="relativistic-pair",
    title="Where D's loss compares real with fake scores, G's loss compares them too, the other way about.",
    claim="loss.generator-divergence",
    bug_classes={
        "S4": "D's loss is relativistic and G's is not.",
        "L1": "G draws fake scores the way in which D does: it works for D and not against it.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Give G the loss of D with real and fake exchanged.",
    finds=(
        "a relativistic D and a generator of plain cross-entropy",
        "a relativistic pair with D's scores exchanged",
    ),
    stays_silent=("a relativistic pair", "cross-entropy on logits", "a Wasserstein critic"),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """A loss of differences does not change if all scores move alike: its slopes add up to 0."""
    laws = observed.laws
    if observed.obstacle or laws is None:
        return (RULE.skipped(observed.obstacle or "no scores were injected."),)
    if observed.law("phi").family != "unknown" or observed.law("psi").family != "unknown":
        return (RULE.skipped("D's loss is a sum of losses of single scores."),)
    sums = [_sums(laws, run) for run in sorted({each.run for each in laws.injection.responses})]
    own = [
        (totals, doubt) for phase, totals, doubt in sums if phase == "D" and {"real", "fake"} <= totals.keys()
    ]
    if not own or any(abs(sum(total.values())) > doubt for total, doubt in own):
        return (RULE.skipped("D's loss does not depend on differences of scores alone."),)
    signs = {np.sign(total["fake"]) for total, _ in own}
    slopes = [total["fake"] for total, _ in own]
    evidence: Evidence = {"updates of D": len(own), "slopes of fake scores in D": slopes[:4]}
    if observed.law("gamma").known:
        evidence = {**evidence, "G's loss": observed.law("gamma").family}
        return (RULE.violated("S4", evidence, severity=Severity.WARNING, place=observed.at("G")),)
    felt = [total["fake"] for phase, total, _ in sums if phase == "G" and "fake" in total]
    if len(signs) != 1 or len({np.sign(each) for each in felt}) != 1:
        return (RULE.inconclusive("the slopes have no one sign over the scores that were tried.", evidence),)
    evidence = {**evidence, "in G": felt[:4]}
    if np.sign(felt[0]) in signs:
        return (RULE.violated("L1", evidence, place=observed.at("G")),)
    return (RULE.holds(evidence),)


def _sums(laws: Laws, run: int) -> tuple[str, dict[str, float], float]:
    """The phase, the sum of the slopes by kind, and by how much 64 roundings of each may move them."""
    totals: dict[str, float] = {}
    doubt = 0.0
    for each in (each for each in laws.injection.responses if each.run == run):
        kind = _kind(laws, each)
        totals[kind] = totals.get(kind, 0.0) + float(each.slopes.sum())
        doubt += 64.0 * each.epsilon * float(np.abs(each.slopes).sum())
    return laws.phases.of_run.get(run, ""), totals, doubt


def _kind(laws: Laws, response: Response) -> str:
    call = laws.log.call(response.call)
    return laws.phases.kind(call) if call else ""
