"""Correct GANs in the styles in which people write them, one a file; ``make()`` builds one, ``SEED`` is its seed.

Each takes its loss by an import from ``benchmarks.audit.losses``, which a program replaces by the text of the loss that
it plays.
"""
