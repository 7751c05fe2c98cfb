"""Laws of scipy.stats and torch.distributions, taken in and given back."""

from typing import Any

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.generated_points import GeneratedPoints
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.scipy_laws import from_scipy, to_scipy
from gancheck.distributions.torch_laws import from_torch, to_torch
from gancheck.distributions.uniform import Uniform
from gancheck.errors import InvalidInput

__all__ = ["as_law", "to_scipy", "to_torch"]

LAWS = (
    Discrete,
    Gaussian,
    MultivariateGaussian,
    GaussianMixture,
    MultivariateGaussianMixture,
    Empirical,
    Uniform,
    Pushforward,
    GeneratedPoints,
)


def as_law(x: Any) -> Law:
    """``x`` as a law: laws pass; frozen ``scipy.stats`` and ``torch.distributions`` objects are converted.

    From SciPy: ``norm``, ``multivariate_normal``, ``uniform`` and discrete laws of finite support
    (``bernoulli``, ``binom``, ``randint``, ``hypergeom``, ``rv_discrete(values=...)``), whose atoms are their
    values; the masses of a formula are divided by their sum, since its special functions err beyond n eps.
    From
    torch: ``Normal``, ``MultivariateNormal``, ``Independent(Normal, 1)``, ``Uniform``, ``Categorical``,
    ``Bernoulli`` and ``MixtureSameFamily`` of normals on the line or in space; tensors stay tensors and stay
    differentiable.

    Raises:
        InvalidInput: ``x`` is none of these.

    Example:
        >>> import scipy.stats
        >>> as_law(scipy.stats.norm(1.0, 2.0))
        Gaussian(loc=1.0, scale=2.0)
    """
    if isinstance(x, LAWS):
        return x
    library = type(x).__module__.split(".")[0]
    if library == "scipy":
        return from_scipy(x)
    if library == "torch":
        return from_torch(x)
    raise InvalidInput(
        f"A {type(x).__name__} is no law; give one of gancheck, frozen scipy.stats or torch.distributions."
    )
