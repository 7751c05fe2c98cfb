"""Algorithm 1 on many problems, in GAN-steps a second: ``python -m benchmarks.training``.

Must reach on a CPU: 40 times eager PyTorch and 1.2 times JAX (aim: twice); with ``--device cuda``: 1000 times eager
PyTorch and as much as JAX. Before a speed counts, the final mean JSD, with p_g exact, must agree from row to row.
Compiling, setting up and measuring are not timed. The rows take turns in one process; medians of wall-clock time are
compared, since a row may use all cores.
"""

import argparse
import functools
import itertools
import os
import platform
import statistics
from collections.abc import Callable

import torch

from benchmarks.table import publish
from benchmarks.training_rows.contest import Contest, gan_step_flops
from benchmarks.training_rows.eager import Eager
from benchmarks.training_rows.gemm_floor import gemm_rate
from benchmarks.training_rows.jax_devices import why_left_out
from benchmarks.training_rows.library import Library, untrained
from benchmarks.training_rows.played import DEVIATIONS, Played, Row, disagreement, final_jsd

EAGER, WHOLE, JAX, OURS = "eager", "jax-vmap", "jax", "gancheck"
GOALS = {"cpu": {EAGER: 40.0, JAX: 1.2}, "cuda": {EAGER: 1000.0, JAX: 1.0}}
"""How many times the rate of each peer gancheck must reach."""
ROWS = (EAGER, WHOLE, JAX, OURS)
EAGER_PROBLEMS = 8
TRIAL_STEPS = 50


def rows_of(names: list[str], contest: Contest) -> dict[str, Row]:
    """The rows that can be played here, compiled."""
    makers: dict[str, Callable[[Contest], Row]] = {
        EAGER: _eager,
        WHOLE: functools.partial(_jax, whole=True),
        JAX: functools.partial(_jax, whole=False),
        OURS: Library,
    }
    rows: dict[str, Row] = {}
    for name in names:
        reason = why_left_out(contest.device) if name in (WHOLE, JAX) else None
        if reason is not None:
            print(f"{name} is left out: {reason}")
            continue
        rows[name] = makers[name](contest)
    return rows


def _eager(contest: Contest) -> Row:
    """With torch's own number of threads or with one, whichever is faster here."""
    trials = {
        n: Eager(contest, 1, n, TRIAL_STEPS).play(timing=True).rate for n in {1, torch.get_num_threads()}
    }
    for n, rate in trials.items():
        print(f"{EAGER}: {rate:.0f} GAN-steps/s with {n} intra-operator threads, in a trial of {TRIAL_STEPS}")
    return Eager(contest, EAGER_PROBLEMS, max(trials, key=lambda n: trials[n]))


def _jax(contest: Contest, whole: bool) -> Row:
    """Imported late: JAX may be absent, and must know its devices first."""
    from benchmarks.training_rows.jax_scan import JaxScan

    return JaxScan(contest, whole)


def require_agreement(contest: Contest, played: dict[str, Played]) -> dict[str, float]:
    """The mean JSD of each row, if no two rows differ by more than chance lets them and training shows at all."""
    jsd = {name: final_jsd(contest, run.generators) for name, run in played.items()}
    start = final_jsd(contest, untrained(contest))
    most = max(jsd, key=lambda name: len(jsd[name]))
    learned = disagreement(start, jsd[most])
    print(
        f"before training: {start.mean():.4f} nats, {learned:.1f} standard errors away from {most} after it"
    )
    for first, second in itertools.combinations(jsd, 2):
        n, apart = min(len(jsd[first]), len(jsd[second])), disagreement(jsd[first], jsd[second])
        print(
            f"{first}: {jsd[first][:n].mean():.4f}, {second}: {jsd[second][:n].mean():.4f} nats on the same {n} "
            f"problems, {apart:.1f} standard errors apart"
        )
        if apart > DEVIATIONS:
            raise SystemExit(f"{first} and {second} do not play the same game; no speed counts")
    if learned <= DEVIATIONS:
        raise SystemExit("the test cannot tell trained from untrained; give more --steps or a larger --batch")
    return {name: float(values.mean()) for name, values in jsd.items()}


def goals_missed(rates: dict[str, float], device: str) -> list[str]:
    """Sentences on the goals, those of rows that were not played left out; printed, and those that fail returned."""
    missed = []
    if OURS in rates and WHOLE in rates:
        print(f"{rates[OURS] / rates[WHOLE]:.2f} times the rate of {WHOLE}, all problems in one vmap")
    for peer, least in GOALS[device].items():
        if OURS in rates and peer in rates:
            ratio = rates[OURS] / rates[peer]
            sentence = f"{ratio:.2f} times the rate of {peer}, of which {least:g} are to be reached"
            print(sentence)
            missed += [sentence] if ratio < least else []
    return missed


def main() -> None:
    """Check that the rows play the same game, then time them in turns."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--batch", type=int, default=256, help="problems")
    parser.add_argument("--steps", type=int, default=1000, help="rounds of Algorithm 1")
    parser.add_argument("--device", choices=tuple(GOALS), default="cpu")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=ROWS)
    options = parser.parse_args()
    machine = torch.cuda.get_device_name() if options.device == "cuda" else platform.machine()
    print(f"device: {options.device}, {machine}; {os.cpu_count()} cores; {options.batch} problems")
    contest = Contest.of(options.batch, options.steps, options.device)
    rows = rows_of(options.rows, contest)
    jsd = require_agreement(contest, {name: row.play(timing=False) for name, row in rows.items()})
    rates: dict[str, list[float]] = {name: [] for name in rows}
    gemm: list[float] = []
    for _ in range(options.repeats):
        gemm.append(gemm_rate(options.device))
        for name, row in rows.items():
            rates[name].append(row.play(timing=True).rate)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    floor = statistics.median(gemm) / gan_step_flops()
    goals = GOALS[options.device]
    publish(
        "training" if options.device == "cpu" else "training_cuda",
        [
            {
                "method": name,
                "GAN-steps/s": rate,
                "slowest": min(rates.get(name, [rate])),
                "fastest": max(rates.get(name, [rate])),
                "share of GEMM floor": rate / floor,
                "mean JSD": jsd.get(name, ""),
                "must reach": f">= {goals[EAGER]:g} eager, {goals[JAX]:g} jax" if name == OURS else "",
                "problems": options.batch,
                "steps": options.steps,
                "device": machine,
                "cores": os.cpu_count(),
                "python": platform.python_version(),
            }
            for name, rate in {**medians, "GEMM floor": floor}.items()
        ],
    )
    if missed := goals_missed(medians, options.device):
        raise SystemExit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
