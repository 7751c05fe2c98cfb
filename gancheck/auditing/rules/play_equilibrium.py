"""Whether the whole GAN gets to its equilibrium on data of a known law: no mode is missed, and D can hardly tell."""

from math import log
from typing import TYPE_CHECKING

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.play.gap_window import DOUBT
from gancheck.auditing.rule import Rule

if TYPE_CHECKING:
    from gancheck.auditing.play.observed import Observed
    from gancheck.auditing.play.own_game import OwnGame
    from gancheck.auditing.play.whole_play import WholePlay

__all__ = ["RULE", "judge"]

LOG_4 = log(4.0)

RULE = Rule(
    id="oracle-data-equilibrium",
    title="Trained on data of a known law, G misses no mode and D can hardly tell",
    claim="alg.learned-equilibrium",
    bug_classes={},
    severity=Severity.NOTE,
    certainty=Certainty.STATISTICAL,
    advice="Train longer; then look at the shares of the modes, and at what D wins.",
    finds=(),
    stays_silent=(
        "a GAN that has not converged in its time: no theorem says that it must",
        "a G that collapses to some of the modes, or circles: Algorithm 1 may do both",
        "a D that still tells data on a few points from fakes of a density, as the best D always can",
        "a critic, whose losses have no least value: G's modes alone are judged",
    ),
)


def judge(observed: "Observed") -> tuple[Finding, ...]:
    """HOLDS, up to the stated doubt, or INCONCLUSIVE with what is left."""
    whole = observed.whole
    if whole.failure:
        return (RULE.inconclusive(whole.failure),)
    game = observed.discriminator.game
    evidence = _evidence(observed)
    if whole.settled(game):
        alone = "" if whole.advantage is not None else " D's losses have no least value by themselves."
        return (RULE.holds(evidence, f"G's law is nearer to the data's than any that misses a mode.{alone}"),)
    if not whole.covered:
        return (
            RULE.inconclusive(
                "G may miss a mode by the shares of its last fakes; it may still learn.", evidence
            ),
        )
    return (RULE.inconclusive("G misses no mode, and D still tells its fakes from the data.", evidence),)


def _evidence(observed: "Observed") -> Evidence:
    whole, game = observed.whole, observed.discriminator.game
    shares = whole.shares
    assert shares is not None
    evidence: dict[str, float | int | str | bool | list[float] | list[str] | None] = {
        "steps": whole.steps,
        "shares of the modes": [round(float(share), 4) for share in shares.q],
        "modes of the data": [round(float(share), 4) for share in shares.p],
        "JSD of the shares": shares.divergence,
        "JSD of the shares is below": shares.upper,
        "least JSD of a law that misses a mode": shares.least_missing,
        "mean output on real data": whole.real,
        "mean output on fakes": whole.fake,
        "doubt": DOUBT,
    }
    if game is not None and whole.advantage is not None:
        evidence |= _won(observed, whole, game)
    if whole.exact is not None:
        evidence |= {
            "exact JSD(p, p_g) at the start": whole.exact[0],
            "exact JSD(p, p_g) at the end": whole.exact[1],
        }
    return evidence


def _won(observed: "Observed", whole: "WholePlay", game: "OwnGame") -> dict[str, float]:
    """What D wins; for the logistic losses, V(D, G) and the bound of JSD that every D certifies."""
    assert whole.advantage is not None
    won = {
        "D wins over a blind D": whole.advantage.value,
        "error of that": whole.advantage.radius,
        "D would win if it told all apart": game.most,
        "output of a blind D": float(game.blind[0]),
    }
    response = observed.discriminator.response
    if response is not None and response.logistic:
        bound = 0.5 * whole.advantage.value
        won |= {"V(D, G)": whole.advantage.value - LOG_4, "-log 4": -LOG_4, "JSD(p, p_g) is at least": bound}
    return won
