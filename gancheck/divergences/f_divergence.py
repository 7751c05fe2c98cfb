r"""The f-divergences by name."""

import math
from collections.abc import Callable
from typing import Any

from gancheck.divergences.alpha import alpha_divergence_estimate
from gancheck.divergences.chi_squared import neyman_estimate, pearson_estimate
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate, reverse_kl_estimate
from gancheck.divergences.scalars import plain
from gancheck.divergences.squared_hellinger import squared_hellinger_estimate
from gancheck.divergences.total_variation import total_variation_estimate
from gancheck.divergences.vincze_le_cam import vincze_le_cam_estimate
from gancheck.errors import InvalidInput
from gancheck.numerics.arrays import Array
from gancheck.numerics.estimate import Estimate

__all__ = ["NAMES", "f_divergence", "f_divergence_estimate"]


def gan_estimate(p: Any, q: Any) -> Estimate:
    """2 JSD - log 4, the value of the game at the optimal discriminator."""
    return 2.0 * jsd_estimate(p, q) - math.log(4.0)


TABLE: dict[str, Callable[[Any, Any], Estimate]] = {
    "kl": kl_estimate,
    "reverse_kl": reverse_kl_estimate,
    "jsd": jsd_estimate,
    "gan": gan_estimate,
    "pearson": pearson_estimate,
    "neyman": neyman_estimate,
    "squared_hellinger": squared_hellinger_estimate,
    "total_variation": total_variation_estimate,
    "vincze_le_cam": vincze_le_cam_estimate,
}

NAMES = (*TABLE, "alpha")
"""The names that `f_divergence` knows; the last one takes a parameter."""


def f_divergence(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Array:
    r"""The f-divergence of two laws for the generator of that name.

    .. math:: D_f(p \| q) = \sum_x q(x)\, f\!\left(\frac{p(x)}{q(x)}\right)

    with p f'(∞) for the term where q = 0.

    ============================ ===================================== ======================
    name                         f(u)                                  range
    ============================ ===================================== ======================
    ``kl``                       u log u                               [0, inf]
    ``reverse_kl``               -log u                                [0, inf]
    ``jsd``                      ½[u log u - (u+1) log((u+1)/2)]       [0, log 2]
    ``gan``                      u log u - (u+1) log(u+1)              [-log 4, 0]
    ``pearson``                  (u-1)²                                [0, inf]
    ``neyman``                   (u-1)²/u                              [0, inf]
    ``squared_hellinger``        ½(√u - 1)²                            [0, 1]
    ``total_variation``          ½|u - 1|                              [0, 1]
    ``vincze_le_cam``            (u-1)²/(u+1)                          [0, 2]
    ``alpha``                    (u^α - αu + α - 1)/(α(α-1))           [0, 1/(α(1-α))] for 0 < α < 1, [0, inf] beyond
    ============================ ===================================== ======================

    Here ``jsd`` is the divergence of [lin1991]; the row "Jensen-Shannon" of [nowozin2016] is twice it, and their row
    "GAN" is ``gan``, which is 2 JSD - log 4 and not 0 at p = q. Their "squared Hellinger" is twice ours.

    ``alpha`` is a family: α = 2 gives half of ``pearson``, α = ½ four times ``squared_hellinger``, and the limits 1 and
    0 are ``kl`` and ``reverse_kl``. The generators themselves, with their conjugates, are in
    `gancheck.divergences.generators`.

    Args:
        p: A law, unbatched or a batch of B; also a frozen ``scipy.stats`` or a ``torch.distributions`` one.
        q: Another of the same kind.
        name: One of the names above.
        alpha: The order α, a finite number; for ``"alpha"`` and for no other name.

    Returns:
        Nats where f is logarithmic, a number without unit otherwise; ``()`` or ``(B,)``.

    Raises:
        InvalidInput: ``name`` is not in the table; ``alpha`` is missing, not finite, or not asked for; or the batches,
            atoms or dimensions do not match.
        UnsupportedPair: As the divergence of that name.

    Example:
        >>> import gancheck as gk
        >>> p, q = gk.Discrete(probs=[0.5, 0.5]), gk.Discrete(probs=[0.75, 0.25])
        >>> round(gk.f_divergence(p, q, "pearson"), 12)
        0.333333333333
        >>> round(gk.f_divergence(p, q, "alpha", alpha=2.0), 12)
        0.166666666667

    References:
        [nowozin2016] Table 1; [mao2017] for the least-squares GAN's.
    """
    return plain(f_divergence_estimate(p, q, name, alpha=alpha).value)


def f_divergence_estimate(p: Any, q: Any, name: str, *, alpha: float | None = None) -> Estimate:
    """The f-divergence of that name with a bound on its error."""
    if name == "alpha":
        if alpha is None:
            raise InvalidInput(
                "`alpha` is missing; give the order of the alpha-divergence, such as alpha=0.5."
            )
        return alpha_divergence_estimate(p, q, alpha)
    if alpha is not None:
        raise InvalidInput(
            f"`alpha` is {alpha!r} and `name` {name!r}; an order belongs to name='alpha' alone."
        )
    if name not in TABLE:
        raise InvalidInput(f"`name` is {name!r}; the f-divergences are {', '.join(NAMES)}.")
    return TABLE[name](p, q)
