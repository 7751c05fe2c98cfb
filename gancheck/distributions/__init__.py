"""Laws: discrete, Gaussian, mixtures, samples, and the law of a generator's output."""

from gancheck.distributions.affine import Affine
from gancheck.distributions.conversion import as_law, to_scipy, to_torch
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.expectation import expectation
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture, as_mixture
from gancheck.distributions.generated_points import GeneratedPoints
from gancheck.distributions.law import Law, LineDensity
from gancheck.distributions.monotone import Monotone
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.stack import stack
from gancheck.distributions.uniform import Uniform

__all__ = [
    "Affine",
    "Discrete",
    "Empirical",
    "Gaussian",
    "GaussianMixture",
    "GeneratedPoints",
    "Law",
    "LineDensity",
    "Monotone",
    "MultivariateGaussian",
    "MultivariateGaussianMixture",
    "PiecewiseLinear",
    "Pushforward",
    "Uniform",
    "as_law",
    "as_mixture",
    "expectation",
    "stack",
    "to_scipy",
    "to_torch",
]
