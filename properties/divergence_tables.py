"""Values of the divergences where their branches meet: kernels on grids, gradients, far and unequal laws, atoms."""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from gancheck.distributions import (
    Discrete,
    Empirical,
    Gaussian,
    GaussianMixture,
    MultivariateGaussian,
    Pushforward,
    Uniform,
)
from gancheck.distributions.piecewise_linear import PiecewiseLinear
from gancheck.divergences.alpha import AlphaKernel, alpha_divergence_estimate
from gancheck.divergences.atoms import common_atoms
from gancheck.divergences.chi_squared import PEARSON
from gancheck.divergences.crossings import crossings, sign_changes
from gancheck.divergences.entropy import cross_entropy_estimate, entropy_estimate
from gancheck.divergences.f_divergence import TABLE
from gancheck.divergences.gaussian_deficit import _lines, _slopes
from gancheck.divergences.gaussian_pair import gaussian_pair
from gancheck.divergences.generator import Generator, _identities
from gancheck.divergences.generators import GENERATORS
from gancheck.divergences.jensen_shannon import JSD, OVERLAP, jsd, jsd_deficit_estimate
from gancheck.divergences.kullback_leibler import KL
from gancheck.divergences.line_integral import line_total, panel_total
from gancheck.divergences.overlap_panels import overlap_breakpoints
from gancheck.divergences.pairs import align
from gancheck.divergences.pointwise import Pointwise, doubt, rounding_of_log
from gancheck.divergences.squared_hellinger import HELLINGER
from gancheck.divergences.total_variation import TOTAL_VARIATION
from gancheck.divergences.vincze_le_cam import VINCZE_LE_CAM
from gancheck.divergences.wasserstein import wasserstein_estimate
from gancheck.numerics.estimate import Estimate
from properties.hard_pairs import as_tensors
from properties.tabulated import Table, grid, in_torch, of_each, or_refused, parts, values

__all__ = ["DIVERGENCE_TABLES"]

INF = np.inf
LOGS = np.array(
    [-INF, -2000.0, -1500.0, -745.5, -700.0, -100.0, -46.0, -45.0, -3.0, -2.0, -1.0, -0.5, 0.0, 2.0, 701.5]
)
MASSES = np.array([0.0, 2.0**-1070, 0.01, 0.25, 0.3125, 0.5, 0.53125, 0.95, 1.0])
ORDERS = (-1.0, -0.25, 0.0, 1e-31, 0.25, 0.5, 0.75, 1.0 - 2.0**-40, 1.0, 1.0 + 2.0**-20, 1.5, 2.0, 3.0)
KERNELS: dict[str, Pointwise] = {
    "jsd": JSD,
    "overlap": OVERLAP,
    "kl": KL,
    "pearson": PEARSON,
    "hellinger": HELLINGER,
    "total variation": TOTAL_VARIATION,
    "vincze-le cam": VINCZE_LE_CAM,
    "alpha 0.75": AlphaKernel(0.75, -0.25).pointwise,
    "alpha 3": AlphaKernel(3.0, 2.0).pointwise,
}
ESTIMATES: dict[str, Callable[[Any, Any], Estimate]] = {
    **TABLE,
    "alpha": partial(alpha_divergence_estimate, alpha=1.25),
    "deficit": jsd_deficit_estimate,
    "cross-entropy": cross_entropy_estimate,
    "entropy": lambda p, q: entropy_estimate(p),
}


def _pairs() -> dict[str, tuple[Any, Any]]:
    """Small batches whose rows take different branches: near, far, unequal widths, zeros."""
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    return {
        "discrete": (
            Discrete(probs=[[0.5, 0.25, 0.25, 0.0], [0.25, 0.25, 0.5, 0.0], [0.0, 0.5, 0.0, 0.5]]),
            Discrete(
                probs=[
                    [0.25, 0.25, 0.5, 0.0],
                    [0.25, 0.25 + 2.0**-30, 0.5 - 2.0**-30, 0.0],
                    [0.5, 0.0, 0.25, 0.25],
                ]
            ),
        ),
        "gaussian": (
            Gaussian([0.0, 1.0, 0.0, 0.0, 3.0, 0.0], [1.0, 2.0, 1.0, 1.0, 1.0, 1.0]),
            Gaussian([0.5, 1.0, 9.0, 0.0, 3.0, 1e100], [1.5, 2.0 + 2.0**-30, 1.0, 40.0, 0.5, 1e130]),
        ),
        "mixture": (
            GaussianMixture([[0.5, 0.5], [1.0, 0.0]], [[-1.0, 1.0], [0.0, 5.0]], [[1.0, 2.0], [1.0, 1.0]]),
            GaussianMixture(
                [[0.25, 0.75], [0.5, 0.5]], [[-1.0, 1.5], [9.0, 12.0]], [[1.5, 2.5], [1.25, 1.0]]
            ),
        ),
        "plane": (
            MultivariateGaussian(np.zeros((3, 2)), np.stack([np.eye(2), covariance, covariance])),
            MultivariateGaussian(
                [[0.5, -1.0], [0.0, 0.0], [6.0, 1.0]],
                np.stack([covariance, 1.25 * covariance, np.eye(2) * 3.0]),
            ),
        ),
    }


PAIRS = _pairs()


def _kernels() -> dict[str, Table]:
    p, q = grid(MASSES, MASSES)
    log_p, log_q = grid(LOGS, LOGS)
    found: dict[str, Table] = {}
    for name, kernel in KERNELS.items():
        found[f"kernel {name}"] = lambda k=kernel: [  # type: ignore[misc]  # bound now
            *values(k.masses, p, q),
            *_in_torch(k.masses, p, q),
            *values(k.logarithms, log_p, log_q),
            *_in_torch(k.logarithms, log_p, log_q),
        ]
        found[f"sensitivity {name}"] = lambda k=kernel: [  # type: ignore[misc]  # bound now
            *values(k.sensitivity, log_p, log_q),
            *values(doubt, log_p, log_q, k),
        ]
    found["rounding of logarithms"] = lambda: values(rounding_of_log, LOGS)
    return found


def _in_torch(f: Callable[..., Any], *arguments: np.ndarray) -> list[Estimate]:
    with np.errstate(all="ignore"):
        return in_torch(f, *arguments)


def _gradients() -> dict[str, Table]:
    """Every divergence as tensors, with its gradient in the parameters of both laws."""
    found: dict[str, Table] = {}
    for family, pair in PAIRS.items():
        for name, estimate in ESTIMATES.items():
            if (name, family) != ("total_variation", "plane"):
                found[f"{name} of {family} and its gradient"] = partial(_differentiated, estimate, *pair)
    return found


NAMES = {
    "discrete": ("probs",),
    "gaussian": ("loc", "scale"),
    "mixture": ("weights", "loc", "scale"),
    "multivariate-gaussian": ("loc", "covariance_matrix"),
}


def _differentiated(estimate: Callable[[Any, Any], Estimate], p: Any, q: Any) -> list[Estimate]:
    names = NAMES[p.family]
    tensors = [
        [torch.tensor(np.asarray(getattr(law, n)), requires_grad=True) for n in names] for law in (p, q)
    ]
    laws = [type(p)(**dict(zip(names, each, strict=True))) for each in tensors]
    found = estimate(*laws)
    value: Any = found.value
    finite = torch.where(torch.isfinite(value), value, 0.0).sum()
    leaves = [tensor for each in tensors for tensor in each]
    slopes = torch.autograd.grad(finite, leaves, allow_unused=True)
    return [
        Estimate(value.detach(), found.error),
        *parts([torch.zeros(()) if slope is None else slope for slope in slopes]),
    ]


# e^{−2η} − 1 is 1, ½ and 1/3 to the last bit or next to it: where order 2, 3 and 4 end, with none to spare.
AT_THE_END = (
    Gaussian(loc=[0.0, 0.0, 0.0], log_scale=0.5 * np.log([2.0, 1.5, 4.0 / 3.0])),
    Gaussian(loc=[0.0, 0.5, 0.0], log_scale=[0.0, 0.0, 0.0]),
)


def _orders() -> dict[str, Table]:
    """Alpha-divergences of every order, on either side of each limit."""
    return {
        f"alpha {order} of {family}": partial(values, alpha_divergence_estimate, *pair, order)
        for family, pair in {**PAIRS, "Gaussians at the end": AT_THE_END}.items()
        for order in ORDERS
    }


def _lines_and_panels() -> dict[str, Table]:
    """Integrals with and without their errors, where the ends still feel the laws."""
    # At 9.6 deviations of p the densities differ by e^{500}, whose square is no float64.
    p = GaussianMixture([[1.0, 0.0], [0.5, 0.5]], [[0.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 0.5]])
    q = GaussianMixture([[1.0, 0.0], [0.25, 0.75]], [[0.0, 0.0], [4.0, 0.0]], [[0.29, 1.0], [2.0, 0.25]])
    many = [law[[i % 2 for i in range(130)]] for law in (p, q)]
    extra = np.array([[-20.0, 0.3, 20.0]] * 2)
    found: dict[str, Table] = {}
    for name, kernel in KERNELS.items():
        found[f"line of {name}"] = lambda k=kernel: [  # type: ignore[misc]  # bound now
            *values(line_total, p, q, k),
            *values(line_total, p, q, k, extra),
            *values(partial(line_total, bounded=False), p, q, k),
        ]
    found["panels of many rows"] = lambda: values(
        panel_total, *many, JSD, np.array([[-9.0, -1.0, 0.0, 0.5, 8.0]] * 130)
    )
    found["roots"] = lambda: [
        *(part for pair in (("gaussian"), ("mixture")) for part in values(crossings, *PAIRS[pair])),
        *values(sign_changes, lambda x: np.sin(3.0 * x) > 0.5, np.array([[0.0, 1.0, 4.0], [1.0, 1.5, 1.75]])),
        *values(sign_changes, lambda x: x > 9.0, np.array([0.0, 1.0, 4.0])),
        *values(overlap_breakpoints, *PAIRS["mixture"]),
        *values(overlap_breakpoints, p, q),
    ]
    far = (np.array([[0.0], [0.5], [-0.5], [3.0]]), np.array([[400.0], [90.0], [90.0], [1200.0]]))
    found["saddles"] = lambda: [
        *values(_lines, *far),
        *values(_lines, *(np.hstack([each, each[::-1]]) for each in far)),
        *values(_slopes, *far, np.array([0.25, 0.5, 0.75, 0.9])),
    ]
    return found


def _given() -> dict[str, Table]:
    """Laws by logarithms, by labels, unbatched, beside a batch, on many atoms, on tensors."""
    whole = Gaussian(0.0, 1.0)
    logs = (
        Gaussian(loc=[0.0, 1.0, 2.0], log_scale=[0.0, 300.0, -5.0]),
        Gaussian(loc=[0.5, 1.0, 2.0], log_scale=[0.25, 299.0, 6.0]),
    )
    mixed = (logs[0], Gaussian([0.5, 1.0, 2.0], [1.0, 2.0, 1e-3]))
    k = np.arange(1.0, 20001.0)
    long = [
        Discrete(probs=mass / mass.sum()) for mass in (k % 13.0 + 1.0, np.where(k % 11 == 0, 0.0, k % 17.0))
    ]
    labelled = (Empirical(["b", "a", "a"]), Empirical(["c", "b", "b", "b"]))
    counted = (Empirical([[0.0, 2.0, 2.0], [5.0, 5.0, 2.0]]), Empirical([5.0, -1.0, 2.0, 3.0]))
    logits = [
        Discrete(logits=[[0.0, -3.0, 40.0], [0.5, 0.5, -800.0]]),
        Discrete(logits=[[1.0, -2.0, 0.0], [0.5, 3.0, 0.0]]),
    ]
    log_probs = [Discrete(log_probs=law.log_probs) for law in logits]
    found: dict[str, Table] = {
        "invariants": lambda: [
            part
            for pair in (logs, mixed, PAIRS["gaussian"], PAIRS["plane"], (whole, whole))
            for part in parts(gaussian_pair(*pair))
        ],
        "aligned": lambda: [
            part
            for pair in (labelled, counted, (whole, PAIRS["gaussian"][1]), (PAIRS["mixture"][0], whole))
            for law in align(*pair)
            for part in parts(law)
        ],
    }
    for name, estimate in ESTIMATES.items():
        found[f"{name} of the given"] = lambda f=estimate: [  # type: ignore[misc]  # bound now
            part
            for pair in (
                logs,
                mixed,
                AT_THE_END,
                long,
                labelled,
                counted,
                logits,
                log_probs,
                (logits[0], log_probs[1]),
            )
            for part in values(f, *pair)
        ]
    found["jsd without error"] = lambda: parts([jsd(*pair) for pair in PAIRS.values()])
    return found


def _pushforwards() -> dict[str, Table]:
    """Laws with atoms: common ones, one law's alone, and bounded noise."""
    relu = PiecewiseLinear.from_network(
        [np.array([[1.0], [-1.0]]), np.array([[1.0, 0.5]])], [np.array([0.0, -1.0]), np.array([0.25])], 0.0
    )
    bent = PiecewiseLinear.from_network(
        [np.array([[2.0], [-1.0]]), np.array([[0.5, 1.0]])], [np.array([1.0, -0.5]), np.array([0.25])], 0.0
    )
    laws = [Pushforward(noise, g) for noise in (Gaussian(0.0, 1.0), Uniform(-2.0, 3.0)) for g in (relu, bent)]
    leaky = Pushforward(Gaussian(0.0, 1.0), PiecewiseLinear([0.0], [0.25, 1.0], [0.0, 0.0]))
    unit = Pushforward(Uniform(-0.5, 0.5), PiecewiseLinear([0.0], [1.0, 1.0], [0.0, 0.0]))
    pairs = [(laws[0], laws[1]), (laws[2], laws[3]), (laws[0], laws[0]), (laws[0], Gaussian(0.5, 1.0))]
    found: dict[str, Table] = {
        "common atoms": lambda: [part for pair in pairs for part in values(common_atoms, *pair)]
    }
    for name in ("jsd", "kl", "total_variation", "squared_hellinger", "vincze_le_cam", "deficit"):
        found[f"{name} of pushforwards"] = lambda f=ESTIMATES[name]: [  # type: ignore[misc]  # bound now
            part for pair in pairs for part in values(f, *pair)
        ]
    found["pearson of bounded noise"] = lambda: values(TABLE["pearson"], *pairs[1])
    found["cross-entropies of pushforwards"] = lambda: [
        part
        for pair in (
            (laws[0], Gaussian(0.5, 1.0)),
            (laws[0], leaky),
            (leaky, leaky),
            (unit, unit),
            (unit, laws[2]),
        )
        for part in values(or_refused, cross_entropy_estimate, *pair)
    ]
    return found


def _refusals() -> dict[str, Table]:
    """What share of each identity a generator keeps when one of its functions is off, by little or by more."""
    rows = [GENERATORS[name] for name in ("kl", "jsd", "neyman", "total_variation", "vincze_le_cam")]
    functions = ("f", "slope", "curvature", "conjugate", "ratio", "activation")
    return {
        f"identities of {row.name} with its {name} off": partial(_kept, row, name)
        for row in rows
        for name in functions
    }


def _kept(row: Generator, name: str) -> list[Estimate]:
    exact = getattr(row, name)
    found: list[float] = []
    for scale, shift in ((1.0, 0.0), (1.0 + 2.0**-40, 0.0), (1.0, 2.0**-40), (0.75, 0.0), (-1.0, 0.0)):
        off = SimpleNamespace(**{field.name: getattr(row, field.name) for field in fields(row)})
        setattr(off, name, lambda x, scale=scale, shift=shift: scale * exact(x) + shift)
        with np.errstate(all="ignore"):
            found += [float(np.mean(holds)) for _, holds in _identities(off)]  # type: ignore[arg-type]  # a row but for its type
    return parts(found)


def _transport() -> dict[str, Table]:
    """W1: masses that miss 1 by a rounding, wide and narrow components, unequal batches, scales by their logarithm."""
    thirds = GaussianMixture(
        [[0.1, 0.2, 0.7]] * 2, [[0.0, 1.0, 5.0]] * 2, [[4.0, 0.25, 1.0], [16.0, 8.0, 1.0]]
    )
    other = GaussianMixture(
        [[0.7, 0.1, 0.2]] * 2, [[1.0, 1.0, -5.0], [90.0, 0.0, 0.0]], [[3.0, 0.5, 2.0]] * 2
    )
    numbered = Discrete(probs=[[0.5, 0.0, 0.5], [0.25, 0.5, 0.25]], atoms=[0.0, 1.0, 8.0])
    alone = Discrete(probs=[0.125, 0.875], atoms=[-3.0, 2.0])
    pairs: dict[str, tuple[Any, Any]] = {
        "mixtures": (thirds, other),
        "one mixture": (thirds[0], other[0]),
        "a mixture and a Gaussian": (thirds, Gaussian(3.0, 2.0)),
        "Gaussians by logarithms": (
            Gaussian(loc=[0.0, 1.0], log_scale=[0.0, 9.0]),
            Gaussian(loc=[0.5, 1.0], log_scale=[0.25, -3.0]),
        ),
        "a Gaussian by its logarithm": (Gaussian(loc=0.0, log_scale=5.0), Gaussian(1.0, 2.0)),
        "equal and far Gaussians": (
            Gaussian([0.0, 0.0, 0.0], [1.0, 1.0, 1.0]),
            Gaussian([0.0, 2.0, 39.0], [1.0, 1.0, 2.0]),
        ),
        "a batch and one": (numbered, alone),
        "one and a batch": (alone, numbered),
        "a batch and a batch of one": (numbered, Discrete(probs=[[0.5, 0.5]], atoms=[1.0, 3.0])),
        "no labels": (Discrete(probs=[0.5, 0.25, 0.25]), Discrete(probs=[0.125, 0.125, 0.75])),
        "tensors": (
            as_tensors(Gaussian([0.0, 1.0], [1.0, 2.0])),
            as_tensors(Gaussian([0.5, 1.0], [1.0, 3.0])),
        ),
        "tensors of mixtures": (as_tensors(thirds), as_tensors(other)),
    }
    found: dict[str, Table] = {
        f"W1 of {name}": partial(values, wasserstein_estimate, *pair) for name, pair in pairs.items()
    }
    found["W1 and its gradient"] = partial(_differentiated, wasserstein_estimate, *PAIRS["gaussian"])
    found["W1 of atoms and its gradient"] = partial(_differentiated, wasserstein_estimate, *PAIRS["discrete"])
    found["components"] = lambda: of_each([thirds.breakpoints, other.breakpoints])
    return found


DIVERGENCE_TABLES: dict[str, Table] = {
    **_kernels(),
    **_gradients(),
    **_orders(),
    **_lines_and_panels(),
    **_given(),
    **_pushforwards(),
    **_refusals(),
    **_transport(),
}
"""By title: what computes it."""
