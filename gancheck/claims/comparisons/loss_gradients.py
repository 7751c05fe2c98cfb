"""Both sides of the claims on losses: gradients and precision."""
