"""S5: a loss of a player's output that is computed is also differentiated."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.events import DeadLoss
from gancheck.auditing.steps.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="live-terms",
    title="Every loss of a player's output that is computed with a graph is differentiated.",
    claim="alg.directions",
    bug_classes={
        "S5": "A loss of D's output is computed and never differentiated, or has no weight.",
        "S1": "A distance of fakes from data has the wrong sign in G's loss.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Add the term to the loss that is differentiated; compute what is only logged under `torch.no_grad()`.",
    finds=(
        "the adversarial loss overwritten by another one",
        "the adversarial loss with weight 0, as a warning",
        "one of two cycles is in no update",
        "the distance of fakes from data is in no update, as a warning",
        "the distance of fakes from data, climbed",
        "the distance of fakes from data with weight 0, as a warning",
    ),
    stays_silent=(
        "all terms in the update",
        "both cycles in the update",
        "the distance of fakes from data in the update",
        "the distance of fakes from data, logged under no_grad",
        "the mean score, logged",
        "the distance of fakes from each other, climbed",
        "the minimax generator",
        "a loss logged under no_grad",
        "a loss computed again for the log",
        "terms differentiated one after the other",
    ),
)

DISTANCES = frozenset({"l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss"})


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
        # A term that waits for D to be trained looks the same in the first updates.
        severity = Severity.WARNING
        return (RULE.violated("S5", evidence, title=title, severity=severity, place=observed.at("G")),)
    last = max((run.at for run in log.backwards if run.accumulates), default=0)
    losses = [loss for loss in log.losses if loss.at < last]
    scored = [loss for loss in losses if _route(observed, loss, "D")]
    dead = _dead(observed, scored)
    evidence = {"losses of D's output": len(scored), **_told("never differentiated", dead)}
    if dead:
        return (RULE.violated("S5", evidence, place=dead[0].place),)
    return (_of_fakes(observed, losses) or _weighed(observed, losses) or RULE.holds(evidence),)


def _weighed(observed: Observed, losses: list[DeadLoss]) -> Finding | None:
    """A distance of fakes from data that G climbs; a loss that has the weight 0 each time that it is computed."""
    heavy = {_key(observed, loss) for loss in losses if any(loss.weights.values())}
    for loss in losses:
        in_g = [weight for run, weight in loss.weights.items() if observed.phases.of_run.get(run) == "G"]
        evidence: Evidence = {"loss": loss.name, "its weights": [*loss.weights.values()][:4]}
        apart = (
            loss.name in DISTANCES and loss.between == {"real", "fake"} and not _route(observed, loss, "D")
        )
        if apart and in_g and max(in_g) < 0.0:
            title = "G climbs a distance of its fakes from data: the term has the wrong sign."
            return RULE.violated("S1", evidence, title=title, place=loss.place)
        if loss.weights and _key(observed, loss) not in heavy and loss.calls:
            title = "A loss has the weight 0 in the updates that were watched: it is computed for nothing."
            return RULE.violated("S5", evidence, title=title, severity=Severity.WARNING, place=loss.place)
    return None


def _of_fakes(observed: Observed, losses: list[DeadLoss]) -> Finding | None:
    """Distances of what G has made. One for the log looks like a lost one, unless its mirror image is in the update."""
    made = [
        loss
        for loss in losses
        if loss.name != "softplus" and _route(observed, loss, "G") and not _route(observed, loss, "D")
    ]
    dead = _dead(observed, made)
    if not dead:
        return None
    routes = {(loss.name, _route(observed, loss, "G")) for loss in made if loss.used}
    mirrored = [loss for loss in dead if (loss.name, _mirrored(_route(observed, loss, "G"))) in routes]
    evidence: Evidence = {
        "losses of G's output": len(made),
        **_told("never differentiated", dead),
        "their mirror image is": len(mirrored),
    }
    if mirrored:
        title = "A loss of G's networks in one order is in the update, and the same loss in the other order is in none."
        return RULE.violated("S5", evidence, title=title, place=mirrored[0].place)
    title = "A loss of G's output is computed with its graph and is in no update: it is lost, or for the log only."
    return RULE.violated("S5", evidence, title=title, severity=Severity.WARNING, place=dead[0].place)


def _dead(observed: Observed, losses: list[DeadLoss]) -> list[DeadLoss]:
    """The same loss of the same call is dead if it is dead each time, and no copy of a live one for the log."""
    alive = {_key(observed, loss) for loss in losses if loss.used}
    live = {(loss.name, loss.calls, loss.value) for loss in losses if loss.used}
    return [
        loss
        for loss in losses
        if not loss.used
        and _key(observed, loss) not in alive
        and (loss.name, loss.calls, loss.value) not in live
    ]


def _told(words: str, dead: list[DeadLoss]) -> dict[str, int | list[str]]:
    return {words: len(dead), "lines": sorted({str(loss.place) for loss in dead})[:4]}


def _route(observed: Observed, loss: DeadLoss, player: str) -> tuple[str, ...]:
    """The networks of a player that a loss goes through, in the order of their calls."""
    calls = (observed.log.call(at) for at in sorted(loss.calls))
    return tuple(call.part for call in calls if call and call.player == player)


def _mirrored(route: tuple[str, ...]) -> tuple[str, ...] | None:
    """A way through two networks or more, the other way round; None where that is the same."""
    return route[::-1] if route != route[::-1] else None


def _key(observed: Observed, loss: DeadLoss) -> tuple[str, str, frozenset[str]]:
    """Which loss it is, where it is computed, and where the scores that it is computed from."""
    calls = (observed.log.call(at) for at in loss.calls)
    return (
        loss.name,
        str(loss.place),
        frozenset(str(call.place) for call in calls if call and call.player == "D"),
    )
