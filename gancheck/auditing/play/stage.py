"""Where the play takes place: the target's own steps, with an oracle in its generator's place and an ear on its D.

Guarantees: both forwards, the hooks and the random states are put back on leaving; no parameter of G is moved by the
oracle, whose output keeps a dependence on them with gradient 0; nothing is recorded of backward passes that
`torch.autograd.grad` runs for a penalty. Refuses to guess: a row that D was given is *real* or *fake* only if the
order of the prototypes around it is that of a batch which the stage itself handed out.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim import optimizer as torch_optimizer

from gancheck.auditing.engine import watched_engine
from gancheck.auditing.gan import Gan
from gancheck.auditing.play.calls import OTHER, REAL, Call, OptimizerStep, StepLog, sources
from gancheck.auditing.play.data_space import DataSpace
from gancheck.auditing.play.laws import OracleLaws
from gancheck.auditing.play.scores import ends_in_sigmoid, mean_scores, score_tensors, with_scores
from gancheck.auditing.randomness import seeded
from gancheck.errors import InvalidInput

__all__ = ["Stage"]

Rows = NDArray[np.int64]
Injection = Callable[[Rows, Rows], NDArray[np.float64]]
"""(source of each row, its position) -> the score that the target's loss is to see there."""


Watched = tuple[tuple[Any, ...], dict[str, Any], Any, bool]
"""A call of G: its arguments, what it made, and whether it was in training mode."""


class Stage:
    """Runs the target's steps on the oracle's batches, and logs what D was asked and what it was told.

    Attributes:
        oracle: Whether the oracle plays G; otherwise G is the target's own.
        inject: Scores to put in the place of D's, whose gradient is then read; None to leave D's scores alone.
        blur: Standard deviation of normal noise about the prototypes in real batches.
        watch: Where G's own calls are put, with what it made, while the oracle does not play; None to let them pass.
    """

    def __init__(self, gan: Gan, space: DataSpace, laws: OracleLaws, rng: np.random.Generator) -> None:
        self.gan, self.space, self.laws, self.rng = gan, space, laws, rng
        self.oracle = True
        self.inject: Injection | None = None
        self.watch: list[Watched] | None = None
        self.blur = 0.0
        self._stepping: dict[int, Any] = {}  # kept alive, so that an id names one optimizer
        self.points = space.prototypes.flatten(1)
        self._gap = float(torch.pdist(self.points.double()).min()) / 2.0
        self._fake_points: Tensor | None = None
        self._log = StepLog()
        self._inside_grad = False
        self._within: OptimizerStep | None = None
        self._template: tuple[Any, int, tuple[int, ...]] | None = None

    @contextmanager
    def open(self, seed: int) -> Iterator["Stage"]:
        """The stage is set between entering and leaving."""
        with ExitStack() as stack, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            stack.enter_context(seeded(seed))
            stack.enter_context(_forward(self.gan.generator, self._generate))
            stack.enter_context(_forward(self.gan.discriminator, self._discriminate))
            stack.enter_context(watched_engine(self._around))
            stack.callback(torch_optimizer.register_optimizer_step_pre_hook(self._stepped).remove)
            stack.callback(torch_optimizer.register_optimizer_step_post_hook(self._finished).remove)
            yield self

    def step(self, name: str) -> StepLog:
        """One step of the target, ``train_step``, ``discriminator_step`` or ``generator_step``, on an oracle batch.

        Raises:
            InvalidInput: The step itself failed; the sentence says how.
        """
        real, rows = self.space.batch(lambda n: self.laws.real(self.rng, n), self.blur)
        self._within = None
        self._log = log = StepLog(name=name, real_rows=rows)
        call = getattr(self.gan, name)
        try:
            call(real)
        except Exception as error:
            raise InvalidInput(
                f"`{name}` failed on the oracle's batch: {type(error).__name__}: {error}."
            ) from None
        self._calibrate(log)
        log.attribute()
        return log

    def real_points(self) -> Tensor:
        """The prototypes as D sees them among the real data, ``(K, d)``."""
        return self.points if self._fake_points is None else self._fake_points

    @property
    def rescaled(self) -> bool:
        """Whether the step gives D other data than it was given."""
        return self._fake_points is not None

    @property
    def distance(self) -> float:
        """The least distance of two prototypes."""
        return 2.0 * self._gap

    def _generate(self, original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self.oracle:
            made = original(*args, **kwargs)
            if self.watch is not None:
                self.watch.append((args, kwargs, made, self.gan.generator.training))
            return made
        n = _rows_of((*args, *kwargs.values()))
        if self._template is None or n is None or not isinstance(self._template[0], Tensor):
            with torch.no_grad():
                made = original(*args, **kwargs)
            self._template = made, n or 0, self._shape_of_fakes(made)
        made, asked, shape = self._template
        count = len(_first(made, shape)) if n is None or n == asked else n
        rows = self.laws.fake(self.rng, count)
        self._log.fake_rows.append(rows)
        like = _first(made, shape)
        points = self.real_points()[torch.as_tensor(rows)]
        fake = points.reshape(count, *shape).to(like) + self._bond(args)
        return fake if made is like else _swapped(made, like, fake)

    def _bond(self, args: tuple[Any, ...]) -> Tensor:
        """Zero, with a gradient of zero in whatever G has or was given."""
        leaves: list[Tensor] = [each for each in self.gan.generator.parameters() if each.requires_grad]
        leaves += [each for each in args if isinstance(each, Tensor) and each.is_floating_point()]
        bond = torch.zeros(())
        for leaf in leaves:
            bond = bond.to(leaf.device) + torch.nan_to_num(leaf.reshape(-1)[:1]).sum() * 0.0
        return bond

    def _shape_of_fakes(self, made: Any) -> tuple[int, ...]:
        for member in (made, *_members(made)):
            if isinstance(member, Tensor) and member.ndim >= 2 and member[0].numel() == self.points.shape[1]:
                return tuple(member.shape[1:])
        raise InvalidInput(
            f"`generator` makes nothing of {self.points.shape[1]} numbers a sample, as its data are; the oracle cannot "
            "take its place."
        )

    def _discriminate(self, original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        output = original(*args, **kwargs)
        given = next((a for a in (*args, *kwargs.values()) if isinstance(a, Tensor) and a.ndim >= 2), None)
        if given is None:
            return output
        n = len(given)
        scores = [s for s in score_tensors(output, n) if n == 1 or s.shape != given.shape or s.numel() == n]
        self._log.inputs.append(given.detach().flatten(1))
        if not scores:
            self._log.unscored += 1
            return output
        rows = self._recognised(given)
        call = Call(
            rows=rows,
            source=sources(rows, self._log.real_rows, self._log.fake_rows),
            attached=given.requires_grad,
            at=self._log.tick(),
            within=self._within,
            confined=all(ends_in_sigmoid(score) for score in scores),
        )
        if self.inject is not None and bool((call.source != OTHER).any()):
            chosen = torch.as_tensor(self.inject(call.source, np.arange(n)))
            fresh = {id(score): _injected(score, chosen) for score in scores}
            output = with_scores(output, scores, lambda score: fresh[id(score)])
            scores = list(fresh.values())
        call.outputs = mean_scores(scores, n).detach().double().cpu().numpy()
        self._log.calls.append(call)
        for score in scores:
            if score.requires_grad:
                score.register_hook(self._listener(call, n))  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return output

    def _listener(self, call: Call, n: int) -> Callable[[Tensor], None]:
        log = self._log

        def listen(gradient: Tensor) -> None:
            if not self._inside_grad:
                told = gradient.detach().double().reshape(n, -1).sum(dim=1).cpu().numpy()
                call.slopes.append((log.tick(), told))

        return listen

    def _recognised(self, given: Tensor) -> Rows:
        """Which prototype each row is, OTHER if none: the data may have labels appended before or behind them."""
        flat, d = given.detach().flatten(1).float().cpu(), self.points.shape[1]
        found = np.full(len(flat), OTHER)
        known = self.real_points()
        parts = (flat[:, :d], flat[:, -d:]) if flat.shape[1] > d else (flat,) if flat.shape[1] == d else ()
        for part in parts:
            distance, nearest = torch.cdist(part, known.float()).min(dim=1)
            close = (distance < self._gap).numpy() & (found == OTHER)
            found[close] = nearest.numpy()[close]
        return found

    def _calibrate(self, log: StepLog) -> None:
        """If the step rescales its real data before D sees them, the oracle's fakes must be scaled likewise."""
        if self._fake_points is not None or any((call.source == REAL).any() for call in log.calls):
            return
        for given in log.inputs:
            if len(given) != len(log.real_rows) or given.shape[1] != self.points.shape[1]:
                continue
            groups = [given[torch.as_tensor(log.real_rows == k)] for k in range(len(self.points))]
            if any(len(group) == 0 for group in groups):
                continue
            means = torch.stack([group.mean(dim=0) for group in groups]).cpu()
            within = max(
                float((group.cpu() - mean).norm(dim=1).max())
                for group, mean in zip(groups, means, strict=True)
            )
            apart = float(torch.pdist(means.double()).min()) / 2.0
            if within < apart:
                self._fake_points, self._gap = means, apart
                return

    def _stepped(self, stepping: Any, args: Any, kwargs: Any) -> None:
        del args, kwargs
        self._stepping[id(stepping)] = stepping
        held = {id(p) for group in stepping.param_groups for p in group["params"]}
        players = self.gan.discriminator, self.gan.generator
        owns = [any(id(p) in held for p in player.parameters()) for player in players]
        told = any(p.grad is not None and bool(p.grad.any()) for p in players[0].parameters())
        self._within = OptimizerStep(self._log.tick(), id(stepping), owns[0], owns[1], told)
        self._log.steps.append(self._within)

    def _finished(self, stepped: Any, args: Any, kwargs: Any) -> None:
        del stepped, args, kwargs
        self._within = None

    def _around(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """Tell gradients that a loss sends from those that a penalty asks for; both run hooks, and this tells."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            before, self._inside_grad = self._inside_grad, kwargs.get("accumulate_grad") is False
            try:
                return run(*args, **kwargs)
            finally:
                self._inside_grad = before

        return watched


@contextmanager
def _forward(player: nn.Module, replacement: Callable[..., Any]) -> Iterator[None]:
    """The player's forward goes through a replacement, which is given the original."""
    own = player.__dict__.get("forward")
    original = player.forward

    def forward(*args: Any, **kwargs: Any) -> Any:
        return replacement(original, *args, **kwargs)

    player.__dict__["forward"] = forward
    try:
        yield
    finally:
        if own is None:
            player.__dict__.pop("forward", None)
        else:
            player.__dict__["forward"] = own


def _injected(score: Tensor, chosen: Tensor) -> Tensor:
    """The chosen scores in value, D's own in gradient."""
    target = chosen.to(score).reshape(-1, *(1,) * (score.ndim - 1)).expand_as(score)
    return score + (target - score).detach()


def _rows_of(given: tuple[Any, ...]) -> int | None:
    return next((len(each) for each in given if isinstance(each, Tensor) and each.ndim >= 1), None)


def _members(made: Any) -> list[Any]:
    if isinstance(made, dict):
        return list(made.values())
    return list(made) if isinstance(made, list | tuple) else []


def _first(made: Any, shape: tuple[int, ...]) -> Tensor:
    found = next(m for m in (made, *_members(made)) if isinstance(m, Tensor) and tuple(m.shape[1:]) == shape)
    return found


def _swapped(made: Any, old: Tensor, new: Tensor) -> Any:
    if isinstance(made, dict):
        return {name: new if member is old else member for name, member in made.items()}
    return type(made)(new if member is old else member for member in made)
