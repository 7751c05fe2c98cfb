"""Divergences: how far apart two laws are, in nats, each number with a bound on its error."""
