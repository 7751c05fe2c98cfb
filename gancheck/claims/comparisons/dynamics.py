"""Both sides of the claims on the dynamics of training."""
