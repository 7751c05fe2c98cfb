"""The mutants of the bench: every bug in every host and loss that it is for, and the loss pairs alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.audit.bugs import gradients, labels, objective, outputs, players, schedule, wasserstein
from benchmarks.audit.edit import Bug
from benchmarks.audit.program import Program

__all__ = ["BUGS", "Mutant", "mutants"]

BUGS: tuple[Bug, ...] = (
    *labels.BUGS,
    *outputs.BUGS,
    *objective.BUGS,
    *gradients.BUGS,
    *players.BUGS,
    *wasserstein.BUGS,
    *schedule.BUGS,
)


@dataclass(frozen=True)
class Mutant:
    """A program with one bug."""

    program: Program
    bug: Bug

    @property
    def name(self) -> str:
        """Its class and its program."""
        return f"{self.bug.code} | {self.program.name}"


def mutants(seed: int = 0) -> Iterator[Mutant]:
    """All of them, with weights of one seed."""
    for bug in BUGS:
        for loss in bug.losses:
            hosts = ("", *bug.hosts) if bug.of_loss else bug.hosts
            for host in hosts:
                yield Mutant(Program(host, loss, (bug,), seed), bug)
