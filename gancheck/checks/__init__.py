"""Claims held against problems, tier by tier; the verdicts are outcomes."""
