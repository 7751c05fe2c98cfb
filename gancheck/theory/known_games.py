r"""The games whose losses are in print, as data: φ, ψ, γ and, in closed form, t*, F″ and h″.

A discriminator minimises :math:`E_p[\varphi(t)] + E_q[\psi(t)]`, a generator :math:`E_q[\gamma(t)]`, and t is the
discriminator's output. Targets are arrays as well as numbers, so that one game holds a batch of them.

References:
    [goodfellow2014] Eq. (1), §3; [goodfellow2016] §3.2; [mao2017] Eq. (2), (9); [lim2017] §3; [nowozin2016] Table 2;
    [arjovsky2017wasserstein] Eq. (2); [arjovsky2017towards] Theorem 2.5.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.logspace import softplus

__all__ = ["GAME_NAMES", "KnownGame", "known_game"]

Function = Callable[[Array], Array]


@dataclass(frozen=True)
class KnownGame:
    """One game of the literature.

    Attributes:
        name: A key of `GAME_NAMES`.
        phi: The discriminator's loss of a real output.
        psi: Its loss of a fake output.
        gamma: The generator's loss of a fake output.
        t_star: argmin_t r φ(t) + ψ(t).
        discriminator_curvature: F″, away from a point mass.
        generator_curvature: h″, away from a point mass.
        discriminator_divergence: What the discriminator estimates, up to a constant.
        generator_divergence: What the generator descends.
    """

    name: str
    phi: Function
    psi: Function
    gamma: Function
    t_star: Function
    discriminator_curvature: Function
    generator_curvature: Function
    discriminator_divergence: str
    generator_divergence: str


def known_game(name: str, fake: Array = 0.0, real: Array = 1.0, wanted: Array = 1.0) -> KnownGame:
    """The game of that name.

    Args:
        name: One of `GAME_NAMES`.
        fake: a, the least-squares target of a fake output; the other games have no targets.
        real: b, that of a real output.
        wanted: c, what the least-squares generator wants to hear.

    Raises:
        InvalidInput: No game has this name, or a = b.

    Example:
        >>> float(known_game("least-squares", fake=-1.0, real=1.0, wanted=0.0).t_star(3.0))
        0.5
    """
    if name not in GAME_NAMES:
        raise InvalidInput(f"`name` is {name!r}; the known games are {', '.join(GAME_NAMES)}.")
    if name == "least-squares":
        return _least_squares(fake, real, wanted)
    return _GAMES[name]


def _logistic(name: str, gamma: Function, curvature: Function, divergence: str) -> KnownGame:
    """The discriminator of [goodfellow2014] on logits, with some generator."""
    return KnownGame(
        name=name,
        phi=lambda t: softplus(-t),
        psi=softplus,
        gamma=gamma,
        t_star=np.log,
        discriminator_curvature=lambda r: 1.0 / (r * (1.0 + r)),
        generator_curvature=curvature,
        discriminator_divergence="2·JSD(p, q)",
        generator_divergence=divergence,
    )


def _least_squares(a: Array, b: Array, c: Array) -> KnownGame:
    r"""t* = (br + a)/(1 + r); D_h = 2(b − a)(c − a)·KL(p‖m) − ¼(b − a)²·LC, for every c."""
    if np.any(np.asarray(a) == np.asarray(b)):
        raise InvalidInput(
            f"`real` and `fake` are both {a!r}; a discriminator with one target for both tells nothing apart."
        )
    gap = b - a
    return KnownGame(
        name="least-squares",
        phi=lambda t: (t - b) ** 2,
        psi=lambda t: (t - a) ** 2,
        gamma=lambda t: (t - c) ** 2,
        t_star=lambda r: (b * r + a) / (1.0 + r),
        discriminator_curvature=lambda r: 2.0 * gap**2 / (1.0 + r) ** 3,
        generator_curvature=lambda r: 2.0 * gap * ((c - a) + (c - b) * r) / (r * (1.0 + r) ** 3),
        discriminator_divergence="¼(b − a)²·LC(p, q)",
        generator_divergence="2(b − a)(c − a)·KL(p‖m) − ¼(b − a)²·LC(p, q)",
    )


def _f_gan(
    name: str, phi: Function, psi: Function, t_star: Function, curvature: Function, divergence: str
) -> KnownGame:
    """φ(v) = −g(v), ψ(v) = f*(g(v)) with the output activation g, and γ = −ψ."""
    return KnownGame(
        name=name,
        phi=phi,
        psi=psi,
        gamma=lambda t: -psi(t),
        t_star=t_star,
        discriminator_curvature=curvature,
        generator_curvature=curvature,
        discriminator_divergence=divergence,
        generator_divergence=divergence,
    )


LOG_2 = np.log(2.0)

_GAMES = {
    game.name: game
    for game in (
        _logistic("minimax", lambda t: -softplus(t), lambda r: 1.0 / (r * (1.0 + r)), "2·JSD(p, q)"),
        _logistic(
            "non-saturating",
            lambda t: softplus(-t),
            lambda r: 1.0 / (r**2 * (1.0 + r)),
            "KL(q‖p) − 2·JSD(p, q)",
        ),
        _logistic("maximum-likelihood", lambda t: -np.exp(t), lambda r: 1.0 / r, "KL(p‖q)"),
        KnownGame(
            name="hinge",
            phi=lambda t: np.maximum(1.0 - t, 0.0),
            psi=lambda t: np.maximum(1.0 + t, 0.0),
            gamma=lambda t: -t,
            t_star=lambda r: np.sign(r - 1.0),
            discriminator_curvature=lambda r: 0.0 * r,
            generator_curvature=lambda r: 0.0 * r,
            discriminator_divergence="2·TV(p, q)",
            generator_divergence="2·TV(p, q)",
        ),
        KnownGame(
            name="wasserstein",
            phi=lambda t: -t,
            psi=lambda t: +t,
            gamma=lambda t: -t,
            t_star=lambda r: np.where(r == 1.0, 0.0, np.copysign(np.inf, r - 1.0)),
            discriminator_curvature=lambda r: np.nan * r,
            generator_curvature=lambda r: np.nan * r,
            discriminator_divergence="W₁(p, q), if the critic is 1-Lipschitz",
            generator_divergence="W₁(p, q), if the critic is 1-Lipschitz",
        ),
        _f_gan(
            "f-gan-kl",
            lambda v: -v,
            lambda v: np.exp(v - 1.0),
            lambda r: 1.0 + np.log(r),
            lambda r: 1.0 / r,
            "KL(p‖q)",
        ),
        _f_gan(
            "f-gan-reverse-kl", lambda v: np.exp(-v), lambda v: v - 1.0, np.log, lambda r: r**-2.0, "KL(q‖p)"
        ),
        _f_gan(
            "f-gan-pearson",
            lambda v: -v,
            lambda v: v**2 / 4.0 + v,
            lambda r: 2.0 * (r - 1.0),
            lambda r: 0.0 * r + 2.0,
            "Pearson χ²(p‖q)",
        ),
        _f_gan(
            "f-gan-squared-hellinger",
            lambda v: np.expm1(-v),
            np.expm1,
            lambda r: 0.5 * np.log(r),
            lambda r: 0.5 * r**-1.5,
            "2·H²(p, q)",
        ),
        _f_gan(
            "f-gan-jensen-shannon",
            lambda v: softplus(-v) - LOG_2,
            lambda v: softplus(v) - LOG_2,
            np.log,
            lambda r: 1.0 / (r * (1.0 + r)),
            "2·JSD(p, q)",
        ),
    )
}

GAME_NAMES = (
    "minimax",
    "non-saturating",
    "maximum-likelihood",
    "least-squares",
    "hinge",
    "wasserstein",
    "f-gan-kl",
    "f-gan-reverse-kl",
    "f-gan-pearson",
    "f-gan-squared-hellinger",
    "f-gan-jensen-shannon",
)
"""The names that `known_game` knows; the GAN row of the f-GAN table is minimax."""
