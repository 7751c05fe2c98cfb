"""The derivation of dyn.equilibrium: a round of Algorithm 1 differentiated at the equilibrium, in symbols.

D ≡ ½, q = p is a fixed point of each step, so the Jacobian of a round is the product of those of its steps: k times
that of D's, then that of G's. They are computed from the steps themselves: for tables against softmaxes as functions of
the logits, for a quadratic logit against x = μ + sz under the expectation, where the moments of the normal law are
numbers. The products and determinants are taken in the field of rational functions of the rates and the weights.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from gancheck.checks.exact.derivation import Derivation, Step

__all__ = ["EQUILIBRIUM"]

ALPHA, BETA, W, V = sp.symbols("alpha beta w v", positive=True)
FIELD = sp.QQ.frac_field(ALPHA, BETA, W, V)
HALF_ALPHA, HALF_BETA = FIELD.from_sympy(ALPHA / 2), FIELD.from_sympy(BETA / 2)
LOSSES: dict[str, Callable[[Any], Any]] = {
    "minimax": lambda t: -sp.log(1 + sp.exp(t)),
    "non-saturating": lambda t: sp.log(1 + sp.exp(-t)),
}
INNER_STEPS = (1, 2, 3)


class Stated(NamedTuple):
    """What `local_dynamics` states of a game with the matrices F and K.

    Attributes:
        jacobian: J.
        at_limit: (2M(I + C) − ½βKKᵀ) after multiplication by M⁻¹ = ½αΣ: singular where β is at a limit.
    """

    jacobian: Any
    at_limit: Any


def stated(curvature: Any, coupling: Any, k: int, half_beta: Any = HALF_BETA) -> Stated:
    """J in blocks, and the matrix that is singular at the limit of β; matrices over `FIELD`."""
    step = _identity(curvature) - HALF_ALPHA * curvature
    power = step**k
    pull = HALF_ALPHA * sum((step**j for j in range(1, k)), _identity(curvature)) * coupling
    push = half_beta * coupling.transpose()
    jacobian = _blocks(power, -pull, push * power, _identity(coupling.transpose()) - push * pull)
    return Stated(jacobian, FIELD(2) * (_identity(curvature) + power) - pull * push)


def _identity(like: Any) -> Any:
    return DomainMatrix.eye(like.shape[0], FIELD)


def _over_field(matrix: Any) -> Any:
    return DomainMatrix.from_Matrix(matrix).convert_to(FIELD).to_dense()


def _blocks(a: Any, b: Any, c: Any, d: Any) -> Any:
    return a.to_dense().hstack(b.to_dense()).vstack(c.to_dense().hstack(d.to_dense()))


@dataclass(frozen=True, eq=False)
class _Game:
    """A game with its matrices, and the Jacobians of D's and of G's step at the equilibrium."""

    name: str
    curvature: Any
    coupling: Any
    by_d: Any
    by_g: dict[str, Any]


def _game(name: str, curvature: Any, coupling: Any, by_d: Any, by_g: dict[str, Any]) -> _Game:
    over_field = {loss: _over_field(matrix) for loss, matrix in by_g.items()}
    return _Game(name, _over_field(curvature), _over_field(coupling), _over_field(by_d), over_field)


def _tables(name: str, weights: tuple[Any, ...]) -> _Game:
    """One logit an atom against a softmax; p is proportional to the weights, θ = log weights at the equilibrium."""
    n, total = len(weights), sum(weights)
    t, theta = sp.symbols(f"t:{n}", real=True), sp.symbols(f"theta:{n}", real=True)
    p = [w / total for w in weights]
    mass = sum(sp.exp(each) for each in theta)
    q = [sp.exp(each) / mass for each in theta]
    at = dict(zip((*t, *theta), (*([sp.Integer(0)] * n), *map(sp.log, weights)), strict=True))
    d_step = [u + ALPHA * (p[i] / (1 + sp.exp(u)) - q[i] / (1 + sp.exp(-u))) for i, u in enumerate(t)]
    by_g = {}
    for loss, function in LOSSES.items():
        mean = sum(w * function(u) for w, u in zip(q, t, strict=True))
        g_step = [each - BETA * w * (function(u) - mean) for each, w, u in zip(theta, q, t, strict=True)]
        by_g[loss] = _jacobian([*t, *g_step], (*t, *theta), at)
    diagonal = sp.diag(*p)
    coupling = diagonal - sp.Matrix(p) * sp.Matrix(p).T
    by_d = _jacobian([*d_step, *theta], (*t, *theta), at)
    return _game(name, diagonal, coupling, by_d, by_g)


def _quadratic() -> _Game:
    """t(x) = φ₀ + φ₁x + φ₂x² against x = μ + sz; the data are standard normal."""
    phi, psi, z = sp.symbols("phi:3", real=True), sp.symbols("mu s", real=True), sp.Symbol("z", real=True)
    x = psi[0] + psi[1] * z
    at = dict(zip((*phi, *psi), (0, 0, 0, 0, 1), strict=True))

    def logit(point: Any) -> Any:
        return phi[0] + phi[1] * point + phi[2] * point**2

    integrands = [ALPHA * (z**i / (1 + sp.exp(logit(z))) - x**i / (1 + sp.exp(-logit(x)))) for i in range(3)]
    identity = _jacobian([*phi, *psi], (*phi, *psi), at)
    d_step = identity + _expected(_jacobian([*integrands, 0, 0], (*phi, *psi), at), z)
    by_g = {}
    for loss, function in LOSSES.items():
        descents = [-BETA * sp.diff(function(logit(x)), parameter) for parameter in psi]
        by_g[loss] = identity + _expected(_jacobian([0, 0, 0, *descents], (*phi, *psi), at), z)
    curvature = _expected(sp.Matrix(3, 3, lambda i, j: z ** (i + j)), z)
    coupling = _expected(sp.Matrix(3, 2, lambda i, j: i * z ** (i - 1 + j) if i else sp.Integer(0)), z)
    return _game("quadratic", curvature, coupling, d_step, by_g)


def _jacobian(functions: list[Any], variables: tuple[Any, ...], at: dict[Any, Any]) -> Any:
    return sp.Matrix(functions).jacobian(variables).subs(at)


def _expected(matrix: Any, z: Any) -> Any:
    """The expectation of polynomials in a standard normal z: E z^2m = (2m − 1)!!."""

    def expected(entry: Any) -> Any:
        terms = sp.Poly(entry, z).terms()
        return sum(c * sp.factorial2(m - 1) for (m,), c in terms if m % 2 == 0)

    return matrix.applyfunc(expected)


@cache
def _games() -> tuple[_Game, ...]:
    sixths = tuple(sp.Rational(i, 6) for i in (3, 2, 1))
    return _tables("two atoms", (W, V)), _tables("three atoms", sixths), _quadratic()


def _steps(formula: Any, problem: None) -> Iterator[Step]:
    for game in _games():
        p, q = game.coupling.shape
        for k in INNER_STEPS:
            claimed = formula(game.curvature, game.coupling, k)
            for loss, by_g in game.by_g.items():
                left = by_g * game.by_d**k - claimed.jacobian
                for i, entry in enumerate(left.to_list_flat()):
                    yield Step(
                        f"{game.name}, {loss}, k = {k}: entry {i} of the Jacobian", FIELD.to_sympy(entry)
                    )
            shifted = game.by_g["minimax"] * game.by_d**k + DomainMatrix.eye(p + q, FIELD)
            crossing = shifted.det() - FIELD(2) ** (q - p) * claimed.at_limit.det()
            yield Step(
                f"{game.name}, k = {k}: −1 is an eigenvalue exactly at a limit of β", FIELD.to_sympy(crossing)
            )
        null = game.coupling.to_Matrix().nullspace()
        yield Step(
            f"{game.name}: what K does not see moves no law: the constant of logits, or nothing",
            all(len(set(vector)) == 1 for vector in null)
            and len(null) == (0 if game.name == "quadratic" else 1),
        )


def _simultaneous(curvature: Any, coupling: Any, k: int) -> Stated:
    right = stated(curvature, coupling, k)
    p = coupling.shape[0]
    push = HALF_BETA * coupling.transpose()
    jacobian = right.jacobian
    return right._replace(
        jacobian=_blocks(jacobian[:p, :p], jacobian[:p, p:], push, _identity(coupling.transpose()))
    )


def _uphill(curvature: Any, coupling: Any, k: int) -> Stated:
    return stated(curvature, coupling, k)._replace(
        jacobian=stated(curvature, coupling, k, -HALF_BETA).jacobian
    )


def _doubled(curvature: Any, coupling: Any, k: int) -> Stated:
    right = stated(curvature, coupling, k)
    return right._replace(at_limit=stated(curvature, coupling, k, HALF_BETA / FIELD(2)).at_limit)


EQUILIBRIUM = Derivation(
    claim="dyn.equilibrium",
    method=(
        "both steps differentiated at the equilibrium, k = 1, 2, 3: any law on two atoms, one on three, and the "
        "normal law; determinants over the rational functions of the rates"
    ),
    formula=stated,
    steps=_steps,
    wrong={
        "k ignored": lambda curvature, coupling, k: stated(curvature, coupling, 1),
        "simultaneous steps": _simultaneous,
        "the generator climbs: real eigenvalues": _uphill,
        "curvature ¼ for ½": lambda curvature, coupling, k: stated(
            FIELD(1) / FIELD(2) * curvature, coupling, k
        ),
        "the limit doubled": _doubled,
    },
)
