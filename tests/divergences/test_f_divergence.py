"""The table by name: each row is the sum of q f(p/q) for its generator, written out once more."""

import math

import numpy as np
import pytest

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.divergences.f_divergence import NAMES, f_divergence, f_divergence_estimate
from gancheck.divergences.jensen_shannon import jsd
from gancheck.errors import InvalidInput

GENERATORS = {
    "kl": lambda u: u * math.log(u),
    "reverse_kl": lambda u: -math.log(u),
    "jsd": lambda u: 0.5 * (u * math.log(u) - (u + 1) * math.log((u + 1) / 2)),
    "gan": lambda u: u * math.log(u) - (u + 1) * math.log(u + 1),
    "pearson": lambda u: (u - 1) ** 2,
    "neyman": lambda u: (u - 1) ** 2 / u,
    "squared_hellinger": lambda u: 0.5 * (math.sqrt(u) - 1) ** 2,
    "total_variation": lambda u: 0.5 * abs(u - 1),
    "vincze_le_cam": lambda u: (u - 1) ** 2 / (u + 1),
    "alpha": lambda u: (u**0.3 - 0.3 * u - 0.7) / (0.3 * -0.7),
}


def order(name):
    """The keyword of the one row that has a parameter."""
    return {"alpha": 0.3} if name == "alpha" else {}


def test_the_table_is_complete():
    assert set(NAMES) == set(GENERATORS)


@pytest.mark.parametrize("name", NAMES)
def test_each_row_is_its_generator(name):
    """The textbook sum cancels a little: a part u of terms of size 1, over 7 atoms."""
    rng = np.random.default_rng(8)
    p, q = rng.dirichlet(np.ones(7), (2, 20))
    values = f_divergence(Discrete(probs=p), Discrete(probs=q), name, **order(name))
    for a, b, value in zip(p, q, values, strict=True):
        terms = [y * GENERATORS[name](x / y) for x, y in zip(a, b, strict=True)]
        slow = math.fsum(terms)
        assert abs(value - slow) <= 1e-15 * (2.0 + math.fsum(map(abs, terms)))


@pytest.mark.parametrize("name", NAMES)
def test_on_gaussians_each_row_is_its_integral(name):
    p, q = Gaussian(0.3, 1.0), Gaussian(0.0, 0.9)
    x = np.linspace(-9.0, 9.0, 40001)
    a, b = np.exp(p.log_prob(x)), np.exp(q.log_prob(x))
    f = np.vectorize(GENERATORS[name])
    slow = np.trapezoid(b * f(a / b), x)
    # The trapezoid rule converges exponentially but for the kink of total variation: h²/8 of a slope jump below 1.
    bound = 3e-8 if name == "total_variation" else 1e-10
    assert abs(f_divergence(p, q, name, **order(name)) - slow) <= bound


def test_gan_is_twice_jsd_minus_log_four():
    p, q = Discrete(probs=[0.5, 0.5]), Discrete(probs=[0.9, 0.1])
    assert f_divergence(p, q, "gan") == 2 * jsd(p, q) - math.log(4.0)
    assert f_divergence(p, p, "gan") == -math.log(4.0)
    assert f_divergence_estimate(p, q, "gan").error > 0.0


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(InvalidInput, match="'wasserstein'; the f-divergences are kl, reverse_kl, jsd"):
        f_divergence(Discrete(probs=[1.0]), Discrete(probs=[1.0]), "wasserstein")


def test_an_order_belongs_to_the_alpha_divergence_alone():
    p = Discrete(probs=[1.0])
    with pytest.raises(InvalidInput, match="`alpha` is missing; give the order"):
        f_divergence(p, p, "alpha")
    with pytest.raises(InvalidInput, match="an order belongs to name='alpha' alone"):
        f_divergence(p, p, "kl", alpha=0.5)
