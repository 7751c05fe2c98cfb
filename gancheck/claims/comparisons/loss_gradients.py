"""Both sides of the claims on losses: gradients, precision and penalties."""
