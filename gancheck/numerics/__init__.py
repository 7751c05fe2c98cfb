"""Logarithms, integrals and bounds: the numbers under every oracle."""
