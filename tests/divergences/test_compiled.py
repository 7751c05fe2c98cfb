"""The compiled discrete kernel: as accurate as the other, used where it pays, and not needed."""

import numpy as np
import pytest

from gancheck.distributions.discrete import Discrete
from gancheck.divergences import discrete_jensen_shannon
from gancheck.divergences.jensen_shannon import jsd
from gancheck.numerics.estimate import UNIT_ROUNDOFF
from tests.divergences import oracles

pytest.importorskip("numba", reason="the `fast` extra is not installed")

FEW_ULP = 8 * UNIT_ROUNDOFF


def compiled(p, q):
    from gancheck.divergences._numba_jensen_shannon import jsd_rows

    return jsd_rows(np.atleast_2d(p), np.atleast_2d(q))


def hard_rows():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.full(64, 0.5), (2, 60))
    place = rng.random(p.shape)
    p[place < 0.1] = 0.0
    q[(place > 0.05) & (place < 0.15)] = 0.0
    near = rng.dirichlet(np.ones(64), 15)
    close = near * (1.0 + 10.0 ** -np.arange(1.0, 16.0)[:, None] * np.sign(rng.normal(size=64)))
    return np.concatenate([p, near]), np.concatenate([q, close])


def test_relative_error():
    p, q = hard_rows()
    for a, b, value in zip(p, q, compiled(p, q), strict=True):
        assert oracles.relative_error(value, oracles.discrete("jsd", a, b)) <= FEW_ULP


@pytest.mark.parametrize("share", [0.0, 0.3, 0.39999, 0.40001, 0.6, 0.9, 0.999, 1.0])
def test_two_atoms_at_every_ratio(share):
    """One r for both atoms, so that nothing averages out: the kernel's own error, on either side of 0.4."""
    p = np.array([0.5 + 0.5 * share, 0.5 - 0.5 * share])
    truth = oracles.discrete("jsd", p, p[::-1])
    assert oracles.relative_error(compiled(p, p[::-1].copy())[0], truth) <= FEW_ULP


def test_zeros_and_subnormals():
    assert compiled([1.0, 0.0], [0.0, 1.0])[0] == np.log(2.0)
    assert compiled([0.0, 1.0], [5e-324, 1.0])[0] == 0.0
    assert compiled([0.0, 0.0, 1.0], [0.0, 0.0, 1.0])[0] == 0.0
    truth = oracles.discrete("jsd", [1e-300, 1.0], [1.0, 1e-300])
    assert oracles.relative_error(compiled([1e-300, 1.0], [1.0, 1e-300])[0], truth) <= FEW_ULP


def test_it_is_used_for_large_arrays_only(monkeypatch):
    p, q = hard_rows()
    laws = [Discrete(probs=x, normalize=True) for x in (p, q)]
    plain = jsd(*laws)
    monkeypatch.setattr(discrete_jensen_shannon, "COMPILED_FROM", 1)
    np.testing.assert_array_equal(jsd(*laws), compiled(laws[0].probs, laws[1].probs))
    np.testing.assert_allclose(jsd(*laws), plain, rtol=2 * FEW_ULP)
    assert type(jsd(laws[0][0], laws[1][0])) is float


def test_a_long_row_is_summed_without_drift():
    """Plain summation of a million equal-sized terms drifts by 1e-14 and more."""
    rng = np.random.default_rng(1)
    p, q = rng.random((2, 300_000))
    p, q = p / p.sum(), q / q.sum()
    truth = oracles.fsum_jsd(p, q)
    assert abs(compiled(p, q)[0] - truth) <= FEW_ULP * truth
