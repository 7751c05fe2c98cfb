"""What theory reads is what the players are."""

import numpy as np
import pytest
import torch

from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.train import train
from gancheck.learned.training import Training
from gancheck.numerics.estimate import UNIT_ROUNDOFF

ROUNDING = 2000 * UNIT_ROUNDOFF
SINGLE = 2000 * 2.0**-24
"""Three layers of at most 32 products in float32, against exact pieces in float64."""


def perceptrons(prior: str = "normal") -> Training:
    p = GaussianMixture([[0.3, 0.7]] * 2, [[-5.0, 20.0], [1.0, 2.0]], [[1.0, 4.0], [0.1, 0.3]])
    return train(p, Algorithm1(steps=20, generator_widths=(8, 8), prior=prior, device="cpu"))


@pytest.mark.parametrize("prior", ["normal", "uniform"])
def test_the_pushforward_is_the_network(prior: str) -> None:
    training = perceptrons(prior)
    snapshot, z = training.final, torch.linspace(-0.99, 0.99, 41)
    u = snapshot.g.linearise(z[None, :, None].expand(2, -1, 1)).value.double().numpy()  # type: ignore[attr-defined]  # an MLP
    frame = snapshot.game.standardisation
    assert frame is not None
    x = frame.centre[:, None] + u @ np.swapaxes(frame.scale, 1, 2)
    pieces = training.generated_law().generator(z.double().numpy())  # type: ignore[attr-defined]  # a pushforward
    assert np.abs(pieces - x[..., 0]).max() <= SINGLE * np.abs(x).max()


def test_the_discriminator_reads_original_coordinates() -> None:
    training = perceptrons()
    d, frame = training.discriminator(), training.final.game.standardisation
    assert frame is not None
    x = np.linspace(-10.0, 30.0, 9)
    u = torch.tensor((x[None, :] - frame.centre) / frame.scale[:, 0]).float()[..., None]
    expected = training.final.d.linearise(u).value.double().numpy()
    assert np.abs(d.logit(x) - expected).max() <= SINGLE * (1.0 + np.abs(expected).max())
    assert (
        np.array_equal(d[[1]].logit(x), d.logit(x)[[1]])
        or np.abs(d[[1]].logit(x) - expected[1]).max() <= SINGLE
    )
    assert len(d) == 2


@pytest.mark.parametrize("d", [1, 2])
def test_an_affine_generator_seated_at_a_law_is_that_law(d: int) -> None:
    from gancheck.claims.problems import Pair

    if d == 1:
        p, q = Gaussian([1.0, -100.0], [3.0, 0.01]), Gaussian([-2.0, -100.5], [0.5, 0.02])
    else:
        p = MultivariateGaussian([[1.0, 2.0]], [[[2.0, 0.5], [0.5, 1.0]]])
        q = MultivariateGaussian([[0.0, -3.0]], [[[1.0, -0.2], [-0.2, 0.3]]])
    training = train(Pair(p, q), Algorithm1(steps=1, snapshots=(0,), device="cpu"))
    law = training.snapshots[0].generated_law()
    assert np.abs(law.loc - q.loc).max() <= ROUNDING * np.abs(p.loc).max()  # type: ignore[attr-defined]  # a Gaussian
    ours, theirs = (g.scale if d == 1 else g.covariance_matrix for g in (law, q))  # type: ignore[attr-defined]  # as above
    assert np.abs(ours / theirs - 1.0).max() <= ROUNDING


def test_a_quadratic_discriminator_keeps_its_meaning() -> None:
    p = Gaussian([1.0, -100.0], [3.0, 0.01])
    training = train(p, Algorithm1(steps=30, device="cpu"))
    x = np.array([[0.0, 1.0, 5.0], [-100.02, -100.0, -99.99]])
    frame = training.final.game.standardisation
    assert frame is not None
    expected = training.final.d.linearise(torch.tensor(frame.apply(x[..., None]))).value.numpy()
    assert np.abs(training.discriminator().logit(x) - expected).max() <= ROUNDING * (
        1 + np.abs(expected).max()
    )
