"""Large problems are cut into blocks that fit in memory; what is stated of them does not depend on the cuts."""

from typing import Any

import numpy as np
import pytest

from gancheck.claims.problems import Pair, rows
from gancheck.distributions import Discrete, GaussianMixture
from properties.hard_pairs import HARD_PAIRS, as_tensors
from properties.test_representations import ESTIMATES

ROWS = {"discrete": 300, "gaussian": 300, "multivariate-gaussian": 300, "mixture": 130}
"""More than any block has."""
PARTS = 2**15
"""Into so many parts each of two atoms is split: more than any block has atoms."""
SMALL = {
    **{family: HARD_PAIRS[family][-1] for family in ("discrete", "gaussian", "multivariate-gaussian")},
    "mixture": Pair(
        GaussianMixture([[1.0], [1.0]], [[0.0], [1.0]], [[1.0], [2.0]]),
        GaussianMixture([[1.0], [1.0]], [[0.5], [1.0]], [[1.0], [1.0]]),
    ),
}


@pytest.mark.parametrize("given", [lambda law: law, as_tensors], ids=["numpy", "torch"])
@pytest.mark.parametrize("family", SMALL)
@pytest.mark.parametrize("name", ESTIMATES)
def test_a_large_batch_has_the_estimates_of_its_rows(name: str, family: str, given: Any) -> None:
    """A few rows repeated until no block holds them: their values within their errors, and their errors."""
    pair, estimate = SMALL[family], ESTIMATES[name]
    few = np.arange(ROWS[family]) % len(pair.p)
    many = rows(pair, few.tolist())
    alone, found = (estimate(given(each.p), given(each.q)) for each in (pair, many))
    value, error = (np.asarray(part)[few] for part in (alone.value, alone.error))
    with np.errstate(invalid="ignore"):  # both may be infinite
        close = np.abs(np.asarray(found.value) - value) <= 2.0 * error
    assert (close | (np.asarray(found.value) == value)).all()
    assert found.value.shape == few.shape


@pytest.mark.parametrize("given", [lambda law: law, as_tensors], ids=["numpy", "torch"])
@pytest.mark.parametrize("name", ESTIMATES)
def test_atoms_split_alike_leave_a_divergence_as_it_was(name: str, given: Any) -> None:
    """Each atom into as many equal parts: every ratio p/q stays, and halves are exact. Entropies grow by log n."""
    p, q = np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([[0.5, 0.5], [0.125, 0.875]])
    few, many = (
        ESTIMATES[name](*(given(Discrete(probs=np.repeat(law / n, n, axis=-1))) for law in (p, q)))
        for n in (1, PARTS)
    )
    grown = np.log(PARTS) if "entropy" in name else 0.0
    assert (np.abs(np.asarray(many.value - few.value) - grown) <= np.asarray(many.error + few.error)).all()
