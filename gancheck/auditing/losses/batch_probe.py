r"""What a loss does with a batch: whether it is an average over its samples, and over which shapes and sizes.

A loss of the literature is :math:`\frac1N\sum_i \varphi(t_i) + \frac1M\sum_j \psi(s_j)`, or a sum of this kind. Then
its mixed second difference vanishes, its change from one batch to another is the mean of the changes of its samples,
and neither the order nor the number of samples matters. Every number here is a difference of values of the loss.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from torch import Tensor

from gancheck.auditing.losses.called_loss import FAKE, REAL
from gancheck.auditing.losses.pair import LossPair

__all__ = ["BatchProbe", "probe_batch"]

WIDE = ((-2.5, 3.25, 0.5), (2.75, -1.5, 4.0), (3.5, -0.75, -3.0), (-1.25, 2.25, 1.0))
"""Spread scores beyond every margin: two batches for real outputs, then two for fakes."""
LENGTH = 3
SIZES = (4, 6)
"""Unequal numbers of real and fake outputs, neither a multiple of the other nor 1, so that nothing broadcasts."""

Loss = Callable[[Tensor, Tensor], Any]


@dataclass(frozen=True, kw_only=True)
class BatchProbe:
    """One player's loss as a function of whole batches; None where it could not be measured.

    Attributes:
        player: ``"d"`` or ``"g"``.
        needs_real: Whether real outputs move the loss.
        needs_fake: Whether fake outputs do.
        cut_off: The sides whose outputs move the loss and have no gradient from it.
        additive: Whether real and fake outputs add up, and by how much they do not otherwise.
        interaction: The mixed second difference that is largest against its rounding.
        reduction: ``"mean"``, ``"sum"``, ``"none"`` or None.
        batch_value: The loss of a spread batch, less that of a constant one.
        sample_mean: The mean of the same over its samples one by one; they agree unless samples are mixed.
        mixed_side: ``"real"`` or ``"fake"``: where they disagree.
        permutation: By how much the order of the samples changes it.
        unequal: What happens with unequal sizes: "" if the value is right, else a sentence.
        single: What happens with one sample: "" if it is taken.
        refused_shapes: Shapes of outputs that it refuses.
        wrong_shapes: Shapes that it takes and gets wrong.
    """

    player: str
    needs_real: bool
    needs_fake: bool
    cut_off: tuple[str, ...]
    additive: bool
    interaction: float
    reduction: str | None
    batch_value: float
    sample_mean: float
    mixed_side: str | None
    permutation: float
    unequal: str
    single: str
    refused_shapes: tuple[str, ...]
    wrong_shapes: tuple[str, ...]


def probe_batch(pair: LossPair, player: str) -> BatchProbe:
    """Measure one player's loss.

    Args:
        pair: The losses.
        player: ``"d"`` or ``"g"``.
    """
    own = _Probe(pair, player)
    additive, interaction = own.additivity()
    mixed = own.mixing() if additive else (0.0, 0.0, None)
    needs = own.dependence()
    return BatchProbe(
        player=player,
        needs_real=needs[0],
        needs_fake=needs[1],
        cut_off=own.cut_off(needs),
        additive=additive,
        interaction=interaction,
        reduction=own.reduction(),
        batch_value=mixed[0],
        sample_mean=mixed[1],
        mixed_side=mixed[2],
        permutation=own.permutation(),
        unequal=own.unequal() if additive and mixed[2] is None else "",
        single=own.single(),
        refused_shapes=own.refused_shapes(),
        wrong_shapes=own.wrong_shapes() if additive and mixed[2] is None else (),
    )


class _Probe:
    """The loss as a number, on spread outputs that it has values on."""

    def __init__(self, pair: LossPair, player: str) -> None:
        self.pair, self.player = pair, player
        self.packing = pair.packing if player == "d" else pair.g_packing
        self.unit = 64.0 * pair.roundoff(player)
        inside = (*REAL, *FAKE)
        self.outputs: Sequence[Sequence[float]] = WIDE if self.stands_wide() else inside

    def stands_wide(self) -> bool:
        """Whether it has values beyond [0, 1]."""
        try:
            return bool(np.isfinite([self.value(WIDE[0], WIDE[2]), self.value(WIDE[1], WIDE[3])]).all())
        except Exception:
            return False

    def answer(
        self, real: Sequence[float], fake: Sequence[float], shape: tuple[int, ...] | None = None
    ) -> Any:
        packing = self.packing if shape is None else replace(self.packing, shape=shape)
        batches = packing.batch(real), packing.batch(fake)
        return self.pair.d(*batches) if self.player == "d" else self.pair.g(batches[1], batches[0])

    def value(
        self, real: Sequence[float], fake: Sequence[float], shape: tuple[int, ...] | None = None
    ) -> float:
        answer = self.answer(real, fake, shape)
        values = answer.detach().double().numpy() if hasattr(answer, "detach") else np.asarray(answer)
        return float(values.mean())

    def dependence(self) -> tuple[bool, bool]:
        """Either side is moved against both batches of the other: one pair may be as far apart as another by chance."""
        real, other_real, fake, other_fake = self.outputs
        corners = [[self.value(t, s) for s in (fake, other_fake)] for t in (real, other_real)]
        limit = self.unit * max(1.0, *(abs(each) for row in corners for each in row))
        of_real = max(abs(corners[1][index] - corners[0][index]) for index in range(2))
        of_fake = max(abs(row[1] - row[0]) for row in corners)
        return of_real > limit, of_fake > limit

    def cut_off(self, needs: tuple[bool, bool]) -> tuple[str, ...]:
        """Where autograd does not lead back to; a generator is moved through its fakes only."""
        import torch

        if self.packing.as_array:
            return ()
        batches = [self.packing.batch(row, grad=True) for row in (self.outputs[0], self.outputs[2])]
        try:
            answer = self.pair.d(*batches) if self.player == "d" else self.pair.g(batches[1], batches[0])
        except Exception:
            # NumPy within: it takes no tensor that needs a gradient.
            return ()
        wanted = [side for side, need in zip(("real", "fake"), needs, strict=True) if need]
        if self.player == "g":
            wanted = [side for side in wanted if side == "fake"]
        if not isinstance(answer, torch.Tensor) or not answer.requires_grad:
            return tuple(wanted)
        found = torch.autograd.grad(answer.sum(), batches, allow_unused=True)
        live = {side for side, each in zip(("real", "fake"), found, strict=True) if each is not None}
        return tuple(side for side in wanted if side not in live)

    def additivity(self) -> tuple[bool, float]:
        """Whether L(t, s) − L(t′, s) − L(t, s′) + L(t′, s′) = 0, for spread and for constant outputs."""
        real, other_real, fake, other_fake = self.outputs
        worst = 0.0
        holds = True
        constant = [[row[0]] * LENGTH for row in (real, other_real, fake, other_fake)]
        for t, u, s, v in ((real, other_real, fake, other_fake), constant):
            corners = [self.value(t, s), self.value(u, s), self.value(t, v), self.value(u, v)]
            mixed = corners[0] - corners[1] - corners[2] + corners[3]
            if abs(mixed) > self.unit * max(1.0, *map(abs, corners)):
                holds, worst = False, max(worst, abs(mixed))
        return holds, worst

    def reduction(self) -> str | None:
        real, _, fake, _ = self.outputs
        answer = self.answer(real, fake)
        if getattr(answer, "ndim", 0) and np.size(np.asarray(_plain(answer))) > 1:
            return "none"
        once = self.value(real, fake)
        twice = self.value([*real, *real], [*fake, *fake])
        limit = self.unit * max(1.0, abs(once), abs(twice))
        if abs(twice - once) <= limit:
            return "mean"
        return "sum" if abs(twice - 2.0 * once) <= limit else None

    def mixing(self) -> tuple[float, float, str | None]:
        """The change from a constant batch to a spread one, against the mean of the changes of its samples."""
        real, _, fake, _ = self.outputs
        found = (0.0, 0.0, None)
        for side in ("real", "fake"):

            def at(outputs: Sequence[float], side: str = side) -> float:
                return self.value(outputs, fake) if side == "real" else self.value(real, outputs)

            row = real if side == "real" else fake
            start = at([row[0]] * LENGTH)
            batch = at(row) - start
            mean = float(np.mean([at([t] * LENGTH) for t in row])) - start
            if abs(batch - mean) > self.unit * max(1.0, abs(start), abs(batch), abs(mean)):
                return batch, mean, side
        return found

    def permutation(self) -> float:
        """Real and fakes turned alike, so that pairs stay together."""
        real, _, fake, _ = self.outputs
        turned = [*real[1:], real[0]], [*fake[1:], fake[0]]
        base = self.value(real, fake)
        change = abs(self.value(*turned) - base)
        return change if change > self.unit * max(1.0, abs(base)) else 0.0

    def unequal(self) -> str:
        """The change over one side must be what its samples say, whatever the size of the other."""
        rng = np.random.default_rng(0)
        low, high = (-2.0, 3.0) if self.outputs is WIDE else (0.1, 0.9)
        rows = [rng.uniform(low, high, size).round(3).tolist() for size in (SIZES[0], SIZES[0], SIZES[1])]
        try:
            got = self.value(rows[0], rows[2]) - self.value(rows[1], rows[2])
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:160]}"
        anchor = [rows[2][0]] * SIZES[0]
        expected = self.value(rows[0], anchor) - self.value(rows[1], anchor)
        limit = self.unit * max(1.0, abs(got), abs(expected))
        return (
            "" if abs(got - expected) <= limit else f"it changes by {got:.6g} in the place of {expected:.6g}"
        )

    def single(self) -> str:
        real, _, fake, _ = self.outputs
        try:
            value = self.value(real[:1], fake[:1])
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:160]}"
        return "" if np.isfinite(value) else f"its value is {value}"

    def refused_shapes(self) -> tuple[str, ...]:
        return tuple(words for words, value in self._shapes() if value is None)

    def wrong_shapes(self) -> tuple[str, ...]:
        """Where the change of the loss over a batch is not what it is for the shape that the loss was read in."""
        real, other, fake, _ = self.outputs
        expected = self.value(real, fake) - self.value(other, fake)
        return tuple(
            words
            for words, value in self._shapes()
            if value is not None
            and abs(value - expected) > self.unit * max(1.0, abs(expected))
            and self.reduction() == "mean"
        )

    def _shapes(self) -> list[tuple[str, float | None]]:
        real, other, fake, _ = self.outputs
        if self.packing.sample is not None:
            return []
        found: list[tuple[str, float | None]] = []
        for shape, words in (((), "(N,)"), ((1,), "(N, 1)"), ((1, 4, 4), "(N, 1, 4, 4)")):
            try:
                found.append((words, self.value(real, fake, shape) - self.value(other, fake, shape)))
            except Exception:
                found.append((words, None))
        return found


def _plain(answer: Any) -> Any:
    return answer.detach().numpy() if hasattr(answer, "detach") else answer
