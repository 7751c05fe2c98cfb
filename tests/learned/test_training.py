"""What a run of Algorithm 1 leaves behind."""

import numpy as np

from gancheck.claims.problems import Pair
from gancheck.distributions import Discrete
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.train import train


def test_an_atom_without_mass_is_no_divergence() -> None:
    """A categorical generator has the logit −∞ there, for as long as it learns."""
    p = Discrete(probs=np.array([[0.2, 0.3, 0.5], [0.3, 0.7, 0.0]]))
    q = Discrete(probs=np.array([[0.6, 0.2, 0.2], [0.8, 0.2, 0.0]]))
    training = train(Pair(p, q), Algorithm1(steps=50, batch_size="full", record_every=10))
    assert training.final.finite().tolist() == [True, True]
    path = training.trajectory()
    assert np.isnan(path.pop("jsd_lower_bound")).all()  # JSD itself is known
    assert all(np.isfinite(column).all() for column in path.values())
    alone = train(
        Pair(Discrete(probs=[[0.3, 0.7, 0.0]]), Discrete(probs=[[0.8, 0.2, 0.0]])), training.algorithm
    )
    np.testing.assert_allclose(path["jsd"][:, 1], alone.trajectory()["jsd"][:, 0], rtol=1e-12)


def test_a_generator_without_numbers_has_diverged() -> None:
    p = Discrete(probs=np.array([[0.2, 0.8], [0.3, 0.7]]))
    last = train(p, Algorithm1(steps=1)).final
    parameters = last.g.parameters.clone()
    parameters[1, 0] = np.nan
    broken = type(last)(last.game, last.step, last.d, last.g.with_parameters(parameters))
    assert broken.finite().tolist() == [True, False]
