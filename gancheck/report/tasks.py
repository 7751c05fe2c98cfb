"""The checks of a run as tasks: the numeric tier in worker processes, the learned tier in this one meanwhile.

A worker is a fresh interpreter that loads the same modules in the same order whatever it is given to do, because
what Hypothesis draws for a seed depends on them: a task has the same outcome in any worker.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

from gancheck.checks.evidence import families_at, tiers_of
from gancheck.checks.learned.keep import Keep, forget
from gancheck.checks.outcome import Outcome
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, Tier
from gancheck.claims.registry import get_claim
from gancheck.errors import GancheckError

if TYPE_CHECKING:
    from gancheck.learned.training import Training

__all__ = ["ROOMS", "Task", "load", "outcomes", "tasks", "workers"]

ROOMS = (
    "numerics",
    "distributions",
    "divergences",
    "theory",
    "certified",
    "claims",
    "strategies",
    "checks.exact",
    "checks.certified",
)
"""What a worker loads before its first task."""


@dataclass(frozen=True)
class Task:
    """One check to run.

    Attributes:
        claim: Id of the claim.
        tier: The tier to check it at.
        family: The family to check it on.
        seed: Seeds the drawing and the training.
        size: Batches to draw (numeric, certified), problems to train (learned) or rational ones to draw (exact).
        device: Where players are trained.
    """

    claim: str
    tier: Tier
    family: str
    seed: int
    size: int
    device: str

    def run(self, keep: Keep = forget) -> Outcome:
        """Check the claim; ``keep`` gets each training that is judged."""
        claim = get_claim(self.claim)
        if self.tier is Tier.EXACT:
            from gancheck.checks.exact.check import check_exact

            return check_exact(claim, self.family, seed=self.seed, size=self.size)
        if self.tier is Tier.CERTIFIED:
            from gancheck.checks.certified.check import check_certified

            return check_certified(claim, self.family, seed=self.seed, batches=self.size)
        if self.tier is Tier.NUMERIC:
            from gancheck.checks.numeric import check_generated

            return check_generated(claim, self.family, seed=self.seed, batches=self.size)
        from gancheck.checks.learned import check_learned

        return check_learned(
            claim,
            self.family,
            seed=self.seed,
            size=self.size,
            device=self.device,
            keep=keep,
        )

    def skipped(self, reason: str) -> Outcome:
        """What stands in the table if the check does not run."""
        return Outcome(
            claim=self.claim,
            tier=self.tier,
            family=self.family,
            verdict=Verdict.SKIPPED,
            reason=reason,
            seed=self.seed,
        )


def tasks(claims: tuple[Claim, ...], sizes: dict[Tier, int], seed: int, device: str) -> tuple[Task, ...]:
    """One task a claim, tier and family, in reading order."""
    return tuple(
        Task(claim.id, tier, family, seed, sizes[tier], device)
        for claim in claims
        for tier in tiers_of(claim)
        for family in families_at(claim, tier)
    )


@contextmanager
def workers() -> Iterator[ProcessPoolExecutor]:
    """One fresh interpreter a core; what they still wait for at the end of the block is dropped.

    Raises:
        GancheckError: A worker was killed, for example by the system for want of memory.
    """
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), _prepare) as pool:
        try:
            yield pool
        except BrokenProcessPool:
            raise GancheckError(
                "A worker process was killed; free some memory, or run with --quick."
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def outcomes(
    pool: ProcessPoolExecutor,
    todo: tuple[Task, ...],
    advance: Callable[[str], None],
    keep: "Callable[[str, Training], None]",
) -> Iterator[tuple[Task, Outcome]]:
    """Run the tasks and yield what each found.

    ``advance`` hears the name of each that is done; ``keep`` gets each training, under its claim and family.
    """
    waiting = {pool.submit(task.run): task for task in todo if task.tier is not Tier.LEARNED}
    for task in todo:
        if task.tier is Tier.LEARNED:
            yield task, task.run(partial(keep, f"{task.claim} {task.family}"))
            advance(task.claim)
            yield from _finished(waiting, advance, timeout=0.0)
    while waiting:
        yield from _finished(waiting, advance, timeout=None)


def _finished(
    waiting: dict[Future[Outcome], Task], advance: Callable[[str], None], timeout: float | None
) -> Iterator[tuple[Task, Outcome]]:
    """Take what the workers have finished out of ``waiting``; without a timeout, wait until there is something."""
    for future in wait(waiting, timeout, FIRST_COMPLETED).done:
        task = waiting.pop(future)
        yield task, future.result()
        advance(task.claim)


def _prepare() -> None:
    """Load everything that a task may load; at an interrupt from the keyboard, end without a word."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    load(ROOMS)


def load(rooms: Iterable[str]) -> None:
    """Import every module of some rooms: what Hypothesis draws for a seed depends on which are loaded."""
    for room in rooms:
        package = import_module(f"gancheck.{room}")
        for module in walk_packages(package.__path__, f"gancheck.{room}."):
            with suppress(ModuleNotFoundError):  # of an extra that is not installed
                import_module(module.name)
