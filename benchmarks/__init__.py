"""One script a row of the performance table: ``python -m benchmarks.NAME`` checks, times, writes a CSV."""
