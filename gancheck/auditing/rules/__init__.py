"""The rules, one a file: each file has a `RULE` and a ``judge`` that turns observations into findings."""
