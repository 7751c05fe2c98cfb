"""The ledger of gradients: which runs of the engine are in the ``.grad`` of each parameter, and who put it there.

Accumulating, scaling and zeroing leave a gradient's numbers where they are. A ``.grad`` that lies elsewhere was set by
hand, to what a run returned or to something else.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from gancheck.auditing.steps.weights import dense, is_zero

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Ledger"]


class Ledger:
    """What is known of the players' gradients.

    Args:
        parameters: id -> parameter.
    """

    def __init__(self, parameters: dict[int, Any]) -> None:
        self._parameters = parameters
        self._fed: dict[int, set[int]] = {}
        self._left: dict[int, int] = {}  # where each gradient lay after the run that wrote it
        self._returned: dict[int, tuple[Any, int]] = {}  # its last returned gradient, and the run

    def added(self, run: int, leaves: Iterable[int]) -> None:
        """A run has added to the gradients of these parameters."""
        for each in leaves:
            self._fed.setdefault(each, set()).add(run)
            self._left[each] = _where(self._parameters[each].grad)

    def returned(self, run: int, inputs: Iterable[Any], result: Any) -> None:
        """A run has returned gradients by these parameters."""
        pairs = zip(inputs, result or (), strict=False)
        self._returned |= {id(each): (found, run) for each, found in pairs if found is not None}

    def forget(self, cleared: "Callable[[Iterable[int]], list[int]]") -> None:
        """Nobody tells when gradients are zeroed: it is seen when the next ones come, or the step."""
        for each in cleared(self._fed.keys()):
            self._fed.pop(each, None)

    def consumed(self, held: "list[Tensor]") -> dict[str, Any]:
        """What a step of these parameters takes, as it is now: the gradients' fields of a `Step`."""
        import torch

        graded: list[Any] = [each for each in held if each.grad is not None]
        for each in graded:
            found, run = self._returned.get(id(each), (None, 0))
            if run and self._moved(each) and _where(each.grad) == _where(found):
                self._fed[id(each)], self._left[id(each)] = {run}, _where(found)
        return {
            "holds": frozenset(id(each) for each in held),
            "fed": {id(each): frozenset(self._fed.get(id(each), ())) for each in graded},
            "still": frozenset(id(each) for each in graded if is_zero(each.grad)),
            "replaced": frozenset(
                id(each) for each in graded if id(each) in self._parameters and self._moved(each)
            ),
            "finite": all(bool(torch.aminmax(dense(each.grad))[1].isfinite()) for each in graded),
        }

    def _moved(self, parameter: Any) -> bool:
        return self._left.get(id(parameter), 0) != _where(parameter.grad)


def _where(gradient: "Tensor | None") -> int:
    """The address of a gradient's numbers; 0 if there is none."""
    return 0 if gradient is None or gradient.is_sparse else gradient.data_ptr()
