"""Logits at which a generator's loss is asked for its slope, or run in some number format."""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from gancheck.distributions.codec import register
from gancheck.numerics.arrays import Array
from gancheck.theory.stability import format_of, logit_reach

__all__ = ["LogitAt"]

ROUNDINGS = 8
"""Between them, e^−t, 1 + e^−t, its reciprocal (a subnormal number where 1/σ overflows, 2ε off) and 1/σ err by less
than 8ε, relatively: by so much the implementation may move the logit at which it rounds to 1 or overflows."""


@register
@dataclass(frozen=True)
class LogitAt:
    """The logit t of D(G(z)), a number of the format that the family names.

    Attributes:
        logit: ``(B,)``, in float64, which holds the numbers of every format.
        family: float64, float32, float16 or bfloat16.
    """

    logit: Array
    family: str

    @property
    def decided(self) -> NDArray[np.bool_]:
        r"""Where it does not depend on the implementation's roundings whether a loss is stable.

        Near log(2/ε) to log(4/ε), σ(t) rounds to 1 or not with the precision of what it is computed from, and near
        −log max the last bits decide whether 1/σ overflows; beyond √max no loss needs to be computed.
        """
        form, t = format_of(self.family), np.asarray(self.logit)
        first, last, least = log(2.0 / form.eps), log(4.0 / form.eps), -log(form.largest)
        slack = ROUNDINGS * (form.eps + 2.0**-53 * abs(least))
        either = (first - slack <= t) & (t <= last + slack) | (np.abs(t - least) <= slack)
        return np.asarray(~either & (np.abs(t) <= logit_reach(self.family)))
