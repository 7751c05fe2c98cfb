"""Where the games of a batch stand between two rounds.

Guarantees: immutable but for the streams, which move on as they are read; rows can be taken and put together again.
Refuses to play.
"""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from gancheck.learned.batches import join_batches
from gancheck.learned.game import Game
from gancheck.learned.optimiser import Optimiser

__all__ = ["Standing", "joined"]


@dataclass(frozen=True)
class Standing:
    """Where the games of a batch stand.

    Attributes:
        game: the problems with their streams; its ``d`` and ``g`` are the players as they now are.
        d_memory: the optimiser of D.
        g_memory: the optimiser of G.
        d_rate: η_D of each problem, (B, 1).
        g_rate: η_G, (B, 1).
        ridge: λ, (B, 1).
    """

    game: Game
    d_memory: Optimiser
    g_memory: Optimiser
    d_rate: Tensor
    g_rate: Tensor
    ridge: Tensor

    def __len__(self) -> int:
        return len(self.d_rate)

    def rows(self, index: Any) -> "Standing":
        """Some problems: a slice, or an array of integers."""
        return Standing(
            self.game.rows(index),
            self.d_memory.rows(index),
            self.g_memory.rows(index),
            self.d_rate[index],
            self.g_rate[index],
            self.ridge[index],
        )


def joined(standing: Standing, parts: list[Standing]) -> Standing:
    """The batch from its chunks."""
    if len(parts) == 1:
        return parts[0]
    game, games = standing.game, [part.game for part in parts]
    players = replace(
        game,
        d=game.d.with_parameters(torch.cat([each.d.parameters for each in games])),
        g=game.g.with_parameters(torch.cat([each.g.parameters for each in games])),
        real=join_batches(game.real, [each.real for each in games]),
        noise=join_batches(game.noise, [each.noise for each in games]),
    )
    first = parts[0]
    return replace(
        standing,
        game=players,
        d_memory=first.d_memory.join([part.d_memory for part in parts]),
        g_memory=first.g_memory.join([part.g_memory for part in parts]),
    )
