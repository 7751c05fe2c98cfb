"""The target's own data space: what a batch looks like there, and a few points of it that are easy to tell apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from gancheck.auditing.gan import Gan
from gancheck.auditing.input_shapes import input_shapes
from gancheck.errors import InvalidInput

__all__ = ["DataSpace", "data_space"]

BATCH = 64
"""Real data in a batch: enough that the rarest prototype, of mass 1/15, is in it four times on average."""


@dataclass(frozen=True)
class DataSpace:
    """What a batch of real data looks like.

    Attributes:
        like: Gives a batch as the target's steps take it: a tensor, or a tuple or list with labels beside the data.
        prototypes: ``(K, ...)``, as the target's own data are shaped and scaled.
        source: How the space was found, in words.
    """

    like: Callable[[], Any]
    prototypes: Tensor
    source: str

    def batch(self, choose: Callable[[int], Any], blur: float = 0.0) -> tuple[Any, Any]:
        """A real batch whose data are prototypes, labels and all, and which prototypes these are.

        Args:
            choose: Gives so many prototypes.
            blur: Standard deviation of normal noise about them.
        """
        like = self.like()
        rows = choose(len(_data(like)))
        data = self.prototypes[torch.as_tensor(rows)].to(_data(like).device).clone()
        data += blur * torch.randn_like(data) if blur else 0.0
        return _replaced(like, data), rows


def data_space(gan: Gan, generator: torch.Generator, count: int) -> DataSpace:
    """The space of the target's own data if it gives some, else of what its G makes or its D takes.

    Raises:
        InvalidInput: No shape was found, or the data are no numbers on a continuous scale.
    """
    if gan.real_batch is not None:
        give = gan.real_batch
        try:
            sample = _data(give(BATCH))
        except InvalidInput:
            raise
        except Exception as error:
            raise InvalidInput(f"`real_batch({BATCH})` failed: {type(error).__name__}: {error}.") from None
        return DataSpace(lambda: give(BATCH), prototypes(sample, count), "its own data")
    sample, source = _made_up(gan, generator)
    return DataSpace(lambda: sample, prototypes(sample, count), source)


def prototypes(sample: Tensor, count: int) -> Tensor:
    """Points in a row, evenly spaced, up to 1½ standard deviations from the data's mean and within their range.

    A vector's row is along the diagonal, each axis in its own spread. In images and signals half of a point is its
    level, which every patch of it tells, and half is a wave of its own, which is left where a norm takes the level.

    Raises:
        InvalidInput: The data are not of a floating dtype.
    """
    if not sample.is_floating_point():
        raise InvalidInput(
            f"`real_batch` holds {sample.dtype}; the oracle has points only for floating data."
        )
    sample = sample.detach().cpu()
    shape = sample.shape[1:]
    flat = sample if len(shape) == 1 else sample.reshape(-1, 1)
    mean, spread = flat.mean(0), flat.std(0)
    low = torch.maximum(mean - 1.5 * spread, flat.amin(0))
    high = torch.minimum(mean + 1.5 * spread, flat.amax(0))
    row = torch.linspace(-1.0, 1.0, count).reshape(count, *(1,) * len(shape)).expand(count, *shape)
    if len(shape) >= 2:
        row = 0.5 * row + 0.5 * torch.stack([_waves(tuple(shape), k) for k in range(count)])
    points = 0.5 * (low + high) + 0.5 * (high - low) * row.to(sample.dtype)
    if not bool(points.isfinite().all()) or not float(torch.pdist(points.flatten(1).double()).min()) > 0.0:
        raise InvalidInput(
            "`real_batch` has no spread, or is not finite; the oracle's points could not be told apart."
        )
    return points


def _waves(shape: tuple[int, ...], k: int) -> Tensor:
    """A wave along the last axis or the one before it, half a period or a whole one, alike in all channels."""
    axis = -1 - k % min(2, len(shape) - 1)
    side = shape[axis]
    position = (torch.arange(side) + 0.5) / side
    wave = torch.cos(torch.pi * (1 + k // 2) * position) * (-1.0) ** k
    return wave.reshape(side, *(1,) * (-1 - axis)).expand(shape)


def _data(batch: Any) -> Tensor:
    """The data of a batch: it, or the first floating tensor of two axes or more in it."""
    if isinstance(batch, Tensor):
        return batch
    members = list(batch.values()) if isinstance(batch, dict) else batch
    if isinstance(members, list | tuple):
        for member in members:
            if isinstance(member, Tensor) and member.is_floating_point() and member.ndim >= 2:
                return member
    raise InvalidInput(f"`real_batch` gives {type(batch).__name__}; a batch is a tensor, or holds one.")


def _replaced(batch: Any, data: Tensor) -> Any:
    if isinstance(batch, Tensor):
        return data
    old = _data(batch)
    if isinstance(batch, dict):
        return {name: data if member is old else member for name, member in batch.items()}
    return type(batch)(data if member is old else member for member in batch)


def _made_up(gan: Gan, generator: torch.Generator) -> tuple[Tensor, str]:
    """A batch in the shape of what G makes, else in one that D takes."""
    for source, player, inputs in (
        ("the shape of what its generator makes", gan.generator, _noises(gan)),
        ("a shape that its discriminator takes", gan.discriminator, _tried(gan.discriminator)),
    ):
        for made in inputs:
            with torch.no_grad():
                try:
                    answer = player(made)
                except Exception:
                    continue
            chosen = answer if player is gan.generator else made
            if isinstance(chosen, Tensor) and chosen.is_floating_point() and chosen.ndim >= 2:
                return torch.randn(chosen.shape, generator=generator).clamp(-2.0, 2.0) / 2.0, source
    raise InvalidInput(
        "`real_batch` is missing, and no shape of data was found by trying; give a `real_batch(n)`."
    )


def _noises(gan: Gan) -> list[Tensor]:
    return [gan.noise(BATCH)] if gan.noise is not None else _tried(gan.generator)


def _tried(player: nn.Module) -> list[Tensor]:
    """Inputs that the first layer could take."""
    device = next((parameter.device for parameter in player.parameters()), None)
    return [torch.randn(BATCH, *shape, device=device) for shape in input_shapes(player)]
