"""Everything that one run found, ready to be written: the report computes nothing that is not in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from gancheck.checks.outcome import Outcome
from gancheck.claims.claim import Claim
from gancheck.report.figures.criterion_identity import CriterionIdentity
from gancheck.report.figures.data_law import DataBars, DataDensity
from gancheck.report.figures.fingerprints import Fingerprints
from gancheck.report.figures.four_stages import FourStages
from gancheck.report.figures.likelihood_path import LikelihoodPath
from gancheck.report.figures.spirals import Spirals
from gancheck.report.figures.value_path import ValuePath

__all__ = ["Figures", "Provenance", "Run"]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The arrays of each figure; None where a run has nothing to draw."""

    four_stages: FourStages | None = None
    criterion_identity: CriterionIdentity | None = None
    likelihood_path: LikelihoodPath | None = None
    value_path: ValuePath | None = None
    fingerprints: Fingerprints | None = None
    spirals: Spirals | None = None
    data_law: DataDensity | DataBars | None = None


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How the run was made, so that it can be made again.

    Attributes:
        command: The command line.
        seed: The seed of every generator.
        profile: quick, default or full.
        device: Where the players were trained.
        dtype: The precision of the mathematics.
        platform: Operating system and machine.
        versions: Package names and versions.
        data: Which data were given, in words; empty if none.
        started: When, with a time zone; not part of what two runs with one seed share.
        seconds: How long; likewise.
    """

    command: str
    seed: int
    profile: str
    device: str
    dtype: str
    platform: str
    versions: Mapping[str, str]
    started: datetime
    seconds: float
    data: str = ""

    def shared(self) -> dict[str, object]:
        """What two runs with one seed on one machine have in common: all but the times."""
        return {
            "command": self.command,
            "seed": self.seed,
            "profile": self.profile,
            "device": self.device,
            "dtype": self.dtype,
            "platform": self.platform,
            "versions": dict(sorted(self.versions.items())),
            "data": self.data,
        }


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of the checks.

    Attributes:
        claims: The claims that the run was about, in reading order.
        outcomes: What each check found.
        trajectories: One row a problem and recorded training step.
        figures: What the figures draw.
        provenance: How the run was made.
        interrupted: Whether the run was stopped before its end.
    """

    claims: tuple[Claim, ...]
    outcomes: tuple[Outcome, ...]
    trajectories: pd.DataFrame = field(repr=False)
    figures: Figures = field(repr=False)
    provenance: Provenance
    interrupted: bool = False
