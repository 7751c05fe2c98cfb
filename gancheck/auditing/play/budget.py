"""A time budget that is obeyed, and what is left of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

__all__ = ["Budget", "Progress"]

Progress = Callable[[str, float], None]
"""``(what is going on, share of it that is done)``, called between steps."""


@dataclass
class Budget:
    """Seconds that a part of the play may take.

    Attributes:
        seconds: How long.
        progress: Told how far it is.
        name: What is going on, in words.
        steps: Most steps of the target; None for as many as the time allows.
    """

    seconds: float
    progress: Progress | None = None
    name: str = ""
    steps: int | None = None
    started: float = field(default_factory=perf_counter)

    @property
    def spent(self) -> float:
        """Seconds since it began."""
        return perf_counter() - self.started

    def share(self, done: int) -> float:
        """The share of the budget that is spent after so many steps; above 1 if it was exceeded."""
        return max(self.spent / self.seconds, done / self.steps if self.steps else 0.0)

    def goes_on(self, done: int) -> bool:
        """Whether there may be one more step after so many; tells the progress."""
        share = self.share(done)
        if self.progress is not None:
            self.progress(self.name, min(1.0, share))
        return share < 1.0
