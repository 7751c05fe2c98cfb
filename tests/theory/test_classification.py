"""The discriminator as a classifier of labels."""

from math import log

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancheck.distributions import Discrete, Gaussian
from gancheck.divergences.jensen_shannon import jsd
from gancheck.theory.classification import (
    binary_cross_entropy,
    binary_cross_entropy_estimate,
    jsd_lower_bound_estimate,
)
from gancheck.theory.discriminators import QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.value import value

P, Q = Discrete(probs=[0.5, 0.3, 0.2]), Discrete(probs=[0.1, 0.3, 0.6])


def test_it_is_torch_s_loss_on_balanced_labels() -> None:
    logits = np.array([1.0, -0.5, 2.0])
    both = torch.tensor(np.concatenate([logits, logits]))
    labels = torch.tensor([1.0] * 3 + [0.0] * 3, dtype=torch.float64)
    weights = torch.tensor(np.concatenate([P.probs, Q.probs]) / 2.0)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(both, labels, weights, reduction="sum")
    found = binary_cross_entropy_estimate(TabularDiscriminator(logits), P, Q)
    assert abs(found.value - loss.item()) <= found.error + 8 * 2.0**-53
    assert binary_cross_entropy(TabularDiscriminator(logits), P, Q) == -0.5 * value(
        TabularDiscriminator(logits), P, Q
    )


def test_a_guess_costs_log_2_and_a_sure_mistake_everything() -> None:
    assert binary_cross_entropy(TabularDiscriminator([0.0] * 3), P, Q) == pytest.approx(log(2.0), rel=4e-16)
    assert binary_cross_entropy(TabularDiscriminator([-np.inf, 0.0, 0.0]), P, Q) == np.inf


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_every_discriminator_certifies_less_than_the_divergence(logits: list[float]) -> None:
    found = jsd_lower_bound_estimate(TabularDiscriminator(logits), P, Q)
    assert found.value - found.error <= jsd(P, Q)
    assert found.error <= 1e-14 * (1.0 + abs(found.value))


def test_the_optimal_one_certifies_all_of_it() -> None:
    found = jsd_lower_bound_estimate(optimal_discriminator(P, Q), P, Q)
    assert abs(found.value - jsd(P, Q)) <= found.error + 2.0**-53
    p, q = Gaussian([0.0], [1.0]), Gaussian([1.0], [2.0])
    found = jsd_lower_bound_estimate(optimal_discriminator(p, q), p, q)
    assert abs(found.value - jsd(p, q)) <= found.error + 2.0**-50
    worse = jsd_lower_bound_estimate(QuadraticDiscriminator([[0.0, 0.1, 0.0]], [0.0], [1.0]), p, q)
    assert worse.value + worse.error < jsd(p, q)


def test_an_infinitely_wrong_discriminator_certifies_nothing() -> None:
    found = jsd_lower_bound_estimate(TabularDiscriminator([-np.inf, 0.0, 0.0]), P, Q)
    assert found.value == -np.inf
    assert np.isfinite(found.error)


def test_torch_stays_torch() -> None:
    t = torch.tensor([1.0, -0.5, 2.0], dtype=torch.float64, requires_grad=True)
    laws = [Discrete(probs=torch.tensor(law.probs)) for law in (P, Q)]
    assert torch.autograd.gradcheck(lambda t: binary_cross_entropy(TabularDiscriminator(t), *laws), t)
    assert torch.autograd.gradcheck(
        lambda t: jsd_lower_bound_estimate(TabularDiscriminator(t), *laws).value, t
    )
