"""The state of a target, so that a throw-away run leaves no trace: weights, moments, random numbers, counters."""

import gc
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from gancheck.auditing.gan import Gan
from gancheck.auditing.randomness import random_state, restore_random_state

if TYPE_CHECKING:
    from torch import nn
    from torch.optim import Optimizer

__all__ = ["Snapshot", "owners_of"]


class Snapshot:
    """What a target was; `restore` makes it so again, as often as is wanted."""

    def __init__(self, gan: Gan) -> None:
        self._owners = owners_of(gan)
        self._modules = _modules(gan, self._owners)
        self._optimizers = _optimizers(self._modules)
        self._states = [
            [(each, each.detach().clone()) for each in (*module.parameters(), *module.buffers())]
            for module in self._modules
        ]
        self._wanted = [
            (each, each.requires_grad) for module in self._modules for each in module.parameters()
        ]
        self._modes = [(part, part.training) for module in self._modules for part in module.modules()]
        self._moments = [deepcopy(each.state_dict()) for each in self._optimizers]
        self._counters = [_plain(_members(owner)) for owner in self._owners]
        self._random = random_state()

    def restore(self) -> None:
        """Put everything back."""
        import torch

        with torch.no_grad():
            for state in self._states:
                for each, value in state:
                    each.data.copy_(value)
        for each, wanted in self._wanted:
            each.requires_grad_(wanted)
            each.grad = None
        for part, mode in self._modes:
            part.training = mode
        for optimizer, moments in zip(self._optimizers, self._moments, strict=True):
            optimizer.load_state_dict(deepcopy(moments))
        for owner, counters in zip(self._owners, self._counters, strict=True):
            now = _members(owner)
            for name, value in counters.items():
                if name in now and now[name] is value:
                    continue
                if isinstance(owner, dict):
                    owner[name] = value
                elif isinstance(owner, type):
                    type.__setattr__(owner, name, value)
                else:
                    object.__setattr__(owner, name, value)  # past what a class says about its own members
        restore_random_state(self._random)

    def moved(self, player: "nn.Module") -> bool:
        """Whether any parameter of a player differs from what it was."""
        import torch

        own = {id(each) for each in player.parameters()}
        return any(
            not torch.equal(each.detach(), value)
            for state in self._states
            for each, value in state
            if id(each) in own
        )


def owners_of(gan: Gan) -> list[Any]:
    """The objects whose methods the steps are, and what a partial or a closure holds: dictionaries or objects."""
    owners: list[Any] = []
    for step in (gan.train_step, gan.discriminator_step, gan.generator_step, gan.loop):
        cells = [cell.cell_contents for cell in getattr(step, "__closure__", None) or () if _filled(cell)]
        given = [*getattr(step, "args", ()), *getattr(step, "keywords", {}).values()]
        owners += [getattr(step, "__self__", None), *cells, *given]
    kept = [each for each in owners if isinstance(each, dict) or hasattr(each, "__dict__")]
    return list({id(each): each for each in kept}.values())


def _members(owner: Any) -> Mapping[str, Any]:
    return owner if isinstance(owner, dict) else vars(owner)


def _filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _modules(gan: Gan, owners: list[Any]) -> "list[nn.Module]":
    from torch import nn

    found: list[Any] = [gan.generator, gan.discriminator]
    for owner in owners:
        found += [each for each in (owner, *_members(owner).values()) if isinstance(each, nn.Module)]
    return list({id(each): each for each in found}.values())


def _optimizers(modules: "list[nn.Module]") -> "list[Optimizer]":
    """Every optimizer of theirs that is alive, wherever it is kept."""
    from torch.optim import Optimizer

    own = {id(each) for module in modules for each in module.parameters()}
    return [
        each
        for each in gc.get_objects()
        if issubclass(type(each), Optimizer)
        and any(id(param) in own for group in getattr(each, "param_groups", ()) for param in group["params"])
    ]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Counters and other numbers, which assignment restores."""
    return {
        name: value for name, value in values.items() if isinstance(value, int | float | bool | str | None)
    }
