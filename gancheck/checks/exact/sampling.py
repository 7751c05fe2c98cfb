r"""Derivations of the claims on what minibatches and samples do.

The expectation over minibatches is a finite sum: with rational laws and a rational D it is taken in fractions, over
every minibatch. The generator's loss enters linearly, so that rational numbers stand for log(1 − D).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import factorial, prod
from typing import TYPE_CHECKING, Any

from gancheck.checks.exact.derivation import Derivation, Step

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ABSENT", "DERIVATIONS"]

Fractions = tuple[Fraction, ...]

BESSEL = Fraction(2, 3)
"""(m − 1)/m of the minibatch size at which Bessel's factor is forgotten; it is seen at every size that is tried."""


@dataclass(frozen=True)
class RationalGame:
    """Rational laws p and q, values of D, and numbers in the place of the generator's loss at each atom."""

    p: Fractions
    q: Fractions
    d: Fractions
    losses: Fractions


def _games() -> "SearchStrategy[Any]":
    """Games on two or three atoms, atoms of mass 0 among them."""
    from hypothesis import strategies as st

    def game(size: int) -> "SearchStrategy[RationalGame]":
        row = st.lists(st.integers(0, 6), min_size=size, max_size=size)
        law = row.map(lambda x: _normalised(x if any(x) else [1, *x[1:]]))
        values = st.lists(st.integers(1, 9), min_size=size, max_size=size)
        d = values.map(lambda x: tuple(Fraction(v, 10) for v in x))
        losses = values.map(lambda x: tuple(Fraction(-v * v, 7) for v in x))
        return st.builds(RationalGame, law, law, d, losses)

    return st.integers(2, 3).flatmap(game)


def _normalised(weights: list[int]) -> Fractions:
    return tuple(Fraction(weight, sum(weights)) for weight in weights)


def _gradient(game: RationalGame) -> Fractions:
    """∇V: p(1 − D) − qD for every logit, then q(ℓ − E_q ℓ) for every θ."""
    return (*_of_d(game, Fraction(1)), *_of_g(game, Fraction(1)))


def _of_d(game: RationalGame, fakes: Fraction) -> Fractions:
    return tuple(p * (1 - d) - fakes * q * d for p, q, d in zip(game.p, game.q, game.d, strict=True))


def _of_g(game: RationalGame, factor: Fraction) -> Fractions:
    mean = sum(q * loss for q, loss in zip(game.q, game.losses, strict=True))
    return tuple(factor * q * (loss - mean) for q, loss in zip(game.q, game.losses, strict=True))


def _fakes_halved(game: RationalGame) -> Fractions:
    return (*_of_d(game, Fraction(1, 2)), *_of_g(game, Fraction(1)))


def _fakes_of_the_datas_sign(game: RationalGame) -> Fractions:
    return (*_of_d(game, Fraction(-1)), *_of_g(game, Fraction(1)))


def _summed(game: RationalGame) -> Fractions:
    return tuple(8 * x for x in _gradient(game))


def _without_bessel(game: RationalGame) -> Fractions:
    return (*_of_d(game, Fraction(1)), *_of_g(game, BESSEL))


def _other_sign(game: RationalGame) -> Fractions:
    return (*_of_d(game, Fraction(1)), *_of_g(game, Fraction(-1)))


def _unbiased(gradient: Any, game: RationalGame) -> Iterator[Step]:
    """The mean over every pair of minibatches of two and of three draws."""
    stated = gradient(game)
    for m in (2, 3):
        found = _averaged(game, m)
        for i, (left, right) in enumerate(zip(found, stated, strict=True)):
            yield Step(f"component {i} over all minibatches of {m} draws", left - right)


def _averaged(game: RationalGame, m: int) -> list[Fraction]:
    """Σ P(real) P(fake) ĝ(real, fake), the estimates as the players make them."""
    n = len(game.p)
    total = [Fraction(0)] * (2 * n)
    batches = [[batch.count(x) for x in range(n)] for batch in combinations_with_replacement(range(n), m)]
    for real, fake in product(batches, repeat=2):
        chance = _chance(real, game.p) * _chance(fake, game.q)
        p_hat, q_hat = ([Fraction(c, m) for c in counts] for counts in (real, fake))
        own = RationalGame(tuple(p_hat), tuple(q_hat), game.d, game.losses)
        estimate = (*_of_d(own, Fraction(1)), *_of_g(own, Fraction(m, m - 1)))
        total = [sofar + chance * part for sofar, part in zip(total, estimate, strict=True)]
    return total


def _chance(counts: list[int], law: Fractions) -> Fraction:
    """The multinomial probability of the counts."""
    ways = Fraction(factorial(sum(counts)), prod(map(factorial, counts)))
    return ways * prod((x**c for x, c in zip(law, counts, strict=True)), start=Fraction(1))


def _delta_method(variance: Any, _: None) -> Iterator[Step]:
    """Var[g(p̂)] → g′(p)² p(1 − p)/n for g = log; and the two independent terms add."""
    import sympy

    p, q, n, k = sympy.symbols("p q n k", positive=True)
    share = sympy.Symbol("c", positive=True)
    # Var of one indicator, from its two moments.
    indicator = (1 * p + 0 * (1 - p)) - p**2
    yield Step("Var[1{x}] = p(1 − p)", sympy.expand(indicator - p * (1 - p)))
    slope = sympy.diff(sympy.log(share) - sympy.log(q), share).subs(share, p)
    yield Step("d log c/dc = 1/p", slope - 1 / p)
    real = slope**2 * indicator / n
    fake = (slope**2 * indicator / n).subs({p: q, n: k}, simultaneous=True)
    yield Step(
        "Var[logit] = (1 − p)/(n p) + (1 − q)/(k q)", sympy.simplify(real + fake - variance(p, q, n, k))
    )


def _variance(p: Any, q: Any, real: Any, fake: Any) -> Any:
    return (1 - p) / (real * p) + (1 - q) / (fake * q)


DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="alg.unbiased",
        method="the players' estimates averaged over every pair of minibatches of two and of three draws, in "
        "fractions, with rational numbers for the losses, in which the generator's gradient is linear",
        formula=_gradient,
        steps=_unbiased,
        wrong={
            "the fakes halved": _fakes_halved,
            "the fakes with the sign of the data": _fakes_of_the_datas_sign,
            "1/m forgotten": _summed,
            "Bessel's factor forgotten": _without_bessel,
            "the generator's gradient with the other sign": _other_sign,
        },
        family="rational",
        problems=_games,
    ),
    Derivation(
        claim="alg.sampling-variance",
        method="the delta method in symbols: the variance of an indicator, and the derivative of the logarithm",
        formula=_variance,
        steps=_delta_method,
        wrong={
            "the factors 1 − p and 1 − q forgotten": lambda p, q, n, k: 1 / (n * p) + 1 / (k * q),
            "the sample sizes exchanged": lambda p, q, n, k: _variance(p, q, k, n),
            "the variance of the frequencies": lambda p, q, n, k: p * (1 - p) / n + q * (1 - q) / k,
            "the variances subtracted": lambda p, q, n, k: (1 - p) / (n * p) - (1 - q) / (k * q),
        },
    ),
)

ABSENT: dict[str, str] = {
    "alg.sampling-law": "its first half is Proposition 1 on the empirical laws, derived for disc.optimum; its second "
    "is a statement about random draws, which is tested at a stated level",
}
