"""Differences of log masses, where either mass may be 0."""

import math

from gancheck.numerics.arrays import Array, namespace

__all__ = ["log_difference", "mass_gap"]


def log_difference(log_p: Array, log_q: Array) -> Array:
    """ℓ = log p - log q; 0 where both masses are 0, +-inf where one is."""
    xp = namespace(log_p, log_q)
    log_p, log_q = xp.broadcast_arrays(log_p, log_q)
    absent = (log_p == -math.inf) & (log_q == -math.inf)
    return xp.where(absent, 0.0, log_p) - xp.where(absent, 0.0, log_q)


def mass_gap(log_p: Array, log_q: Array) -> Array:
    """|p - q| as ``-a expm1(-|ℓ|)`` with a the larger mass: relatively accurate where they are close."""
    xp = namespace(log_p, log_q)
    high = xp.exp(xp.maximum(log_p, log_q))
    return -high * xp.expm1(-xp.abs(log_difference(log_p, log_q)))
