"""Strategies for discrete laws."""

from collections.abc import Collection

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from gancheck.distributions import Discrete
from gancheck.strategies.bounds import chosen_kinds, require_integers, require_order, require_reals
from gancheck.strategies.drawing import ELEMENTWISE, Floats, numbers, shown_as

__all__ = ["LAW_KINDS", "SMALLEST", "discrete_laws", "n_atoms", "normalised", "require_atoms", "weights"]

LAW_KINDS = ("moderate", "zeros", "extreme")
SMALLEST = 5e-324
"""The least positive float64, a subnormal."""
DECADES = 323
"""10**-323 is the last power of ten that float64 can hold, as a subnormal."""
MANY = 15
"""One draw in sixteen asks for more atoms than `ELEMENTWISE`: now and then, because every check pays for them."""


def discrete_laws(
    *,
    min_atoms: int = 1,
    max_atoms: int = 4096,
    allow_zeros: bool = True,
    min_mass: float = SMALLEST,
    kinds: Collection[str] | None = None,
) -> st.SearchStrategy[Discrete]:
    """Discrete laws on ``min_atoms`` to ``max_atoms`` atoms.

    Kinds: ``"moderate"`` (masses within three orders of magnitude), ``"zeros"`` (some atoms have mass 0) and
    ``"extreme"`` (masses down to subnormals, ratios to 1e300). Mostly a few atoms, now and then thousands.

    Examples shrink towards the uniform law on ``min_atoms`` atoms.

    Args:
        min_atoms: Least number of atoms, those of mass 0 included.
        max_atoms: Greatest number of atoms.
        allow_zeros: Whether an atom may have mass 0.
        min_mass: Least mass of an atom that has any.
        kinds: The kinds to draw from; all that the bounds leave by default.

    Raises:
        hypothesis.errors.InvalidArgument: No law satisfies the bounds.
    """
    require_atoms(min_atoms, max_atoms, min_mass)
    excluded = {} if allow_zeros else {"zeros": f"allow_zeros={allow_zeros!r}"}
    return _discrete_laws(min_atoms, max_atoms, min_mass, chosen_kinds(kinds, LAW_KINDS, excluded))


def require_atoms(min_atoms: int, max_atoms: int, min_mass: float) -> None:
    """Refuse numbers of atoms that cannot carry unit mass."""
    require_integers(1, min_atoms=min_atoms, max_atoms=max_atoms)
    require_order(min_atoms=min_atoms, max_atoms=max_atoms)
    require_reals(min_mass=min_mass)
    if min_mass <= 0:
        raise InvalidArgument(f"min_mass={min_mass!r} is not positive; allow_zeros is what admits mass 0.")
    if min_mass * max_atoms > 1:
        raise InvalidArgument(
            f"min_mass={min_mass!r} on each of max_atoms={max_atoms!r} atoms exceeds the unit mass; lower one."
        )


def n_atoms(draw: st.DrawFn, min_atoms: int, max_atoms: int) -> int:
    """A number of atoms, mostly at most `ELEMENTWISE`; beyond, every power of two is as likely."""
    few = max(min_atoms, min(max_atoms, ELEMENTWISE))
    size = draw(st.integers(min_atoms, few))
    if few == max_atoms or draw(st.integers(0, MANY)) < MANY:
        return size
    bits = draw(st.integers(few.bit_length(), max_atoms.bit_length()))
    return draw(st.integers(max(few, 1 << (bits - 1)), min(max_atoms, (1 << bits) - 1)))


def weights(draw: st.DrawFn, size: int, kind: str, most: int = 0) -> Floats:
    """Weights of some kind, not normalised, at least one of them positive."""
    if kind == "extreme":
        return np.asarray(10.0 ** -numbers(draw, size, 0, DECADES, most=most).astype(np.float64))
    drawn = numbers(draw, size, 1, 1000, most=most).astype(np.float64)
    if kind == "zeros":
        kept = numbers(draw, size, 0, 1, most=most) == 0
        drawn = np.where(kept if kept.any() else np.arange(size) == 0, drawn, 0.0)
    return drawn


def normalised(weight: Floats, min_mass: float = SMALLEST) -> Floats:
    """Probabilities proportional to ``weight``, but for a floor of ``min_mass`` under each positive one."""
    positive = weight > 0
    share = weight / weight.sum()
    return np.where(positive, min_mass + (1.0 - np.count_nonzero(positive) * min_mass) * share, 0.0)


@shown_as("discrete_laws")
def _discrete_laws(
    draw: st.DrawFn, min_atoms: int, max_atoms: int, min_mass: float, kinds: list[str]
) -> Discrete:
    kind = draw(st.sampled_from(kinds))
    size = n_atoms(draw, min_atoms, max_atoms)
    return Discrete(probs=normalised(weights(draw, size, kind, max_atoms), min_mass))
