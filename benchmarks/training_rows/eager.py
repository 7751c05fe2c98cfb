"""One GAN after another in eager PyTorch, as people write it: modules, BCE on logits, `torch.optim.SGD`, `backward`."""

import time
from itertools import chain

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from benchmarks.training_rows.contest import MINIBATCH, SLOPE, WIDTHS, Contest
from benchmarks.training_rows.played import Played
from gancheck.learned.device import threads
from gancheck.learned.network import Network

__all__ = ["Eager", "EagerGAN", "flattened", "perceptron"]


def perceptron(network: Network) -> nn.Sequential:
    """A module with the parameters of a stack of one."""
    modules: list[nn.Module] = []
    for weight, bias in network.layers():
        fan_in, fan_out = weight.shape[1:]
        linear = nn.Linear(fan_in, fan_out, device=weight.device, dtype=weight.dtype)
        with torch.no_grad():
            linear.weight.copy_(weight[0].T)
            linear.bias.copy_(bias[0, 0])
        modules += [linear, nn.LeakyReLU(network.negative_slope)]
    return nn.Sequential(*modules[:-1])


def flattened(module: nn.Sequential) -> Tensor:
    """The parameters in the order of `Network`, (P,)."""
    linears = [layer for layer in module if isinstance(layer, nn.Linear)]
    return torch.cat(
        list(
            chain.from_iterable((layer.weight.detach().T.flatten(), layer.bias.detach()) for layer in linears)
        )
    )


class EagerGAN:
    """Two modules, their optimizers, and one round of Algorithm 1."""

    def __init__(self, d: Network, g: Network, d_rate: float, g_rate: float, momentum: float) -> None:
        self.d, self.g = perceptron(d), perceptron(g)
        self.d_optimizer = torch.optim.SGD(self.d.parameters(), lr=d_rate, momentum=momentum)
        self.g_optimizer = torch.optim.SGD(self.g.parameters(), lr=g_rate, momentum=momentum)

    def step(self, real: Tensor, noise: Tensor, fresh_noise: Tensor) -> None:
        """D on ``real`` and G(``noise``), then G on ``fresh_noise``; all (m, 1)."""
        on_real, on_fake = self.d(real), self.d(self.g(noise).detach())
        d_loss = binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
        d_loss = d_loss + binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
        self.d_optimizer.zero_grad()
        torch.autograd.backward(d_loss)
        self.d_optimizer.step()

        on_fake = self.d(self.g(fresh_noise))
        g_loss = -binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake))
        self.g_optimizer.zero_grad()
        torch.autograd.backward(g_loss)
        self.g_optimizer.step()


class Eager:
    """The row: the first ``problems`` of the contest, one by one.

    The rate does not depend on how many there are, since they do not meet; a timed run stops after ``timed_steps``.
    """

    def __init__(
        self, contest: Contest, problems: int, intra_op_threads: int, timed_steps: int = 250
    ) -> None:
        self.contest, self.problems = contest, min(problems, len(contest.law))
        self.threads, self.timed_steps = intra_op_threads, timed_steps

    def play(self, timing: bool) -> Played:
        """Train each GAN from a fresh start."""
        steps = min(self.timed_steps, self.contest.steps) if timing else self.contest.steps
        torch.manual_seed(self.contest.seed)
        with threads(self.threads):
            starts = [self._start(problem) for problem in range(self.problems)]
            self._train(0, starts[0], 1)  # the first call of an operation is slower than all others
            starts[0] = self._start(0)
            begin = time.perf_counter()
            for problem, gan in enumerate(starts):
                self._train(problem, gan, steps)
            if self.contest.device == "cuda":
                torch.cuda.synchronize()
            seconds = time.perf_counter() - begin
        return Played(seconds, steps * self.problems, torch.stack([flattened(gan.g) for gan in starts]))

    def _start(self, problem: int) -> EagerGAN:
        contest = self.contest
        rng, like = np.random.default_rng([contest.seed, problem]), torch.zeros(0, device=contest.device)
        d, g = (Network.random(WIDTHS, SLOPE, [rng], like) for _ in range(2))
        return EagerGAN(d, g, contest.discriminator_rate, contest.generator_rate, contest.momentum)

    def _train(self, problem: int, gan: EagerGAN, steps: int) -> None:
        device = self.contest.device
        weights, loc, scale = (
            torch.as_tensor(a[problem], dtype=torch.float32, device=device) for a in self.contest.parameters()
        )
        for _ in range(steps):
            component = torch.multinomial(weights, MINIBATCH, replacement=True)
            real = loc[component] + scale[component] * torch.randn(MINIBATCH, device=device)
            noise, fresh = torch.randn(MINIBATCH, 1, device=device), torch.randn(MINIBATCH, 1, device=device)
            gan.step(real[:, None], noise, fresh)
