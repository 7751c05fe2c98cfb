"""Whether D settles at the best output of its own game."""

from typing import TYPE_CHECKING

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.play.own_game import OwnGame
from gancheck.auditing.play.pulls import pulls
from gancheck.auditing.play.response import AGREEMENT, Response
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
    """HOLDS if D is nearer to the best D than half of the way to any wrong one."""
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
    if play.tally.confined and _logistic(response) and not _reachable(game):
        return (RULE.violated("O1", evidence),)
    if play.gap is None:
        return (
            RULE.inconclusive(
                "D was not seen to judge every prototype among real and among fake data.", evidence
            ),
        )
    bound = 0.5 * game.least_wrong
    if play.gap < -bound:
        return (
            RULE.inconclusive(
                "D's loss is less than that of any function of one sample: D judges the batch as a whole.",
                evidence,
            ),
        )
    if play.gap > bound:
        return (
            RULE.inconclusive(
                "D did not come near its best in its time; the gap is what was left.", evidence
            ),
        )
    return (RULE.holds(evidence, "D is nearer to its best than half of the way to the nearest wrong D."),)


def _evidence(play: "DiscriminatorPlay", game: OwnGame) -> Evidence:
    order = np.argsort(play.laws.r)

    def listed(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
        return [round(float(value), 4) for value in values[order]]

    return {
        "density ratios": listed(play.laws.r),
        "best outputs": listed(game.optimum),
        "outputs on real data": listed(play.real),
        "outputs on fakes": listed(play.fake),
        "gap": play.gap,
        "gap of a blind D": game.gap_of(game.blind),
        "least gap of a wrong D": game.least_wrong,
        "updates": play.tally.updates,
    }


def _logistic(response: Response) -> bool:
    """Whether φ′ = −c·σ(−u) and ψ′ = c·σ(u), within the agreement of repeated measurements."""
    if response.real is None or response.fake is None or response.probability:
        return False
    sigmoid = 1.0 / (1.0 + np.exp(-response.u))
    c = float((response.fake @ sigmoid) / (sigmoid @ sigmoid))
    wrong = max(np.abs(response.fake - c * sigmoid).max(), np.abs(response.real + c * (1.0 - sigmoid)).max())
    return c > 0 and bool(wrong <= AGREEMENT * c)


def _reachable(game: OwnGame) -> bool:
    """Whether an output in (0, 1) can be the best one at every prototype."""
    return bool((game.optimum > 0).all() and (game.optimum < 1).all())
