"""Both sides of the claims on the f-divergence family."""
