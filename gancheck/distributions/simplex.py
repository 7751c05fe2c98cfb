"""The probability simplex: what counts as a vector of probabilities, and its logarithm.

A vector is accepted as it is when it sums to 1 within the rounding of its own precision. A normaliser that
summed n terms in any order errs by at most (n-1)u, its division by u, and the sum here by (n-1)u again:
together below 2nu = n eps, with eps the machine epsilon of the dtype that the vector arrived in. Log
probabilities carry, besides, a rounding u|log p| each, at most u H(p) <= u log n in the sum, and as much from
the logarithm of the normaliser: 2 n eps covers all of it.
"""

from typing import Any

import numpy as np

from gancheck.distributions.parameters import as_parameters, refuse_where
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace

__all__ = [
    "as_log_probabilities",
    "as_logits",
    "as_probabilities",
    "input_epsilon",
    "log_softmax",
    "mass_defect",
]


def input_epsilon(x: Any) -> float:
    """Machine epsilon of the dtype that ``x`` arrived in; float64's for lists, integers and numbers."""
    if is_torch(x) and x.is_floating_point():
        return max(float(namespace(x).finfo(x.dtype).eps), float(np.finfo(np.float64).eps))
    if isinstance(x, (np.ndarray, np.floating)) and x.dtype.kind == "f":
        return max(float(np.finfo(x.dtype).eps), float(np.finfo(np.float64).eps))
    return float(np.finfo(np.float64).eps)


def require_vectors(x: Array, name: str) -> None:
    """Refuse anything but ``(n,)`` or ``(B, n)``."""
    if x.ndim not in (1, 2):
        raise InvalidInput(f"`{name}` has shape {tuple(x.shape)}; give one vector (n,) or a batch (B, n).")


def require_unit_mass(defect: Array, tolerance: float, name: str, bound: str) -> None:
    """Refuse rows whose mass differs from 1 by more than rounding explains."""
    rule = f"a mass of 1 is wanted, within rounding of {bound} = {tolerance:.2g}; pass `normalize=True`"
    off = namespace(defect).abs(defect) > tolerance
    refuse_where(off, 1.0 + defect, f"{name}.sum", rule)


def as_probabilities(x: Any, name: str, normalize: bool = False) -> Array:
    """Probabilities ``(n,)`` or ``(B, n)`` in float64: as given, or divided by their sum where asked."""
    (p,) = as_parameters(**{name: x})
    require_vectors(p, name)
    xp = namespace(p)
    refuse_where(~(xp.isfinite(p) & (p >= 0)), p, name, "a probability must be finite and not negative", 1)
    if not normalize:
        n = p.shape[-1]
        require_unit_mass(mass_defect(p), n * input_epsilon(x), name, "n eps")
        return p
    with np.errstate(over="ignore"):
        total = xp.sum(p, axis=-1)
    refuse_where(total == 0, total, f"{name}.sum", "no mass is left to normalize; drop that problem")
    refuse_where(
        xp.isinf(total), total, f"{name}.sum", "the sum overflows; divide by the largest entry first"
    )
    return p / total[..., None]


def as_logits(x: Any, name: str) -> Array:
    """Logits ``(n,)`` or ``(B, n)``: any numbers, -inf for probability 0."""
    (logits,) = as_parameters(**{name: x})
    require_vectors(logits, name)
    xp = namespace(logits)
    bad = xp.isnan(logits) | (logits == xp.inf)
    refuse_where(bad, logits, name, "a log probability must be a number or -inf", 1)
    largest = xp.max(logits, axis=-1)
    refuse_where(
        largest == -xp.inf, largest, f"{name}.max", "no atom has positive probability; drop that problem"
    )
    return logits


def as_log_probabilities(x: Any, name: str, normalize: bool = False) -> Array:
    """Log probabilities ``(n,)`` or ``(B, n)``: kept as given, or shifted to unit mass where asked."""
    log_p = as_logits(x, name)
    if normalize:
        return log_softmax(log_p)
    with np.errstate(over="ignore"):
        defect = mass_defect(namespace(log_p).exp(log_p))
    require_unit_mass(defect, 2 * log_p.shape[-1] * input_epsilon(x), f"exp({name})", "2 n eps")
    return log_p


def log_softmax(logits: Array) -> Array:
    """``logits - log sum exp logits``; the largest is subtracted first, so that nothing overflows."""
    xp = namespace(logits)
    shifted = logits - xp.max(logits, axis=-1)[..., None]
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1))[..., None]


def mass_defect(p: Array) -> Array:
    """``sum p - 1``, ``()`` or ``(B,)``: what rounding, and only rounding, may leave."""
    with np.errstate(over="ignore"):
        return namespace(p).sum(p, axis=-1) - 1.0
