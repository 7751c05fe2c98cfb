"""Pairs of laws: which can be compared, and in what common form."""

from contextlib import suppress
from typing import Any

import numpy as np

from gancheck.distributions.atoms import same_atoms
from gancheck.distributions.conversion import as_law
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture, as_mixture
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.multivariate_gaussian_mixture import (
    MultivariateGaussianMixture,
    as_multivariate_mixture,
)
from gancheck.distributions.rows import repeat_rows
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.arrays import Array, namespace

__all__ = ["align"]

NAMES = {
    "discrete": "a discrete law",
    "gaussian": "a density on the line",
    "mixture": "a density on the line",
    "uniform": "a density on the line",
    "pushforward": "a density on the line",
    "multivariate-gaussian": "a density in several dimensions",
    "multivariate-mixture": "a density in several dimensions",
    "generated": "a law that can only be sampled",
}


def align(p: Any, q: Any) -> tuple[Any, Any]:
    """Both arguments as laws of one form and one batch shape, ready for a divergence.

    An `Empirical` becomes a `Discrete` on the union of both laws' atoms; a `Gaussian` beside a mixture becomes a
    mixture of one, in several dimensions likewise; an unbatched law beside a batch is repeated. Nothing else is
    converted, renormalised or dropped.

    Args:
        p: A law, a frozen ``scipy.stats`` distribution or a ``torch.distributions`` one.
        q: Another.

    Returns:
        Two laws with equal ``batch_shape``; discrete ones also with equal atoms.

    Raises:
        UnsupportedPair: One law is discrete and the other has a density (they are mutually singular), or their
            dimensions differ in kind, or one can only be sampled.
        InvalidInput: An argument is no law, the batches differ in size, or the atoms or dimensions differ.

    Example:
        >>> p, q = align(Empirical([0, 0, 2]), Discrete(probs=[0.5, 0.25, 0.25]))
        >>> p.probs.round(3)
        array([0.667, 0.   , 0.333])
    """
    p, q = as_law(p), as_law(q)
    if isinstance(p, Empirical) or isinstance(q, Empirical):
        p, q = _as_discrete(p), _as_discrete(q)
        if isinstance(p, Discrete) and isinstance(q, Discrete):
            p, q = _on_union(p, q)
    _require_comparable(p, q)
    if isinstance(p, Discrete):
        _require_equal_atoms(p, q)
    if isinstance(p, MultivariateGaussian | MultivariateGaussianMixture) and p.dimension != q.dimension:
        raise InvalidInput(f"`p` has dimension {p.dimension} and `q` {q.dimension}; give laws on one space.")
    if isinstance(p, Gaussian) and isinstance(q, GaussianMixture):
        p = as_mixture(p)
    if isinstance(q, Gaussian) and isinstance(p, GaussianMixture):
        q = as_mixture(q)
    if isinstance(p, MultivariateGaussian) and isinstance(q, MultivariateGaussianMixture):
        p = as_multivariate_mixture(p)
    if isinstance(q, MultivariateGaussian) and isinstance(p, MultivariateGaussianMixture):
        q = as_multivariate_mixture(q)
    return _broadcast(p, q)


def _as_discrete(law: Any) -> Any:
    return law.as_discrete() if isinstance(law, Empirical) else law


def _require_comparable(p: Any, q: Any) -> None:
    """Refuse a discrete law against a density, one dimension against several, and what has no density."""
    for name, law in (("p", p), ("q", q)):
        if law.family == "generated":
            raise UnsupportedPair(
                f"`{name}` is {NAMES[law.family]}, so that no divergence of it is known; bound JSD from below by any "
                "discriminator with `gancheck.jsd_lower_bound`."
            )
    kinds = NAMES[p.family], NAMES[q.family]
    if kinds[0] == kinds[1]:
        return
    if "a discrete law" in kinds:
        raise UnsupportedPair(
            f"`p` is {kinds[0]} and `q` {kinds[1]}: they are mutually singular, so JSD = log 2, total variation = 1 "
            "and KL = inf whatever the parameters; fit a density to the samples, or bin both laws on the same atoms."
        )
    raise UnsupportedPair(f"`p` is {kinds[0]} and `q` {kinds[1]}; give laws on one space.")


def _require_equal_atoms(p: Discrete, q: Discrete) -> None:
    """Refuse discrete laws on different atoms: which masses belong together would be a guess."""
    if p.n_atoms != q.n_atoms:
        raise InvalidInput(
            f"`p` has {p.n_atoms} atoms and `q` has {q.n_atoms}; give one probability for each common atom, 0 included."
        )
    if p.atoms is not None and q.atoms is not None and not same_atoms(p.atoms, q.atoms, p.n_atoms):
        first = next(i for i, (a, b) in enumerate(zip(p.atoms, q.atoms, strict=True)) if a != b)
        raise InvalidInput(
            f"`p` and `q` have different atoms, first {p.atoms[first]!r} and {q.atoms[first]!r} at {first}; "
            "list both laws on the same atoms in the same order."
        )


def _on_union(p: Discrete, q: Discrete) -> tuple[Discrete, Discrete]:
    """Both laws on the union of their atoms, absent ones with mass 0."""
    labels = [list(range(law.n_atoms)) if law.atoms is None else list(law.atoms) for law in (p, q)]
    if labels[0] == labels[1]:
        return p, q
    union = list(dict.fromkeys(labels[0] + labels[1]))
    with suppress(TypeError):  # labels without an order stay as they came
        union.sort()
    return _spread(p, labels[0], union), _spread(q, labels[1], union)


def _spread(law: Discrete, labels: list[Any], union: list[Any]) -> Discrete:
    xp = namespace(law.probs)
    place = {label: i for i, label in enumerate(labels)}
    order = [place.get(label, len(labels)) for label in union]
    zero = xp.zeros_like(law.probs[..., :1])
    probs: Array = xp.concat([law.probs, zero], axis=-1)[..., order]
    numeric = all(isinstance(label, (int, float, np.number)) for label in union)
    return Discrete(probs=probs, atoms=np.asarray(union) if numeric else tuple(union))


def _broadcast(p: Any, q: Any) -> tuple[Any, Any]:
    """Repeat an unbatched law, or a batch of one, to the other's size."""
    sizes = [len(law) for law in (p, q) if law.batch_shape]
    if not sizes:
        return p, q
    if len(set(sizes)) > 1 and min(sizes) != 1:
        raise InvalidInput(
            f"`p` is a batch of {len(p)} and `q` one of {len(q)}; give equal sizes, or one law unbatched."
        )
    return repeat_rows(p, max(sizes)), repeat_rows(q, max(sizes))
