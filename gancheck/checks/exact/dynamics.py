"""Derivations of the claims on the dynamics of training; those on Algorithm 1 are in a module of their own."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sympy as sp

from gancheck.checks.exact.derivation import Derivation, Step
from gancheck.checks.exact.equilibrium_dynamics import EQUILIBRIUM

__all__ = ["ABSENT", "DERIVATIONS"]


class _Growth(NamedTuple):
    """What `bilinear_growth` states, in symbols of the rates a and b."""

    flow: Any
    simultaneous: Any
    alternating_determinant: Any
    bounded: Any


def _growth(a: Any, b: Any) -> _Growth:
    """No growth of the flow, √(1 + ab), determinant 1, and bounded where the invariant form is definite: ab < 4."""
    return _Growth(sp.Integer(0), sp.sqrt(1 + a * b), sp.Integer(1), sp.Integer(4))


def _bilinear_steps(formula: Any, problem: None) -> Iterator[Step]:
    x, y = sp.symbols("x y", real=True)
    a, b = sp.symbols("a b", positive=True)
    stated = formula(a, b)
    value, energy = x * y, b * x**2 + a * y**2
    field = {x: -a * sp.diff(value, x), y: b * sp.diff(value, y)}
    rate = sum(sp.diff(energy, z) * field[z] for z in (x, y))
    yield Step("d/dt ½ log(bx² + ay²) along the flow", rate / (2 * energy) - stated.flow)
    euler = {z: z + field[z] for z in (x, y)}
    after = energy.subs(euler, simultaneous=True)
    yield Step(
        "a simultaneous step multiplies bx² + ay² by the squared growth",
        after - stated.simultaneous**2 * energy,
    )
    x_new = x + field[x]
    alternating = {x: x_new, y: y + field[y].subs(x, x_new)}
    matrix = sp.Matrix([[sp.diff(alternating[u], v) for v in (x, y)] for u in (x, y)])
    yield Step("the determinant of an alternating step", matrix.det() - stated.alternating_determinant)
    yield Step("the trace of an alternating step is 2 − ab", matrix.trace() - (2 - a * b))
    form = b * x**2 - a * b * x * y + a * y**2
    yield Step(
        "an alternating step conserves bx² − abxy + ay²", form.subs(alternating, simultaneous=True) - form
    )
    # The form b, −ab/2, a has the determinant ab(1 − ab/4): definite, so that orbits are bounded, exactly for ab < 4.
    definite = sp.hessian(form, (x, y)).det() / 4
    yield Step(
        "the conserved form is definite below the stated product of the rates",
        definite - a * b * (1 - a * b / stated.bounded),
    )
    at_limit = matrix.subs({a: sp.Integer(2), b: sp.Integer(2)}) + sp.eye(2)
    yield Step("at ab = 4 the step is −I plus a nilpotent matrix", (at_limit**2).norm())
    yield Step("which is not zero: orbits grow linearly there", at_limit != sp.zeros(2))


BILINEAR = Derivation(
    claim="dyn.bilinear",
    method="the field, both steps and their invariant forms expanded as polynomials in x, y and the rates",
    formula=_growth,
    steps=_bilinear_steps,
    wrong={
        "the radius grows by 1 + η²": lambda a, b: _growth(a, b)._replace(simultaneous=1 + a * b),
        "the step circles like the flow": lambda a, b: _growth(a, b)._replace(simultaneous=sp.Integer(1)),
        "the flow spirals like the step": lambda a, b: _growth(a, b)._replace(flow=sp.log(1 + a * b) / 2),
        "alternating steps grow like simultaneous ones": lambda a, b: _growth(a, b)._replace(
            alternating_determinant=1 + a * b
        ),
        "bounded iff ab < 2": lambda a, b: _growth(a, b)._replace(bounded=sp.Integer(2)),
    },
    unseen={
        "bounded at the boundary η = 2": (
            "its limit is the same number; that orbits on it are unbounded is derived from the Jordan block at ab = 4"
        ),
    },
)


class _Dirac(NamedTuple):
    """What `dirac_linearisation` states: the eigenvalue with +, and the last entry of both steps' matrices."""

    eigenvalue: Any
    simultaneous: Any
    alternating: Any


def _dirac(c: Any, gamma: Any, eta: Any) -> _Dirac:
    root = sp.sqrt(gamma**2 / 4 - c**2)
    return _Dirac(-gamma / 2 + root, 1 - eta * gamma, 1 - eta * gamma - eta**2 * c**2)


def _dirac_steps(formula: Any, problem: None) -> Iterator[Step]:
    """Both generators, with an f of which only its derivatives at 0 are read."""
    theta, psi = sp.symbols("theta psi", real=True)
    c, bend, gamma, eta = sp.symbols("c c2 gamma eta", positive=True)
    stated = formula(c, gamma, eta)

    def slope(t: Any) -> Any:
        """f′ to second order; what is beyond does not reach the Jacobian at 0."""
        return c + bend * t

    origin = {theta: 0, psi: 0}
    for name, sign in (("minimax", 1), ("non-saturating", -1)):
        by_theta = -psi * slope(sign * theta * psi)
        by_psi = theta * slope(theta * psi) - sp.diff(gamma / 2 * psi**2, psi)
        jacobian = sp.Matrix([by_theta, by_psi]).jacobian([theta, psi]).subs(origin)
        characteristic = (jacobian - stated.eigenvalue * sp.eye(2)).det()
        yield Step(f"{name}: the stated λ is an eigenvalue of the field's Jacobian at 0", characteristic)
        conjugate = jacobian.trace() - stated.eigenvalue
        yield Step(f"{name}: the product of both is f′(0)²", stated.eigenvalue * conjugate - c**2)
        moved = theta + eta * by_theta
        for kind, seen, last in (
            ("simultaneous", theta, stated.simultaneous),
            ("alternating", moved, stated.alternating),
        ):
            step = sp.Matrix([moved, psi + eta * by_psi.subs(theta, seen)])
            matrix = step.jacobian([theta, psi]).subs(origin)
            expected = sp.Matrix([[1, -eta * c], [eta * c, last]])
            for i, entry in enumerate(matrix - expected):
                yield Step(f"{name}, {kind}: entry {i} of the step's matrix", entry)
    energy = (theta**2 + psi**2) / 2
    flow = sp.diff(energy, theta) * (-psi * slope(theta * psi)) + sp.diff(energy, psi) * theta * slope(
        theta * psi
    )
    yield Step("minimax, no penalty: the flow conserves θ² + ψ² at every distance", flow)


DIRAC = Derivation(
    claim="dyn.dirac",
    method="the fields of both generators and of R1 differentiated at the equilibrium; characteristic polynomials",
    formula=_dirac,
    steps=_dirac_steps,
    wrong={
        "real eigenvalues": lambda c, g, e: _dirac(c, g, e)._replace(
            eigenvalue=-g / 2 + sp.sqrt(g**2 / 4 + c**2)
        ),
        "f′(0) for f′(0)²": lambda c, g, e: _dirac(c, g, e)._replace(
            eigenvalue=-g / 2 + sp.sqrt(g**2 / 4 - c)
        ),
        "the sign of the penalty lost": lambda c, g, e: _dirac(c, -g, e),
        "the half of R1 forgotten": lambda c, g, e: _dirac(c, 2 * g, e),
        "alternating steps linearised as simultaneous ones": lambda c, g, e: _dirac(c, g, e)._replace(
            alternating=1 - e * g
        ),
    },
)

DERIVATIONS: tuple[Derivation, ...] = (BILINEAR, DIRAC, EQUILIBRIUM)

ABSENT: dict[str, str] = {
    "dyn.stability": (
        "it says what runs from a finite distance do; the matrix that they follow, and its limits, are derived for "
        "dyn.equilibrium"
    ),
}
