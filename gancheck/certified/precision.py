"""The working precision of ball arithmetic.

The law of this file: `flint.ctx.prec` is one number for the whole interpreter, so it is changed only here, under a
lock, and always put back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

__all__ = ["working_precision"]

_LOCK = RLock()


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Balls have midpoints of ``bits`` bits within the block; other threads that ask for a precision wait.

    Example:
        >>> from flint import arb
        >>> with working_precision(128):
        ...     fine = arb(2).log()
        >>> with working_precision(32):
        ...     coarse = arb(2).log()
        >>> fine.rad() < coarse.rad()
        True
    """
    from flint import ctx

    with _LOCK:
        before, ctx.prec = ctx.prec, bits
        try:
            yield
        finally:
            ctx.prec = before
