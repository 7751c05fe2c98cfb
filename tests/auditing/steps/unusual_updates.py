"""Right GANs whose updates are not two losses with a `backward` each."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tests.auditing.steps.parts import BCE, ONES, ZEROS, perceptron, stepped


def adversarial_autoencoder(*, detached: bool = False) -> Any:
    """The encoder is G: D tells its codes from draws of a prior, and never sees data; ``detached`` is a bug."""
    encoder, decoder, judge = perceptron(8, 2), perceptron(2, 8), perceptron(2, 1)
    both = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)
    d_adam, g_adam = (torch.optim.Adam(each.parameters(), 1e-3) for each in (judge, encoder))

    def train_step(x: Tensor) -> None:
        both.zero_grad()
        F.mse_loss(decoder(encoder(x)), x).backward()
        both.step()
        d_adam.zero_grad()
        real, fake = judge(5.0 * torch.randn(len(x), 2)), judge(encoder(x).detach())
        (BCE(real, ONES(real)) + BCE(fake, ZEROS(fake))).backward()
        d_adam.step()
        g_adam.zero_grad()
        code = encoder(x)
        fake = judge(code.detach() if detached else code)
        BCE(fake, ONES(fake)).backward()
        g_adam.step()

    return stepped(encoder, judge, train_step, 8)


def _by_hand(update: Callable[..., None]) -> Any:
    generator, judge = perceptron(4, 2), perceptron(2, 1)
    g_sgd, d_sgd = (torch.optim.SGD(each.parameters(), 1e-2) for each in (generator, judge))

    def losses(x: Tensor) -> tuple[Tensor, Tensor]:
        real, fake = judge(x), judge(generator(torch.randn(len(x), 4)))
        return BCE(real, ONES(real)) + BCE(fake, ZEROS(fake)), BCE(fake, ONES(fake))

    def train_step(x: Tensor) -> None:
        update(lambda: losses(x), list(judge.parameters()), list(generator.parameters()), (d_sgd, g_sgd))

    return stepped(generator, judge, train_step)


def _set(parameters: list[Any], gradients: Any) -> None:
    for each, gradient in zip(parameters, gradients, strict=True):
        each.grad = gradient


def extragradient() -> Any:
    """A look ahead, and a step from where it began; both by gradients that are returned and set."""

    def update(losses: Any, d: list[Any], g: list[Any], optimizers: Any) -> None:
        def look() -> None:
            of_d, of_g = losses()
            by_d = torch.autograd.grad(of_d, d, retain_graph=True)
            by_g = torch.autograd.grad(of_g, g)
            _set(d, by_d)
            _set(g, by_g)

        began = [each.detach().clone() for each in (*d, *g)]
        look()
        for each in optimizers:
            each.step()
        look()
        with torch.no_grad():
            for each, old in zip((*d, *g), began, strict=True):
                each.copy_(old)
        for each in optimizers:
            each.step()

    return _by_hand(update)


def consensus() -> Any:
    """Each gradient has that of the squared length of both added to it."""

    def update(losses: Any, d: list[Any], g: list[Any], optimizers: Any) -> None:
        of_d, of_g = losses()
        by_d = torch.autograd.grad(of_d, d, create_graph=True)
        by_g = torch.autograd.grad(of_g, g, create_graph=True)
        length = 0.5 * sum(each.square().sum() for each in (*by_d, *by_g))
        turned = torch.autograd.grad(length, [*d, *g], allow_unused=True)
        found = [
            (own if other is None else own + 0.1 * other).detach()
            for own, other in zip((*by_d, *by_g), turned, strict=True)
        ]
        _set([*d, *g], found)
        for each in optimizers:
            each.step()

    return _by_hand(update)


def policy_gradient() -> Any:
    """G draws words and learns from what D says of them, as a reward; no gradient goes through D."""

    class Writer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cell, self.words = nn.GRUCell(5, 16), nn.Linear(16, 5)

        def forward(self, n: int) -> tuple[Tensor, Tensor]:
            state, word, text, logarithms = torch.zeros(n, 16), torch.zeros(n, 5), [], []
            for _ in range(4):
                state = self.cell(word, state)
                law = torch.distributions.Categorical(logits=self.words(state))
                drawn = law.sample()
                word = F.one_hot(drawn, 5).float()
                text.append(word)
                logarithms.append(law.log_prob(drawn))
            return torch.stack(text, 1), torch.stack(logarithms, 1).sum(1, keepdim=True)

    writer, judge = Writer(), nn.Sequential(nn.Flatten(), perceptron(20, 1))
    g_adam, d_adam = (torch.optim.Adam(each.parameters(), 1e-3) for each in (writer, judge))

    def train_step(x: Tensor) -> None:
        with torch.no_grad():
            fake, _ = writer(len(x))
        t, f = judge(x), judge(fake)
        d_adam.zero_grad()
        (BCE(t, ONES(t)) + BCE(f, ZEROS(f))).backward()
        d_adam.step()
        fake, logarithms = writer(len(x))
        with torch.no_grad():
            reward = torch.sigmoid(judge(fake))
        g_adam.zero_grad()
        (-(logarithms * (reward - reward.mean())).mean()).backward()
        g_adam.step()

    gan = stepped(writer, judge, train_step)
    gan.real_batch = lambda n: F.one_hot(torch.randint(0, 5, (n, 4)), 5).float()
    return gan


def energies() -> Any:
    """D rebuilds its input, and its score is how far it is off, with a margin for fakes."""
    generator, judge = perceptron(4, 8), nn.Sequential(nn.Linear(8, 3), nn.ReLU(), nn.Linear(3, 8))
    g_adam, d_adam = (torch.optim.Adam(each.parameters(), 1e-3) for each in (generator, judge))

    def energy(x: Tensor) -> Tensor:
        return (judge(x) - x).square().mean(1)

    def train_step(x: Tensor) -> None:
        fake = generator(torch.randn(len(x), 4))
        d_adam.zero_grad()
        (energy(x).mean() + F.relu(2.0 - energy(fake.detach())).mean()).backward()
        d_adam.step()
        g_adam.zero_grad()
        energy(fake).mean().backward()
        g_adam.step()

    return stepped(generator, judge, train_step, 8)


def pearson() -> Any:
    """The f-GAN of Pearson's χ²: D's loss is linear on data and a square on fakes, and needs no constraint."""
    generator, judge = perceptron(4, 2), perceptron(2, 1)
    g_adam, d_adam = (torch.optim.Adam(each.parameters(), 1e-3) for each in (generator, judge))

    def conjugate(t: Tensor) -> Tensor:
        return t.square() / 4.0 + t

    def train_step(x: Tensor) -> None:
        fake = generator(torch.randn(len(x), 4))
        d_adam.zero_grad()
        (conjugate(judge(fake.detach())).mean() - judge(x).mean()).backward()
        d_adam.step()
        g_adam.zero_grad()
        (-conjugate(judge(fake)).mean()).backward()
        g_adam.step()

    return stepped(generator, judge, train_step)


UNUSUAL_UPDATES: dict[str, tuple[Callable[[], Any], str | None]] = {
    "adversarial autoencoder": (adversarial_autoencoder, "non-saturating GAN"),
    "extragradient": (extragradient, "non-saturating GAN"),
    "consensus": (consensus, None),
    "energies": (energies, None),
    "Pearson": (pearson, "f-GAN for Pearson χ²(p‖q)"),
    "policy gradient": (policy_gradient, None),
}
"""Name -> how it is made, and the game that it is known to play; None where it is not known."""
