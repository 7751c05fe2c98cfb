"""The events of a few updates, in the order in which they happened: each carries the number of its moment."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gancheck.auditing.finding import Place
from gancheck.auditing.steps.origin import Origin
from gancheck.auditing.steps.reports import Report

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Backward", "Call", "Change", "DeadLoss", "Log", "Step"]


@dataclass(frozen=True, kw_only=True)
class Call:
    """A player's forward pass.

    Attributes:
        at: Its moment.
        player: ``"D"`` or ``"G"``.
        part: Which of several networks of the player, if it is a collection of them; ``""`` otherwise.
        origin: Where the rows of its first input come from.
        inputs: That input, a copy; a floating-point tensor where there is one.
        outputs: Its outputs, copies.
        training: The player's mode.
        modal: Names of layers that act differently in the two modes and were in evaluation mode.
        norm: Whether a layer takes statistics over the batch, in training mode.
        graded: Whether an output carries a gradient.
        attached: Whether the input does.
        activation: What made the first output, by its node of the graph: ``"Sigmoid"``, ``"Tanh"``, … or ``""``.
        largest: The greatest modulus of a weight of D at that moment.
        place: Where it was called.
    """

    at: int
    player: str
    origin: Origin
    inputs: "Tensor | None"
    outputs: "tuple[Tensor, ...]"
    training: bool
    modal: tuple[str, ...]
    norm: bool
    graded: bool
    attached: bool
    activation: str
    largest: float
    place: Place | None
    part: str = ""


@dataclass(kw_only=True)
class Backward:
    """One run of the engine: `torch.autograd.backward` or `torch.autograd.grad`.

    Attributes:
        at: Its moment.
        accumulates: Whether it adds to ``.grad``, or returns gradients by parameters alone, to be put there.
        create_graph: Whether its result can be differentiated again.
        calls: Moments of the players' calls whose graphs it went through.
        gradients: Moments of earlier `torch.autograd.grad` runs whose results it went through.
        leaves: The parameters that it reached, by id.
        value: The number that was differentiated; NaN if it is no number.
        finite: Whether that is finite.
        into: Of a run of `torch.autograd.grad`: copies of the tensors that it differentiates by, if no parameters.
        result: The first gradient, a copy.
        origin: Where that tensor's rows come from.
        path: Nodes between what is differentiated and D's output, such as ``("SumBackward0",)``.
        place: Where it was called.
        rewarded: Whether D's outputs, as plain numbers, weigh what is differentiated.
    """

    at: int
    accumulates: bool
    create_graph: bool
    calls: frozenset[int]
    gradients: frozenset[int]
    leaves: frozenset[int]
    value: float
    finite: bool
    into: "Tensor | None" = None
    result: "Tensor | None" = None
    origin: Origin = ()
    path: tuple[str, ...] = ()
    place: Place | None = None
    rewarded: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of an optimizer.

    Attributes:
        at: Its moment.
        optimizer: Which, numbered in the order in which they were first seen.
        holds: The parameters that it holds, by id.
        fed: The parameter's id -> the moments of the runs in its ``.grad``.
        still: The parameters whose gradient is zero, though there is one.
        replaced: The parameters whose gradient is not the one that the last run wrote: somebody has set another.
        moved: The parameters that the step changed.
        finite: Whether every gradient is finite.
        place: Where it was called.
    """

    at: int
    optimizer: int
    holds: frozenset[int]
    fed: dict[int, frozenset[int]]
    still: frozenset[int]
    moved: frozenset[int]
    finite: bool
    place: Place | None
    replaced: frozenset[int] = frozenset()

    def backwards(self, owned: frozenset[int]) -> frozenset[int]:
        """The runs that fed those of these parameters that the step has a gradient for, zero or not."""
        return frozenset(at for each, fed in self.fed.items() if each in owned for at in fed)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A player's weights changed though no optimizer stepped: clipping, averaging, a manual update.

    Attributes:
        at: The moment when it was seen.
        player: Whose.
        before: The greatest modulus of each changed parameter before.
        after: The same after.
    """

    at: int
    player: str
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(kw_only=True)
class DeadLoss:
    """A loss that was computed from a player's output; ``used`` once a run of the engine went through it.

    Attributes:
        at: Its moment.
        name: The function's.
        calls: The moments of the calls that it depends on.
        used: Whether it was differentiated.
        taken: What made the scores that it is given, such as ``"Softmax"``.
        value: The sum of its entries.
        between: Where the rows of its arguments come from, such as ``{"real", "fake"}``.
        weights: Run of the engine -> its weight in what was differentiated.
        place: Where it was computed.
    """

    at: int
    name: str
    calls: frozenset[int]
    used: bool
    place: Place | None
    taken: str = ""
    value: float = 0.0
    between: frozenset[str] = frozenset()
    weights: dict[int, float] = field(default_factory=dict)


@dataclass
class Log:
    """What was recorded.

    Attributes:
        params: Player -> ids of its parameters.
        names: id -> the parameter's name in its player.
        frozen: The parameters that asked for no gradient at any step, or at the end.
        sizes: id -> number of elements.
        reports: The numbers that the target gave names after its updates.
        failures: What went wrong in our own hooks; it never reaches the target.
    """

    params: dict[str, frozenset[int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    frozen: set[int] = field(default_factory=set)
    sizes: dict[int, int] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    backwards: list[Backward] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    losses: list[DeadLoss] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def call(self, at: int) -> Call | None:
        """The call of that moment."""
        return next((call for call in self.calls if call.at == at), None)

    def backward(self, at: int) -> Backward | None:
        """The engine's run of that moment."""
        return next((run for run in self.backwards if run.at == at), None)
