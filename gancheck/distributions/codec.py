"""Laws and what holds them as JSON, bit for bit.

A float is written by its shortest decimal that reads back as the same float64; infinities and NaN, which JSON
lacks, as the strings "inf", "-inf" and "nan". An object is a dictionary with its class under "type" and its
fields beside it; its values are taken as they are, since they were validated before they were written.
"""

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

import numpy as np

from gancheck.distributions.affine import Affine
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.generated_points import GeneratedPoints
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.distributions.parameters import as_numpy
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import is_torch

__all__ = ["decode", "encode", "register"]

C = TypeVar("C", bound=type)

REGISTERED: dict[str, type] = {}
NUMBERS = {"inf": np.inf, "-inf": -np.inf, "nan": np.nan}


def register(cls: C) -> C:
    """Let `encode` and `decode` handle a dataclass of laws, arrays, numbers, strings, tuples and their like.

    Raises:
        InvalidInput: the class is no dataclass, or another of its name is registered.
    """
    if not is_dataclass(cls):
        raise InvalidInput(f"`{cls.__name__}` is no dataclass; only dataclasses have fields to write.")
    if REGISTERED.setdefault(cls.__name__, cls) is not cls:
        raise InvalidInput(
            f"Two classes are called {cls.__name__!r}; rename one, since files name the class."
        )
    return cls


for _law in (Discrete, Gaussian, MultivariateGaussian, GaussianMixture, Empirical, Uniform):
    register(_law)
register(MultivariateGaussianMixture)
register(GeneratedPoints)
for _map in (Affine, PiecewiseLinear, Pushforward):
    register(_map)


def encode(value: Any) -> Any:
    """``value`` as what ``json.dumps(..., allow_nan=False)`` accepts; tensors are written as NumPy arrays.

    Raises:
        InvalidInput: a part of it is of an unregistered class, such as a function.

    Example:
        >>> encode(Gaussian(0.0, 2.0))["type"]
        'Gaussian'
    """
    if value is None or isinstance(value, str | bool | int):
        return {"type": "str", "value": value} if value in NUMBERS else value
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else str(float(value))
    if isinstance(value, np.bool | np.integer):
        return value.item()
    if is_torch(value) or isinstance(value, np.ndarray):
        return _encode_array(as_numpy(value))
    if isinstance(value, tuple | list):
        return {"type": type(value).__name__, "items": [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"type": "dict", "items": [[encode(key), encode(item)] for key, item in value.items()]}
    name = type(value).__name__
    if REGISTERED.get(name) is not type(value):
        raise InvalidInput(
            f"A {name} cannot be written to JSON; give laws with array parameters, or register its class."
        )
    return {"type": name} | {
        field.name: encode(getattr(value, field.name)) for field in fields(cast(Any, value))
    }


def _encode_array(array: Any) -> dict[str, Any]:
    """The dtype, the shape (which nested lists lose where an axis is empty) and nested lists."""
    if array.dtype.kind not in "biuf":
        raise InvalidInput(
            f"An array of dtype {array.dtype} cannot be written to JSON; give numbers, or a tuple."
        )
    listed = array.tolist()
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        listed = (
            np.array([encode(float(x)) for x in array.ravel()], dtype=object).reshape(array.shape).tolist()
        )
    return {"type": "array", "dtype": array.dtype.name, "shape": list(array.shape), "values": listed}


def decode(data: Any) -> Any:
    """The object that `encode` wrote, with equal bits; arrays are NumPy's.

    Raises:
        InvalidInput: the type is unknown, or fields are missing or left over.
    """
    if isinstance(data, str):
        return NUMBERS.get(data, data)
    if data is None or isinstance(data, bool | int | float):
        return data
    if not isinstance(data, dict) or "type" not in data:
        raise InvalidInput(f"The JSON value {str(data)[:60]!r} names no type; give what `encode` wrote.")
    kind = data["type"]
    if kind == "array":
        return _decode_array(data)
    if kind in ("tuple", "list"):
        items = [decode(item) for item in data["items"]]
        return tuple(items) if kind == "tuple" else items
    if kind == "dict":
        return {decode(key): decode(item) for key, item in data["items"]}
    if kind == "str":
        return data["value"]
    return _decode_object(data)


def _decode_array(data: dict[str, Any]) -> Any:
    flat = np.array(data["values"], dtype=object).ravel().tolist()
    values = [NUMBERS[x] if isinstance(x, str) else x for x in flat]
    return np.array(values, dtype=data["dtype"]).reshape(data["shape"])


def _decode_object(data: dict[str, Any]) -> Any:
    """A registered object, with the fields that were written."""
    cls = REGISTERED.get(data["type"])
    if cls is None:
        known = ", ".join(sorted(REGISTERED))
        raise InvalidInput(f"The type {data['type']!r} is unknown; this version reads {known}.")
    names = {field.name for field in fields(cls)}
    if names != set(data) - {"type"}:
        wrong = sorted(names ^ (set(data) - {"type"}))
        raise InvalidInput(
            f"The {data['type']} has missing or unknown fields {wrong}; the file is of another version."
        )
    instance: Any = object.__new__(cls)
    for name in names:
        object.__setattr__(instance, name, decode(data[name]))
    return instance
