"""Whether the statistical checks keep their level, and what they would catch: ``python -m benchmarks.calibration``.

Each check is run some two thousand times under the truth, at a level that can be seen (its own is 1e-6): the share of
refusals must not exceed it, p-values must not be smaller than uniform ones, e-values must not average more than 1.
Where a number says how well the truth is met and not only whether it is, the whole distribution is tested, exactly.
Then every counter-claim of the statistical claims is tried on the records of one run of the learned checks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from time import process_time

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, binomtest, chi2

from benchmarks.table import publish
from gancheck.checks.learned import inner_loop, minibatches
from gancheck.checks.learned.check import check_learned
from gancheck.claims.registry import get_claim
from gancheck.distributions import Discrete, Gaussian
from gancheck.numerics.binomial_interval import binomial_interval
from gancheck.numerics.catoni import catoni_mean
from gancheck.numerics.e_value import betting_process, likelihood_ratio_process, ville
from gancheck.numerics.holm import holm, holm_adjusted
from gancheck.numerics.p_value import uniformity
from gancheck.theory.logit_law import logit_law
from gancheck.theory.value_gradient import value_gradient

__all__ = ["Calibration", "calibrations", "main"]

Floats = NDArray[np.float64]

RUNS = 2048
ALPHA = 0.05
ACCUSED = 1e-3
"""Family-wise level, over the whole table, of the accusation that a check does not keep its own."""
TRAININGS = 32
"""Of each problem of `alg.inner-loop` in one run."""
PROBLEMS = 128
"""Of which the checks whose power is measured here take a quarter: they train each many times over."""

P, Q = Discrete(probs=[[0.5, 0.3, 0.2]]), Discrete(probs=[[0.2, 0.2, 0.6]])
NARROW, WIDE = Gaussian([0.0], [1.0]), Gaussian([1.0], [1.5])


@dataclass(frozen=True)
class Calibration:
    """What one check did in many runs under the truth.

    Attributes:
        check: What is run.
        runs: How often.
        refused: In how many runs it accused the truth at the level `ALPHA`.
        uniform: P-value of the hypothesis that its p-values are not smaller than uniform ones; NaN without p-values.
        mean_e: The mean of its e-values; NaN without.
        promised: Whether its level is a promise of the check; False for what is shown because no check relies on it.
    """

    check: str
    runs: int
    refused: int
    uniform: float = float("nan")
    mean_e: float = float("nan")
    promised: bool = True

    @property
    def excess(self) -> float:
        """P-value of the hypothesis that at most the share `ALPHA` of runs accuse the truth."""
        return float(binomtest(self.refused, self.runs, ALPHA, alternative="greater").pvalue)


def calibrations(runs: int = RUNS) -> Iterator[Calibration]:
    """Every statistical check of the project, ``runs`` times each."""
    yield from _inner_loop("tabular", P, Q, inner_loop.INNER_STEPS, runs)
    yield from _inner_loop("quadratic-logit", NARROW, WIDE, (1, 4, 16), runs)
    yield from _minibatches(runs)
    yield _catoni(runs)
    yield _logits(runs)
    yield _holm(runs)
    yield from _sequential(runs)
    yield _wilks(runs)


def _of_p_values(check: str, p_values: Floats, promised: bool = True) -> Calibration:
    refused = int((p_values <= ALPHA).sum())
    return Calibration(
        check, len(p_values), refused, uniformity(p_values, only_too_small=True), promised=promised
    )


def _inner_loop(
    family: str, p: object, q: object, steps: tuple[int, ...], runs: int
) -> Iterator[Calibration]:
    """The exact interval for the chance that more steps bring D nearer; the truth is the share of all trainings."""
    gaps = inner_loop.measured_gaps(family, (p, q), steps, runs * TRAININGS, seed=1)
    for fewer, more in pairwise(range(len(steps))):
        nearer = gaps[0, :, more] <= gaps[0, :, fewer]
        hits, chance = nearer.reshape(runs, TRAININGS).sum(axis=1), nearer.mean()
        tails = binom.cdf(hits, TRAININGS, chance), binom.sf(hits - 1, TRAININGS, chance)
        p_values = np.minimum(1.0, 2.0 * np.minimum(*tails))
        found = binomial_interval(hits, TRAININGS, ALPHA)
        refused = int((abs(found.value - chance) > found.error).sum())
        check = f"alg.inner-loop, sign test, {family}, k = {steps[fewer]} to {steps[more]}"
        yield Calibration(check, runs, refused, uniformity(p_values, only_too_small=True))


def _observed(runs: int, size: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Minibatch gradients ``(runs, size, 6)`` of one discrete problem, their true mean, and the width of each."""
    copies = 32
    laws = P[np.zeros(copies, dtype=int)], Q[np.zeros(copies, dtype=int)]
    calls = -(-runs * size // (copies * minibatches.ROWS))
    observed, p, q, d = minibatches.observe("categorical", laws, seed, "cpu", calls)
    # Every copy has its own D: only the first runs of observations of one copy share a truth.
    truth = value_gradient(p, q, d).value
    centred = np.moveaxis(observed - truth, 1, 0).reshape(-1, 6)[: runs * size].reshape(runs, size, 6)
    return centred, truth, minibatches.widths(d)


def _minibatches(runs: int) -> Iterator[Calibration]:
    """Empirical Bernstein: the p-value is the level at which the radius reaches the truth."""
    size = 256
    centred, _, width = _observed(runs, size, seed=2)
    widest = width.max(axis=0)
    for name, i in (("D", 0), ("G", 3)):
        spread = np.sqrt(2.0 * centred[:, :, i].var(axis=1, ddof=1) / size)
        slope = 7.0 * widest[i] / (3.0 * (size - 1))
        deviation = abs(centred[:, :, i].mean(axis=1))
        root = (-spread + np.sqrt(spread**2 + 4.0 * slope * deviation)) / (2.0 * slope)
        p_values = np.minimum(4.0 * np.exp(-(root**2)), 1.0)
        yield _of_p_values(f"alg.unbiased, Bernstein, {name}, {size} minibatches", p_values)


def _catoni(runs: int) -> Calibration:
    """Catoni's region on the gradients of the affine players."""
    copies, size = 32, 256
    laws = NARROW[np.zeros(copies, dtype=int)], WIDE[np.zeros(copies, dtype=int)]
    calls = -(-runs * size // (copies * minibatches.ROWS))
    observed, p, q, d = minibatches.observe("affine", laws, 3, "cpu", calls)
    each = observed.shape[0] // size
    variance, truth = minibatches.second_moments(p, q, d), value_gradient(p, q, d).value
    refused = 0
    for group in observed[: each * size].reshape(each, size, copies, -1):
        found = catoni_mean(group, variance, ALPHA)
        refused += int((abs(found.value - truth) > found.error)[:, 4].sum())
    return Calibration(f"alg.unbiased, Catoni, G's scale, {size} minibatches", each * copies, refused)


def _logits(runs: int) -> Calibration:
    """Massart's band around the distribution function of logits of counts."""
    size, samples = 256, (150, 300)
    generator = np.random.default_rng(4)
    counts = [
        generator.multinomial(m, law.probs[0], (runs, size))[..., 0]
        for m, law in zip(samples, (P, Q), strict=True)
    ]
    law = logit_law(P, Q, *(np.array([m]) for m in samples))
    logits = np.log(counts[0] / samples[0]) - np.log(counts[1] / samples[1])
    levels = np.quantile(logits, np.linspace(0.02, 0.98, 49)) + 1e-12
    truth = law.cdf(np.broadcast_to(levels, (1, 3, len(levels))))[0, 0]
    shares = (logits[:, :, None] <= levels).mean(axis=1)
    distance = abs(shares - truth).max(axis=1)
    p_values = np.minimum(2.0 * np.exp(-2.0 * size * distance**2), 1.0)
    return _of_p_values(f"alg.sampling-law, Massart, {size} trainings", p_values)


def _holm(runs: int) -> Calibration:
    """Any refusal among twenty dependent tests, half of them of true hypotheses."""
    generator = np.random.default_rng(5)
    common, own = generator.standard_normal((runs, 1)), generator.standard_normal((runs, 20))
    p_values = chi2.sf((0.6 * common + 0.8 * own) ** 2, 1)
    p_values[:, 10:] *= 1e-3
    refused = sum(bool(holm(row, ALPHA)[:10].any()) for row in p_values)
    return Calibration("Holm, 20 dependent tests, 10 true", runs, refused)


def _sequential(runs: int) -> Iterator[Calibration]:
    """Test martingales looked at after every observation."""
    size = 256
    centred, truth, _ = _observed(runs, size, seed=6)
    del truth
    # D's first component lies in an interval of length 1, somewhere in [−1, 1].
    capital = betting_process(centred[:, :, 0], np.zeros(runs), low=-1.0, high=1.0)
    refused = int(ville(capital, ALPHA).sum())
    yield Calibration("betting on minibatch gradients", runs, refused, mean_e=float(capital[:, -1].mean()))
    draws = P[0].sample(runs * 64, np.random.default_rng(7)).reshape(runs, 64)
    nearby = np.array([0.45, 0.3, 0.25])
    ratio = likelihood_ratio_process(np.log(nearby)[draws], np.log(P.probs[0])[draws])
    refused = int(ville(ratio, ALPHA).sum())
    yield Calibration("likelihood ratio of draws", runs, refused, mean_e=float(ratio[:, -1].mean()))


def _wilks(runs: int) -> Calibration:
    """2m·KL against χ² at m = 200, k = 50: the approximation that no check uses."""
    cells, m = 50, 200
    share = np.random.default_rng(8).multinomial(m, np.full(cells, 1.0 / cells), 8 * runs) / m
    logs = np.log(np.where(share > 0, share * cells, 1.0))
    p_values = chi2.sf(2.0 * m * (share * logs).sum(axis=1), cells - 1)
    return _of_p_values("2m·KL by χ², m = 200, k = 50 (not used)", p_values, promised=False)


def power() -> list[dict[str, object]]:
    """The share of problems on which each counter-claim of a statistical claim is refused."""
    rows: list[dict[str, object]] = []
    for claim in ("alg.inner-loop", "alg.unbiased", "alg.sampling-law"):
        found = get_claim(claim)
        for family in found.families:
            outcome = check_learned(found, family, seed=9, size=PROBLEMS, device="cpu")
            rows += [
                {
                    "claim": claim,
                    "family": family,
                    "verdict": outcome.verdict.value,
                    "problems": outcome.cases,
                    "counter-claim": refutation.title,
                    "power": refutation.power,
                }
                for refutation in outcome.refutations
            ]
    return rows


def main() -> None:
    """Run every check under the truth, then with every counter-claim; fail if a level is not kept."""
    start = process_time()
    found = list(calibrations())
    publish(
        "calibration",
        [
            {
                "check": each.check,
                "alpha": ALPHA,
                "runs": each.runs,
                "refused": each.refused,
                "share": each.refused / each.runs,
                "p (share <= alpha)": each.excess,
                "p (p-values not too small)": each.uniform,
                "mean e-value": each.mean_e,
            }
            for each in found
        ],
    )
    print()
    publish("power", power())
    print(f"\n{process_time() - start:.0f} s of one core")
    promised = [each for each in found if each.promised]
    p_values = [min(1.0, 2.0 * np.nanmin([each.excess, each.uniform])) for each in promised]
    accused = [each.check for each, p in zip(promised, holm_adjusted(p_values), strict=True) if p <= ACCUSED]
    if accused:
        raise SystemExit(f"the level is not kept by: {'; '.join(accused)}")


if __name__ == "__main__":
    main()
