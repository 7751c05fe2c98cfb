"""The trajectory as it grows: records in order, each reported once.

A measurement is made on the processor, in float64. Where the players learn on a GPU and nothing waits for the result,
it is made aside, in a thread of its own, while the device plays on; players are immutable, so that nothing changes
under it. Where an early stop depends on it, or the processor is busy with the learning itself, it is made at once.

Guarantees: records are reported in their order, from the thread that trains. Refuses to measure.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import torch

from gancheck.learned.training import Record

__all__ = ["Recorder"]


class Recorder:
    """Collects records; a context, at whose end nothing is still being measured."""

    def __init__(self, aside: bool, report: Callable[[Record], None] | None) -> None:
        self._pool = (
            ThreadPoolExecutor(1, initializer=torch.set_num_threads, initargs=(1,)) if aside else None
        )
        self._report = report
        self._waiting: list[Future[Record]] = []
        self.records: list[Record] = []

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Report what is still being measured; interrupted, drop it."""
        if kind is None:
            self._collect(wait=True)
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def add(self, measure: Callable[[], Record]) -> None:
        """Make the next record, now or aside, and report those that are ready."""
        if self._pool is None:
            self._keep(measure())
            return
        self._waiting.append(self._pool.submit(measure))
        self._collect(wait=False)

    def _collect(self, wait: bool) -> None:
        while self._waiting and (wait or self._waiting[0].done()):
            self._keep(self._waiting.pop(0).result())

    def _keep(self, record: Record) -> None:
        self.records.append(record)
        if self._report is not None:
            self._report(record)
