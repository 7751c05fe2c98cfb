"""The kinds of target that are stepped: adapters, Lightning modules, loops of their own; and what is left behind."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gancheck.auditing.gan import Gan, as_gan
from gancheck.auditing.snapshot import Snapshot
from gancheck.auditing.steps import audit
from gancheck.auditing.steps.audit import audit_steps
from gancheck.auditing.steps.origin import kind, origin_of
from gancheck.auditing.steps.recorder import Recorder
from gancheck.errors import InvalidInput
from tests.auditing.steps.programs import BCE, ONES, ZEROS, Trainer


class Lightning(nn.Module):
    """What a LightningModule with manual optimisation looks like from outside."""

    automatic_optimization = False

    def __init__(self) -> None:
        super().__init__()
        self.generator = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 16), nn.Tanh())
        self.discriminator = nn.Sequential(nn.Flatten(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))

    def configure_optimizers(self) -> tuple[list[Any], list[Any]]:
        return [
            torch.optim.Adam(self.generator.parameters()),
            torch.optim.Adam(self.discriminator.parameters()),
        ], []

    def training_step(self, batch: Any, batch_idx: int) -> None:
        images, _ = batch
        opt_g, opt_d = self.optimizers()  # type: ignore[operator]
        self.toggle_optimizer(opt_g)  # type: ignore[operator]
        fake = self.generator(torch.randn(len(images), 4))
        score = self.discriminator(fake)
        loss = BCE(score, ONES(score))
        self.log("g_loss", loss, prog_bar=True)  # type: ignore[operator]
        self.manual_backward(loss)  # type: ignore[operator]
        opt_g.step()
        opt_g.zero_grad()
        self.untoggle_optimizer(opt_g)  # type: ignore[operator]
        self.toggle_optimizer(opt_d)  # type: ignore[operator]
        t, f = self.discriminator(images), self.discriminator(fake.detach())
        self.manual_backward(BCE(t, ONES(t)) + BCE(f, ZEROS(f)))  # type: ignore[operator]
        opt_d.step()
        opt_d.zero_grad()
        self.untoggle_optimizer(opt_d)  # type: ignore[operator]


class OwnLoop:
    """Trains until the end of days."""

    def __init__(self) -> None:
        self.inner = Trainer()
        self.generator, self.discriminator = self.inner.generator, self.inner.discriminator

    def fit(self, data: Tensor) -> None:
        while True:
            for batch in data.split(16):
                self.inner.train_step(batch)


@pytest.mark.parametrize("target", [Lightning, OwnLoop, Trainer])
def test_every_kind_of_target_is_recognised(target: Any) -> None:
    audited = audit_steps(target)
    assert audited.game.name == "non-saturating GAN"
    assert audited.game.k == 1.0
    assert not [each for each in audited.findings if each.bug_class and each.severity.value == "error"]


def test_a_slow_target_is_watched_for_two_updates_of_each_player(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "SECONDS", {True: (2, 0.0), False: (1, 0.0)})
    observed = audit.observe_steps(as_gan(Trainer(n_critic=3)))
    assert observed.phases.pattern == "DDDGDDDG"
    assert observed.laws is not None
    assert observed.extremes is not None
    assert observed.laws.phases.pattern == "DDDGDDDG"
    assert observed.extremes.phases.pattern == "DDDG"


def test_nothing_is_left_behind() -> None:
    from torch.nn.modules import module
    from torch.optim import optimizer

    made = Trainer()
    before = [
        each.detach().clone() for each in (*made.generator.parameters(), *made.discriminator.parameters())
    ]
    engine = torch.autograd._engine_run_backward  # type: ignore[attr-defined]
    state = torch.get_rng_state()
    audit_steps(made)
    after = [*made.generator.parameters(), *made.discriminator.parameters()]
    assert all(bool((a == b).all()) for a, b in zip(before, after, strict=True))
    assert not made.opt_d.state
    assert made.steps == 0
    assert torch.autograd._engine_run_backward is engine  # type: ignore[attr-defined]
    assert not module._global_forward_hooks
    assert not module._global_forward_pre_hooks
    assert not optimizer._global_optimizer_pre_hooks
    assert not optimizer._global_optimizer_post_hooks
    assert bool((torch.get_rng_state() == state).all())


def test_watching_changes_no_number() -> None:
    torch.manual_seed(0)
    plain, watched = Trainer(norm=True), Trainer(norm=True)
    watched.generator.load_state_dict(plain.generator.state_dict())
    watched.discriminator.load_state_dict(plain.discriminator.state_dict())
    real = torch.rand(16, 2)
    torch.manual_seed(1)
    plain.train_step(real)
    torch.manual_seed(1)
    with Recorder(watched.generator, watched.discriminator) as recorder:
        watched.train_step(real)
    assert not recorder.log.failures
    for a, b in zip(plain.discriminator.parameters(), watched.discriminator.parameters(), strict=True):
        assert bool((a == b).all())


def test_a_fake_that_a_target_keeps_from_the_first_attempt_keeps_its_origin() -> None:
    kept: list[Tensor] = []

    class Keeping(Trainer):
        def train_step(self, real: Tensor) -> Any:
            returned = super().train_step(real)
            kept.append(self.generator(torch.randn(len(real), 4)).detach())
            return returned

    gan, real = as_gan(Keeping()), torch.rand(16, 2)
    audit._attempt(gan, lambda: (real, real), Snapshot(gan))  # type: ignore[arg-type]
    assert {kind(words) for words, _ in origin_of(kept[0])} == {"fake"}


def test_without_provenance_what_is_computed_from_a_fake_is_of_no_kind() -> None:
    kinds = {}
    for provenance in (True, False):
        torch.manual_seed(0)
        made = Trainer()
        with Recorder(made.generator, made.discriminator, provenance=provenance) as recorder:
            real = torch.rand(16, 2)
            made.train_step(recorder.tagged(lambda real=real: (real, real)))
        assert not recorder.log.failures
        judged = [call for call in recorder.log.calls if call.player == "D"]
        assert len(recorder.log.steps) == 2
        kinds[provenance] = [{kind(words) for words, _ in call.origin} for call in judged]
    assert kinds[True] == [{"real"}, {"fake"}, {"fake"}]
    assert kinds[False] == [{"real"}, set(), {"fake"}]


def test_a_target_without_players_or_steps_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidInput, match="generator"):
        as_gan(SimpleNamespace(discriminator=nn.Linear(1, 1), train_step=print))
    with pytest.raises(InvalidInput, match="train_step"):
        as_gan(SimpleNamespace(generator=nn.Linear(1, 1), discriminator=nn.Linear(1, 1)))


def test_a_target_that_takes_no_batch_is_refused_with_its_own_words() -> None:
    def train_step(real: Tensor) -> None:
        raise ValueError("never")

    with pytest.raises(InvalidInput, match="never"):
        audit_steps(Gan(generator=nn.Linear(1, 1), discriminator=nn.Linear(1, 1), train_step=train_step))
