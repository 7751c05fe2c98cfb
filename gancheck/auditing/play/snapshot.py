"""The target's state, kept to be put back: weights, buffers and what its optimizers remember."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch

from gancheck.auditing.gan import Gan

__all__ = ["Snapshot", "take_snapshot"]


@dataclass(frozen=True)
class Snapshot:
    """A copy of the state of the players and of the optimizers that are known."""

    players: tuple[tuple[Any, dict[str, Any], bool], ...]
    optimizers: tuple[tuple[Any, dict[str, Any]], ...]

    def restore(self) -> None:
        """Put it back; gradients are cleared, as they are before a first step."""
        for player, state, training in self.players:
            player.load_state_dict(state)
            player.train(training)
            for parameter in player.parameters():
                parameter.grad = None
        for optimizer, state in self.optimizers:
            optimizer.load_state_dict(deepcopy(state))

    def moved(self, player: Any) -> bool:
        """Whether any parameter of a player differs from its copy."""
        state = next(state for known, state, _ in self.players if known is player)
        return any(not torch.equal(p.detach(), state[name]) for name, p in player.named_parameters())


def take_snapshot(gan: Gan, optimizers: Iterable[Any]) -> Snapshot:
    """A copy of everything that a step changes in the players and in these optimizers."""
    players = tuple(
        (player, deepcopy(player.state_dict()), player.training)
        for player in (gan.discriminator, gan.generator)
    )
    return Snapshot(
        players,
        tuple((each, deepcopy(each.state_dict())) for each in optimizers if hasattr(each, "load_state_dict")),
    )
