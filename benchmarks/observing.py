"""What watching a training step costs: ``python -m benchmarks.observing``.

A step of a DCGAN for 32 × 32 images on the CPU, one thread: D on data and on fakes, then G, with Adam. It runs plainly,
under the recorder of the audit without and with provenance through torch's functions, and after the recorder has gone.
A turn is as many updates as the audit's plain run waits for, opening and closing the recorder included; the four take
turns, each first as often as the others, and the ratios are those of one round. The median ratio lies between the two
order statistics that are shown with a confidence of at least 95 %. Must reach: a median ratio of at most 1.1 without
provenance and 1.5 with it, and 1 afterwards, within noise: the interval does not lie above 1.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import torch
from scipy.stats import binom
from torch import Tensor, nn

from benchmarks.table import publish
from benchmarks.timing import machine
from gancheck.auditing.gan import Gan
from gancheck.auditing.steps.audit import ENOUGH
from gancheck.auditing.steps.recorder import Recorder

LATENT = 100
PLAIN, HOOKS, PROVENANCE, AFTER = (
    "plain",
    "observed, without provenance",
    "observed, with provenance",
    "after it has detached",
)
AT_MOST = {PLAIN: 1.0, HOOKS: 1.1, PROVENANCE: 1.5, AFTER: 1.0}
CONFIDENCE = 0.95
LEAST_ROUNDS = 6
"""All of five ratios lie on one side of their median with a chance of 2/32, which is more than 5 %."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Time each in turns, check that watching changes nothing, publish the ratios."""
    options = _options(arguments)
    torch.set_num_threads(1)
    rows = [row for batch in options.batch for row in _measured(batch, options.rounds)]
    publish("observing", rows)


def dcgan(seed: int = 0) -> Gan:
    """DCGAN's two networks at 32 × 32 with its widths, optimizers and initial weights, and its step."""
    torch.manual_seed(seed)
    generator = nn.Sequential(
        nn.ConvTranspose2d(LATENT, 256, 4, 1, 0, bias=False),
        nn.BatchNorm2d(256),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(256, 128, 4, 2, 1, bias=False),
        nn.BatchNorm2d(128),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(inplace=True),
        nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False),
        nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(3, 64, 4, 2, 1, bias=False),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(64, 128, 4, 2, 1, bias=False),
        nn.BatchNorm2d(128),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(128, 256, 4, 2, 1, bias=False),
        nn.BatchNorm2d(256),
        nn.LeakyReLU(0.2, inplace=True),
        nn.Conv2d(256, 1, 4, 1, 0, bias=False),
    )
    for part in (*generator.modules(), *discriminator.modules()):
        if isinstance(part, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(part.weight, 0.0, 0.02)
        elif isinstance(part, nn.BatchNorm2d):
            nn.init.normal_(part.weight, 1.0, 0.02)
    adam_d, adam_g = (
        torch.optim.Adam(player.parameters(), lr=2e-4, betas=(0.5, 0.999))
        for player in (discriminator, generator)
    )
    loss = nn.BCEWithLogitsLoss()

    def train_step(real: Tensor) -> dict[str, float]:
        n = len(real)
        ones, zeros = torch.ones(n), torch.zeros(n)
        discriminator.zero_grad()
        d_real = loss(discriminator(real).view(-1), ones)
        d_real.backward()
        fake = generator(torch.randn(n, LATENT, 1, 1))
        d_fake = loss(discriminator(fake.detach()).view(-1), zeros)
        d_fake.backward()
        adam_d.step()
        generator.zero_grad()
        g_loss = loss(discriminator(fake).view(-1), ones)
        g_loss.backward()
        adam_g.step()
        return {"d_loss": (d_real + d_fake).item(), "g_loss": g_loss.item()}

    return Gan(generator=generator, discriminator=discriminator, train_step=train_step)


def _measured(batch: int, rounds: int) -> list[dict[str, object]]:
    """The rows of one batch size; every way has a twin of its own, and the last is the one that was observed before."""
    data = 2.0 * torch.rand(batch, 3, 32, 32, generator=torch.Generator().manual_seed(1)) - 1.0
    twins = {name: dcgan() for name in (PLAIN, HOOKS, PROVENANCE, AFTER)}
    turns: dict[str, Callable[[], None]] = {
        PLAIN: lambda: _updates(twins[PLAIN], data),
        HOOKS: lambda: _watched(twins[HOOKS], data, provenance=False),
        PROVENANCE: lambda: _watched(twins[PROVENANCE], data, provenance=True),
        AFTER: lambda: _updates(twins[AFTER], data),
    }
    torch.manual_seed(0)
    _watched(twins[AFTER], data, provenance=True)
    torch.manual_seed(0)
    _updates(twins[PLAIN], data)
    _must_agree(twins[PLAIN], twins[AFTER])
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    names = list(turns)
    for number in range(-1, rounds):  # the first is not counted
        first = number % len(names)
        for name in names[first:] + names[:first]:
            torch.manual_seed(number)
            start = time.process_time()
            turns[name]()
            if number >= 0:
                seconds[name].append((time.process_time() - start) / ENOUGH)
    return [_row(name, batch, seconds[name], seconds[PLAIN]) for name in names]


def _updates(gan: Gan, data: Tensor) -> None:
    for _ in range(ENOUGH):
        gan.update(data)


def _watched(gan: Gan, data: Tensor, *, provenance: bool) -> None:
    """Updates as the audit watches them."""
    recorder = Recorder(gan.generator, gan.discriminator, provenance=provenance)
    with recorder:
        for _ in range(ENOUGH):
            recorder.round()
            returned = gan.update(recorder.tagged(lambda: (data.clone(), data.clone())))
            recorder.read(*returned)
            recorder.seen()
    if recorder.log.failures or len(recorder.log.steps) != 2 * ENOUGH:
        raise SystemExit(
            f"the recorder saw {len(recorder.log.steps)} steps and failed: {recorder.log.failures}"
        )


def _row(name: str, batch: int, times: list[float], plain: list[float]) -> dict[str, object]:
    ratios = sorted(time / base for time, base in zip(times, plain, strict=True))
    median = statistics.median(ratios)
    least, most = _interval(ratios)
    return {
        "step": name,
        "batch": batch,
        "milliseconds": 1e3 * statistics.median(times),
        "ratio": round(median, 3),
        "from": round(least, 3),
        "to": round(most, 3),
        "at most": AT_MOST[name],
        "reached": least <= 1.0 if name == AFTER else median <= AT_MOST[name],
        "rounds": len(ratios),
        **machine(),
        "torch": torch.__version__,
    }


def _must_agree(plain: Gan, observed: Gan) -> None:
    """The same bits: watching changes nothing."""
    for one, other in ((plain.generator, observed.generator), (plain.discriminator, observed.discriminator)):
        if not all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True)):
            raise SystemExit("the players that were observed have other weights than those that were not.")


def _interval(ratios: list[float]) -> tuple[float, float]:
    """The k-th of n ratios from either end; so many as k are below the median with the chance P(Bin(n, ½) < k)."""
    k = int(binom.ppf((1.0 - CONFIDENCE) / 2.0, len(ratios), 0.5))
    return ratios[k - 1], ratios[-k]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.observing", description=__doc__)
    parser.add_argument("--batch", type=int, nargs="+", default=[64, 16], metavar="N", help="default 64 16")
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="at least 6 (default 20)")
    options = parser.parse_args(arguments)
    if options.rounds < LEAST_ROUNDS:
        parser.error(
            f"--rounds is {options.rounds}, and must be at least {LEAST_ROUNDS}: fewer give no interval."
        )
    return options


if __name__ == "__main__":
    main()
