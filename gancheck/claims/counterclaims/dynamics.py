"""Wrong versions of the formulas on the dynamics of training."""
