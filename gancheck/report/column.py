"""A column of a CSV file as the data law.

Nothing is dropped, filled or guessed in silence: a value that is missing, and a column that is neither all numbers
nor all labels, are refused with the row and the way out.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gancheck.distributions.empirical import Empirical
from gancheck.errors import InvalidInput

__all__ = ["Column", "read_column"]

_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none"})
"""What stands for a missing number; among labels only the empty one is missing."""


@dataclass(frozen=True)
class Column:
    """What was observed, and how often.

    Attributes:
        file: Name of the file.
        name: Name of the column.
        kind: ``continuous`` or ``discrete``.
        atoms: Distinct values, ``(n,)``: float64 in increasing order, or labels in the order in which they appear
            (in increasing order if they are all numbers).
        counts: How often each was seen, ``(n,)`` integers, all positive.
    """

    file: str
    name: str
    kind: str
    atoms: NDArray[np.float64] | NDArray[np.str_]
    counts: NDArray[np.int64]

    @property
    def total(self) -> int:
        """m, the number of observations."""
        return int(self.counts.sum())

    @property
    def samples(self) -> NDArray[np.float64]:
        """Every observation of a continuous column, in increasing order: ``(m,)``."""
        return np.repeat(np.asarray(self.atoms, dtype=np.float64), self.counts)

    @property
    def law(self) -> Empirical:
        """The empirical law of the column."""
        return Empirical.from_counts(self.counts, atoms=self.atoms)

    @property
    def words(self) -> str:
        """Such as "272 numbers, column waiting of old_faithful.csv"."""
        noun = "numbers" if self.kind == "continuous" else f"labels of {len(self.atoms)} kinds"
        return f"{self.total:,} {noun}, column {self.name} of {self.file}"


def read_column(source: str, kind: str = "auto", weights: str | None = None) -> Column:
    """Read ``FILE.csv:COLUMN``.

    Args:
        source: Path and column name, with a colon between them.
        kind: ``continuous``, ``discrete``, or ``auto``: numbers are continuous, anything else is discrete.
        weights: Name of a column of counts; by default each row counts once.

    Raises:
        InvalidInput: The file cannot be read as CSV, a column is unknown or empty, a value is missing, numbers and
            labels are mixed, counts are not whole, or a continuous column has fewer than two distinct values.
    """
    path, _, name = source.rpartition(":")
    if not path:
        raise InvalidInput(f"`--data` is {source!r}, which names no column; write FILE.csv:COLUMN.")
    table = _table(path)
    text = _entries(table, name, path)
    counts = _counts(table, weights, path)
    numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    is_number = np.isfinite(numbers)
    if kind == "auto":
        kind = "continuous" if is_number.any() else "discrete"
    if kind == "continuous":
        _all_numbers(text, is_number, name)
    atoms, place = np.unique(numbers, return_inverse=True) if kind == "continuous" else _labels(text, name)
    total = np.bincount(place, weights=counts, minlength=len(atoms)).astype(np.int64)
    seen = total > 0
    if kind == "continuous" and int(seen.sum()) < 2:
        raise InvalidInput(
            f"Column {name!r} holds one number only, {float(atoms[seen][0])!r}, and has no density; "
            "use --kind discrete."
        )
    return Column(Path(path).name, name, kind, atoms[seen], total[seen])


def _table(path: str) -> pd.DataFrame:
    """Every cell as the text that stands in the file."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidInput(f"`--data` file {path!r} cannot be read: {reason}.") from None
    except (ValueError, pd.errors.ParserError) as error:
        # UnicodeDecodeError and pandas' EmptyDataError are ValueErrors.
        reason = str(error).strip().splitlines()[0].rstrip(".")
        raise InvalidInput(f"`--data` file {path!r} is not a CSV table: {reason}.") from None


def _entries(table: pd.DataFrame, name: str, path: str) -> "pd.Series[str]":
    """A column by its name, stripped; never empty."""
    if name not in table.columns:
        names = [str(column) for column in table.columns]
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        hint = (
            f"did you mean {' or '.join(map(repr, near))}?"
            if near
            else f"it has {', '.join(map(repr, names))}."
        )
        raise InvalidInput(f"File {path!r} has no column {name!r}; {hint}")
    if table.empty:
        raise InvalidInput(f"Column {name!r} of {path!r} is empty; give at least one row.")
    column: pd.Series[str] = table[name].fillna("").str.strip()
    return column


def _counts(table: pd.DataFrame, weights: str | None, path: str) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(len(table))
    text = _entries(table, weights, path)
    numbers = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers))))
    if wrong.size:
        raise InvalidInput(
            f"Column {weights!r} holds {text.iloc[wrong[0]]!r} in row {wrong[0] + 1}; a count is a whole number and "
            "not negative."
        )
    if not numbers.any():
        raise InvalidInput(f"Column {weights!r} counts nothing: every count is 0.")
    return numbers


def _all_numbers(text: "pd.Series[str]", is_number: NDArray[np.bool_], name: str) -> None:
    wrong = np.flatnonzero(~is_number)
    if not wrong.size:
        return
    first, row = text.iloc[wrong[0]], wrong[0] + 1
    missing = text.iloc[wrong].str.lower().isin(_MISSING)
    if bool(missing.all()):
        raise InvalidInput(
            f"Column {name!r} has no value in {wrong.size} of its {len(text)} rows, first in row {row}; "
            "take those rows out first."
        )
    raise InvalidInput(
        f"Column {name!r} holds {first!r} in row {row} beside {int(is_number.sum())} finite numbers; correct it, or "
        "use --kind discrete if the column holds labels."
    )


def _labels(text: "pd.Series[str]", name: str) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """Distinct labels, and the place of each row's label among them."""
    empty = np.flatnonzero((text == "").to_numpy())
    if empty.size:
        raise InvalidInput(
            f"Column {name!r} has no label in {empty.size} of its {len(text)} rows, first in row {empty[0] + 1}; "
            "give them one or take those rows out first."
        )
    labels = text.drop_duplicates()
    numbers = pd.to_numeric(labels, errors="coerce")
    if not bool(numbers.isna().any()):
        labels = labels.iloc[np.argsort(numbers.to_numpy(), kind="stable")]
    place = pd.Index(labels).get_indexer(pd.Index(text))
    return np.asarray(labels.to_numpy(), dtype=np.str_), place
