"""What was measured of a pair of losses: the one object that the rules for losses judge."""

from dataclasses import dataclass

from gancheck.auditing.losses.batch_probe import BatchProbe
from gancheck.auditing.losses.claimed_game import ClaimedGame
from gancheck.auditing.losses.health import Health
from gancheck.auditing.losses.label_shapes import LabelMismatch
from gancheck.auditing.losses.output_parts import OutputParts
from gancheck.auditing.losses.pair import LossPair
from gancheck.auditing.losses.pulls import Pulls
from gancheck.auditing.losses.relativistic import RelativisticForm
from gancheck.auditing.losses.scale_probe import ScaleProbe

__all__ = ["LossObservation"]


@dataclass(frozen=True, kw_only=True)
class LossObservation:
    """Measurements, none of them judged.

    Attributes:
        pair: The losses.
        d: D's loss as a function of batches.
        g: G's; None without one.
        mismatches: Where labels and outputs of different shapes met.
        scales: Lists of scales.
        parts: The losses of one output; None where D's loss is not a sum over real and fake outputs.
        reason: Why there are no parts.
        relativistic: The closed form of D's loss and of G's, where they are not sums.
        pulls: Which way each player moves outputs.
        health: Where the losses can be computed.
        claimed: What the losses say that they are.
        label_range: The labels of real and of fake outputs at either end of their draws; empty without random labels.
    """

    pair: LossPair
    d: BatchProbe
    g: BatchProbe | None
    mismatches: tuple[LabelMismatch, ...]
    scales: tuple[ScaleProbe, ...]
    parts: OutputParts | None
    reason: str
    relativistic: tuple[RelativisticForm | None, RelativisticForm | None]
    pulls: Pulls
    health: tuple[Health, ...]
    claimed: ClaimedGame | None
    label_range: dict[str, tuple[float, float]]

    @property
    def mixes(self) -> bool:
        """Whether a loss mixes the samples of a batch although real and fake outputs add up."""
        return any(probe is not None and probe.mixed_side is not None for probe in (self.d, self.g))
