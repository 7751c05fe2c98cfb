"""Numbers as people expect them back: a Python float for one pair of NumPy laws."""

from gancheck.numerics.arrays import Array, is_torch

__all__ = ["plain"]


def plain(value: Array) -> Array:
    """A NumPy scalar as a float; batches and tensors as they are."""
    return value if is_torch(value) or value.ndim else float(value)
