"""How long the theorem suite takes in its default profile: ``python -m benchmarks.properties``.

Must reach: at most 90 s on 2 cores, from the start of the process. The run counts only if every property passes.
"""

import re
import sys
from pathlib import Path

from benchmarks.processes import run_measured
from benchmarks.table import publish

MOST_SECONDS = 90.0
SUITE = Path(__file__).parents[1] / "properties"


def main() -> None:
    """Run the suite once, check that it passed, publish its cost."""
    run = run_measured([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(SUITE)])
    passed = re.search(r"(\d+) passed", run.output)
    if run.status != 0 or passed is None:
        raise SystemExit(f"the suite ended with status {run.status}:\n{run.output[-4000:]}")
    rows = [
        {
            "properties": int(passed.group(1)),
            "seconds": run.seconds,
            "at most": MOST_SECONDS,
            "mebibytes": run.mebibytes,
            "reached": run.seconds <= MOST_SECONDS,
        }
    ]
    publish("properties", rows)


if __name__ == "__main__":
    main()
