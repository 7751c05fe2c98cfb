"""Densities by bumps, against log_prob."""

from typing import Any

import numpy as np
import pytest
import torch

from gancheck.distributions.affine import Affine
from gancheck.distributions.bumps import blurred, bumps_of, peak
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.monotone import Monotone
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.uniform import Uniform
from gancheck.numerics.panels import Panels

NORMAL, BOX = Gaussian([0.5, 0.0], [2.0, 1.0]), Uniform([-1.0, 0.0], [1.0, 0.5])


def maps(seed: int = 0) -> PiecewiseLinear:
    rng = np.random.default_rng(seed)
    shapes = ((6, 1), (6, 6), (1, 6))
    weights = [rng.normal(size=(2, *shape)) for shape in shapes]
    return PiecewiseLinear.from_network(weights, [rng.normal(size=(2, shape[0])) for shape in shapes], 0.2)


LAWS: dict[str, Any] = {
    "gaussian": Gaussian([0.0, 3.0], [1.0, 0.2]),
    "mixture": GaussianMixture([[0.3, 0.7], [1.0, 0.0]], [[0.0, 1.0], [2.0, 3.0]], [[1.0, 0.1], [1.0, 1.0]]),
    "network": Pushforward(NORMAL, maps()),
    "network of bounded noise": Pushforward(BOX, maps(1)),
    "line": Pushforward(NORMAL, Affine([2.0, -3.0], [1.0, 0.0])),
}


def panels_of(law: Any) -> Panels:
    edges = np.sort(law.breakpoints(), axis=1)
    wide = edges[:, 1:] - edges[:, :-1] > 1e-9  # not those between the two roundings of one image
    row, column = np.nonzero(wide)
    return Panels(row, edges[row, column], edges[row, column + 1])


@pytest.mark.parametrize("name", list(LAWS))
def test_bumps_add_up_to_the_density(name: str) -> None:
    law, theta = LAWS[name], np.array([0.1, 0.5, 0.9])
    panels, bumps = panels_of(law), bumps_of(law)
    assert bumps is not None
    got = bumps(panels).at(theta)
    x = panels.left[:, None] + panels.width[:, None] * theta
    expected = np.exp([law[int(row)].log_prob(points) for row, points in zip(panels.row, x, strict=True)])
    np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-300)
    assert (got <= peak(law)[panels.row][:, None] * (1 + 1e-15)).all()


def test_torch_has_the_same_bumps() -> None:
    law = LAWS["network"]
    g = PiecewiseLinear(*(torch.tensor(getattr(law.generator, n)) for n in ("knots", "slopes", "intercepts")))
    twin = Pushforward(Gaussian(*(torch.tensor(a) for a in (NORMAL.loc, NORMAL.scale))), g)
    panels, theta = panels_of(law), np.array([0.25, 0.75])
    mine, theirs = bumps_of(law), bumps_of(twin)
    assert mine is not None
    assert theirs is not None
    got = theirs(Panels(*(torch.tensor(field) for field in panels))).at(torch.tensor(theta))
    np.testing.assert_allclose(got.numpy(), mine(panels).at(theta), rtol=1e-13, atol=1e-300)


def test_a_smooth_map_has_none() -> None:
    assert bumps_of(Pushforward(NORMAL, Monotone(np.exp, np.log, lambda x: -np.log(x)))) is None


def test_the_rounding_of_an_image_moves_more_mass_the_flatter_the_map() -> None:
    steep, flat = (
        Pushforward(Gaussian([0.0], [1.0]), PiecewiseLinear([[0.0]], [[s, 2.0 * s]], [[1.0, 1.0]]))
        for s in (1.0, 2.0**-20)
    )
    assert blurred(Gaussian([0.0], [1.0])) is None
    moved = [blurred(law) for law in (steep, flat)]
    assert moved[0] is not None
    assert moved[1] is not None
    np.testing.assert_allclose(moved[1].mass, 2.0**20 * moved[0].mass)
    ends = moved[0].mass[0] > 0
    assert ends.sum() == 2  # the left piece's right end and the right piece's left end, none at infinity
    np.testing.assert_allclose(moved[0].mass[0][ends].sum(), 2.0**-52 * 1.5 / np.sqrt(2 * np.pi))
