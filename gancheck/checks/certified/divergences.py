"""Enclosures for the claims on divergences."""

from collections.abc import Callable, Iterator
from typing import Any

from flint import arb

from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import Normal
from gancheck.certified.gaussian_pairs import gaussian_hellinger, gaussian_total_variation
from gancheck.certified.overlap_integral import jsd_by_integral
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.problem_balls import (
    Vector,
    binary_entropy,
    divergence,
    laws,
    numbers,
    root,
    squared,
    total,
)
from gancheck.checks.certified.quadratic_forms import (
    closed_form,
    expected_log_ratio,
    gaussian_middle,
    mapped,
    with_covariance,
)

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., Any]


def jsd(p: Any, q: Any) -> arb:
    """JSD of two laws of either kind."""
    return divergence("jsd", p, q)


def kl(p: Any, q: Any) -> arb:
    """KL of two laws of either kind."""
    return divergence("kl", p, q)


def in_bits(function: Formula) -> Formula:
    """Logarithms to base 2."""
    return lambda p, q: function(p, q) / arb(2).log()


def both(lhs: arb, rhs: arb) -> Pairs:
    """An equation as two inequalities."""
    yield lhs, rhs
    yield rhs, lhs


def jsd_shape_sides(problem: Any, formula: Formula) -> Pairs:
    """The sentences of the float64 comparison, in its order."""
    p, q, r, s = laws(problem, "p", "q", "r", "s")
    weight = arb(float(problem.weight[0]))
    direct, zero = formula(p, q), arb(0)
    yield zero, direct
    yield formula(p, p), zero
    yield squared(discrete_sums.total_variation(p, q)) / 2, direct
    yield from both(direct, formula(q, p))
    yield direct, arb(2).log()
    m = mix(p, q, arb(0.5))
    mean_entropy = (discrete_sums.entropy(p) + discrete_sums.entropy(q)) / 2
    yield from both(direct + mean_entropy, discrete_sums.entropy(m))
    yield from both(direct, (discrete_sums.kl(p, m) + discrete_sums.kl(q, m)) / 2)
    yield root(formula(p, r)), root(direct) + root(formula(q, r))
    blend = formula(mix(p, r, weight), mix(q, s, weight))
    yield blend, weight * direct + (1 - weight) * formula(r, s)
    channel = rows_of(problem.first[0])
    yield formula(sent(p, channel), sent(q, channel)), direct


def mix(p: Vector, q: Vector, weight: arb) -> list[arb]:
    """``λp + (1−λ)q``; a mass of exactly 0 stays one."""
    return [weight * a + (1 - weight) * b for a, b in zip(p, q, strict=True)]


def rows_of(channel: Any) -> list[list[arb]]:
    """A stochastic matrix, every row divided by its exact sum."""
    rows = [numbers(row) for row in channel]
    return [[x / total(row) for x in row] for row in rows]


def sent(p: Vector, channel: list[list[arb]]) -> list[arb]:
    """The law of the channel's output."""
    return [total(a * row[j] for a, row in zip(p, channel, strict=True)) for j in range(len(channel[0]))]


def joined(p: Vector, channel: list[list[arb]]) -> list[arb]:
    """The law of input and output together."""
    return [a * x for a, row in zip(p, channel, strict=True) for x in row]


def jsd_one_sided(p: Vector, q: Vector) -> arb:
    """KL(p‖m)."""
    return discrete_sums.kl(p, mix(p, q, arb(0.5)))


def kl_shape_sides(problem: Any, formula: Formula) -> Pairs:
    """The sentences of the float64 comparison, in its order."""
    p, q, r, s = laws(problem, "p", "q", "r", "s")
    direct, zero = formula(p, q), arb(0)
    yield zero, direct
    yield formula(p, p), zero
    yield 2 * squared(discrete_sums.total_variation(p, q)), direct
    yield from both(direct, definition(p, q))
    first, second = rows_of(problem.first[0]), rows_of(problem.second[0])
    inner = total(
        a * formula(k, other) for a, k, other in zip(p, first, second, strict=True) if not a.is_zero()
    )
    yield from both(formula(joined(p, first), joined(q, second)), direct + inner)
    yield from both(formula(joined(p, [r] * len(p)), joined(q, [s] * len(q))), direct + formula(r, s))
    even, skew, left, right = ([1 - x, x] for x in (arb(0.5), arb(0.1), arb(0.3), arb(0.7)))
    yield formula(skew, even) + arb(0.125), formula(even, skew)
    yield from both(formula(left, [left[1], left[0]]), formula([left[1], left[0]], left))
    del right
    yield arb.pos_inf(), formula([*(a / 2 for a in p), arb(0.5)], [*q, zero])
    yield from both(formula([*q, zero], [*(a / 2 for a in p), arb(0.5)]), formula(q, p) + arb(2).log())


def definition(p: Vector, q: Vector) -> arb:
    """``Σ p log p − Σ p log q``."""
    if any(b.is_zero() and not a.is_zero() for a, b in zip(p, q, strict=True)):
        return arb.pos_inf()
    seen = [(a, b) for a, b in zip(p, q, strict=True) if not a.is_zero()]
    return total(a * a.log() for a, _ in seen) - total(a * b.log() for a, b in seen)


def kl_clamped(p: Vector, q: Vector) -> arb:
    """Cut at 36 nats."""
    found, most = kl(p, q), arb(2).log() * 52
    return found.min(most) if found.is_finite() else most


def gaussian_kl_sides(problem: Any, formula: Formula) -> Pairs:
    """The closed form against E_p[log p − log q] by a cubature that is exact for quadratics."""
    p, q = laws(problem)
    yield formula(p, q), expected_log_ratio(p, q)


def gaussian_jsd_sides(problem: Any, formula: Formula) -> Pairs:
    """Against the overlap integral on the line; under an affine map; and with one covariance, as a function of Δ."""
    p, q = laws(problem)
    direct = formula(p, q)
    if isinstance(p, Normal):
        yield direct, jsd_by_integral(p, q)
    yield formula(*mapped(p, q)), jsd(p, q)
    equal, distance = with_covariance(p, q)
    yield formula(equal, q), jsd_by_integral(Normal(distance, arb(1)), Normal(arb(0), arb(1)))


def values(p: Any, q: Any, name: str) -> arb:
    """A divergence of the inequalities by name."""
    if name in ("jsd", "kl"):
        return divergence(name, p, q)
    if isinstance(p, Normal):
        return gaussian_total_variation(p, q) if name == "total_variation" else gaussian_hellinger(p, q)
    on_atoms: Callable[[Vector, Vector], arb] = getattr(discrete_sums, name)
    return on_atoms(p, q)


def rescaled(wrong: str, factor: Callable[[], arb]) -> Formula:
    """The divergence ``wrong`` multiplied by a factor."""
    return lambda p, q, name: values(p, q, name) * factor() if name == wrong else values(p, q, name)


def inequalities_sides(problem: Any, formula: Formula) -> Pairs:
    """Pinsker to Crooks; and on atoms the reverse of Pinsker's inequality where p/q is bounded."""
    p, q = laws(problem)
    divergence_, forwards, tv, hellinger = (
        formula(p, q, name) for name in ("jsd", "kl", "total_variation", "squared_hellinger")
    )
    jeffreys = forwards + formula(q, p, "kl")
    log_2 = arb(2).log()
    yield 2 * squared(tv), forwards
    yield squared(tv), arb(1) if not forwards.is_finite() else -(-forwards).expm1()
    yield hellinger, tv
    yield squared(tv), hellinger * (2 - hellinger)
    yield log_2 - binary_entropy((1 - tv) / 2), divergence_
    yield divergence_, log_2 * tv
    yield log_2 * hellinger, divergence_
    yield divergence_, hellinger
    yield divergence_, jeffreys / 4
    yield divergence_, log_2 if not jeffreys.is_finite() else log_2 - (-jeffreys / 2).exp().log1p()
    if not isinstance(p, Normal) and forwards.is_finite():
        yield forwards, reverse_pinsker_factor(p, q) * tv


def reverse_pinsker_factor(p: Vector, q: Vector) -> arb:
    """``a/(1 − e^{−a}) − b/(e^b − 1)`` with −b ≤ log(p/q) ≤ a."""
    ratios = [a / b for a, b in zip(p, q, strict=True) if not b.is_zero()]
    highest, lowest = arb(1), arb(1)
    for ratio in ratios:
        highest, lowest = highest.max(ratio), lowest.min(ratio)
    above = highest.log()
    # a/(1 − e^{−a}) = a e^a/(e^a − 1), at least 1 + a/2; b/(e^b − 1) = −log(low) low/(1 − low), 0 for low = 0.
    upper = above * highest / (highest - 1) if highest > 1 else above + 1
    if lowest.is_zero():
        return upper
    return upper - (-lowest.log() * lowest / (1 - lowest) if lowest < 1 else 1 + lowest.log() / 2)


PROBABILITIES = "probabilities as the masses given over their exact sum"

ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="div.jsd-shape",
        method=f"{PROBABILITIES}; JSD by its kernel, the other sides by entropies, KL and sums of their own",
        families=("discrete",),
        formula=jsd,
        sides=jsd_shape_sides,
        wrong={
            "the distance √JSD taken for the divergence": lambda p, q: root(jsd(p, q)),
            "logarithm to base 2": in_bits(jsd),
            "the factor ½ lost": lambda p, q: 2 * jsd(p, q),
            "KL(p‖m) alone": jsd_one_sided,
            "the mixture m without its ½": lambda p, q: jsd(p, q) - arb(2).log(),
        },
    ),
    EnclosedClaim(
        claim="div.kl-shape",
        method=f"{PROBABILITIES}; joint laws formed mass by mass",
        families=("discrete",),
        formula=kl,
        sides=kl_shape_sides,
        wrong={
            "arguments swapped": lambda p, q: kl(q, p),
            "logarithm to base 2": in_bits(kl),
            "the mean of both directions": lambda p, q: (kl(p, q) + kl(q, p)) / 2,
            "log ratios clamped at the machine epsilon": kl_clamped,
        },
    ),
    EnclosedClaim(
        claim="div.gaussian-kl",
        method="the closed form by solving and determinants, against a cubature at the columns of a Cholesky factor, "
        "all in balls",
        families=("gaussian", "multivariate-gaussian"),
        formula=kl,
        sides=gaussian_kl_sides,
        wrong={
            "arguments swapped": lambda p, q: kl(q, p),
            "the ratio of determinants inverted": lambda p, q: closed_form(p, q, determinant=-1),
            "the −d lost": lambda p, q: closed_form(p, q, dimension=0),
            "the trace without its ½": lambda p, q: closed_form(p, q, trace=2),
        },
    ),
    EnclosedClaim(
        claim="div.gaussian-jsd",
        method="the critical line with its proven bound, against a certified integral of the overlap",
        families=("gaussian", "multivariate-gaussian"),
        formula=jsd,
        sides=gaussian_jsd_sides,
        wrong={
            "the mixture m taken for a Gaussian": gaussian_middle,
            "J/8, its limit as q approaches p": lambda p, q: (kl(p, q) + kl(q, p)) / 8,
            "logarithm to base 2": in_bits(jsd),
            "the distance √JSD taken for the divergence": lambda p, q: root(jsd(p, q)),
        },
    ),
    EnclosedClaim(
        claim="div.inequalities",
        method=f"{PROBABILITIES}; sums over atoms, or the closed forms and the critical line for Gaussians",
        families=("discrete", "gaussian"),
        formula=values,
        sides=inequalities_sides,
        wrong={
            "JSD to base 2 beside nats": rescaled("jsd", lambda: 1 / arb(2).log()),
            "TV without its ½": rescaled("total_variation", lambda: arb(2)),
            "H² without its ½": rescaled("squared_hellinger", lambda: arb(2)),
            "KL halved": rescaled("kl", lambda: arb(0.5)),
        },
    ),
)

ABSENT: dict[str, str] = {}
