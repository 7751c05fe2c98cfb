"""The value of the game, in balls."""

from typing import Any

import numpy as np
from flint import arb

from gancheck.certified import discrete_sums
from gancheck.certified.ball_laws import Masses, ball_law
from gancheck.certified.enclosure import Enclosure, enclose
from gancheck.distributions.parameters import as_numpy
from gancheck.divergences.pairs import align
from gancheck.errors import UnsupportedPair
from gancheck.theory.discriminators import Discriminator
from gancheck.theory.optimal_discriminator import OptimalDiscriminator
from gancheck.theory.value import atom_logits

__all__ = ["value"]


def value(d: Discriminator, p: Any, q: Any, *, tol: float = 1e-14) -> Enclosure:
    r"""The value :math:`V(D, G) = \sum p \log D + q \log(1 - D)` of the game on discrete laws, in nats, enclosed.

    The masses are taken as given, and a discriminator as the logits that it states; the optimal one of the same two
    laws is taken exactly, as p/(p+q).

    Args:
        d: A discriminator with ``.logits``.
        p: The data law, discrete.
        q: The generator's law, on the same atoms.
        tol: Greatest radius, relative to the value.

    Returns:
        An `Enclosure`, ``()`` or ``(B,)``; both ends −∞ where D excludes what can happen.

    Raises:
        UnsupportedPair: The laws are densities.
        InvalidInput: The batches or atoms do not match, or ``tol`` is not positive.

    Example:
        >>> import gancheck as gk
        >>> p, q = gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[0.25, 0.75])
        >>> found = gk.certified.value(gk.optimal_discriminator(p, q), p, q)
        >>> round(found.lower, 12), found.radius < 1e-14
        (-1.318650209983, True)

    References:
        [goodfellow2014] Eq. (1).
    """
    p, q = align(p, q)
    if p.family != "discrete":
        raise UnsupportedPair(
            f"V(D, G) of laws of the family {p.family!r} is not enclosed; gancheck.value has it with a stated error, "
            "and gancheck.certified.criterion its greatest value."
        )
    a, b = p.batched(), q.batched()
    exact = isinstance(d, OptimalDiscriminator) and d.p is p and d.q is q
    logits = np.atleast_2d(as_numpy(atom_logits(d, p)))

    def ball(row: int) -> arb:
        masses = [law.values for law in (ball_law(a, row), ball_law(b, row)) if isinstance(law, Masses)]
        logs = _best(*masses) if exact else _of_logits(logits[row if len(logits) > 1 else 0].tolist())
        return discrete_sums.value(*logs, *masses)

    return enclose(ball, len(a), bool(p.batch_shape), tol)


def _best(p: tuple[arb, ...], q: tuple[arb, ...]) -> tuple[list[arb], list[arb]]:
    """``log p/(p+q)`` and ``log q/(p+q)``; where there is no mass, anything."""
    return [-_log_sum_ratio(a, b) for a, b in zip(p, q, strict=True)], [
        -_log_sum_ratio(b, a) for a, b in zip(p, q, strict=True)
    ]


def _log_sum_ratio(a: arb, b: arb) -> arb:
    """``log((a + b)/a)``, ∞ for a = 0."""
    return arb.pos_inf() if a.is_zero() else (b / a).log1p()


def _of_logits(logits: list[float]) -> tuple[list[arb], list[arb]]:
    balls = [arb(logit) for logit in logits]
    return [discrete_sums.log_sigmoid(t) for t in balls], [discrete_sums.log_sigmoid(-t) for t in balls]
