"""The weights of one player, compared by value: ``fused`` optimizers and ``.data`` leave no version behind."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Weights", "dense", "is_zero"]

ENTRIES = 64
"""So many entries of each parameter are compared, beside its greatest modulus."""


def is_zero(gradient: "Tensor") -> bool:
    """Whether there is nothing but zeros; a few entries tell it most of the time."""
    return not bool(_some(dense(gradient)).any()) and not bool(dense(gradient).any())


def dense(gradient: "Tensor") -> "Tensor":
    """The entries of a gradient that are kept: all, or those of a sparse one."""
    return gradient.coalesce().values() if gradient.is_sparse else gradient


def _some(tensor: "Tensor") -> "Tensor":
    flat = tensor.detach().reshape(-1)
    return flat[:: max(1, flat.numel() // ENTRIES)]


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
            for key in list(self._params) if thorough or not self.sizes else list(changed):
                least, most = torch.aminmax(self._params[key].detach())
                size = max(-float(least), float(most))
                if self.sizes.get(key, size) != size and key not in changed:
                    changed.append(key)
                self.sizes[key] = size
        self._entries = seen
        return changed

    @staticmethod
    def _look(each: "Tensor") -> bytes:
        return _some(each).float().cpu().numpy().tobytes()

    def cleared(self, fed: Iterable[int]) -> list[int]:
        """Those of the parameters whose gradient is none or nothing but zeros."""
        return [
            key
            for key in fed
            if (each := self._params.get(key)) is not None and (each.grad is None or is_zero(each.grad))
        ]
