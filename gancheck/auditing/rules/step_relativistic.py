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
        "S4": "D's loss is relativistic, and G's is not, or it draws scores together that it should draw apart.",
        "L1": "G draws fake scores the way in which D does: it works for D and not against it.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Give G the loss of D with real and fake exchanged.",
    finds=(
        "a relativistic D and a generator of plain cross-entropy",
        "a relativistic pair with D's scores exchanged",
        "a relativistic D and a generator of the square of score differences",
        "a D that learns by the modulus of score differences",
    ),
    stays_silent=(
        "a relativistic pair",
        "a relativistic pair of squares of differences less 1",
        "a maximum mean discrepancy, which D climbs and G descends",
        "cross-entropy on logits",
        "a Wasserstein critic",
    ),
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
    pulls = {player: _pulls(observed, player) for player in "DG"}
    if _together(pulls["D"]):
        title = (
            "D's loss draws real and fake scores together, whichever are higher: D cannot tell them apart."
        )
        return (RULE.violated("S4", evidence, title=title, place=observed.at("D")),)
    if observed.law("gamma").known:
        evidence = {**evidence, "G's loss": observed.law("gamma").family}
        # The level of a relativistic D's scores is up to chance: a slope that depends on it is up to chance as well.
        severity = Severity.WARNING if observed.law("gamma").family == "linear" else None
        title = (
            "D's loss is relativistic and G's is not: the level that G's loss starts from is up to chance."
        )
        return (RULE.violated("S4", evidence, title=title, severity=severity, place=observed.at("G")),)
    if _together(pulls["G"]) and _one_way(pulls["D"]):
        title = "G's loss draws fake scores to the real ones: once D is wrong, it works for D."
        return (RULE.violated("S4", evidence, title=title, place=observed.at("G")),)
    felt = [total["fake"] for phase, total, _ in sums if phase == "G" and "fake" in total]
    if len(signs) != 1 or len({np.sign(each) for each in felt}) != 1:
        return (RULE.inconclusive("the slopes have no one sign over the scores that were tried.", evidence),)
    evidence = {**evidence, "in G": felt[:4]}
    if np.sign(felt[0]) in signs:
        return (RULE.violated("L1", evidence, place=observed.at("G")),)
    return (RULE.holds(evidence),)


def _pulls(observed: Observed, player: str) -> list[tuple[float, float]]:
    """(fake less real score, slope of the fake one) of each run of a player's loss in which D told them by a gap."""
    pulls = []
    for laws in observed.gaps:
        for run in sorted({each.run for each in laws.injection.responses}):
            # A run of zeros looks as if its gradients had been cleared, so that it is nobody's, and may be anybody's.
            if laws.phases.of_run.get(run) not in (player, ""):
                continue
            levels: dict[str, set[float]] = {"real": set(), "fake": set()}
            taken = laws.log.backward(run)
            for at in taken.calls if taken else ():
                call = laws.log.call(at)
                if call is not None and (kind := laws.phases.kind(call)) in levels and call.player == "D":
                    levels[kind] |= laws.injection.level(at)
            _, totals, doubt = _sums(laws, run)
            if all(len(found) == 1 for found in levels.values()) and "fake" in totals:
                gap = levels["fake"].pop() - levels["real"].pop()
                pulls.append((gap, totals["fake"] if abs(totals["fake"]) > doubt else 0.0))
    return [(gap, slope) for gap, slope in pulls if gap]


def _together(pulls: list[tuple[float, float]]) -> bool:
    """Whether scores are drawn together by each gap that draws them at all, by gaps of either sign and by small ones.

    A loss with its least at another gap than 0, such as (s − t − 1)², draws them apart at a small one.
    """
    small = {gap > 0.0 for gap, _ in pulls if abs(gap) < 1.0}
    strict = {gap > 0.0 for gap, slope in pulls if slope}
    return len(small) == len(strict) == 2 and all(gap * slope >= 0.0 for gap, slope in pulls)


def _one_way(pulls: list[tuple[float, float]]) -> bool:
    """Whether gaps of either sign draw the fake scores the same way."""
    return (
        len({gap > 0.0 for gap, _ in pulls}) == 2
        and len({np.sign(slope) for _, slope in pulls if slope}) == 1
    )


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
