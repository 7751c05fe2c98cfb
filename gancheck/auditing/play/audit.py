"""Layer 3 of an audit: the target's own steps, played against an oracle."""

from importlib import import_module
from typing import Any

import numpy as np
import torch

from gancheck.auditing.audit import Audit, GameCard, Unchecked
from gancheck.auditing.finding import Finding
from gancheck.auditing.gan import Gan, as_gan
from gancheck.auditing.play.budget import Budget, Progress
from gancheck.auditing.play.data_space import data_space
from gancheck.auditing.play.discriminator_play import play_discriminator
from gancheck.auditing.play.laws import oracle_laws
from gancheck.auditing.play.observed import Observed
from gancheck.auditing.play.stage import Stage
from gancheck.auditing.play.whole_play import copied_generator, play_whole
from gancheck.auditing.randomness import seeded
from gancheck.auditing.snapshot import Snapshot
from gancheck.errors import InvalidInput
from gancheck.numerics.holm import require_level

__all__ = ["RULES", "audit_play"]

RULES = ("play_motion", "play_sides", "play_direction", "play_optimum", "play_approach", "play_equilibrium")
"""The files of `gancheck.auditing.rules` that judge a play."""

SHARE_OF_D = 0.6
"""Of the time: D against the oracle; the rest is for both players on the oracle's data."""


def audit_play(
    gan_or_object: Any,
    *,
    seconds: float = 45.0,
    updates: int | None = None,
    alpha: float = 1e-6,
    seed: int = 0,
    progress: Progress | None = None,
) -> Audit:
    """Let a target's players meet an oracle, on data of a known law in its own data space.

    First the oracle takes the place of G, and the target trains its D between two laws that are known exactly: what D
    learns is held against the best D of the target's own losses. Then the oracle gives the data, and both players are
    trained. The target's weights are put back afterwards.

    Args:
        gan_or_object: A `Gan`, or what `as_gan` takes.
        seconds: How long the steps may take; it is obeyed up to one step.
        updates: Most steps of either part, so that the result does not depend on how fast the machine is; None for as
            many as the time allows.
        alpha: Probability, over everything that is said here, that chance alone accuses correct code. D's direction is
            the one statistical statement that can accuse, and has all of it.
        seed: Of the prototypes, of the laws and of the target's random numbers.
        progress: Called with what is going on and the share of it that is done.

    Raises:
        InvalidInput: It is no GAN, or an argument has no sense.

    Example:
        >>> audit_play(my_gan, seconds=20).findings[0].verdict  # doctest: +SKIP
        <Verdict.HOLDS: 'HOLDS'>
    """
    if not seconds > 0:
        raise InvalidInput(f"`seconds` is {seconds!r}; a play takes more than none.")
    require_level(alpha)
    budget = Budget(seconds)
    gan = gan_or_object if isinstance(gan_or_object, Gan) else as_gan(gan_or_object)
    name = type(gan_or_object).__name__
    start = Snapshot(gan)
    try:
        observed = _observed(gan, budget, updates, alpha, seed, progress)
    except InvalidInput as error:
        return Audit(
            target=name,
            game=GameCard(),
            findings=(),
            not_checked=tuple(Unchecked(_rule(rule).RULE.id, str(error)) for rule in RULES),
        )
    finally:
        start.restore()
    findings: list[Finding] = []
    for rule in RULES:
        findings.extend(_rule(rule).judge(observed))
    return Audit(target=name, game=_card(observed), findings=tuple(findings))


def _observed(
    gan: Gan, budget: Budget, updates: int | None, alpha: float, seed: int, progress: Progress | None
) -> Observed:
    if gan.train_step is None and gan.discriminator_step is None:
        raise InvalidInput(
            "`fit(data)` trains in a loop of its own; the oracle plays step by step, with a `train_step(real)`."
        )
    rng = np.random.default_rng(seed)
    laws = oracle_laws(rng)
    with seeded(seed):
        space = data_space(gan, torch.Generator().manual_seed(seed), len(laws.p))
    stage = Stage(gan, space, laws, rng)
    first = copied_generator(stage)
    with stage.open(seed):
        start = Snapshot(gan)  # with the seeded random numbers
        share = max(SHARE_OF_D * budget.seconds - budget.spent, 1e-3)
        first_budget = Budget(share, progress, "D against the oracle", updates)
        d = play_discriminator(stage, first_budget, alpha)
        start.restore()
        rest = max(budget.seconds - budget.spent, 1e-3)
        left = Budget(rest, progress, "both players on the oracle's data", updates)
        whole = play_whole(stage, first, d.game, left)
    return Observed(space.source, d, whole)


def _card(observed: Observed) -> GameCard:
    response = observed.discriminator.response
    space = None if response is None else "probability" if response.probability else "score"
    return GameCard(output_space=space, sentences=observed.sentences())


def _rule(name: str) -> Any:
    return import_module(f"gancheck.auditing.rules.{name}")
