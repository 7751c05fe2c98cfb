"""One run from its settings to its findings: generate, check, train, and gather what the report shows.

An interrupt ends the run, not the report: what was finished is kept, and the rest is listed as skipped.
"""

import platform
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from time import perf_counter
from typing import TypeAlias

import pandas as pd

from gancheck import __version__
from gancheck.checks.outcome import Outcome
from gancheck.claims.claim import Tier
from gancheck.claims.registry import all_claims
from gancheck.learned.device import resolve_device
from gancheck.learned.training import Training
from gancheck.report import data_game, exhibits
from gancheck.report.column import Column
from gancheck.report.identity import Sides, identity_sides
from gancheck.report.run import Figures, Provenance, Run
from gancheck.report.tasks import ROOMS, Task, load, outcomes, tasks, workers

__all__ = ["PROFILES", "Profile", "Progress", "Settings", "conduct"]

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with how many checks are done, how many there are, and what was last."""

_PACKAGES = ("numpy", "scipy", "torch", "hypothesis", "pandas", "matplotlib", "array-api-compat")


@dataclass(frozen=True)
class Profile:
    """How much work a run is.

    Attributes:
        batches: Batches of problems drawn for a numeric check.
        problems: Problems trained for a learned check.
        rounds: Rounds of the game on the data that were given.
    """

    batches: int
    problems: int
    rounds: int


PROFILES = {
    "quick": Profile(batches=4, problems=4, rounds=1000),
    "default": Profile(batches=8, problems=16, rounds=3000),
    "full": Profile(batches=90, problems=208, rounds=10000),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What was asked for.

    Attributes:
        seed: Fixes every draw.
        profile: A key of `PROFILES`.
        device: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        column: The data law; None if none was given.
        command: The command line.
    """

    seed: int = 0
    profile: str = "default"
    device: str = "auto"
    column: Column | None = None
    command: str = "gancheck report"


def conduct(settings: Settings, progress: Progress) -> Run:
    """Check every claim, play the games of the figures, and return all that was found.

    Raises:
        InvalidInput: The device that was asked for is not there.
    """
    started, clock = datetime.now(UTC), perf_counter()
    device = str(resolve_device(settings.device))
    load((*ROOMS, "learned", "checks", "report"))
    profile = PROFILES[settings.profile]
    sizes = {
        Tier.EXACT: profile.batches,
        Tier.CERTIFIED: profile.batches,
        Tier.NUMERIC: profile.batches,
        Tier.LEARNED: profile.problems,
    }
    todo = tasks(all_claims(), sizes, settings.seed, device)
    steps = _Steps(progress, len(todo) + 2)
    findings = _Findings()
    try:
        with workers() as pool:
            sides = pool.submit(identity_sides, settings.seed, profile.batches)
            for task, outcome in outcomes(pool, todo, steps.advance, findings.games.__setitem__):
                findings.checked[task] = outcome
            _follow_a_game(findings, sides.result(), settings, device)
        steps.advance("figures")
        _follow_the_data(findings, settings, device, profile)
        steps.advance("data")
        interrupted = False
    except KeyboardInterrupt:
        interrupted = True
    missing = "the run was interrupted before this check."
    checked = tuple(findings.checked.get(task) or task.skipped(missing) for task in todo)
    return Run(
        claims=all_claims(),
        outcomes=_in_reading_order((*checked, *findings.on_data)),
        trajectories=_trajectories(findings.games),
        figures=findings.figures,
        provenance=_provenance(settings, device, started, perf_counter() - clock),
        interrupted=interrupted,
    )


@dataclass
class _Findings:
    """What has been found so far; an interrupt leaves it as it is."""

    checked: dict[Task, Outcome] = field(default_factory=dict)
    on_data: tuple[Outcome, ...] = ()
    figures: Figures = field(default_factory=Figures)
    games: dict[str, Training] = field(default_factory=dict)


def _follow_a_game(findings: _Findings, sides: Sides, settings: Settings, device: str) -> None:
    """Play the game of the figures and read them off."""
    game = exhibits.play(settings.seed, device)
    # The workers finish in any order; a derivation has no sides that could be drawn.
    valued = (o for o in findings.checked.values() if o.claim == "gen.jsd" and o.tier is not Tier.EXACT)
    checked = sorted(valued, key=lambda o: o.name)
    problem = "N(1, 0.8²) learned by an affine generator against a quadratic-logit discriminator"
    findings.games["gaussian"] = game
    findings.figures = Figures(
        four_stages=exhibits.four_stages(game, problem),
        criterion_identity=exhibits.criterion_identity(sides, checked, game),
        likelihood_path=exhibits.likelihood_path(game, "The same game"),
        value_path=exhibits.value_path(game, "The same game"),
        fingerprints=exhibits.fingerprints(),
        spirals=exhibits.spirals(),
    )


def _follow_the_data(findings: _Findings, settings: Settings, device: str, profile: Profile) -> None:
    """If data were given: play the game on them, and hold the claims on them."""
    if settings.column is None:
        return
    game = data_game.play(settings.column, settings.seed, device, profile.rounds)
    findings.games["data"] = game.training
    findings.on_data = data_game.check(game, all_claims(), settings.seed)
    findings.figures = replace(findings.figures, data_law=data_game.draw(game))


def _in_reading_order(found: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """By claim, then tier, then as the families are listed."""
    claims = [claim.id for claim in all_claims()]
    tiers = list(Tier)
    return tuple(sorted(found, key=lambda outcome: (claims.index(outcome.claim), tiers.index(outcome.tier))))


def _trajectories(games: dict[str, Training]) -> pd.DataFrame:
    """One row a game, problem and recorded step."""
    frames = [game.to_frame() for game in games.values()]
    for name, frame in zip(games, frames, strict=True):
        frame.insert(0, "game", name)
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame({"game": [], "step": [], "problem": []})
    )


def _provenance(settings: Settings, device: str, started: datetime, seconds: float) -> Provenance:
    return Provenance(
        command=settings.command,
        seed=settings.seed,
        profile=settings.profile,
        device=device,
        dtype="float64 (perceptrons train in float32)",
        platform=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        versions={"gancheck": __version__, **{name: version(name) for name in _PACKAGES}},
        data=settings.column.words if settings.column else "",
        started=started,
        seconds=seconds,
    )


class _Steps:
    """Counts what is done and tells the listener."""

    def __init__(self, listener: Progress, total: int) -> None:
        self._listener, self._total, self._done = listener, total, 0

    def advance(self, name: str) -> None:
        """One more is done."""
        self._done += 1
        self._listener(self._done, self._total, name)
