"""Hypothesis strategies for laws, pairs of laws, discriminators and batches of problems.

They keep Hypothesis' manners: keyword-only bounds, impossible ones refused with `hypothesis.errors.InvalidArgument`
when the strategy is made, and every docstring says what examples shrink towards. Names are loaded on first use,
because Hypothesis calls this package's entry point (`gancheck.strategies.registration`) whenever it is imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gancheck.strategies.batch import batches as batches
    from gancheck.strategies.discrete import discrete_laws as discrete_laws
    from gancheck.strategies.discrete_pair import discrete_pairs as discrete_pairs
    from gancheck.strategies.discriminator import discriminators as discriminators
    from gancheck.strategies.discriminator import quadratic_discriminators as quadratic_discriminators
    from gancheck.strategies.discriminator import tabular_discriminators as tabular_discriminators
    from gancheck.strategies.empirical import empirical_laws as empirical_laws
    from gancheck.strategies.gaussian import gaussian_pairs as gaussian_pairs
    from gancheck.strategies.gaussian import gaussians as gaussians
    from gancheck.strategies.mixture import mixture_pairs as mixture_pairs
    from gancheck.strategies.mixture import mixtures as mixtures
    from gancheck.strategies.multivariate_gaussian import (
        multivariate_gaussian_pairs as multivariate_gaussian_pairs,
    )
    from gancheck.strategies.multivariate_gaussian import multivariate_gaussians as multivariate_gaussians
    from gancheck.strategies.multivariate_mixture import multivariate_mixtures as multivariate_mixtures

_HOMES = {
    "batches": "batch",
    "discrete_laws": "discrete",
    "discrete_pairs": "discrete_pair",
    "discriminators": "discriminator",
    "empirical_laws": "empirical",
    "gaussian_pairs": "gaussian",
    "gaussians": "gaussian",
    "mixture_pairs": "mixture",
    "mixtures": "mixture",
    "multivariate_gaussian_pairs": "multivariate_gaussian",
    "multivariate_gaussians": "multivariate_gaussian",
    "multivariate_mixtures": "multivariate_mixture",
    "quadratic_discriminators": "discriminator",
    "tabular_discriminators": "discriminator",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
