"""Marked places of a matrix as one flat list, and back: rows of a batch keep different numbers of things."""

from typing import Any, NamedTuple

from gancheck.numerics.arrays import Array, namespace

__all__ = ["Places", "marked", "padded", "row_sums"]


class Places(NamedTuple):
    """The places that are marked, row by row: three arrays ``(T,)`` of integers, and the fullest row's count.

    Attributes:
        row: which row of the matrix, ascending.
        column: which column, ascending in each row.
        rank: how many of the row came before.
        width: the largest number of marks in a row.
    """

    row: Array
    column: Array
    rank: Array
    width: int


def marked(mask: Array) -> Places:
    """The marked places of ``mask`` ``(R, C)``."""
    xp: Any = namespace(mask)
    (place,) = xp.nonzero(xp.reshape(mask, (-1,)))  # many times faster than of a matrix
    row = place // max(1, mask.shape[1])
    column = place - row * mask.shape[1]
    return Places(row, column, *_ranks(row, mask.shape[0]))


def _ranks(row: Array, rows: int) -> tuple[Array, int]:
    """How many of the same row came before each entry of the ascending ``row``, and the largest count."""
    xp: Any = namespace(row)
    ends = xp.searchsorted(row, xp.arange(rows + 1, device=row.device))
    rank = xp.arange(row.shape[0], device=row.device) - ends[row]
    return rank, int(xp.max(rank)) + 1 if row.shape[0] else 0


def padded(values: Array, places: Places, rows: int, fill: float = 0.0) -> Array:
    """``values`` ``(T, ...)`` of the places as a matrix ``(rows, width, ...)``, short rows filled up."""
    xp: Any = namespace(values)
    shape = (rows, places.width, *values.shape[1:])
    matrix = xp.full(shape, fill, dtype=values.dtype, device=values.device)
    matrix[places.row, places.rank] = values
    return matrix


def row_sums(values: Array, row: Array, rows: int) -> Array:
    """The sum of ``values`` ``(T, C)`` over each row's part, ``(rows, C)``; ``row`` ``(T,)`` ascends.

    Through a padded matrix, which sums pairwise and, on a device too, always in the same order.
    """
    xp: Any = namespace(values)
    rank, width = _ranks(row, rows)
    return xp.sum(padded(values, Places(row, rank, rank, width), rows), axis=1)
