"""Sums of nonnegative terms over the atoms of discrete laws, in blocks, with a bound on their error."""

from collections.abc import Callable, Iterator

from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import Estimate, rounded

__all__ = ["discrete_total", "sum_of_terms"]

ATOMS_IN_MEMORY = 2**13
"""Atoms worked on at once: 64 KiB an array. Temporaries stay in the second-level cache, and below the size from which
the allocator maps fresh pages for each one."""


def discrete_total(p: Array, q: Array, terms: Callable[[Array, Array], Array]) -> Estimate:
    r"""The sum of nonnegative terms over the last axis, in blocks.

    Each term carries a relative error of at most 16u (the operations of the worst kernel, each counted with the
    amplification that its place allows), a block's pairwise sum at most (16 + log2 n)u more.
    """
    xp = namespace(p, q)
    if is_torch(p) and (p.requires_grad or q.requires_grad):
        value = xp.sum(terms(p, q), axis=-1)
    else:
        rows = [_row_sums(terms, a, b) for a, b in _row_blocks(p, q)]
        value = rows[0] if len(rows) == 1 else xp.concat(rows, axis=0)
    return sum_of_terms(value, int(p.shape[-1]))


def sum_of_terms(value: Array, n: int) -> Estimate:
    """A sum of n nonnegative terms with the bound that `discrete_total` derives."""
    return rounded(value, 32 + n.bit_length())


def _row_blocks(p: Array, q: Array) -> Iterator[tuple[Array, Array]]:
    """Runs of whole rows of at most `ATOMS_IN_MEMORY` atoms, at least one row each."""
    if p.ndim == 1:
        yield p, q
        return
    step = max(1, ATOMS_IN_MEMORY // p.shape[-1])
    for start in range(0, p.shape[0], step):
        yield p[start : start + step], q[start : start + step]


def _row_sums(terms: Callable[[Array, Array], Array], p: Array, q: Array) -> Array:
    """Sums over the last axis; a long row is cut, and the partial sums are added pairwise."""
    xp, n = namespace(p, q), p.shape[-1]
    if n <= ATOMS_IN_MEMORY:
        return xp.sum(terms(p, q), axis=-1)
    starts = range(0, n, ATOMS_IN_MEMORY)
    cuts = [slice(start, start + ATOMS_IN_MEMORY) for start in starts]
    return xp.sum(xp.stack([xp.sum(terms(p[..., c], q[..., c]), axis=-1) for c in cuts], axis=-1), axis=-1)
