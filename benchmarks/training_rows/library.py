"""gancheck, by its public interface: `gk.train(law, gk.Algorithm1(...))`."""

import time

import numpy as np
import torch

import gancheck as gk
from benchmarks.training_rows.contest import MINIBATCH, SLOPE, WIDTHS, Contest
from benchmarks.training_rows.played import Played
from gancheck.learned.device import threads
from gancheck.learned.network import Network
from gancheck.learned.training import record

__all__ = ["Library", "untrained"]


class Library:
    """The row.

    A call also measures the players exactly, at the start and at the end, which no other row does. The clock therefore
    starts at the first record, and the time of the last is taken once more and subtracted.
    """

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.algorithm = gk.Algorithm1(
            steps=contest.steps,
            batch_size=MINIBATCH,
            discriminator_rate=contest.discriminator_rate,
            generator_rate=contest.generator_rate,
            schedule="constant",
            optimiser="sgd",
            momentum=contest.momentum,
            generator_loss="minimax",
            discriminator="mlp",
            generator="mlp",
            discriminator_widths=WIDTHS[1:-1],
            generator_widths=WIDTHS[1:-1],
            record_every=contest.steps,
            seed=contest.seed,
            device=contest.device,
        )

    def play(self, timing: bool) -> Played:
        """Train the whole batch."""
        begun: list[float] = []
        training = gk.train(
            self.contest.law, self.algorithm, lambda done, of: begun.append(time.perf_counter())
        )
        with threads(1), torch.no_grad():  # as within the call
            record(training.final, [(self.algorithm.seed, i) for i in range(len(self.contest.law))])
        if self.contest.device == "cuda":
            torch.cuda.synchronize()
        end = time.perf_counter()
        # begun: after the first record, after the last; what follows is the last record once more.
        measuring = end - begun[-1]
        seconds = begun[-1] - begun[0] - measuring
        if timing and seconds < measuring:
            raise SystemExit(
                f"gancheck trained for {seconds:.2g} s and measured for {measuring:.2g} s, too long to be subtracted; "
                "give more --steps"
            )
        return Played(seconds, len(self.contest.law) * self.contest.steps, training.final.g.parameters)


def untrained(contest: Contest) -> torch.Tensor:
    """Generators that have not learned, (B, P)."""
    rngs = np.random.default_rng(contest.seed).spawn(len(contest.law))
    return Network.random(WIDTHS, SLOPE, rngs, torch.zeros(0)).parameters
