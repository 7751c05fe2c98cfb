"""How near a play says that the players came: D to its best, G to the data, both to their equilibrium."""

from collections.abc import Callable
from math import log
from typing import Any

import pytest
from torch import Tensor

from gancheck.auditing.audit import Audit
from gancheck.auditing.finding import Finding
from gancheck.auditing.play.audit import audit_play
from gancheck.checks.verdict import Verdict
from tests.auditing.play import small_gan as small
from tests.auditing.play.habits import OnTheLine
from tests.auditing.play.small_gan import Images, SmallGan


def played(gan: Any, updates: int = 100) -> Audit:
    return audit_play(gan, seconds=600.0, updates=updates)


def test_on_the_line_the_divergence_is_exact() -> None:
    evidence = found(played(OnTheLine(), 400), "oracle-data-equilibrium").evidence
    start, end = evidence["exact JSD(p, p_g) at the start"], evidence["exact JSD(p, p_g) at the end"]
    assert isinstance(start, float)
    assert isinstance(end, float)
    assert 0.0 < end < start < log(2.0)
    for bound in ("JSD of the shares", "JSD(p, p_g) is at least"):
        lower = evidence[bound]
        assert isinstance(lower, float)
        assert lower < start


def test_a_gan_that_covers_its_modes_is_at_its_equilibrium() -> None:
    equilibrium = found(played(SmallGan(), 1500), "oracle-data-equilibrium")
    assert equilibrium.verdict is Verdict.HOLDS
    value, won = equilibrium.evidence["V(D, G)"], equilibrium.evidence["D wins over a blind D"]
    assert isinstance(value, float)
    assert isinstance(won, float)
    assert value == pytest.approx(won - log(4.0))
    assert abs(won) < 0.25 * log(4.0)


@pytest.mark.parametrize("make", [lambda: SmallGan(rate=1e-7), lambda: SmallGan(small.squares, small.down)])
def test_a_gan_that_does_not_is_inconclusive(make: Callable[[], Any]) -> None:
    equilibrium = found(played(make()), "oracle-data-equilibrium")
    assert equilibrium.verdict is Verdict.INCONCLUSIVE
    assert "shares of the modes" in equilibrium.evidence


def test_a_discriminator_that_is_not_there_yet_says_how_far_it_is() -> None:
    optimum = found(played(SmallGan(rate=1e-7)), "oracle-optimum")
    assert optimum.verdict is Verdict.INCONCLUSIVE
    assert "between 32 and 96 updates" in optimum.reason
    assert optimum.evidence["after updates"] == [32.0, 96.0]


def test_a_discriminator_that_judges_batches_is_not_held_to_the_best_of_one_sample() -> None:
    optimum = found(played(Images()), "oracle-optimum")
    assert optimum.verdict is Verdict.INCONCLUSIVE
    assert "as a whole" in optimum.reason


def test_a_generator_that_is_never_called_ends_the_play() -> None:
    class Silent(SmallGan):
        def train_step(self, real: Tensor) -> None:
            self.optimizers[0].zero_grad()
            small.up(self.discriminator(real)).backward()
            self.optimizers[0].step()

    equilibrium = found(played(Silent(), 400), "oracle-data-equilibrium")
    assert equilibrium.verdict is Verdict.INCONCLUSIVE
    assert "was not called" in equilibrium.reason


def found(audit: Audit, check: str) -> Finding:
    return next(each for each in audit.findings if each.check == check)
