"""Enclosures for the claims on the discriminator."""

from collections.abc import Callable, Iterator
from typing import Any

from flint import arb

from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import Normal
from gancheck.certified.maximiser import maximising_logit
from gancheck.certified.pointwise import is_best, objective
from gancheck.checks.certified.enclosed_claim import EnclosedClaim
from gancheck.checks.certified.problem_balls import (
    Logs,
    Vector,
    best_logs,
    laws,
    logs,
    numbers,
    squared,
    total,
)

__all__ = ["ABSENT", "ENCLOSED"]

Pairs = Iterator[tuple[arb, arb]]
Formula = Callable[..., Any]


def binary_cross_entropy(d: Logs, p: Vector, q: Vector) -> arb:
    """``−½ Σ p log D + q log(1 − D)``, both logarithms by softplus of the logit."""
    return -discrete_sums.value(*d, p, q) / 2


def bce_sides(problem: Any, formula: Formula) -> Pairs:
    """−2·BCE against twice the expected log-likelihood of the labels, from the probabilities D and 1 − D themselves."""
    p, q = laws(problem)
    logits = numbers(problem.d.logits[0])
    real, fake = ([_log(_sigmoid(sign * t)) for t in logits] for sign in (1, -1))
    yield -2 * formula(logs(problem.d), p, q), discrete_sums.value(real, fake, p, q)


def _sigmoid(t: arb) -> arb:
    """``1/(1 + e^{−t})``, also at ±∞."""
    if not t.is_finite():
        return arb(t > 0)
    return 1 / (1 + (-t).exp())


def _log(x: arb) -> arb:
    return arb.neg_inf() if x.is_zero() else x.log()


def pointwise_sides(problem: Any, formula: Formula) -> Pairs:
    """f(y) + 2(a+b)(y − ŷ)² ≤ f(ŷ) at three points y, one of them the maximiser bracketed; and on all of [0, 1]."""
    a, b = (arb(float(mass[0])) for mass in (problem.a, problem.b))
    larger = a.max(b)
    a, b = a / larger, b / larger
    best = formula(a, b)
    at_best = objective(a, b, best)
    candidates = [arb(float(problem.y[0])), arb(0.5)]
    if not (a.is_zero() or b.is_zero()):
        candidates.append(_sigmoid(maximising_logit(a, b)))
    for y in candidates:
        yield objective(a, b, y) + 2 * (a + b) * squared(y - best), at_best
    if not (a.is_zero() or b.is_zero()) and 2.0**-30 < float(best) < 1.0 - 2.0**-30:
        verdict = is_best(a, b, best)
        yield (arb(0.5, 0.5) if verdict is None else arb(not verdict)), arb(0)


def optimal_probability(a: arb, b: arb) -> arb:
    """``a/(a + b)``."""
    return a / (a + b)


def clipped_odds(a: arb, b: arb) -> arb:
    """``min(a/b, 1)``."""
    return arb(1) if a >= b else a / b


def optimal_logit(a: arb, b: arb) -> arb:
    """``log a − log b``, infinite where one mass is 0."""
    if a.is_zero() or b.is_zero():
        return arb.neg_inf() if a.is_zero() else arb.pos_inf()
    return (a / b).log()


def optimum_sides(problem: Any, formula: Formula) -> Pairs:
    """D* and its logit against the bracketed maximiser: at every atom, or at points about both densities."""
    p, q = laws(problem)
    for a, b in _densities(p, q) if isinstance(p, Normal) else zip(p, q, strict=True):
        if a.is_zero() and b.is_zero():
            continue
        if a.is_zero() or b.is_zero():  # one term is left, which rises towards its own end of [0, 1]
            found = arb.neg_inf() if a.is_zero() else arb.pos_inf()
        else:
            found = maximising_logit(a, b)
        logit = formula(a, b)
        yield logit, found
        yield _sigmoid(logit), _sigmoid(found)


def _densities(p: Normal, q: Normal) -> Iterator[tuple[arb, arb]]:
    """p(x) and q(x), up to a factor common to both, at five points about each location."""
    for law in (p, q):
        for step in (-2, -1, 0, 1, 2):
            x = law.loc + step * law.scale
            log_p, log_q = (-squared((x - each.loc) / each.scale) / 2 - each.scale.log() for each in (p, q))
            top = log_p.max(log_q).mid()
            yield (log_p - top).exp(), (log_q - top).exp()


def gap(d: Logs, p: Vector, q: Vector) -> arb:
    """``Σ (p+q) KL(Bern(D*)‖Bern(D))``, each divergence as a sum over both labels."""
    return total(_label(a, b, real) + _label(b, a, fake) for a, b, real, fake in zip(p, q, *d, strict=True))


def _label(a: arb, b: arb, log_d: arb) -> arb:
    """``s y (log y − log D)`` with s = a + b, y = a/s."""
    if a.is_zero():
        return arb(0)
    s = a + b
    y = a / s
    return arb.pos_inf() if not log_d.is_finite() else s * (y * (y.log() - log_d))


def gap_with_swapped_arguments(d: Logs, p: Vector, q: Vector) -> arb:
    """``Σ (p+q) KL(Bern(D)‖Bern(D*))``."""
    found = arb(0)
    for a, b, real, fake in zip(p, q, *d, strict=True):
        for mass, other, log_d in ((a, b, real), (b, a, fake)):
            share = log_d.exp() if log_d.is_finite() else arb(0)
            if share.is_zero() or (mass.is_zero() and other.is_zero()):
                continue
            if mass.is_zero():
                return arb.pos_inf()
            found += (mass + other) * share * (log_d - (mass / (mass + other)).log())
    return found


def gap_without_the_best_fakes(d: Logs, p: Vector, q: Vector) -> arb:
    """V(D*) − V(D) without ``Σ q log(1 − D*)``."""
    return gap(d, p, q) - total(
        b * log for b, log in zip(q, best_logs(p, q)[1], strict=True) if not b.is_zero()
    )


def gap_sides(problem: Any, formula: Formula) -> Pairs:
    """The sum of relative entropies against (2·JSD − log 4) − V(D)."""
    p, q = laws(problem)
    d = logs(problem.d)
    value = discrete_sums.value(*d, p, q)
    best = 2 * discrete_sums.jsd(p, q) - arb(4).log()
    yield formula(d, p, q), arb.pos_inf() if not value.is_finite() and value < 0 else best - value


def posterior(a: arb, b: arb, prior: arb) -> arb:
    """``1/(1 + (1−π)b/(πa))``: by the odds."""
    return arb(0) if a.is_zero() else 1 / (1 + (1 - prior) * b / (prior * a))


def bayes_sides(problem: Any, formula: Formula) -> Pairs:
    """The joint table counted, and the same with the laws and the prior swapped."""
    p, q = laws(problem)
    prior = arb(float(problem.prior[0]))
    for a, b in zip(p, q, strict=True):
        if a.is_zero() and b.is_zero():
            continue
        table = prior * a / (prior * a + (1 - prior) * b)
        yield formula(a, b, prior), table
        yield 1 - formula(b, a, 1 - prior), table


def value_derivative(d: arb, a: arb, b: arb) -> arb:
    """``p/D − q/(1 − D)``."""
    return a / d - b / (1 - d)


def concave_sides(problem: Any, formula: Formula) -> Pairs:
    """V over its chords, under its tangents, and with slope 0 at D*."""
    p, q = laws(problem)
    first, second = ([_sigmoid(t) for t in numbers(d.logits[0])] for d in (problem.first, problem.second))
    weight = arb(float(problem.weight[0]))
    mixed = [weight * x + (1 - weight) * y for x, y in zip(first, second, strict=True)]
    at_first, at_second, at_mixed = (_value(d, p, q) for d in (first, second, mixed))
    yield weight * at_first + (1 - weight) * at_second, at_mixed
    atoms = list(zip(first, second, p, q, strict=True))
    yield at_second, at_first + total(formula(x, a, b) * (y - x) for x, y, a, b in atoms)
    for a, b in zip(p, q, strict=True):
        if not (a.is_zero() or b.is_zero()):
            y = a / (a + b)
            yield abs(formula(y, a, b) * y * (1 - y)), arb(0)


def _value(d: Vector, p: Vector, q: Vector) -> arb:
    """V from the probabilities of D."""
    return total(a * x.log() + b * (1 - x).log() for x, a, b in zip(d, p, q, strict=True))


PROBABILITIES = "probabilities as the masses given over their exact sum"

ENCLOSED: tuple[EnclosedClaim, ...] = (
    EnclosedClaim(
        claim="disc.bce",
        method=f"{PROBABILITIES}; softplus of the logit against logarithms of the probability",
        families=("discrete",),
        formula=binary_cross_entropy,
        sides=bce_sides,
        wrong={
            "the factor 2 lost": lambda d, p, q: 2 * binary_cross_entropy(d, p, q),
            "labels swapped": lambda d, p, q: binary_cross_entropy(d, q, p),
            "logarithm to base 2": lambda d, p, q: binary_cross_entropy(d, p, q) / arb(2).log(),
        },
    ),
    EnclosedClaim(
        claim="disc.pointwise",
        method="f at single points and at the bracketed maximiser; on all of [0, 1] by boxes and f's own tangent",
        families=("points",),
        formula=optimal_probability,
        sides=pointwise_sides,
        wrong={
            "labels swapped: b/(a+b)": lambda a, b: b / (a + b),
            "odds a/b clipped to 1": clipped_odds,
            "½ at every point": lambda a, b: arb(0.5),
        },
    ),
    EnclosedClaim(
        claim="disc.optimum",
        method="log p − log q against the root of d/dt [p log σ(t) + q log(1−σ(t))], bracketed by its signs",
        families=("discrete", "gaussian"),
        formula=optimal_logit,
        sides=optimum_sides,
        wrong={
            "labels swapped: q/(p+q)": lambda a, b: -optimal_logit(a, b),
            "logit doubled: p²/(p²+q²)": lambda a, b: 2 * optimal_logit(a, b),
            "logit halved: √p/(√p+√q)": lambda a, b: optimal_logit(a, b) / 2,
        },
    ),
    EnclosedClaim(
        claim="disc.gap",
        method=f"{PROBABILITIES}; relative entropies of the labels against 2·JSD − log 4 − V(D)",
        families=("discrete",),
        formula=gap,
        sides=gap_sides,
        wrong={
            "the arguments of KL swapped": gap_with_swapped_arguments,
            "weighted by (p+q)/2": lambda d, p, q: gap(d, p, q) / 2,
            "the fake term of V(D*) forgotten": gap_without_the_best_fakes,
        },
    ),
    EnclosedClaim(
        claim="disc.bayes",
        method=f"{PROBABILITIES}; Bayes' rule by the odds against the joint table",
        families=("discrete",),
        formula=posterior,
        sides=bayes_sides,
        wrong={
            "the prior forgotten": lambda a, b, prior: optimal_probability(a, b),
            "the prior of the other label": lambda a, b, prior: posterior(a, b, 1 - prior),
        },
    ),
    EnclosedClaim(
        claim="disc.concave",
        method=f"{PROBABILITIES}; V from the probabilities of D",
        families=("discrete",),
        formula=value_derivative,
        sides=concave_sides,
        wrong={
            "sign of the fake term lost": lambda d, a, b: a / d + b / (1 - d),
            "labels swapped in the derivative": lambda d, a, b: b / d - a / (1 - d),
            "gradient with respect to the logit passed off as the one in D": lambda d, a, b: (
                a * (1 - d) - b * d
            ),
        },
    ),
)

ABSENT: dict[str, str] = {
    "disc.lotus": "both sides are integrals without a closed form, over noise with kinks and atoms; the numeric tier "
    "has them with a stated error",
    "disc.support": "truth values of comparisons with an exact 0; there is no number to enclose",
    "disc.equilibrium": "truth values of exact comparisons; there is no number to enclose",
}
