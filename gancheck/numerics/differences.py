"""Derivatives by central differences, with a measured error."""

from collections.abc import Callable

from gancheck.numerics.arrays import namespace
from gancheck.numerics.estimate import Estimate

__all__ = ["derivative"]


def derivative(f: Callable[[float], Estimate], step: float = 2.0**-9) -> Estimate:
    r"""``f′(0)`` from two central differences and Richardson's extrapolation.

    With D(h) = (f(h) − f(−h))/2h = f′ + h²f‴/6 + O(h⁴), the combination R = (4D(h/2) − D(h))/3 cancels the h² term.
    The distance |R − D(h/2)| is the h² error that was removed, which bounds what is left as long as the h⁴ term is
    the smaller one; the stated errors of f enter divided by the step.
    """

    def central(h: float) -> Estimate:
        return (1.0 / (2.0 * h)) * (f(h) - f(-h))

    wide, narrow = central(step), central(step / 2.0)
    richardson = (4.0 * narrow.value - wide.value) / 3.0
    rounding = (4.0 * narrow.error + wide.error) / 3.0
    return Estimate(richardson, namespace(richardson).abs(richardson - narrow.value) + rounding)
