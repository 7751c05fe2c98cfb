"""Steps of the derivations on likelihood and KL, and the formulas that they are taken with, right and wrong."""

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import comb, prod
from typing import Any

import sympy
from sympy import Rational, diff, log, sqrt, symbols
from sympy.core.logic import fuzzy_and

from gancheck.checks.exact import normal
from gancheck.checks.exact.derivation import Step
from gancheck.checks.exact.laws import (
    at_most,
    difference,
    entropy,
    kl,
    total,
    weighted_log,
)
from gancheck.claims.rational_problems import Law, RationalMap, RationalPopulation, RationalSample
from gancheck.numerics.log_form import LogForm

__all__ = [
    "closed_form",
    "estimates",
    "expected_kl",
    "frequencies",
    "gradient",
    "gradient_without_normaliser",
    "gradients",
    "kl_argmin",
    "kl_identity",
    "kl_identity_of_densities",
    "log_likelihood",
    "log_of_sum",
    "matched_moments",
    "mean_nll",
    "misspecified",
    "over_slopes",
    "pushforward",
    "recovery",
    "smoothed_or_unbiased",
    "sum_of_logarithms",
    "uncentred",
]

Formula = Callable[..., Any]

E = symbols("e1:4", positive=True)
"""Exponentials of the logits of a softmax on three values: ∂/∂θ_k = e_k ∂/∂e_k."""
C = symbols("c1:4", positive=True)
"""How often each value was seen."""
X = symbols("x1:4", real=True)
"""A sample of three numbers."""
MU, MU_P, MU_1, MU_2 = symbols("mu mu_p mu_1 mu_2", real=True)
V, V_P, V_1, V_2, S, U, W = symbols("v v_p v_1 v_2 s u w", positive=True)

SOFTMAX = tuple(e / sum(E) for e in E)
FREQUENCIES = tuple(c / sum(C) for c in C)


def log_likelihood(formula: Formula, problem: RationalSample) -> Iterator[Step]:
    """The ranking of every two models by their exact products."""
    counts, models = problem.counts, problem.models
    products = [
        prod((mass**c for mass, c in zip(model, counts, strict=True)), start=Fraction(1)) for model in models
    ]
    scores = [formula(model, counts) for model in models]
    for (first, x), (second, y) in combinations(zip(products, scores, strict=True), 2):
        yield Step(
            "the sums of logarithms rank two models as their products do",
            _order(first, second) == _order(x, y),
        )


def _order(x: Any, y: Any) -> int:
    return int(x > y) - int(x < y)


def sum_of_logarithms(model: Law, counts: tuple[int, ...]) -> Any:
    """Σ c log p."""
    return total(weighted_log(Fraction(c), mass) for c, mass in zip(counts, model, strict=True))


def log_of_sum(model: Law, counts: tuple[int, ...]) -> Any:
    """Logarithm of Σ c p."""
    return weighted_log(
        Fraction(1), sum((c * mass for c, mass in zip(counts, model, strict=True)), Fraction(0))
    )


def frequencies(counts: tuple[int, ...]) -> Law:
    """p̂ = c/m."""
    return tuple(Fraction(c, sum(counts)) for c in counts)


def kl_identity(formula: Formula, problem: RationalSample) -> Iterator[Step]:
    """The mean negative log-likelihood against entropy plus divergence, for every model."""
    seen = frequencies(problem.counts)
    for model in problem.models:
        yield Step(
            "−(1/m) Σ log p_θ(x_i) = H(p̂) + KL(p̂‖p_θ)",
            difference(formula(model, problem.counts), entropy(seen) + kl(seen, model)),
        )


def mean_nll(model: Law, counts: tuple[int, ...]) -> Any:
    """−(1/m) Σ c log p."""
    return -sum_of_logarithms(model, counts) / sum(counts)


def kl_identity_of_densities(formula: Formula, _: None) -> Iterator[Step]:
    """A Gaussian population under a Gaussian model."""
    yield Step(
        "E_p[−log q] = h(p) + KL(p‖q)",
        formula(MU_P, V_P, MU, V)
        - normal.entropy(V_P)
        - (log(V / V_P) + (V_P + (MU_P - MU) ** 2) / V - 1) / 2,
    )


def kl_argmin(formula: Formula, problem: RationalSample) -> Iterator[Step]:
    """The set of the likeliest models against the set of the models of least divergence."""
    seen = frequencies(problem.counts)
    losses = [mean_nll(model, problem.counts) for model in problem.models]
    divergences = [formula(seen, model) for model in problem.models]
    yield Step("the likeliest models are those of least divergence", _least(losses) == _least(divergences))


def _least(numbers: list[Any]) -> set[int]:
    return {i for i, x in enumerate(numbers) if all(x <= y for y in numbers)}


def gradient(formula: Formula, _: None) -> Iterator[Step]:
    """The partial derivatives of likelihood and divergence, for a softmax and for a Gaussian in μ and log σ."""
    nll = -sum(p * log(q) for p, q in zip(FREQUENCIES, SOFTMAX, strict=True))
    divergence = sum(p * log(p / q) for p, q in zip(FREQUENCIES, SOFTMAX, strict=True))
    for k, slope in enumerate(formula("softmax", FREQUENCIES, SOFTMAX)):
        yield Step(f"∂/∂θ_{k + 1} of the mean NLL is q − p̂", E[k] * diff(nll, E[k]) - slope)
        yield Step(f"∂/∂θ_{k + 1} of KL(p̂‖q_θ) is the same", E[k] * diff(divergence, E[k]) - slope)
    by_mean, by_log_scale = formula("gaussian", (MU_P, V_P), (MU, S**2))
    for name, loss in (
        ("the mean NLL", normal.cross_entropy(MU_P, V_P, MU, S**2)),
        ("KL(p‖q_θ)", normal.kl(MU_P, V_P, MU, S**2)),
    ):
        yield Step(f"∂/∂μ of {name} is (μ − E x)/σ²", diff(loss, MU) - by_mean)
        yield Step(f"∂/∂log σ of {name} is 1 − E(x − μ)²/σ²", S * diff(loss, S) - by_log_scale)


def gradients(family: str, data: tuple[Any, ...], model: tuple[Any, ...]) -> tuple[Any, ...]:
    """Q − p̂; and (μ − E x)/σ², 1 − E(x − μ)²/σ²."""
    if family == "softmax":
        return tuple(q - p for p, q in zip(data, model, strict=True))
    (mean, variance), (mu, square) = data, model
    return ((mu - mean) / square, 1 - (variance + (mean - mu) ** 2) / square)


def gradient_without_normaliser(
    family: str, data: tuple[Any, ...], model: tuple[Any, ...]
) -> tuple[Any, ...]:
    """−p̂; and −E(x − μ)²/σ² without the 1."""
    if family == "softmax":
        return tuple(-p for p in data)
    by_mean, by_log_scale = gradients(family, data, model)
    return (by_mean, by_log_scale - 1)


def closed_form(formula: Formula, _: None) -> Iterator[Step]:
    """Lagrange's condition and the score equations, the second derivatives, and the identity with KL."""
    best = formula("counts", C)
    likelihood = sum(c * log(e) for c, e in zip(C, E, strict=True))
    multipliers = [diff(likelihood, e).subs(e, p) for e, p in zip(E, best, strict=True)]
    for first, second in pairwise(multipliers):
        yield Step("on the simplex all c_i/p_i are one multiplier", first - second)
    yield Step("the frequencies add up to 1", sum(best) - 1)
    yield Step(
        "the second derivative along each p_i is negative: the maximum is the only one",
        fuzzy_and(diff(likelihood, e, 2).is_negative for e in E),
    )
    yield from _softmax_curvature()
    yield from _score_equations(*formula("sample", X))


def _softmax_curvature() -> Iterator[Step]:
    """In logits the likelihood is flat along (1, 1, 1)."""
    likelihood = sum(c * log(q) for c, q in zip(C, SOFTMAX, strict=True))
    slopes = [e * diff(likelihood, e) for e in E]
    for slope in slopes:
        yield Step("in logits (1, 1, 1) is a null vector of the Hessian", sum(e * diff(slope, e) for e in E))


def _score_equations(mean: Any, variance: Any) -> Iterator[Step]:
    """Both scores vanish at the estimate, whose likelihood exceeds that of (μ, v) by m·KL."""
    likelihood = -Rational(3, 2) * log(V) - sum((x - MU) ** 2 for x in X) / (2 * V)
    at_best = {MU: mean, V: variance}
    yield Step("the score of the mean vanishes", diff(likelihood, MU).subs(at_best))
    yield Step("the score of the variance vanishes", diff(likelihood, V).subs(at_best))
    yield Step("the likelihood is concave in the mean", diff(likelihood, MU, 2) + 3 / V)
    yield Step("at the estimate mean and variance do not interact", diff(likelihood, MU, V).subs(at_best))
    yield Step(
        "and the curvature in the variance is −m/2v²",
        diff(likelihood, V, 2).subs(at_best) + 3 / (2 * variance**2),
    )
    scatter = sum((x - MU) ** 2 for x in X) - 3 * (V_P + (MU_P - MU) ** 2)
    yield Step(
        "ℓ depends on the sample by the estimate alone",
        scatter.subs({MU_P: mean, V_P: variance}),
    )
    sufficient = likelihood + sum((x - MU) ** 2 for x in X) / (2 * V) - 3 * (V_P + (MU_P - MU) ** 2) / (2 * V)
    yield Step(
        "ℓ(θ̂) − ℓ(θ) = m·KL(p_θ̂‖p_θ)",
        sufficient.subs({MU: MU_P, V: V_P}) - sufficient - 3 * normal.kl(MU_P, V_P, MU, V),
    )


def estimates(family: str, data: tuple[Any, ...]) -> tuple[Any, ...]:
    """Frequencies; the sample mean and the biased variance."""
    m = sum(data) if family == "counts" else len(data)
    if family == "counts":
        return tuple(c / m for c in data)
    mean = sum(data) / m
    return (mean, sum((x - mean) ** 2 for x in data) / m)


def smoothed_or_unbiased(family: str, data: tuple[Any, ...]) -> tuple[Any, ...]:
    """(c + 1)/(m + n); the divisor m − 1."""
    if family == "counts":
        return estimates(family, tuple(c + 1 for c in data))
    mean, variance = estimates(family, data)
    return (mean, variance * len(data) / (len(data) - 1))


def uncentred(family: str, data: tuple[Any, ...]) -> tuple[Any, ...]:
    """√c over their sum; the mean of the squares."""
    if family == "counts":
        return estimates(family, tuple(sqrt(c) for c in data))
    mean, variance = estimates(family, data)
    return (mean, variance + mean**2)


def recovery(formula: Formula, problem: RationalPopulation) -> Iterator[Step]:
    """Every sequence of m samples with its probability, against the formula; and the bound."""
    p, m = problem.p, problem.m
    sequences = Counter(
        tuple(sequence.count(x) for x in range(len(p))) for sequence in product(range(len(p)), repeat=m)
    )
    over_sequences = total(
        number * prod(mass**c for mass, c in zip(p, counts, strict=True)) * kl(frequencies(counts), p)
        for counts, number in sequences.items()
    )
    found = formula(p, m)
    yield Step("E KL(p̂‖p) over all sequences of m samples", difference(over_sequences, found))
    yield Step("E KL(p̂‖p) ≤ log(1 + (k − 1)/m)", at_most(found, LogForm.log(1 + Fraction(len(p) - 1, m))))


def expected_kl(p: Law, m: int) -> Any:
    """Atom by atom, from the binomial law of its count."""
    return total(
        comb(m, c) * mass**c * (1 - mass) ** (m - c) * weighted_log(Fraction(c, m), Fraction(c, m) / mass)
        for mass in p
        for c in range(1, m + 1)
    )


def misspecified(formula: Formula, _: None) -> Iterator[Step]:
    """The Pythagorean identity, stationarity, and the divergence that stays."""
    weights = (U / (U + W), W / (U + W))
    mean, variance = formula(weights, (MU_1, MU_2), (V_1, V_2))

    def loss(mu: Any, v: Any) -> Any:
        parts = zip(weights, (MU_1, MU_2), (V_1, V_2), strict=True)
        return sum(weight * normal.cross_entropy(m, s, mu, v) for weight, m, s in parts)

    at_best = {MU: mean, V: variance}
    yield Step("E_p[−log N] is stationary in the mean", diff(loss(MU, V), MU).subs(at_best))
    yield Step("E_p[−log N] is stationary in the variance", diff(loss(MU, V), V).subs(at_best))
    yield Step(
        "E_p(x − μ)² = v* + (μ* − μ)², so that E_p and E_N* agree on every log N",
        sum(
            weight * normal.expected((m + sqrt(s) * normal.Z[0] - MU) ** 2)
            for weight, m, s in zip(weights, (MU_1, MU_2), (V_1, V_2), strict=True)
        )
        - variance
        - (mean - MU) ** 2,
    )
    loss_of_match = normal.cross_entropy(MU_P, V_P, MU, V)
    yield Step(
        "then KL(p‖N) − KL(p‖N*) = KL(N*‖N)",
        loss_of_match - loss_of_match.subs({MU: MU_P, V: V_P}) - normal.kl(MU_P, V_P, MU, V),
    )
    yield Step(
        "and KL(p‖N*) = h(N*) − h(p)",
        loss_of_match.subs({MU: MU_P, V: V_P}) - log(2 * sympy.pi * sympy.E * V_P) / 2,
    )


def matched_moments(weights: Any, means: Any, variances: Any) -> tuple[Any, Any]:
    """E_p x and Var_p x."""
    mean = sum(w * m for w, m in zip(weights, means, strict=True))
    return mean, sum(w * (v + (m - mean) ** 2) for w, m, v in zip(weights, means, variances, strict=True))


def pushforward(formula: Formula, problem: RationalMap) -> Iterator[Step]:
    """The density against the growth of the distribution function, between any two values at the pieces' ends."""
    levels = sorted(set(problem.values))
    mass = _atoms(problem)
    for low, high in pairwise(levels):
        x, step = (low + high) / 2, (high - low) / 4
        density = formula(_branches(problem, x))
        growth = _distribution(problem, x + step) - _distribution(problem, x)
        yield Step("P(x < G(z) ≤ x + h) = h·p_g(x)", growth - step * density)
        mass += (high - low) * density
    yield Step("density and atoms have mass 1", mass - 1)


def _pieces(problem: RationalMap) -> Iterator[tuple[Fraction, Fraction, Fraction, Fraction]]:
    """Length and mass of each piece, and the values at its ends."""
    ends = pairwise(problem.values)
    for length, mass, (left, right) in zip(problem.lengths, problem.masses, ends, strict=True):
        yield length, mass, left, right


def _distribution(problem: RationalMap, x: Fraction) -> Fraction:
    """P(G(z) ≤ x), piece by piece."""
    found = Fraction(0)
    for _, mass, left, right in _pieces(problem):
        low, high = min(left, right), max(left, right)
        share = (
            Fraction(low <= x)
            if low == high
            else min(max((x - low) / (high - low), Fraction(0)), Fraction(1))
        )
        found += mass * share
    return found


def _atoms(problem: RationalMap) -> Fraction:
    """The mass on which G is constant."""
    return sum((mass for _, mass, left, right in _pieces(problem) if left == right), Fraction(0))


def _branches(problem: RationalMap, x: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Density of the noise and slope of the generator at every z with G(z) = x."""
    return [
        (mass / length, (right - left) / length)
        for length, mass, left, right in _pieces(problem)
        if min(left, right) < x < max(left, right)
    ]


def over_slopes(branches: list[tuple[Fraction, Fraction]]) -> Fraction:
    """Σ p_z(z_i)/|slope_i|."""
    return sum((density / abs(slope) for density, slope in branches), Fraction(0))
