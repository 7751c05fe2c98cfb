r"""Where the players stand as fresh draws show it: in several dimensions, and where p_g can only be sampled.

V and the means of D are averages, and with both densities so is the gap; the error is their standard error. Of JSD
every discriminator certifies a lower bound, tight at D*:

.. math:: \mathrm{JSD}(p \| q) \ge \tfrac12 (V(D, G) + \log 4)

The draws were not used in training, so that D does not depend on them. D with its logit clamped to [−c, c] is a
discriminator too, and its logarithms lie in an interval of length c; hence V of the clamped D is known up to a radius
that holds at every sample size, and so is the bound.

Guarantees: no draw of the training is touched. Refuses to call a bound a divergence, and an absence of evidence a zero.

References:
    [G14] Eq. (1), (4)-(6); [maurer2009] Theorem 4.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import expit

from gancheck.distributions.draws import require_size
from gancheck.distributions.law import Law
from gancheck.distributions.parameters import as_numpy
from gancheck.divergences.gaussian_pair import are_gaussian
from gancheck.divergences.jensen_shannon import jsd
from gancheck.errors import InvalidInput
from gancheck.learned.streams import Origin, generators, parameter_of
from gancheck.numerics.arrays import Array
from gancheck.numerics.confidence_radius import bernstein_radius
from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, exactly
from gancheck.theory.discriminators import Discriminator
from gancheck.theory.suboptimality import relative_entropy_terms

__all__ = ["is_sampled", "jsd_lower_bound", "sampled"]

SAMPLE = 4096
"""Fresh draws of each law: a standard error of about 1 % of the spread of log D."""

CLAMP = 5.0
"""c: a logit beyond it could add 0.007 nats to the bound at most, and its width costs c/n times 14 nats."""

LEVEL = 0.01
"""The probability that a certified bound of a record is not one, in each problem and record on its own."""

ROWS_AT_ONCE = 64
"""Problems measured at once: a layer of 32 units at all draws of a law takes 64 MB."""

SPACE = ("multivariate-gaussian", "multivariate-mixture")


def is_sampled(p: Law, q: Law) -> bool:
    """Whether draws are all there is: no quadrature in several dimensions, no density of ``q``."""
    return p.family in SPACE or q.family == "generated"


def sampled(
    d: Discriminator, p: Any, q: Any, origins: Sequence[Origin]
) -> tuple[Array, tuple[Estimate, ...], Array]:
    """JSD, exact or NaN; V, the gap (NaN without densities), E_p[D] and E_q[D]; and the certified bound on JSD."""
    if len(p) <= ROWS_AT_ONCE:
        return _sampled_rows(d, p, q, origins)
    rows = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(p), ROWS_AT_ONCE)]
    parts = [_sampled_rows(d[row], p[row], q[row], origins[row]) for row in rows]
    divergences, columns, bounds = zip(*parts, strict=True)
    joined = (
        Estimate(np.concatenate([x.value for x in column]), np.concatenate([x.error for x in column]))
        for column in zip(*columns, strict=True)
    )
    return np.concatenate(divergences), tuple(joined), np.concatenate(bounds)


def _sampled_rows(
    d: Discriminator, p: Any, q: Any, origins: Sequence[Origin]
) -> tuple[Array, tuple[Estimate, ...], Array]:
    """The same of a few problems at once.

    The gap's integrand under the mixture is 2·KL(Bern(D*)‖Bern(D)); the two halves of the mixture are stratified.
    """
    streams = generators(origins, "measurement", parameter_of(p))
    logits, terms, gaps, means = [], [], [], []
    for law, sign in ((p, 1.0), (q, -1.0)):
        x = law.sample(SAMPLE, streams)
        t = as_numpy(d.logit(x))
        logits.append(t)
        terms.append(-np.logaddexp(0.0, -sign * t))
        means.append(exactly(expit(t).mean(axis=1)))
        if q.family == "generated":
            gaps.append(np.full_like(t, np.nan))
            continue
        best = as_numpy(p.log_prob(x)) - as_numpy(q.log_prob(x))
        gaps.append(sum(relative_entropy_terms(expit(s * best), expit(s * t)) for s in (1.0, -1.0)))
    divergence = as_numpy(jsd(p, q)) if are_gaussian(p, q) else np.full(len(p), np.nan)
    return divergence, (_average(terms), _average(gaps), *means), _certified(logits[0], logits[1], LEVEL)


def jsd_lower_bound(
    d: Discriminator, p: Any, q: Any, generator: Any, *, size: int = SAMPLE, alpha: float = LEVEL
) -> Array:
    r"""What a discriminator certifies of a Jensen-Shannon divergence that nobody can compute.

    .. math:: \mathrm{JSD}(p \| q) \ge \tfrac12 \left(\bar V - r_p - r_q + \log 4\right), \qquad
              \bar V = \frac1n \sum_i \log D(x_i) + \frac1n \sum_i \log(1 - D(y_i)),
              \quad x_i \sim p, \; y_i \sim q,

    D with its logit clamped to [−5, 5], :math:`r_p` and :math:`r_q` empirical Bernstein radii of level α/2 each.

    Args:
        d: Any discriminator with ``.logit(x)``, trained on other draws than these.
        p: The data law, one law or a batch; all that is asked of it is to be sampled.
        q: The generator's law, of the same batch shape.
        generator: Draws both samples; a list of B generators serves a batch, one a row.
        size: n, draws of each law, at least 2.
        alpha: Probability that the bound of one problem is wrong.

    Returns:
        Nats between 0 and log 2, ``()`` or ``(B,)``, NumPy; 0 is no evidence that the laws are equal.

    Raises:
        InvalidInput: fewer than two draws, or a level outside of (0, 1).

    Example:
        >>> import gancheck as gk
        >>> p, q = gk.MultivariateGaussian([0.0, 0.0], np.eye(2)), gk.MultivariateGaussian([4.0, 0.0], np.eye(2))
        >>> d = gk.optimal_discriminator(p, q)
        >>> bound = gk.jsd_lower_bound(d, p, q, np.random.default_rng(0))
        >>> bool(0.5 < bound <= gk.jsd(p, q))
        True

    References:
        [goodfellow2014] Theorem 1, whose proof bounds V by C(G); [maurer2009] Theorem 4.
    """
    if require_size(size) < 2:
        raise InvalidInput(f"`size` is {size!r}; a spread needs at least two draws of each law.")
    real, fake = (as_numpy(d.logit(law.sample(size, generator))) for law in (p, q))
    return _certified(real, fake, alpha)


def _certified(real: Array, fake: Array, alpha: float) -> Array:
    """The bound from logits on fresh draws of p and q, (…, N) each: a radius fails with α/2 on the side that counts."""
    total = math.log(4.0)
    for t, sign in ((real, 1.0), (fake, -1.0)):
        n = t.shape[-1]
        with np.errstate(invalid="ignore"):  # a D that is NaN somewhere certifies NaN
            terms = -np.logaddexp(0.0, -sign * np.clip(t, -CLAMP, CLAMP))
        rounding = 2.0 * n * UNIT_ROUNDOFF * (CLAMP + 1.0)  # a sum of n terms in [−c − 1, 0], in any order
        total = total + terms.mean(axis=-1) - rounding
        total = total - bernstein_radius(terms.var(axis=-1, ddof=1), n, CLAMP, alpha)
    return np.maximum(0.5 * total, 0.0)


def _average(strata: list[Array]) -> Estimate:
    """The sum of the strata's means and its standard error."""
    variance = sum(stratum.var(axis=1, ddof=1) / stratum.shape[1] for stratum in strata)
    return Estimate(sum(stratum.mean(axis=1) for stratum in strata), np.sqrt(variance))
