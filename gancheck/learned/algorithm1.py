"""The settings of Algorithm 1 of [G14].

Guarantees: settings that exist are in their ranges. Refuses to play; that is `gancheck.learned.train`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import torch

from gancheck.distributions.parameters import require_whole
from gancheck.errors import InvalidInput
from gancheck.learned.generator_loss import check_loss

__all__ = ["SCHEDULES", "Algorithm1"]

DISCRIMINATORS = ("auto", "tabular", "quadratic", "mlp")
GENERATORS = ("auto", "categorical", "affine", "mlp")
SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": lambda progress: 1.0,
    "inverse": lambda progress: 1.0 / (1.0 + 20.0 * progress),
    "cosine": lambda progress: 0.5 * (1.0 + math.cos(math.pi * progress)),
}
"""The factor of both rates when a share ``progress`` in [0, 1) of the steps is done."""

BatchSize: TypeAlias = int | Literal["full"]


@dataclass(frozen=True, kw_only=True)
class Algorithm1:
    r"""How the game is played: the settings of Algorithm 1.

    Args:
        steps: Generator steps (rounds), at least 1.
        k: Discriminator steps a round, at least 1.
        batch_size: m, at least 2, or ``"full"``: exact expectations over atoms or Gauss-Hermite nodes.
        discriminator_rate: η_D > 0; None is the rate that suits the player (see `gancheck.learned.rates`).
        generator_rate: η_G > 0; None likewise.
        schedule: ``"constant"``, ``"inverse"`` (1/(1 + 20 t/T)) or ``"cosine"`` (½(1 + cos πt/T)), for both rates.
        optimiser: ``"sgd"``, ``"adam"`` (β₁ = `momentum`), or ``"auto"``: Adam for perceptrons, SGD for all others.
        momentum: β in [0, 1).
        generator_loss: ``"minimax"``, log(1 − D), or ``"non-saturating"``, −log D.
        ridge: λ ≥ 0 of the discriminator's penalty (λ/2)‖φ‖², which makes a concave V strongly concave.
        discriminator: ``"auto"``, ``"tabular"``, ``"quadratic"`` or ``"mlp"``.
        generator: ``"auto"``, ``"categorical"``, ``"affine"`` or ``"mlp"``.
        discriminator_widths: Hidden widths of an MLP discriminator.
        generator_widths: Hidden widths of an MLP generator.
        prior: Noise of an MLP generator in each coordinate, ``"normal"`` N(0, 1) or ``"uniform"`` U(−1, 1).
        noise_dimension: Coordinates of the noise of an MLP generator, at least 1; None is as many as the data have.
            Only from the line to the line is the generator's law known exactly; else it can be sampled, and its
            distance from the data is bounded from below.
        fix_generator: Train D alone, against the law q of each problem.
        record_every: Rounds between two records of the trajectory; the start and the end are always recorded.
        snapshots: Rounds after which the players are kept (0 is the start).
        stop_at: A problem stops at the first record at which JSD(p ‖ p_g) and V(D*, G) − V(D, G), each with its error,
            are at most this many nats (with a fixed generator, the second); None plays all rounds. Refused where JSD
            is unknown.
        seed: Fixes every draw.
        device: ``"auto"``, ``"cpu"``, ``"cuda"`` or a ``torch.device``.

    Raises:
        InvalidInput: A setting is out of its range.

    Example:
        >>> Algorithm1(steps=100, k=2, generator_loss="non-saturating").batch_size
        128

    References:
        [goodfellow2014] Algorithm 1.
    """

    steps: int = 2000
    k: int = 1
    batch_size: BatchSize = 128
    discriminator_rate: float | None = None
    generator_rate: float | None = None
    schedule: str = "cosine"
    optimiser: str = "auto"
    momentum: float = 0.0
    generator_loss: str = "minimax"
    ridge: float = 0.0
    discriminator: str = "auto"
    generator: str = "auto"
    discriminator_widths: tuple[int, ...] = (32, 32)
    generator_widths: tuple[int, ...] = (32, 32)
    prior: str = "normal"
    noise_dimension: int | None = None
    fix_generator: bool = False
    record_every: int = 200
    snapshots: tuple[int, ...] = ()
    stop_at: float | None = None
    seed: int = 0
    device: str | torch.device = "auto"

    def __post_init__(self) -> None:
        for name, least in (("steps", 1), ("k", 1), ("record_every", 1), ("seed", 0)):
            require_whole(getattr(self, name), name, least)
        if self.noise_dimension is not None:
            require_whole(self.noise_dimension, "noise_dimension", 1, ", or None for that of the data")
        if self.batch_size != "full":
            require_whole(self.batch_size, "batch_size", 2, ' or "full"')
        for name in ("discriminator_rate", "generator_rate"):
            value = getattr(self, name)
            if value is not None and not (0.0 < value < math.inf):
                raise InvalidInput(
                    f"`{name}` is {value!r}; a learning rate is positive and finite, or None for the player's own."
                )
        if self.stop_at is not None and not (0.0 < self.stop_at < math.inf):
            raise InvalidInput(
                f"`stop_at` is {self.stop_at!r}; give a positive number of nats, or None to play all rounds."
            )
        if not (0.0 <= self.ridge < math.inf):
            raise InvalidInput(f"`ridge` is {self.ridge!r}; give a finite number of at least 0.")
        if not (0.0 <= self.momentum < 1.0):
            raise InvalidInput(f"`momentum` is {self.momentum!r}; give a number in [0, 1).")
        check_loss(self.generator_loss)
        for name, choices in (
            ("schedule", tuple(SCHEDULES)),
            ("optimiser", ("auto", "sgd", "adam")),
            ("discriminator", DISCRIMINATORS),
            ("generator", GENERATORS),
            ("prior", ("normal", "uniform")),
        ):
            if getattr(self, name) not in choices:
                raise InvalidInput(f"`{name}` is {getattr(self, name)!r}; give one of {', '.join(choices)}.")
        for name in ("discriminator_widths", "generator_widths"):
            for width in getattr(self, name):
                require_whole(width, name, 1)
        for step in self.snapshots:
            require_whole(step, "snapshots", 0)
            if step > self.steps:
                raise InvalidInput(f"`snapshots` holds {step} but training ends after {self.steps} steps.")
