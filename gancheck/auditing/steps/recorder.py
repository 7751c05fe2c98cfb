"""The recorder: it watches two players through torch's hooks and writes a log, however their trainer was started.

What it guarantees: the target computes what it would have computed; every hook and patch is taken away at the end; an
error of ours goes to ``Log.failures`` and never to the target. What it knows nothing of: who calls whom, and why.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from gancheck.auditing.engine import watched_engine
from gancheck.auditing.steps.calls import floats, has_modes, ignores_noise, input_origin, networks
from gancheck.auditing.steps.events import Backward, Call, Change, DeadLoss, Log, Step
from gancheck.auditing.steps.graph import activation, label, path, reach
from gancheck.auditing.steps.injection import Injection
from gancheck.auditing.steps.ledger import Ledger
from gancheck.auditing.steps.origin import derived, kind, mark, origin_of
from gancheck.auditing.steps.place import place
from gancheck.auditing.steps.reports import reports
from gancheck.auditing.steps.weights import Weights

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Enough", "Recorder"]

LOSSES = frozenset(
    {
        "binary_cross_entropy", "binary_cross_entropy_with_logits", "mse_loss", "l1_loss", "smooth_l1_loss",
        "huber_loss", "cross_entropy", "nll_loss", "kl_div", "soft_margin_loss", "hinge_embedding_loss",
        "margin_ranking_loss", "multi_margin_loss", "softplus",
    }
)  # fmt: skip
"""Functions that are called for a loss and nothing else."""


class Enough(BaseException):
    """Raised in the target once enough has been seen; no ``except Exception`` of its own stops it."""


class Recorder:
    """Watches a discriminator and a generator while it is open.

    Args:
        generator: G.
        discriminator: D.
        injection: What D's outputs and penalties are replaced by; nothing if None.
        limit: After so many steps of optimizers, `Enough` is raised in the target; never if None.
        provenance: Carry origins through torch's functions, which are all seen then; else those of the players' own
            outputs and of tagged batches are known, and what is computed from them is not.
    """

    def __init__(
        self,
        generator: "nn.Module",
        discriminator: "nn.Module",
        *,
        injection: Injection | None = None,
        limit: int | None = None,
        provenance: bool = True,
    ) -> None:
        self.log = Log()
        self.players = {"G": generator, "D": discriminator}
        self.injection = injection
        self.limit = limit
        self.provenance = provenance
        self.clock = 0
        self.weights = {name: Weights(name, player) for name, player in self.players.items()}
        for name, player in self.players.items():
            self.log.params[name] = frozenset(id(each) for each in player.parameters())
            self.log.names.update({id(each): f"{name}.{word}" for word, each in player.named_parameters()})
            self.log.sizes.update({id(each): each.numel() for each in player.parameters()})
        self._members = {id(part): name for name, player in self.players.items() for part in player.modules()}
        self._wholes = {
            id(part): word for player in self.players.values() for word, part in networks(player, "")
        }
        self._depth = {"G": 0, "D": 0}
        self._ledger = Ledger(
            {id(each): each for player in self.players.values() for each in player.parameters()}
        )
        self._optimizers: dict[int, tuple[int, Any]] = {}
        self._open: dict[int, tuple[int, Any]] = {}
        self._stepped = True
        self._question: tuple[Any, Any, Any] | None = None
        self._busy = False
        self._stack = ExitStack()

    def tick(self) -> int:
        """The next moment."""
        self.clock += 1
        return self.clock

    def __enter__(self) -> "Recorder":
        import torch.optim.optimizer as optimizer
        from torch.nn.modules import module

        self._stack.enter_context(watched_engine(self._around))  # first: it may refuse
        keep = self._stack.callback
        keep(module.register_module_forward_pre_hook(self._guarded(self._enter_call)).remove)
        keep(
            module.register_module_forward_hook(
                self._guarded(self._leave_call), with_kwargs=True, always_call=True
            ).remove
        )
        keep(optimizer.register_optimizer_step_pre_hook(self._guarded(self._before_step)).remove)
        keep(optimizer.register_optimizer_step_post_hook(self._after_step).remove)
        if self.provenance:
            self._stack.enter_context(self._mode())
        return self

    def __exit__(self, *error: object) -> None:
        self.log.frozen |= {
            id(each)
            for player in self.players.values()
            for each in player.parameters()
            if not each.requires_grad
        }
        self._stack.close()

    def _guarded(self, hook: Callable[..., Any]) -> Callable[..., Any]:
        """The hook, deaf to what it causes itself, and silent about its own errors."""

        def guarded(*args: Any) -> Any:
            if self._busy:
                return None
            self._busy = True
            try:
                return hook(*args)
            except Exception as error:
                self.log.failures.append(f"{hook.__name__}: {type(error).__name__}: {error}")
                return None
            finally:
                self._busy = False

        return guarded

    def _mode(self) -> Any:
        from torch.overrides import TorchFunctionMode

        recorder, follow, seen = self, self._guarded(derived), self._guarded(self._loss)

        class Provenance(TorchFunctionMode):
            def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                out = func(*args, **(kwargs or {}))
                if not (recorder._busy or recorder._depth["G"] or recorder._depth["D"]):
                    follow(func, args, kwargs or {}, out)
                    if getattr(func, "__name__", "") in LOSSES:
                        seen(func, (*args, *(kwargs or {}).values()), out)
                return out

        return Provenance()

    def _around(self, engine: Callable[..., Any]) -> Callable[..., Any]:
        def run(outputs: Any, *args: Any, **kwargs: Any) -> Any:
            before = self._guarded(self._before_run)(outputs, args, kwargs)
            result = engine(outputs, *args, **kwargs)
            replaced = self._guarded(self._after_run)(before, result) if before else None
            return result if replaced is None else replaced

        return run

    def _enter_call(self, module: "nn.Module", args: Any) -> None:
        player = self._members.get(id(module))
        if player is not None:
            self._depth[player] += 1
            if id(module) in self._wholes:
                self._look_at_weights(thorough=self._stepped)
                self._stepped = False

    def _leave_call(self, module: "nn.Module", args: Any, kwargs: Any, out: Any) -> Any:
        player = self._members.get(id(module))
        if player is None:
            return None
        self._depth[player] -= 1
        if id(module) not in self._wholes:
            return None
        outputs = floats(out)
        if not outputs:
            return None
        if player == "G" and self._question is None:
            self._question = (module, args, kwargs)
        call = self._call(player, module, floats([*args, *kwargs.values()]), outputs)
        self.log.calls.append(call)
        for tensor in outputs:
            label(tensor, "calls", call.at)
            words = ("fake", f"fake:{call.part}", f"call:{call.at}") if player == "G" else ("judged",)
            mark(tensor, *words)
        if player == "D" and self.injection is not None:
            return self.injection.scores(call, out, self._current_run)
        return None

    def _call(
        self, player: str, module: "nn.Module", inputs: "list[Tensor]", outputs: "list[Tensor]"
    ) -> Call:
        import torch

        first = inputs[0] if inputs else None
        modes = [part for part in module.modules() if has_modes(part)]
        return Call(
            at=self.tick(),
            player=player,
            origin=input_origin(inputs),
            inputs=None if first is None else first.detach().clone(),
            outputs=tuple(tensor.detach().clone() for tensor in outputs),
            training=module.training,
            modal=tuple(type(part).__name__ for part in modes if not part.training),
            norm=any(part.training and "BatchNorm" in type(part).__name__ for part in modes),
            graded=any(tensor.requires_grad for tensor in outputs) and torch.is_grad_enabled(),
            attached=any(tensor.requires_grad for tensor in inputs),
            activation=activation(outputs[0]),
            largest=self.weights["D"].largest(),
            place=place(),
            part=self._wholes[id(module)],
        )

    def _loss(self, function: Any, given: tuple[Any, ...], out: Any) -> None:
        import torch

        if not isinstance(out, torch.Tensor) or not out.requires_grad or out.grad_fn is None:
            return
        calls = frozenset(reach([out]).calls)
        if calls:
            at = self.tick()
            label(out, "losses", at)
            name = function.__name__
            tensors = [each for each in given if isinstance(each, torch.Tensor)] or [out]
            loss = DeadLoss(
                at=at,
                name=name,
                calls=calls,
                used=False,
                place=place(),
                taken=activation(tensors[0]),
                value=float(out.detach().double().sum()),
                between=frozenset(kind(words) for each in tensors for words, _ in origin_of(each)),
            )
            self.log.losses.append(loss)

            def weigh(slope: "Tensor") -> None:
                if (run := self._current_run()) is not None:
                    loss.weights[run] = float(slope.detach().sum())

            out.register_hook(weigh)  # type: ignore[no-untyped-call]  # torch leaves it untyped

    def _current_run(self) -> int | None:
        """The moment of the run of the engine that is under way, if it accumulates gradients."""
        last = self.log.backwards[-1] if self.log.backwards else None
        return last.at if last is not None and last.accumulates else None

    def _before_run(self, outputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        adds = bool(kwargs.get("accumulate_grad", False))
        create_graph = bool(args[2]) if len(args) > 2 else bool(kwargs.get("create_graph", False))
        inputs = args[3] if len(args) > 3 else kwargs.get("inputs", ())
        found = reach(outputs)
        accumulates = adds or (bool(inputs) and all(id(each) in self.log.names for each in inputs))
        if adds:
            self._forget_cleared()
        for loss in self.log.losses:
            loss.used = loss.used or loss.at in found.losses
        value = sum(float(each.detach().sum()) for each in outputs) if len(outputs) <= 8 else float("nan")
        wanted = [tensor for tensor in inputs if id(tensor) not in self.log.names]
        run = Backward(
            at=self.tick(),
            accumulates=accumulates,
            create_graph=create_graph,
            calls=frozenset(found.calls),
            gradients=frozenset(found.gradients),
            leaves=frozenset({id(each) for each in inputs} if accumulates and inputs else found.leaves),
            value=value,
            finite=value - value == 0.0,
            into=wanted[0].detach().clone() if wanted and not accumulates else None,
            origin=origin_of(wanted[0]) if wanted else (),
            path=() if accumulates else path(outputs[0]),
            place=place(),
            rewarded=any("reward" in words for each in outputs for words, _ in origin_of(each)),
        )
        self.log.backwards.append(run)
        return run, inputs if accumulates and not adds else ()

    def _after_run(self, before: tuple[Backward, Any], result: Any) -> Any:
        run, returned = before
        if returned:
            self._ledger.returned(run.at, returned, result)
            return None
        if run.accumulates:
            self._ledger.added(run.at, run.leaves & self.log.names.keys())
            return None
        if run.into is None or not result or result[0] is None:
            return None
        run.result = result[0].detach().clone()
        label(result[0], "gradients", run.at)
        if self.injection is None or not result[0].requires_grad:
            return None
        replaced = self.injection.gradient(run, result[0], self._current_run)
        return (replaced, *result[1:])

    def _forget_cleared(self) -> None:
        for weights in self.weights.values():
            self._ledger.forget(weights.cleared)

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        if id(optimizer) in self._open:
            depth, step = self._open[id(optimizer)]
            self._open[id(optimizer)] = (depth + 1, step)
            return
        self._open[id(optimizer)] = (1, None)
        self._look_at_weights(thorough=self._stepped)
        self._forget_cleared()
        number, _ = self._optimizers.setdefault(id(optimizer), (len(self._optimizers), optimizer))
        pending = {"optimizer": number, "place": place(), "began": self.tick(), **self._consumed(optimizer)}
        self._open[id(optimizer)] = (1, pending)

    def _consumed(self, optimizer: Any) -> dict[str, Any]:
        held = [each for group in optimizer.param_groups for each in group["params"]]
        self.log.frozen |= {id(each) for each in held if not each.requires_grad}
        return self._ledger.consumed(held)

    def _after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self._guarded(self._close_step)(optimizer)
        if self.limit is not None and len(self.log.steps) >= self.limit:
            raise Enough

    def _close_step(self, optimizer: Any) -> None:
        depth, pending = self._open.get(id(optimizer), (0, None))
        if depth > 1:
            self._open[id(optimizer)] = (depth - 1, pending)
            return
        self._open.pop(id(optimizer), None)
        if pending is not None:
            began = pending.pop("began")
            if any(run.accumulates and run.at > began for run in self.log.backwards):
                # A closure has computed the gradients within the step.
                pending |= self._consumed(optimizer)
            moved = frozenset(
                each for weights in self.weights.values() for each in weights.renew(thorough=False)
            )
            self._stepped = True
            self.log.steps.append(Step(at=self.tick(), moved=moved, **pending))

    def _look_at_weights(self, *, thorough: bool = True) -> None:
        """Weights that differ from those that the last step left have been changed by hand."""
        for name, weights in self.weights.items():
            before = dict(weights.sizes)
            if changed := weights.renew(thorough=thorough):
                self.log.changes.append(
                    Change(
                        at=self.tick(),
                        player=name,
                        before=tuple(before[each] for each in changed),
                        after=tuple(weights.sizes[each] for each in changed),
                    )
                )

    def tagged(self, batches: Callable[[], Any]) -> Any:
        """A batch whose data are known to be real."""
        data, batch = batches()
        for number, tensor in enumerate(floats(batch) or [data]):
            mark(tensor, "real", f"real:{number}")
        return batch

    def seen(self) -> int:
        """How often the player that has stepped less often has stepped."""
        return min(
            sum(bool(step.moved & self.log.params[player]) for step in self.log.steps) for player in "DG"
        )

    def ignores_noise(self) -> bool | None:
        """Whether G answers other noise in its first call's place with the same output; None if it took no noise."""
        if self._question is None:
            return None
        try:
            return ignores_noise(*self._question)
        except Exception as error:
            self.log.failures.append(f"ignores_noise: {type(error).__name__}: {error}")
            return None

    def read(self, *holders: Any) -> None:
        """Read the numbers with names that an update has left in what it returned and in its target."""
        self.log.reports += self._guarded(reports)(self.tick(), *holders) or []

    def round(self) -> None:
        """Mark the beginning of a call of the target's own step."""
        self._guarded(self._look_at_weights)()
        self.log.rounds.append(self.tick())
