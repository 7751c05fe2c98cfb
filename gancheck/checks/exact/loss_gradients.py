"""Derivations of the claims on losses: gradients and precision."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sympy as sp

from gancheck.checks.exact.derivation import Derivation, Step

__all__ = ["ABSENT", "DERIVATIONS"]

OTHER = {"minimax": "non-saturating", "non-saturating": "minimax"}


def _slope(loss: str, odds: Any) -> Any:
    """−σ(±t), in the odds e^t of D."""
    return -odds / (1 + odds) if loss == "minimax" else -1 / (1 + odds)


def _saturation_steps(formula: Any, problem: None) -> Iterator[Step]:
    """With x = e^t, d/dt = x d/dx and t → −∞ is x → 0."""
    x = sp.Symbol("x", positive=True)
    d = x / (1 + x)
    minimax, other = (formula(loss, x) for loss in ("minimax", "non-saturating"))
    yield Step("d/dt log(1 − σ(t))", x * sp.diff(sp.log(1 - d), x) - minimax)
    yield Step("d/dt (−log σ(t))", x * sp.diff(-sp.log(d), x) - other)
    yield Step("the slopes sum to −1", minimax + other + 1)
    yield Step("their ratio is e^t", minimax - x * other)
    for name, slope, at_loss, at_win in (
        ("minimax", minimax, sp.Integer(0), sp.Integer(-1)),
        ("non-saturating", other, sp.Integer(-1), sp.Integer(0)),
    ):
        yield Step(f"{name}: where D wins, t → −∞", sp.limit(slope, x, 0, "+") - at_loss)
        yield Step(f"{name}: where D loses, t → ∞", sp.limit(slope, x, sp.oo) - at_win)
    yield Step("the minimax slope dies like e^t", sp.limit(minimax / x, x, 0, "+") + 1)


SATURATION = Derivation(
    claim="loss.saturation",
    method="both losses differentiated as functions of the odds e^t; rational functions, and their limits",
    formula=_slope,
    steps=_saturation_steps,
    wrong={
        "the losses exchanged": lambda loss, x: _slope(OTHER[loss], x),
        "neither saturates": lambda loss, x: sp.Integer(-1),
        "the slope by D instead of its logit": lambda loss, x: 1 / _slope(OTHER[loss], x),
        "the sign lost": lambda loss, x: -_slope(loss, x),
        "the slope doubled": lambda loss, x: 2 * _slope(loss, x),
    },
)


PRECISIONS = {"float64": (53, 1024), "float32": (24, 128), "float16": (11, 16), "bfloat16": (8, 128)}
"""Significant bits and the exponent that all numbers stay below, of each format."""


class _Ends(NamedTuple):
    """What `stable_ranges` states: the last logit of log(1 − σ) and the first of log σ, and the same from the logit."""

    minimax: tuple[Any, Any]
    non_saturating: tuple[Any, Any]
    minimax_from_logit: tuple[Any, Any]
    non_saturating_from_logit: tuple[Any, Any]


def _format(dtype: str) -> tuple[Any, Any]:
    """ε and the greatest number."""
    bits, exponent = PRECISIONS[dtype]
    eps = sp.Rational(2) ** (1 - bits)
    return eps, (2 - eps) * sp.Integer(2) ** (exponent - 1)


def _ends(dtype: str) -> _Ends:
    eps, largest = _format(dtype)
    reach = sp.sqrt(largest)
    whole = (-reach, reach)
    return _Ends((-reach, sp.log(2 * sp.sqrt(2) / eps)), (-sp.log(largest), reach), whole, whole)


def _stability_steps(formula: Any, problem: None) -> Iterator[Step]:
    """For every format: the logits at which a rounding first hits 1, at which 1/σ overflows, and what softplus does."""
    x = sp.Symbol("x", positive=True)
    for dtype in PRECISIONS:
        eps, largest = _format(dtype)
        stated, reach = formula(dtype), sp.sqrt(largest)
        # A tie goes to the even neighbour, which is 1 in both cases.
        (direct,) = sp.solve(1 + 1 / x - (1 + eps / 2), x)
        (wide,) = sp.solve(1 / (1 + x) - eps / 4, x)
        yield Step(f"{dtype}: 1 + e^−t is midway between 1 and 1 + ε at e^t = 2/ε", direct - 2 / eps)
        yield Step(f"{dtype}: σ(t) is midway between 1 − ε/2 and 1 at e^t = 4/ε − 1", wide - (4 / eps - 1))
        yield Step(
            f"{dtype}: the stated end of log(1 − σ) is midway between both, up to log(1 − ε/4)",
            2 * stated.minimax[1] - sp.log(direct) - sp.log(wide + 1),
        )
        (overflow,) = sp.solve(1 / x - largest, x)
        last_place = eps * 2 ** (PRECISIONS[dtype][1] - 1)
        yield Step(
            f"{dtype}: 1/σ = 1 + e^−t rounds to e^−t at the greatest number", (1 - last_place / 2).is_negative
        )
        yield Step(
            f"{dtype}: the stated end of log σ is where e^−t is the greatest number",
            sp.exp(-stated.non_saturating[0]) - 1 / overflow,
        )
        for name, end in (
            ("log(1 − σ) ends at no negative logit", -stated.minimax[0]),
            ("log σ ends at no positive logit", stated.non_saturating[1]),
            ("log(1 − σ) from the logit ends at none", stated.minimax_from_logit[1]),
            ("log σ from the logit ends at none", -stated.non_saturating_from_logit[0]),
        ):
            yield Step(f"{dtype}: {name} whose square is finite", end - reach)
        yield Step(f"{dtype}: |t| + log 2 is finite there", (reach + 1 - largest).is_negative)
    # softplus(±t) ≤ |t| + log 2, and it is at rest where its slope x/(1 + x) rounds to 0: there log(1 + x) ≤ x does.
    yield Step(
        "softplus(t) − max(t, 0) is at most log 2: for t ≥ 0, log(1 + x) − log x at x = 1",
        sp.log(1 + x).subs(x, 1) - sp.log(2),
    )
    yield Step(
        "and falls from there: its slope by x is −1/(x(1 + x))",
        sp.diff(sp.log(1 + x) - sp.log(x), x) + 1 / (x * (1 + x)),
    )
    yield Step("e^t − softplus(t) is 0 at x = 0", (x - sp.log(1 + x)).subs(x, 0))
    yield Step("and grows by the slope, which is positive", sp.diff(x - sp.log(1 + x), x) - x / (1 + x))


STABILITY = Derivation(
    claim="loss.stability",
    method="the midpoints of the numbers next to 1, and the greatest number, of each format: equations for e^t solved",
    formula=_ends,
    steps=_stability_steps,
    wrong={
        "the same end on both sides": lambda dtype: _ends(dtype)._replace(
            non_saturating=(-_ends(dtype).minimax[1], _ends(dtype).non_saturating[1])
        ),
        "the sides exchanged": lambda dtype: _ends(dtype)._replace(
            minimax=(-_ends(dtype).minimax[1], -_ends(dtype).minimax[0]),
            non_saturating=(-_ends(dtype).non_saturating[1], -_ends(dtype).non_saturating[0]),
        ),
        "the ends of float32 for every format": lambda dtype: _ends("float32"),
        "probabilities as good as logits": lambda dtype: _Ends(*(_ends(dtype).minimax_from_logit,) * 4),
        "logits freeze too": lambda dtype: _Ends(*_ends(dtype)[:2], *_ends(dtype)[:2]),
    },
)

DERIVATIONS: tuple[Derivation, ...] = (SATURATION, STABILITY)

ABSENT: dict[str, str] = {}
