"""Discrete laws on n atoms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from gancheck.distributions import simplex
from gancheck.distributions.atoms import Atoms, as_atoms, positions
from gancheck.distributions.derived import derived
from gancheck.distributions.draws import draw_uniform, require_generator, require_size
from gancheck.distributions.rows import batch_size, rebuild, search_rows, select_rows, with_batch_axis
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.logspace import safe_log

__all__ = ["Discrete"]

READERS: dict[str, Callable[[Any, str, bool], Array]] = {
    "probs": simplex.as_probabilities,
    "log_probs": simplex.as_log_probabilities,
    "logits": lambda x, name, normalize: simplex.as_logits(x, name),  # of unit mass by definition
}
ABSENT = {"probs": 0.0, "log_probs": -np.inf, "logits": -np.inf}
"""The value, in each parametrisation, of an atom without mass."""


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Discrete:
    r"""A law :math:`p` on n atoms, or a batch of B such laws.

    .. math:: p(x_i) = p_i \ge 0, \qquad \sum_{i=1}^n p_i = 1.

    Exactly one of ``probs``, ``log_probs`` and ``logits`` is given and kept as it is; the others are derived
    from it (from log p alone the relative accuracy of a divergence near p = q is lost). Zero and subnormal
    probabilities are kept. The mass must be 1 within the rounding of the dtype given: n eps for ``probs``, 2
    n eps for ``log_probs`` (see `gancheck.distributions.simplex`); nothing is renormalised unless
    ``normalize=True``.

    Args:
        probs: Probabilities, ``(n,)`` or ``(B, n)``.
        log_probs: Their natural logarithms; -inf for 0.
        logits: Logarithms up to a constant for each row.
        atoms: Distinct labels ``(n,)``, shared by the batch; by default the indices 0 ... n-1.
        normalize: Divide each row by its sum.

    Raises:
        InvalidInput: an entry is negative, NaN or infinite, the mass is not 1, or the shapes do not fit.

    Example:
        >>> p = Discrete(probs=[0.25, 0.75], atoms=["tails", "heads"])
        >>> p.log_prob(["heads"]).round(4)
        array([-0.2877])
        >>> Discrete(logits=[[0.0, 0.0], [0.0, 1.0]]).batch_shape
        (2,)
    """

    family: ClassVar[str] = "discrete"
    given: str
    parameter: Array
    atoms: Atoms

    def __init__(
        self,
        *,
        probs: Any = None,
        log_probs: Any = None,
        logits: Any = None,
        atoms: Any = None,
        normalize: bool = False,
    ) -> None:
        candidates = {"probs": probs, "log_probs": log_probs, "logits": logits}
        present = [name for name, value in candidates.items() if value is not None]
        if len(present) != 1:
            got = " and ".join(f"`{name}`" for name in present) or "none of them"
            raise InvalidInput(
                f"Give exactly one of `probs`, `log_probs` and `logits`; this call gave {got}."
            )
        given = present[0]
        parameter = READERS[given](candidates[given], given, normalize)
        object.__setattr__(self, "given", given)
        object.__setattr__(self, "parameter", parameter)
        object.__setattr__(self, "atoms", as_atoms(atoms, parameter.shape[-1]))

    def __repr__(self) -> str:
        atoms = self.atoms.tolist() if isinstance(self.atoms, np.ndarray) else self.atoms
        labels = "" if atoms is None else f", atoms={list(atoms)!r}"
        if self.batch_shape:
            return f"Discrete({self.given}=<{len(self)} x {self.n_atoms}>{labels})"
        return f"Discrete({self.given}={self.parameter.tolist()!r}{labels})"

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """``()`` or ``(B,)``."""
        return tuple(self.parameter.shape[:-1])

    @property
    def n_atoms(self) -> int:
        """n, the number of atoms, those of probability 0 included."""
        return int(self.parameter.shape[-1])

    @derived
    def probs(self) -> Array:
        """Probabilities, ``(n,)`` or ``(B, n)``: as given, or derived."""
        return self.parameter if self.given == "probs" else namespace(self.parameter).exp(self.log_probs)

    @derived
    def log_probs(self) -> Array:
        """Log probabilities, ``(n,)`` or ``(B, n)``, -inf where p = 0: as given, or derived."""
        if self.given == "probs":
            return safe_log(self.parameter)
        return simplex.log_softmax(self.parameter) if self.given == "logits" else self.parameter

    @property
    def mass_defect(self) -> Array:
        """``sum p - 1``, ``()`` or ``(B,)``: the rounding that the input brought."""
        return simplex.mass_defect(self.probs)

    def log_prob(self, x: Any) -> Array:
        """Log mass at atom values (indices where no atoms were given); -inf at what is no atom.

        ``x`` is ``(N,)`` or ``(B, N)``; the result is ``(N,)`` for one law and ``(B, N)`` for a batch.
        """
        xp = namespace(self.parameter)
        place = positions(self.atoms, self.n_atoms, x)
        if self.batch_shape:
            place = _spread(place, len(self))
        known = place >= 0
        index = np.where(known, place, 0)
        if is_torch(self.parameter):
            index = xp.asarray(index, device=self.parameter.device)
            known = xp.asarray(known, device=self.parameter.device)
        picked = (
            xp.take_along_axis(self.log_probs, index, axis=-1) if self.batch_shape else self.log_probs[index]
        )
        return xp.where(known, picked, -xp.inf)

    def sample(self, size: int, generator: Any) -> Array:
        """Atom indices, ``(size,)`` or ``(B, size)``, by inverse cumulative sums; mass 0 is never drawn."""
        xp, size = namespace(self.parameter), require_size(size)
        cumulative = xp.cumulative_sum(self.probs, axis=-1)
        uniform = draw_uniform(self.parameter, self.batch_shape, (size,), generator)
        # u is at most 1 - 2^-53, so u * total stays below total when rounded: no atom past the last mass is drawn.
        return search_rows(cumulative, uniform * cumulative[..., -1:])

    def sample_counts(self, size: int, generator: Any) -> Array:
        """How often each atom occurs in ``size`` draws, ``(n,)`` or ``(B, n)``: multinomial counts."""
        size = require_size(size)
        if not is_torch(self.parameter):
            rows = len(self) if self.batch_shape else None
            require_generator(self.parameter, generator, rows)
            probs = self.probs / self.probs.sum(axis=-1, keepdims=True)
            if isinstance(generator, list):
                return np.stack([g.multinomial(size, row) for g, row in zip(generator, probs, strict=True)])
            return generator.multinomial(size, probs)
        xp = namespace(self.parameter)
        drawn = self.sample(size, generator)
        zeros = xp.zeros(self.parameter.shape, dtype=xp.int64, device=self.parameter.device)
        return zeros.scatter_add(-1, drawn, xp.ones_like(drawn))

    def padded(self, n_atoms: int) -> "Discrete":
        """The same law with atoms of probability 0 appended, up to ``n_atoms``."""
        missing = n_atoms - self.n_atoms
        if missing <= 0:
            return self
        if self.atoms is not None:
            raise InvalidInput(
                f"A law with {self.n_atoms} labelled atoms cannot be padded to {n_atoms}; label them all."
            )
        xp = namespace(self.parameter)
        filler = xp.full_like(self.parameter[..., :1], ABSENT[self.given])
        return rebuild(self, parameter=xp.concat([self.parameter] + [filler] * missing, axis=-1))

    def batched(self) -> "Discrete":
        """The same law with a batch axis; B = 1 if it had none."""
        return with_batch_axis(self, ("parameter",))

    def __getitem__(self, index: Any) -> "Discrete":
        return select_rows(self, ("parameter",), index)

    def __len__(self) -> int:
        return batch_size(self)


def _spread(place: Any, size: int) -> Any:
    """Positions ``(N,)``, ``(1, N)`` or ``(B, N)`` as ``(B, N)``."""
    if place.ndim > 2 or (place.ndim == 2 and place.shape[0] not in (1, size)):
        raise InvalidInput(f"`x` has shape {place.shape}; for a batch of {size} give (N,) or ({size}, N).")
    return np.broadcast_to(np.atleast_1d(place), (size, place.shape[-1] if place.ndim else 1))
