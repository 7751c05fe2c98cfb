"""Every kind of example that a docstring advertises occurs, and a kind asked for is the only one drawn."""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from gancheck import strategies as gs
from gancheck.claims.problems import Contest, Points
from gancheck.strategies.problems import problems


def examples(strategy: Any, number: int = 400) -> list[Any]:
    """Examples as Hypothesis generates them, the same in every run."""
    found: list[Any] = []

    @settings(
        max_examples=number,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: Any) -> None:
        found.append(example)

    collect()
    return found


def occurs(strategy: Any, satisfied: Callable[[Any], bool]) -> bool:
    """Whether one of ten thousand examples satisfies it: a rare kind is one in a hundred or two."""
    search = settings(max_examples=10_000, database=None, phases=[Phase.generate])
    try:
        find(strategy, satisfied, settings=search, random=Random(0))
    except NoSuchExample:
        return False
    return True


def distance(p: Any, q: Any) -> float:
    """Greatest |q/p − 1| where p has mass."""
    some = p.probs > 0
    with np.errstate(over="ignore"):
        return float(np.max(np.abs(q.probs[some] / p.probs[some] - 1.0)))


def ratio(p: Any, q: Any) -> float:
    both = (p.probs > 0) & (q.probs > 0)
    logs = np.abs(p.log_probs[both] - q.log_probs[both]) / np.log(10.0)
    return float(logs.max(initial=0.0))


DISCRETE: dict[str, Callable[[Any, Any], bool]] = {
    "one atom": lambda p, q: p.n_atoms == 1,
    "thousands of atoms": lambda p, q: p.n_atoms > 1000,
    "equal": lambda p, q: p.n_atoms > 1 and np.array_equal(p.probs, q.probs),
    "near-equal to 1e-1": lambda p, q: 1e-2 < distance(p, q) < 0.5,
    "near-equal to 1e-8": lambda p, q: 1e-9 < distance(p, q) < 1e-7,
    "near-equal to 1e-14": lambda p, q: 0 < distance(p, q) < 1e-13,
    "p vanishes alone": lambda p, q: bool(((p.probs == 0) & (q.probs > 0)).any()),
    "q vanishes alone": lambda p, q: bool(((p.probs > 0) & (q.probs == 0)).any()),
    "both vanish": lambda p, q: bool(((p.probs == 0) & (q.probs == 0)).any()),
    "disjoint": lambda p, q: not (p.probs * q.probs).any() and ratio(p, q) == 0.0,
    "a ratio beyond 1e250": lambda p, q: ratio(p, q) > 250,
    "a subnormal": lambda p, q: bool(((p.probs > 0) & (p.probs < 2.3e-308)).any()),
}


@pytest.mark.parametrize("kind", DISCRETE)
def test_a_kind_of_discrete_pair_occurs(kind: str) -> None:
    assert occurs(gs.discrete_pairs(), lambda pair: DISCRETE[kind](*pair))


def apart(p: Any, q: Any) -> float:
    """Distance of the locations in units of the larger scale."""
    return abs(float(q.loc - p.loc)) / max(float(p.scale), float(q.scale))


def stretch(p: Any, q: Any) -> float:
    return max(float(q.scale / p.scale), float(p.scale / q.scale))


GAUSSIAN: dict[str, Callable[[Any, Any], bool]] = {
    "standard": lambda p, q: (float(p.loc), float(p.scale)) == (0.0, 1.0),
    "equal": lambda p, q: (apart(p, q), stretch(p, q)) == (0.0, 1.0),
    "near-equal scales": lambda p, q: 0.0 < stretch(p, q) - 1.0 < 1e-8,
    "near-equal locations": lambda p, q: 0.0 < apart(p, q) < 1e-8,
    "equal scales": lambda p, q: stretch(p, q) == 1.0 and apart(p, q) > 1.0,
    "a scale ratio beyond 5000": lambda p, q: stretch(p, q) > 5e3,
    "separated by 500 scales": lambda p, q: apart(p, q) > 500.0,
}


@pytest.mark.parametrize("kind", GAUSSIAN)
def test_a_kind_of_gaussian_pair_occurs(kind: str) -> None:
    assert occurs(gs.gaussian_pairs(), lambda pair: GAUSSIAN[kind](*pair))


def test_gaussian_pairs_keep_their_bounds() -> None:
    pairs = examples(gs.gaussian_pairs())
    # Location and scale of q are rounded thrice each; a location near 20 loses the last digits of a small scale.
    assert max(stretch(p, q) for p, q in pairs) <= 1e4 * (1 + 4e-16)
    assert max(apart(p, q) for p, q in pairs) <= 1e3 * (1 + 1e-12)


MIXTURE: dict[str, Callable[[Any, Any], bool]] = {
    "one component": lambda p, q: p.n_components == 1,
    "different numbers": lambda p, q: p.n_components != q.n_components,
    "equal": lambda p, q: p is q,
    "missed mode": lambda p, q: p.n_components == q.n_components + 1 and set(q.loc) <= set(p.loc),
    "near-equal": lambda p, q: (
        p.loc.shape == q.loc.shape and 0.0 < float(np.abs((p.loc - q.loc) / p.scale).max()) < 1e-6
    ),
    "separated": lambda p, q: float(q.loc.min() - p.loc.max()) > 900.0 * float(p.scale.max()),
}


@pytest.mark.parametrize("kind", MIXTURE)
def test_a_kind_of_mixture_pair_occurs(kind: str) -> None:
    assert occurs(gs.mixture_pairs(), lambda pair: MIXTURE[kind](*pair))


def test_multivariate_pairs_reach_every_dimension_and_keep_their_condition() -> None:
    pairs = examples(gs.multivariate_gaussian_pairs(max_dim=5, max_condition=100.0))
    assert {p.dimension for p, _ in pairs} == {1, 2, 3, 4, 5}
    conditions = [np.linalg.cond(law.covariance_matrix) for pair in pairs for law in pair]
    # Rounding of a d x d product moves eigenvalues by some d u relative to the largest, a hundred smallest ones.
    assert max(conditions) <= 100.0 * (1 + 100 * 5 * 2.0**-53 * 10)
    assert max(conditions) > 50.0
    assert any(p is q for p, q in pairs)
    assert any(
        np.array_equal(p.covariance_matrix, q.covariance_matrix) and (p.loc != q.loc).all() for p, q in pairs
    )


def arrangement(law: Any) -> str:
    """Ring, grid or free, by where the components are: a grid of two by two is a ring too."""
    alike = (
        len(set(law.weights)) == 1
        and (law.covariance_matrix == law.covariance_matrix[0, 0, 0] * np.eye(2)).all()
    )
    if not alike or len({*map(tuple, law.loc)}) < law.n_components or law.n_components == 1:
        return "free"
    radii = np.linalg.norm(law.loc, axis=-1)
    return "ring" if np.ptp(radii) <= 1e-12 * radii.max() else "grid"


def test_mixtures_in_the_plane_are_rings_grids_and_free() -> None:
    laws = examples(gs.multivariate_mixtures())
    assert {arrangement(law) for law in laws} == {"free", "ring", "grid"}
    assert {law.n_components for law in laws} == set(range(1, 10))
    for law in laws:
        if arrangement(law) != "free":
            apart = np.linalg.norm(law.loc[:, None] - law.loc, axis=-1)
            nearest = apart[apart > 0].min()
            narrowness = np.sqrt(law.covariance_matrix[0, 0, 0]) / nearest
            assert 10.0**-2.5 * (1 - 1e-12) <= narrowness <= 10.0**-0.5 * (1 + 1e-12)


def test_mixtures_keep_the_dimension_the_number_and_the_condition() -> None:
    strategy = gs.multivariate_mixtures(dim=3, min_components=2, max_components=4, max_condition=10.0)
    laws = examples(strategy, 100)
    assert {law.dimension for law in laws} == {3}
    assert {law.n_components for law in laws} == {2, 3, 4}
    # Rounding of the products that make a covariance, as above.
    assert max(np.linalg.cond(law.covariance_matrix).max() for law in laws) <= 10.0 * (
        1 + 10 * 3 * 2.0**-53 * 10
    )
    sides = {
        law.n_components for law in examples(gs.multivariate_mixtures(kinds=["grid"], max_components=26), 100)
    }
    assert sides == {4, 9, 16, 25}


def test_mixtures_of_unequal_numbers_make_a_batch_that_players_can_learn() -> None:
    for law in examples(gs.batches(gs.multivariate_mixtures(max_components=4), min_size=3), 20):
        assert law.batch_shape == (len(law),)
        assert len(law) >= 3
        assert np.isfinite(law.log_prob(law.sample(2, np.random.default_rng(0)))).all()


def test_empirical_laws_have_empty_cells_only_where_allowed() -> None:
    assert any((law.counts == 0).any() for law in examples(gs.empirical_laws()))
    assert all((law.counts > 0).all() for law in examples(gs.empirical_laws(allow_zeros=False)))


def test_a_floor_under_the_masses_holds() -> None:
    laws = examples(gs.discrete_laws(max_atoms=9, min_mass=0.05))
    masses = np.concatenate([law.probs[law.probs > 0] for law in laws])
    assert masses.min() >= 0.05
    assert masses.min() < 0.06
    assert any((law.probs == 0).any() for law in laws)


def test_no_zeros_where_none_are_allowed() -> None:
    laws = [law for pair in examples(gs.discrete_pairs(allow_zeros=False)) for law in pair]
    assert all((law.probs > 0).all() for law in laws)


@pytest.mark.parametrize(
    "strategy, kind, satisfied",
    [
        (gs.discrete_pairs, "disjoint", DISCRETE["disjoint"]),
        (gs.discrete_pairs, "equal", lambda p, q: np.array_equal(p.probs, q.probs)),
        (gs.discrete_pairs, "moderate", lambda p, q: ratio(p, q) < 7.5),
        (gs.gaussian_pairs, "equal-scale", lambda p, q: stretch(p, q) == 1.0),
        (gs.gaussian_pairs, "moderate", lambda p, q: apart(p, q) < 5.1 and stretch(p, q) < 10.1),
        (gs.mixture_pairs, "missed-mode", MIXTURE["missed mode"]),
    ],
)
def test_a_kind_asked_for_is_the_only_one(
    strategy: Any, kind: str, satisfied: Callable[[Any, Any], bool]
) -> None:
    assert all(satisfied(p, q) for p, q in examples(strategy(kinds=[kind]), 100))


CONTEST: dict[str, Callable[[Any], bool]] = {
    "constant": lambda c: (c.d.logits == 0.0).all(),
    "certain": lambda c: np.isinf(c.d.logits).any(),
    "certainly wrong": lambda c: (np.isposinf(c.d.logits) & (c.p.probs == 0) & (c.q.probs > 0)).any(),
}


@pytest.mark.parametrize("kind", CONTEST)
def test_a_kind_of_discriminator_occurs(kind: str) -> None:
    assert occurs(problems(Contest, "discrete"), CONTEST[kind])


def test_the_optimal_quadratic_is_the_log_ratio_of_gaussians() -> None:
    for p, q in examples(gs.gaussian_pairs(kinds=["moderate"]), 50):
        (d,) = examples(gs.discriminators(p, q, kinds=["optimal"]), 1)
        x = np.linspace(-3.0, 3.0, 7) * float(p.scale) + float(p.loc)
        # Each side sums terms of the size of both log densities, with some ten roundings each.
        scale = np.abs(p.log_prob(x)) + np.abs(q.log_prob(x)) + np.abs(d.logit(x[None, :])[0])
        z = (np.abs(x) + abs(float(p.loc)) + abs(float(q.loc))) / min(float(p.scale), float(q.scale))
        assert (
            np.abs(d.logit(x[None, :])[0] - (p.log_prob(x) - q.log_prob(x))) <= 2e-15 * (scale + z**2)
        ).all()


POINT: dict[str, Callable[[Any], bool]] = {
    "a vanishes": lambda x: (x.a == 0).any(),
    "b vanishes": lambda x: (x.b == 0).any(),
    "a ratio beyond 1e250": lambda x: any(
        a > 0 and b > 0 and a / 1e250 > b for a, b in zip(x.a, x.b, strict=True)
    ),
    "a subnormal": lambda x: ((x.a > 0) & (x.a < 2.3e-308)).any(),
    "the optimum itself": lambda x: any(
        y == a / (a + b) for a, b, y in zip(x.a, x.b, x.y, strict=True) if 0 < a < 1e300 and 0 < b < 1e300
    ),
    "an end of [0, 1]": lambda x: ((x.y == 0) | (x.y == 1)).any(),
}


@pytest.mark.parametrize("kind", POINT)
def test_a_kind_of_point_occurs(kind: str) -> None:
    assert occurs(problems(Points, "points"), POINT[kind])


def test_no_point_is_without_mass() -> None:
    for batch in examples(problems(Points, "points")):
        assert ((batch.a > 0) | (batch.b > 0)).all()
        assert ((batch.y >= 0) & (batch.y <= 1)).all()
