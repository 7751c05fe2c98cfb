"""Many laws of one family as one batch."""

from collections.abc import Hashable, Sequence
from dataclasses import fields
from typing import Any, TypeVar, cast

import numpy as np

from gancheck.distributions.affine import Affine
from gancheck.distributions.atoms import same_atoms
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.empirical import Empirical
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.generated_points import GeneratedPoints
from gancheck.distributions.law import Law
from gancheck.distributions.monotone import Monotone
from gancheck.distributions.multivariate_gaussian import MultivariateGaussian
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.distributions.pushforward import Pushforward
from gancheck.distributions.rows import rebuild
from gancheck.distributions.uniform import Uniform
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import is_torch, namespace

__all__ = ["mould", "stack"]

L = TypeVar("L", bound=Law)

ROW_FIELDS: dict[type, tuple[str, ...]] = {
    Discrete: ("parameter",),
    Gaussian: ("loc", "spread"),
    MultivariateGaussian: ("loc", "covariance_matrix"),
    GaussianMixture: ("weights", "loc", "scale"),
    MultivariateGaussianMixture: ("weights", "loc", "covariance_matrix"),
    GeneratedPoints: ("parameters",),
    Empirical: ("counts",),
    Uniform: ("low", "high"),
    Affine: ("slope", "intercept"),
    PiecewiseLinear: ("knots", "slopes", "intercepts"),
}
PADDED = {
    Discrete: "n_atoms",
    Empirical: "n_atoms",
    GaussianMixture: "n_components",
    MultivariateGaussianMixture: "n_components",
    PiecewiseLinear: "n_pieces",
}

IN_SPACE = (MultivariateGaussian, MultivariateGaussianMixture)


def stack(laws: Sequence[L]) -> L:
    """Concatenate laws of one family, each one law or a batch, into one batch in the order given.

    Discrete laws with fewer atoms are padded with atoms of mass 0, mixtures with components of weight 0,
    piecewise linear generators with pieces of zero width. Discrete laws given in different parametrisations
    are stacked by their probabilities, Gaussians by their scales.

    Raises:
        InvalidInput: no laws, several families, or dimensions or labels that differ.

    Example:
        >>> stack([Gaussian(0.0, 1.0), Gaussian([1.0, 2.0], 3.0)]).scale
        array([1., 3., 3.])
    """
    if len(laws) == 0:
        raise InvalidInput("`laws` is empty; a batch holds at least one law.")
    families = list(dict.fromkeys(type(law).__name__ for law in laws))
    if len(families) > 1:
        raise InvalidInput(f"`laws` mixes {' and '.join(families)}; stack one family at a time.")
    return cast(L, _concatenated(list(laws)))


def mould(law: Any) -> Hashable:
    """What laws have in common that `stack` joins without padding or another parametrisation.

    The class, all that a batch shares (labels, parametrisation), and of each parameter the library, the device, the
    dtype and the shape after the batch axis.

    Example:
        >>> mould(Gaussian(0.0, 1.0)) == mould(Gaussian([1.0, 2.0], 3.0))
        True
        >>> mould(Discrete(probs=[0.5, 0.5])) == mould(Discrete(probs=[0.5, 0.25, 0.25]))
        False
    """
    kind = type(law)
    if kind is Pushforward:
        return kind, mould(law.noise), mould(law.generator)
    if kind not in ROW_FIELDS:
        return kind, id(law)
    law = law.batched()
    rows = [getattr(law, name) for name in ROW_FIELDS[kind]]
    shared = [getattr(law, field.name) for field in fields(law) if field.name not in ROW_FIELDS[kind]]
    return (
        kind,
        tuple(tuple(value.tolist()) if isinstance(value, np.ndarray) else value for value in shared),
        tuple((is_torch(row), str(row.device), str(row.dtype), tuple(row.shape[1:])) for row in rows),
    )


def _concatenated(parts: list[Any]) -> Any:
    """One object from parts of one type."""
    kind = type(parts[0])
    if kind is Pushforward:
        return _pushforward(parts)
    if kind is Monotone:
        if any(part is not parts[0] for part in parts):
            raise InvalidInput("`laws` holds different `Monotone` generators, which have no common batch.")
        return parts[0]
    if kind not in ROW_FIELDS:
        raise InvalidInput(f"`laws` holds a {kind.__name__}, which cannot be stacked; give laws of gancheck.")
    parts = _aligned(kind, [part.batched() for part in parts])
    xp = namespace(*(getattr(part, ROW_FIELDS[kind][0]) for part in parts))
    fields = {name: xp.concat([getattr(part, name) for part in parts], axis=0) for name in ROW_FIELDS[kind]}
    return rebuild(parts[0], **fields)


def _aligned(kind: type, parts: list[Any]) -> list[Any]:
    """Parts of equal width and parametrisation."""
    if kind in (Discrete, Empirical):
        _require_one_labelling(parts)
    if kind in PADDED:
        width = max(getattr(part, PADDED[kind]) for part in parts)
        parts = [part.padded(width) for part in parts]
    if kind in IN_SPACE and len({part.dimension for part in parts}) > 1:
        sizes = sorted({part.dimension for part in parts})
        raise InvalidInput(f"`laws` has dimensions {sizes}; stack one dimension at a time.")
    if kind in (Discrete, Gaussian) and len({part.given for part in parts}) > 1:
        given, field, value = (
            ("probs", "parameter", "probs") if kind is Discrete else ("scale", "spread", "scale")
        )
        parts = [rebuild(part, given=given, **{field: getattr(part, value)}) for part in parts]
    if (
        kind is GeneratedPoints
        and len({(part.widths, part.negative_slope, part.prior) for part in parts}) > 1
    ):
        raise InvalidInput(
            "`laws` holds generators of different widths, slopes or priors; stack one kind at a time."
        )
    return parts


def _require_one_labelling(parts: list[Any]) -> None:
    """Refuse laws whose atoms differ; laws without labels may differ in number."""
    if all(part.atoms is None for part in parts):
        return
    first = parts[0]
    for i, part in enumerate(parts):
        if part.n_atoms != first.n_atoms or not same_atoms(first.atoms, part.atoms, first.n_atoms):
            raise InvalidInput(
                f"`laws[{i}]` has other atoms than `laws[0]`; give both the union of the labels."
            )


def _pushforward(parts: list[Any]) -> Pushforward:
    """Pushforwards of one kind of noise and one kind of generator."""
    kinds = {(type(part.noise).__name__, type(part.generator).__name__) for part in parts}
    if len(kinds) > 1:
        raise InvalidInput(f"`laws` mixes pushforwards of {sorted(kinds)}; stack one kind at a time.")
    return Pushforward(
        _concatenated([part.noise for part in parts]),
        _concatenated([part.generator for part in parts]),
    )
