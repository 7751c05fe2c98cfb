"""The table that a benchmark prints, and the CSV of the same rows in ``benchmarks/results/``."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["RESULTS", "publish", "written"]

RESULTS = Path(__file__).parent / "results"


def publish(name: str, rows: Sequence[Mapping[str, object]]) -> Path:
    """Print ``rows`` as columns and write them to ``results/NAME.csv``; floats get three digits on the screen only."""
    columns = list(rows[0])
    cells = [columns, *([_shown(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return written(name, rows)


def written(name: str, rows: Sequence[Mapping[str, object]]) -> Path:
    """Write ``rows`` to ``results/NAME.csv`` alone."""
    columns = list(rows[0])
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _shown(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
