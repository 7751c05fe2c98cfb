"""The f-divergence family."""
