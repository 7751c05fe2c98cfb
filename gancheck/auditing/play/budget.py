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
    """

    seconds: float
    progress: Progress | None = None
    name: str = ""
    started: float = field(default_factory=perf_counter)

    @property
    def spent(self) -> float:
        """Seconds since it began."""
        return perf_counter() - self.started

    def goes_on(self) -> bool:
        """Whether there is time for one more step of the size of the last ones; tells the progress."""
        if self.progress is not None:
            self.progress(self.name, min(1.0, self.spent / self.seconds))
        return self.spent < self.seconds
