"""The audit of a target's steps: a plain run that is watched, throw-away runs with injected scores, and the rules."""

import warnings
from dataclasses import replace
from importlib import import_module
from math import inf
from pkgutil import iter_modules
from time import perf_counter
from typing import Any

import numpy as np

from gancheck.auditing import rules
from gancheck.auditing.audit import Audit, Unchecked
from gancheck.auditing.finding import Finding, Place
from gancheck.auditing.gan import Gan, as_gan
from gancheck.auditing.randomness import seeded
from gancheck.auditing.snapshot import Snapshot, owners_of
from gancheck.auditing.steps.averages import deaf_twins, moving_averages, raised_twins
from gancheck.auditing.steps.card import game_card
from gancheck.auditing.steps.data import Batches, find_batches, first_batches
from gancheck.auditing.steps.injection import Injection
from gancheck.auditing.steps.observed import NO_GRAPH, ROLES, SQUASHES, Laws, Observed
from gancheck.auditing.steps.recorder import Enough, Recorder
from gancheck.auditing.steps.scores import GAPS, extreme_scores, gap_scores, spread_scores
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput

__all__ = ["audit_steps", "judge_steps", "observe_steps"]

ENOUGH = 4
"""So many steps of each player are waited for."""

UPDATES = 40
"""At most so many calls of the target's step are made in one run."""

SALTS = (1, 2, 3, 4, 5, 6)
"""Of repeated runs."""

EXCHANGED = (
    "What the target calls its discriminator makes what its generator judges: the two names are exchanged, and each is "
    "taken for what it does."
)

PATIENCE = (12, 20.0)
"""So many rounds, and so many seconds, are spent before a player that has not stepped once is given up."""

SECONDS = {True: (2, 4.0), False: (1, 1.0)}
"""The plain run and each of some ten others end when both players have stepped so often and so many seconds are up."""

REFUSED = "between 0 and 1"
"""What torch says of a cross-entropy of scores that are no probabilities."""

LOOP_STEPS = 24
"""A target with a loop of its own is stopped after so many steps of its optimizers."""

TAME = frozenset({"logistic", "least-squares", "linear", "hinge", "none"})
"""Families whose stable forms grow no faster than a square."""

STEEP = ((0.5, 1.0, 2.0, 4.0), (1.5, 3.0, 6.0, 12.0))
"""Norms of gradients that penalties are shown: two scales, so that a norm over the batch betrays itself."""


def audit_steps(target: Any, *, updates: int | None = None, seed: int = 0) -> Audit:
    """Watch a few updates of a GAN and say what they do.

    Args:
        target: A `Gan`, or what `as_gan` takes.
        updates: Calls of its step in the plain run; until either player has stepped four times if None.
        seed: Of torch's, NumPy's and Python's random numbers while the target runs.

    Raises:
        InvalidInput: The target is no GAN, or takes no batch that was tried.

    Example:
        >>> import torch
        >>> from gancheck.auditing.gan import Gan
        >>> g, d = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
        >>> d_adam, g_adam = (torch.optim.Adam(player.parameters()) for player in (d, g))
        >>> loss = torch.nn.functional.binary_cross_entropy_with_logits
        >>> def train_step(real):
        ...     fake = g(torch.randn(len(real), 2))
        ...     t, f = d(real), d(fake.detach())
        ...     d_adam.zero_grad()
        ...     (loss(t, torch.ones_like(t)) + loss(f, torch.zeros_like(f))).backward()
        ...     d_adam.step()
        ...     g_adam.zero_grad()
        ...     f = d(fake)
        ...     loss(f, torch.ones_like(f)).backward()
        ...     g_adam.step()
        >>> audit_steps(Gan(generator=g, discriminator=d, train_step=train_step)).game.name
        'non-saturating GAN'
    """
    gan = as_gan(target)
    observed = observe_steps(gan, updates=updates, seed=seed)
    exchanged = observed.phases.exchanged
    if exchanged:
        observed = observe_steps(gan.exchanged(), updates=updates, seed=seed)
    findings = judge_steps(observed)
    card = game_card(observed)
    if exchanged:
        card = replace(card, sentences=(EXCHANGED, *card.sentences))
    return Audit(
        target=type(target).__name__ if not callable(target) else getattr(target, "__name__", "target"),
        game=card,
        findings=tuple(found for found in findings if found.verdict is not Verdict.SKIPPED),
        not_checked=tuple(
            Unchecked(found.check, found.reason) for found in findings if found.verdict is Verdict.SKIPPED
        ),
    )


def judge_steps(observed: Observed) -> list[Finding]:
    """What every rule of this layer says; a rule that fails is inconclusive."""
    findings: list[Finding] = []
    for _, name, _ in iter_modules(rules.__path__):
        if name.startswith("step_"):
            rule = import_module(f"{rules.__name__}.{name}")
            try:
                findings += _judged(rule, observed)
            except Exception as error:
                words = f"gancheck failed in this rule ({type(error).__name__}: {error}); please report it."
                findings.append(rule.RULE.inconclusive(words))
    return findings


def _judged(rule: Any, observed: Observed) -> tuple[Finding, ...]:
    """A rule's findings; for each network of D, where there are several, what differs of them."""
    parts = observed.laws.parts if observed.laws is not None else []
    if len(parts) < 2:
        return tuple(rule.judge(observed))
    found = [each for part in parts for each in rule.judge(replace(observed, part=part))]
    found = [each for each in found if each.verdict is Verdict.VIOLATED] or found[:1]
    return tuple({(each.title, each.severity, each.place): each for each in found}.values())


def observe_steps(gan: Gan, *, updates: int | None = None, seed: int = 0) -> Observed:
    """Run the target, plainly and with injected scores, and put it back as it was."""
    snapshot = Snapshot(gan)
    with seeded(seed), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            batches = find_batches(gan, lambda each: _attempt(gan, each, snapshot))
        except InvalidInput as error:
            if REFUSED not in str(error) and NO_GRAPH not in str(error):
                raise
            recorder = Recorder(gan.generator, gan.discriminator)
            if NO_GRAPH in str(error):
                _run(gan, first_batches(gan), recorder, 1)
            snapshot.restore()
            return Observed(log=recorder.log, failure=str(error))
        recorder = Recorder(gan.generator, gan.discriminator)
        failure, averages = _plain_run(gan, batches, recorder, updates)
        snapshot.restore()
        plain = Observed(log=recorder.log, failure=failure)
        rounds = max(2, len(recorder.log.rounds))
        runs = _Runs(gan, batches, snapshot, rounds if recorder.seen() else min(rounds, ENOUGH))
        if plain.obstacle:
            # Nearly all rules are silent then; D's loss is still worth a short look for the card.
            laws = runs.laws(plain.activation in SQUASHES)
            snapshot.restore()
            return replace(plain, laws=laws, k=gan.k, apart=_apart(gan), own_data=batches.own)
        laws = runs.laws(plain.activation in SQUASHES)
        penalised = any(run.result is not None for run in recorder.log.backwards)
        observed = Observed(
            log=recorder.log,
            laws=laws,
            penalties=tuple(runs.penalty(laws.space, each) for each in STEEP) if penalised else (),
            wide=(wide := runs.wide(laws)),
            wides=runs.wides(wide),
            gaps=runs.gaps(laws),
            again=runs.again(laws),
            ignores_noise=recorder.ignores_noise(),
            extremes=runs.extremes(laws),
            k=gan.k,
            apart=_apart(gan),
            own_data=batches.own,
            named=gan.named,
            claims=gan.claims,
            plain=_is_plain(gan.discriminator),
            averages={**averages, **runs.of_themselves(averages)},
            failure=failure,
            warnings=tuple((str(each.message), Place(each.filename, each.lineno)) for each in warned),
        )
    snapshot.restore()
    return observed


class _Runs:
    """Throw-away runs, each from the same start."""

    def __init__(self, gan: Gan, batches: Batches, snapshot: Snapshot, rounds: int) -> None:
        self.gan, self.batches, self.snapshot, self.rounds = gan, batches, snapshot, rounds

    def laws(self, squashed: bool) -> Laws:
        """With spread scores, as probabilities if the target refuses others; twice, so that what changes shows."""
        if squashed:
            return self.run("probability", Injection(spread_scores("probability")), least=2)
        laws = self.run("logit", Injection(spread_scores("logit")), least=2)
        finite = all(np.isfinite(each.slopes).all() for each in laws.injection.responses)
        # The logarithm of a negative score is not a number, though its slope is one.
        finite = finite and all(run.finite for run in laws.log.backwards)
        if laws.failure or not finite:
            return self.run("probability", Injection(spread_scores("probability")), least=2)
        return laws

    def penalty(self, space: str, norms: tuple[float, ...]) -> Laws:
        """With gradients of these norms where the target punishes gradients."""
        return self.run(space, Injection(spread_scores(space), steep=norms))

    def again(self, laws: Laws) -> Laws | None:
        """With other scores, if a loss was of no form that is known."""
        if not any(laws.law(role, part).family == "unknown" for role in ROLES for part in laws.parts):
            return None
        return self.run(laws.space, Injection(spread_scores(laws.space, salt=1)))

    def wide(self, laws: Laws) -> Laws | None:
        """With scores spread far, if a loss was linear, at least in some calls; beyond what a sigmoid gives, too."""
        linear = any(laws.law(role, part).family == "linear" for role in ROLES for part in laws.parts)
        if not linear and (laws.space != "logit" or not _switches(laws)):
            return None
        return self.run("logit", Injection(spread_scores("wide")), least=2)

    def wides(self, wide: Laws | None) -> tuple[Laws, ...]:
        """More of these, one round each, if a slope was there in some calls and not in others."""
        if wide is None or not _switches(wide):
            return ()
        return tuple(self.run("logit", Injection(spread_scores("wide", salt)), 1) for salt in SALTS)

    def gaps(self, laws: Laws) -> tuple[Laws, ...]:
        """With gaps between real and fake, if D's loss was no sum of losses of single scores."""
        if laws.space != "logit" or not any(
            laws.law("phi", part).family == laws.law("psi", part).family == "unknown" for part in laws.parts
        ):
            return ()
        return tuple(self.run("logit", Injection(gap_scores(gap))) for gap in GAPS)

    def of_themselves(self, averages: dict[str, str]) -> dict[str, str]:
        """Which of the averages that move do not feel G."""
        if "follows" not in averages.values() or self.gan.loop is not None:
            return {}
        twins = []
        for amount in (0.0, 1.0):
            try:
                twins.append(raised_twins(self.gan, amount, self._updates))
            except Exception:
                return {}
            finally:
                self.snapshot.restore()
        return {name: "itself" for name in deaf_twins(*twins) if averages.get(name) == "follows"}

    def _updates(self) -> None:
        for _ in range(self.rounds):
            self.gan.update(self.batches()[1])

    def extremes(self, laws: Laws) -> Laws:
        """With scores of a sure discriminator; past all exponentials if each loss is known to do without them."""
        families = {law.family for roles in laws.of_output.values() for law in roles.values() if law.points}
        beyond = laws.space == "logit" and families <= TAME
        return self.run(laws.space, Injection(extreme_scores(laws.space, beyond=beyond)))

    def run(self, space: str, injection: Injection, rounds: int | None = None, least: int = 0) -> Laws:
        """Some rounds with an injection, of each player at least so many."""
        recorder = Recorder(self.gan.generator, self.gan.discriminator, injection=injection)
        failure = _run(self.gan, self.batches, recorder, rounds or self.rounds, least=least)
        self.snapshot.restore()
        return Laws(recorder.log, injection, failure, space)


def _switches(laws: Laws) -> bool:
    """Whether a slope that the scores of a call share was there in some calls and not in others."""
    return any(
        {law.family for law in calls} == {"linear", "none"}
        for roles in laws.measured.values()
        for calls in roles.values()
    )


def _attempt(gan: Gan, batches: Batches, snapshot: Snapshot) -> None:
    try:
        # A loop has to be stopped from within; two steps of optimizers tell that it runs.
        # Its fakes keep their origin, which tells them if the target shows them again in the run that is watched.
        with Recorder(gan.generator, gan.discriminator, limit=2 if gan.loop else None):
            gan.update(batches()[1])
    except Enough:
        pass
    finally:
        snapshot.restore()


def _plain_run(
    gan: Gan, batches: Batches, recorder: Recorder, updates: int | None
) -> tuple[str, dict[str, str]]:
    asked = updates is not None
    with moving_averages(gan) as averages:
        failure = _run(gan, batches, recorder, UPDATES if updates is None else updates, ENOUGH, asked)
    return failure, averages


def _run(
    gan: Gan,
    batches: Batches,
    recorder: Recorder,
    rounds: int,
    enough: float = inf,
    asked: bool = False,
    least: int = 0,
) -> str:
    """So many rounds, or fewer if nobody asked for them and it was enough; what the target raised, as words."""
    if gan.loop is not None:
        recorder.limit = LOOP_STEPS
    began, (tries, patience), owners = perf_counter(), PATIENCE, owners_of(gan)
    usual, seconds = SECONDS[recorder.injection is None]
    least = max(least, usual)
    with recorder:
        for number in range(rounds):
            recorder.round()
            try:
                returned = gan.update(recorder.tagged(batches))
            except Enough:
                break
            except Exception as error:
                return f"{type(error).__name__}: {error}"
            recorder.read(*returned, *(vars(each) if hasattr(each, "__dict__") else each for each in owners))
            seen, spent = recorder.seen(), perf_counter() - began
            if asked:
                continue
            if seen >= enough or (seen >= least and spent > seconds):
                break
            if not seen and number + 1 >= tries and spent > patience:
                break
    return ""


def _apart(gan: Gan) -> bool:
    """Whether we call the players' steps ourselves."""
    return gan.train_step is None and gan.loop is None


def _is_plain(discriminator: Any) -> bool:
    """Whether every part of D is one of torch's own layers without a parametrization or a hook of its own."""
    return not any(
        part._forward_pre_hooks
        or hasattr(part, "parametrizations")
        or (
            any(True for _ in part.parameters(recurse=False))
            and not type(part).__module__.startswith("torch.nn")
        )
        for part in discriminator.modules()
    )
