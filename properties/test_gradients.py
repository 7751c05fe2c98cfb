"""What torch differentiates is what a difference quotient sees: every divergence, along a random path of both laws.

Along a path, θ(h) of one number h, the derivative at h = 0 by autograd is held against two central differences of the
values that NumPy computes.
"""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.distributions import Discrete, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.numerics.arrays import namespace
from gancheck.numerics.differences import derivative
from gancheck.numerics.estimate import Estimate
from gancheck.strategies import (
    discrete_pairs,
    gaussian_pairs,
    mixture_pairs,
    multivariate_gaussian_pairs,
)
from properties.test_representations import ESTIMATES, FEW

PAIRS = {
    "discrete": discrete_pairs(max_atoms=8, kinds=("moderate", "zeros")),
    "gaussian": gaussian_pairs(max_separation=20.0, kinds=("moderate", "separated")),
    "mixture": mixture_pairs(max_components=3, kinds=("moderate",)),
    "multivariate-gaussian": multivariate_gaussian_pairs(
        max_dim=3, max_condition=10.0, max_separation=20.0, kinds=("moderate", "separated")
    ),
}
ROUNDING = 2.0**-30
"""Share of the sum of its parts by which autograd may err: the parts of a gradient are sums of thousands of nodes, each
with some dozen roundings and a condition of up to 10³. A wrong factor, sign or term is far larger."""


def on_path(law: Any, direction: list[np.ndarray], h: Any) -> Any:
    """The law with its parameters moved by h: masses tilted, locations shifted, spreads stretched and sheared."""
    torch_path = isinstance(h, torch.Tensor)

    def at(x: Any) -> Any:
        return torch.tensor(np.asarray(x)) if torch_path else np.asarray(x)

    shift, stretch = (h * at(part) for part in direction[:2])
    xp = namespace(shift)
    if isinstance(law, Discrete):
        tilted = at(law.probs) * xp.exp(shift)
        return Discrete(probs=tilted / xp.sum(tilted, axis=-1, keepdims=True))
    if isinstance(law, Gaussian):
        return Gaussian(at(law.loc) + at(law.scale) * shift, at(law.scale) * xp.exp(stretch))
    if isinstance(law, GaussianMixture):
        tilted = at(law.weights) * xp.exp(h * at(direction[2]))
        return GaussianMixture(
            tilted / xp.sum(tilted, axis=-1, keepdims=True),
            at(law.loc) + at(law.scale) * shift,
            at(law.scale) * xp.exp(stretch),
        )
    assert isinstance(law, MultivariateGaussian)
    shear = at(np.eye(shift.shape[-1])) + h * at(direction[2])
    covariance = shear @ at(law.covariance_matrix) @ xp.permute_dims(shear, (*range(shear.ndim - 2), -1, -2))
    covariance = 0.5 * (covariance + xp.permute_dims(covariance, (*range(covariance.ndim - 2), -1, -2)))
    return MultivariateGaussian(at(law.loc) + shift, covariance)


def directions(law: Any, random: np.random.Generator) -> list[np.ndarray]:
    """A random direction for every parameter, of the size of half a scale."""
    shape = law.probs.shape if isinstance(law, Discrete) else law.loc.shape
    last = (*shape, shape[-1]) if isinstance(law, MultivariateGaussian) else shape
    return [random.uniform(-0.5, 0.5, size) for size in (shape, shape, last)]


def at_a_corner(p: Any, q: Any) -> bool:
    """Whether the total variation has a corner within the reach of the quotients, which is less than 2⁻⁸ of a mass."""
    gaps = np.abs(p.probs - q.probs) if isinstance(p, Discrete) else ESTIMATES["total_variation"](p, q).value
    return bool(np.min(gaps) <= 2.0**-8)


@pytest.mark.parametrize("family", PAIRS)
@FEW
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_autograd_is_the_limit_of_difference_quotients(family: str, data: st.DataObject, seed: int) -> None:
    """d/dh D(p_h, q_h) at h = 0."""
    p, q = data.draw(PAIRS[family])
    random = np.random.default_rng(seed)
    moves = [directions(law, random) for law in (p, q)]
    for name, estimate in ESTIMATES.items():
        if name == "total_variation" and (family == "multivariate-gaussian" or at_a_corner(p, q)):
            continue  # no closed form, or no derivative

        def along(h: Any, estimate: Any = estimate) -> Estimate:
            found: Estimate = estimate(on_path(p, moves[0], h), on_path(q, moves[1], h))
            return found

        if not np.isfinite(np.asarray(along(0.0).value)).all():
            continue
        quotient = derivative(along)
        h = torch.zeros((), dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(along(h).value.sum(), h)
        size = float(np.abs(quotient.value).sum() + np.abs(np.asarray(along(0.0).value)).sum())
        gap = abs(float(slope) - float(np.sum(quotient.value)))
        assert gap <= float(np.sum(quotient.error)) + ROUNDING * size, name
