"""The law of a network's output: its density integrated on one side, the network itself followed on the other.

The other side never sees a slope, a knot or a piece. It evaluates the network at points and halves intervals of z until
every unit has one sign at both ends; by induction over the layers the network is then affine in between, so that its
two end values decide which part of the interval is mapped below a level t.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from gancheck.claims.claim import Sides
from gancheck.claims.fits import ACTIVATIONS, Generated
from gancheck.distributions import Gaussian
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, columns
from gancheck.numerics.quadrature import integrate

__all__ = ["pushforward"]

REACH = 12.0
"""The noise beyond 12 standard deviations has mass 4e-33."""

NEGLIGIBLE = 1e-20
"""More than the noise's mass beyond the breakpoints of the density, 8e-22 at 9.6 standard deviations."""

HALVINGS = 60
"""After 60 halvings an interval of z is one unit in the last place wide."""


def pushforward(problem: Generated, formula: Callable[..., Any]) -> Sides:
    """The mass below, in and above an interval: from density and atoms, and by bisection on the network."""
    law, pieces = problem.law, _affine_pieces(problem)
    below_low, below_high = (_mass_at_most(problem, pieces, end) for end in (problem.low, problem.high))
    whole = Estimate(np.ones_like(problem.low), np.full_like(problem.low, NEGLIGIBLE))
    infinity = np.full_like(problem.low, np.inf)
    levels = (-infinity, problem.low, problem.high, infinity)
    return (
        columns(*(_mass_between(law, formula, a, b, pieces) for a, b in pairwise(levels))),
        columns(below_low, below_high - below_low, whole - below_high),
    )


@dataclass(frozen=True)
class Pieces:
    """Intervals of z on which a network is affine, all problems in one list.

    Attributes:
        row: Which problem of the batch, ``(N,)``.
        left: Where it begins.
        right: Where it ends.
        start: G there.
        end: G at the other end.
        rounding: A bound on the rounding of G on the interval.
        mass: The noise's mass on it.
        edge_error: What that rounding can move across an end: density times rounding over slope, at most the mass.
    """

    row: Array
    left: Array
    right: Array
    start: Array
    end: Array
    rounding: Array
    mass: Array
    edge_error: Array


def _affine_pieces(problem: Generated) -> Pieces:
    """Halve intervals until all activations agree at both ends."""
    noise: Any = problem.noise
    if isinstance(noise, Gaussian):
        left, right = noise.loc - REACH * noise.scale, noise.loc + REACH * noise.scale
    else:
        left, right = noise.low, noise.high
    row = np.arange(len(left))
    found: list[tuple[Array, ...]] = []
    for halving in range(HALVINGS + 1):
        first, last = _forward(problem, row, left), _forward(problem, row, right)
        settled = _one_sign(first, last) | (halving == HALVINGS)
        ends = (row, left, right, first.output, last.output, np.maximum(first.rounding, last.rounding))
        found.append(tuple(array[settled] for array in ends))
        row, left, right = (array[~settled] for array in (row, left, right))
        if len(row) == 0:
            break
        middle = 0.5 * left + 0.5 * right
        row, left, right = np.tile(row, 2), np.concatenate([left, middle]), np.concatenate([middle, right])
    row, left, right, start, end, rounding = (np.concatenate(column) for column in zip(*found, strict=True))
    mass = noise[row].interval_probability(left[:, None], right[:, None])[:, 0]
    rise = abs(end - start)
    density = mass / (right - left)
    if isinstance(noise, Gaussian):
        density = (
            np.exp(-0.5 * np.maximum(0.0, _least_distance(noise, row, left, right)) ** 2) / noise.scale[row]
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.where(rise > 0, density * rounding * (right - left) / rise, np.inf)
    return Pieces(row, left, right, start, end, rounding, mass, np.minimum(moved, mass))


@dataclass(frozen=True)
class Pass:
    """A network at one point of each row: pre-activations, the rounding of each, the output and its rounding."""

    signals: list[Array]
    tolerances: list[Array]
    output: Array
    rounding: Array


def _forward(problem: Generated, row: Array, z: Array) -> Pass:
    """Evaluate the network at ``z[i]`` for problem ``row[i]``, with running bounds on the rounding."""
    slope = ACTIVATIONS[problem.family]
    value, error = z[:, None], np.zeros_like(z)[:, None]
    signals, tolerances = [], []
    for layer, (weights, biases) in enumerate(zip(problem.weights, problem.biases, strict=True)):
        w, b = weights[row], biases[row]
        magnitude = np.einsum("noi,ni->no", abs(w), abs(value)) + abs(b)
        error = np.einsum("noi,ni->no", abs(w), error) + (w.shape[-1] + 3.0) * UNIT_ROUNDOFF * magnitude
        value = np.einsum("noi,ni->no", w, value) + b
        if layer < 2:
            signals.append(value)
            tolerances.append(error)
            value = np.where(value > 0, value, slope * value)
    return Pass(signals, tolerances, value[:, 0], error[:, 0])


def _one_sign(first: Pass, last: Pass) -> Array:
    """Whether each unit has one sign at both ends, a value within its own rounding of 0 having either."""
    agree = np.ones(len(first.output), dtype=bool)
    for a, b, da, db in zip(first.signals, last.signals, first.tolerances, last.tolerances, strict=True):
        agree &= (((a >= -da) & (b >= -db)) | ((a <= da) & (b <= db))).all(axis=-1)
    return agree


def _least_distance(noise: Gaussian, row: Array, left: Array, right: Array) -> Array:
    """How many standard deviations the interval stays away from the mean; 0 where it holds it."""
    loc, scale = noise.loc[row], noise.scale[row]
    return np.maximum(np.maximum(left - loc, loc - right), 0.0) / scale


def _mass_at_most(problem: Generated, pieces: Pieces, level: Array) -> Estimate:
    """P(G(z) ≤ t): the part of every affine piece that is mapped to at most t."""
    noise: Any = problem.noise
    t = level[pieces.row]
    low, high = np.minimum(pieces.start, pieces.end), np.maximum(pieces.start, pieces.end)
    rise = pieces.end - pieces.start
    share = np.clip((t - pieces.start) / np.where(rise == 0, 1.0, rise), 0.0, 1.0)
    crossing = pieces.left + share * (pieces.right - pieces.left)
    lower = np.where(rise < 0, crossing, pieces.left)
    upper = np.where(rise > 0, crossing, pieces.right)
    inside = noise[pieces.row].interval_probability(lower[:, None], upper[:, None])[:, 0]
    mass = np.where(high <= t, pieces.mass, np.where(low > t, 0.0, inside))
    near = (low - pieces.rounding <= t) & (t <= high + pieces.rounding)
    # The crossing, besides, is rounded to a float64 like every z.
    doubt = np.where(near, pieces.edge_error, 0.0) + 16.0 * UNIT_ROUNDOFF * mass
    return Estimate(_per_problem(problem, pieces, mass), _per_problem(problem, pieces, doubt) + NEGLIGIBLE)


def _mass_between(law: Any, formula: Callable[..., Any], low: Array, high: Array, pieces: Pieces) -> Estimate:
    """The density's integral over (low, high], and the atoms in it."""
    breakpoints = law.breakpoints()
    a = np.maximum(low, breakpoints.min(axis=-1))[:, None]
    b = np.maximum(np.minimum(high, breakpoints.max(axis=-1))[:, None], a)
    panels = np.concatenate([np.clip(breakpoints, a, b), a, b], axis=-1)
    area = integrate(lambda x: np.exp(formula(law, x)), panels)
    places = law.atom_locations
    inside = (places > low[:, None]) & (places <= high[:, None])
    atoms = np.where(inside, law.atom_masses, 0.0).sum(axis=-1)
    # The images of the knots are rounded as G is, on every piece; an atom may lie beside an end by as much.
    rounding = np.bincount(pieces.row, weights=pieces.edge_error, minlength=len(low))
    reach = np.zeros(len(low))
    np.maximum.at(reach, pieces.row, pieces.rounding)
    ambiguous = (abs(places - low[:, None]) <= reach[:, None]) | (
        abs(places - high[:, None]) <= reach[:, None]
    )
    doubt = np.where(ambiguous, law.atom_masses, 0.0).sum(axis=-1)
    return Estimate(area.value + atoms, area.error + 2.0 * rounding + doubt + 64.0 * UNIT_ROUNDOFF)


def _per_problem(problem: Generated, pieces: Pieces, amounts: Array) -> Array:
    """Sums over the pieces of each problem."""
    return np.bincount(pieces.row, weights=amounts, minlength=len(problem.low))
