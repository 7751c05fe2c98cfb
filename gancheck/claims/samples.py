"""The batches of problems that the claims on samples are stated on."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gancheck.claims.records import TrainedLogits
from gancheck.distributions import Discrete
from gancheck.distributions.codec import register
from gancheck.numerics.arrays import Array
from gancheck.numerics.confidence_radius import massart_radius

__all__ = ["SampledPair", "record_of_runs"]

SHOWN = 8
"""Runs whose counts and logits are kept one by one."""
LEVELS = np.linspace(0.05, 0.95, 19)
"""The logits at which shares are taken, as quantiles of those found."""


@register
@dataclass(frozen=True)
class SampledPair:
    """Discrete laws p and q with mass on every atom, and how many fakes there are for each real sample: ``(B,)``."""

    p: Discrete
    q: Discrete
    ratio: Array
    family: str = "discrete"


def record_of_runs(
    p: Discrete, q: Discrete, counts: tuple[Array, Array], logits: Array, error: Array, alpha: float
) -> TrainedLogits:
    """What R runs on counts ``(B, R, n)`` of real and of fake samples left: logits and their errors, ``(B, R, n)``.

    Args:
        p: The data law, a batch of B.
        q: The generator's law.
        counts: Of the real and of the fake samples.
        logits: The trained logits.
        error: Bound on their distance from the optimum on the counts; infinite where a count is 0.
        alpha: Probability that the shares of any problem and atom leave their radius.
    """
    real, fake, logits, error = (np.moveaxis(a, 1, 2) for a in (*counts, logits, error))
    finite = np.isfinite(error)
    kept = np.where(finite, logits, np.nan)
    levels = np.moveaxis(np.nanquantile(kept, LEVELS, axis=-1), 0, -1)
    runs = finite.sum(axis=-1)
    shares = (kept[..., None] <= levels[..., None, :]).sum(axis=-2) / runs[..., None]
    parts: dict[str, Any] = {
        "real": real[:, :, 0].sum(axis=-1),
        "fake": fake[:, :, 0].sum(axis=-1),
        "real_counts": real[..., :SHOWN],
        "fake_counts": fake[..., :SHOWN],
        "logits": logits[..., :SHOWN],
        "logit_error": error[..., :SHOWN],
        "levels": levels,
        "shares": shares,
        "slack": np.where(finite, error, 0.0).max(axis=-1),
        "radius": massart_radius(runs, alpha / runs.size),
    }
    return TrainedLogits(p=p, q=q, family="tabular", **parts)
