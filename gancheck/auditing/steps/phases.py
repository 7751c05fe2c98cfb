"""Whose update an event belongs to, read off the order of events and off the gradients that each step consumed."""

from bisect import bisect
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from gancheck.auditing.steps.events import Backward, Call, Log, Step
from gancheck.auditing.steps.origin import kinds

__all__ = ["Phases"]


@dataclass(frozen=True)
class Phases:
    """The log, read as a game of two players."""

    log: Log

    def player(self, step: Step) -> str:
        """Whose weights a step is for: ``"D"``, ``"G"``, ``"both"`` or ``""``.

        What it has gradients for decides; an optimizer of both that has those of one only steps this one. One that
        holds a player and the rest of the other, whose greater part belongs to an optimizer of its own, steps the
        first: G learns with the head of D that reads its code.
        """
        holders = [name for name in "DG" if step.holds & self.log.params[name]]
        if len(holders) == 2:
            holders = [name for name in "DG" if not self._elsewhere(name, step)] or holders
        if len(holders) == 2:
            active = [name for name in "DG" if (step.fed.keys() - step.still) & self.log.params[name]]
            holders = active or holders
        return holders[0] if len(holders) == 1 else "both" if holders else ""

    def _elsewhere(self, player: str, step: Step) -> bool:
        """Whether most of a player belongs to an optimizer that holds nothing of the other one, and not to this one."""
        own = self.log.params[player]
        others = frozenset().union(*(self.log.params[name] for name in "DG" if name != player))
        apart = [each.holds & own for each in self.log.steps if not each.holds & others]
        size = self.log.sizes
        kept = max((sum(size.get(each, 1) for each in held - step.holds) for held in apart), default=0)
        return 2 * kept > sum(size.get(each, 1) for each in own)

    def steps(self, player: str) -> list[Step]:
        """The steps of one player."""
        return [step for step in self.log.steps if self.player(step) == player]

    @cached_property
    def of_run(self) -> dict[int, str]:
        """The engine's run -> ``"D"``, ``"G"``, ``"both"`` or ``""``."""
        return {run.at: self._phase(run) for run in self.log.backwards if run.accumulates}

    def _phase(self, run: Backward) -> str:
        fed = {
            name
            for name in "DG"
            for step in self.log.steps
            if run.at in step.backwards(self.log.params[name]) and self.player(step) in (name, "both")
        }
        if len(fed) < 2:
            return next(iter(fed), "")
        # An encoder's optimizer, or any third one, says nothing of the two.
        steps = [step for step in self.log.steps if self.player(step)]
        following = [step for step in steps if step.at > run.at]
        first = self.player(following[0])
        between = [
            each
            for each in self.log.backwards
            if each.accumulates and len(following) > 1 and following[0].at < each.at < following[1].at
        ]
        second = self.player(following[1]) if len(following) > 1 else ""
        if first not in ("D", "G") or between or second in ("", first):
            return first
        # Both step now, with nothing between: the run that saw real data is D's, unless it is the only one.
        last = max((step.at for step in steps if step.at < run.at), default=0)
        runs = [each for each in self.log.backwards if each.accumulates and last < each.at < following[0].at]
        if len(runs) < 2:
            return "both"
        return "D" if self.kinds_of(run) & {"real", "both"} or not self.adversarial(run) else "G"

    def kinds_of(self, run: Backward) -> set[str]:
        """What D saw in the calls that a run went through; ``"both"`` where one call had real and fake rows."""
        return {self.kind(call) for at in run.calls if (call := self.log.call(at)) and call.player == "D"}

    def adversarial(self, run: Backward) -> bool:
        """Whether it went through D's call on something that G has made, and on into G."""
        calls = [call for at in run.calls if (call := self.log.call(at))]
        judged = any(call.player == "D" and call.attached and self.kind(call) != "real" for call in calls)
        return judged and any(call.player == "G" for call in calls)

    def kind(self, call: Call) -> str:
        """``"real"``, ``"fake"``, ``"mixed"``, ``"both"`` (rows of either) or ``""``."""
        found = set(self.rows(call))
        if found == {"real", "fake"}:
            return "both"
        return found.pop() if len(found) == 1 else ""

    def rows(self, call: Call) -> list[str]:
        """The kind of each row of what the player saw."""
        rows = 0 if call.inputs is None else len(call.inputs) if call.inputs.ndim else 1
        if call.at in self._left_over:
            return ["real"] * rows
        return kinds(call.origin, rows)

    @cached_property
    def exchanged(self) -> bool:
        """Whether the two names are: what is called D sees neither data nor fakes, and what is called G sees both."""
        sees = {
            player: {
                word for call in self.log.calls if call.player == player for w, _ in call.origin for word in w
            }
            for player in "DG"
        }
        return not sees["D"] & {"real", "fake"} and {"real", "judged"} <= sees["G"]

    @cached_property
    def _left_over(self) -> frozenset[int]:
        """Calls of D on data without a mark, such as those that went through NumPy, noise added or not: real ones.

        What G made keeps its mark. Where no data with the mark of real ones ever came, and a network of D was called
        between two steps on fakes and on one batch without a mark, and a loss was differentiated through that call,
        the batch is real. Two such batches may hold old fakes that went through NumPy too.
        """
        judged = [call for call in self.log.calls if call.player == "D" and call.graded]
        if any("real" in words for call in judged for words, _ in call.origin):
            return frozenset()
        used = frozenset().union(*(run.calls for run in self.log.backwards if run.accumulates))
        steps = [step.at for step in self.log.steps]
        updates: dict[tuple[int, str], list[Call]] = {}
        for call in judged:
            updates.setdefault((bisect(steps, call.at), call.part), []).append(call)
        found = []
        for calls in updates.values():
            bare = [call for call in calls if not any("fake" in words for words, _ in call.origin)]
            fake = any("fake" in words for call in calls for words, _ in call.origin)
            if len(bare) == 1 and fake and not bare[0].attached and bare[0].at in used:
                found.append(bare[0].at)
        return frozenset(found)

    def calls(self, player: str, phase: str, kind: str = "") -> list[Call]:
        """A player's calls whose graphs the runs of a phase went through."""
        moments = {at for run in self.log.backwards if self.of_run.get(run.at) == phase for at in run.calls}
        return [
            call
            for call in self.log.calls
            if call.player == player and call.at in moments and (not kind or self.kind(call) == kind)
        ]

    @cached_property
    def pattern(self) -> str:
        """The players in the order of their steps, such as ``"DDDDDG"`` again and again; steps of both are ``"B"``."""
        names = {"both": "B", "": ""}
        return "".join(names.get(player, player) for player in (self.player(step) for step in self.log.steps))

    @property
    def _beside(self) -> list[Step]:
        """Steps of optimizers of other parts of a player than the one whose optimizer steps most."""
        found = []
        for player in "DG":
            steps = self.steps(player)
            counts = Counter(step.optimizer for step in steps)
            if len(counts) > 1:
                most = counts.most_common(1)[0][0]
                held = frozenset().union(*(step.holds for step in steps if step.optimizer == most))
                found += [step for step in steps if step.optimizer != most and not step.holds & held]
        return found

    @cached_property
    def k(self) -> float | None:
        """Steps of D between two steps of G through D, in the mean; None if G has not made two such steps.

        Where a player's parts have an optimizer each, those of the one that steps most are counted.
        """
        through = {run.at for run in self.log.backwards if run.accumulates and self.adversarial(run)}
        beside = {step.at for step in self._beside}
        pattern = ""
        for step in self.log.steps:
            player = "" if step.at in beside else self.player(step)
            if player == "D" or (player == "G" and step.backwards(self.log.params["G"]) & through):
                pattern += player
        inner = pattern.split("G")[1:-1]
        return sum(part.count("D") for part in inner) / len(inner) if inner else None
