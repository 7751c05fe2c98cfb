"""A GAN that can be stepped: what layers 2 and 3 ask of a target, and how ten lines wrap anything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Gan", "as_gan"]


@dataclass(frozen=True, kw_only=True)
class Gan:
    """The parts of a target that were found. A step is one call that updates what it names.

    Attributes:
        generator: G.
        discriminator: D.
        train_step: ``train_step(real)`` updates both players; None if the target steps them apart.
        discriminator_step: ``discriminator_step(real)`` updates D; None if there is ``train_step``.
        generator_step: ``generator_step(real)`` updates G; None if there is ``train_step``.
        noise: ``noise(n)``, a batch for G; None if G's input has to be found by trying.
        real_batch: ``real_batch(n)``, a batch of the target's own data; None if data have to be made up.
        optimizers: As the target names them; empty if it does not.
    """

    generator: "nn.Module"
    discriminator: "nn.Module"
    train_step: Callable[..., Any] | None = None
    discriminator_step: Callable[..., Any] | None = None
    generator_step: Callable[..., Any] | None = None
    noise: "Callable[[int], Tensor] | None" = None
    real_batch: "Callable[[int], Tensor] | None" = None
    optimizers: tuple[Any, ...] = ()


def as_gan(target: Any) -> Gan:
    """The GAN that an object is, or that a factory of no arguments makes.

    Raises:
        InvalidInput: The players or the steps are missing; the sentence names which.
    """
    from torch import nn

    made = target() if callable(target) and not isinstance(target, nn.Module) else target
    players = {name: getattr(made, name, None) for name in ("generator", "discriminator")}
    for name, player in players.items():
        if not isinstance(player, nn.Module):
            raise InvalidInput(
                f"`{type(made).__name__}.{name}` is {type(player).__name__}; a GAN has a torch.nn.Module there. "
                "Wrap yours in an object with `generator`, `discriminator` and `train_step(real)`."
            )
    steps = {
        name: getattr(made, name, None) for name in ("train_step", "discriminator_step", "generator_step")
    }
    if not callable(steps["train_step"]) and not (
        callable(steps["discriminator_step"]) and callable(steps["generator_step"])
    ):
        raise InvalidInput(
            f"`{type(made).__name__}` has neither `train_step(real)` nor both `discriminator_step(real)` and "
            "`generator_step(real)`; give it one of these."
        )
    given = getattr(made, "optimizers", ())
    optimizers = given if isinstance(given, list | tuple) else ()
    return Gan(
        **players,
        **steps,
        noise=getattr(made, "noise", None),
        real_batch=getattr(made, "real_batch", None),
        optimizers=tuple(optimizers),
    )
