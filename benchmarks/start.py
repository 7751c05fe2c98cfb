"""How long ``gancheck --help`` takes beyond a bare interpreter: ``python -m benchmarks.start``.

Must reach: less than 0.25 s more than ``python -c pass``. The commands take turns, so that a busy machine slows all of
them alike; medians are compared.
"""

import statistics
import sys

from benchmarks.processes import run_measured
from benchmarks.table import publish

ROUNDS = 15
MOST_SECONDS_MORE = 0.25

BARE = "python -c pass"
COMMANDS = {
    BARE: [sys.executable, "-c", "pass"],
    "python -c 'import gancheck'": [sys.executable, "-c", "import gancheck"],
    "gancheck --help": [sys.executable, "-m", "gancheck", "--help"],
    "gancheck --version": [sys.executable, "-m", "gancheck", "--version"],
}
PRINTS = {"gancheck --help": "report", "gancheck --version": "0.1.0"}


def main() -> None:
    """Check what the commands print, time them in turns, publish the medians."""
    for name, wanted in PRINTS.items():
        output = run_measured(COMMANDS[name]).output
        if wanted not in output:
            raise SystemExit(f"`{name}` does not print {wanted!r} but {output!r}")
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            seconds[name].append(run_measured(command).seconds)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    rows = [
        {
            "command": name,
            "seconds": median,
            "seconds more": (more := median - medians[BARE]),
            "at most": MOST_SECONDS_MORE,
            "reached": more <= MOST_SECONDS_MORE,
        }
        for name, median in medians.items()
    ]
    publish("start", rows)


if __name__ == "__main__":
    main()
