"""The value function of the two-player game."""

from typing import Any

import numpy as np

from gancheck.distributions.expectation import expectation
from gancheck.distributions.law import Law
from gancheck.divergences.pairs import align
from gancheck.divergences.scalars import plain
from gancheck.errors import InvalidInput, UnsupportedPair
from gancheck.numerics.arrays import Array, is_torch, namespace
from gancheck.numerics.estimate import Estimate, rounded
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.discriminators import Discriminator, logit_error, probability

__all__ = ["atom_logits", "fakes_estimate", "resolving", "value", "value_estimate"]


def value(d: Discriminator, p: Any, q: Any) -> Array:
    r"""The value of the game for the discriminator D, data law p and generator's law q.

    .. math:: V(D, G) = E_{x \sim p}[\log D(x)] + E_{x \sim q}[\log(1 - D(x))]

    Both logarithms are taken from the logit: ``log D = −softplus(−logit)``, ``log(1 − D) = −softplus(logit)``.

    Args:
        d: A discriminator with ``.logit(x)``; on discrete laws one with ``.logits``, ``(n,)`` or ``(B, n)``.
        p: The data law.
        q: The generator's law.

    Returns:
        V in nats, ``()`` or ``(B,)``; at most ``−log 4 + 2·JSD(p, q) ≤ 0``. −∞ where D gives 0 to a point of positive
        p-mass or 1 to one of positive q-mass; what D does off both supports does not enter.

    Raises:
        UnsupportedPair: The laws cannot be compared, or are Gaussians in several dimensions, for which no quadrature
            with a stated error is at hand; `gancheck.criterion` has the value at D* in every dimension.

    Example:
        >>> import gancheck as gk
        >>> p, q = gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[0.9, 0.1])
        >>> abs(gk.value(gk.optimal_discriminator(p, q), p, q) - gk.criterion(p, q)) < 1e-15
        True

    References:
        [goodfellow2014] Eq. (1).
    """
    return plain(value_estimate(d, p, q).value)


def value_estimate(d: Discriminator, p: Any, q: Any) -> Estimate:
    """V(D, G) with a bound on its error: rounding on discrete laws, quadrature and rounding on densities."""
    p, q = align(p, q)
    if p.family == "discrete":
        logits = atom_logits(d, p)
        return _sum(p.probs, log_sigmoid(logits)) + _sum(q.probs, log_sigmoid(-logits))
    if p.family in ("multivariate-gaussian", "multivariate-mixture"):
        raise UnsupportedPair(
            "V(D, G) of laws in several dimensions has no quadrature with a stated error here; "
            "use criterion(p, q) for the value of Gaussians at the optimal discriminator, or laws on the line."
        )
    return _mean_log(d, p, 1.0, q.breakpoints()) + fakes_estimate(d, q, p.breakpoints())


def fakes_estimate(d: Discriminator, q: Law, extra_breakpoints: Array | None = None) -> Estimate:
    """``E_{x~q}[log(1 − D(x))]`` for a law on the line: the half of V that the generator can change."""
    return _mean_log(d, q, -1.0, extra_breakpoints)


def _mean_log(d: Discriminator, law: Any, sign: float, extra: Array | None) -> Estimate:
    """``E[log σ(±t)]``, t the logit: a rounding ε of t moves log σ(t) by at most σ(−t)ε + ε²/8."""
    extra = resolving(d, law, extra)
    if not hasattr(d, "logit_error"):
        return expectation(law, lambda x: log_sigmoid(sign * d.logit(x)), extra)

    def log_prob(x: Array) -> Estimate:
        logit, error = d.logit(x), logit_error(d, x)
        return Estimate(log_sigmoid(sign * logit), probability(-sign * logit) * error + error * error)

    return expectation(law, log_prob, extra)


def resolving(d: Discriminator, law: Any, extra: Array | None = None) -> Array | None:
    """The extra breakpoints, and those of D within the range of the law: where D is steeper than the law is."""
    own = getattr(d, "breakpoints", None)
    if own is None:
        return extra
    edges, steps = law.breakpoints(), own()
    xp = namespace(edges, steps)
    low, high = xp.min(edges, axis=-1)[..., None], xp.max(edges, axis=-1)[..., None]
    steps = xp.minimum(xp.maximum(steps, low), high)
    if edges.ndim == 1:
        steps = xp.reshape(steps, (-1,))
    if is_torch(steps):  # where the panels lie is no part of what is differentiated
        steps = steps.detach()
    if extra is None:
        return steps
    return xp.concat([steps, xp.broadcast_to(extra, (*steps.shape[:-1], extra.shape[-1]))], axis=-1)


def atom_logits(d: Discriminator, law: Any) -> Array:
    """The logits of D at every atom of a discrete law: a table, or D at the atoms as the law's log_prob takes them.

    Raises:
        InvalidInput: The table has not one logit for each atom, or is a batch of another size.
    """
    logits = getattr(d, "logits", None)
    if logits is None:
        xp = namespace(law.probs)
        labels = law.atoms if isinstance(law.atoms, np.ndarray) else np.arange(law.n_atoms)
        points = xp.asarray(labels, device=law.probs.device) if is_torch(law.probs) else labels
        return d.logit(xp.broadcast_to(points, law.probs.shape))
    batches = {tuple(logits.shape[:-1]), tuple(law.probs.shape[:-1])} - {()}
    if logits.shape[-1] != law.n_atoms or len(batches - {(1,)}) > 1:
        raise InvalidInput(
            f"`d` has logits of shape {tuple(logits.shape)} and the laws have masses of shape "
            f"{tuple(law.probs.shape)}; give one logit for each of the {law.n_atoms} common atoms."
        )
    return logits


def _sum(mass: Array, log_d: Array) -> Estimate:
    """Σ mass · log D with 0 · (anything) = 0: pairwise summation of n terms, each of four roundings."""
    xp = namespace(mass, log_d)
    present = mass > 0
    terms = xp.where(present, mass * xp.where(present, log_d, xp.zeros_like(log_d)), xp.zeros_like(mass))
    n = terms.shape[-1]
    return rounded(xp.sum(terms, axis=-1), 8 + n.bit_length() + min(n, 128))
