"""Timing in turns: what is compared runs alternately in one process, so that a busy machine slows all alike."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping

__all__ = ["machine", "medians"]


def medians(functions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median process time of each function over ``rounds`` turns, in seconds, after one call that is not timed."""
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function()
    for _ in range(rounds):
        for name, function in functions.items():
            start = time.process_time()
            function()
            seconds[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in seconds.items()}


def machine() -> dict[str, object]:
    """What the times depend on, as columns of the table."""
    return {
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "threads": os.environ.get("OMP_NUM_THREADS", "default"),
        "python": platform.python_version(),
    }
