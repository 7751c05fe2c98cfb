"""Wrong versions of the formulas on the f-divergence family."""
