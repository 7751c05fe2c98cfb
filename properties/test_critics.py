"""Critics: Wasserstein's distance and gradient penalties."""
