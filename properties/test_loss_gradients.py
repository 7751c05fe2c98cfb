"""Losses: gradients and precision."""
