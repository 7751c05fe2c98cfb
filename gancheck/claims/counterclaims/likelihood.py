"""Wrong versions of the formulas of likelihood, and problems on which they must be refused."""

from math import log
from typing import Any

import numpy as np

from gancheck.claims.fits import Candidates, Fit, Generated, Population, Records
from gancheck.distributions import Discrete, Empirical, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.distributions.law import Law
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate
from gancheck.numerics.logspace import logsumexp, safe_log
from gancheck.theory.likelihood import log_likelihood, mean_nll_estimate
from gancheck.theory.likelihood_gradient import nll_gradient
from gancheck.theory.maximum_likelihood import categorical_mle, maximum_likelihood
from gancheck.theory.wilks import Wilks, wilks


def log_of_the_product(model: Any, data: Any) -> Array:
    """The product first, its logarithm afterwards: log 0 where it underflows."""
    return safe_log(np.prod(model.probs**data.counts, axis=-1))


def log_of_the_sum(model: Any, data: Any) -> Array:
    """The logarithm of Σ p_θ(x_i): the likelihoods of independent samples added."""
    return safe_log(np.sum(model.probs * data.counts, axis=-1))


def distinct_values_once(model: Any, data: Any) -> Array:
    """Every value counted once, however often it was seen."""
    return log_likelihood(model, Empirical.from_counts(np.minimum(data.counts, 1)))


def nll_in_bits(model: Any, data: Any) -> Estimate:
    """Logarithms to base 2."""
    return (1.0 / log(2.0)) * mean_nll_estimate(model, data)


def nll_not_averaged(model: Any, data: Any) -> Estimate:
    """The sum over the samples: 1/m forgotten; a population has no m."""
    return (1.0 if hasattr(data, "family") else float(len(data))) * mean_nll_estimate(model, data)


def nll_under_the_model(model: Any, data: Any) -> Estimate:
    """−E_{p_θ}[log p]: the two laws change places."""
    if hasattr(data, "family"):
        return mean_nll_estimate(data, model)
    counts = np.bincount(np.asarray(data), minlength=model.n_atoms)
    return mean_nll_estimate(
        Empirical.from_counts(counts).as_discrete(), Discrete(probs=_padded(model.probs, len(counts)))
    )


def reverse_kl(data: Any, model: Any) -> Estimate:
    """KL(p_θ‖p̂): the arguments swapped, as a mode-seeking fit would have it."""
    return kl_estimate(model, data)


def jsd_of_the_fit(data: Any, model: Any) -> Estimate:
    """JSD(p̂, p_θ): what the GAN's generator minimises, not what maximum likelihood does."""
    return jsd_estimate(data, model)


def ascent_direction(model: Any, data: Any) -> Array:
    """p̂ − q: the sign of the log-likelihood's own gradient."""
    return -nll_gradient(model, data)


def gradient_without_normaliser(model: Any, data: Any) -> Array:
    """The normalising constant taken for constant: −p̂, and −(Var + (μ−E)²)/σ² without the 1."""
    if isinstance(model, Discrete):
        return -np.asarray(data.probs)
    return nll_gradient(model, data) - np.array([0.0, 1.0])


def gradient_in_bits(model: Any, data: Any) -> Array:
    """Logarithms to base 2."""
    return nll_gradient(model, data) / log(2.0)


def smoothed_or_unbiased(data: Any) -> Law:
    """(c + 1)/(m + n) for counts; the divisor m − 1 for real samples."""
    if isinstance(data, Empirical):
        return categorical_mle(data.counts + 1)
    m = data.shape[-2] if data.ndim == 3 else data.shape[-1]
    return _widened(maximum_likelihood(data), m / (m - 1.0))


def uncentred(data: Any) -> Law:
    """The mean of the squares for the variance: the mean was not subtracted. Counts: the square roots of p̂."""
    if isinstance(data, Empirical):
        return Discrete(probs=np.sqrt(data.probs), normalize=True)
    best: Any = maximum_likelihood(data)
    if isinstance(best, MultivariateGaussian):
        return MultivariateGaussian(
            best.loc, best.covariance_matrix + best.loc[..., :, None] * best.loc[..., None, :]
        )
    return Gaussian(best.loc, np.hypot(best.scale, best.loc))


def poisson_counts(p: Any, m: Any) -> Wilks:
    """Counts as independent Poisson variables: that they add up to m is forgotten, and the limit has k degrees."""
    found = wilks(p, m)
    mean = Estimate(found.mean.value + 0.5 / np.asarray(m), found.mean.error)
    return Wilks(mean, found.factor, found.freedom + 1)


def half_the_divergence(p: Any, m: Any) -> Wilks:
    """m·KL in the place of 2m·KL: Wilks's factor lost."""
    found = wilks(p, m)
    return Wilks(found.mean, 0.5 * found.factor, found.freedom)


def divergence_in_bits(p: Any, m: Any) -> Wilks:
    """Logarithms to base 2."""
    found = wilks(p, m)
    return Wilks((1.0 / log(2.0)) * found.mean, found.factor / log(2.0), found.freedom)


def empty_atoms_counted(p: Any, m: Any) -> Wilks:
    """One degree of freedom for every atom but one, those that are never drawn among them."""
    found = wilks(p, m)
    return Wilks(found.mean, found.factor, np.full_like(found.freedom, np.asarray(p.probs).shape[-1] - 1))


def spread_within_only(law: Any) -> Gaussian:
    """The mean variance of the components: what lies between them is forgotten."""
    return Gaussian(law.mean, np.sqrt((law.weights * law.scale**2).sum(axis=-1)))


def heaviest_component(law: Any) -> Gaussian:
    """The component of the greatest weight: a mode-seeking fit."""
    index = np.argmax(law.weights, axis=-1)[..., None]
    return Gaussian(*(np.take_along_axis(a, index, axis=-1)[..., 0] for a in (law.loc, law.scale)))


def weights_ignored(law: Any) -> Gaussian:
    """All components of positive weight weighted alike."""
    present = law.weights > 0
    equal = present / present.sum(axis=-1, keepdims=True)
    even = GaussianMixture(equal, law.loc, law.scale)
    return Gaussian(even.mean, np.sqrt(even.variance))


def slope_forgotten(law: Any, x: Array) -> Array:
    """Σ p_z(z_i) over the preimages, not divided by |slope|."""
    return _over_preimages(law, x, 0.0)


def slope_multiplied(law: Any, x: Array) -> Array:
    """Σ p_z(z_i)·|slope|: the change of variables the wrong way round."""
    return _over_preimages(law, x, -1.0)


def one_preimage(law: Any, x: Array) -> Array:
    """The greatest term only: other branches forgotten."""
    return _over_preimages(law, x, 1.0, several=False)


def races() -> Candidates:
    """1200 samples, whose product underflows under every model; the best of them stands third."""
    models = ([0.1, 0.9, 0.0], [0.2, 0.7, 0.1], [0.6, 0.1, 0.3], [0.45, 0.1, 0.45])
    data = Empirical.from_counts([[700, 10, 490]])
    return Candidates(data, *(Discrete(probs=[probs]) for probs in models))


def two_values() -> Candidates:
    """Three samples of two values: a model that bets on one of them has the greater sum and the smaller product."""
    models = ([0.99, 0.01], [0.66, 0.34], [0.5, 0.5], [0.34, 0.66])
    return Candidates(Empirical.from_counts([[2, 1]]), *(Discrete(probs=[probs]) for probs in models))


def sample() -> Fit:
    """Five samples of three values, one of them never seen."""
    return Fit(Empirical.from_counts([[3, 2, 0]]), Discrete(probs=[[0.2, 0.5, 0.3]]))


def gaussian_fit() -> Fit:
    """Two Gaussians of unequal mean and scale."""
    return Fit(Gaussian([0.0], [1.0]), Gaussian([1.0], [3.0]))


def mode_choice() -> Candidates:
    """Two modes: a model that covers both and one that sits on the heavier disagree about KL's direction."""
    wide, left, right = ([1 / 3, 1 / 3, 1 / 3], [0.96, 0.02, 0.02], [0.02, 0.02, 0.96])
    models = (left, wide, right, [0.02, 0.96, 0.02])
    return Candidates(Empirical.from_counts([[54, 2, 44]]), *(Discrete(probs=[probs]) for probs in models))


def rare_value() -> Candidates:
    """A model that all but excludes a value seen in one sample of fifty: dear to KL, cheap to JSD."""
    models = ([0.6 - 1e-9, 0.4, 1e-9], [0.35, 0.4, 0.25], [0.2, 0.2, 0.6], [0.2, 0.6, 0.2])
    return Candidates(Empirical.from_counts([[588, 392, 20]]), *(Discrete(probs=[probs]) for probs in models))


def softmax_fit() -> Fit:
    """A softmax model of three values."""
    return Fit(Empirical.from_counts([[3, 2, 0]]), Discrete(logits=[[0.0, 1.0, -1.0]]))


def real_records() -> Records:
    """Six numbers whose mean is not 0, and a standard normal rival."""
    points = np.array([[1.0, 2.0, 4.0, 7.0, 8.0, 9.5]])
    return Records(points, np.ones((1, 6)), Gaussian([0.0], [1.0]))


def counted_records() -> Records:
    """Counts of four atoms, and a uniform rival."""
    return Records(np.arange(4.0)[None], np.array([[5.0, 1.0, 2.0, 0.0]]), Discrete(probs=[[0.25] * 4]))


def fair_die() -> Population:
    """Six atoms of mass 1/6."""
    return Population(Discrete(probs=[[1 / 6] * 6]))


def die_without_a_six() -> Population:
    """Five atoms of mass 1/5, and one of none."""
    return Population(Discrete(probs=[[0.2] * 5 + [0.0]]))


def two_modes() -> Fit:
    """A mixture of unequal weights with modes far apart, and a rival Gaussian."""
    return Fit(GaussianMixture([[0.8, 0.2]], [[-2.0, 3.0]], [[1.0, 0.5]]), Gaussian([0.5], [2.0]))


def folding_network() -> Generated:
    """G(z) = 3·|z| + z, as a ReLU network: two preimages, slopes 4 and −2, none of them 1."""
    layers: list[Any] = [
        [[1.0], [-1.0]],
        [0.0, 0.0],
        [[1.0, 0.0], [0.0, 1.0]],
        [0.0, 0.0],
        [[4.0, 2.0]],
        [0.0],
    ]
    arrays = [np.array([layer]) for layer in layers]
    return Generated(Gaussian([0.0], [1.0]), np.array([1.0]), np.array([3.0]), "relu", *arrays)


def _widened(law: Any, factor: float) -> Law:
    """The law with its (co)variance multiplied."""
    if isinstance(law, MultivariateGaussian):
        return MultivariateGaussian(law.loc, factor * law.covariance_matrix)
    return Gaussian(law.loc, np.sqrt(factor) * law.scale)


def _padded(probs: Array, size: int) -> Array:
    """Probabilities with zeros appended."""
    return np.concatenate([probs, np.zeros(max(size - len(probs), 0))])


def _over_preimages(law: Any, x: Array, power: float, *, several: bool = True) -> Array:
    """``log Σ p_z(z_i) |slope_i|^{−power}``, or the greatest term."""
    z, log_derivative = law.generator.branches(x)
    shape = z.shape
    log_p = law.noise.log_prob(z.reshape(shape[0], -1)).reshape(shape)
    terms = np.where(
        np.isinf(log_derivative),
        -np.inf,
        log_p + power * np.where(np.isinf(log_derivative), 0.0, log_derivative),
    )
    return logsumexp(terms, axis=-2) if several else terms.max(axis=-2)
