import types

import pytest

import gancheck

PUBLIC = {
    "Algorithm1",
    "Discrete",
    "Empirical",
    "Gaussian",
    "GaussianMixture",
    "MultivariateGaussian",
    "MultivariateGaussianMixture",
    "__version__",
    "all_claims",
    "audit",
    "certified",
    "check",
    "criterion",
    "entropy",
    "f_divergence",
    "given_trained",
    "identify_game",
    "jsd",
    "jsd_lower_bound",
    "kl",
    "mean_nll",
    "mode_coverage",
    "optimal_discriminator",
    "strategies",
    "suboptimality",
    "total_variation",
    "train",
    "train_each",
    "value",
    "wasserstein",
}


def test_the_list_of_public_names_is_pinned():
    assert sorted(gancheck.__all__) == sorted(PUBLIC)
    assert dir(gancheck) == sorted(PUBLIC)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_loads(name):
    value = getattr(gancheck, name)
    if isinstance(value, types.FunctionType | type):
        assert value.__name__ == name


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__", "certified", "strategies"}))
def test_every_public_name_has_a_docstring_with_an_example(name):
    documentation = getattr(gancheck, name).__doc__
    assert documentation is not None
    assert ">>>" in documentation


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'kullback'"):
        _ = gancheck.kullback
