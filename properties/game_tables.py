"""What losses are found to be, called as people write them: reduced or not, of tensors or arrays, with walls."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from gancheck.theory.divergence_match import Factored
from gancheck.theory.game_name import game_name
from gancheck.theory.identified_game import _goal, identify_game
from gancheck.theory.loss_probe import discriminator_parts, generator_part
from gancheck.theory.output_loss import output_loss
from gancheck.theory.output_shape import OutputShape
from properties.tabulated import Table, or_refused, parts, values

__all__ = ["GAME_TABLES"]

OUTPUTS = np.array([-1000.0, -3.0, -1e-9, 0.0, 0.25, 0.75, 1.0, 1.0 + 1e-9, 5.0, 1000.0])
RATIOS = np.array([1e-4, 1e-3, 0.3, 1.0, 2.5, 1e3, 1e4])


def _entropy(t: torch.Tensor, label: float, **how: Any) -> torch.Tensor:
    return functional.binary_cross_entropy_with_logits(t, torch.full_like(t, label), **how)


def _sure(t: torch.Tensor, label: float) -> torch.Tensor:
    return functional.binary_cross_entropy(t, torch.full_like(t, label))


def _walled(t: np.ndarray) -> np.ndarray:
    if (t > 4.0).any():
        raise ValueError("too large")
    return t**2


def _one_by_one(t: np.ndarray) -> float:
    """A loss that no array of rows can be given to at once."""
    return float(sum(abs(float(each) - 0.5) for each in t.reshape(-1)) / t.size)


PAIRS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "means": (lambda a, b: _entropy(a, 1.0) + _entropy(b, 0.0), lambda b: _entropy(b, 1.0)),
    "sums": (
        lambda a, b: _entropy(a, 1.0, reduction="sum") + _entropy(b, 0.0, reduction="sum"),
        lambda b: -_entropy(b, 0.0, reduction="sum"),
    ),
    "unreduced": (lambda a, b: (a - 1.0) ** 2 + b**2, lambda b: (b - 1.0) ** 2),
    "probabilities": (lambda a, b: _sure(a, 1.0) + _sure(b, 0.0), lambda b: _sure(b, 1.0)),
    "single precision": (
        lambda a, b: _entropy(a.float(), 1.0) + _entropy(b.float(), 0.0),
        lambda b: _entropy(b.float(), 1.0),
    ),
    "arrays": (
        lambda a, b: (
            np.mean(np.maximum(1.0 - np.asarray(a), 0.0)) + np.mean(np.maximum(1.0 + np.asarray(b), 0.0))
        ),
        lambda b: -np.mean(np.asarray(b)),
    ),
    "one by one": (
        lambda a, b: _one_by_one(np.asarray(a)) + _one_by_one(np.asarray(b) + 1.0),
        lambda b: _one_by_one(-np.asarray(b)),
    ),
    "walls": (
        lambda a, b: _walled(np.asarray(a)).mean() + (np.asarray(b) ** 4).mean(),
        lambda b: _walled(np.asarray(b)).mean(),
    ),
    "critics": (lambda a, b: b.mean() - a.mean(), lambda b: -b.mean()),
    "critics against": (lambda a, b: b.mean() - a.mean(), lambda b: b.mean()),
    "critics squared": (lambda a, b: b.mean() - a.mean(), lambda b: (b**2).mean()),
    "exchanged": (lambda a, b: _entropy(a, 0.0) + _entropy(b, 1.0), lambda b: _entropy(b, 0.0)),
    "fakes wanted": (lambda a, b: _entropy(a, 1.0) + _entropy(b, 0.0), lambda b: _entropy(b, 0.0)),
    "unknown": (lambda a, b: ((a - 1.0) ** 4).mean() + (b**2).mean(), lambda b: (b**3).mean()),
    "nothing": (lambda a, b: 0.0 * a.mean() + 0.0 * b.mean(), lambda b: 0.0 * b.mean()),
    "relativistic": (lambda a, b: _entropy(a - b, 1.0), lambda b: _entropy(b - b.mean(), 1.0)),
    "of the batch": (lambda a, b: (a.mean() - 1.0) ** 2 + b.mean() ** 2, lambda b: b.mean() ** 2),
}


def _probes() -> dict[str, Table]:
    """φ, ψ and γ on outputs, and the game in all its words."""
    found: dict[str, Table] = {}
    for name, (d_loss, g_loss) in PAIRS.items():
        found[f"parts of {name}"] = lambda d=d_loss, g=g_loss: [  # type: ignore[misc]  # bound now
            *values(or_refused, lambda: [_probed(loss) for loss in discriminator_parts(d)]),
            *values(or_refused, lambda: _probed(generator_part(g))),
        ]
        found[f"game of {name}"] = partial(
            values, or_refused, lambda d=d_loss, g=g_loss: _said(identify_game(d, g))
        )
    for name in ("means", "arrays", "critics"):
        found[f"discriminator of {name}"] = partial(
            values, or_refused, lambda d=PAIRS[name][0]: _said(identify_game(d))
        )
    alone: dict[str, Callable[..., Any]] = {
        "arrays": lambda t: (t - 1.0) ** 2,
        "a number": lambda t: 3.0,
        "tensors": lambda t: functional.softplus(torch.as_tensor(t)),
        "single precision": lambda t: functional.softplus(-torch.as_tensor(t).float()),
        "only tensors": lambda t: t.clamp(-0.5, 0.5).exp(),
        "walls": _walled,
        "probabilities": lambda t: _each_sure(t),
        "another shape": lambda t: np.ones(7),
        "no number": lambda t: np.log(t - 0.6),
    }
    for name, f in alone.items():
        found[f"loss of {name}"] = partial(values, or_refused, lambda f=f: _probed(output_loss(f, "phi")))
    return found


def _each_sure(t: Any) -> Any:
    return functional.binary_cross_entropy(
        torch.as_tensor(t), torch.ones(len(t), dtype=torch.float64), reduction="none"
    )


def _probed(loss: Any) -> Any:
    return loss(OUTPUTS), loss.noise(OUTPUTS), loss.size, loss.roundoff, np.array(loss.domain)


def _said(game: Any) -> Any:
    answers = [-1.0 if each is None else float(each) for each in (game.saturating, game.minimum_at_equality)]
    return (
        str(game),
        game.discriminator_divergence,
        str(game.generator_divergence),
        answers,
        game.t_star(RATIOS),
    )


def _names() -> dict[str, Table]:
    """Names of games from what is followed, by sign and by space."""
    sums = [
        None,
        Factored(()),
        *(
            Factored(((factor, 1e-9, name),))
            for name in (
                "JSD(p, q)",
                "LC(p, q)",
                "TV(p, q)",
                "KL(p‖q)",
                "H²(p, q)",
                "(KL(q‖p) − 2·JSD(p, q))",
            )
            for factor in (2.0, -1.0, 0.0)
        ),
        Factored(((2.0, 1e-9, "KL(p‖m)"), (-0.25, 1e-9, "LC(p, q)"))),
        Factored(((2.0, 1e-9, "KL(p‖m)"), (1.0, 1e-9, "TV(p, q)"))),
        Factored(((2.0, 1e-9, "JSD(p, q)"), (1.0, 1e-9, "TV(p, q)"))),
    ]
    shapes = [OutputShape(space, False, None, "") for space in ("score", "logit")]
    own = [each for each in sums if each is None or len(each.terms) < 2]
    return {
        "names of games": lambda: parts(
            [game_name(a, b, shape, alone=False) for a in own for b in sums for shape in shapes]
        ),
        "names of discriminators": lambda: parts(
            [game_name(a, None, shapes[0], alone=each) for a in own for each in (True, False)]
        ),
        "goals": lambda: parts(
            [_goal(a, b, lowest) for a in own[::3] for b in sums for lowest in (None, True, False)]
        ),
    }


GAME_TABLES: dict[str, Table] = {**_probes(), **_names()}
"""By title: what computes it."""
