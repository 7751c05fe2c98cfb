"""The rows of `benchmarks.training`: one way of playing Algorithm 1 a file, and what their speeds are held against."""
