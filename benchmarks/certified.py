"""Ball enclosures of divergences against Arb's own integrator: ``python -m benchmarks.certified``.

Must reach: at most 2 ms a pair of Gaussians on the line, radius at most 1e-14, and the truth contained always. The
truth is an unrelated certified integral (the overlap of both densities) at 128 bits; at 64 bits it is also the peer.
"""

from functools import partial

import numpy as np
from flint import arb

import gancheck as gk
from benchmarks.table import publish
from benchmarks.timing import machine, medians
from gancheck.certified.ball_laws import Normal
from gancheck.certified.overlap_integral import jsd_by_integral
from gancheck.certified.precision import working_precision

PEER = "gaussian d=1, acb.integral"
CONTAINED = 100
TIMED = 10
MOST_SECONDS, MOST_RADIUS = 2e-3, 1e-14


def pairs(size: int, seed: int = 0) -> list[tuple[float, float, float, float]]:
    """Means in [-20, 20], log scales in [-5, 5]; every fourth pair nearly equal, every eighth far apart."""
    rng = np.random.default_rng(seed)
    rows = np.stack([rng.uniform(-20, 20, size), np.exp(rng.uniform(-5, 5, size))] * 2, axis=-1)
    rows[:, 2], rows[:, 3] = rng.uniform(-20, 20, size), np.exp(rng.uniform(-5, 5, size))
    rows[::4, 2] = rows[::4, 0] + 1e-9 * rows[::4, 1]
    rows[::4, 3] = rows[::4, 1] * (1.0 + 1e-9)
    rows[::8, 2] = rows[::8, 0] + 1000.0 * rows[::8, 1]
    return [tuple(row) for row in rows.tolist()]


def laws(row: tuple[float, float, float, float]) -> tuple[gk.Gaussian, gk.Gaussian]:
    """The pair as gancheck's laws."""
    return gk.Gaussian(row[0], row[1]), gk.Gaussian(row[2], row[3])


def integral(row: tuple[float, float, float, float], bits: int) -> arb:
    """JSD by `acb.integral`."""
    with working_precision(bits):
        return jsd_by_integral(Normal(arb(row[0]), arb(row[1])), Normal(arb(row[2]), arb(row[3])))


def contained(rows: list[tuple[float, float, float, float]]) -> tuple[int, float]:
    """How many enclosures overlap the truth, which is a ball a million times smaller, and the largest radius."""
    count, radius = 0, 0.0
    for row in rows:
        found, truth = gk.certified.jsd(*laws(row)), integral(row, 128)
        with working_precision(128):
            count += not (truth < arb(found.lower) or truth > arb(found.upper))
        radius = max(radius, found.radius)
    return count, radius


def vectors(d: int, seed: int = 0) -> tuple[gk.MultivariateGaussian, gk.MultivariateGaussian]:
    """Two correlated laws in d dimensions."""
    rng = np.random.default_rng(seed)
    p, q = (
        gk.MultivariateGaussian(rng.normal(size=d), a @ a.T + 0.1 * np.eye(d))
        for a in rng.normal(size=(2, d, d))
    )
    return p, q


def _enclosed(p: object, q: object) -> object:
    return gk.certified.jsd(p, q)


def main() -> None:
    """Check that the truth is contained, then time; last, whether the goal is reached."""
    count, radius = contained(pairs(CONTAINED))
    if count != CONTAINED:
        raise SystemExit(
            f"{CONTAINED - count} of {CONTAINED} enclosures do not hold the truth: nothing is timed."
        )
    rows = pairs(2 * TIMED, seed=1)[1::2]
    rng = np.random.default_rng(2)
    masses = [gk.Discrete(probs=rng.dirichlet(np.ones(64))) for _ in range(2)]
    problems = {
        "gaussian d=1": lambda: [gk.certified.jsd(*laws(row)) for row in rows],
        PEER: lambda: [integral(row, 64) for row in rows],
        **{f"gaussian d={d}": partial(_enclosed, *vectors(d)) for d in (2, 4, 16)},
        "discrete, 64 atoms": partial(_enclosed, *masses),
    }
    seconds = medians(problems, rounds=9)
    radii = {"gaussian d=1": radius, "discrete, 64 atoms": gk.certified.jsd(*masses).radius}
    radii |= {f"gaussian d={d}": gk.certified.jsd(*vectors(d)).radius for d in (2, 4, 16)}
    radii[PEER] = max(float(integral(row, 64).rad()) for row in rows)
    each = {name: seconds[name] / (TIMED if name in ("gaussian d=1", PEER) else 1) for name in problems}
    publish(
        "certified",
        [
            {
                "problem": name,
                "ms": 1e3 * each[name],
                "largest radius": radii[name],
                "contained": f"{count}/{CONTAINED}" if name == "gaussian d=1" else "",
                **machine(),
            }
            for name in problems
        ],
    )
    ours, peer = each["gaussian d=1"], each[PEER]
    reached = ours <= MOST_SECONDS and radius <= MOST_RADIUS
    print(
        f"{peer / ours:.1f} times acb.integral; {1e3 * ours:.2f} ms a pair (goal 2), radius {radius:.1e} (goal 1e-14), "
        f"{count} of {CONTAINED} contained: {'reached' if reached else 'NOT reached'}"
    )


if __name__ == "__main__":
    main()
