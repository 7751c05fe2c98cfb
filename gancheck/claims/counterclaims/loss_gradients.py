"""Wrong versions of the formulas on losses: gradients, precision and penalties."""
