"""gancheck: the theory of generative adversarial networks as claims that a machine checks.

Distributions have divergences; theory says what the optimal players do with them; claims state that theory;
learned players are held against it; checks give verdicts; reports show them.

This file is the only list of public names. A name is loaded when it is first used, so that ``import gancheck``
costs nothing: neither torch nor pandas nor matplotlib nor hypothesis is imported before it is needed.

Example:
    >>> import gancheck as gk
    >>> p, q = gk.Discrete(probs=[0.5, 0.5, 0.0]), gk.Discrete(probs=[0.25, 0.25, 0.5])
    >>> gk.optimal_discriminator(p, q).probs.tolist()
    [0.6666666666666666, 0.6666666666666666, 0.0]
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gancheck import certified as certified
    from gancheck import strategies as strategies
    from gancheck.checks.check import check as check
    from gancheck.checks.learned.given_trained import given_trained as given_trained
    from gancheck.claims.registry import all_claims as all_claims
    from gancheck.distributions.discrete import Discrete as Discrete
    from gancheck.distributions.empirical import Empirical as Empirical
    from gancheck.distributions.gaussian import Gaussian as Gaussian
    from gancheck.distributions.gaussian_mixture import GaussianMixture as GaussianMixture
    from gancheck.distributions.multivariate_gaussian import MultivariateGaussian as MultivariateGaussian
    from gancheck.distributions.multivariate_gaussian_mixture import (
        MultivariateGaussianMixture as MultivariateGaussianMixture,
    )
    from gancheck.divergences.entropy import entropy as entropy
    from gancheck.divergences.f_divergence import f_divergence as f_divergence
    from gancheck.divergences.jensen_shannon import jsd as jsd
    from gancheck.divergences.kullback_leibler import kl as kl
    from gancheck.divergences.total_variation import total_variation as total_variation
    from gancheck.divergences.wasserstein import wasserstein as wasserstein
    from gancheck.learned.algorithm1 import Algorithm1 as Algorithm1
    from gancheck.learned.mode_coverage import mode_coverage as mode_coverage
    from gancheck.learned.sampled_measurement import jsd_lower_bound as jsd_lower_bound
    from gancheck.learned.train import train as train
    from gancheck.learned.train_each import train_each as train_each
    from gancheck.report.audit_session import audit as audit
    from gancheck.theory.criterion import criterion as criterion
    from gancheck.theory.identified_game import identify_game as identify_game
    from gancheck.theory.likelihood import mean_nll as mean_nll
    from gancheck.theory.optimal_discriminator import optimal_discriminator as optimal_discriminator
    from gancheck.theory.suboptimality import suboptimality as suboptimality
    from gancheck.theory.value import value as value

__version__ = "0.1.0"

_HOMES = {
    "Algorithm1": "gancheck.learned.algorithm1",
    "Discrete": "gancheck.distributions.discrete",
    "Empirical": "gancheck.distributions.empirical",
    "Gaussian": "gancheck.distributions.gaussian",
    "GaussianMixture": "gancheck.distributions.gaussian_mixture",
    "MultivariateGaussian": "gancheck.distributions.multivariate_gaussian",
    "MultivariateGaussianMixture": "gancheck.distributions.multivariate_gaussian_mixture",
    "all_claims": "gancheck.claims.registry",
    "audit": "gancheck.report.audit_session",
    "check": "gancheck.checks.check",
    "criterion": "gancheck.theory.criterion",
    "entropy": "gancheck.divergences.entropy",
    "f_divergence": "gancheck.divergences.f_divergence",
    "given_trained": "gancheck.checks.learned.given_trained",
    "identify_game": "gancheck.theory.identified_game",
    "jsd": "gancheck.divergences.jensen_shannon",
    "jsd_lower_bound": "gancheck.learned.sampled_measurement",
    "kl": "gancheck.divergences.kullback_leibler",
    "mean_nll": "gancheck.theory.likelihood",
    "mode_coverage": "gancheck.learned.mode_coverage",
    "optimal_discriminator": "gancheck.theory.optimal_discriminator",
    "suboptimality": "gancheck.theory.suboptimality",
    "total_variation": "gancheck.divergences.total_variation",
    "train": "gancheck.learned.train",
    "train_each": "gancheck.learned.train_each",
    "value": "gancheck.theory.value",
    "wasserstein": "gancheck.divergences.wasserstein",
}
"""Where each public name is defined."""

__all__ = [  # noqa: RUF022 (lazy names, in the order of the theory)
    "Discrete",
    "Gaussian",
    "MultivariateGaussian",
    "GaussianMixture",
    "MultivariateGaussianMixture",
    "Empirical",
    "kl",
    "jsd",
    "total_variation",
    "f_divergence",
    "wasserstein",
    "entropy",
    "mean_nll",
    "optimal_discriminator",
    "value",
    "criterion",
    "suboptimality",
    "identify_game",
    "audit",
    "train",
    "train_each",
    "Algorithm1",
    "jsd_lower_bound",
    "mode_coverage",
    "all_claims",
    "check",
    "certified",
    "strategies",
    "given_trained",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name in ("certified", "strategies"):
        return import_module(f"gancheck.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'gancheck' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
