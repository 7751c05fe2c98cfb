"""Losses: gradients, precision and penalties."""
