"""The GEMM floor: a GAN-step takes at least the time of its matrix products, at the best rate measured for them.

19 of 20 multiplications are between the hidden layers: (m × h)(h × h) forward and back, (h × m)(m × h) to the weights.
Their rate in batches, measured alone, is applied to all products of a GAN-step, thin ones included; what is elementwise
comes on top.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import torch

from benchmarks.training_rows.contest import MINIBATCH, WIDTHS
from gancheck.learned.device import threads

__all__ = ["gemm_rate"]

BATCHES = {"cpu": (8, 16, 32, 64), "cuda": (256, 1024, 4096)}
"""Problems a product; the best is taken. Small ones stay in the cache of a core, large ones fill a GPU."""


def gemm_rate(device: str, seconds: float = 0.3) -> float:
    """FLOP a second of the products between the hidden layers, in float32, on all cores or on the GPU."""
    return max(_rate(device, batch, seconds) for batch in BATCHES[device])


def _rate(device: str, batch: int, seconds: float) -> float:
    workers = 1 if device == "cuda" else os.cpu_count() or 1
    with threads(1), ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(lambda _: _worker(device, batch, seconds), range(workers)))


def _worker(device: str, batch: int, seconds: float) -> float:
    torch.set_num_threads(1)  # the number belongs to a thread
    h = WIDTHS[1]
    x, weight = torch.randn(batch, MINIBATCH, h, device=device), torch.randn(batch, h, h, device=device)
    forward, gradient = torch.empty_like(x), torch.empty_like(weight)

    def products() -> None:
        torch.bmm(x, weight, out=forward)
        torch.bmm(x, weight.mT, out=forward)
        torch.bmm(x.mT, forward, out=gradient)

    def turn(times: int) -> float:
        begin = time.perf_counter()
        for _ in range(times):
            products()
        if device == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - begin

    turn(3)
    times = max(1, round(10 * seconds / turn(10)))
    return times * 3 * 2 * batch * MINIBATCH * h * h / turn(times)
