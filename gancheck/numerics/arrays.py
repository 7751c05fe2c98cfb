"""Arrays of either library: NumPy in gives NumPy out, torch in gives torch out.

Every kernel is written once against the Python array API standard (https://data-apis.org/array-api); this file
is the only place that decides what counts as an array and in which precision mathematics is done: float64,
because a float32 input is widened exactly while a float32 logarithm loses what the checks are about.
"""

from typing import Any, TypeAlias

import array_api_compat
import array_api_compat.numpy
import numpy as np

from gancheck.errors import InvalidInput

__all__ = ["Array", "as_array", "is_torch", "namespace"]

Array: TypeAlias = Any
"""A ``numpy.ndarray`` or a ``torch.Tensor``; the array API has no common static type for them yet."""


def is_torch(x: object) -> bool:
    """Whether ``x`` is a torch tensor, decided without importing torch."""
    return bool(array_api_compat.is_torch_array(x))


def namespace(*arrays: Array) -> Any:
    """The array-API namespace that the arrays share; numbers are ignored, mixtures of libraries refused."""
    if arrays and all(type(x) is np.ndarray for x in arrays):  # most calls, by the thousand on small arrays
        return array_api_compat.numpy
    libraries = {is_torch(x) for x in arrays if array_api_compat.is_array_api_obj(x)}
    if len(libraries) > 1:
        raise InvalidInput(
            "The arguments mix NumPy arrays and torch tensors; convert one side before the call."
        )
    return array_api_compat.array_namespace(*arrays)


def as_array(x: Any, name: str) -> Array:
    """``x`` as a float64 array of its own library, on its own device, still differentiable.

    Args:
        x: A torch tensor, NumPy array, number, or nested sequence of numbers.
        name: What the argument is called in the message of a refusal.

    Raises:
        InvalidInput: ``x`` is empty, ragged, complex, boolean or holds anything but numbers.
    """
    if is_torch(x):
        if x.numel() == 0:
            raise InvalidInput(f"`{name}` is empty; give at least one number.")
        if x.is_complex() or str(x.dtype) == "torch.bool":
            raise InvalidInput(f"`{name}` has dtype {x.dtype}; give real numbers.")
        return x.double()
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise InvalidInput(f"`{name}` is not a rectangular array of numbers: {error}.") from None
    if array.dtype.kind not in "iuf":
        raise InvalidInput(f"`{name}` has dtype {array.dtype}; give real numbers.")
    if array.size == 0:
        raise InvalidInput(f"`{name}` is empty; give at least one number.")
    return array.astype(np.float64, copy=False)
