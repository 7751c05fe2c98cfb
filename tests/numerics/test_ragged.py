"""Flat lists of marked places, against loops."""

import numpy as np
import torch

from gancheck.numerics.ragged import marked, padded, row_sums

MASK = np.array([[False, True, True], [False, False, False], [True, False, False]])


def test_marks_are_listed_row_by_row() -> None:
    for mask in (MASK, torch.tensor(MASK)):
        row, column, rank, width = marked(mask)
        assert (row.tolist(), column.tolist(), rank.tolist(), width) == ([0, 0, 2], [1, 2, 0], [0, 1, 0], 2)


def test_short_rows_are_filled() -> None:
    values = np.array([1.0, 2.0, 3.0])
    assert padded(values, marked(MASK), 3, np.inf).tolist() == [[1.0, 2.0], [np.inf, np.inf], [3.0, np.inf]]


def test_sums_by_row() -> None:
    values, row = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]]), np.array([0, 0, 2])
    expected = [[3.0, 30.0], [0.0, 0.0], [4.0, 40.0]]
    assert row_sums(values, row, 3).tolist() == expected
    assert row_sums(torch.tensor(values), torch.tensor(row), 3).tolist() == expected


def test_nothing_is_marked() -> None:
    assert marked(np.zeros((2, 3), dtype=bool)).width == 0
    assert row_sums(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), 2).tolist() == [[0.0, 0.0], [0.0, 0.0]]
