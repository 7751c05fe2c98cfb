"""A LightningModule without its Trainer: the module's own ``training_step``, with the few things that a Trainer lends.

Nothing of Lightning is imported: whatever has ``configure_optimizers`` and ``training_step`` is one, installed or not.
"""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

__all__ = ["is_lightning", "lightning_step"]


def is_lightning(made: Any) -> bool:
    """Whether an object trains as a LightningModule does."""
    return all(callable(getattr(made, name, None)) for name in ("configure_optimizers", "training_step"))


def lightning_step(module: Any) -> Callable[[Any], Any]:
    """``step(batch)``: one ``training_step`` of a module, its optimizers in turn if it is automatic."""
    optimizers, schedulers = _configured(module.configure_optimizers())
    _lend(module, optimizers, schedulers)
    automatic = bool(getattr(module, "automatic_optimization", True))
    takes = list(inspect.signature(module.training_step).parameters)
    count = [0]

    def step(batch: Any) -> Any:
        number, count[0] = count[0], count[0] + 1
        if not automatic:
            return module.training_step(*_given(takes, batch, number, 0))
        for index, optimizer in enumerate(optimizers):
            module.toggle_optimizer(optimizer)
            out = module.training_step(*_given(takes, batch, number, index))
            loss = out["loss"] if isinstance(out, dict) else out
            if loss is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            module.untoggle_optimizer(optimizer)
        return None

    return step


def _given(takes: list[str], batch: Any, number: int, index: int) -> list[Any]:
    values = {"batch_idx": number, "optimizer_idx": index}
    return [values.get(name, batch if place == 0 else number) for place, name in enumerate(takes)]


def _configured(answer: Any) -> tuple[list[Any], list[Any]]:
    """The optimizers and schedulers in any of the forms that ``configure_optimizers`` may answer in."""
    if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], list):
        return list(answer[0]), [_scheduler(each) for each in answer[1]]
    answers = list(answer) if isinstance(answer, list | tuple) else [answer]
    optimizers = [each["optimizer"] if isinstance(each, dict) else each for each in answers]
    schedulers = [
        _scheduler(each["lr_scheduler"])
        for each in answers
        if isinstance(each, dict) and each.get("lr_scheduler")
    ]
    return optimizers, schedulers


def _scheduler(given: Any) -> Any:
    return given["scheduler"] if isinstance(given, dict) else given


def _lend(module: Any, optimizers: list[Any], schedulers: list[Any]) -> None:
    """Attributes of the instance, which hide the methods that would ask a Trainer."""

    def only(values: list[Any]) -> Any:
        return values[0] if len(values) == 1 else values

    logged: dict[str, Any] = {}

    def log(name: str, value: Any, *args: Any, **kwargs: Any) -> None:
        del args, kwargs
        logged[name] = value.detach() if hasattr(value, "detach") else value

    def log_dict(values: Any, *args: Any, **kwargs: Any) -> None:
        del args, kwargs
        for name, value in dict(values).items():
            log(name, value)

    def nothing(*args: Any, **kwargs: Any) -> None:
        del args, kwargs

    lent: dict[str, Any] = {
        "optimizers": lambda use_pl_optimizer=True: only(optimizers),
        "lr_schedulers": lambda: only(schedulers) if schedulers else None,
        "manual_backward": lambda loss, *args, **kwargs: loss.backward(*args, **kwargs),
        "toggle_optimizer": _toggle(module, optimizers),
        "untoggle_optimizer": _untoggle(module),
        "clip_gradients": nothing,
        "log": log,
        "log_dict": log_dict,
        "_gancheck_logged": logged,
        "print": nothing,
    }
    for name, value in lent.items():
        object.__setattr__(module, name, value)


def _toggle(module: "nn.Module", optimizers: list[Any]) -> Callable[..., None]:
    def toggle(optimizer: Any, optimizer_idx: int | None = None) -> None:
        del optimizer_idx
        own = {id(each) for group in optimizer.param_groups for each in group["params"]}
        others = [
            each
            for other in optimizers
            for group in other.param_groups
            for each in group["params"]
            if id(each) not in own
        ]
        before = [(each, each.requires_grad) for each in others]
        object.__setattr__(module, "_gancheck_toggled", before)
        for each in others:
            each.requires_grad = False

    return toggle


def _untoggle(module: Any) -> Callable[..., None]:
    def untoggle(optimizer: Any = None, optimizer_idx: int | None = None) -> None:
        del optimizer, optimizer_idx
        for each, wanted in getattr(module, "_gancheck_toggled", ()):
            each.requires_grad = wanted

    return untoggle
