"""S5: a loss of D's output that is computed is also differentiated."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import DeadLoss
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="live-terms",
    title="Every loss of D's output that is computed with a graph is differentiated.",
    claim="alg.directions",
    bug_classes={"S5": "A loss of D's output is computed and never differentiated, or has no weight."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Add the term to the loss that is differentiated; compute what is only logged under `torch.no_grad()`.",
    finds=("the adversarial loss overwritten by another one", "the adversarial loss with weight 0"),
    stays_silent=(
        "all terms in the update",
        "the mean score, logged",
        "a loss logged under no_grad",
        "terms differentiated one after the other",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Loss functions whose results no run went through; and responses that are zero."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    log = observed.log
    gamma, psi = observed.law("gamma"), observed.law("psi")
    if gamma.family == "none" and gamma.points and psi.known:
        evidence: Evidence = {"loss of fakes in G": "no slope at any score", "scores": gamma.points}
        title = (
            "G's loss goes through D and does not depend on its score: the adversarial term has no weight."
        )
        return (RULE.violated("S5", evidence, title=title, place=observed.at("G")),)
    last = max((run.at for run in log.backwards if run.accumulates), default=0)
    scored = [loss for loss in log.losses if loss.at < last and _through(observed, loss.calls)]
    dead = [loss for loss in scored if not loss.used]
    # The same loss of the same call is dead if it is dead each time that it is computed.
    alive = {_key(observed, loss) for loss in scored if loss.used}
    dead = [loss for loss in dead if _key(observed, loss) not in alive]
    names = sorted({str(loss.place) for loss in dead})
    evidence = {"losses of D's output": len(scored), "never differentiated": len(dead), "lines": names[:4]}
    if names:
        place = dead[0].place
        return (RULE.violated("S5", evidence, place=place),)
    return (RULE.holds(evidence),)


def _through(observed: Observed, calls: frozenset[int]) -> bool:
    return any((call := observed.log.call(at)) and call.player == "D" for at in calls)


def _key(observed: Observed, loss: DeadLoss) -> tuple[str, frozenset[str]]:
    """Where the loss is computed, and where the scores that it is computed from."""
    calls = (observed.log.call(at) for at in loss.calls)
    return str(loss.place), frozenset(str(call.place) for call in calls if call and call.player == "D")
