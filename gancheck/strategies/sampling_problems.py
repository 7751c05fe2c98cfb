"""Problems drawn for claims: laws that samples are drawn from, and how many of each."""

import numpy as np
from hypothesis import strategies as st

from gancheck.claims.samples import SampledPair
from gancheck.strategies.discrete_pair import discrete_pairs
from gancheck.strategies.problems import provides

__all__: list[str] = []

LEAST_MASS = 0.02
"""The size of a sample is thousands of times the inverse of the least mass, and the exact law is summed over it."""


@provides(SampledPair, "discrete", shape=st.integers(2, 5))
def _sampled_pairs(atoms: int) -> st.SearchStrategy[SampledPair]:
    """Pairs with mass on each of ``atoms`` atoms, and from a quarter of a fake to four for each real sample."""
    pairs = discrete_pairs(
        min_atoms=atoms,
        max_atoms=atoms,
        allow_zeros=False,
        min_mass=LEAST_MASS,
        kinds=("moderate", "equal", "near-equal"),
    )
    ratios = st.sampled_from((1.0, 0.25, 0.5, 2.0, 4.0))
    return st.builds(
        lambda pair, ratio: SampledPair(pair[0].batched(), pair[1].batched(), np.array([ratio])),
        pairs,
        ratios,
    )
