"""The precision of the twins that these tests compare with."""

from collections.abc import Iterator

import mpmath
import pytest


@pytest.fixture(scope="module", autouse=True)
def forty_digits() -> Iterator[None]:
    """The precision of mpmath is one for the whole process: set here, and put back."""
    with mpmath.workdps(40):
        yield
