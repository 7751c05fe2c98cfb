r"""Score injection: D's output is replaced by scores of our choosing, and the loss's derivative by them is read.

With :math:`t = D(x)`, the hook returns :math:`u + (t - \mathrm{stop}(t))`, which is u exactly and has t's gradient; a
tensor hook then reads ∂L/∂u. The target's own loss, however it is spread over its lines, is so evaluated wherever we
like. The same trick on the result of ``autograd.grad`` reads a penalty as a function of the gradient it punishes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gancheck.auditing.steps.events import Backward, Call

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Injection", "Pull", "Response"]

Floats = NDArray[np.float64]
Scores = Callable[[Call, int, int], Floats]
"""(the call of D, which of its outputs, how many) -> scores."""


@dataclass(frozen=True)
class Response:
    """∂L/∂u of one output of one call, as one run of the engine gave it.

    Attributes:
        call: The call's moment.
        output: Which of its outputs.
        run: The run's moment.
        scores: u, ``(rows, entries of a row)``.
        slopes: ∂L/∂u, likewise.
        epsilon: The spacing at 1 of the dtype that they came in.
    """

    call: int
    output: int
    run: int
    scores: Floats
    slopes: Floats
    epsilon: float


@dataclass(frozen=True)
class Pull:
    """∂L/∂v where v stands for the gradient that `torch.autograd.grad` returned; ``(rows, entries)`` each."""

    gradient: int
    run: int
    given: Floats
    slopes: Floats
    epsilon: float


@dataclass
class Injection:
    """What is injected, and what came back.

    Attributes:
        choose: The scores.
        steep: The norms of the rows that penalties get, cyclically, each row's up to twice as great as the first's;
            None leaves penalties alone.
        given: Call -> the first few different scores of its outputs.
    """

    choose: Scores
    steep: tuple[float, ...] | None = None
    responses: list[Response] = field(default_factory=list)
    pulls: list[Pull] = field(default_factory=list)
    given: dict[int, set[float]] = field(default_factory=dict)

    def level(self, call: int) -> set[float]:
        """The scores that a call gave, detached or not, if they are few."""
        return self.given.get(call, set())

    def scores(self, call: Call, out: Any, run: Callable[[], int | None]) -> Any:
        """The outputs with chosen scores, in the same structure."""
        count = 0

        def replaced(value: Any) -> Any:
            nonlocal count
            import torch

            if isinstance(value, torch.Tensor) and value.is_floating_point():
                count += 1
                return self._score(call, count - 1, value, run)
            if isinstance(value, tuple) and hasattr(value, "_fields"):
                return type(value)(*(replaced(each) for each in value))
            if isinstance(value, list | tuple):
                return type(value)(replaced(each) for each in value)
            if isinstance(value, dict):
                return {name: replaced(each) for name, each in value.items()}
            return value

        return replaced(out)

    def _score(self, call: Call, output: int, out: "Tensor", run: Callable[[], int | None]) -> "Tensor":
        import torch

        if not (out.requires_grad and torch.is_grad_enabled()):
            return out
        rows = len(out) if out.ndim else 1
        chosen = self.choose(call, output, out.numel())
        injected = torch.as_tensor(chosen, dtype=out.dtype, device=out.device).reshape(out.shape)
        seen = injected.detach().double().cpu().numpy().reshape(rows, -1)
        self.given.setdefault(call.at, set()).update(np.unique(seen)[:4].tolist())
        replaced = injected + (out - out.detach())

        def read(slope: "Tensor") -> None:
            moment = run()
            if moment is not None:
                slopes = slope.detach().double().cpu().numpy().reshape(rows, -1)
                self.responses.append(
                    Response(call.at, output, moment, seen, slopes, float(torch.finfo(slope.dtype).eps))
                )

        replaced.register_hook(read)  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return replaced

    def gradient(self, taken: Backward, result: "Tensor", run: Callable[[], int | None]) -> "Tensor":
        """A penalty's gradient with rows of chosen norms, in directions with no symmetry."""
        import torch

        if self.steep is None:
            return result
        rows = len(result) if result.ndim else 1
        entries = result.numel() // max(rows, 1)
        directions = np.random.default_rng(0).standard_normal((rows, max(entries, 1)))
        # No two rows alike: nor are two packs of rows that D judges together.
        norms = (np.resize(np.array(self.steep), rows) * (1.0 + np.arange(rows) / max(rows, 1)))[:, None]
        given = directions / np.linalg.norm(directions, axis=1, keepdims=True) * norms
        injected = torch.as_tensor(given, dtype=result.dtype, device=result.device).reshape(result.shape)
        seen = injected.detach().double().cpu().numpy().reshape(rows, -1)
        replaced = injected + (result - result.detach())

        def read(slope: "Tensor") -> None:
            moment = run()
            if moment is not None:
                slopes = slope.detach().double().cpu().numpy().reshape(rows, -1)
                spacing = float(torch.finfo(slope.dtype).eps)
                self.pulls.append(Pull(taken.at, moment, seen, slopes, spacing))

        replaced.register_hook(read)  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return replaced
