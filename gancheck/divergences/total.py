"""An f-divergence of any pair of laws that has no closed form of its own."""

from typing import Any

from gancheck.divergences.discrete_sum import discrete_total
from gancheck.divergences.line_integral import line_total
from gancheck.divergences.pointwise import Pointwise, doubt
from gancheck.numerics.estimate import Estimate

__all__ = ["total"]


def total(p: Any, q: Any, function: Pointwise, *, bounded: bool = True) -> Estimate:
    """The sum of F over the atoms of two aligned discrete laws, or its integral over the line.

    Without ``bounded`` an integral's error is not computed and infinite, which takes half the time.
    """
    if p.family != "discrete":
        return line_total(p, q, function, bounded=bounded)
    if "probs" in (p.given, q.given):
        return discrete_total(p.probs, q.probs, function.masses)
    log_p, log_q = p.log_probs, q.log_probs
    value = discrete_total(log_p, log_q, function.logarithms)
    reach = discrete_total(log_p, log_q, lambda a, b: doubt(a, b, function))
    return Estimate(value.value, value.error + reach.value)
