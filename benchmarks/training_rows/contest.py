r"""What every row plays: Algorithm 1, k = 1, minibatches of 128, momentum SGD at constant rates, perceptrons 1-32-32-1.

The data are mixtures of three Gaussians, one a problem, already of mean 0 and variance 1: the coordinates in which
gancheck's players learn, so that every row learns in the same ones. G's loss is log(1 − D), as Algorithm 1 has it.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

import gancheck as gk

__all__ = ["MINIBATCH", "SLOPE", "WIDTHS", "Contest", "gan_step_flops"]

WIDTHS = (1, 32, 32, 1)
SLOPE = 0.2
MINIBATCH = 128
COMPONENTS = 3


@dataclass(frozen=True)
class Contest:
    """The work.

    Attributes:
        law: the data laws, a batch of mixtures.
        steps: T, the rounds of Algorithm 1 on each problem.
        device: "cpu" or "cuda".
        discriminator_rate: η_D, gancheck's own for perceptrons without Adam.
        generator_rate: η_G, likewise.
        momentum: β.
        seed: fixes the draws of each row (not the same ones: each row draws as its library does).
    """

    law: gk.GaussianMixture
    steps: int
    device: str
    discriminator_rate: float = 0.05
    generator_rate: float = 0.02
    momentum: float = 0.5
    seed: int = 0

    @classmethod
    def of(cls, problems: int, steps: int, device: str) -> "Contest":
        """Means in [−3, 3], log scales in [−1, 0.3], then mean 0 and variance 1."""
        rng = np.random.default_rng(3)
        shape = (problems, COMPONENTS)
        weights = rng.dirichlet(np.full(COMPONENTS, 2.0), problems)
        raw = gk.GaussianMixture(weights, rng.uniform(-3, 3, shape), np.exp(rng.uniform(-1, 0.3, shape)))
        centre, width = raw.mean[:, None], np.sqrt(raw.variance)[:, None]
        return cls(gk.GaussianMixture(weights, (raw.loc - centre) / width, raw.scale / width), steps, device)

    def parameters(self) -> tuple[Any, Any, Any]:
        """Weights, means and scales, (B, K) each."""
        return self.law.weights, self.law.loc, self.law.scale


def gan_step_flops() -> int:
    """Multiplications and additions in the matrix products of one GAN-step, backward passes included.

    A pass forward, or a pullback to the parameters, takes every weight of a net once for each point; a pullback to the
    inputs of the second layer leaves the first layer's weights out. D's step: G forward on m points; D forward, to its
    parameters and to its second layer on 2m. G's step: G and D forward, D to its inputs, G to its parameters and to its
    second layer, on m each.
    """
    every = sum(a * b for a, b in pairwise(WIDTHS))
    beyond = every - WIDTHS[0] * WIDTHS[1]
    d_step = every + 2 * (every + every + beyond)
    g_step = every + every + every + every + beyond
    return 2 * MINIBATCH * (d_step + g_step)
