"""The name of a game, from what its two players follow."""

from gancheck.theory.divergence_match import Factored
from gancheck.theory.output_shape import OutputShape

__all__ = ["UNKNOWN_GAME", "game_name"]

UNKNOWN_GAME = "unknown game"

LOGISTIC = {
    "JSD(p, q)": "minimax GAN",
    "(KL(q‖p) − 2·JSD(p, q))": "non-saturating GAN",
    "KL(p‖q)": "maximum-likelihood GAN",
}
"""By what the generator follows, where the discriminator estimates JSD."""


def game_name(slope: Factored | None, intercept: Factored | None, shape: OutputShape, *, alone: bool) -> str:
    """The game's name; `UNKNOWN_GAME` where the literature that is known here has none.

    Args:
        slope: What the discriminator estimates.
        intercept: What the generator follows.
        shape: What the output means.
        alone: Whether there is no generator's loss: then the discriminator is named.
    """
    if slope is None or not slope.names:
        return UNKNOWN_GAME
    (name,) = slope.names
    if alone:
        own = {"JSD(p, q)": "GAN", "LC(p, q)": "least-squares", "TV(p, q)": "hinge"}.get(name)
        return f"{own or f'f-GAN for {name}'} discriminator"
    if intercept is None or any(factor < 0 for factor, _, _ in intercept.terms[:1]) or not intercept.terms:
        return UNKNOWN_GAME
    if name == "JSD(p, q)":
        return LOGISTIC.get(intercept.names[0], UNKNOWN_GAME) if len(intercept.names) == 1 else UNKNOWN_GAME
    if name == "LC(p, q)" and shape.space == "score" and set(intercept.names) <= {"KL(p‖m)", "LC(p, q)"}:
        return "least-squares GAN"
    if intercept.names == (name,):
        return "hinge GAN" if name == "TV(p, q)" else f"f-GAN for {name}"
    return UNKNOWN_GAME
