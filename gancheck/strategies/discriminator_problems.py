"""Problems of the discriminator's claims beyond pairs and contests."""

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.problems import DiscriminatorPair, GeneratedContest, PriorPair
from gancheck.distributions import Gaussian, PiecewiseLinear, Pushforward
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.discriminator import quadratic_discriminators, tabular_discriminators
from gancheck.strategies.drawing import numbers, reals
from gancheck.strategies.problems import provides

__all__: list[str] = []

PIECES = 3
"""Every drawn map has this many pieces: a batch has one shape, and a piece may continue the one before it."""


@provides(GeneratedContest, "pushforward")
def _generated_contests() -> st.SearchStrategy[GeneratedContest]:
    return _one_generated_contest()


@st.composite
def _one_generated_contest(draw: st.DrawFn) -> GeneratedContest:
    """Noise N(0, 1) through a continuous map of three pieces, some flat or folding back, and a D around it."""
    knots = np.sort(numbers(draw, PIECES - 1, -8, 8) / 4.0)
    slopes = numbers(draw, PIECES, -6, 6) / 2.0
    slopes = np.where(slopes == 0.0, draw(st.sampled_from((1.0, 0.0))), slopes)
    intercepts = [float(draw(st.integers(-3, 3)))]
    for knot, before, after in zip(knots, slopes, slopes[1:], strict=False):
        intercepts.append(intercepts[-1] + (before - after) * knot)
    generator = PiecewiseLinear(knots=[knots], slopes=[slopes], intercepts=[intercepts])
    d = draw(quadratic_discriminators(centre=0.0, width=2.0, max_logit=4.0))
    return GeneratedContest(Pushforward(Gaussian([0.0], [1.0]), generator), d)


@provides(PriorPair, "discrete")
def _prior_pairs() -> st.SearchStrategy[PriorPair]:
    return _one_prior_pair()


@st.composite
def _one_prior_pair(draw: st.DrawFn) -> PriorPair:
    """Any discrete pair; the share of real points is often ½ or lopsided."""
    p, q = draw(discrete_pairs())
    prior = draw(st.one_of(st.sampled_from((0.5, 0.1, 0.9, 1e-6)), st.floats(1e-9, 1.0 - 1e-9)))
    return PriorPair(p.batched(), q.batched(), np.array([prior]))


@provides(DiscriminatorPair, "discrete")
def _discriminator_pairs() -> st.SearchStrategy[DiscriminatorPair]:
    return _one_discriminator_pair()


@st.composite
def _one_discriminator_pair(draw: st.DrawFn) -> DiscriminatorPair:
    """Two discriminators inside (0, 1), apart or close together: logits within ±12, where 1 − D keeps its digits."""
    p, q = draw(discrete_pairs(max_atoms=64))
    table = tabular_discriminators(p.n_atoms, max_logit=12.0, allow_certainty=False)
    first = draw(table)
    second = draw(table)
    if draw(st.booleans()):
        second = type(first)(first.logits + reals(draw, p.n_atoms, -0.01, 0.01)[None, :])
    weight = draw(st.one_of(st.sampled_from((0.5, 0.0, 1.0)), st.floats(0.0, 1.0)))
    return DiscriminatorPair(p.batched(), q.batched(), first, second, np.array([weight]))
