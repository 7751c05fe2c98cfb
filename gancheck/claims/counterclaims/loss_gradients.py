"""Wrong versions of the formulas on losses: gradients and precision."""
