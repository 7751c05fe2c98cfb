"""The dynamics of training."""
