"""How far rounding can move a log density."""

from gancheck.distributions import Discrete, Empirical, MultivariateGaussian
from gancheck.distributions.law import Law
from gancheck.errors import UnsupportedPair
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import UNIT_ROUNDOFF

__all__ = ["log_prob_error"]


def log_prob_error(model: Law, log_p: Array) -> Array:
    """A bound on the rounding error of the model's log density, from the operations that lead to it.

    Discrete: log p of a given p errs by 1 ulp; from logits the normaliser sums n terms. Gaussian: z has two roundings,
    z² five, and they are relative to z²/2 = -log p - log sigma - log sqrt(2 pi); the logarithm of a sum over K
    components adds K/e at most, because ``r log(1/r) <= 1/e``. In d dimensions two triangular solves and a Cholesky
    factor multiply z² by the condition number of the correlation matrix (Higham 2002, Theorems 8.5 and 10.3).
    """
    xp = namespace(log_p)
    size = xp.where(xp.isinf(log_p), 0.0, xp.abs(log_p))
    if isinstance(model, (Discrete, Empirical)):
        normaliser = model.n_atoms + 8.0 if getattr(model, "given", "") == "logits" else 0.0
        return UNIT_ROUNDOFF * (4.0 * size + normaliser)
    if isinstance(model, MultivariateGaussian):
        d = model.dimension
        deviations = xp.sqrt(xp.linalg.diagonal(model.covariance_matrix))
        spectrum = xp.linalg.eigvalsh(
            model.covariance_matrix / deviations[..., :, None] / deviations[..., None, :]
        )
        condition = (xp.max(spectrum, axis=-1) / xp.min(spectrum, axis=-1))[..., None]
        scale = size + xp.abs(model.log_determinant)[..., None] + 2.0 * d
        return 8.0 * d * (d + 1) * UNIT_ROUNDOFF * condition * scale
    if model.family not in ("gaussian", "mixture"):
        raise UnsupportedPair(
            f"No bound on the rounding of a {model.family!r} density is known; use the plain value."
        )
    spread = xp.abs(xp.log(model.scale))  # type: ignore[attr-defined]  # Gaussian or mixture
    components = 1 if model.family == "gaussian" else spread.shape[-1]
    widest = spread if components == 1 and model.family == "gaussian" else xp.max(spread, axis=-1)
    return 8.0 * UNIT_ROUNDOFF * (size + 2.0 * widest[..., None] + components + 2.0)
