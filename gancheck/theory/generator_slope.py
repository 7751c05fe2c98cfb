r"""The slope of a generator's loss by the discriminator's logit: who still learns when D wins.

.. math:: \frac{d}{dt}\log(1 - \sigma(t)) = -\sigma(t) \xrightarrow{t \to -\infty} 0, \qquad
          \frac{d}{dt}(-\log\sigma(t)) = -(1 - \sigma(t)) \xrightarrow{t \to -\infty} -1
"""

from scipy.special import expit

from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch

__all__ = ["generator_slope"]

SIGNS = {"minimax": 1.0, "non-saturating": -1.0}
"""The slope is −σ(±t)."""


def generator_slope(loss: str, logit: Array) -> Array:
    r"""The derivative of a generator's loss by the logit t of D(G(z)).

    .. math:: \text{minimax:}\quad -\sigma(t), \qquad \text{non-saturating:}\quad -\sigma(-t) = -(1 - \sigma(t))

    Relatively accurate on both sides, because 1 − σ(t) is never formed; below the least normal number either may be 0.

    Args:
        loss: ``"minimax"``, log(1 − D), or ``"non-saturating"``, −log D.
        logit: t, an array or tensor of any shape; the dtype is kept.

    Returns:
        Nats per unit of the logit, shaped as ``logit``, between −1 and 0.

    Raises:
        InvalidInput: There is no such loss.

    Example:
        >>> import numpy as np
        >>> generator_slope("minimax", np.array([0.0, -800.0])).tolist()
        [-0.5, -0.0]
        >>> generator_slope("non-saturating", np.array([0.0, -800.0])).tolist()
        [-0.5, -1.0]

    References:
        [goodfellow2014] §3, last paragraph; [goodfellow2016] §3.2.3.
    """
    if loss not in SIGNS:
        raise InvalidInput(f"`loss` is {loss!r}; give one of {', '.join(SIGNS)}.")
    signed = logit if SIGNS[loss] > 0.0 else -logit
    return -signed.sigmoid() if is_torch(logit) else -expit(signed)
