"""Hypothesis' entry point: light until the laws are imported, and then complete."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LIGHT = """
import sys
import hypothesis
from gancheck.strategies.registration import register
before = set(sys.modules)
register()
register()
assert not {"numpy", "scipy", "torch", "pandas"} & set(sys.modules), "register() imported something heavy"
assert set(sys.modules) == before
"""

LATER = """
from gancheck.distributions import Discrete, Empirical, Gaussian, GaussianMixture, MultivariateGaussian
from gancheck.distributions import MultivariateGaussianMixture
assert not any(type(finder).__module__.startswith("gancheck") for finder in sys.meta_path)
from hypothesis import find, strategies as st
laws = Discrete, Empirical, Gaussian, GaussianMixture, MultivariateGaussian, MultivariateGaussianMixture
for law in laws:
    assert type(find(st.from_type(law), lambda _: True)) is law
"""

EARLIER = (
    """
import sys
import gancheck.distributions
from gancheck.strategies.registration import register
register()
"""
    + LATER
)


@pytest.mark.parametrize("program", [LIGHT, LIGHT + LATER, EARLIER], ids=["light", "later", "earlier"])
def test_registration(program: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HYPOTHESIS_NO_PLUGINS": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
