"""Enclosures for the claims on likelihood and KL."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb, arb_series, ctx

from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import Normal
from gancheck.certified.gaussian_pairs import gaussian_entropy
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.problem_balls import Vector, divergence, laws, numbers, squared, total
from gancheck.distributions import Discrete, Empirical

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., Any]


@dataclass(frozen=True)
class Sample:
    """Weighted observations on the line."""

    points: Sequence[arb]
    counts: Sequence[arb]

    @property
    def mean(self) -> arb:
        """``Σ c x / m``."""
        return self._average(self.points)

    @property
    def variance(self) -> arb:
        """``Σ c (x − mean)² / m``."""
        centre = self.mean
        return self._average([squared(x - centre) for x in self.points])

    @property
    def mean_square(self) -> arb:
        """``Σ c x² / m``."""
        return self._average([squared(x) for x in self.points])

    @property
    def size(self) -> arb:
        """M."""
        return total(self.counts)

    def _average(self, values: Sequence[arb]) -> arb:
        return total(c * x for c, x in zip(self.counts, values, strict=True)) / self.size


def frequencies(counts: Vector) -> list[arb]:
    """``c/m``, 0 exactly where nothing was seen."""
    m = total(counts)
    return [count / m for count in counts]


def data_of(problem: Any) -> Any:
    """p̂ as frequencies, or the population's law."""
    if isinstance(problem.data, Empirical):
        return frequencies(numbers(problem.data.counts[0]))
    return laws(problem, "data")[0]


def log_likelihood(model: Vector, counts: Vector) -> arb:
    """``Σ c log p``; −∞ where what was seen is impossible."""
    found = arb(0)
    for mass, count in zip(model, counts, strict=True):
        if count.is_zero():
            continue
        if mass.is_zero():
            return arb.neg_inf()
        found += count * mass.log()
    return found


def log_likelihood_sides(problem: Any, formula: Formula) -> Pairs:
    """The sum of the logarithms, and the logarithm of the product multiplied out: balls do not underflow."""
    counts = problem.data.counts[0].tolist()
    for model in problem.models:
        masses = numbers(model.probs[0])
        product = _product(masses, [int(count) for count in counts])
        yield (
            formula(masses, [arb(int(count)) for count in counts]),
            arb.neg_inf() if product.is_zero() else product.log(),
        )


def _product(masses: Vector, counts: Sequence[int]) -> arb:
    """``∏ p^c`` by repeated squaring."""
    found = arb(1)
    for mass, count in zip(masses, counts, strict=True):
        power, left = mass, count
        while left:
            if left & 1:
                found *= power
            power, left = squared(power), left >> 1
    return found


def log_of_the_sum(model: Vector, counts: Vector) -> arb:
    """``log Σ c p``."""
    mass = total(m * c for m, c in zip(model, counts, strict=True))
    return arb.neg_inf() if mass.is_zero() else mass.log()


def distinct_values_once(model: Vector, counts: Vector) -> arb:
    """Every value counted once."""
    return log_likelihood(model, [arb(0) if c.is_zero() else arb(1) for c in counts])


def mean_nll(model: Any, data: Any) -> arb:
    """``E_p[−log p_θ]``, the cross-entropy."""
    if isinstance(model, Normal):
        spread = (squared(data.scale) + squared(data.loc - model.loc)) / squared(model.scale)
        return (2 * arb.pi()).log() / 2 + model.scale.log() + spread / 2
    return -log_likelihood(model, data)


def kl_identity_sides(problem: Any, formula: Formula) -> Pairs:
    """The cross-entropy against entropy plus divergence."""
    data, model = data_of(problem), laws(problem, "model")[0]
    size = arb(int(problem.data.counts[0].sum())) if isinstance(problem.data, Empirical) else arb(1)
    entropy = gaussian_entropy(data) if isinstance(data, Normal) else discrete_sums.entropy(data)
    yield formula(model, data, size), entropy + divergence("kl", data, model)


def kl_argmin_sides(problem: Any, formula: Formula) -> Pairs:
    """Minus the cross-entropy of every candidate, against minus its divergence."""
    data = data_of(problem)
    for each in problem.models:
        (model,) = laws(_Holder(each), "law")
        yield -mean_nll(model, data), -formula(data, model)


@dataclass(frozen=True)
class _Holder:
    law: Any


def nll_gradient(model: Any, data: Any) -> list[arb]:
    """``q − p̂`` in the logits, or in (μ, log σ) by hand."""
    if not isinstance(model, Normal):
        return [q - p for q, p in zip(model, data, strict=True)]
    offset = model.loc - data.loc
    variance = squared(model.scale)
    return [offset / variance, 1 - (squared(data.scale) + squared(offset)) / variance]


def gradient_without_normaliser(model: Any, data: Any) -> list[arb]:
    """``−p̂``, or without the 1."""
    if not isinstance(model, Normal):
        return [-p for p in data]
    by_loc, by_scale = nll_gradient(model, data)
    return [by_loc, by_scale - 1]


def gradient_sides(problem: Any, formula: Formula) -> Pairs:
    """The gradient against both objectives differentiated as power series, coordinate by coordinate."""
    data, model = data_of(problem), laws(problem, "model")[0]
    gradient = formula(model, data)
    derivatives = _gaussian_derivatives if isinstance(model, Normal) else _softmax_derivatives
    before, ctx.cap = ctx.cap, 2
    try:
        for slope, objectives in zip(gradient, derivatives(model, data), strict=True):
            for objective in objectives:
                yield slope, objective[1]
    finally:
        ctx.cap = before


def _softmax_derivatives(model: Vector, data: Vector) -> Iterator[list[arb_series]]:
    """NLL and KL along each logit: q_i becomes q_i(1 + h) and all are divided by their sum."""
    for index in range(len(model)):
        weights = [arb_series([q, q if i == index else 0], 2) for i, q in enumerate(model)]
        mass = sum(weights, arb_series([0], 2))
        seen = [(p, w / mass) for p, w in zip(data, weights, strict=True) if not p.is_zero()]
        nll = sum((-(q.log()) * p for p, q in seen), arb_series([0], 2))
        kl = sum(((p / q).log() * p for p, q in seen), arb_series([0], 2))
        yield [nll, kl]


def _gaussian_derivatives(model: Normal, data: Normal) -> Iterator[list[arb_series]]:
    """NLL and KL along μ and along log σ."""
    for loc, scale in (
        (arb_series([model.loc, 1], 2), arb_series([model.scale], 2)),
        (arb_series([model.loc], 2), arb_series([model.scale, model.scale], 2)),
    ):
        offset = loc - data.loc
        nll = scale.log() + (offset * offset + squared(data.scale)) / (scale * scale * 2)
        ratio = arb_series([data.scale], 2) / scale
        kl = (ratio * ratio - 1 + offset * offset / (scale * scale)) / 2 - ratio.log()
        yield [nll, kl]


def fitted(data: Any) -> Any:
    """Frequencies of counts; mean and biased variance of real observations."""
    if isinstance(data, Sample):
        return Normal(data.mean, data.variance.sqrt())
    return frequencies(data)


def smoothed_or_unbiased(data: Any) -> Any:
    """Counts plus one; the divisor m − 1."""
    if isinstance(data, Sample):
        return Normal(data.mean, (data.variance * data.size / (data.size - 1)).sqrt())
    return frequencies([count + 1 for count in data])


def uncentred(data: Any) -> Any:
    """The mean square for the variance; square roots of frequencies."""
    if isinstance(data, Sample):
        return Normal(data.mean, data.mean_square.sqrt())
    return frequencies([count.sqrt() for count in data])


def closed_form_sides(problem: Any, formula: Formula) -> Pairs:
    """``ℓ(θ̂) − ℓ(θ)`` from the observations against ``m·KL(p_θ̂‖p_θ)``."""
    counts = numbers(problem.counts[0])
    rival = laws(problem, "rival")[0]
    if isinstance(problem.rival, Discrete):
        best = formula(counts)
        at_rival = log_likelihood(rival, counts)
        gain = arb.pos_inf() if not at_rival.is_finite() else log_likelihood(best, counts) - at_rival
    else:
        sample = Sample(numbers(problem.points[0]), counts)
        best = formula(sample)
        gain = _log_densities(best, sample) - _log_densities(rival, sample)
    yield gain, total(counts) * divergence("kl", best, rival)


def _log_densities(model: Normal, sample: Sample) -> arb:
    """``Σ c log p(x)``, up to ``m log √2π``."""
    return -total(
        c * (squared((x - model.loc) / model.scale) / 2 + model.scale.log())
        for x, c in zip(sample.points, sample.counts, strict=True)
    )


def _under_the_model(model: Any, data: Any, size: arb) -> arb:
    """``−E_{p_θ}[log p]``."""
    del size
    return mean_nll(data, model)


ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="mle.log-likelihood",
        method="sums of logarithms against the logarithm of the product, multiplied out in balls, whose exponents do "
        "not end",
        families=("discrete",),
        formula=log_likelihood,
        sides=log_likelihood_sides,
        wrong={
            "the logarithm of the sum": log_of_the_sum,
            "every distinct value counted once": distinct_values_once,
        },
        unseen={"the logarithm of the product": "the same number: it underflows in float64 only"},
    ),
    EnclosedClaim(
        claim="mle.kl-identity",
        method="frequencies as fractions of counts; cross-entropy against entropy plus divergence, for Gaussians by "
        "their closed forms",
        families=("discrete", "softmax", "gaussian"),
        formula=lambda model, data, size: mean_nll(model, data),
        sides=kl_identity_sides,
        wrong={
            "logarithm to base 2": lambda model, data, size: mean_nll(model, data) / arb(2).log(),
            "the sum in the place of the mean": lambda model, data, size: size * mean_nll(model, data),
            "expectation under the model": _under_the_model,
        },
    ),
    EnclosedClaim(
        claim="mle.kl-argmin",
        method="cross-entropies and divergences of all candidates; exact ties overlap",
        families=("discrete", "softmax", "gaussian"),
        formula=lambda data, model: divergence("kl", data, model),
        sides=kl_argmin_sides,
        wrong={
            "KL's arguments swapped": lambda data, model: divergence("kl", model, data),
            "JSD in the place of KL": lambda data, model: divergence("jsd", data, model),
        },
    ),
    EnclosedClaim(
        claim="mle.gradient",
        method="the gradient by hand against both objectives differentiated as power series with ball coefficients",
        families=("softmax", "gaussian"),
        formula=nll_gradient,
        sides=gradient_sides,
        wrong={
            "the sign of ascent": lambda model, data: [-x for x in nll_gradient(model, data)],
            "the normalising constant held constant": gradient_without_normaliser,
            "logarithm to base 2": lambda model, data: [x / arb(2).log() for x in nll_gradient(model, data)],
        },
    ),
    EnclosedClaim(
        claim="mle.closed-form",
        method="both log-likelihoods from the observations against m times the divergence of the fitted law",
        families=("discrete", "gaussian"),
        formula=fitted,
        sides=closed_form_sides,
        wrong={
            "add-one smoothing of counts, unbiased variance": smoothed_or_unbiased,
            "mean square in the place of the variance, square roots of frequencies": uncentred,
        },
    ),
)

ABSENT: dict[str, str] = {
    "mle.recovery": "a limit m → ∞: at each m the proven remainder, of order 1/m, is far wider than any ball",
    "mle.misspecified": "the divergence of a mixture from a Gaussian is an integral without a closed form; the numeric "
    "tier has it with a stated error",
    "mle.pushforward": "probabilities of intervals under a network, by quadrature with a stated error; where the "
    "pieces begin is itself rounded",
}
