"""Strategies for discriminators, good ones and bad ones."""

from collections.abc import Collection
from math import inf
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from gancheck.distributions import Discrete, Law
from gancheck.strategies.bounds import chosen_kinds, require_integers, require_reals
from gancheck.strategies.drawing import ELEMENTWISE, Floats, numbers, reals, shown_as
from gancheck.theory.discriminators import Discriminator, QuadraticDiscriminator, TabularDiscriminator
from gancheck.theory.optimal_discriminator import optimal_logit

__all__ = ["DISCRIMINATOR_KINDS", "discriminators", "quadratic_discriminators", "tabular_discriminators"]

DISCRIMINATOR_KINDS = ("optimal", "near-optimal", "reversed", "any")
CLOSEST = 12
"""A near-optimal logit is off by 1e-1 to 1e-12."""


def tabular_discriminators(
    n_atoms: int, *, max_logit: float = 30.0, allow_certainty: bool = True
) -> st.SearchStrategy[TabularDiscriminator]:
    """Tabular discriminators, a batch of one: a logit for each of ``n_atoms`` atoms.

    Examples shrink towards D ≡ ½.

    Args:
        n_atoms: Number of atoms.
        max_logit: Greatest finite logit, in absolute value.
        allow_certainty: Whether D may be exactly 0 or 1 at an atom (logit −∞ or ∞).

    Raises:
        hypothesis.errors.InvalidArgument: The bounds are no bounds.
    """
    require_integers(1, n_atoms=n_atoms)
    _require_logit(max_logit)
    return _tabular_discriminators(n_atoms, max_logit, allow_certainty)


def quadratic_discriminators(
    *, centre: float = 0.0, width: float = 1.0, max_logit: float = 30.0
) -> st.SearchStrategy[QuadraticDiscriminator]:
    """Discriminators with a logit quadratic in u = (x − centre)/width, a batch of one.

    Examples shrink towards D ≡ ½.

    Args:
        centre: Where u = 0.
        width: The unit of u, positive.
        max_logit: Greatest coefficient of 1, u and u², in absolute value.

    Raises:
        hypothesis.errors.InvalidArgument: The bounds are no bounds.
    """
    require_reals(centre=centre, width=width)
    if width <= 0:
        raise InvalidArgument(f"width={width!r} is not positive; it is the unit of length.")
    _require_logit(max_logit)
    return _quadratic_discriminators(centre, width, max_logit)


def discriminators(
    p: Law, q: Law, *, max_logit: float = 30.0, kinds: Collection[str] | None = None
) -> st.SearchStrategy[Discriminator]:
    """Discriminators between p and q (one problem each): tabular on atoms, quadratic on the line.

    Kinds: ``"optimal"`` (D* itself; on the line, D* of the Gaussians with the moments of p and q),
    ``"near-optimal"`` (its logit off by 1e-1 to 1e-12), ``"reversed"`` (1 − D*: the worst confusion) and ``"any"``
    (as `tabular_discriminators`, or as `quadratic_discriminators` that vary over the distance that p and q span).

    Examples shrink towards D*.

    Args:
        p: The data law.
        q: The generator's law, of the same family.
        max_logit: Greatest finite logit of the kind ``"any"``.
        kinds: The kinds to draw from; all by default.

    Raises:
        hypothesis.errors.InvalidArgument: A law holds several problems, or is neither discrete nor on the line.
    """
    _require_logit(max_logit)
    for name, law in (("p", p), ("q", q)):
        if law.batch_shape not in ((), (1,)):
            raise InvalidArgument(
                f"{name} is a batch of {len(law)} laws; draw a discriminator for each problem."
            )
        if not isinstance(law, Discrete) and not hasattr(law, "variance"):
            raise InvalidArgument(
                f"{name} is of the family {law.family!r}; discrete laws and mixtures are known."
            )
    chosen = chosen_kinds(kinds, DISCRIMINATOR_KINDS, {})
    draw = _on_atoms if isinstance(p, Discrete) else _on_line
    return draw(p.batched(), q.batched(), max_logit, chosen)


def _require_logit(max_logit: float) -> None:
    require_reals(max_logit=max_logit)
    if max_logit < 0:
        raise InvalidArgument(f"max_logit={max_logit!r} is negative; it bounds an absolute value.")


@shown_as("tabular_discriminators")
def _tabular_discriminators(
    draw: st.DrawFn, n_atoms: int, max_logit: float, allow_certainty: bool, most: int = 0
) -> TabularDiscriminator:
    logits = reals(draw, n_atoms, -max_logit, max_logit, most=most)
    if allow_certainty:
        certain = numbers(draw, n_atoms, -3, 3, most=most)
        logits = np.where(certain == 3, inf, np.where(certain == -3, -inf, logits))
    return TabularDiscriminator(logits[None, :])


@shown_as("quadratic_discriminators")
def _quadratic_discriminators(
    draw: st.DrawFn, centre: float, width: float, max_logit: float
) -> QuadraticDiscriminator:
    coefficients = reals(draw, 3, -max_logit, max_logit)
    return QuadraticDiscriminator(coefficients[None, :], np.array([centre]), np.array([width]))


@shown_as("discriminators")
def _on_atoms(draw: st.DrawFn, p: Any, q: Any, max_logit: float, kinds: list[str]) -> TabularDiscriminator:
    kind = draw(st.sampled_from(kinds))
    if kind == "any":
        return draw(_tabular_discriminators(p.n_atoms, max_logit, True, ELEMENTWISE))
    logits = optimal_logit(p.probs, q.probs)
    logits = np.where(np.isnan(logits), 0.0, logits)  # off both supports D may be anything
    return TabularDiscriminator(_moved(draw, logits, kind, ELEMENTWISE))


@shown_as("discriminators")
def _on_line(draw: st.DrawFn, p: Any, q: Any, max_logit: float, kinds: list[str]) -> QuadraticDiscriminator:
    kind = draw(st.sampled_from(kinds))
    (mean_p, sd_p), (mean_q, sd_q) = ((float(law.mean[0]), float(law.variance[0]) ** 0.5) for law in (p, q))
    if kind == "any":
        width = max(sd_p, sd_q) + 0.5 * abs(mean_p - mean_q)
        return draw(_quadratic_discriminators(0.5 * (mean_p + mean_q), width, max_logit))
    # In p's own coordinate u, log N(u; 0, 1) − log N(u; shift, 1/precision).
    precision, shift = (sd_p / sd_q) ** 2, (mean_q - mean_p) / sd_p
    optimum = np.array(
        [
            0.5 * precision * shift**2 - np.log(sd_p / sd_q),
            -precision * shift,
            0.5 * (precision - 1.0),
        ]
    )
    return QuadraticDiscriminator(_moved(draw, optimum[None, :], kind), np.array([mean_p]), np.array([sd_p]))


def _moved(draw: st.DrawFn, optimum: Floats, kind: str, most: int = 0) -> Floats:
    """The logits (or coefficients) of D*, of 1 − D*, or of something near D*."""
    if kind == "near-optimal":
        return optimum + 10.0 ** -draw(st.integers(1, CLOSEST)) * numbers(
            draw, optimum.shape[1], -1, 1, most=most
        )
    return -optimum if kind == "reversed" else optimum
