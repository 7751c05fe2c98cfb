"""Frozen laws of scipy.stats."""

from typing import Any

import numpy as np

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.law import Law
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.parameters import as_numpy
from gancheck.distributions.uniform import Uniform
from gancheck.errors import InvalidInput

__all__ = ["from_scipy", "to_scipy"]

MOST_ATOMS = 1_000_000
"""Above this many atoms (8 MB) a finite support is more likely a mistake than a wish."""


def from_scipy(x: Any) -> Law:
    """A frozen law as a law.

    Raises:
        InvalidInput: the family is none of those that `as_law` lists, or its support is infinite.
    """
    if type(x).__name__ == "multivariate_normal_frozen":
        return MultivariateGaussian(np.atleast_1d(x.mean), np.atleast_2d(x.cov))
    name = getattr(getattr(x, "dist", None), "name", type(x).__name__)
    if name in ("norm", "uniform"):
        loc, scale = _location_and_scale(x)
        return Gaussian(loc, scale) if name == "norm" else Uniform(loc, loc + scale)
    if hasattr(x, "pmf") and hasattr(x, "support"):
        return _finite(x, name)
    raise InvalidInput(
        f"scipy's {name} is unknown here; give norm, multivariate_normal, uniform or a finite discrete law."
    )


def _location_and_scale(x: Any) -> tuple[Any, Any]:
    """The arguments of a frozen family without shape parameters, positional or by name."""
    named = dict(zip(("loc", "scale"), x.args, strict=False)) | x.kwds
    return np.asarray(named.get("loc", 0.0)), np.asarray(named.get("scale", 1.0))


def _finite(x: Any, name: str) -> Discrete:
    """A discrete law on the integers (or the values of an ``rv_sample``) of its support."""
    if hasattr(x, "xk"):
        return Discrete(probs=x.pk, atoms=x.xk)
    if hasattr(getattr(x, "dist", None), "xk"):
        shift, _ = _location_and_scale(x)
        return Discrete(probs=x.dist.pk, atoms=np.asarray(x.dist.xk) + shift)
    low, high = (np.asarray(end, dtype=np.float64) for end in x.support())
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise InvalidInput(
            f"scipy's {name} has infinite support; truncate it, so that you know the mass lost."
        )
    if low.max() != low.min():
        raise InvalidInput(f"scipy's {name} has rows with different first atoms; convert one law at a time.")
    if high.max() - low.min() >= MOST_ATOMS:
        raise InvalidInput(f"scipy's {name} has more than {MOST_ATOMS} atoms; bin it first.")
    atoms = np.arange(int(low.min()), int(high.max()) + 1)
    probs = x.pmf(atoms.reshape(-1, *([1] * high.ndim)))
    # scipy's pmf carries the errors of its special functions, beyond the rounding of a sum: hence the
    # division.
    return Discrete(probs=np.moveaxis(probs, 0, -1), atoms=atoms, normalize=True)


def to_scipy(law: Law) -> Any:
    """The frozen ``scipy.stats`` law: ``norm``, ``uniform``, ``multivariate_normal`` or ``rv_discrete``.

    A batch of Gaussians or uniforms becomes one frozen object of array parameters. Labels that are no numbers
    become their indices.

    Raises:
        InvalidInput: SciPy has no such law, or takes no batch of it.
    """
    import scipy.stats

    if isinstance(law, Gaussian):
        return scipy.stats.norm(as_numpy(law.loc), as_numpy(law.scale))
    if isinstance(law, Uniform):
        return scipy.stats.uniform(as_numpy(law.low), as_numpy(law.high) - as_numpy(law.low))
    if law.batch_shape:
        raise InvalidInput(f"scipy takes no batch of {type(law).__name__}; convert each row, `law[i]`.")
    if isinstance(law, MultivariateGaussian):
        return scipy.stats.multivariate_normal(as_numpy(law.loc), as_numpy(law.covariance_matrix))
    if isinstance(law, Discrete | Empirical):
        numeric = isinstance(law.atoms, np.ndarray)
        values = law.atoms if numeric else np.arange(law.n_atoms)
        return scipy.stats.rv_discrete(values=(values, as_numpy(law.probs)))
    raise InvalidInput(
        f"scipy has no frozen law for a {type(law).__name__}; use its `log_prob` and `sample`."
    )
