"""Strategies for empirical laws."""

import numpy as np
from hypothesis import strategies as st

from gancheck.distributions import Empirical
from gancheck.strategies.bounds import require_integers, require_order
from gancheck.strategies.drawing import numbers, shown_as

__all__ = ["empirical_laws"]


def empirical_laws(
    *, min_atoms: int = 1, max_atoms: int = 8, max_count: int = 1000, allow_zeros: bool = True
) -> st.SearchStrategy[Empirical]:
    """Empirical laws: counts of ``min_atoms`` to ``max_atoms`` atoms, at least one observation in all.

    Examples shrink towards one observation of the first atom where empty cells are allowed, one of each otherwise.

    Args:
        min_atoms: Least number of atoms, those never observed included.
        max_atoms: Greatest number of atoms.
        max_count: Greatest count of one atom.
        allow_zeros: Whether an atom may go unobserved: an empty cell.

    Raises:
        hypothesis.errors.InvalidArgument: No law satisfies the bounds.
    """
    require_integers(1, min_atoms=min_atoms, max_atoms=max_atoms, max_count=max_count)
    require_order(min_atoms=min_atoms, max_atoms=max_atoms)
    return _empirical_laws(min_atoms, max_atoms, max_count, allow_zeros)


@shown_as("empirical_laws")
def _empirical_laws(
    draw: st.DrawFn, min_atoms: int, max_atoms: int, max_count: int, allow_zeros: bool
) -> Empirical:
    size = draw(st.integers(min_atoms, max_atoms))
    counts = numbers(draw, size, 0 if allow_zeros else 1, max_count, most=max_atoms)
    return Empirical.from_counts(counts if counts.any() else np.where(np.arange(size) == 0, 1, counts))
