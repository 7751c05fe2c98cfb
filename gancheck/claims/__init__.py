"""What the theory says: each claim once, with its source, its two sides and the wrong versions it must refute."""
