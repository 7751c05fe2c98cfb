"""In which wrapping a loss takes outputs: their shape and dtype, a tensor, an array, a list of scales, or samples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from gancheck.auditing.losses.probe_nets import samples_of

__all__ = ["Packing", "packings"]


@dataclass(frozen=True)
class Packing:
    """One way to hand outputs over.

    Attributes:
        shape: Of one sample's output.
        dtype: ``"float64"`` or ``"float32"``.
        depth: How many lists are around the tensor: 1 for a list of scales, 2 for a list of lists of features.
        as_array: Whether it is a NumPy array.
        sample: The shape of one sample, where the loss calls D by itself; None where it takes outputs.
    """

    shape: tuple[int, ...] = (1,)
    dtype: str = "float64"
    depth: int = 0
    as_array: bool = False
    sample: tuple[int, ...] | None = None

    def batch(self, outputs: Iterable[float], *, grad: bool = False) -> Tensor:
        """One output a sample, the same all over its shape: ``(N, *shape)``."""
        import torch

        kind: torch.dtype = getattr(torch, self.dtype)
        rows = torch.as_tensor([float(each) for each in outputs], dtype=torch.float64)
        made = rows.reshape(-1, *[1] * len(self.shape)).expand(-1, *self.shape).to(kind).contiguous()
        return made.requires_grad_() if grad else made

    def wrapped(self, outputs: Any) -> Any:
        """What the loss is given."""
        given: Any = outputs if self.sample is None else samples_of(outputs, self.sample)
        if self.as_array:
            given = given.detach().numpy()
        for _ in range(self.depth):
            given = [given]
        return given

    def scales(self, outputs: list[Tensor]) -> Any:
        """Several scales as one argument."""
        inner = Packing(self.shape, self.dtype, self.depth - 1)
        return [inner.wrapped(each) for each in outputs]


def packings(runs_discriminator: bool) -> Iterator[Packing]:
    """All ways that are tried, in order."""
    if runs_discriminator:
        for dtype in ("float64", "float32"):
            for sample in ((1, 4, 4), (3, 8, 8), (2,), (1, 64), (2, 1)):
                yield Packing(dtype=dtype, sample=sample)
        return
    # A list first: a loss of one tensor refuses it, while a loss of a list would take the rows of a tensor for scales.
    for dtype in ("float64", "float32"):
        yield Packing((1,), dtype, 1)
    for dtype in ("float64", "float32"):
        for shape in ((1,), ()):
            yield Packing(shape, dtype)
    yield Packing((1, 4, 4), "float32")
    for dtype in ("float64", "float32"):
        yield Packing((1,), dtype, 2)
    yield Packing((1,), "float64", as_array=True)
    yield Packing((), "float64", as_array=True)
