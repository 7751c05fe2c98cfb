"""Laws of torch.distributions. torch is imported only where such an object is made or was given."""

from typing import Any

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.distributions.uniform import Uniform
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, namespace

__all__ = ["from_torch", "to_torch"]


def from_torch(x: Any) -> Law:
    """A ``torch.distributions`` object as a law; its tensors are kept, with their gradients.

    Raises:
        InvalidInput: the family is none of those that `as_law` lists.
    """
    name = type(x).__name__
    if name == "Normal":
        return Gaussian(x.loc, x.scale)
    if name == "Uniform":
        return Uniform(x.low, x.high)
    if name == "MultivariateNormal":
        return MultivariateGaussian(x.loc, _covariance(x))
    if name == "Independent" and type(x.base_dist).__name__ == "Normal" and x.reinterpreted_batch_ndims == 1:
        return MultivariateGaussian(x.base_dist.loc, _diagonal(x.base_dist.scale.double() ** 2))
    if name == "Categorical":
        return Discrete(**_given(x), normalize=True)
    if name == "Bernoulli":
        return _bernoulli(x)
    if name == "MixtureSameFamily" and type(x.component_distribution).__name__ == "Normal":
        weights = Discrete(**_given(x.mixture_distribution), normalize=True).probs
        return GaussianMixture(weights, x.component_distribution.loc, x.component_distribution.scale)
    if name == "MixtureSameFamily" and type(x.component_distribution).__name__ == "MultivariateNormal":
        weights = Discrete(**_given(x.mixture_distribution), normalize=True).probs
        components = x.component_distribution
        return MultivariateGaussianMixture(weights, components.loc, _covariance(components))
    raise InvalidInput(
        f"torch's {name} is unknown here; give Normal, MultivariateNormal, Independent(Normal, 1), Uniform, "
        "Categorical, Bernoulli or a MixtureSameFamily of Normal or MultivariateNormal."
    )


def _given(x: Any) -> dict[str, Array]:
    """The parameter that the torch law was built from; torch clamps the other one that it derives."""
    return {"logits": x.logits} if x._param is x.__dict__.get("logits") else {"probs": x.probs}


def _bernoulli(x: Any) -> Discrete:
    """Atoms 0 and 1."""
    ((name, value),) = _given(x).items()
    value = value.double()
    xp = namespace(value)
    if name == "logits":
        return Discrete(logits=xp.stack([xp.zeros_like(value), value], axis=-1))
    return Discrete(probs=xp.stack([1.0 - value, value], axis=-1))


def _covariance(x: Any) -> Array:
    """The covariance that the law was built from, or else the product of its factor, in float64."""
    if "covariance_matrix" in x.__dict__:
        return x.covariance_matrix
    factor = x.scale_tril.double()
    return factor @ factor.mT


def _diagonal(variances: Array) -> Array:
    """Diagonal matrices from rows."""
    xp = namespace(variances)
    return variances[..., None] * xp.eye(variances.shape[-1], dtype=xp.float64, device=variances.device)


def to_torch(law: Law) -> Any:
    """The ``torch.distributions`` object with float64 parameters; a batch stays a batch.

    Labels of atoms are dropped: a ``Categorical`` draws indices.

    Raises:
        InvalidInput: torch has no such law.
    """
    import torch

    def tensor(x: Array) -> Any:
        return torch.as_tensor(x, dtype=torch.float64)

    if isinstance(law, Gaussian):
        return torch.distributions.Normal(tensor(law.loc), tensor(law.scale))
    if isinstance(law, Uniform):
        return torch.distributions.Uniform(tensor(law.low), tensor(law.high))
    if isinstance(law, MultivariateGaussian):
        return torch.distributions.MultivariateNormal(tensor(law.loc), tensor(law.covariance_matrix))
    if isinstance(law, Discrete | Empirical):
        if isinstance(law, Discrete) and law.given != "probs":
            return torch.distributions.Categorical(logits=tensor(law.parameter))
        return torch.distributions.Categorical(probs=tensor(law.probs))
    if isinstance(law, GaussianMixture):
        components = torch.distributions.Normal(tensor(law.loc), tensor(law.scale))
        mixing = torch.distributions.Categorical(probs=tensor(law.weights))
        return torch.distributions.MixtureSameFamily(mixing, components)
    if isinstance(law, MultivariateGaussianMixture):
        normals = torch.distributions.MultivariateNormal(tensor(law.loc), tensor(law.covariance_matrix))
        mixing = torch.distributions.Categorical(probs=tensor(law.weights))
        return torch.distributions.MixtureSameFamily(mixing, normals)
    raise InvalidInput(
        f"torch has no distribution for a {type(law).__name__}; use its `log_prob` and `sample`."
    )
