"""Enclosures for the claims on the generator."""

from collections.abc import Callable, Iterator
from typing import Any

from flint import arb, arb_series, ctx

from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import Normal
from gancheck.certified.gaussian_pairs import gaussian_total_variation
from gancheck.certified.maximiser import maximum
from gancheck.certified.overlap_integral import jsd_by_integral
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.problem_balls import (
    Logs,
    Vector,
    best_logs,
    binary_entropy,
    divergence,
    laws,
    logs,
    squared,
    total,
)

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., Any]

DESCENT_STEPS = 24


def log(x: int) -> arb:
    """The logarithm of a whole number."""
    return arb(x).log()


def value_at_optimum(p: Any, q: Any) -> arb:
    """``E_p[log p/(p+q)] + E_q[log q/(p+q)]``."""
    if isinstance(p, Normal):
        return 2 * jsd_by_integral(p, q) - log(4)
    return discrete_sums.value(*best_logs(p, q), p, q)


def value_with_swapped_oracle(p: Any, q: Any) -> arb:
    """V at q/(p+q), which is C − KL(p‖q) − KL(q‖p)."""
    if isinstance(p, Normal):
        return value_at_optimum(p, q) - divergence("kl", p, q) - divergence("kl", q, p)
    real, fake = best_logs(q, p)
    return discrete_sums.value(real, fake, p, q)


def criterion_sides(problem: Any, formula: Formula) -> Pairs:
    """Atom by atom against the maximum over D, by bracketing; densities against the critical line."""
    p, q = laws(problem)
    if isinstance(p, Normal):
        yield formula(p, q), 2 * divergence("jsd", p, q) - log(4)
    else:
        yield formula(p, q), total(maximum(a, b) for a, b in zip(p, q, strict=True))


def criterion(p: Any, q: Any) -> arb:
    """``−log 4 + 2·JSD``."""
    return 2 * divergence("jsd", p, q) - log(4)


def jsd_sides(problem: Any, formula: Formula) -> Pairs:
    """``−log 4 + KL(p‖m) + KL(q‖m)``: sums over atoms, or a certified integral."""
    p, q = laws(problem)
    if isinstance(p, Normal):
        yield formula(p, q), 2 * jsd_by_integral(p, q) - log(4)
    else:
        m = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
        yield formula(p, q), discrete_sums.kl(p, m) + discrete_sums.kl(q, m) - log(4)


def bounds_sides(problem: Any, formula: Formula) -> Pairs:
    """Both ends of C(G); JSD and the deficit add up to log 2; the deficit between two functions of the overlap."""
    p, q = laws(problem)
    divergence_, deficit = discrete_sums.jsd(p, q), formula(p, q)
    yield -log(4), 2 * divergence_ - log(4)
    yield 2 * divergence_ - log(4), arb(0)
    yield divergence_ + deficit, log(2)
    yield log(2), divergence_ + deficit
    overlap = total(a.min(b) for a, b in zip(p, q, strict=True))
    yield log(2) * overlap, deficit
    yield deficit, binary_entropy(overlap / 2)


def global_minimum_sides(problem: Any, formula: Formula) -> Pairs:
    """How far C(G) lies above −log 4, between functions of TV."""
    p, q = laws(problem)
    excess = (formula(p, q) + log(4)) / 2
    tv = gaussian_total_variation(p, q) if isinstance(p, Normal) else discrete_sums.total_variation(p, q)
    yield log(2) - binary_entropy((1 - tv) / 2), excess
    yield squared(tv) / 2, excess
    yield excess, log(2) * tv


def lower_bound(d: Logs, p: Vector, q: Vector) -> arb:
    """``½(V + log 4)``."""
    return (discrete_sums.value(*d, p, q) + log(4)) / 2


def lower_bound_sides(problem: Any, formula: Formula) -> Pairs:
    """Below the JSD for the drawn D, and equal to it at D*."""
    p, q = laws(problem)
    divergence_, best = discrete_sums.jsd(p, q), formula(best_logs(p, q), p, q)
    yield formula(logs(problem.d), p, q), divergence_
    yield best, divergence_
    yield divergence_, best


def value(d: Logs, p: Vector, q: Vector) -> arb:
    """V(D, G)."""
    return discrete_sums.value(*d, p, q)


def non_saturating_value(d: Logs, p: Vector, q: Vector) -> arb:
    """``E_p[log D] + E_q[log D]``."""
    return discrete_sums.value(d[0], d[0], p, q)


def minimax_sides(problem: Any, formula: Formula) -> Pairs:
    """V(D, p) ≤ −log 4 = V(½, q) ≤ V(D*, q)."""
    p, q = laws(problem)
    half = [log(2) * -1] * len(p), [log(2) * -1] * len(p)
    at_half = formula(half, p, q)
    yield formula(logs(problem.d), p, p), -log(4)
    yield at_half, -log(4)
    yield -log(4), at_half
    yield -log(4), formula(best_logs(p, q), p, q)


def criterion_derivative(p: Vector, q: Vector) -> list[arb]:
    """``log(1 − D*) = −log(1 + p/q)``, 0 where p = 0."""
    return [arb(0) if a.is_zero() else -(a / b).log1p() for a, b in zip(p, q, strict=True)]


def derivative_for_data(p: Vector, q: Vector) -> list[arb]:
    """Log D*, with a mass of 1 for an absent one as the float64 version has it."""
    return criterion_derivative(q, [arb(1) if a.is_zero() else a for a in p])


def convex_sides(problem: Any, formula: Formula) -> Pairs:
    """C under its chords, over its tangents, and below tangent + KL."""
    p, q, other = laws(problem, "p", "q", "other")
    weight = arb(float(problem.weight[0]))
    mixed = [weight * a + (1 - weight) * b for a, b in zip(q, other, strict=True)]
    at_mixed, at_q, at_other = (2 * discrete_sums.jsd(p, law) for law in (mixed, q, other))
    yield at_mixed, weight * at_q + (1 - weight) * at_other
    slope = formula(p, q)
    tangent = at_q + total(s * (b - a) for s, a, b in zip(slope, q, other, strict=True))
    yield tangent, at_other
    yield at_other, tangent + discrete_sums.kl(other, q)


def descent_step(p: Vector, q: Vector, rate: arb) -> list[arb]:
    """``q^{1−η} (p + q)^η``, divided by its sum."""
    return _to_unit_mass(
        [b if b.is_zero() else b * (rate * (a / b).log1p()).exp() for a, b in zip(p, q, strict=True)]
    )


def step_along_log_d(p: Vector, q: Vector, rate: arb) -> list[arb]:
    """``q (D*)^{−η}``."""
    weights = []
    for a, b in zip(p, q, strict=True):
        odds = (a + b) / (arb(1) if a.is_zero() else a)
        weights.append(b if b.is_zero() else b * (rate * odds.log()).exp())
    return _to_unit_mass(weights)


def _to_unit_mass(weights: list[arb]) -> list[arb]:
    mass = total(weights)
    return [weight / mass for weight in weights]


def descent_sides(problem: Any, formula: Formula) -> Pairs:
    """JSD falls at every step, and after T steps 2·JSD ≤ KL(p‖q₀)/(ηT)."""
    p, q = laws(problem)
    rate = arb(float(problem.rate[0]))
    start = discrete_sums.kl(p, q)
    before = discrete_sums.jsd(p, q)
    for _ in range(DESCENT_STEPS):
        q = formula(p, q, rate)
        after = discrete_sums.jsd(p, q)
        yield after, before
        before = after
    yield 2 * before, start / (rate * DESCENT_STEPS)


def generator_gradient(p: Vector, q: Vector) -> list[arb]:
    """``q_j (a_j − Σ q a)``, a = log(1 − D*), D* frozen."""
    a = criterion_derivative(p, [arb(1) if b.is_zero() else b for b in q])
    mean = total(x * y for x, y in zip(q, a, strict=True))
    return [b * (x - mean) for b, x in zip(q, a, strict=True)]


def gradient_through_the_oracle(p: Vector, q: Vector) -> list[arb]:
    """D*(θ) differentiated as well: q_j (D*_j − Σ q D*) more."""
    d = [arb(0) if b.is_zero() else a / (a + b) for a, b in zip(p, q, strict=True)]
    mean = total(x * y for x, y in zip(q, d, strict=True))
    frozen = generator_gradient(p, q)
    return [f + b * (x - mean) for f, b, x in zip(frozen, q, d, strict=True)]


def parametric_sides(problem: Any, formula: Formula) -> Pairs:
    """The frozen gradient along two directions, against 2·JSD differentiated as a power series in the step."""
    p, q = laws(problem)
    gradient = formula(p, q)
    largest = max(range(len(q)), key=lambda i: float(q[i]))
    for direction in (
        [arb(i == largest) for i in range(len(q))],
        [arb(i).cos() for i in range(len(q))],
    ):
        along = total(g * v for g, v in zip(gradient, direction, strict=True))
        yield along, _derivative_of_divergence(p, q, direction)


def _derivative_of_divergence(p: Vector, q: Vector, direction: list[arb]) -> arb:
    """d/dh of ``Σ p log p + q_h log q_h − (p + q_h) log((p + q_h)/2)`` at 0, with q_h the softmax of log q + h v."""
    before, ctx.cap = ctx.cap, 2
    try:
        weights = [
            arb_series([b, b * v], 2) for b, v in zip(q, direction, strict=True)
        ]  # q e^{hv} to first order in h
        mass = sum(weights, arb_series([0], 2))
        found = arb_series([0], 2)
        for a, b, weight in zip(p, q, weights, strict=True):
            if b.is_zero():
                continue
            moved = weight / mass
            found += moved * moved.log() - (moved + a) * ((moved + a) / 2).log()
        return found[1]
    finally:
        ctx.cap = before


def _halved(function: Formula) -> Formula:
    return lambda p, q: [x / 2 for x in function(p, q)]


def _negated(function: Formula) -> Formula:
    return lambda p, q: [-x for x in function(p, q)]


PROBABILITIES = "probabilities as the masses given over their exact sum"

ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="gen.criterion",
        method=f"{PROBABILITIES}; the maximum over D bracketed atom by atom; for Gaussians a certified integral of "
        "V(D*) against the critical line with its proven bound",
        families=("discrete", "gaussian"),
        formula=value_at_optimum,
        sides=criterion_sides,
        wrong={
            "the oracle with swapped labels": value_with_swapped_oracle,
            "the mean of the two expectations": lambda p, q: value_at_optimum(p, q) / 2,
        },
    ),
    EnclosedClaim(
        claim="gen.jsd",
        method=f"{PROBABILITIES}; JSD by its kernel in r = (p−q)/(p+q) against two KL to the midpoint; for Gaussians "
        "the critical line with its proven bound against a certified integral",
        families=("discrete", "gaussian"),
        formula=criterion,
        sides=jsd_sides,
        wrong={
            "+log 4": lambda p, q: criterion(p, q) + 2 * log(4),
            "one JSD instead of two": lambda p, q: divergence("jsd", p, q) - log(4),
            "−log 2 for −log 4": lambda p, q: criterion(p, q) + log(2),
            "KL(p‖q) for 2·JSD": lambda p, q: divergence("kl", p, q) - log(4),
        },
    ),
    EnclosedClaim(
        claim="gen.bounds",
        method=f"{PROBABILITIES}; JSD, deficit and overlap each by its own sum",
        families=("discrete",),
        formula=discrete_sums.deficit,
        sides=bounds_sides,
        wrong={"the deficit doubled": lambda p, q: 2 * discrete_sums.deficit(p, q)},
        unseen={"the deficit by subtraction": "the same number: it loses its digits in float64 only"},
    ),
    EnclosedClaim(
        claim="gen.global-minimum",
        method=f"{PROBABILITIES}; C by the kernel or the critical line, TV by its sum or the error function",
        families=("discrete", "gaussian"),
        formula=criterion,
        sides=global_minimum_sides,
        wrong={
            "the minimum at +log 4": lambda p, q: criterion(p, q) + 2 * log(4),
            "the minimum at −log 2": lambda p, q: criterion(p, q) + log(2),
            "KL(p‖q) for 2·JSD": lambda p, q: divergence("kl", p, q) - log(4),
        },
    ),
    EnclosedClaim(
        claim="gen.lower-bound",
        method=f"{PROBABILITIES}; V from the logits against JSD by its kernel",
        families=("discrete",),
        formula=lower_bound,
        sides=lower_bound_sides,
        wrong={
            "log 4 forgotten": lambda d, p, q: value(d, p, q) / 2,
            "the half forgotten": lambda d, p, q: 2 * lower_bound(d, p, q),
        },
    ),
    EnclosedClaim(
        claim="gen.minimax",
        method=f"{PROBABILITIES}; V from the logits",
        families=("discrete",),
        formula=value,
        sides=minimax_sides,
        wrong={
            "the mean over the labels": lambda d, p, q: value(d, p, q) / 2,
            "the non-saturating objective for the game's": non_saturating_value,
        },
    ),
    EnclosedClaim(
        claim="gen.convex",
        method=f"{PROBABILITIES}; C by the kernel, its derivative by hand",
        families=("discrete",),
        formula=criterion_derivative,
        sides=convex_sides,
        wrong={
            "log D* for log(1 − D*)": derivative_for_data,
            "the slope of one JSD": _halved(criterion_derivative),
            "sign lost": _negated(criterion_derivative),
        },
    ),
    EnclosedClaim(
        claim="gen.descent",
        method=f"{PROBABILITIES}; 24 steps in balls, JSD by its kernel after each",
        families=("discrete",),
        formula=descent_step,
        sides=descent_sides,
        wrong={
            "uphill": lambda p, q, rate: descent_step(p, q, -rate),
            "steps half as long again": lambda p, q, rate: descent_step(p, q, arb(1.5) * rate),
            "log D* followed": step_along_log_d,
        },
    ),
    EnclosedClaim(
        claim="gen.parametric",
        method=f"{PROBABILITIES}; the gradient by hand against 2·JSD differentiated as a power series with ball "
        "coefficients",
        families=("discrete",),
        formula=generator_gradient,
        sides=parametric_sides,
        wrong={
            "D*(θ) differentiated as well": gradient_through_the_oracle,
            "the gradient of one JSD": _halved(generator_gradient),
            "uphill": _negated(generator_gradient),
        },
    ),
)

ABSENT: dict[str, str] = {}
