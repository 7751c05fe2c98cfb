"""What a row leaves behind: how long it took, the generators that it trained, how far those are from the data."""

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

import gancheck as gk
from benchmarks.training_rows.contest import SLOPE, WIDTHS, Contest
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.network import Network
from gancheck.learned.standardisation import Standardisation
from gancheck.learned.trained_laws import law_of

__all__ = ["DEVIATIONS", "Played", "Row", "disagreement", "final_jsd"]

Numbers = np.ndarray[Any, np.dtype[np.float64]]

DEVIATIONS = 4.0
"""Standard errors that the mean difference of two rows may be from 0: passed by chance once in 16,000 on many problems,
once in 200 on eight (Student's law with 7 degrees of freedom)."""


@dataclass(frozen=True)
class Played:
    """One run of a row.

    Attributes:
        seconds: wall-clock time of the training alone.
        gan_steps: problems times rounds.
        generators: (n, P), on the first n problems, in the order W_1, b_1, … of `Network`.
    """

    seconds: float
    gan_steps: int
    generators: Tensor

    @property
    def rate(self) -> float:
        """GAN-steps a second."""
        return self.gan_steps / self.seconds


class Row(Protocol):
    """A way of playing; whatever it prepares or compiles is done before its first run is timed."""

    def play(self, timing: bool) -> Played:
        """Train once; with ``timing`` a row whose problems run one after another may stop early."""


def final_jsd(contest: Contest, generators: Tensor) -> Numbers:
    """JSD(p ‖ p_g) of each problem, (n,), in nats, with p_g exact; log 2, the most there is, where G has diverged."""
    jsd = np.full(len(generators), math.log(2.0))
    finite = torch.isfinite(generators).all(dim=1).cpu().numpy()
    if finite.any():
        chosen = np.flatnonzero(finite)
        n = len(chosen)
        network = Network(generators.detach().cpu().double()[chosen], WIDTHS, SLOPE)
        identity = Standardisation(np.zeros((n, 1)), np.ones((n, 1, 1)))
        law = contest.law[chosen]
        jsd[chosen] = gk.jsd(law, law_of(MLPGenerator(network), identity, law))
    return jsd


def disagreement(first: Numbers, second: Numbers) -> float:
    """The mean difference on the problems that both rows played, in its own standard errors (paired)."""
    n = min(len(first), len(second))
    difference = first[:n] - second[:n]
    if not difference.any():
        return 0.0
    return abs(float(difference.mean())) / (float(difference.std(ddof=1)) / math.sqrt(n))
