"""Enclosures for the claims on losses: gradients and precision."""

from collections.abc import Callable, Iterator
from typing import Any

from flint import arb, arb_series

from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.theory.stability import FORMATS, format_of

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., Any]

OTHER = {"minimax": "non-saturating", "non-saturating": "minimax"}
LOSSES = {"minimax": 1, "non-saturating": -1}
"""Each loss is −softplus(t) or softplus(−t): ∓ softplus(±t)."""

BEYOND = 4096
"""Farther out than the ends of all formats: σ being monotone, a comparison with them has the same answer beyond."""


def slope(loss: str, t: arb) -> arb:
    """−σ(±t), by an exponential that does not overflow."""
    s = LOSSES[loss] * t
    return -s.exp() / (1 + s.exp()) if s < 0 else -1 / (1 + (-s).exp())


def saturation_sides(problem: Any, formula: Formula) -> Pairs:
    """Both losses on the power series t + h: their first coefficients; and the sum and the ratio of the slopes."""
    t = arb(float(problem.logit[0]))
    stated = {loss: formula(loss, t) for loss in LOSSES}
    for loss, sign in LOSSES.items():
        s = sign * arb_series([t, 1], prec=2)
        softplus = (1 + s.exp()).log() if sign * t < 0 else s + (1 + (-s).exp()).log()
        yield stated[loss], (-sign * softplus)[1]
    yield stated["minimax"] + stated["non-saturating"], arb(-1)
    near = t.max(arb(-BEYOND)).min(arb(BEYOND))
    minimax, other = (formula(loss, near) for loss in LOSSES)
    if near < 0:
        yield minimax * (-near).exp(), other
    else:
        yield minimax, other * near.exp()


def ends(dtype: str) -> tuple[tuple[arb, arb], ...]:
    """The ranges of log(1 − σ) and log σ from the probability, then from the logit; infinite for √max."""
    form = format_of(dtype)
    whole = (arb.neg_inf(), arb.pos_inf())
    last = (2 * arb(2).sqrt() / arb(form.eps)).log()
    return (arb.neg_inf(), last), (-arb(form.largest).log(), arb.pos_inf()), whole, whole


def stability_sides(problem: Any, formula: Formula) -> Pairs:
    """1 + e^−t against 1 + ε/2 and σ(t) against 1 − ε/4, where both say the same; e^−t against the greatest number."""
    if not problem.decided.all():
        return
    form, t = format_of(problem.family), arb(float(problem.logit[0]))
    near = t.max(arb(-BEYOND)).min(arb(BEYOND))
    odds = near.exp()
    eps, largest = arb(form.eps), arb(form.largest)
    direct, wide = _truth(1 / odds - eps / 2), _truth(1 / (1 + odds) - eps / 4)
    from_probability = direct if direct == wide else arb.nan()
    run = from_probability, _truth(largest - 1 / odds), arb(1), arb(1)
    for (lower, upper), stable in zip(formula(problem.family), run, strict=True):
        yield _truth(t - lower) * _truth(upper - t), stable


def _truth(positive: arb) -> arb:
    """1 for a positive number, 0 for one that is not, NaN for a ball that holds both."""
    if positive > 0:
        return arb(1)
    return arb(0) if positive <= 0 else arb.nan()


def _mirrored(interval: tuple[arb, arb]) -> tuple[arb, arb]:
    return -interval[1], -interval[0]


def _same_end(dtype: str) -> Any:
    minimax, other, *rest = ends(dtype)
    return minimax, (-minimax[1], other[1]), *rest


ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="loss.saturation",
        method="both losses on power series of balls, whose coefficients of first order are the slopes",
        families=("float64",),
        formula=slope,
        sides=saturation_sides,
        wrong={
            "the losses exchanged": lambda loss, t: slope(OTHER[loss], t),
            "neither saturates": lambda loss, t: arb(-1),
            "the slope by D instead of its logit": lambda loss, t: 1 / slope(OTHER[loss], t),
            "the sign lost": lambda loss, t: -slope(loss, t),
            "the slope doubled": lambda loss, t: 2 * slope(loss, t),
        },
    ),
    EnclosedClaim(
        claim="loss.stability",
        method=(
            "σ(t) and its odds in balls against the midpoints and the greatest number of the format, which are dyadic "
            "and exact; that a softplus of the logit stays finite is taken from softplus(t) ≤ |t| + log 2"
        ),
        families=tuple(FORMATS),
        formula=ends,
        sides=stability_sides,
        wrong={
            "the same end on both sides": _same_end,
            "the sides exchanged": lambda dtype: (*map(_mirrored, ends(dtype)[:2]), *ends(dtype)[2:]),
            "the ends of float32 for every format": lambda dtype: ends("float32"),
            "probabilities as good as logits": lambda dtype: (ends(dtype)[2],) * 4,
            "logits freeze too": lambda dtype: ends(dtype)[:2] * 2,
        },
    ),
)

ABSENT: dict[str, str] = {}
