"""Every exception that gancheck raises on purpose.

::

    GancheckError
    ├── AuditViolation   (also an AssertionError)  audited code breaks a rule, and where
    ├── InvalidInput     (also a ValueError)       a value, shape, file or option breaks a stated rule
    └── UnsupportedPair  (also a TypeError)        the two laws cannot be compared, and why

A message is one sentence that names the argument, the value, the rule and the way out; the command line
prints it as it is and exits with 2.
"""

__all__ = ["AuditViolation", "GancheckError", "InvalidInput", "UnsupportedPair"]


class GancheckError(Exception):
    """The root of the tree: catch it to catch everything that gancheck refuses."""


class AuditViolation(GancheckError, AssertionError):
    """Code that was audited does what its game excludes."""


class InvalidInput(GancheckError, ValueError):
    """An argument has a value that its rule excludes."""


class UnsupportedPair(GancheckError, TypeError):
    """Two laws that no finite answer can compare, such as a density against a discrete law."""
