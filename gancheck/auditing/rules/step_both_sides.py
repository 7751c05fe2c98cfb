"""S6: the discriminator's loss depends on real and on fake scores."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="both-sides",
    title="D's loss depends on its outputs for real data and on those for fakes.",
    claim="disc.optimum",
    bug_classes={
        "S6": "D's loss does not depend on one of the two: D never becomes a classifier of real and fake."
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Add both terms to D's loss, of D(x) for real x and of D(G(z)), before its `backward()`.",
    finds=(
        "the term of real data has weight 0",
        "no term of real data",
        "no term of real data, in a hinge",
        "no term of real data but that of another output",
    ),
    stays_silent=(
        "the two terms differentiated one after the other",
        "real and fake rows in one batch",
        "hinge",
        "a relativistic pair",
        "an energy with a margin, of a D that rebuilds its input",
        "a class of real data beside both terms",
        "what G makes of one domain told from what it makes of another",
        "two domains of G's outputs in one batch",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Whether both sides of D's loss answered."""
    if observed.obstacle or observed.laws is None:
        return (RULE.skipped(observed.obstacle or "no scores were injected."),)
    phi, psi = observed.law("phi"), observed.law("psi")
    phases = observed.phases
    seen = {
        kind
        for run in observed.log.backwards
        if phases.of_run.get(run.at) in ("D", "both")
        for kind in phases.kinds_of(run)
    }
    evidence: Evidence = {"real": phi.family, "fake": psi.family, "seen by D's loss": sorted(seen)}
    if not seen or "" in seen:
        return (RULE.inconclusive("it was not seen where all of D's inputs come from.", evidence),)
    if observed.rebuilds:
        return (
            RULE.inconclusive(
                "D rebuilds its input, and the loss is of a distance between the two.", evidence
            ),
        )
    missing = [
        name
        for name, law, kind in (("real data", phi, "real"), ("fakes", psi, "fake"))
        if law.family == "none" or not seen & {kind, "both"} or (not law.points and not observed.laws.failure)
    ]
    if missing == ["real data"] and not phi.points and _told_apart(observed):
        words = "D tells outputs of G from each other, as codes of two domains, or entries that were filled."
        return (RULE.inconclusive(words, evidence),)
    if len(missing) == 1 and (phi.known or psi.known):
        title = f"D's loss does not depend on its outputs for {missing[0]}."
        return (RULE.violated("S6", evidence, title=title, place=observed.at("D")),)
    return (RULE.holds(evidence) if not missing else RULE.inconclusive("D's loss felt no score.", evidence),)


def _told_apart(observed: Observed) -> bool:
    """Whether D's loss moves some of its outputs for what G made to one place, and others to another."""
    laws = observed.laws
    score = laws.score(observed.part) if laws is not None else None
    if laws is None or score is None:
        return False
    known = [law for law in (*laws.measured[score]["psi"], observed.law("psi")) if law.known]
    # Labels with noise are spread less; where a hinge's margin lies is known no better than to the next score.
    targets = [law for law in known if law.family != "hinge"]
    spread = max((law.most for law in targets), default=0.0) - min(
        (law.least for law in targets), default=0.0
    )
    return spread >= 0.5 or len({law.factor > 0.0 for law in known}) > 1
