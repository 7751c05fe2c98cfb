"""Both sides of the claims on critics: Wasserstein's distance and gradient penalties."""
