"""Batches of data for a target: its own, or made up, in a shape that its players take, found by trying."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from gancheck.auditing.gan import Gan
from gancheck.auditing.input_shapes import input_shapes
from gancheck.errors import InvalidInput

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Batches", "find_batches", "first_batches"]


class Batches:
    """Batches, each another one.

    Attributes:
        own: Whether they are the target's.
        rows: How many rows a batch has.
        shape: Of a made-up row; None for the target's own.
        wrap: Whether a batch comes as a pair with labels.
    """

    def __init__(
        self,
        rows: int,
        *,
        own: "Callable[[int], Any] | None",
        shape: tuple[int, ...] | None,
        wrap: bool = False,
    ) -> None:
        self.rows, self.shape, self.wrap = rows, shape, wrap
        self.own = own is not None
        self._own = own

    def __call__(self) -> "tuple[Tensor, Any]":
        """The data and the batch that they are in, which may be a pair."""
        import torch

        if self._own is not None:
            batch = self._own(self.rows)
        else:
            assert self.shape is not None
            # Inside the range of tanh and of a sigmoid: no rule on ranges reads made-up data.
            batch = torch.rand(self.rows, *self.shape)
        if self.wrap and isinstance(batch, torch.Tensor):
            batch = (batch, torch.zeros(self.rows, dtype=torch.long))
        return (batch[0] if isinstance(batch, list | tuple) else batch), batch


def find_batches(gan: Gan, attempt: "Callable[[Batches], None]") -> Batches:
    """The first sort of batches with which one update does not fail.

    Args:
        gan: The target.
        attempt: Makes one update with such batches, in a copy of the target's state; raises if that fails.

    Raises:
        InvalidInput: No shape is taken; the sentence has the first refusal.
    """
    # A loop takes a whole set of data.
    sizes = [256] if gan.loop else [gan.batch] if gan.batch else [16, 64, 32, 128]
    refusals: list[str] = []
    for rows in sizes:
        for batches in _sorts(gan, rows):
            try:
                attempt(batches)
            except Exception as error:
                refusals.append(f"{type(error).__name__}: {error}")
                continue
            return batches
    raise InvalidInput(
        f"the target takes no batch of the {len(refusals)} kinds that were tried ({refusals[0]}); "
        "give it `real_batch(n)`, which returns n rows of its own data."
    )


def first_batches(gan: Gan) -> Batches:
    """What is tried first."""
    return next(_sorts(gan, gan.batch or 16))


def _sorts(gan: Gan, rows: int) -> Iterator[Batches]:
    if gan.real_batch is not None:
        yield Batches(rows, own=gan.real_batch, shape=None)
        yield Batches(rows, own=gan.real_batch, shape=None, wrap=True)
        return
    for shape in _shapes(gan):
        for wrap in (False, True):
            yield Batches(rows, own=None, shape=shape, wrap=wrap)


def _shapes(gan: Gan) -> list[tuple[int, ...]]:
    """What G makes, if it is known how to ask; what D's first layer takes, in several sizes."""
    shapes = [shape for shape in (_made(gan),) if shape]
    return [*shapes, *(shape for shape in input_shapes(gan.discriminator) if shape not in shapes)]


def _made(gan: Gan) -> tuple[int, ...] | None:
    import torch

    if gan.noise is None:
        return None
    try:
        with torch.no_grad():
            out = gan.generator(gan.noise(4))
    except Exception:
        return None
    return tuple(out.shape[1:]) if isinstance(out, torch.Tensor) else None
