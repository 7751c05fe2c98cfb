"""Strategies for pairs of discrete laws."""

from collections.abc import Collection

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from gancheck.distributions import Discrete
from gancheck.strategies.bounds import chosen_kinds
from gancheck.strategies.discrete import SMALLEST, n_atoms, normalised, require_atoms, weights
from gancheck.strategies.drawing import Floats, numbers, shown_as

__all__ = ["PAIR_KINDS", "discrete_pairs"]

PAIR_KINDS = ("moderate", "equal", "near-equal", "zeros", "disjoint", "extreme")
CLOSEST = 15
"""Near-equal pairs differ by 10**-1 to 10**-15; 10**-16 would be lost in 1 + δ."""


def discrete_pairs(
    *,
    min_atoms: int = 1,
    max_atoms: int = 4096,
    allow_zeros: bool = True,
    min_mass: float = SMALLEST,
    kinds: Collection[str] | None = None,
) -> st.SearchStrategy[tuple[Discrete, Discrete]]:
    """Pairs (p, q) of discrete laws on the same atoms.

    Kinds: ``"moderate"`` (independent, masses within three orders of magnitude), ``"equal"`` (q = p),
    ``"near-equal"`` (q = p(1 + δs) with signs s and δ from 1e-1 to 1e-15), ``"zeros"`` (atoms where p, q or both
    vanish), ``"disjoint"`` (no common atom: mutually singular) and ``"extreme"`` (ratios to 1e300, subnormals).
    Mostly a few atoms, sometimes one, now and then thousands.

    Examples shrink towards the uniform law on ``min_atoms`` atoms for both.

    Args:
        min_atoms: Least number of atoms, those of mass 0 included.
        max_atoms: Greatest number of atoms.
        allow_zeros: Whether either law may give an atom mass 0.
        min_mass: Least mass that a law gives to an atom, if any.
        kinds: The kinds to draw from; all that the bounds leave by default.

    Raises:
        hypothesis.errors.InvalidArgument: No pair satisfies the bounds.
    """
    require_atoms(min_atoms, max_atoms, min_mass)
    excluded = {} if allow_zeros else dict.fromkeys(("zeros", "disjoint"), f"allow_zeros={allow_zeros!r}")
    if max_atoms == 1:
        excluded["disjoint"] = f"max_atoms={max_atoms!r}"
    chosen = chosen_kinds(kinds, PAIR_KINDS, excluded)
    return _discrete_pairs(min_atoms, max_atoms, allow_zeros, min_mass, chosen)


@shown_as("discrete_pairs")
def _discrete_pairs(
    draw: st.DrawFn, min_atoms: int, max_atoms: int, allow_zeros: bool, min_mass: float, kinds: list[str]
) -> tuple[Discrete, Discrete]:
    kind = draw(st.sampled_from(kinds))
    size = n_atoms(draw, max(min_atoms, 2) if kind == "disjoint" else min_atoms, max_atoms)
    p, q = _weights(draw, size, kind, allow_zeros, max_atoms)
    return Discrete(probs=normalised(p, min_mass)), Discrete(probs=normalised(q, min_mass))


def _weights(draw: st.DrawFn, size: int, kind: str, allow_zeros: bool, most: int) -> tuple[Floats, Floats]:
    """Weights of a pair of some kind."""
    if kind in ("equal", "near-equal"):
        p = weights(draw, size, draw(_base_kinds(allow_zeros)), most)
        return p, p if kind == "equal" else p * _near_one(draw, size, most)
    if kind == "extreme":
        p = weights(draw, size, draw(st.sampled_from(("moderate", "extreme"))), most)
        return p, weights(draw, size, "extreme", most)
    p, q = weights(draw, size, "moderate", most), weights(draw, size, "moderate", most)
    if kind == "zeros":
        where = numbers(draw, size, 0, 3, most=most)
        p, q = _kept(p, (where == 0) | (where == 1)), _kept(q, (where == 0) | (where == 2))
    if kind == "disjoint":
        side = numbers(draw, size, 0, 1, most=most)
        side[:2] = 0, 1
        p, q = np.where(side == 0, p, 0.0), np.where(side == 1, q, 0.0)
    return p, q


def _base_kinds(allow_zeros: bool) -> st.SearchStrategy[str]:
    return st.sampled_from(("moderate", "zeros", "extreme") if allow_zeros else ("moderate", "extreme"))


def _near_one(draw: st.DrawFn, size: int, most: int) -> Floats:
    """1 + δs with one δ in {1e-1, …, 1e-15} and a sign s, or 0, for each atom."""
    distance = 10.0 ** -draw(st.integers(1, CLOSEST))
    return np.asarray(1.0 + distance * numbers(draw, size, -1, 1, most=most))


def _kept(weight: Floats, where: NDArray[np.bool_]) -> Floats:
    """The weights at some atoms and 0 elsewhere; at the first atom if there would be none."""
    return np.where(where if where.any() else np.arange(len(weight)) == 0, weight, 0.0)
