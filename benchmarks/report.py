"""How long a report takes, from the start of the process to the page on disk: ``python -m benchmarks.report``.

Must reach: at most 60 s on 2 cores and 2 GiB of memory, with the default options. The report is checked first: the page
is there, and no claim is violated.
"""

import csv
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.processes import run_measured
from benchmarks.table import publish

MOST_SECONDS = 60.0
MOST_MEBIBYTES = 2048.0


def main() -> None:
    """Make one report in a new folder, check it, publish its cost."""
    with tempfile.TemporaryDirectory() as folder:
        run = run_measured([sys.executable, "-m", "gancheck", "report", "--out", folder])
        if run.status != 0:
            raise SystemExit(f"`gancheck report` ended with status {run.status}:\n{run.output}")
        page = Path(folder) / "report.html"
        with (Path(folder) / "outcomes.csv").open(encoding="utf-8", newline="") as file:
            verdicts = Counter(row["verdict"] for row in csv.DictReader(file))
        rows = [
            {
                "seconds": run.seconds,
                "at most": MOST_SECONDS,
                "mebibytes": run.mebibytes,
                "at most MiB": MOST_MEBIBYTES,
                "page kB": page.stat().st_size / 1000,
                **{
                    verdict.lower(): verdicts[verdict]
                    for verdict in ("HOLDS", "VIOLATED", "INCONCLUSIVE", "SKIPPED")
                },
                "reached": run.seconds <= MOST_SECONDS and run.mebibytes <= MOST_MEBIBYTES,
            }
        ]
    publish("report", rows)


if __name__ == "__main__":
    main()
