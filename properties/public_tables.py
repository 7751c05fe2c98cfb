"""What the public functions answer, called as their docstrings say, and what they refuse."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from gancheck.distributions import Gaussian, Pushforward
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.divergences.alpha import alpha_divergence
from gancheck.divergences.chi_squared import neyman, pearson
from gancheck.divergences.entropy import cross_entropy, entropy
from gancheck.divergences.f_divergence import f_divergence
from gancheck.divergences.jensen_shannon import jsd, jsd_deficit
from gancheck.divergences.kullback_leibler import kl, reverse_kl
from gancheck.divergences.squared_hellinger import squared_hellinger
from gancheck.divergences.total_variation import total_variation
from gancheck.divergences.vincze_le_cam import vincze_le_cam
from gancheck.divergences.wasserstein import wasserstein
from gancheck.theory.classification import binary_cross_entropy, jsd_lower_bound_estimate
from gancheck.theory.criterion import criterion
from gancheck.theory.discriminators import TabularDiscriminator
from gancheck.theory.empirical_divergence import expected_empirical_kl
from gancheck.theory.likelihood import log_likelihood, mean_nll
from gancheck.theory.likelihood_gradient import nll_gradient
from gancheck.theory.suboptimality import suboptimality
from gancheck.theory.value import value
from gancheck.theory.variational_bound import variational_bound
from properties.divergence_tables import PAIRS
from properties.tabulated import Table, of_each, or_refused, parts, values

__all__ = ["PUBLIC_TABLES"]


def _answers() -> dict[str, Table]:
    """What is answered without an error, by every function's arguments in words; and what is refused."""
    functions: dict[str, Callable[..., Any]] = {
        "jsd": jsd,
        "jsd deficit": jsd_deficit,
        "kl": kl,
        "reverse kl": reverse_kl,
        "pearson": pearson,
        "neyman": neyman,
        "squared hellinger": squared_hellinger,
        "vincze-le cam": vincze_le_cam,
        "cross-entropy": cross_entropy,
        "alpha": partial(alpha_divergence, alpha=0.75),
        "f-divergence": partial(f_divergence, name="gan"),
        "f-divergence of an order": partial(f_divergence, name="alpha", alpha=1.5),
        "total variation": total_variation,
        "W1": wasserstein,
        "entropy": lambda p, q: entropy(p=p) - entropy(q),
        "criterion": criterion,
    }

    def answered(f: Callable[..., Any], pair: tuple[Any, Any]) -> Any:
        return or_refused(lambda: f(p=pair[0], q=pair[1]))

    mixed = (
        PAIRS["mixture"][0],
        Pushforward(Gaussian(0.0, 1.0), PiecewiseLinear([0.0], [0.0, 1.0], [0.0, 0.0])),
    )
    pairs = [*PAIRS.values(), *((p[0], q[0]) for p, q in PAIRS.values()), mixed, mixed[::-1]]
    found: dict[str, Table] = {
        f"plain {name}": lambda f=f: [part for pair in pairs for part in values(answered, f, pair)]  # type: ignore[misc]  # bound now
        for name, f in functions.items()
    }
    d, e = TabularDiscriminator(np.array([0.5, -0.25, 3.0, -2.0])), np.array([0.25, -0.5, 0.125, -3.0])
    p, q = PAIRS["discrete"]
    found["plain values of the game"] = lambda: [
        *of_each((value, suboptimality, binary_cross_entropy, jsd_lower_bound_estimate), d, p, q),
        *of_each((value, suboptimality, binary_cross_entropy), d, p[0], q[0]),
        *parts(
            [
                variational_bound(p, q, critic=e, name="jsd"),
                variational_bound(p[0], q[0], e, "alpha", alpha=0.5),
            ]
        ),
        *parts([log_likelihood(model=p, data=[0, 1, 1]), mean_nll(p, data=q), mean_nll(p[0], [0, 1])]),
        *parts(
            [
                nll_gradient(model=p, data=q),
                expected_empirical_kl(p, m=3),
                expected_empirical_kl(p[0], [1, 7]),
            ]
        ),
    ]
    return found


PUBLIC_TABLES: dict[str, Table] = _answers()
"""By title: what computes it."""
