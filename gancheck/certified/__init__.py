"""Enclosures: the quantities of the theory in ball arithmetic, an interval that provably holds the true value."""
