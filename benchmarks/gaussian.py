"""JSD of Gaussian pairs against scipy.integrate: ``python -m benchmarks.gaussian``.

Must reach: 100 times ``quad`` with ``points=`` on the line, with errors of at most 2e-15, absolute and relative; at
most 100 µs a pair for d = 2 ... 16. The check uses an unrelated algorithm (the overlap trapezoid) on the line.
"""

import math

import numpy as np
from scipy.integrate import quad, tanhsinh

import gancheck as gk
from benchmarks.table import publish
from benchmarks.timing import machine, medians
from gancheck.numerics.overlap import jsd_by_overlap

PAIRS = 10_000
QUAD_PAIRS = 60
TANHSINH_PAIRS = 500
OURS, QUAD, TANHSINH = "gancheck", "scipy quad, points=", "scipy tanhsinh(-inf, inf), batched"


def parameters(size: int, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Means in [-20, 20], log scales in [-5, 5]."""
    rng = np.random.default_rng(seed)
    means, scales = rng.uniform(-20, 20, (2, size)), np.exp(rng.uniform(-5, 5, (2, size)))
    return means[0], scales[0], means[1], scales[1]


def log_density(x: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The textbook's."""
    return -0.5 * ((x - mean) / scale) ** 2 - np.log(scale) - 0.5 * math.log(2 * math.pi)


def integrand(x: float, m: float, s: float, n: float, t: float) -> float:
    """½[p log(p/m) + q log(q/m)] with the zeros guarded."""
    p = math.exp(-0.5 * ((x - m) / s) ** 2) / (s * math.sqrt(2 * math.pi))
    q = math.exp(-0.5 * ((x - n) / t) ** 2) / (t * math.sqrt(2 * math.pi))
    left = p * math.log(2 * p / (p + q)) if p > 0 else 0.0
    right = q * math.log(2 * q / (p + q)) if q > 0 else 0.0
    return 0.5 * (left + right)


def by_quad(rows: tuple[np.ndarray, ...]) -> list[float]:
    """The honest SciPy way: a window of 10 sigma around both, and the points where the scale changes."""
    values = []
    for m, s, n, t in zip(*map(np.ndarray.tolist, rows), strict=True):
        points = sorted({c + k * w for c, w in ((m, s), (n, t)) for k in (-10, -5, -2, 0, 2, 5, 10)})
        value, _ = quad(integrand, points[0], points[-1], (m, s, n, t), points=points[1:-1], limit=200)
        values.append(value)
    return values


def by_tanhsinh(rows: tuple[np.ndarray, ...]) -> np.ndarray:
    """The whole batch at once, over the line."""

    def f(x: np.ndarray, m: np.ndarray, s: np.ndarray, n: np.ndarray, t: np.ndarray) -> np.ndarray:
        log_p, log_q = log_density(x, m, s), log_density(x, n, t)
        log_m = np.logaddexp(log_p, log_q) - math.log(2.0)
        return 0.5 * (np.exp(log_p) * (log_p - log_m) + np.exp(log_q) * (log_q - log_m))

    with np.errstate(all="ignore"):
        value: np.ndarray = tanhsinh(f, -np.inf, np.inf, args=rows).integral
    return value


def covariances(size: int, d: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Random means and covariances of moderate condition."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(size, d, d)) / math.sqrt(d)
    s = a @ np.swapaxes(a, -1, -2) + 0.3 * np.eye(d)
    return rng.normal(size=(size, d)), 0.5 * (s + np.swapaxes(s, -1, -2))


def on_the_line() -> list[dict[str, object]]:
    """Check, then time, one dimension."""
    rows = parameters(PAIRS)
    p, q = gk.Gaussian(*rows[:2]), gk.Gaussian(*rows[2:])
    value = gk.jsd(p, q)
    worst = float(np.max(np.abs(value - jsd_by_overlap(*rows))))
    print(f"largest difference from the overlap trapezoid on {PAIRS} pairs: {worst:.2g}")
    if worst > 2e-15:
        raise SystemExit("the two algorithms disagree")
    few, some = (tuple(x[:n] for x in rows) for n in (QUAD_PAIRS, TANHSINH_PAIRS))
    functions = {OURS: lambda: gk.jsd(p, q), QUAD: lambda: by_quad(few), TANHSINH: lambda: by_tanhsinh(some)}
    errors = {
        OURS: worst,
        QUAD: float(np.max(np.abs(value[:QUAD_PAIRS] - by_quad(few)))),
        TANHSINH: float(np.nanmax(np.abs(value[:TANHSINH_PAIRS] - by_tanhsinh(some)))),
    }
    seconds = medians(functions, 5)
    sizes = {OURS: PAIRS, QUAD: QUAD_PAIRS, TANHSINH: TANHSINH_PAIRS}
    each = {name: seconds[name] / sizes[name] for name in functions}
    return [
        {
            "work": "d = 1",
            "method": name,
            "µs a pair": 1e6 * each[name],
            "quad / this": each[QUAD] / each[name],
            "worst error": errors[name],
            "must reach": "quad / this >= 100" if name == OURS else "",
            **machine(),
        }
        for name in functions
    ]


def in_space(d: int) -> dict[str, object]:
    """Time d dimensions, after checking symmetry, which the algorithm does not have built in."""
    first, second = covariances(1000, d, 1), covariances(1000, d, 2)
    p, q = gk.MultivariateGaussian(*first), gk.MultivariateGaussian(*second)
    worst = float(np.max(np.abs(gk.jsd(p, q) - gk.jsd(q, p))))
    if worst > 1e-13:
        raise SystemExit(f"JSD(p, q) and JSD(q, p) differ by {worst:.2g} at d = {d}")
    seconds = medians({OURS: lambda: gk.jsd(p, q)}, 5)[OURS]
    return {
        "work": f"d = {d}",
        "method": OURS,
        "µs a pair": 1e3 * seconds,
        "quad / this": "",
        "worst error": worst,
        "must reach": "<= 100 µs a pair",
        **machine(),
    }


def main() -> None:
    """The line, then d = 2, 4, 8, 16."""
    publish("gaussian", on_the_line() + [in_space(d) for d in (2, 4, 8, 16)])


if __name__ == "__main__":
    main()
