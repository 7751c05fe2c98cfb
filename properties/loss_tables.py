"""Values of what is read off losses, where its branches meet: thresholds, kinks, walls, losses at rest."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

from gancheck.numerics.estimate import Estimate
from gancheck.theory import penalties
from gancheck.theory.divergence_match import Factored, match_intercept, match_slope
from gancheck.theory.exact_fit import exact_fit
from gancheck.theory.fingerprint import RATIOS, Fingerprint
from gancheck.theory.generator_shape import minimum_at_equality, saturates
from gancheck.theory.optimal_output import _endless, _indistinguishable, _kink, _outputs, optimal_output
from gancheck.theory.output_loss import OutputLoss
from gancheck.theory.output_shape import follows_critic, is_critic, output_shape
from gancheck.theory.stability import is_stable, stable_range
from properties.tabulated import Table, of_each, parts, values

__all__ = ["LOSS_TABLES"]

INF = np.inf
FAR_OUTPUTS = (-1000.0, -30.0, -1.0, 0.0, 0.5, 1.0, 30.0, 1000.0)
BEYOND_ENDS = (-0.5, 1.5)
"""Where losses are asked whether they belong to a critic, and whether they have a value beyond probabilities."""


def _slopes() -> dict[str, Table]:
    """Penalties of a critic that is no straight line, and what they pull its parameters by."""
    x = torch.arange(12.0, dtype=torch.float64).reshape(4, 3) / 8.0 - 0.5
    y, share = x.flip(0) ** 2, torch.tensor([0.0, 0.25, 0.5, 1.0], dtype=torch.float64)
    images = x.reshape(1, 3, 2, 2).repeat(2, 1, 1, 1)
    costs: dict[str, Callable[[Any], Any]] = {
        "gradient norms": lambda d: penalties.gradient_norms(d, x),
        "gradient penalty": lambda d: penalties.gradient_penalty(d, x, y, share),
        "penalty by draws": lambda d: penalties.gradient_penalty(d, x, y, torch.Generator().manual_seed(1)),
        "dragan": lambda d: penalties.dragan(d, x, y),
        "dragan of another slope": lambda d: penalties.dragan(d, x, y, 0.25),
        "r1": lambda d: penalties.r1(d, x, 3.0),
        "r2": lambda d: penalties.r2(d, y, 3.0),
        "zero-centred": lambda d: penalties.zero_centred(d, x, y, share),
        "all penalties": lambda d: torch.stack(list(penalties.penalties(d, x, y, share, 0.5))),
        "gradient norms of images": lambda d: penalties.gradient_norms(
            lambda t: d(t.sum(dim=(2, 3))), images
        ),
    }
    found: dict[str, Table] = {title: partial(_pulled, cost) for title, cost in costs.items()}
    weights = torch.tensor([-3.0, -0.5, 0.0, 0.25, 0.5, 2.0])
    found["clipped"] = lambda: of_each([partial(penalties.clipped, bound=b) for b in (0.25, 0.5)], weights)
    found["interpolates"] = lambda: values(penalties.interpolates, images, images + 1.0, share[1:3])
    return found


def _pulled(cost: Callable[[Any], Any]) -> list[Estimate]:
    w = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
    value = cost(lambda x: torch.sin(x * w).sum(dim=1, keepdim=True))
    return parts((value, torch.autograd.grad(value.sum(), w)))


def _minima() -> dict[str, Table]:
    """The minimiser's parts on rows that take each branch, one of them exactly at its threshold."""
    least = np.array([0.0, 1.0, 2.0, 0.0, 1.0, 0.0])
    rise = np.array([1e-6 * 1e-6, 1e-6, 1e-6, 0.0, 2e-6, 1e-12 / 2.0])
    at_low = np.stack([least, least + rise, least + 1.0, least + 2.0], axis=-1)
    t = np.array([-3.0, -0.5, 0.0, 0.5, 2.0, 100.0])
    unit = np.full(6, 2.0**-50)
    objectives: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "smooth": lambda x: (x - t) ** 2,
        "corner": lambda x: np.abs(x - t),
        "flat": lambda x: np.maximum(np.abs(x - t) - 0.25, 0.0),
        "walled": lambda x: np.where(x < t, INF, x - t),
        "slanted": lambda x: np.where(x < t, 8.0 * (t - x), 2.0**-13 * (x - t)),
    }
    losses = {
        "absolute": (lambda t: np.abs(t - 0.3), lambda t: np.abs(t + 0.7)),
        "exponential": (lambda t: np.exp(-t), np.exp),
        "steep": (lambda t: np.exp(-30.0 * t), lambda t: np.exp(30.0 * t)),
        "falling": (lambda t: -t, lambda t: 0.5 * t),
        "bounded": (lambda t: np.exp(-np.abs(t)), lambda t: 1.0 / (1.0 + t * t)),
        "half": (lambda t: np.where(t > 0.0, 1.0 / t, np.nan), lambda t: t),
    }
    found: dict[str, Table] = {
        f"best output {name}": partial(values, optimal_output, OutputLoss(f), OutputLoss(g), RATIOS)
        for name, (f, g) in losses.items()
    }
    for name, f in objectives.items():
        found[f"beside {name}"] = lambda f=f: [  # type: ignore[misc]  # bound now
            *values(_indistinguishable, f, t, unit),
            *values(_kink, f, f, t, unit),
            *values(_kink, f, lambda x: x**2, t, unit),
        ]
    found["grid of outputs"] = lambda: parts(_outputs())
    found["endless"] = lambda: [
        *values(_endless, at_low, at_low.argmin(axis=1)),
        *values(_endless, at_low[:, ::-1], at_low[:, ::-1].argmin(axis=1)),
        *values(_endless, np.roll(at_low, 1, axis=1), np.roll(at_low, 1, axis=1).argmin(axis=1)),
    ]
    return found


def _matches() -> dict[str, Table]:
    """What slopes and intercepts are taken for, with errors that hide nothing, something and all."""
    r = RATIOS
    shapes = {
        "log": np.log(r),
        "log and more": np.log(r) + 0.01 * r,
        "nothing": np.zeros_like(r),
        "step": np.sign(r - 1.0),
        "power": -0.75 * r**-1.5,
        "least squares": 1.0 / (1.0 + r) - 2.0 / (1.0 + r) ** 2,
    }
    found: dict[str, Table] = {}
    for name, y in shapes.items():
        seen = [
            Estimate(c * y + 0.5, e * (1.0 + np.abs(y)))
            for c in (-2.0, 0.375)
            for e in (0.0, 1e-9, 1e-4, 0.5)
        ]
        found[f"match {name}"] = lambda seen=seen: [  # type: ignore[misc]  # bound now
            part
            for each in seen
            for match in (match_slope, match_intercept)
            for part in values(_told, match, each)
        ]
    amplitudes = [1.0, 2.0**-4, 2.0**-12, 0.0]
    curves = [-r, np.log(r), -np.log(r), (r - 1.0) ** 2, np.minimum(r, 1.0), -np.abs(r - 1.0)]
    found["minima at equality"] = lambda: [
        _answer(minimum_at_equality(r, Estimate(a * g, np.full_like(r, a * e))))
        for a in amplitudes
        for g in curves
        for e in (0.0, 1e-6, 0.1, INF)
    ]
    found["saturation"] = lambda: [_answer(saturates(each, space)) for each, space in _dying()]
    x = np.linspace(-1.0, 2.0, 7)
    found["exact fits"] = lambda: [
        *values(exact_fit, np.stack([x**0, x], 1), Estimate(3.0 - x, np.linspace(1e-9, 1e-3, 7))),
        *values(exact_fit, np.stack([x**0, x], 1), Estimate(3.0 - x + 2e-3 * (x > 1.4), np.full(7, 1e-3))),
        *parts(
            exact_fit(np.stack([x**0, x], 1), Estimate(3.0 - x + 4e-3 * (x > 1.4), np.full(7, 1e-3))) is None
        ),
        *values(exact_fit, np.stack([x**0, x], 1), Estimate(3.0 - x, np.zeros(7))),
    ]
    found["factors"] = lambda: parts(
        [
            str(Factored(terms))
            for terms in (
                (),
                ((1.0, 1e-9, "(a − b)"),),
                ((-0.5, 1e-9, "(a − b)"), (1.0, 1e-9, "c")),
                ((2.0 / 3.0, 1e-9, "a"), (-0.123456, 1e-9, "b")),
                ((1.0 + 2e-9, 1e-9, "a"), (17.0, 0.0, "b"), (0.75, 0.0, "c")),
            )
        ]
    )
    return found


def _told(match: Callable[..., Any], seen: Estimate) -> Any:
    found = match(RATIOS, seen)
    return "None" if found is None else (found, str(found))


def _answer(found: bool | None) -> Estimate:
    """Yes 1, no 0, undecided −1."""
    return parts(-1.0 if found is None else float(found))[0]


def _dying() -> list[tuple[Fingerprint, str]]:
    """Slopes like powers of r, with doubts on either side of what is to be told."""
    found = []
    for power in (0.0, 0.49, 0.5, 0.51, 1.0):
        for doubt in (0.0, 0.01, 2.0, INF):
            share = Estimate(RATIOS / (1.0 + RATIOS), 0.0 * RATIOS)
            slope = Estimate(-(RATIOS**power), doubt * RATIOS**power)
            each = Fingerprint(RATIOS, share, share, share, share, share, share, slope)
            found += [(each, "probability"), (each, "logit")]
    return [*found, (Fingerprint(RATIOS, share, share, share, share), "logit")]


def _shapes() -> dict[str, Table]:
    """What is said of best outputs of every form, and of losses that have none."""
    softplus = OutputLoss(lambda t: np.logaddexp(0.0, t))
    confined = OutputLoss(lambda t: np.log(t) - np.log(1.0 - t))
    hinge = OutputLoss(lambda t: np.maximum(t - 2.0, 0.0))
    forms = {
        "log": lambda r: np.log(r),
        "falling": lambda r: 2.0 - 3.0 * r,
        "root": lambda r: 0.5 * np.sqrt(r) - 1.0,
        "one over root": lambda r: -1.0 / np.sqrt(r),
        "one over": lambda r: 1.0 - 0.25 / r,
        "square": lambda r: r**2 + 0.125,
        "one over square": lambda r: 1.0 / r**2,
        "labels": lambda r: (0.9 * r + 0.1) / (r + 1.0),
        "swapped labels": lambda r: 1.0 / (r + 1.0),
        "right labels": lambda r: r / (r + 1.0),
        "wide labels": lambda r: (2.0 * r - 1.0) / (r + 1.0),
        "step": lambda r: np.sign(r - 1.0),
        "step elsewhere": lambda r: np.sign(r - 10.5),
        "constant": lambda r: 0.0 * r + 0.5,
        "none": lambda r: np.sin(r),
        "infinite": lambda r: np.where(r > 1.0, INF, -1.0),
    }
    found: dict[str, Table] = {}
    for name, form in forms.items():
        t = form(RATIOS)
        outputs = [Estimate(t, np.full_like(t, e)) for e in (0.0, 1e-9)]
        with np.errstate(all="ignore"):
            outputs.append(Estimate(np.log(t / (1.0 - t)), np.full_like(t, 1e-9)))
        seen = [Fingerprint(RATIOS, each, each, each, each) for each in outputs]
        found[f"shape {name}"] = lambda seen=seen: [  # type: ignore[misc]  # bound now
            part
            for each in seen
            for loss in (softplus, confined)
            for part in values(output_shape, each, loss, loss)
        ]
    lines = [OutputLoss(lambda t, c=c: c * t + 0.25) for c in (-1.0, -2.0, 1.0, 2.0, 0.0)]
    half = Estimate(RATIOS / (1.0 + RATIOS), np.full_like(RATIOS, 1e-9))
    seen = Fingerprint(RATIOS, half, half, half, half)
    walls = [OutputLoss(lambda t, w=w: np.where(np.abs(t - w) < 0.25, 1.0, np.nan)) for w in BEYOND_ENDS]
    found["probabilities"] = lambda: [
        part for loss in (hinge, *walls) for part in values(output_shape, seen, loss, loss)
    ]
    line = OutputLoss(lambda t: -t)
    bumps = [OutputLoss(lambda t, x=x: t + (np.abs(t - x) < 0.25)) for x in FAR_OUTPUTS]
    thirds = [OutputLoss(lambda t, c=c: c * (t / 3.0 + 0.7) + 0.1) for c in (-1.0, 1.0)]
    found["critics to rounding"] = lambda: parts(
        [is_critic(*thirds), follows_critic(*thirds), follows_critic(thirds[0], line)]
    )
    found["critics with a bump"] = lambda: parts(
        [
            (is_critic(line, f), is_critic(f, line), follows_critic(f, line), follows_critic(line, f))
            for f in bumps
        ]
    )
    found["critics"] = lambda: parts(
        [(is_critic(f, g), follows_critic(f, g)) for f in [*lines, softplus] for g in [*lines, softplus]]
    )
    return found


def _ranges() -> dict[str, Table]:
    """Where losses can be computed: at rest at 0, at another number, nowhere."""
    losses: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "log of sigmoid": lambda t: torch.log(torch.sigmoid(t)),
        "softplus": lambda t: -torch.nn.functional.softplus(-t),
        "clamped": lambda t: t.clamp(-3.0, 5.0),
        "one and more": lambda t: 1.0 + torch.exp(-t),
        "pole": lambda t: 1.0 / t,
        "square": lambda t: t * t,
    }
    points = torch.tensor([-800.0, -20.0, -5.0, -3.0, 0.0, 3.0, 5.0, 20.0, 800.0])
    found: dict[str, Table] = {}
    for name, loss in losses.items():
        found[f"stable range of {name}"] = lambda loss=loss: [  # type: ignore[misc]  # bound now
            *values(stable_range, loss, "float32"),
            *values(is_stable, loss, points, "float64"),
            *parts(
                [
                    is_stable(loss, points, kind, rest=rest)
                    for kind in ("float16", "float32")
                    for rest in (1.0, 5.0)
                ]
            ),
            *parts(stable_range(loss, "float16", rest=1.0)),
        ]
    return found


LOSS_TABLES: dict[str, Table] = {
    **_slopes(),
    **_minima(),
    **_matches(),
    **_shapes(),
    **_ranges(),
}
"""By title: what computes it."""
