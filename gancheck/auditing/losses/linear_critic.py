"""A linear critic that remembers where it was asked: the test bench of gradient penalties."""

from typing import Any

from torch import Tensor, nn

__all__ = ["LinearCritic"]


class LinearCritic(nn.Module):
    r"""D(x) = s·u·x + b with |u| = 1, so that ‖∇D‖ = s at every point.

    u has no two entries alike, so that a norm over some of the axes of a sample differs from that over all.

    Args:
        slope: s, the only parameter.
        shape: Of one sample.
        offset: b.
        flat: Whether the output is ``(N,)`` and not ``(N, 1)``.
    """

    def __init__(self, slope: float, shape: tuple[int, ...], offset: float = 0.0, flat: bool = False) -> None:
        import torch

        super().__init__()
        count = 1
        for size in shape:
            count *= size
        entries = 1.0 + torch.arange(count, dtype=torch.float32) / count
        self.direction = (entries / entries.norm()).reshape(shape)
        self.slope = nn.Parameter(torch.tensor(float(slope)))
        self.offset, self.flat = offset, flat
        self.asked: list[Tensor] = []

    def forward(self, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        """The output at each sample; further arguments, such as labels, do not matter."""
        del args, kwargs
        self.asked.append(x)
        rows = (x * self.direction.to(x.dtype)).reshape(len(x), -1).sum(dim=1, keepdim=not self.flat)
        answer: Tensor = self.slope.to(x.dtype) * rows + self.offset
        return answer
