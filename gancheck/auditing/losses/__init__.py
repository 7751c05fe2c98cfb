"""Layer 1: loss functions, called on chosen outputs. Nothing is trained."""
