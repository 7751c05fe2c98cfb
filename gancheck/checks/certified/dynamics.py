"""Enclosures for the claims on the dynamics of training.

A map is differentiated by running it on power series of balls, whose coefficients of first order are its derivative.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from flint import acb, arb, arb_mat, arb_series

from gancheck.checks.certified.enclosed_claim import EnclosedClaim

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., Any]

STEPS = 16
"""Steps of a simulated game."""


class Growth(NamedTuple):
    """`gancheck.theory.bilinear_game.BilinearGrowth` in balls; ``bounded`` is 1 or 0, NaN where it is not decided."""

    flow: arb
    simultaneous: arb
    alternating: arb
    bounded: arb


def growth(a: arb, b: arb) -> Growth:
    """The closed forms of the bilinear game's growth."""
    s = a * b
    beyond = s.max(arb(4))
    radius = (beyond - 2) / 2 + (beyond * (beyond - 4)).nonnegative_part().sqrt() / 2
    return Growth(arb(0), (1 + s).sqrt(), radius, _truth(4 - s))


def _truth(positive: arb) -> arb:
    """1 for a positive number, 0 for one that is not, NaN for a ball that holds both."""
    if positive > 0:
        return arb(1)
    return arb(0) if positive <= 0 else arb.nan()


def bilinear_sides(problem: Any, formula: Formula) -> Pairs:
    """Sixteen steps, the matrix of an alternating one and its invariant form, in balls."""
    x, y, a, b = (arb(float(each[0])) for each in (problem.x, problem.y, problem.x_rate, problem.y_rate))
    stated = formula(a, b)
    start = b * x * x + a * y * y
    yield stated.flow, (b * x * (-a * y) + a * y * (b * x)) / start
    u, v = x, y
    for _ in range(STEPS):
        u, v = u - a * v, v + b * u
    yield stated.simultaneous**STEPS, ((b * u * u + a * v * v) / start).sqrt()
    # Of determinant 1, the matrix has λ + 1/λ = its trace; |λ| = 1 where that is at most 2 in size.
    trace = 1 + (1 + b * -a)
    yield stated.alternating + 1 / stated.alternating, abs(trace).max(arb(2))
    yield stated.bounded, _truth(b * a - (a * b) ** 2 / 4)


class Linear(NamedTuple):
    """`gancheck.theory.dirac_gan.DiracLinearisation` in balls, with one eigenvalue: the other is its conjugate in √."""

    eigenvalue: acb
    simultaneous: arb_mat
    alternating: arb_mat


def linear(c: arb, gamma: arb, eta: arb) -> Linear:
    """The closed forms of the Dirac-GAN's linearisation."""
    eigenvalue = acb(-gamma / 2) + acb((gamma / 2 - c) * (gamma / 2 + c)).sqrt()
    turn, last = eta * c, 1 - eta * gamma
    return Linear(eigenvalue, _turn(turn, last), _turn(turn, last - turn * turn))


def _turn(turn: arb, last: arb) -> arb_mat:
    return arb_mat([[1, -turn], [turn, last]])


def _sigmoid(t: Any) -> Any:
    return 1 / (1 + (-t).exp())


def _slope(family: str, t: Any) -> Any:
    return arb_series([1]) if family == "wasserstein" else _sigmoid(-t)


def dirac_sides(problem: Any, formula: Formula) -> Pairs:
    """The characteristic equation, and sixteen steps of the true game to first order in the distance."""
    family = problem.family
    x, y, gamma, eta = (
        arb(float(each[0])) for each in (problem.theta, problem.psi, problem.penalty, problem.rate)
    )
    c = _slope(family, arb_series([0]))[0]
    stated = formula(c, gamma, eta)
    product = stated.eigenvalue * (stated.eigenvalue + gamma)
    yield product.real, -c * c
    yield product.imag, arb(0)
    for matrix, alternating in ((stated.simultaneous, False), (stated.alternating, True)):
        theta, psi = arb_series([0, x]), arb_series([0, y])
        for _ in range(STEPS):
            by_generator = _slope(family, -theta * psi if family == "non-saturating" else theta * psi)
            moved = _first(theta - eta * psi * by_generator)
            seen = moved if alternating else theta
            psi = _first(psi + eta * (seen * _slope(family, seen * psi) - gamma * psi))
            theta = moved
        end = matrix**STEPS * arb_mat([[x], [y]])
        yield end[0, 0], theta[1]
        yield end[1, 0], psi[1]


def _first(series: arb_series) -> arb_series:
    """A series to first order."""
    return arb_series([series[0], series[1]], prec=2)


def jacobian(p: Sequence[arb], alpha: arb, beta: arb, k: int, *, curvature: arb | None = None) -> arb_mat:
    """J in blocks for a table against a softmax: F = diag p, K = diag p − p pᵀ."""
    n = len(p)
    weight = arb(1) if curvature is None else curvature
    steps = [1 - alpha / 2 * weight * each for each in p]
    power = [step**k for step in steps]
    pull = [alpha / 2 * sum((step**j for j in range(k)), arb(0)) for step in steps]
    coupling = arb_mat([[(p[i] if i == j else 0) - p[i] * p[j] for j in range(n)] for i in range(n)])
    c, drag = _diagonal(power), _diagonal(pull) * coupling
    push = coupling.transpose() * (beta / 2)
    return _blocks(c, drag * arb(-1), push * c, _diagonal([arb(1)] * n) - push * drag)


def _diagonal(values: Sequence[arb]) -> arb_mat:
    return arb_mat([[v if i == j else 0 for j in range(len(values))] for i, v in enumerate(values)])


def _blocks(*parts: arb_mat) -> arb_mat:
    a, b, c, d = (part.tolist() for part in parts)
    rows = [left + right for left, right in zip(a, b, strict=True)]
    return arb_mat(rows + [left + right for left, right in zip(c, d, strict=True)])


def equilibrium_sides(problem: Any, formula: Formula) -> Pairs:
    """Every column of J against a round of Algorithm 1 on series, for either loss."""
    weights = [arb(float(mass)) for mass in problem.p.probs[0]]
    mass = sum(weights, arb(0))
    p = [w / mass for w in weights]
    alpha, beta, k = arb(float(problem.d_rate[0])), arb(float(problem.g_rate[0])), int(problem.k[0])
    stated = formula(p, alpha, beta, k)
    for column in range(2 * len(p)):
        for sign in (1, -1):
            end = _round(p, alpha, beta, k, column, sign)
            yield from ((stated[row, column], each[1]) for row, each in enumerate(end))


def _round(p: Sequence[arb], alpha: arb, beta: arb, k: int, column: int, sign: int) -> list[arb_series]:
    """Logits of D and of G after a round from the equilibrium + h e; sign 1: minimax, −1: non-saturating."""
    n = len(p)
    state = [arb_series([0, int(i == column)]) for i in range(2 * n)]
    t, theta = state[:n], state[n:]
    weights = [p[i] * each.exp() for i, each in enumerate(theta)]
    total = sum(weights[1:], weights[0])
    q = [_first(w / total) for w in weights]
    for _ in range(k):
        t = [_first(u + alpha * (p[i] * _sigmoid(-u) - q[i] * _sigmoid(u))) for i, u in enumerate(t)]
    losses = [-sign * (1 + (sign * u).exp()).log() for u in t]
    parts = [_first(w * loss) for w, loss in zip(q, losses, strict=True)]
    mean = sum(parts[1:], parts[0])
    return t + [
        _first(each - beta * w * (loss - mean)) for each, w, loss in zip(theta, q, losses, strict=True)
    ]


def _simultaneous(p: Sequence[arb], alpha: arb, beta: arb, k: int) -> arb_mat:
    """The generator said to see D as it was."""
    n, right = len(p), jacobian(p, alpha, beta, k).tolist()
    for i in range(n):
        for j in range(n):
            right[n + i][j] = beta / 2 * ((p[i] if i == j else 0) - p[i] * p[j])
            right[n + i][n + j] = arb(int(i == j))
    return arb_mat(right)


ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="dyn.bilinear",
        method="sixteen steps of rational numbers, and the trace of the step, against √(1 + ab)¹⁶ and |λ| in balls",
        families=("bilinear",),
        formula=growth,
        sides=bilinear_sides,
        wrong={
            "the radius grows by 1 + η²": lambda a, b: growth(a, b)._replace(simultaneous=1 + a * b),
            "the step circles like the flow": lambda a, b: growth(a, b)._replace(simultaneous=arb(1)),
            "the flow spirals like the step": lambda a, b: growth(a, b)._replace(flow=(1 + a * b).log() / 2),
            "alternating steps grow like simultaneous ones": lambda a, b: growth(a, b)._replace(
                alternating=(1 + a * b).sqrt(), bounded=arb(0)
            ),
            "bounded at the boundary η = 2": lambda a, b: growth(a, b)._replace(
                bounded=1 - _truth(a * b - 4)
            ),
            "bounded iff ab < 2": lambda a, b: growth(a, b)._replace(bounded=_truth(2 - a * b)),
        },
    ),
    EnclosedClaim(
        claim="dyn.dirac",
        method="the game run on power series of balls: its first-order coefficients are those of the linear game",
        families=("minimax", "non-saturating", "wasserstein"),
        formula=linear,
        sides=dirac_sides,
        wrong={
            "real eigenvalues": lambda c, g, e: linear(c, g, e)._replace(
                eigenvalue=acb(-g / 2 + (g * g / 4 + c * c).sqrt())
            ),
            "f′(0) for f′(0)²": lambda c, g, e: linear(c, g, e)._replace(
                eigenvalue=acb(-g / 2) + acb(g * g / 4 - c).sqrt()
            ),
            "the sign of the penalty lost": lambda c, g, e: linear(c, -g, e),
            "the half of R1 forgotten": lambda c, g, e: linear(c, 2 * g, e),
            "alternating steps linearised as simultaneous ones": lambda c, g, e: linear(c, g, e)._replace(
                alternating=linear(c, g, e).simultaneous
            ),
        },
    ),
    EnclosedClaim(
        claim="dyn.equilibrium",
        method="a round of Algorithm 1 run on power series of balls, along every parameter, against J in blocks",
        families=("categorical",),
        formula=jacobian,
        sides=equilibrium_sides,
        wrong={
            "k ignored": lambda p, a, b, k: jacobian(p, a, b, 1),
            "simultaneous steps": _simultaneous,
            "the generator climbs: real eigenvalues": lambda p, a, b, k: jacobian(p, a, -b, k),
            "curvature ¼ for ½": lambda p, a, b, k: jacobian(p, a, b, k, curvature=arb(0.5)),
        },
        unseen={
            "the limit doubled": (
                "only the Jacobian is enclosed: its limit is a largest eigenvalue, which no ball isolates where atoms "
                "of equal mass make it a multiple one"
            ),
        },
    ),
)

ABSENT: dict[str, str] = {
    "dyn.stability": "it speaks of trained players: the error of a run is measured, not enclosed",
}
