"""JSD of Gaussian mixtures on the line against scipy.integrate: ``python -m benchmarks.mixture``.

Must reach: 20 times ``quad``, an error of at most 1e-14, and an own estimate never below the true error. The truth is
the overlap form summed in extended precision by 32 nodes on quarter panels.
"""

import math

import numpy as np
from scipy.integrate import quad, quad_vec

import gancheck as gk
from benchmarks.table import publish
from benchmarks.timing import machine, medians
from gancheck.divergences.jensen_shannon import jsd_estimate

PAIRS, FEW, COMPONENTS = 1000, 20, 3
OURS, WITH_ERROR = "gancheck jsd", "gancheck jsd_estimate"
QUAD, QUAD_VEC = "scipy quad, points=", "scipy quad_vec, points="

Mixture = tuple[list[float], list[float], list[float]]


def mixtures(seed: int) -> gk.GaussianMixture:
    """Means in [-20, 20], log scales in [-2, 2]."""
    rng = np.random.default_rng(seed)
    shape = (PAIRS, COMPONENTS)
    weights = rng.dirichlet(np.ones(COMPONENTS), PAIRS)
    return gk.GaussianMixture(weights, rng.uniform(-20, 20, shape), np.exp(rng.uniform(-2, 2, shape)))


def density(x: float, mixture: Mixture) -> float:
    """One density at one point, in plain Python, which quad calls fastest."""
    total = 0.0
    for w, m, s in zip(*mixture, strict=True):
        z = (x - m) / s
        total += w * math.exp(-0.5 * z * z) / s
    return total / math.sqrt(2 * math.pi)


def integrand(x: float, first: Mixture, second: Mixture) -> float:
    """½[p log(p/m) + q log(q/m)] with the zeros guarded."""
    p, q = density(x, first), density(x, second)
    left = p * math.log(2 * p / (p + q)) if p > 0 else 0.0
    right = q * math.log(2 * q / (p + q)) if q > 0 else 0.0
    return 0.5 * (left + right)


def points_of(*laws: gk.GaussianMixture) -> list[float]:
    """Where the scale changes: 0, ±2, ±5 and ±10 sigma of every component."""
    components = [pair for law in laws for pair in zip(law.loc.tolist(), law.scale.tolist(), strict=True)]
    return sorted({m + k * s for m, s in components for k in (-10, -5, -2, 0, 2, 5, 10)})


def lists(law: gk.GaussianMixture) -> Mixture:
    """The parameters as lists."""
    return law.weights.tolist(), law.loc.tolist(), law.scale.tolist()


def by_quad(p: gk.GaussianMixture, q: gk.GaussianMixture, size: int) -> list[float]:
    """One pair after another."""
    values = []
    for i in range(size):
        points = points_of(p[i], q[i])
        arguments = lists(p[i]), lists(q[i])
        values.append(quad(integrand, points[0], points[-1], arguments, points=points[1:-1], limit=500)[0])
    return values


def by_quad_vec(p: gk.GaussianMixture, q: gk.GaussianMixture, size: int) -> list[float]:
    """One pair after another; its points differ from pair to pair."""
    values = []
    for i in range(size):
        points = points_of(p[i], q[i])
        first, second = lists(p[i]), lists(q[i])
        f = lambda x, a=first, b=second: integrand(float(x), a, b)  # noqa: E731 (bound for this pair)
        values.append(quad_vec(f, points[0], points[-1], points=points[1:-1], epsabs=1e-12)[0])
    return values


def truth(p: gk.GaussianMixture, q: gk.GaussianMixture) -> float:
    """Log 2 minus the overlap, in extended precision, by 32 nodes on each quarter of a panel."""
    edges = np.unique(np.concatenate([p.breakpoints(), q.breakpoints()]).astype(np.longdouble))
    fine = np.unique(np.concatenate([edges[:-1] + np.diff(edges) * k / 4 for k in range(4)] + [edges[-1:]]))
    x, w = np.polynomial.legendre.leggauss(32)
    half, centre = np.diff(fine) / 2, (fine[1:] + fine[:-1]) / 2
    nodes = centre[:, None] + half[:, None] * x.astype(np.longdouble)
    logs = []
    for law in (p, q):
        parts = [
            np.log(np.longdouble(a)) - ((nodes - b) / np.longdouble(c)) ** 2 / 2 - np.log(np.longdouble(c))
            for a, b, c in zip(law.weights, law.loc, law.scale, strict=True)
        ]
        logs.append(np.logaddexp.reduce(parts) - np.log(2 * np.arccos(np.longdouble(-1))) / 2)
    ell = logs[0] - logs[1]
    terms = (np.exp(logs[0]) * np.logaddexp(0, -ell) + np.exp(logs[1]) * np.logaddexp(0, ell)) / 2
    mass = math.fsum([*p.weights, *q.weights]) / 2
    return float(math.log(2.0) * mass - math.fsum((terms * w * half[:, None]).astype(np.float64).ravel()))


def main() -> None:
    """Check the values and the estimates, then time."""
    p, q = mixtures(1), mixtures(2)
    result = jsd_estimate(p, q)
    true_errors = np.array([abs(result.value[i] - truth(p[i], q[i])) for i in range(FEW * 5)])
    stated = result.error[: len(true_errors)]
    print(
        f"worst error {true_errors.max():.2g}, worst estimate {stated.max():.2g} on {len(true_errors)} pairs"
    )
    if true_errors.max() > 1e-14 or (true_errors > stated).any():
        raise SystemExit("an error is above 1e-14 or above its own estimate")
    functions = {
        OURS: lambda: gk.jsd(p, q),
        WITH_ERROR: lambda: jsd_estimate(p, q),
        QUAD: lambda: by_quad(p, q, FEW),
        QUAD_VEC: lambda: by_quad_vec(p, q, FEW),
    }
    seconds = medians(functions, 5)
    sizes = {OURS: PAIRS, WITH_ERROR: PAIRS, QUAD: FEW, QUAD_VEC: FEW}
    errors = {
        OURS: float(true_errors.max()),
        WITH_ERROR: float(true_errors.max()),
        QUAD: float(np.max(np.abs(result.value[:FEW] - by_quad(p, q, FEW)))),
        QUAD_VEC: float(np.max(np.abs(result.value[:FEW] - by_quad_vec(p, q, FEW)))),
    }
    each = {name: seconds[name] / sizes[name] for name in sizes}
    publish(
        "mixture",
        [
            {
                "work": f"{COMPONENTS}+{COMPONENTS} components",
                "method": name,
                "µs a pair": 1e6 * each[name],
                "quad / this": each[QUAD] / each[name],
                "worst error": errors[name],
                "must reach": "quad / this >= 20" if name == OURS else "",
                **machine(),
            }
            for name in sizes
        ],
    )


if __name__ == "__main__":
    main()
