"""What the rules of a play find, and the correct code that looks alike, on which they stay silent."""

import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from gancheck.auditing.audit import Audit, as_document, from_document
from gancheck.auditing.gan import Gan
from gancheck.auditing.play.audit import RULES, audit_play
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput
from tests.auditing.play import small_gan as small
from tests.auditing.play.habits import Began, Closure, Frozen, Pool, RealOnly, Rescaled, WarmUp
from tests.auditing.play.small_gan import Conditional, Images, SmallGan, TwoSteps

UPDATES = 100
"""Two blocks of the bet on D's direction are 96 updates."""
LONGER = {"critic of the other sign": 224}
"""Three blocks for a critic whose first weights put real data on the wrong side."""


def played(gan: Any, updates: int = UPDATES) -> Audit:
    """A play that the machine's speed has no part in."""
    return audit_play(gan, seconds=600.0, updates=updates)


def verdicts(audit: Audit) -> dict[str, tuple[Verdict, str | None]]:
    return {found.check: (found.verdict, found.bug_class) for found in audit.findings}


FINDS: dict[str, tuple[Callable[[], Any], str, str]] = {
    "D's labels exchanged": (lambda: SmallGan(small.exchanged), "oracle-direction", "L1"),
    "D's labels exchanged, images": (lambda: Images(small.exchanged), "oracle-direction", "L1"),
    "D's labels exchanged, labels": (lambda: Conditional(small.exchanged), "oracle-direction", "L1"),
    "one branch swapped, squares": (
        lambda: SmallGan(lambda real, fake: ((real - 1) ** 2).mean() + ((fake - 1) ** 2).mean()),
        "oracle-direction",
        "L1",
    ),
    "G's label": (lambda: SmallGan(g_loss=small.down), "oracle-direction", "L1"),
    "D's loss negated": (lambda: SmallGan(lambda r, f: -small.logistic(r, f)), "oracle-direction", "S1"),
    "G's sign against a critic": (
        lambda: SmallGan(small.critic, lambda fake: fake.mean(), penalty=10.0),
        "oracle-direction",
        "S1",
    ),
    "sigmoid twice": (
        lambda: SmallGan(discriminator=nn.Sequential(small.perceptron(2, 1), nn.Sigmoid())),
        "oracle-optimum",
        "O1",
    ),
    "G's label, in closures": (lambda: Closure(g_loss=small.down), "oracle-direction", "L1"),
    "no term of fakes": (RealOnly, "oracle-both-sides", "S6"),
    "no term of real data": (
        lambda: TwoSteps(lambda real, fake: small.down(fake)),
        "oracle-both-sides",
        "S6",
    ),
    "D's optimizer holds G": (lambda: SmallGan(d_holds_g=True), "oracle-moves-discriminator", "P1"),
    "D frozen": (Frozen, "oracle-moves-discriminator", "P3"),
}


@pytest.mark.parametrize("name", FINDS)
def test_a_play_finds_and_names(name: str) -> None:
    make, check, bug = FINDS[name]
    assert verdicts(played(make()))[check] == (Verdict.VIOLATED, bug)


SILENT: dict[str, tuple[Callable[[], Any], frozenset[str]]] = {
    "non-saturating": (SmallGan, frozenset({"oracle-direction", "oracle-optimum"})),
    "two steps": (TwoSteps, frozenset({"oracle-direction", "oracle-optimum"})),
    "minimax": (lambda: SmallGan(g_loss=lambda f: -small.down(f)), frozenset({"oracle-direction"})),
    "labels exchanged for both": (
        lambda: SmallGan(small.exchanged, small.down),
        frozenset({"oracle-direction"}),
    ),
    "smoothed": (
        lambda: SmallGan(lambda r, f: bce_to(r, 0.9) + bce_to(f, 0.1)),
        frozenset({"oracle-direction", "oracle-optimum"}),
    ),
    "half": (lambda: SmallGan(lambda r, f: 0.5 * small.logistic(r, f)), frozenset({"oracle-direction"})),
    "squares": (
        lambda: SmallGan(small.squares, lambda f: ((f - 1.0) ** 2).mean()),
        frozenset({"oracle-direction", "oracle-optimum"}),
    ),
    "squares (−1, 1, 0)": (
        lambda: SmallGan(
            lambda r, f: ((r - 1.0) ** 2).mean() + ((f + 1.0) ** 2).mean(), lambda f: f.square().mean()
        ),
        frozenset({"oracle-direction"}),
    ),
    "Pearson's f-GAN": (
        lambda: SmallGan(
            lambda r, f: (f**2 / 4.0 + f).mean() - r.mean(), lambda f: -(f**2 / 4.0 + f).mean(), rate=3e-3
        ),
        frozenset({"oracle-direction"}),
    ),
    "closures": (Closure, frozenset({"oracle-both-sides", "oracle-direction", "oracle-optimum"})),
    "hinge": (lambda: SmallGan(small.hinge, lambda f: -f.mean()), frozenset({"oracle-direction"})),
    "gradient penalty": (
        lambda: SmallGan(small.critic, lambda f: -f.mean(), penalty=10.0),
        frozenset({"oracle-direction"}),
    ),
    "critic of the other sign": (
        lambda: SmallGan(lambda r, f: r.mean() - f.mean(), lambda f: f.mean(), penalty=10.0),
        frozenset({"oracle-direction"}),
    ),
    "probabilities": (
        lambda: SmallGan(
            lambda r, f: -(r.log().mean() + (1.0 - f).log().mean()),
            lambda f: -f.log().mean(),
            discriminator=nn.Sequential(small.perceptron(2, 1), nn.Sigmoid()),
        ),
        frozenset({"oracle-direction", "oracle-optimum"}),
    ),
    "squares of a sigmoid": (
        lambda: SmallGan(
            small.squares,
            lambda f: ((f - 1.0) ** 2).mean(),
            discriminator=nn.Sequential(small.perceptron(2, 1), nn.Sigmoid()),
        ),
        frozenset({"oracle-direction"}),
    ),
    "fakes not detached": (lambda: SmallGan(detached=False), frozenset({"oracle-direction"})),
    "relativistic": (lambda: SmallGan(lambda r, f: F.softplus(f - r).mean()), frozenset()),
    "labels flipped at random": (lambda: SmallGan(flipped), frozenset()),
    "an energy": (
        lambda: SmallGan(
            lambda r, f: r.abs().mean() + F.relu(2.0 - f.abs()).mean(), lambda f: f.abs().mean()
        ),
        frozenset(),
    ),
    "a rate that teaches nothing": (lambda: SmallGan(rate=1e-7), frozenset()),
    "a rate that destroys": (lambda: SmallGan(rate=0.3), frozenset()),
    "labels beside the data": (Conditional, frozenset({"oracle-direction", "oracle-optimum"})),
    "batch norm": (Images, frozenset({"oracle-direction"})),
    "a pool of old fakes": (Pool, frozenset()),
    "BEGAN with k = 0": (Began, frozenset()),
    "warm-up": (WarmUp, frozenset()),
    "rescaled in the step": (Rescaled, frozenset({"oracle-direction"})),
    "dropout": (
        lambda: SmallGan(
            discriminator=nn.Sequential(
                nn.Linear(2, 64), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(64, 1), nn.Flatten(0)
            )
        ),
        frozenset({"oracle-direction"}),
    ),
}


def bce_to(score: Tensor, label: float) -> Tensor:
    return small.bce(score, torch.full_like(score, label))


def flipped(real: Tensor, fake: Tensor) -> Tensor:
    labels = (torch.rand_like(real) < 0.95).to(real), (torch.rand_like(fake) < 0.05).to(fake)
    return small.bce(real, labels[0]) + small.bce(fake, labels[1])


@pytest.mark.parametrize("name", SILENT)
def test_a_play_stays_silent_on_correct_code(name: str) -> None:
    make, holds = SILENT[name]
    found = verdicts(played(make(), LONGER.get(name, UPDATES)))
    assert not [check for check, (verdict, _) in found.items() if verdict is Verdict.VIOLATED]
    assert holds <= {check for check, (verdict, _) in found.items() if verdict is Verdict.HOLDS}


def test_every_rule_is_judged_and_crosses_processes() -> None:
    audit = played(SmallGan())
    assert len(audit.findings) == len(RULES)
    assert verdicts(from_document(as_document(audit))) == verdicts(audit)


def test_the_target_is_as_it_was_afterwards() -> None:
    gan = SmallGan()
    before = [
        p.detach().clone() for player in (gan.generator, gan.discriminator) for p in player.parameters()
    ]
    state = torch.get_rng_state()
    played(gan)
    after = [p for player in (gan.generator, gan.discriminator) for p in player.parameters()]
    assert all(torch.equal(old, new) for old, new in zip(before, after, strict=True))
    assert torch.equal(state, torch.get_rng_state())
    assert "forward" not in vars(gan.generator)
    assert "forward" not in vars(gan.discriminator)


def test_a_step_that_fails_is_inconclusive() -> None:
    class Failing(SmallGan):
        def train_step(self, real: Tensor) -> None:
            raise RuntimeError("out of coffee")

    audit = played(Failing())
    assert {found.verdict for found in audit.findings} == {Verdict.INCONCLUSIVE}
    assert all("out of coffee" in found.reason for found in audit.findings)


def test_data_are_made_up_where_the_target_gives_none() -> None:
    audit = played(as_gan_without_data())
    assert verdicts(audit)["oracle-direction"] == (Verdict.HOLDS, None)
    assert "what its generator makes" in audit.game.sentences[0]


def as_gan_without_data() -> Gan:
    made = SmallGan()
    return Gan(generator=made.generator, discriminator=made.discriminator, train_step=made.train_step)


def test_a_budget_of_time_is_obeyed() -> None:
    seen: list[float] = []
    start = perf_counter()
    audit_play(SmallGan(rate=1e-7), seconds=1.0, progress=lambda name, share: seen.append(share))
    assert perf_counter() - start < 5.0
    assert seen
    assert all(0.0 <= share <= 1.0 for share in seen)


@pytest.mark.parametrize("wrong", [{"seconds": 0.0}, {"alpha": 2.0}])
def test_arguments_without_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        audit_play(SmallGan(), **wrong)  # type: ignore[arg-type]


def test_rules_are_read_without_torch() -> None:
    names = ", ".join(f"gancheck.auditing.rules.{rule}" for rule in RULES)
    code = f"import sys, {names}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_loop_of_its_own_is_not_played_with() -> None:
    made = SmallGan()
    audit = played(Gan(generator=made.generator, discriminator=made.discriminator, loop=lambda data: None))
    assert len(audit.not_checked) == len(RULES)
    assert all("step by step" in each.reason for each in audit.not_checked)


def test_real_data_that_fail_are_said_to() -> None:
    class Broken(SmallGan):
        def real_batch(self, n: int) -> Any:
            raise FileNotFoundError("data/mnist")

    audit = played(Broken())
    assert all("data/mnist" in each.reason for each in audit.not_checked)


def test_data_that_are_no_numbers_on_a_scale_are_not_played_with() -> None:
    class Tokens(SmallGan):
        def real_batch(self, n: int) -> Any:
            return torch.randint(0, 9, (n, 2))

    audit = played(Tokens())
    assert len(audit.not_checked) == len(RULES)
    assert all("torch.int64" in each.reason for each in audit.not_checked)
