"""The exact tier: the algebra of a claim, derived by a machine and not asserted."""
