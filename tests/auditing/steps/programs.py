"""Small GANs in several styles, all correct, with a switch for each way to break them."""

import warnings
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tests.auditing.steps.chosen_losses import chosen_losses
from tests.auditing.steps.parts import (
    BCE,
    COMPARISONS,
    ONES,
    REPORTS,
    ZEROS,
    Both,
    Forgetful,
    Heads,
    Packs,
    Reversal,
    domain_step,
    penalty,
)


@dataclass
class Trainer:
    """One update is a step of D, and one of G after every ``n_critic`` of them.

    ``ways`` are switches between correct styles, ``bugs`` break something.
    """

    loss: str = "non-saturating"
    images: bool = False
    norm: bool = False
    style: str = "sum"
    n_critic: Any = None
    clip: float | None = None
    gp: dict[str, Any] | None = None
    ways: frozenset[str] = frozenset()
    bugs: frozenset[str] = frozenset()
    range: tuple[float, float] = (-1.0, 1.0)
    own_data: bool = True
    game: str = ""
    logged: list[float] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    kept: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.generator, self.discriminator = self._players()
        if self.style == "heads":
            self.discriminator = Heads(self.discriminator, self._players()[1])
        if self.style == "pairs":
            pairs = [(self.generator, self.discriminator), self._players()]
            self.generator, self.discriminator = (
                nn.ModuleList(players) for players in zip(*pairs, strict=True)
            )
        d, g = list(self.discriminator.parameters()), list(self.generator.parameters())
        if "frozen layer" in self.ways:
            d[0].requires_grad_(False)
        if "incomplete" in self.bugs or "frozen layer" in self.ways:
            d = d[2:] if "incomplete" in self.bugs else d[1:]
        if "swapped optimizers" in self.bugs:
            g = d
        self.opt_d = torch.optim.Adam(d, 1e-3, betas=(0.5, 0.999))
        self.opt_g = torch.optim.Adam(g, 1e-3, betas=(0.5, 0.999))
        if "one optimizer" in self.bugs | self.ways:
            self.opt_d = self.opt_g = torch.optim.Adam([*d, *g], 1e-3)
        if "two optimizers" in self.ways:
            self.opt_g = Both(g)  # type: ignore[assignment]
        if "information" in self.ways:
            self.info = torch.optim.Adam([*d, *g], 1e-3)
        self.fixed = torch.randn(64, 4)
        self.buffer = torch.empty(16, 4)
        self.generator_ema = deepcopy(self.generator)
        self.steps = 0
        self.pool: list[Tensor] = []
        if not any("average" in each for each in self.ways | self.bugs):
            del self.generator_ema
        if self.style == "called apart":
            self.train_step = None  # type: ignore[assignment,method-assign]
            self.discriminator_step, self.generator_step = self._d_alone, self._g_alone
        if not self.own_data:
            self.real_batch = None  # type: ignore[assignment,method-assign]

    def _players(self) -> tuple[nn.Module, nn.Module]:
        end = (
            (nn.Sigmoid(),)
            if self.loss in ("probability", "log", "log + 1e-8") or "sigmoid" in self.bugs
            else ()
        )
        last = {"linear end": (), "sigmoid end": (nn.Sigmoid(),)}
        tail = next((last[way] for way in last if way in self.ways), (nn.Tanh(),))
        start = (Forgetful(),) if "ignored latent" in self.bugs else ()
        narrow = (
            torch.nn.utils.parametrizations.spectral_norm
            if "spectral" in self.ways
            else (lambda layer: layer)
        )

        def norm(kind: type[nn.Module], size: int) -> tuple[nn.Module, ...]:
            return (kind(size),) if self.norm else ()

        if self.images:
            return nn.Sequential(
                *start, nn.Linear(4, 128), nn.Unflatten(1, (8, 4, 4)), *norm(nn.BatchNorm2d, 8), nn.ReLU(),
                nn.Upsample(scale_factor=2), nn.Conv2d(8, 3, 3, padding=1), *tail,
            ), nn.Sequential(
                narrow(nn.Conv2d(3 + 3 * ("condition" in self.ways), 8, 3, 2, 1)),
                *norm(nn.BatchNorm2d, 8), nn.LeakyReLU(0.2, inplace=True),
                nn.Flatten(), narrow(nn.Linear(128, 1)), *end,
            )  # fmt: skip
        pack = next((size for way, size in {"packs": 4, "one pack": 16}.items() if way in self.ways), 1)
        drop = () if "no norm in D" in self.ways else norm(nn.BatchNorm1d, 16)
        return nn.Sequential(
            *start, nn.Linear(4, 16), *norm(nn.BatchNorm1d, 16), nn.ReLU(), nn.Linear(16, 2)
        ), nn.Sequential(
            Packs(pack), narrow(nn.Linear(2 * pack, 16)), *drop, nn.ReLU(), narrow(nn.Linear(16, 1)), *end
        )

    def real_batch(self, n: int) -> Tensor:
        low, high = self.range
        return low + (high - low) * torch.rand((n, 3, 8, 8) if self.images else (n, 2))

    def z(self, n: int, phase: str) -> Tensor:
        if "fixed noise" in self.bugs:
            return self.fixed[:n]
        if "two noises" in self.bugs and phase == "D":
            return 2.0 * torch.rand(n, 4) - 1.0 if "even noise" in self.bugs else torch.rand(n, 4)
        if "repeated noise" in self.ways:
            return torch.randn(n, 1).repeat(1, 4)
        if "noise in place" in self.ways:
            return self.buffer.normal_()
        return torch.randn(n, 4)

    def losses(self) -> list[Callable[[Tensor], Tensor]]:
        return chosen_losses(self.loss, self.style, self.bugs, self.ways)

    def train_step(self, real: Tensor) -> dict[str, float] | None:
        if "reversal" in self.ways:
            return self._reversed_step(real)
        if self.style == "pairs":
            return self._paired_step(real)
        if "domains" in self.ways:
            return domain_step(self, len(real))
        phi, psi, gamma = self.losses()
        d, ways, bugs = self.discriminator, self.ways, self.bugs
        if "eval" in bugs or "eval from the start" in ways:
            d.eval()
        elif "left in eval" not in bugs:
            d.train()
        if "frozen in D" in bugs:
            d.requires_grad_(False)
        n = len(real)
        if "G first" in ways:
            self._generator_step(gamma, self.generator(self.z(n, "G")), real)
        fake = self.generator(self.z(n, "D"))
        if "warns" in ways:
            warnings.warn("a warning of the target's own", stacklevel=1)
        if "no grad" in ways:
            with torch.no_grad():
                fake = self.generator(self.z(n, "D"))
        seen = fake if "attached" in bugs | ways else fake.detach()
        if "replay" in ways:
            self.pool = [*self.pool, seen.clone()][-3:]
            seen = torch.cat([each[: n // len(self.pool) + 1] for each in self.pool])[:n]
        if "first fakes" in bugs or "fakes kept" in ways:
            self.pool = self.pool or [seen.clone()]
            (seen,) = self.pool
        if not {"no zero", "leak into D", "cleared after"} & bugs:
            (d if "module zero" in ways else self.opt_d).zero_grad()
        self._discriminator_loss(phi, psi, *map(self._beside, (real, seen)))
        if self.clip and "clip first" in bugs:
            self._clip()
        if "both before" in ways:
            self.opt_g.zero_grad()
            gamma(d(fake)).backward()
            self.opt_d.zero_grad()
            phi(d(real)).backward()
            psi(d(seen)).backward()
        self.opt_d.step()
        if self.clip and not {"clip first", "no clip"} & bugs:
            self._clip()
        if "leak into D" in bugs:
            self.opt_d.zero_grad()
        self.steps += 1
        if "both before" in ways:
            self.opt_g.step()
        elif "G first" not in ways and (
            "always" in bugs or self.steps % (self.n_critic or 1) == (1 if "early" in ways else 0)
        ):
            self._generator_step(gamma, fake, real)
            if "fakes kept" in ways:
                self.pool = []
        self._average()
        return self._told()

    def _beside(self, x: Tensor) -> Tensor:
        condition = torch.linspace(0.0, 255.0, x.numel()).view_as(x)
        return torch.cat([condition, x], 1) if "condition" in self.ways else x

    def _told(self) -> dict[str, float] | None:
        names = next((REPORTS[each] for each in REPORTS if each in self.ways | self.bugs), {})
        told = {name: self.numbers[number] for name, number in names.items()}
        if "kept as D's" in self.bugs:
            self.kept = told
        return told if told and not self.kept else None

    def _discriminator_loss(self, phi: Any, psi: Any, real: Tensor, seen: Tensor) -> None:
        d, ways, bugs = self.discriminator, self.ways, self.bugs
        if self.style == "apart":
            phi(d(real)).backward()
            psi(d(seen)).backward()
        elif self.style == "cat":
            t, f = d(torch.cat([real, seen])).split(len(real))
            (phi(t) + psi(f)).backward()
        elif self.style == "halves":
            for x, y in zip(real.chunk(2), seen.chunk(2), strict=True):
                (0.5 * (phi(d(x)) + psi(d(y)))).backward()
        elif self.style == "none":
            return
        elif self.style == "relativistic":
            pair = (d(seen), d(real)) if "d exchanged" in bugs else (d(real), d(seen))
            self._compare(*pair).backward()
        elif "no real term" in bugs:
            psi(d(seen)).backward()
        else:
            score, other = d(real), d(seen)
            loss = phi(score) + psi(other)
            if isinstance(score, Tensor):
                self.numbers |= {"real": score.mean().item(), "fake": other.mean().item()}
                self.numbers |= {"D": loss.item(), "-D": -loss.item()}
            if "score logged" in ways:
                self.logged.append(score.mean().item())
            if "loss again" in ways:
                self.logged.append(phi(score).item())
            if "pictures" in ways:
                self.pool = [self.generator(3.0 * torch.randn(64, 4)).detach()]
            if "loss logged" in ways:
                with torch.no_grad():
                    self.logged.append(BCE(d(real), ONES(score)).item())
            if self.gp is not None:
                term = penalty(d, real, seen, **self.gp)
                self.logged.append(term.item())
                if "penalty apart" in ways:
                    term.backward()
                elif "unused penalty" not in bugs:
                    loss = loss + term
            loss.backward()

    def _compare(self, high: Tensor, low: Tensor) -> Tensor:
        name = next((each for each in COMPARISONS if each in self.bugs | self.ways), "gap")
        return COMPARISONS[name](high, low)

    def _generator_step(self, gamma: Any, fake: Tensor, real: Tensor) -> None:
        d, ways, bugs = self.discriminator, self.ways, self.bugs
        again = (
            self.style == "fresh" or self.n_critic or {"attached", "no grad", "two noises"} & (bugs | ways)
        )
        if "frozen generator" in bugs:
            self.generator.requires_grad_(False)
        if again:
            fake = self.generator(self.z(len(real), "G"))
        if not {"no zero", "attached twice"} & bugs:
            self.opt_g.zero_grad()
        if {"frozen", "one optimizer"} & ways or "stays frozen" in bugs:
            d.requires_grad_(False)
        if "left in eval" in bugs or "eval for G" in ways:
            d.eval()
        score = d(
            self._beside(
                fake.detach()
                if {"detached", "detached alone"} & bugs
                else real
                if "real for G" in bugs
                else fake
            )
        )
        relative = self.style == "relativistic" and "plain generator" not in bugs
        if relative and "matching generator" in bugs:
            loss = COMPARISONS["matching"](score, d(real))
        else:
            loss = (
                (-1.0 if "discrepancy" in ways else 1.0) * self._compare(score, d(real))
                if relative
                else gamma(score)
            )
        if "matched head" in ways:
            loss = loss + F.mse_loss(score[0], d(real)[0].detach())
        if "detached" in bugs:
            loss = loss.detach() + (fake**2).mean()
        if "real for G" in bugs or "reconstruction" in ways:
            loss = loss + ((fake - real) ** 2).mean()
        if {"distance climbed", "distance without weight"} & bugs:
            loss = loss - float("distance climbed" in bugs) * F.l1_loss(fake, real)
        if "diversity" in ways:
            loss = loss - F.l1_loss(fake, fake.flip(0))
        if "distance" in bugs | ways:
            term = F.l1_loss(fake, real)
            self.logged.append(term.item())
            loss = loss + term if "distance" in ways else loss
        if "distance logged" in ways:
            with torch.no_grad():
                self.logged.append(F.l1_loss(fake, real).item())
        if "overwritten" in bugs:
            loss = (fake**2).mean()
        if "no weight" in bugs:
            loss = 0.0 * loss + (fake**2).mean()
        if "inner loop" in bugs:
            for _ in range(3):
                self.opt_g.zero_grad()
                # A last layer's bias needs no weight in its gradient, so that torch does not see what is stale.
                loss = gamma(d(fake))
                torch.autograd.backward(
                    loss, inputs=list(self.generator.parameters())[-1:], retain_graph=True
                )
                self.opt_g.step()
            return
        self.numbers["G"] = loss.item()
        loss.backward()
        (self.opt_d if "wrong optimizer" in bugs else self.opt_g).step()
        if ways & {"frozen", "one optimizer"}:
            d.requires_grad_(True)
        self.generator.requires_grad_(True)
        if "information" in ways:
            self.info.zero_grad()
            F.mse_loss(d(self.generator(self.fixed[:16])), self.fixed[:16, :1]).backward()
            self.info.step()
        if "clip generator" in bugs:
            self._clip(self.generator)

    def _d_alone(self, real: Tensor) -> None:
        phi, psi, _ = self.losses()
        self.opt_d.zero_grad()
        fake = self.generator(self.z(len(real), "D")).detach()
        (phi(self.discriminator(real)) + psi(self.discriminator(fake))).backward()
        self.opt_d.step()

    def _g_alone(self, real: Tensor) -> None:
        self._generator_step(self.losses()[2], self.generator(self.z(len(real), "G")), real)

    def _reversed_step(self, real: Tensor) -> None:
        self.opt_d.zero_grad()
        self.opt_g.zero_grad()
        t, f = (
            self.discriminator(real),
            self.discriminator(Reversal.apply(self.generator(self.z(len(real), "")))),
        )
        (BCE(t, ONES(t)) + BCE(f, ZEROS(f))).backward()
        self.opt_d.step()
        self.opt_g.step()

    def _paired_step(self, real: Tensor) -> None:
        """Two games in one: the second one's data are the first one's, mirrored."""
        phi, psi, gamma = self.losses()
        d, g = self.discriminator, self.generator
        halves = list(zip(g, d, (real, -real), strict=True))  # type: ignore[call-overload]
        self.opt_d.zero_grad()
        for maker, judge, data in halves:
            judged = d[1] if "wiring" in self.bugs else judge  # type: ignore[index]
            (phi(judged(data)) + psi(judge(maker(self.z(len(data), "D")).detach()))).backward()
        self.opt_d.step()
        self.opt_g.zero_grad()
        for maker, judge, data in halves:
            wrong = "real for one G" in self.bugs and judge is d[1]  # type: ignore[index]
            gamma(judge(data if wrong else maker(self.z(len(data), "G")))).backward()
        if "cycles" in self.ways or "lost cycle" in self.bugs:
            start = torch.cat([real, real], 1)
            there = F.l1_loss(g[1](F.pad(g[0](start), (1, 1))), real)  # type: ignore[index]
            back = F.l1_loss(g[0](F.pad(g[1](start), (1, 1))), real)  # type: ignore[index]
            (there if "lost cycle" in self.bugs else there + back).backward()
        self.opt_g.step()

    def _clip(self, player: nn.Module | None = None) -> None:
        bound = self.clip or 0.01
        with torch.no_grad():
            for each in (player or self.discriminator).parameters():
                each.clamp_(-bound, bound)

    @torch.no_grad()
    def _average(self) -> None:
        if not hasattr(self, "generator_ema") or "still average" in self.bugs:
            return
        for mean, own in zip(self.generator_ema.parameters(), self.generator.parameters(), strict=True):
            if "own average" in self.bugs:
                mean.mul_(0.9).add_(mean, alpha=0.1)
            elif "heavy average" in self.bugs:
                mean.mul_(0.9).add_(own, alpha=0.9)
            else:
                mean.lerp_(own, 1e-4 if "slow average" in self.ways else 0.1)
        if "average parameters" not in self.bugs:
            for mean, own in zip(self.generator_ema.buffers(), self.generator.buffers(), strict=True):
                mean.copy_(own)
