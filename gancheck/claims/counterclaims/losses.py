"""Wrong versions of the formulas on losses and the games that they play."""
