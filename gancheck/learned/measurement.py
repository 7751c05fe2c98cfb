r"""Where the players stand, measured against theory.

.. math:: V(D, G), \qquad C(G) = -\log 4 + 2\,\mathrm{JSD}(p \| p_g), \qquad
          V(D^*, G) - V(D, G) = \int (p + p_g)\, \mathrm{KL}(\mathrm{Bern}(D^*) \| \mathrm{Bern}(D))

On atoms and on the line everything is a sum or a quadrature with a stated error. In several dimensions, and where the
generator's law can only be sampled, it is `gancheck.learned.sampled_measurement` that measures.

Guarantees: no draw of the training is touched; a problem whose players have diverged is NaN and spoils no other.
Refuses to judge.

References:
    [G14] Eq. (1), (2), (4)-(6).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch

from gancheck.distributions.discrete import Discrete
from gancheck.distributions.law import Law
from gancheck.distributions.parameters import as_numpy
from gancheck.divergences.atoms import common_atoms
from gancheck.divergences.discrete_sum import discrete_total
from gancheck.divergences.gaussian_pair import are_gaussian
from gancheck.divergences.jensen_shannon import JSD, LOG_2, jsd
from gancheck.learned.panel_measurement import panel_game
from gancheck.learned.sampled_measurement import is_sampled, sampled
from gancheck.learned.streams import Origin
from gancheck.numerics.arrays import Array, namespace
from gancheck.numerics.estimate import Estimate, exactly
from gancheck.numerics.logspace import at_most, log_sigmoid
from gancheck.numerics.quadrature import integrate
from gancheck.theory.discriminators import Discriminator, TabularDiscriminator
from gancheck.theory.suboptimality import suboptimality_estimate
from gancheck.theory.value import value_estimate

__all__ = ["Measurement", "measure"]


@dataclass(frozen=True)
class Measurement:
    """One number a problem, (B,), in nats but for the means of D; NaN where it is not known.

    Attributes:
        value: V(D, G).
        value_error: bound on its error (quadrature), or its standard error (several dimensions).
        criterion: C(G).
        jsd: JSD(p ‖ p_g).
        gap: V(D*, G) − V(D, G).
        gap_error: as ``value_error``.
        d_real: E_p[D].
        d_fake: E_q[D], q = p_g.
        jsd_lower_bound: what D certifies of JSD(p ‖ p_g) by fresh draws: JSD is smaller with a probability of at most
            1 %, in each problem and record on its own; NaN on atoms and on the line, where JSD is computed.
    """

    value: Array
    value_error: Array
    criterion: Array
    jsd: Array
    gap: Array
    gap_error: Array
    d_real: Array
    d_fake: Array
    jsd_lower_bound: Array

    def rows(self, index: Any) -> "Measurement":
        """The numbers of some problems."""
        return Measurement(*(getattr(self, field.name)[index] for field in fields(self)))

    def scattered(self, rows: Array) -> "Measurement":
        """The numbers at the marked rows of a larger batch, NaN at the others."""
        grown = {field.name: np.full(rows.shape, np.nan) for field in fields(self)}
        for name, column in grown.items():
            column[rows] = getattr(self, name)
        return Measurement(**grown)


def measure(d: Discriminator, p: Law, q: Law, origins: Sequence[Origin]) -> Measurement:
    """The players' standing; ``origins``, one a problem, serve only where there are but draws."""
    if is_sampled(p, q):
        divergence, columns, bound = sampled(d, p, q, origins)
        return _measurement(divergence, columns, bound)
    if p.family == "empirical":
        d, p, q = _on_the_data(d, p, q)
    if p.family == "discrete":
        divergence, columns = jsd(p, q), _summed(d, p, q)
    else:
        divergence, columns = _on_the_line(d, p, q)
    divergence = as_numpy(divergence)
    return _measurement(divergence, columns, np.full(divergence.shape, np.nan))


def _measurement(divergence: Array, columns: tuple[Estimate, ...], bound: Array) -> Measurement:
    """From JSD, the bound on it, and V, the gap and the means of D."""
    value, gap, d_real, d_fake = columns
    numbers = (value.value, value.error, 2.0 * divergence - math.log(4.0), divergence, gap.value, gap.error)
    return Measurement(*(as_numpy(column) for column in (*numbers, d_real.value, d_fake.value, bound)))


def _on_the_data(d: Discriminator, p: Any, q: Any) -> tuple[TabularDiscriminator, Discrete, Discrete]:
    """Two data sets and a D on the line, as laws on the union of the points, where D is a table."""
    points = np.union1d(p.atoms, q.atoms).astype(np.float64)
    on_union, fakes_on_union = (Discrete(probs=np.exp(as_numpy(law.log_prob(points)))) for law in (p, q))
    everywhere = np.broadcast_to(points, (len(p), len(points)))
    return TabularDiscriminator(as_numpy(d.logit(everywhere))), on_union, fakes_on_union


def _summed(d: Any, p: Any, q: Any) -> tuple[Estimate, ...]:
    """V, the gap and the means of D over atoms."""
    means = (exactly(namespace(law.probs).sum(law.probs * d.probs, axis=-1)) for law in (p, q))
    return value_estimate(d, p, q), suboptimality_estimate(d, p, q), *means


def _on_the_line(d: Discriminator, p: Any, q: Any) -> tuple[Array, tuple[Estimate, ...]]:
    """JSD, and V, the gap and the means of D: by panels where the players are of that form."""
    game = panel_game(d, p, q)
    if game is None:
        return jsd(p, q), _integrated(d, p, q)
    with torch.no_grad():
        integrals = game.integrals()
    divergence, *columns = (Estimate(integrals.value[:, i], integrals.error[:, i]) for i in range(5))
    atoms = _at_atoms(d, p, q)
    return _divergence(p, q, divergence.value), tuple(a + b for a, b in zip(columns, atoms, strict=True))


def _divergence(p: Any, q: Any, continuous: Array) -> Array:
    """JSD from its integral: with what atoms add, or in closed form."""
    if are_gaussian(p, q):
        return jsd(p, q)
    masses = common_atoms(p, q) if _has_atoms(p) or _has_atoms(q) else None
    return at_most(
        continuous if masses is None else continuous + discrete_total(*masses, JSD.masses).value, LOG_2
    )


def _has_atoms(law: Any) -> bool:
    """Whether any problem of the batch has one."""
    return law.family == "pushforward" and bool((law.atom_masses > 0).any())


def _integrated(d: Discriminator, p: Any, q: Any) -> tuple[Estimate, ...]:
    """V, the gap and the means of D on the line: four integrals on one set of nodes, each density evaluated once."""
    xp = namespace(p.breakpoints(), q.breakpoints())
    breakpoints = xp.concat([p.breakpoints(), q.breakpoints()], axis=-1)
    size = breakpoints.shape[0]

    def integrand(x: Array) -> Array:
        log_p, log_q, t = p.log_prob(x[:size]), q.log_prob(x[:size]), d.logit(x[:size])
        return xp.concat(_contributions(xp.exp(log_p), xp.exp(log_q), log_p, log_q, t))

    four = integrate(integrand, xp.concat([breakpoints] * 4))
    rows = (slice(i * size, (i + 1) * size) for i in range(4))
    continuous = tuple(Estimate(four.value[row], four.error[row]) for row in rows)
    return tuple(a + b for a, b in zip(continuous, _at_atoms(d, p, q), strict=True))


def _contributions(real: Array, fake: Array, log_p: Array, log_q: Array, t: Array) -> tuple[Array, ...]:
    """The integrands of V, the gap, E_p[D] and E_q[D] where p and q are ``real`` and ``fake``.

    The gap's is p (log D* − log D) + q (log(1−D*) − log(1−D)), through logarithms: no underflow makes it infinite.
    """
    xp = namespace(t)
    nowhere = xp.isinf(log_p) & xp.isinf(log_q)
    best = xp.where(nowhere, 0.0, log_p - xp.where(nowhere, 0.0, log_q))
    log_d, log_not_d = log_sigmoid(t), log_sigmoid(-t)
    gap = _product(real, log_sigmoid(best) - log_d) + _product(fake, log_sigmoid(-best) - log_not_d)
    return real * log_d + fake * log_not_d, gap, real * xp.exp(log_d), fake * xp.exp(log_d)


def _product(mass: Array, value: Array) -> Array:
    """``mass · value``, and 0 where there is no mass, whatever the value."""
    xp = namespace(mass, value)
    return xp.where(mass > 0, mass * xp.where(mass > 0, value, 0.0), 0.0)


def _at_atoms(d: Discriminator, p: Any, q: Any) -> list[Estimate]:
    """What the atoms of pushforwards add; at an atom of one law the other has no mass, so that D* is 1 or 0."""
    sums = []
    for law, sign in ((p, 1.0), (q, -1.0)):
        if not _has_atoms(law):
            zero = exactly(0.0 * law.breakpoints()[..., 0])
            sums.append((zero, zero))
            continue
        mass, t = law.atom_masses, d.logit(law.atom_locations)
        xp = namespace(mass)
        logs, means = (
            xp.sum(_product(mass, log_sigmoid(sign * t)), axis=-1),
            xp.sum(mass * d.prob(law.atom_locations), axis=-1),
        )
        sums.append((exactly(logs), exactly(means)))
    (log_p, d_p), (log_q, d_q) = sums
    return [log_p + log_q, -(log_p + log_q), d_p, d_q]
