"""Layer 3: the target's players against an oracle, on data whose law is known."""
