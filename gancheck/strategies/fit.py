"""Problems of fitting: data and models of it, candidates to choose from, records to fit, populations to sample."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.fits import Candidates, Fit, Population, Records
from gancheck.distributions import Discrete, Empirical, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.strategies.discrete import discrete_laws
from gancheck.strategies.drawing import Floats, numbers, reals
from gancheck.strategies.gaussian import gaussian_pairs, gaussians
from gancheck.strategies.mixture import mixture_pairs, mixtures
from gancheck.strategies.problems import provides

__all__: list[str] = []

COUNTS = st.one_of(st.integers(0, 3), st.integers(0, 3), st.integers(0, 1000))
"""How often an atom was seen: empty cells and single samples are common, and a thousand makes products underflow."""

LOGITS = 30.0
"""Logits of softmax models stay within ±30: probabilities from 1e-26 to 1, all normal float64 numbers."""

SLOTS = st.integers(2, 12)
"""How many distinct observations the records of a batch hold."""


@provides(Fit, "discrete")
def _discrete_fits() -> st.SearchStrategy[Fit]:
    return _samples().flatmap(lambda data: _models(data).map(lambda model: Fit(data, model)))


@provides(Fit, "softmax")
def _softmax_fits() -> st.SearchStrategy[Fit]:
    return _samples().flatmap(lambda data: _softmax(data).map(lambda model: Fit(data, model)))


@provides(Fit, "gaussian")
def _gaussian_fits() -> st.SearchStrategy[Fit]:
    return gaussian_pairs(kinds=("moderate", "equal", "near-equal")).map(lambda pair: _fit(*pair))


@provides(Fit, "mixture")
def _mixture_fits() -> st.SearchStrategy[Fit]:
    return mixture_pairs(kinds=("moderate", "equal", "near-equal", "missed-mode")).map(
        lambda pair: _fit(*pair)
    )


@provides(Fit, "misfit")
def _misfits() -> st.SearchStrategy[Fit]:
    return _one_misfit()


@provides(Candidates, "discrete")
def _discrete_candidates() -> st.SearchStrategy[Candidates]:
    return _samples().flatmap(lambda data: _candidates(data, _models(data)))


@provides(Candidates, "softmax")
def _softmax_candidates() -> st.SearchStrategy[Candidates]:
    return _softmax_ladders()


@provides(Candidates, "gaussian")
def _gaussian_candidates() -> st.SearchStrategy[Candidates]:
    population = gaussians(min_loc=-5.0, max_loc=5.0, min_scale=0.1, max_scale=10.0)
    return population.flatmap(
        lambda data: _candidates(data.batched(), population.map(lambda law: law.batched()))
    )


@provides(Candidates, "mixture")
def _mixture_candidates() -> st.SearchStrategy[Candidates]:
    population = mixtures(max_components=2, min_loc=-5.0, max_loc=5.0, min_scale=0.1, max_scale=5.0)
    return population.flatmap(
        lambda data: _candidates(data.batched(), population.map(lambda law: law.batched()))
    )


@provides(Records, "discrete", shape=SLOTS)
def _discrete_records(slots: int) -> st.SearchStrategy[Records]:
    return _one_discrete_record(slots)


@provides(Records, "gaussian", shape=SLOTS)
def _real_records(slots: int) -> st.SearchStrategy[Records]:
    return _one_real_record(slots)


@provides(Records, "multivariate-gaussian", shape=st.tuples(st.integers(2, 3), st.integers(6, 12)))
def _vector_records(shape: tuple[int, int]) -> st.SearchStrategy[Records]:
    return _one_vector_record(*shape)


@provides(Population, "discrete")
def _populations() -> st.SearchStrategy[Population]:
    return _one_population()


def _fit(data: Any, model: Any) -> Fit:
    return Fit(data.batched(), model.batched())


def _samples() -> st.SearchStrategy[Any]:
    """Counts of 1 to 8 atoms, at least one sample in all, as a batch of one."""

    def as_law(counts: list[int]) -> Empirical:
        return Empirical.from_counts([counts if any(counts) else [1, *counts[1:]]])

    return st.lists(COUNTS, min_size=1, max_size=8).map(as_law)


def _models(data: Any) -> st.SearchStrategy[Any]:
    """Laws on the atoms of the data, zeros and subnormal masses among them, and the data's own frequencies."""
    n = data.n_atoms
    own = st.just(Discrete(probs=data.probs))
    drawn = discrete_laws(min_atoms=n, max_atoms=n).map(lambda law: Discrete(probs=law.probs).batched())
    return st.one_of(drawn, drawn, drawn, own)


@st.composite
def _softmax(draw: st.DrawFn, data: Any) -> Any:
    return Discrete(logits=reals(draw, data.n_atoms, -LOGITS, LOGITS)[None])


@st.composite
def _candidates(draw: st.DrawFn, data: Any, models: st.SearchStrategy[Any]) -> Candidates:
    """Four models, of which some may be one and the same: exact ties."""
    first, second = draw(models), draw(models)
    third = draw(st.one_of(models, st.sampled_from((first, second))))
    fourth = draw(st.one_of(models, st.sampled_from((first, second, third))))
    return Candidates(data, first, second, third, fourth)


@st.composite
def _softmax_ladders(draw: st.DrawFn) -> Candidates:
    """A softmax model, and three on the way from it to the data's frequencies, which empty cells put at infinity."""
    data = draw(_samples())
    start = reals(draw, data.n_atoms, -LOGITS, LOGITS)
    goal = np.where(data.counts[0] > 0, np.log(np.maximum(data.probs[0], 1e-300)), -LOGITS)
    steps = sorted(draw(st.tuples(*[st.floats(0.0, 1.0)] * 3)))
    return Candidates(data, *(Discrete(logits=((1 - t) * start + t * goal)[None]) for t in (0.0, *steps)))


@st.composite
def _one_misfit(draw: st.DrawFn) -> Fit:
    """A mixture and a Gaussian within a few of its standard deviations, from a thirtieth to thirty times as wide."""
    data: GaussianMixture = draw(mixtures())
    deviation = float(np.sqrt(data.variance))
    loc = float(data.mean) + deviation * draw(st.floats(-5.0, 5.0))
    return _fit(data, Gaussian(loc, deviation * 10.0 ** draw(st.floats(-1.5, 1.5))))


@st.composite
def _one_discrete_record(draw: st.DrawFn, slots: int) -> Records:
    counts = np.array([draw(COUNTS) for _ in range(slots)], dtype=np.float64)
    counts[0] += counts.sum() == 0
    law: Any = draw(discrete_laws(min_atoms=slots, max_atoms=slots))
    return Records(np.arange(float(slots))[None], counts[None], Discrete(probs=law.probs).batched())


@st.composite
def _one_real_record(draw: st.DrawFn, slots: int) -> Records:
    """Numbers around a location that may be a million scales away, and a rival within a few scales."""
    points = _spread_out(reals(draw, slots, -3.0, 3.0))
    loc, scale = draw(st.sampled_from((0.0, 1.0, -50.0, 1e6))), 10.0 ** draw(st.integers(-3, 3))
    rival = Gaussian(scale * (loc + draw(st.floats(-5.0, 5.0))), scale * 10.0 ** draw(st.floats(-1.0, 1.0)))
    return Records(scale * (loc + points)[None], _multiplicities(draw, slots)[None], rival.batched())


@st.composite
def _one_vector_record(draw: st.DrawFn, dim: int, slots: int) -> Records:
    """Vectors of which the first d + 1 span the space, so that the scatter is not singular."""
    points = reals(draw, slots * dim, -3.0, 3.0).reshape(slots, dim)
    points[: dim + 1] += 8.0 * np.concatenate([np.zeros((1, dim)), np.eye(dim)])
    shift, deviations = reals(draw, dim, -5.0, 5.0), 10.0 ** reals(draw, dim, -1.0, 1.0)
    rival = MultivariateGaussian(shift, np.diag(deviations**2))
    return Records(points[None], _multiplicities(draw, slots)[None], rival.batched())


@st.composite
def _one_population(draw: st.DrawFn) -> Population:
    """Up to six atoms with masses from 1e-4 of one another, some of mass 0; one atom alone is certain."""
    size = draw(st.integers(1, 6))
    weights = np.array([10.0 ** -draw(st.floats(0.0, 4.0)) for _ in range(size)])
    weights *= [draw(st.sampled_from((1.0, 1.0, 1.0, 0.0))) for _ in range(size)]
    weights[0] += weights.sum() == 0
    return Population(Discrete(probs=(weights / weights.sum())[None]))


def _multiplicities(draw: st.DrawFn, slots: int) -> Floats:
    """How often each observation was made: every one at least once, some of them often."""
    return np.asarray(numbers(draw, slots, 1, draw(st.sampled_from((1, 3, 200)))), dtype=np.float64)


def _spread_out(points: Floats) -> Floats:
    """The numbers with the first two moved apart: equal observations have no Gaussian of greatest likelihood."""
    points = points.copy()
    points[0] -= 4.0
    return points
