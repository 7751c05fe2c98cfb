"""A GAN that can be stepped: what layers 2 and 3 ask of a target, and how ten lines wrap anything."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gancheck.auditing.lightning import is_lightning, lightning_step
from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Gan", "as_gan", "find_players"]

NAMES = {
    "generator": ("generator", "netG", "G", "gen", "net_g", "g_net", "_generator", "generator_net"),
    "discriminator": (
        "discriminator", "critic", "netD", "D", "dis", "disc", "net_d", "d_net", "_discriminator", "discriminator_net",
    ),
}  # fmt: skip
"""What the players are called, the documented name first."""


@dataclass(frozen=True, kw_only=True)
class Gan:
    """The parts of a target that were found. A step is one call that updates what it names.

    Attributes:
        generator: G.
        discriminator: D.
        train_step: ``train_step(real)`` updates both players; None if the target steps them apart.
        discriminator_step: ``discriminator_step(real)`` updates D; None if there is ``train_step``.
        generator_step: ``generator_step(real)`` updates G; None if there is ``train_step``.
        loop: ``loop(data)`` trains for as long as it likes, on rows of data; None if there are steps.
        noise: ``noise(n)``, a batch for G; None if G's input has to be found by trying.
        real_batch: ``real_batch(n)``, a batch of the target's own data; None if data have to be made up.
        optimizers: As the target names them; empty if it does not.
        k: How many updates of D the target says that it makes for one of G; None if it does not say.
        batch: The batch size that the target says; None if it does not say.
        named: What the target calls its game; empty if it does not.
        claims: What whoever asks for an audit says that its game is; None if they say nothing.
    """

    generator: "nn.Module"
    discriminator: "nn.Module"
    train_step: Callable[..., Any] | None = None
    discriminator_step: Callable[..., Any] | None = None
    generator_step: Callable[..., Any] | None = None
    loop: Callable[..., Any] | None = None
    noise: "Callable[[int], Tensor] | None" = None
    real_batch: "Callable[[int], Tensor] | None" = None
    optimizers: tuple[Any, ...] = ()
    k: int | None = None
    batch: int | None = None
    named: str = ""
    claims: str | None = None

    def exchanged(self) -> "Gan":
        """The same with the players' names exchanged."""
        return replace(
            self,
            generator=self.discriminator,
            discriminator=self.generator,
            discriminator_step=self.generator_step,
            generator_step=self.discriminator_step,
        )

    def update(self, real: Any) -> list[Any]:
        """One call of each step that the target has, D's first; what they return."""
        if self.loop is not None:
            return [self.loop(real)]
        steps = (self.train_step,) if self.train_step else (self.discriminator_step, self.generator_step)
        return [step(real) for step in steps if step is not None]


def as_gan(target: Any) -> Gan:
    """The GAN that an object is, or that a factory of no arguments makes.

    Raises:
        InvalidInput: The players or the steps are missing; the sentence names which.
    """
    from torch import nn

    if isinstance(target, Gan):
        return target
    made = target() if isinstance(target, type) or (callable(target) and not _is_gan(target)) else target
    if isinstance(made, Gan):
        return made
    generator, discriminator = find_players(made)
    train_step = _method(made, "train_step")
    d_step, g_step = _method(made, "discriminator_step"), _method(made, "generator_step")
    if train_step is None and not (d_step and g_step) and is_lightning(made):
        train_step = lightning_step(made)
    loop = None if train_step or (d_step and g_step) else _loop(made)
    if train_step is None and loop is None and not (d_step and g_step):
        raise InvalidInput(
            f"`{type(made).__name__}` has neither `train_step(real)` nor both `discriminator_step(real)` and "
            "`generator_step(real)`, nor a loop `fit(data)`; give it one of these."
        )
    assert isinstance(generator, nn.Module)
    return Gan(
        generator=generator,
        discriminator=discriminator,
        train_step=train_step,
        discriminator_step=None if train_step else d_step,
        generator_step=None if train_step else g_step,
        loop=loop,
        noise=_method(made, "noise"),
        real_batch=_method(made, "real_batch"),
        optimizers=_optimizers(made),
        k=_whole(made, ("n_critic", "n_dis", "critic_iters", "d_steps", "k", "discriminator_steps")),
        batch=_whole(made, ("batch_size", "bs")),
        named=_words(made),
    )


def find_players(made: Any) -> "tuple[nn.Module, nn.Module]":
    """G and D of an object, under any of the usual names.

    Raises:
        InvalidInput: One is missing, or is no module.
    """
    from torch import nn

    found = []
    for role, names in NAMES.items():
        players = [player for name in names if isinstance(player := getattr(made, name, None), nn.Module)]
        if not players:
            given = getattr(made, role, None)
            raise InvalidInput(
                f"`{type(made).__name__}.{role}` is {type(given).__name__}; a GAN has a torch.nn.Module there. "
                "Wrap yours in an object with `generator`, `discriminator` and `train_step(real)`."
            )
        found.append(players[0])
    return found[0], found[1]


def _is_gan(target: Any) -> bool:
    """An object with a ``__call__`` of its own is no factory if it has steps."""
    from torch import nn

    return isinstance(target, nn.Module) or any(
        hasattr(target, name) for name in ("train_step", "discriminator_step", "training_step")
    )


def _method(made: Any, name: str) -> Callable[..., Any] | None:
    found = getattr(made, name, None)
    return found if callable(found) else None


def _loop(made: Any) -> Callable[..., Any] | None:
    """``fit`` or ``train``, unless that is a module's switch of modes."""
    from torch import nn

    names = (
        ("fit",) if isinstance(made, nn.Module) and type(made).train is nn.Module.train else ("fit", "train")
    )
    return next((found for name in names if (found := _method(made, name))), None)


def _optimizers(made: Any) -> tuple[Any, ...]:
    given = getattr(made, "optimizers", ())
    return tuple(given) if isinstance(given, list | tuple) else ()


def _whole(made: Any, names: tuple[str, ...]) -> int | None:
    """The first of these attributes, of the object or of its ``hparams``, that is a positive whole number."""
    for holder in (made, getattr(made, "hparams", None)):
        for name in names:
            value = getattr(holder, name, None)
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                return value
    return None


def _words(made: Any) -> str:
    return next(
        (
            value
            for name in ("game", "gan_mode", "loss_type", "adversarial_loss", "mode")
            if isinstance(value := getattr(made, name, None), str)
        ),
        "",
    )
