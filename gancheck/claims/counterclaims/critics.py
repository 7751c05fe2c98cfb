"""Wrong versions of the formulas on critics: Wasserstein's distance and gradient penalties."""
