r"""How far a batch's law is from that of the oracle's data: a bounded kernel, whose mean on p is a sum.

.. math:: h(x_1 \dots x_n) = \frac{1}{n(n-1)} \sum_{i \ne j} k(x_i, x_j) - \frac2n \sum_{i,k} p_k k(x_i, x_k)
          + \sum_{k,l} p_k p_l k(x_k, x_l), \qquad k(x, y) = \big(1 + \|x - y\|^2/s^2\big)^{-1/2}

is an unbiased estimate of MMD²(p_g, p), which is 0 only at p_g = p. With the terms i = j it would be a squared norm
of at most 2, and without them it is less by at most 1/(n − 1), so that two of them differ by at most 2 + 1/(n − 1).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancheck.auditing.play.stage import Watched

__all__ = ["Meter"]

NODES = 9
"""Of Gauss–Hermite, for normal noise about a prototype: exact for polynomials of degree 17 across ±3.2 of its standard
deviations, each an eighth of the least distance or less, on a kernel that bends over the median distance."""


class Meter:
    """h of a batch, and how many of its rows are at each prototype.

    Attributes:
        points: The prototypes, ``(K, d)``.
        p: Their shares.
        blur: Standard deviation of normal noise about them; data on the line only.
    """

    def __init__(self, points: Tensor, p: NDArray[np.float64], blur: float = 0.0) -> None:
        self.points, self.p = points.double(), torch.as_tensor(p)
        distances = torch.pdist(self.points)
        self.scale, self.near = float(distances.median()), float(distances.min()) / 2.0
        self._nodes, self._weights = self.points, self.p
        if blur:
            z, w = (torch.as_tensor(each) for each in np.polynomial.hermite_e.hermegauss(NODES))
            self._nodes = (self.points + blur * z).reshape(-1, 1)
            self._weights = (self.p[:, None] * (w / w.sum())).reshape(-1)
        self._own = self._weights @ self._kernel(torch.cdist(self._nodes, self._nodes)) @ self._weights

    def h(self, x: Tensor) -> float:
        """The estimate of a batch, ``(n, d)``."""
        n = len(x)
        among = self._kernel(torch.cdist(x, x))
        inside = (among.sum() - among.diagonal().sum()) / (n * (n - 1))
        across = (self._kernel(torch.cdist(x, self._nodes)) @ self._weights).mean()
        return float(inside - 2.0 * across + self._own)

    def counts(self, x: Tensor) -> NDArray[np.float64]:
        """Rows within half of the least distance from each prototype, ``(K,)``."""
        distance, nearest = torch.cdist(x, self.points).min(dim=1)
        found = torch.bincount(nearest[distance < self.near], minlength=len(self.p))
        return np.asarray(found.double().numpy())

    def pair(self, first: nn.Module, call: Watched) -> tuple[Tensor, Tensor] | None:
        """What G made in a call and what an earlier copy of it makes of the same noise, ``(n, d)`` each."""
        args, kwargs, new, training = call
        first.train(training)
        with torch.no_grad():
            old = first(*args, **kwargs)
        found = [self._batch(old), self._batch(new)]
        return None if found[0] is None or found[1] is None else (found[0], found[1])

    def _batch(self, output: object) -> Tensor | None:
        d = self.points.shape[1]
        for member in output if isinstance(output, list | tuple) else (output,):
            if isinstance(member, Tensor) and member.ndim >= 2 and member[0].numel() == d and len(member) > 1:
                return member.detach().flatten(1).double().cpu()
        return None

    def _kernel(self, distance: Tensor) -> Tensor:
        return (1.0 + (distance / self.scale) ** 2).rsqrt()
