"""Impossible bounds are refused at the call, with both values."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from gancheck import strategies as gs
from gancheck.claims.problems import Pair, Points
from gancheck.distributions import Empirical, Gaussian
from gancheck.strategies.problems import problems, provides

INVALID: list[tuple[Callable[..., Any], dict[str, Any], list[str]]] = [
    (gs.discrete_laws, {"min_atoms": 0}, ["min_atoms=0", "1"]),
    (gs.discrete_laws, {"min_atoms": 2.0}, ["min_atoms=2.0", "integer"]),
    (gs.discrete_laws, {"min_atoms": True}, ["min_atoms=True", "integer"]),
    (gs.discrete_laws, {"min_atoms": 5, "max_atoms": 4}, ["min_atoms=5", "max_atoms=4"]),
    (gs.discrete_laws, {"min_mass": 0.3, "max_atoms": 4}, ["min_mass=0.3", "max_atoms=4"]),
    (gs.discrete_laws, {"min_mass": 0.0}, ["min_mass=0.0", "allow_zeros"]),
    (gs.discrete_laws, {"min_mass": float("nan")}, ["min_mass=nan"]),
    (gs.discrete_laws, {"allow_zeros": False, "kinds": ["zeros"]}, ["'zeros'", "allow_zeros=False"]),
    (gs.discrete_pairs, {"allow_zeros": False, "kinds": ["disjoint"]}, ["'disjoint'", "allow_zeros=False"]),
    (gs.discrete_pairs, {"max_atoms": 1, "kinds": ["disjoint"]}, ["'disjoint'", "max_atoms=1"]),
    (gs.discrete_pairs, {"kinds": ["alike"]}, ["'alike'", "near-equal"]),
    (gs.discrete_pairs, {"kinds": "equal"}, ["kinds='equal'", "collection"]),
    (gs.discrete_pairs, {"kinds": []}, ["kinds=[]", "nonempty"]),
    (gs.gaussians, {"min_loc": 1.0, "max_loc": -1.0}, ["min_loc=1.0", "max_loc=-1.0"]),
    (gs.gaussians, {"min_scale": 0.0}, ["min_scale=0.0", "positive"]),
    (gs.gaussians, {"min_scale": 2.0, "max_scale": 1.0}, ["min_scale=2.0", "max_scale=1.0"]),
    (gs.gaussians, {"max_scale": float("inf")}, ["max_scale=inf", "finite"]),
    (gs.gaussian_pairs, {"max_scale_ratio": 0.5}, ["max_scale_ratio=0.5", "1"]),
    (gs.gaussian_pairs, {"max_separation": -1.0}, ["max_separation=-1.0"]),
    (
        gs.gaussian_pairs,
        {"max_separation": 0.0, "kinds": ["separated"]},
        ["'separated'", "max_separation=0.0"],
    ),
    (
        gs.gaussian_pairs,
        {"max_scale_ratio": 1.0, "kinds": ["scale-ratio"]},
        ["'scale-ratio'", "max_scale_ratio=1.0"],
    ),
    (gs.multivariate_gaussians, {"min_dim": 0}, ["min_dim=0"]),
    (gs.multivariate_gaussians, {"min_dim": 3, "max_dim": 2}, ["min_dim=3", "max_dim=2"]),
    (gs.multivariate_gaussian_pairs, {"max_condition": 0.5}, ["max_condition=0.5", "1e+12"]),
    (gs.multivariate_gaussian_pairs, {"max_condition": 1e13}, ["max_condition=10000000000000.0", "1e+12"]),
    (gs.mixtures, {"min_components": 3, "max_components": 2}, ["min_components=3", "max_components=2"]),
    (gs.mixtures, {"min_scale": -1.0}, ["min_scale=-1.0"]),
    (
        gs.mixture_pairs,
        {"max_components": 1, "kinds": ["missed-mode"]},
        ["'missed-mode'", "max_components=1"],
    ),
    (gs.multivariate_mixtures, {"dim": 0}, ["dim=0"]),
    (gs.multivariate_mixtures, {"max_condition": 0.5}, ["max_condition=0.5", "1e+12"]),
    (gs.multivariate_mixtures, {"dim": 3, "kinds": ["ring"]}, ["'ring'", "dim=3"]),
    (gs.multivariate_mixtures, {"max_components": 1, "kinds": ["ring"]}, ["'ring'", "max_components=1"]),
    (
        gs.multivariate_mixtures,
        {"min_components": 5, "max_components": 8, "kinds": ["grid"]},
        ["'grid'", "min_components=5", "max_components=8"],
    ),
    (gs.empirical_laws, {"max_count": 0}, ["max_count=0"]),
    (gs.tabular_discriminators, {"n_atoms": 0}, ["n_atoms=0"]),
    (gs.tabular_discriminators, {"n_atoms": 2, "max_logit": -1.0}, ["max_logit=-1.0"]),
    (gs.quadratic_discriminators, {"width": 0.0}, ["width=0.0"]),
    (gs.discriminators, {"p": Gaussian([0.0, 1.0], 1.0), "q": Gaussian(0.0, 1.0)}, ["p is a batch of 2"]),
    (
        gs.discriminators,
        {"p": Gaussian(0.0, 1.0), "q": Empirical([1, 2])},
        ["q is of the family 'empirical'"],
    ),
    (gs.batches, {"element": 3}, ["element=3", "strategy"]),
    (gs.batches, {"element": gs.gaussians(), "min_size": 0}, ["min_size=0"]),
    (gs.batches, {"element": gs.gaussians(), "min_size": 3, "max_size": 2}, ["min_size=3", "max_size=2"]),
    (problems, {"problem_type": Pair, "family": "cauchy"}, ["'cauchy'", "'gaussian'"]),
    (problems, {"problem_type": int, "family": "points"}, ["int", "no module"]),
]


@pytest.mark.parametrize("strategy, arguments, named", INVALID)
def test_bounds_are_refused_by_name_and_value(
    strategy: Callable[..., Any], arguments: dict[str, Any], named: list[str]
) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        strategy(**arguments)
    for text in named:
        assert text in str(refusal.value)


def test_a_problem_is_provided_once() -> None:
    problems(Points, "points")
    with pytest.raises(InvalidArgument, match="provided twice"):
        provides(Points, "points")(lambda: st.nothing())
