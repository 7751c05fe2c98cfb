"""A discriminator and a generator for losses that call them: D reads its output off the sample, G hands z on."""

from typing import Any

from torch import Tensor, nn

__all__ = ["ProbeDiscriminator", "ProbeGenerator", "samples_of"]


class ProbeDiscriminator(nn.Module):
    r"""D(x) = Σᵢ xᵢ/√n, a linear critic of slope 1 whose output on `samples_of` is whatever was chosen.

    Its output is ``(N, 1)``. The factor, 1, is a parameter, so that a loss can be differentiated by it.
    """

    def __init__(self, flat: bool = False) -> None:
        import torch

        super().__init__()
        self.flat = flat
        self.factor = nn.Parameter(torch.ones((), dtype=torch.float64))

    def forward(self, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        """The output of each sample; further arguments, such as a label or a depth, do not matter."""
        del args, kwargs
        rows = x.reshape(len(x), -1)
        output = rows.sum(dim=1, keepdim=not self.flat) / rows.shape[1] ** 0.5
        answer: Tensor = self.factor.to(x.dtype) * output
        return answer


class ProbeGenerator(nn.Module):
    """G(z) = z."""

    def forward(self, z: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        """The noise itself."""
        del args, kwargs
        return z


def samples_of(outputs: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Samples ``(N, *shape)`` on which `ProbeDiscriminator` answers with these outputs ``(N, …)``."""
    count = 1
    for size in shape:
        count *= size
    each = outputs.reshape(len(outputs), -1).mean(dim=1) / count**0.5
    samples: Tensor = each.reshape(-1, *[1] * len(shape)).expand(-1, *shape)
    return samples
