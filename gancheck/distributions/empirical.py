"""Empirical laws: samples as relative frequencies."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gancheck.distributions.atoms import Atoms, as_atoms, as_values, positions, union_of
from gancheck.distributions.derived import derived
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.parameters import as_numpy, as_parameters, refuse_where
from gancheck.distributions.rows import batch_size, rebuild, select_rows, with_batch_axis
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace

__all__ = ["Empirical"]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Empirical:
    r"""The empirical law :math:`\hat p` of m samples, or a batch of B.

    .. math:: \hat p(x) = \tfrac1m\,\#\{i : x_i = x\}.

    The counts are kept; frequencies are derived. Batched samples share the union of their atoms.

    Args:
        samples: Numbers or labels, ``(m,)`` or ``(B, m)``.
        atoms: All possible values ``(n,)``; by default the distinct values among the samples.

    Raises:
        InvalidInput: no samples, NaN among them, a ragged batch, or a sample that is none of the given atoms.

    Example:
        >>> Empirical([2.0, 1.0, 2.0, 2.0]).probs
        array([0.25, 0.75])
        >>> Empirical.from_counts([3, 1, 0]).total
        np.int64(4)
    """

    family: ClassVar[str] = "empirical"
    counts: Array
    atoms: Atoms

    def __init__(self, samples: Any, *, atoms: Any = None) -> None:
        values = as_values(samples)
        if values.size == 0 or values.ndim not in (1, 2):
            raise InvalidInput(
                f"`samples` has shape {values.shape}; give at least one sample, (m,) or (B, m)."
            )
        if values.dtype.kind == "f":
            refuse_where(np.isnan(values), values, "samples", "NaN is no observation; drop it first", 1)
        labels = as_atoms(union_of(values) if atoms is None else atoms)
        place = positions(labels, len(labels), values)
        if (place < 0).any():
            stranger = values[place < 0].tolist()[0]
            raise InvalidInput(f"`samples` holds {stranger!r}, which is none of the `atoms`; add it to them.")
        counts = np.stack([np.bincount(row, minlength=len(labels)) for row in np.atleast_2d(place)])
        counts = counts if values.ndim == 2 else counts[0]
        if is_torch(samples):
            counts = namespace(samples).asarray(counts, device=samples.device)
        object.__setattr__(self, "counts", counts)
        object.__setattr__(self, "atoms", labels)

    @classmethod
    def from_counts(cls, counts: Any, atoms: Any = None) -> "Empirical":
        """The law with ``counts[i]`` samples at atom i: ``(n,)`` or ``(B, n)``, zeros allowed."""
        (numbers,) = as_parameters(counts=counts)
        xp = namespace(numbers)
        if numbers.ndim not in (1, 2):
            raise InvalidInput(f"`counts` has shape {tuple(numbers.shape)}; give (n,) or (B, n).")
        bad = ~(xp.isfinite(numbers) & (numbers >= 0) & (numbers == xp.floor(numbers)))
        refuse_where(bad, numbers, "counts", "a count must be a whole number and not negative", 1)
        total = xp.sum(numbers, axis=-1)
        refuse_where(total == 0, total, "counts.sum", "no sample is left; drop that problem")
        refuse_where(
            total >= 2.0**53, total, "counts.sum", "float64 counts exactly below 2^53 only; scale down"
        )
        law = object.__new__(cls)
        object.__setattr__(law, "counts", xp.astype(numbers, xp.int64))
        object.__setattr__(law, "atoms", as_atoms(atoms, numbers.shape[-1]))
        return law

    def __repr__(self) -> str:
        size = f"{len(self)} x " if self.batch_shape else ""
        return f"Empirical(<{size}{int(as_numpy(self.total).max())} samples on {self.n_atoms} atoms>)"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.counts.shape[:-1])

    @property
    def n_atoms(self) -> int:
        """n, the number of atoms, those never seen included."""
        return int(self.counts.shape[-1])

    @property
    def total(self) -> Array:
        """m, the number of samples, ``()`` or ``(B,)``."""
        return namespace(self.counts).sum(self.counts, axis=-1)

    @derived
    def probs(self) -> Array:
        """Relative frequencies, ``(n,)`` or ``(B, n)``."""
        xp = namespace(self.counts)
        counts = xp.astype(self.counts, xp.float64)
        return counts / xp.sum(counts, axis=-1)[..., None]

    def as_discrete(self) -> Discrete:
        """The same law as a `Discrete`."""
        return Discrete(probs=self.probs, atoms=self.atoms)

    def log_prob(self, x: Any) -> Array:
        """Log frequency at atom values; -inf at what was never seen."""
        return self.as_discrete().log_prob(x)

    def sample(self, size: int, generator: Any) -> Array:
        """Atom indices drawn with replacement (the bootstrap), ``(size,)`` or ``(B, size)``."""
        return self.as_discrete().sample(size, generator)

    def padded(self, n_atoms: int) -> "Empirical":
        """The same law with atoms never seen appended, up to ``n_atoms``."""
        missing = n_atoms - self.n_atoms
        if missing <= 0:
            return self
        if self.atoms is not None:
            raise InvalidInput(
                f"A law with {self.n_atoms} labelled atoms cannot be padded to {n_atoms}; label them all."
            )
        xp = namespace(self.counts)
        zeros = xp.zeros_like(self.counts[..., :1])
        return rebuild(self, counts=xp.concat([self.counts] + [zeros] * missing, axis=-1))

    def batched(self) -> "Empirical":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, ("counts",))

    def __getitem__(self, index: Any) -> "Empirical":
        return select_rows(self, ("counts",), index)

    def __len__(self) -> int:
        return batch_size(self)
