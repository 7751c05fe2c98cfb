r"""Which game is this? From losses alone to the divergences that their players follow.

Nothing is looked up by name or source: the losses are called, t*(r) is found by a minimiser, and what F′ = −φ∘t* and
h − rh′ = γ∘t* turn out to be is held against the divergences that are known, up to a factor and a constant.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.errors import InvalidInput
from gancheck.theory.divergence_match import Factored, match_intercept, match_slope
from gancheck.theory.fingerprint import Fingerprint, fingerprint
from gancheck.theory.game_name import UNKNOWN_GAME, game_name
from gancheck.theory.generator_shape import minimum_at_equality, saturates
from gancheck.theory.loss_probe import discriminator_parts, generator_part
from gancheck.theory.output_loss import OutputLoss, output_loss
from gancheck.theory.output_shape import OutputShape, follows_critic, is_critic, output_shape

__all__ = ["Game", "identify_game"]

Floats = NDArray[np.float64]
UNKNOWN = "no known divergence"


@dataclass(frozen=True, kw_only=True)
class Game:
    """What two losses turned out to play.

    Attributes:
        name: The game's name, such as ``"non-saturating GAN"``; ``"unknown game"`` if it has none here.
        discriminator_divergence: What the discriminator's least loss estimates, up to a constant, with its factor.
        generator_divergence: What the generator descends against a best discriminator; None without its loss.
        output_space: ``"logit"``, ``"probability"``, ``"score"`` (of finite range) or ``"critic"`` (no best output).
        labels_swapped: Whether real data get the lower outputs; the generator follows the same divergence then.
        saturating: Whether the generator's slope dies where the discriminator is sure of a fake; None if not known.
        minimum_at_equality: Whether p = q is the minimum of what the generator descends; None if that was not
            decided. A generator at p = q feels no force, whatever its loss, because t* is constant there.
        sentences: What was found, in words.
        fingerprint: The measurements, at density ratios from 10⁻³ to 10³.
    """

    name: str
    discriminator_divergence: str
    generator_divergence: str | None
    output_space: str
    labels_swapped: bool
    saturating: bool | None
    minimum_at_equality: bool | None
    sentences: tuple[str, ...]
    fingerprint: Fingerprint = field(repr=False)

    def t_star(self, r: Any) -> Floats:
        """The best output at density ratios r = p/q within the measured range, interpolated between them."""
        at = np.log(np.asarray(r, dtype=np.float64))
        known = np.log(self.fingerprint.r)
        return np.asarray(np.interp(at, known, self.fingerprint.t_star.value, left=np.nan, right=np.nan))

    def __str__(self) -> str:
        return "\n".join((self.name, *(f"  {sentence}" for sentence in self.sentences)))


def identify_game(
    d_loss: Callable[..., Any] | None = None,
    g_loss: Callable[..., Any] | None = None,
    *,
    phi: Callable[..., Any] | None = None,
    psi: Callable[..., Any] | None = None,
    gamma: Callable[..., Any] | None = None,
) -> Game:
    r"""Find out which divergences a pair of losses follows, by calling them.

    With t the discriminator's output, D minimises :math:`E_p\varphi(t) + E_q\psi(t)` and G minimises
    :math:`E_q\gamma(t)`. At the density ratio r = p/q,

    .. math:: t^*(r) = \operatorname{argmin}_t\, r\varphi(t) + \psi(t), \quad
              F''(r) = -\varphi'(t^*)\, \frac{dt^*}{dr}, \quad
              h''(r) = -\frac1r \frac{d}{dr} \gamma(t^*(r)),

    D estimates Σ q F(p/q) and G, with D frozen at t*, follows Σ q h(p/q).

    Args:
        d_loss: ``d_loss(real_outputs, fake_outputs)`` on tensors of shape (3, 1) or (3,), reduced or not.
        g_loss: ``g_loss(fake_outputs)``, likewise.
        phi: φ, elementwise on NumPy arrays or tensors; in the place of ``d_loss`` together with ``psi``.
        psi: ψ.
        gamma: γ, in the place of ``g_loss``.

    Returns:
        The game; print it.

    Raises:
        InvalidInput: No discriminator's loss is given, or both forms of one; or a loss is not of this kind: the
            message says what was found instead.

    Example:
        >>> import gancheck as gk
        >>> import numpy as np
        >>> game = gk.identify_game(
        ...     lambda real, fake: np.mean((real - 1.0) ** 2) + np.mean(fake**2),
        ...     lambda fake: np.mean((fake - 1.0) ** 2),
        ... )
        >>> print(game)
        least-squares GAN
          D estimates ¼·LC(p, q).
          G follows 2·KL(p‖m) − ¼·LC(p, q).
          p = q is where that is least; another divergence than D's, with the same minimum.
          D's best output runs from 0 to 1: (b·r + a)/(r + 1), a = 0 for fakes, b = 1 for real.
          G does not saturate.

    References:
        [nowozin2016] §2; [mao2017] §3.2; [arjovsky2017towards] Theorem 2.5; [goodfellow2016] §3.2.
    """
    losses = _discriminator(d_loss, phi, psi)
    own = _generator(g_loss, gamma)
    found = fingerprint(*losses, own)
    shape = output_shape(found, *losses)
    if shape.space == "critic":
        return _critic_game(*losses, own, found, shape)
    slope = match_slope(found.r, found.slope)
    intercept = None if found.intercept is None else match_intercept(found.r, found.intercept)
    name = game_name(slope, intercept, shape, alone=own is None)
    lowest = None if found.intercept is None else minimum_at_equality(found.r, found.intercept)
    dying = saturates(found, shape.space)
    sentences = [f"D estimates {slope or UNKNOWN}."]
    if own is not None:
        sentences += [f"G follows {intercept or UNKNOWN}.", _goal(slope, intercept, lowest)]
    sentences.append(shape.words)
    if own is not None and dying is not None:
        sentences.append(
            "G saturates: its slope dies where D is sure of a fake." if dying else "G does not saturate."
        )
    return Game(
        name=name,
        discriminator_divergence=str(slope or UNKNOWN),
        generator_divergence=None if own is None else str(intercept or UNKNOWN),
        output_space=shape.space,
        labels_swapped=shape.swapped,
        saturating=dying,
        minimum_at_equality=lowest,
        sentences=tuple(sentences),
        fingerprint=found,
    )


def _goal(slope: Factored | None, intercept: Factored | None, lowest: bool | None) -> str:
    """What p = q is to the generator."""
    if lowest is None:
        return "Whether p = q is where that is least was not decided."
    if intercept is not None and len(intercept.terms) == 1 and intercept.terms[0][0] < 0:
        return (
            "G moves away from p = q: the sign or the label of its loss is the opposite of what it should be."
        )
    if not lowest:
        return "p = q is not where that is least: G feels no force there, but is not drawn to it."
    if slope is not None and intercept is not None and slope.names == intercept.names:
        return "p = q is where that is least."
    return "p = q is where that is least; another divergence than D's, with the same minimum."


def _critic_game(
    phi: OutputLoss, psi: OutputLoss, own: OutputLoss | None, found: Fingerprint, shape: OutputShape
) -> Game:
    """No output is best. If φ + ψ is constant the game is about E_p[u] − E_q[u], u = −φ(t), over a class of critics."""
    critic = is_critic(phi, psi)
    metric = "an integral probability metric, W₁(p, q) if D is 1-Lipschitz" if critic else UNKNOWN
    against = own is not None and critic and follows_critic(phi, own)
    follows = None if own is None else (metric if against else UNKNOWN)
    sentences = (
        [f"D estimates {metric}."] + ([] if follows is None else [f"G follows {follows}."]) + [shape.words]
    )
    if critic:
        sentences.append(
            "Only a constraint on D (clipping, a gradient penalty, spectral norms) makes this a game."
        )
    named = "Wasserstein critic" if own is None else "Wasserstein GAN"
    return Game(
        name=named if critic and (own is None or against) else UNKNOWN_GAME,
        discriminator_divergence=metric,
        generator_divergence=follows,
        output_space=shape.space,
        labels_swapped=shape.swapped,
        saturating=False if against else None,
        minimum_at_equality=True if against else None,
        sentences=tuple(sentences),
        fingerprint=found,
    )


def _discriminator(d_loss: Any, phi: Any, psi: Any) -> tuple[OutputLoss, OutputLoss]:
    if d_loss is not None and phi is None and psi is None:
        return discriminator_parts(d_loss)
    if d_loss is None and phi is not None and psi is not None:
        return output_loss(phi, "phi"), output_loss(psi, "psi")
    given = [name for name, value in (("d_loss", d_loss), ("phi", phi), ("psi", psi)) if value is not None]
    raise InvalidInput(
        f"The discriminator's loss is given as {' and '.join(f'`{name}`' for name in given) or 'nothing'}; give "
        "either `d_loss`, or `phi` and `psi`."
    )


def _generator(g_loss: Any, gamma: Any) -> OutputLoss | None:
    if g_loss is not None and gamma is not None:
        raise InvalidInput("The generator's loss is given as `g_loss` and as `gamma`; give one of the two.")
    if g_loss is not None:
        return generator_part(g_loss)
    return None if gamma is None else output_loss(gamma, "gamma")
