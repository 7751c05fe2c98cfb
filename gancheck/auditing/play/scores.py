"""D's output as one score a sample: logits, probabilities, patch maps, several scales, or a score beside labels."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

__all__ = ["ends_in_sigmoid", "mean_scores", "score_tensors", "with_scores"]


def score_tensors(output: Any, n: int) -> list[Tensor]:
    """The tensors in D's output for n samples that hold scores: one number a sample, or one map of one channel.

    A list of features counts with its last score only, as in discriminators that return their layers. What has
    several numbers a sample, such as class logits or a reconstruction, is no score.
    """
    if isinstance(output, Tensor):
        return [output] if _is_score(output, n) else []
    members = list(output.values()) if isinstance(output, dict) else output
    if not isinstance(members, list | tuple):
        return []
    flat = [member for member in members if isinstance(member, Tensor)]
    if (flat and all(_is_score(member, n) for member in flat)) or isinstance(output, tuple):
        return [found for member in members for found in score_tensors(member, n)]
    if flat:
        return [found for member in members[-1:] for found in score_tensors(member, n)]
    return [found for member in members for found in score_tensors(member, n)]


def mean_scores(scores: list[Tensor], n: int) -> Tensor:
    """One score a sample: the mean over maps and scales, ``(n,)``."""
    return torch.stack([score.reshape(n, -1).mean(dim=1) for score in scores]).mean(dim=0)


def with_scores(output: Any, old: list[Tensor], new: Callable[[Tensor], Tensor]) -> Any:
    """The same output with every score replaced."""
    if isinstance(output, Tensor):
        return new(output) if any(output is score for score in old) else output
    if isinstance(output, dict):
        return {name: with_scores(member, old, new) for name, member in output.items()}
    if isinstance(output, list | tuple) and not hasattr(output, "_fields"):
        return type(output)(with_scores(member, old, new) for member in output)
    return output


def ends_in_sigmoid(score: Tensor) -> bool:
    """Whether a score is a sigmoid's output, seen through views of it: then it is confined to (0, 1)."""
    node = score.grad_fn
    while node is not None:
        name = node.name()
        if name.startswith("Sigmoid"):
            return True
        if not name.startswith(("View", "Squeeze", "Unsqueeze", "Reshape", "UnsafeView", "Alias")):
            return False
        node = node.next_functions[0][0] if node.next_functions else None
    return False


def _is_score(output: Tensor, n: int) -> bool:
    if not output.is_floating_point() or output.ndim == 0 or output.shape[0] != n:
        return False
    return output.numel() == n or (output.ndim >= 3 and output.shape[1] == 1)
