"""Whether D settles at the best output of its own game."""

from typing import TYPE_CHECKING

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.play.gap_window import NEAR
from gancheck.auditing.play.own_game import OwnGame
from gancheck.auditing.play.pulls import pulls
from gancheck.auditing.rule import Rule

if TYPE_CHECKING:
    from gancheck.auditing.play.discriminator_play import DiscriminatorPlay
    from gancheck.auditing.play.observed import Observed

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="oracle-optimum",
    title="D settles at the best output of its own game",
    claim="alg.learned-optimum",
    bug_classes={
        "O1": "A sigmoid is applied twice: the loss wants log p/q of an output that is confined to (0, 1)",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Remove the sigmoid at the end of D, or use the loss of probabilities.",
    finds=(
        "nn.Sequential(..., nn.Sigmoid()) with BCEWithLogitsLoss",
        "torch.sigmoid(D(x)) with softplus losses",
    ),
    stays_silent=(
        "nn.Sigmoid() with BCELoss",
        "logits that happen to lie in (0, 1)",
        "a sigmoid before least squares with targets 0 and 1",
        "a critic, which has no best output",
        "D that judges a batch as a whole (batch norm, minibatch discrimination): INCONCLUSIVE",
        "D that did not get there in its time: INCONCLUSIVE, with the gap that was left",
        "losses of pairs (relativistic): INCONCLUSIVE",
    ),
)


def judge(observed: "Observed") -> tuple[Finding, ...]:
    """HOLDS if D's gap is surely below the share of the blind D's that says that it is nearer to the best D."""
    play = observed.discriminator
    game, response = play.game, play.response
    if play.failure:
        return (RULE.inconclusive(play.failure),)
    if response is None or game is None:
        return (RULE.inconclusive(play.no_response or pulls(response, game).reason),)
    if not game.interior:
        if pulls(response, game).discriminator:
            return (
                RULE.skipped("By its own losses D has no best output; only a constraint makes this a game."),
            )
        return (RULE.inconclusive("No output is best by the losses that D's updates were seen to hear of."),)
    evidence = _evidence(play, game)
    if play.tally.confined and response.logistic and not _reachable(game):
        return (RULE.violated("O1", evidence),)
    if play.gap is None:
        return (
            RULE.inconclusive(
                "D was not seen to judge every prototype among real and among fake data.", evidence
            ),
        )
    bound = NEAR * game.gap_of(game.blind)
    if play.gap.value < -bound or abs(play.batch_worth) > bound:
        return (
            RULE.inconclusive(
                "D answers the same point otherwise in real than in fake batches: it judges the batch as a whole.",
                evidence,
            ),
        )
    if not play.gap.within(bound):
        return (RULE.inconclusive(_why(play, bound), evidence),)
    return (RULE.holds(evidence, "D is nearer to its best than half of the way to a blind D."),)


def _why(play: "DiscriminatorPlay", bound: float) -> str:
    """What D's own progress says of the gap that is left."""
    assert play.gap is not None
    if abs(play.gap.value) <= bound:
        return "D is near its best, but its outputs on one and the same point vary too much to be sure."
    if len(play.progress) < 2:
        return (
            f"D had {play.tally.updates} updates, and did not come near its best; the gap is what was left."
        )
    (before, old), (after, new) = play.progress[-2:]
    if new - bound <= old - new:  # another block of this pace would do, and it takes twice as long
        return (
            f"D was on its way: its gap fell from {old:.2g} to {new:.2g} between {before} and {after} updates, and "
            f"{bound:.2g} is near. More time would decide."
        )
    return (
        f"D's gap went from {old:.2g} to {new:.2g} between {before} and {after} updates, and {bound:.2g} is near: D "
        "learns slowly, or a penalty, a constraint or its size keeps it from its best."
    )


def _evidence(play: "DiscriminatorPlay", game: OwnGame) -> Evidence:
    order = np.argsort(play.laws.r)

    def listed(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
        return [round(float(value), 4) for value in values[order]]

    return {
        "density ratios": listed(play.laws.r),
        "best outputs": listed(game.optimum),
        "outputs on real data": listed(play.real),
        "outputs on fakes": listed(play.fake),
        "gap": None if play.gap is None else play.gap.value,
        "error of the gap": None if play.gap is None else play.gap.radius,
        "gap of a blind D": game.gap_of(game.blind),
        "worth of knowing the batch": play.batch_worth,
        "updates": play.tally.updates,
        "gap along the way": [round(gap, 4) for _, gap in play.progress],
        "after updates": [float(updates) for updates, _ in play.progress],
    }


def _reachable(game: OwnGame) -> bool:
    """Whether an output in (0, 1) can be the best one at every prototype."""
    return bool((game.optimum > 0).all() and (game.optimum < 1).all())
