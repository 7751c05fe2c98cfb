"""JSD of discrete laws against SciPy, NumPy and torch: ``python -m benchmarks.discrete``.

Must reach: 2 times SciPy in pure NumPy and 15 times with the ``fast`` extra, at a relative error of at most 8u for
q = p(1 + δ), δ from 1e-1 to 1e-15. The floor is two vectorised logarithms an atom, without any accuracy at all.
"""

import math
from importlib.util import find_spec

import numpy as np
import torch
from scipy.spatial.distance import jensenshannon

import gancheck as gk
from benchmarks.table import publish
from benchmarks.timing import machine, medians
from gancheck.divergences import discrete_jensen_shannon
from gancheck.numerics.estimate import UNIT_ROUNDOFF

OURS, VALIDATED, FAST, SCIPY = (
    "gancheck, NumPy",
    "gancheck, NumPy, with validation",
    "gancheck, numba",
    "scipy jensenshannon²",
)
MUST_REACH = {OURS: 2.0, FAST: 15.0}


def problems(rows: int, atoms: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Random laws with zeros of all three kinds: of p, of q, of both."""
    rng = np.random.default_rng(seed)
    p, q = rng.standard_exponential((2, rows, atoms))
    place = rng.random((rows, atoms))
    p[place < 0.02] = 0.0
    q[(place > 0.01) & (place < 0.03)] = 0.0
    return p / p.sum(axis=1, keepdims=True), q / q.sum(axis=1, keepdims=True)


def textbook(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Half the sum of p log(p/m) and q log(q/m), as people write it; NaN at zeros."""
    m = 0.5 * (p + q)
    with np.errstate(all="ignore"):
        return 0.5 * np.sum(p * np.log(p / m) + q * np.log(q / m), axis=1)


def floor(p: np.ndarray, q: np.ndarray) -> float:
    """Two logarithms for each atom."""
    with np.errstate(all="ignore"):
        return float(np.log(p)[0, 0] + np.log(q)[0, 0])


def kl_div_twice(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """Torch's kl_div against the mixture, in both directions."""
    log_m = torch.log(0.5 * (p + q))
    halves = [torch.nn.functional.kl_div(log_m, x, reduction="none").sum(dim=1) for x in (p, q)]
    return 0.5 * (halves[0] + halves[1])


def ours(p: gk.Discrete, q: gk.Discrete, compiled: bool) -> np.ndarray:
    """Our JSD with the kernel that is asked for."""
    discrete_jensen_shannon.COMPILED_FROM = 0 if compiled else 2**62
    value: np.ndarray = gk.jsd(p, q)
    return value


def worst_relative_error(compiled: bool) -> float:
    """Against exactly rounded sums in extended precision of the series of h, over δ = 1e-1 ... 1e-15."""
    worst = 0.0
    rng = np.random.default_rng(1)
    for exponent in range(1, 16):
        p = rng.dirichlet(np.ones(64))
        q = p * (1.0 + 10.0**-exponent * np.repeat([1.0, -1.0], 32))
        if exponent < 14:  # beyond, dividing would round the difference away
            q = q / q.sum()
        else:
            q[np.argmax(q)] += 1.0 - math.fsum(q)
        a, b = p.astype(np.longdouble), q.astype(np.longdouble)
        square = ((a - b) / (a + b)) ** 2
        series = sum(square**k / (2 * k * (2 * k - 1)) for k in range(60, 0, -1))
        truth = math.fsum(((a + b) / 2 * series).astype(np.float64))
        value = ours(gk.Discrete(probs=p[None]), gk.Discrete(probs=q[None]), compiled)[0]
        worst = max(worst, abs(float(value) - truth) / truth)
    return worst


def run(rows: int, atoms: int, rounds: int) -> list[dict[str, object]]:
    """Check, then time, one size."""
    p, q = problems(rows, atoms)
    tensors = torch.tensor(p), torch.tensor(q)
    laws = gk.Discrete(probs=p), gk.Discrete(probs=q)
    functions = {
        SCIPY: lambda: jensenshannon(p, q, axis=1),
        OURS: lambda: ours(*laws, compiled=False),
        VALIDATED: lambda: ours(gk.Discrete(probs=p), gk.Discrete(probs=q), compiled=False),
        "numpy textbook": lambda: textbook(p, q),
        "torch kl_div twice": lambda: kl_div_twice(*tensors),
        "floor: two logarithms": lambda: floor(p, q),
    }
    if find_spec("numba") is not None:
        functions[FAST] = lambda: ours(*laws, compiled=True)
    for compiled in [False] + [True] * (FAST in functions):
        if np.max(np.abs(ours(*laws, compiled) - jensenshannon(p, q, axis=1) ** 2)) > 1e-12:
            raise SystemExit("our JSD is not SciPy's on laws far apart")
    seconds = medians(functions, rounds)
    return [
        {
            "work": f"{rows} x {atoms}",
            "method": name,
            "milliseconds": 1e3 * time,
            "scipy / this": seconds[SCIPY] / time,
            "must reach": MUST_REACH.get(name, ""),
            **machine(),
        }
        for name, time in seconds.items()
    ]


def main() -> None:
    """Check the accuracy, then time both sizes of the table."""
    torch.set_num_threads(1)
    for compiled in [False] + [True] * (find_spec("numba") is not None):
        worst = worst_relative_error(compiled)
        print(
            f"worst relative error, q = p(1 + δ), {'numba' if compiled else 'NumPy'}: {worst / UNIT_ROUNDOFF:.2g} u"
        )
        if worst > 8 * UNIT_ROUNDOFF:
            raise SystemExit("the accuracy is not what it must be")
    publish("discrete", run(10_000, 64, 15) + run(100, 1_000_000, 3))


if __name__ == "__main__":
    main()
