"""alg.learned-equilibrium: both players trained by Algorithm 1 on problems that the generator can represent."""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import data_laws, pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import LearnedEquilibrium
from gancheck.numerics.arrays import Array

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["FLOOR", "STEPS", "UNDECIDED", "problems", "train_records"]

FLOOR = 2.0**-6
"""The stated noise floor in nats. Below it |E D − ½| ≤ √gap + √(2·JSD) ≤ 0.31, which tells ½ from 0 and 1."""
UNDECIDED = f"Half of the runs or more stayed above the stated noise floor of {FLOOR:.3g} nats."

STEPS = {"categorical": 2000, "affine": 2000, "mlp": 2000}
"""Most rounds. A problem stops where its exact JSD and gap are below the floor: half of them by round 300."""

RECORDS = {"categorical": 20, "affine": 20, "mlp": 20}
"""Points of the trajectory after its start, at which a problem may stop."""

SCHEDULES = {"categorical": "constant", "affine": "constant", "mlp": "inverse"}
"""Constant rates until the floor is met; perceptrons come near it only as their rates fall."""

LOSSES = {"categorical": "minimax", "affine": "non-saturating", "mlp": "non-saturating"}
"""Both have the same equilibrium. The slope of log(1 − D) vanishes where a start is far from the data. On atoms there
is no distance, and an atom that −log D has driven the generator away from is never drawn again, so never revalued."""

LAWS = {"categorical": "discrete", "affine": "gaussian", "mlp": "mixture"}


def problems(family: str) -> "SearchStrategy[Any]":
    """The data laws that a kind of generator is trained on; for an affine one also where it starts.

    Players learn in standardised coordinates, in which all Gaussians are one law: only the start tells two apart.
    """
    return pairs(LAWS[family]) if family == "affine" else data_laws(LAWS[family])


def train_records(family: str, laws: Any, seed: int, device: str, keep: Keep) -> LearnedEquilibrium:
    """Play Algorithm 1 with minibatches on a batch of data laws, or of pairs (p, start)."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    settings = Algorithm1(
        steps=STEPS[family],
        k=2,
        generator_loss=LOSSES[family],
        schedule=SCHEDULES[family],
        stop_at=FLOOR,
        record_every=STEPS[family] // RECORDS[family],
        seed=seed,
        device=device,
    )
    training = train(Pair(*laws) if family == "affine" else laws, settings)
    keep(training)
    last = training.records[-1].measurement
    finite = np.isfinite(last.value) & np.isfinite(last.gap) & np.isfinite(last.jsd)
    decided = finite & (last.jsd <= FLOOR) & (last.gap <= FLOOR)

    def kept(column: Array) -> Array:
        """Diverged runs are undecided; their numbers are not written as NaN, which no bound can hold."""
        return np.where(finite, column, 0.0)

    return LearnedEquilibrium(
        jsd=kept(last.jsd),
        value=kept(last.value),
        value_error=kept(last.value_error),
        gap=kept(last.gap),
        d_real=kept(last.d_real),
        d_fake=kept(last.d_fake),
        floor=np.full_like(last.jsd, FLOOR),
        decided=decided,
        family=family,
    )
