"""M1: a number that is reported under a player's name is that player's."""

from itertools import pairwise

import numpy as np

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed
from gancheck.auditing.steps.reports import Report, player_named, side_named

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="own-numbers",
    title="A loss or score that is returned or kept under a player's name is the one of that player.",
    claim="alg.directions",
    bug_classes={
        "M1": "A number is reported under a wrong name: one player's loss as the other's, or real as fake."
    },
    severity=Severity.NOTE,
    certainty=Certainty.CERTAIN,
    advice="Report each player's own loss, as it was differentiated, under its name.",
    finds=(
        "the players' losses are returned under each other's name",
        "G's loss is kept as D's",
        "D's mean scores of real data and of fakes are exchanged",
    ),
    stays_silent=(
        "each player's loss under its name",
        "D's mean scores of real data and of fakes",
        "D's loss with its sign changed",
        "numbers under names that say nothing",
        "nothing is returned",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Each number with a player's name against what was differentiated and scored in the same update."""
    if observed.obstacle:
        return (RULE.skipped(observed.obstacle),)
    named: dict[str, list[Report]] = {}
    for report in observed.log.reports:
        if player_named(report.name) or side_named(report.name):
            named.setdefault(report.name, []).append(report)
    if not named:
        return (RULE.skipped("no number was returned or kept under a player's name."),)
    wrong = {name: given for name, given in named.items() if _is_wrong(observed, given)}
    evidence: Evidence = {"numbers with a name": sorted(named)[:8], "of the other": sorted(wrong)[:8]}
    if not wrong:
        return (RULE.holds(evidence),)
    name = min(wrong)
    title = f"What is reported as {name.split('/')[-1]!r} is {_other(name)}."
    return (RULE.violated("M1", {**evidence, "last number": wrong[name][-1].value}, title=title),)


def _other(name: str) -> str:
    if player := player_named(name):
        return f"{'G' if player == 'D' else 'D'}'s loss"
    return f"D's mean score of {'fakes' if side_named(name) == 'real' else 'real data'}"


def _is_wrong(observed: Observed, given: list[Report]) -> bool:
    """In each update that made a new number, and in two at least, so that chance accuses nobody."""
    given = [given[0], *(new for old, new in pairwise(given) if new.value != old.value)]
    if len(given) < 2:
        return False
    of = _losses if player_named(given[0].name) else _scores
    own = player_named(given[0].name) or side_named(given[0].name)
    found = [of(observed, report) for report in given]
    return all(
        any(_same(report.value, each) for key, numbers in sides.items() if key != own for each in numbers)
        and not any(_same(abs(report.value), abs(each)) for each in sides[own])
        and bool(sides[own])
        for report, sides in zip(given, found, strict=True)
    )


def _same(one: float, other: float) -> bool:
    """Up to a rounding of float32 for each of a few operations."""
    return abs(one - other) <= 2.0**-21 * abs(other)


def _losses(observed: Observed, report: Report) -> dict[str, list[float]]:
    """What each player has differentiated in the update before the report: each number, and their sum."""
    found: dict[str, list[float]] = {}
    for player in "DG":
        values = [
            run.value
            for run in observed.log.backwards
            if _since(observed, report) < run.at < report.at and observed.phases.of_run.get(run.at) == player
        ]
        found[player] = [*values, sum(values)] if values else []
    return found


def _scores(observed: Observed, report: Report) -> dict[str, list[float]]:
    """The mean score of each call of D in the update before the report, and the mean of its sigmoid."""
    found: dict[str, list[float]] = {"real": [], "fake": []}
    for call in observed.log.calls:
        kind = observed.phases.kind(call)
        if call.player != "D" or kind not in found or not _since(observed, report) < call.at < report.at:
            continue
        score = call.outputs[0].double().cpu().numpy()
        found[kind] += [float(score.mean()), float((1.0 / (1.0 + np.exp(-score))).mean())]
    return found


def _since(observed: Observed, report: Report) -> int:
    return max((at for at in observed.log.rounds if at < report.at), default=0)
