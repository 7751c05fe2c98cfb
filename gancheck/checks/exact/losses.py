"""Derivations of the claims on losses and the games that they play.

The losses are written down; t* is held against the stationarity of rφ + ψ, and F″ and h″ are differentiated, for every
value of the density ratio and of the least-squares targets at once. The named divergences are written by their
generators f, whose second derivatives must be F″ or h″.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy

from gancheck.checks.exact.derivation import Derivation, Step

__all__ = ["ABSENT", "DERIVATIONS"]

r = sympy.Symbol("r", positive=True)
a, b, c = sympy.symbols("a b c", real=True)
t = sympy.Symbol("t", real=True)
EXP, LOG = sympy.exp, sympy.log

Expression = Any
Formula = Callable[..., Expression]


@dataclass(frozen=True)
class SymbolicGame:
    """φ, ψ and γ of the output t."""

    phi: Expression
    psi: Expression
    gamma: Expression


def _softplus(x: Expression) -> Expression:
    return LOG(1 + EXP(x))


GAMES = {
    "minimax": SymbolicGame(_softplus(-t), _softplus(t), -_softplus(t)),
    "non-saturating": SymbolicGame(_softplus(-t), _softplus(t), _softplus(-t)),
    "maximum-likelihood": SymbolicGame(_softplus(-t), _softplus(t), -EXP(t)),
    "least-squares": SymbolicGame((t - b) ** 2, (t - a) ** 2, (t - c) ** 2),
    "f-gan-kl": SymbolicGame(-t, EXP(t - 1), -EXP(t - 1)),
    "f-gan-reverse-kl": SymbolicGame(EXP(-t), t - 1, 1 - t),
    "f-gan-pearson": SymbolicGame(-t, t**2 / 4 + t, -(t**2) / 4 - t),
    "f-gan-squared-hellinger": SymbolicGame(EXP(-t) - 1, EXP(t) - 1, 1 - EXP(t)),
    "f-gan-jensen-shannon": SymbolicGame(
        _softplus(-t) - LOG(2), _softplus(t) - LOG(2), LOG(2) - _softplus(t)
    ),
}
"""The smooth games. The hinge's corner and the Wasserstein critic are taken apart, in `_hinge` and not at all."""


def _output(name: str, ratio: Expression, low: Expression = a, high: Expression = b) -> Expression:
    """t*, stated."""
    if name == "least-squares":
        return (high * ratio + low) / (ratio + 1)
    known = {
        "f-gan-kl": 1 + LOG(ratio),
        "f-gan-pearson": 2 * (ratio - 1),
        "f-gan-squared-hellinger": LOG(ratio) / 2,
    }
    return known.get(name, LOG(ratio))


@cache
def _solved(name: str) -> Expression:
    """t*, derived: the only real root of rφ′ + ψ′, in x = e^t where the losses are exponential."""
    game = GAMES[name]
    slope = sympy.diff(r * game.phi + game.psi, t)
    if name in ("least-squares", "f-gan-pearson"):
        (root,) = sympy.solve(slope, t)
        return root
    x = sympy.Symbol("x", positive=True)
    in_x = sympy.together(sympy.simplify(slope.subs(t, LOG(x))))
    (root,) = sympy.solve(sympy.numer(in_x), x)
    return LOG(root)


def _output_steps(formula: Formula, problem: Any) -> Iterator[Step]:
    for name, game in GAMES.items():
        stated = formula(name, r)
        objective = r * game.phi + game.psi
        yield Step(
            f"the root of r φ′ + ψ′ is the stated output: {name}", sympy.simplify(_solved(name) - stated)
        )
        bend = sympy.simplify(sympy.diff(objective, t, 2))
        # Each second derivative is a sum of exponentials and positive numbers, or the logistic density times r + 1.
        yield Step(f"r φ + ψ is strictly convex: {name}", _positive(bend))
    yield from _hinge()


def _positive(bend: Expression) -> bool:
    """Whether an expression in e^t and r > 0 is a quotient of polynomials with positive coefficients."""
    x = sympy.Symbol("x", positive=True)
    top, bottom = sympy.fraction(sympy.together(sympy.simplify(bend.subs(t, LOG(x)))))
    return all(sympy.expand(part).is_positive is True for part in (top, bottom))


def _hinge() -> Iterator[Step]:
    """Convex and piecewise linear: the slope left of t* is negative and the slope right of it is positive."""
    slopes = {"below −1": -r, "between": 1 - r, "above 1": sympy.Integer(1)}
    less = sympy.Symbol("s", positive=True)  # r = 1/(1 + s) < 1, and r = 1 + s > 1
    smaller, larger = 1 / (1 + less), 1 + less
    yield Step("hinge: r < 1 puts t* at −1", bool((slopes["below −1"].subs(r, smaller)).is_negative))
    yield Step(
        "hinge: r < 1, rising beyond −1", bool(sympy.simplify(slopes["between"].subs(r, smaller)).is_positive)
    )
    yield Step(
        "hinge: r > 1 puts t* at 1", bool(sympy.simplify(slopes["between"].subs(r, larger)).is_negative)
    )


JSD = (r * LOG(2 * r / (1 + r)) + LOG(2 / (1 + r))) / 2
KL = r * LOG(r)
REVERSE_KL = -LOG(r)
PEARSON = (r - 1) ** 2
LE_CAM = (r - 1) ** 2 / (r + 1)
HELLINGER = (sympy.sqrt(r) - 1) ** 2 / 2
SKEWED_KL = r * LOG(2 * r / (1 + r))


def _estimated(name: str) -> Expression:
    """The generator f of what D estimates, up to an affine function of r."""
    known = {
        "least-squares": (b - a) ** 2 * LE_CAM / 4,
        "f-gan-kl": KL,
        "f-gan-reverse-kl": REVERSE_KL,
        "f-gan-pearson": PEARSON,
        "f-gan-squared-hellinger": 2 * HELLINGER,
    }
    return known.get(name, 2 * JSD)


def _followed(name: str, wanted: Expression = c) -> Expression:
    """The generator h of what G descends, up to an affine function of r."""
    known = {
        "non-saturating": REVERSE_KL - 2 * JSD,
        "maximum-likelihood": KL,
        "least-squares": 2 * (b - a) * (wanted - a) * SKEWED_KL - (b - a) ** 2 * LE_CAM / 4,
    }
    return known.get(name, _estimated(name))


def _swapped(f: Expression) -> Expression:
    """R f(1/r): the generator of D_f(q‖p)."""
    return r * f.subs(r, 1 / r)


def _estimated_steps(formula: Formula, problem: Any) -> Iterator[Step]:
    for name, game in GAMES.items():
        best = _solved(name)
        least = (r * game.phi + game.psi).subs(t, best)
        curvature = -sympy.diff(game.phi, t).subs(t, best) * sympy.diff(best, r)
        yield Step(
            f"(−min_t)″ is −φ′(t*)·dt*/dr: {name}", sympy.simplify(-sympy.diff(least, r, 2) - curvature)
        )
        yield Step(
            f"F″ is that of the divergence: {name}",
            sympy.simplify(curvature - sympy.diff(formula(name), r, 2)),
        )
    # E_p φ + E_q ψ of the hinge at sign(r − 1), a point where p > q and one where p < q: 2·min(p, q) either way.
    p, q = sympy.symbols("p q", positive=True)
    yield Step("hinge: the loss is 2q where p > q", p * (1 - 1) + q * (1 + 1) - 2 * q)
    yield Step("hinge: the loss is 2p where p < q", p * (1 + 1) + q * (1 - 1) - 2 * p)


def _followed_steps(names: tuple[str, ...]) -> Callable[[Formula, Any], Iterator[Step]]:
    def steps(formula: Formula, problem: Any) -> Iterator[Step]:
        for name in names:
            intercept = GAMES[name].gamma.subs(t, _solved(name))
            h = formula(name)
            derived = -sympy.diff(intercept, r) / r
            yield Step(f"h″ = −(1/r) d/dr γ(t*): {name}", sympy.simplify(derived - sympy.diff(h, r, 2)))
            frozen = sympy.diff(h - r * sympy.diff(h, r) - intercept, r)
            yield Step(f"h − r h′ = γ(t*) + constant: {name}", sympy.simplify(frozen))

    return steps


FOLLOWED = (
    "h″ is differentiated from γ at the derived t*, and held against the divergence's generator, for all r"
)


def _logistic(claim: str, name: str, right: Expression, wrong: dict[str, Expression]) -> Derivation:
    return Derivation(
        claim=claim,
        method=FOLLOWED,
        formula=lambda _: right,
        steps=_followed_steps((name,)),
        wrong={title: _constant(h) for title, h in wrong.items()},
    )


def _constant(h: Expression) -> Formula:
    return lambda _: h


DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="loss.optimal-output",
        method="rφ′ + ψ′ = 0 is solved for t, for all r and all targets; the second derivative is positive",
        formula=_output,
        steps=_output_steps,
        wrong={
            "labels swapped": lambda name, ratio: _output(name, 1 / ratio),
            "r − 1 for log r": lambda name, ratio: ratio - 1,
            "targets exchanged": lambda name, ratio: _output(name, ratio, b, a),
        },
    ),
    Derivation(
        claim="loss.discriminator-divergence",
        method="F″ is differentiated at the derived t*, and held against f″, for all r and all targets",
        formula=_estimated,
        steps=_estimated_steps,
        wrong={
            "KL's arguments swapped": lambda name: _swapped(_estimated(name)),
            "the factor ½ of a mean loss": lambda name: _estimated(name) / 2,
            "least squares read as Pearson χ²(p‖q)": lambda name: (
                (b - a) ** 2 * PEARSON / 4 if name == "least-squares" else _estimated(name)
            ),
        },
    ),
    Derivation(
        claim="loss.generator-divergence",
        method=FOLLOWED,
        formula=_followed,
        steps=_followed_steps(tuple(GAMES)),
        wrong={
            "the discriminator's divergence": _estimated,
            "p and q swapped": lambda name: _swapped(_followed(name)),
            "half of it": lambda name: _followed(name) / 2,
            "c taken for b": lambda name: _followed(name, b),
        },
    ),
    _logistic(
        "loss.minimax",
        "minimax",
        2 * JSD,
        {"one JSD instead of two": JSD, "KL(q‖p) − 2·JSD": REVERSE_KL - 2 * JSD},
    ),
    _logistic(
        "loss.non-saturating",
        "non-saturating",
        REVERSE_KL - 2 * JSD,
        {
            "taken for minimax: 2·JSD": 2 * JSD,
            "KL(p‖q) for KL(q‖p)": KL - 2 * JSD,
            "+2·JSD": REVERSE_KL + 2 * JSD,
        },
    ),
    _logistic(
        "loss.maximum-likelihood",
        "maximum-likelihood",
        KL,
        {
            "KL(q‖p) for KL(p‖q)": REVERSE_KL,
            "the discriminator's 2·JSD": 2 * JSD,
            "taken for non-saturating: KL(q‖p) − 2·JSD": REVERSE_KL - 2 * JSD,
        },
    ),
)

ABSENT: dict[str, str] = {}
