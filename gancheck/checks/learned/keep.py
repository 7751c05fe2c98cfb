"""Where a check leaves the trainings that it judged, for whoever wants their trajectories."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from gancheck.learned.training import Training

__all__ = ["Keep", "forget"]

Keep: TypeAlias = "Callable[[Training], None]"
"""Called once with each training, when it has ended."""


def forget(training: "Training") -> None:
    """Keep nothing."""
