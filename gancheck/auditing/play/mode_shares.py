r"""How the fakes are shared among the prototypes, and what that says of JSD(p, p_g).

With the cells "at prototype k" and "elsewhere" as a channel, JSD of the shares is at most JSD(p, p_g). The shares of n
fakes are q̂ for q; with K + 1 cells (Agrawal, IEEE Trans. Inf. Theory 66, 2020, Theorem I.2)

.. math:: P\big(\mathrm{KL}(\hat q \| q) \ge \tfrac{x}{n}\big) \le e^{-x} \big(\tfrac{e x}{K}\big)^K, \qquad x > K,

and since √JSD is a metric and :math:`\mathrm{JSD}(\hat q, q) \le \tfrac12 \mathrm{KL}(\hat q \| q)` (the midpoint is
the best third law, and q is one), √JSD(p, q) ≤ √JSD(p, q̂) + √(x/2n).

A law without mode k puts 0 where p puts p_k, so that its JSD from p is at least that of (p_k, 1 − p_k) and (0, 1).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.play.gap_window import DOUBT
from gancheck.distributions.discrete import Discrete
from gancheck.divergences.jensen_shannon import jsd

__all__ = ["ModeShares"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ModeShares:
    """The shares of fakes of one law, or of a G that hardly moved while they were drawn.

    Attributes:
        p: What the data have at each prototype, ``(K,)``.
        counts: How many fakes were there.
        n: How many fakes there were.
    """

    p: Floats
    counts: Floats
    n: int

    @property
    def q(self) -> Floats:
        """The share at each prototype; what is missing to 1 lies elsewhere."""
        return self.counts / self.n

    @cached_property
    def divergence(self) -> float:
        """JSD of the shares, in nats."""
        return _jsd(np.append(self.p, 0.0), np.append(self.q, max(0.0, 1.0 - self.q.sum())))

    @cached_property
    def upper(self) -> float:
        """What JSD of the shares of p_g itself is below, up to DOUBT."""
        cells = float(len(self.p))
        x = 2.0 * cells
        for _ in range(64):  # a contraction: its slope K/x is below 1
            x = -np.log(DOUBT) + cells * (1.0 + np.log(x / cells))
        return float((np.sqrt(self.divergence) + np.sqrt(0.5 * x / self.n)) ** 2)

    @cached_property
    def least_missing(self) -> float:
        """The least JSD from p of a law that misses a mode."""
        return min(_jsd(np.array([p, 1.0 - p]), np.array([0.0, 1.0])) for p in self.p)


def _jsd(p: Floats, q: Floats) -> float:
    return float(jsd(Discrete(probs=p, normalize=True), Discrete(probs=q, normalize=True)))
