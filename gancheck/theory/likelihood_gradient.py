"""The gradient of the mean negative log-likelihood, by hand."""

from typing import Any

from gancheck.distributions import Discrete, Empirical
from gancheck.distributions.conversion import as_law
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import Estimate, rounded

__all__ = ["nll_gradient", "nll_gradient_estimate"]


def nll_gradient(model: Any, data: Any) -> Array:
    r"""The gradient of the mean negative log-likelihood in the model's natural coordinates.

    It is the gradient of the cross-entropy, hence of the divergence, because the entropy of the data does not depend on
    :math:`\theta`. A softmax model in its logits:

    .. math:: \nabla_\theta \mathrm{KL}(\hat p \| q_\theta) = q_\theta - \hat p

    and a Gaussian model in :math:`(\mu, s = \log\sigma)`, with the mean and variance of the data:

    .. math:: \partial_\mu = \frac{\mu - E x}{\sigma^2}, \qquad
              \partial_s = 1 - \frac{\mathrm{Var}\,x + (\mu - E x)^2}{\sigma^2}

    Args:
        model: A `Discrete` law, seen as a softmax of its logits, or a `Gaussian` one.
        data: For a discrete model an `Empirical` or `Discrete` law on the same atoms; for a Gaussian one a law with a
            ``mean`` and a ``variance``.

    Returns:
        Nats per unit of the coordinate: ``(n,)`` or ``(B, n)``; ``(2,)`` or ``(B, 2)`` for a Gaussian.

    Raises:
        UnsupportedPair: the data are of another kind than the model.

    Example:
        >>> nll_gradient(Discrete(logits=[0.0, 0.0]), Empirical.from_counts([3, 1]))
        array([-0.25,  0.25])

    References:
        [goodfellow2016] §2.1, Eq. (4).
    """
    return nll_gradient_estimate(model, data).value


def nll_gradient_estimate(model: Any, data: Any) -> Estimate:
    """The gradient with a bound on its rounding error."""
    model, data = as_law(model), as_law(data)
    if isinstance(model, Discrete) and isinstance(data, (Discrete, Empirical)):
        # A softmax of n logits: the exponent's rounding is at most |t| e^t <= 1/e of its value, the sum's n.
        return rounded(model.probs - data.probs, model.n_atoms + 16, model.probs + data.probs)
    mean, variance = getattr(data, "mean", None), getattr(data, "variance", None)
    if model.family != "gaussian" or mean is None or variance is None:
        raise UnsupportedPair(
            f"No gradient of a {model.family!r} model on {data.family!r} data is known by hand; give a discrete pair, "
            "or a Gaussian model and data with moments."
        )
    xp = namespace(mean)
    precision = 1.0 / model.scale**2
    offset = model.loc - mean
    # The mean of K components errs by (K + 2)u of E|x|, the offset by as much more; the second moment likewise.
    reach = xp.abs(model.loc) + _mean_magnitude(data)
    spread = variance + offset**2
    value = xp.stack([offset * precision, 1.0 - spread * precision], axis=-1)
    scale = xp.stack([reach * precision, 1.0 + (spread + 2.0 * xp.abs(offset) * reach) * precision], axis=-1)
    return rounded(value, 16 + 2 * getattr(data, "n_components", 1), scale)


def _mean_magnitude(law: Any) -> Array:
    """``sum w |mu|``, which bounds what the mean is summed from."""
    xp = namespace(law.loc)
    return xp.abs(law.loc) if law.family == "gaussian" else xp.sum(law.weights * xp.abs(law.loc), axis=-1)
