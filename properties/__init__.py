"""The theorems, as property tests: one file for each section of the theory, one property for each claim."""
