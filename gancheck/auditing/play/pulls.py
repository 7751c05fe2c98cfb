r"""Which way the target's losses draw D's outputs on real and fake data, and G's fakes.

With r = p/q, D's loss draws real data above fakes if t*(8) > t*(⅛). Where no output is best (a critic, or a loss of the
wrong sign) the slopes decide if they keep their signs: φ′ < 0 < ψ′ draws real above fake. Where φ′ and ψ′ are one
function up to a factor, as after one label was exchanged, D is to answer the same everywhere. G is asked where D is
sure of a fake, at t*(⅛): what −γ′ is there is where G goes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.own_game import OwnGame
from gancheck.auditing.play.response import AGREEMENT, Response

__all__ = ["Pulls", "pulls"]

SURE = np.array([1.0 / 8.0, 8.0])
"""The density ratios of the oracle's prototypes at which D is surest."""


@dataclass(frozen=True)
class Pulls:
    """Directions: 1 up, −1 down, 0 neither, None if not known.

    Attributes:
        discriminator: Whether D's loss draws real outputs above fake ones (1), below (−1), or wants one output for all
            ratios (0).
        generator: Where G's loss draws the outputs of fakes that D is sure of.
        labels: Whether D's losses are convex with a target: then it is its labels that are wrong, if something is, and
            not its sign, which would make them concave, nor a critic's, whose slope is constant.
        generator_labels: The same of G's loss.
        reason: Why something is not known.
    """

    discriminator: int | None
    generator: int | None
    labels: bool = False
    generator_labels: bool = False
    reason: str = ""


def pulls(response: Response | None, game: OwnGame | None) -> Pulls:
    """The directions of measured slopes."""
    if response is None:
        return Pulls(None, None, reason="The slopes of its losses were not measured in the time there was.")
    if not response.stable:
        return Pulls(
            None,
            None,
            reason="What its losses say of one output depends on the others in the batch, or on chance, as in "
            "relativistic games and with random labels; such a game has no best output for a density ratio.",
        )
    if game is None or response.real is None or response.fake is None:
        return Pulls(None, None, reason="D's updates were not seen to hear of real and of fake outputs.")
    labels = _has_target(response.real) and _has_target(response.fake)
    own_labels = response.generator is not None and _has_target(response.generator)
    alike = _proportional(response.real, response.fake)
    if game.interior:
        low, high = game.best(SURE)
        towards = 0 if alike else int(np.sign(high - low))
        if not alike and abs(high - low) < AGREEMENT * (game.u[1] - game.u[0]):
            return Pulls(
                None, None, reason="D's best outputs at p/q = 8 and ⅛ are too near to tell which is higher."
            )
        return Pulls(towards, _push(response, float(low)), labels, own_labels, _unheard(response))
    real, fake = _sign(response.real), _sign(response.fake)
    if real == 0 or fake == 0 or (real == fake and not alike):
        return Pulls(None, None, reason="D's loss has no best output, and its slopes change their signs.")
    own = None if response.generator is None else _sign(response.generator)
    return Pulls(0 if alike else -real, -own if own else None, labels, own_labels, _unheard(response))


def _push(response: Response, sure: float) -> int | None:
    if response.generator is None:
        return None
    slope = float(np.interp(sure, response.u, response.generator))
    return None if abs(slope) <= AGREEMENT * np.abs(response.generator).max() else -int(np.sign(slope))


def _proportional(real: NDArray[np.float64], fake: NDArray[np.float64]) -> bool:
    """Whether φ′ and ψ′ are one function up to a positive factor: then D's loss cannot tell its two sides apart."""
    sizes = np.abs(real).max(), np.abs(fake).max()
    return min(sizes) > 0.0 and bool(np.abs(real / sizes[0] - fake / sizes[1]).max() <= 2.0 * AGREEMENT)


def _has_target(slopes: NDArray[np.float64]) -> bool:
    """Whether a slope nowhere falls and is not constant, within the agreement of measurements."""
    noise = AGREEMENT * np.abs(slopes).max()
    return bool((np.diff(slopes) >= -noise).all() and slopes[-1] - slopes[0] > noise)


def _sign(slopes: NDArray[np.float64]) -> int:
    """The sign that all slopes have; 0 if they differ or one is 0 within the agreement of measurements."""
    least = AGREEMENT**2 * np.abs(slopes).max()
    return 1 if bool((slopes > least).all()) else -1 if bool((slopes < -least).all()) else 0


def _unheard(response: Response) -> str:
    if response.generator is None:
        return "G's updates were not seen to hear of D's outputs on fakes: its loss may be of D's features."
    return "G's loss says nothing, or not one thing, of fakes that D is sure of."
