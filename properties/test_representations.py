"""One law in several forms: what is computed of it is the same, within the errors that are stated.

A law may be given by its masses or by their logarithms, as NumPy or torch arrays, for a gradient or not, with its atoms
in another order or as counts of samples. Each form has a path of its own through the code, and all must agree.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancheck.claims.claim import relate
from gancheck.claims.relation import EQUAL
from gancheck.distributions import Discrete, Empirical, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.divergences.entropy import cross_entropy, cross_entropy_estimate, entropy, entropy_estimate
from gancheck.divergences.f_divergence import NAMES, f_divergence, f_divergence_estimate
from gancheck.divergences.jensen_shannon import jsd_deficit, jsd_deficit_estimate
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate
from gancheck.strategies import (
    discrete_pairs,
    gaussian_pairs,
    mixture_pairs,
    multivariate_gaussian_pairs,
)
from gancheck.strategies.profiles import current_profile

MEMBERS: dict[str, dict[str, Any]] = {
    **{name: {"name": name} for name in NAMES if name != "alpha"},
    **{f"alpha {order}": {"name": "alpha", "alpha": order} for order in (-0.5, 0.3, 1.0)},
}
"""Every f-divergence: by its name, or by an order of the alpha-divergences: beyond, within and at an end of (0, 1)."""
ESTIMATES: dict[str, Callable[[Any, Any], Estimate]] = {
    **{title: partial(f_divergence_estimate, **member) for title, member in MEMBERS.items()},
    "deficit": jsd_deficit_estimate,
    "cross-entropy": cross_entropy_estimate,
    "entropy": lambda p, q: entropy_estimate(p),
}
PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    **{title: partial(f_divergence, **member) for title, member in MEMBERS.items()},
    "deficit": jsd_deficit,
    "cross-entropy": cross_entropy,
    "entropy": lambda p, q: entropy(p),
}

DISCRETE = discrete_pairs(max_atoms=64, kinds=("moderate", "equal", "near-equal", "zeros", "disjoint"))
PAIRS = {
    "discrete": DISCRETE,
    "gaussian": gaussian_pairs(kinds=("moderate", "equal", "near-equal", "equal-scale")),
    "mixture": mixture_pairs(max_components=3, kinds=("moderate", "equal", "near-equal", "missed-mode")),
    "multivariate-gaussian": multivariate_gaussian_pairs(
        max_dim=3, max_condition=10.0, max_separation=3.0, kinds=("moderate", "equal", "equal-covariance")
    ),
}

FEW = settings(current_profile(), max_examples=max(current_profile().max_examples // 5, 2))
"""Each example is computed in many forms, of which each has one path through the code whatever the numbers."""

EVERY_FAMILY = pytest.mark.parametrize("family", PAIRS)


def in_torch(law: Any, gradient: bool) -> Any:
    """The same parameters as torch tensors."""

    def leaf(x: Any) -> torch.Tensor:
        return torch.tensor(np.asarray(x), dtype=torch.float64, requires_grad=gradient)

    if isinstance(law, Discrete):
        return Discrete(probs=leaf(law.probs))
    if isinstance(law, Gaussian):
        return Gaussian(leaf(law.loc), leaf(law.scale))
    if isinstance(law, GaussianMixture):
        return GaussianMixture(leaf(law.weights), leaf(law.loc), leaf(law.scale))
    assert isinstance(law, MultivariateGaussian)
    return MultivariateGaussian(leaf(law.loc), leaf(law.covariance_matrix))


def known(p: Any, q: Any) -> dict[str, Estimate]:
    """The estimates of a pair, but for a total variation in several dimensions that has no closed form."""
    found = {}
    for name, estimate in ESTIMATES.items():
        spread = isinstance(p, MultivariateGaussian) and not np.array_equal(
            p.covariance_matrix, q.covariance_matrix
        )
        if spread and name == "total_variation":
            continue
        found[name] = estimate(p, q)
    return found


def assert_same(first: Estimate, second: Estimate, name: str) -> None:
    """Both estimates are of one number."""
    comparison = relate(EQUAL, first, second)
    assert comparison.holds.all(), f"{name}: {comparison.element(comparison.worst)}"


@EVERY_FAMILY
@FEW
@given(data=st.data())
def test_torch_computes_what_numpy_computes(family: str, data: st.DataObject) -> None:
    """Every divergence and entropy, with and without a gradient asked for."""
    p, q = data.draw(PAIRS[family])
    for name, expected in known(p, q).items():
        for gradient in (False, True):
            assert_same(ESTIMATES[name](in_torch(p, gradient), in_torch(q, gradient)), expected, name)


@EVERY_FAMILY
@FEW
@given(data=st.data())
def test_a_divergence_without_its_error_is_the_value_of_the_estimate(
    family: str, data: st.DataObject
) -> None:
    """The public functions return plain numbers: those of the estimates."""
    p, q = data.draw(PAIRS[family])
    for name, expected in known(p, q).items():
        plain = PLAIN[name](p, q)
        assert_same(Estimate(np.asarray(plain), np.zeros_like(expected.error)), expected, name)


@FEW
@given(DISCRETE)
def test_masses_and_their_logarithms_are_one_law(pair: tuple[Discrete, Discrete]) -> None:
    """A logarithm carries half a unit in the last place, which the estimates on logarithms account for."""
    p, q = pair
    logarithms = [Discrete(log_probs=law.log_probs) for law in pair]
    for name, estimate in ESTIMATES.items():
        expected = estimate(p, q)
        assert_same(estimate(*logarithms), expected, name)
        for gradient in (False, True):
            tensors = [torch.tensor(law.log_probs, requires_grad=gradient) for law in pair]
            assert_same(estimate(*(Discrete(log_probs=tensor) for tensor in tensors)), expected, name)


@FEW
@given(DISCRETE, st.randoms(use_true_random=False))
def test_the_order_of_the_atoms_does_not_matter(pair: tuple[Discrete, Discrete], random: Any) -> None:
    """Masses are summed in another order, and an atom that neither law has is one more 0."""
    p, q = pair
    order = [*range(p.n_atoms)]
    random.shuffle(order)
    shuffled = [Discrete(probs=np.append(law.probs[order], 0.0)) for law in pair]
    for name, estimate in ESTIMATES.items():
        assert_same(estimate(*shuffled), estimate(p, q), name)


@FEW
@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=20), st.lists(st.integers(0, 9), min_size=1, max_size=20)
)
def test_samples_are_compared_on_the_union_of_their_atoms(first: list[int], second: list[int]) -> None:
    """Two empirical laws, against their relative frequencies of 0 to 9, whatever their labels."""
    frequencies = [np.bincount(sample, minlength=10) / len(sample) for sample in (first, second)]
    expected = [Discrete(probs=frequency) for frequency in frequencies]
    labels = [[f"label {value}" for value in sample] for sample in (first, second)]
    for title, member in MEMBERS.items():
        estimate = f_divergence_estimate(*expected, **member)
        for samples in ((first, second), labels):
            assert_same(f_divergence_estimate(*map(Empirical, samples), **member), estimate, title)


@FEW
@given(st.lists(st.tuples(*[st.floats(-5.0, 5.0)] * 2), min_size=1, max_size=8), st.floats(0.1, 10.0))
def test_a_batch_is_its_rows(shifts: list[tuple[float, float]], scale: float) -> None:
    """A batch against one law, against each of its rows by itself."""
    loc = np.array(shifts)[:, 0]
    one = Gaussian(0.0, 1.0)
    for name, estimate in ESTIMATES.items():
        together = estimate(Gaussian(loc, np.full(len(loc), scale)), one)
        for row, mean in enumerate(loc):
            alone = estimate(Gaussian(mean, scale), one)
            both = (Estimate(part.value, part.error) for part in (together, alone))
            batch, single = both
            value = Estimate(np.asarray(batch.value)[row], np.asarray(batch.error)[row])
            slack = UNIT_ROUNDOFF * np.abs(single.value) if np.isfinite(single.value) else 0.0
            assert_same(value, Estimate(single.value, single.error + slack), name)
