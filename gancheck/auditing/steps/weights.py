"""The weights of one player, compared by value: ``fused`` optimizers and ``.data`` leave no version behind."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn

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
        self._entries: dict[int, bytes] = {}
        self.renew()

    def largest(self) -> float:
        """The greatest modulus of all weights."""
        return max(self.sizes.values(), default=0.0)

    def renew(self, *, thorough: bool = True) -> list[int]:
        """Look again; the ids of those that are not what they were.

        Args:
            thorough: Compare greatest moduli as well, which reads every weight; if not, they are renewed only where an
                entry has changed.
        """
        import torch

        with torch.no_grad():
            seen = {key: self._look(each) for key, each in self._params.items()}
            changed = [key for key, entries in seen.items() if self._entries.get(key, entries) != entries]
            measured = list(self._params) if thorough or not self.sizes else changed
            if measured:
                sizes = torch._foreach_norm([self._params[key].detach() for key in measured], float("inf"))
                for key, size in zip(measured, torch.stack(list(sizes)).tolist(), strict=True):
                    if self.sizes.get(key, size) != size and key not in changed:
                        changed.append(key)
                    self.sizes[key] = size
        self._entries = seen
        return changed

    @staticmethod
    def _look(each: "Tensor") -> bytes:
        flat = each.detach().reshape(-1)
        entries = flat[:: max(1, flat.numel() // ENTRIES)]
        return entries.float().cpu().numpy().tobytes()

    def cleared(self, fed: Iterable[int]) -> list[int]:
        """Those of the parameters whose gradient is none or nothing but zeros."""
        return [
            key
            for key in fed
            if (each := self._params.get(key)) is not None
            and (each.grad is None or not bool(each.grad.any()))
        ]
