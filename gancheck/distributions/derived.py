"""A parameter derived from the given ones."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

__all__ = ["derived"]

T = TypeVar("T")


class derived(Generic[T]):
    """A property computed once, except where the value carries an autograd graph.

    A graph is freed by the first ``backward``, so a kept tensor would make the second one fail; such a value
    is computed anew each time. Any other is kept in the instance's dictionary, which a frozen dataclass
    allows.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute = compute
        self.name = f"_{compute.__name__}"
        self.__doc__ = compute.__doc__

    def __get__(self, law: Any, owner: type) -> T:
        if law is None:
            return cast(T, self)
        if self.name in law.__dict__:
            return cast(T, law.__dict__[self.name])
        value = self.compute(law)
        if not getattr(value, "requires_grad", False):
            law.__dict__[self.name] = value
        return value
