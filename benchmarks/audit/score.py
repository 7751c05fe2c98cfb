"""What the outcomes say: found, named, false alarms with their bound, abstentions, seconds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from scipy.special import betaincinv

from benchmarks.audit.trial import Outcome, Trial
from gancheck.auditing.finding import Severity

__all__ = ["Judged", "by", "false_alarm_bound", "summary"]

GRAVITY = (Severity.NOTE.value, Severity.WARNING.value, Severity.ERROR.value)
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Judged:
    """A trial and its outcome."""

    trial: Trial
    outcome: Outcome

    @property
    def found(self) -> bool:
        """Whether a violation is as grave as the bug."""
        bug = self.trial.bug
        least = Severity.ERROR if bug is None else bug.severity
        return any(GRAVITY.index(found[0]) >= GRAVITY.index(least.value) for found in self.outcome.violated)

    @property
    def named(self) -> bool:
        """Whether one that is as grave as the bug has its class."""
        bug = self.trial.bug
        return bug is not None and any(
            found[1] in (bug.code, *bug.same_as)
            and GRAVITY.index(found[0]) >= GRAVITY.index(bug.severity.value)
            for found in self.outcome.violated
        )

    @property
    def abstained(self) -> bool:
        """Whether nothing was decided, or the audit itself failed."""
        return bool(self.outcome.failure) or not (self.outcome.violated or self.outcome.held)

    @property
    def row(self) -> dict[str, object]:
        """For the table of all trials."""
        bug = self.trial.bug
        return {
            "class": bug.code if bug else "right",
            "host": self.trial.program.host or "pair",
            "loss": self.trial.program.loss,
            "edit": " + ".join(edit.name for edit in self.trial.program.edits),
            "seed": self.trial.program.seed,
            "found": self.found,
            "named": self.named,
            "violated": "; ".join(f"{f[0]} {f[1]} {f[2]} :{f[4]}" for f in self.outcome.violated),
            "game": self.outcome.game or "",
            "undecided": len(self.outcome.undecided),
            "seconds": round(self.outcome.seconds, 2),
            "failure": self.outcome.failure,
        }


def false_alarm_bound(alarms: int, runs: int) -> float:
    """The upper Clopper–Pearson bound of the rate: what it is below with a confidence of 95 %."""
    return 1.0 if alarms == runs else float(betaincinv(alarms + 1, runs - alarms, CONFIDENCE))


def summary(judged: Sequence[Judged]) -> list[dict[str, object]]:
    """The figures of the whole bench, one a line."""
    wrong = [each for each in judged if each.trial.bug is not None]
    right = [each for each in judged if each.trial.bug is None]
    certain = [each for each in wrong if each.trial.bug is not None and each.trial.bug.certain]
    seconds = sorted(each.outcome.seconds for each in judged)
    alarms = sum(each.found for each in right)
    lines = [
        ("mutants found", _share(wrong, lambda each: each.found)),
        ("mutants found and rightly named", _share(wrong, lambda each: each.named)),
        ("mutants with a certain check found", _share(certain, lambda each: each.found)),
        ("mutants whose audit abstains", _share(wrong, lambda each: each.abstained)),
        ("right programs accused", _share(right, lambda each: each.found)),
        (
            "their rate is below, at 95 %",
            f"{100.0 * false_alarm_bound(alarms, len(right)):.2f} %" if right else "-",
        ),
        ("right programs whose audit abstains", _share(right, lambda each: each.abstained)),
        ("seconds: median, largest", f"{median(seconds):.1f}, {seconds[-1]:.1f}" if seconds else "-"),
    ]
    return [{"figure": name, "value": value} for name, value in lines]


def by(judged: Sequence[Judged], key: Callable[[Judged], str], name: str) -> list[dict[str, object]]:
    """The figures of each group."""
    groups: dict[str, list[Judged]] = {}
    for each in judged:
        groups.setdefault(key(each), []).append(each)
    rows = []
    for group, members in sorted(groups.items()):
        wrong = [each for each in members if each.trial.bug is not None]
        right = [each for each in members if each.trial.bug is None]
        rows.append(
            {
                name: group,
                "mutants": len(wrong),
                "found": sum(each.found for each in wrong),
                "named": sum(each.named for each in wrong),
                "right": len(right),
                "accused": sum(each.found for each in right),
                "abstained": sum(each.abstained for each in members),
                "median s": median(each.outcome.seconds for each in members),
                "largest s": max(each.outcome.seconds for each in members),
            }
        )
    return rows


def _share(judged: Sequence[Judged], test: Callable[[Judged], bool]) -> str:
    if not judged:
        return "0 of 0"
    count = sum(test(each) for each in judged)
    return f"{count} of {len(judged)} ({100.0 * count / len(judged):.1f} %)"
