"""The weights of one player, compared by value: ``fused`` optimizers and ``.data`` leave no version behind."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Weights"]

ENTRIES = 64
"""So many entries of each parameter are compared, beside its greatest modulus."""


class Weights:
    """What the weights were when they were last looked at.

    Attributes:
        sizes: id -> greatest modulus.
    """

    def __init__(self, player: str, module: "nn.Module") -> None:
        self.player = player
        self._params = {id(each): each for each in module.parameters() if each.numel()}
        self.sizes: dict[int, float] = {}
        self._entries: dict[int, tuple[float, ...]] = {}
        self.renew()

    def largest(self) -> float:
        """The greatest modulus of all weights."""
        return max(self.sizes.values(), default=0.0)

    def renew(self) -> list[int]:
        """Look again; the ids of those that are not what they were."""
        import torch

        changed = []
        with torch.no_grad():
            for key, each in self._params.items():
                flat = each.detach().reshape(-1)
                stride = max(1, flat.numel() // ENTRIES)
                size, entries = float(flat.abs().max()), tuple(flat[::stride].tolist())
                if self._entries.get(key, entries) != entries or self.sizes.get(key, size) != size:
                    changed.append(key)
                self.sizes[key], self._entries[key] = size, entries
        return changed

    def cleared(self, fed: Iterable[int]) -> list[int]:
        """Those of the parameters whose gradient is none or nothing but zeros."""
        return [
            key
            for key in fed
            if (each := self._params.get(key)) is not None
            and (each.grad is None or not bool(each.grad.any()))
        ]
