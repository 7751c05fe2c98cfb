"""A target is put back as it was: weights, modes, moments, counters and random numbers."""

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from gancheck.auditing.gan import Gan, as_gan
from gancheck.auditing.randomness import seeded
from gancheck.auditing.snapshot import Snapshot


class Target:
    def __init__(self):
        self.generator, self.discriminator = nn.Linear(2, 2), nn.Linear(2, 1)
        self.optimizer = torch.optim.Adam(self.discriminator.parameters(), 0.1)
        self.updates = 0

    def train_step(self, real):
        self.updates += 1
        self.optimizer.zero_grad()
        self.discriminator(real).mean().backward()
        self.optimizer.step()


def draws():
    return torch.rand(()).item(), np.random.random(), random.random()  # noqa: NPY002 (a target's own source)


def test_everything_that_a_step_changes_is_put_back():
    target = Target()
    target.train_step(torch.ones(4, 2))
    moments = [value.clone() for value in target.optimizer.state[target.discriminator.weight].values()]
    weight = target.discriminator.weight.detach().clone()
    kept = Snapshot(as_gan(target))
    first = draws()
    target.train_step(torch.ones(4, 2))
    target.discriminator.eval()
    assert kept.moved(target.discriminator)
    assert not kept.moved(target.generator)
    kept.restore()
    assert not kept.moved(target.discriminator)
    assert torch.equal(target.discriminator.weight, weight)
    assert target.updates == 1
    assert target.discriminator.training
    assert target.discriminator.weight.grad is None
    now = target.optimizer.state[target.discriminator.weight].values()
    assert all(torch.equal(a, b) for a, b in zip(moments, now, strict=True))
    assert draws() == first


def test_random_numbers_are_the_seeds_inside_and_the_callers_outside():
    with seeded(3):
        first = draws()
    with seeded(0):
        before = draws()
    with seeded(0):
        with seeded(3):
            assert draws() == first
        assert draws() == before


def test_what_a_closure_holds_may_be_a_class_or_refuse_assignment():
    class Settings:
        rate = 0.1

    @dataclass(frozen=True)
    class Frozen:
        rate: float = 0.1

    target, frozen = Target(), Frozen()

    def step(real):
        Settings.rate += 1.0
        assert frozen.rate == 0.1
        target.train_step(real)

    kept = Snapshot(Gan(generator=target.generator, discriminator=target.discriminator, train_step=step))
    step(torch.ones(4, 2))
    object.__setattr__(frozen, "rate", 0.2)
    kept.restore()
    assert (Settings.rate, frozen.rate) == (0.1, 0.1)
