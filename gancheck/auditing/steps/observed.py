"""What the rules read: the log of a plain run, and the laws that throw-away runs with injected scores gave."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gancheck.auditing.finding import Place
from gancheck.auditing.steps.events import Backward, Call, Log
from gancheck.auditing.steps.injection import Injection, Pull
from gancheck.auditing.steps.phases import Phases
from gancheck.auditing.steps.response import Law, Sample, fit_law, merge_laws
from gancheck.auditing.steps.row_targets import fit_row_targets
from gancheck.auditing.steps.scores import FARTHEST

if TYPE_CHECKING:
    from gancheck.theory.identified_game import Game

__all__ = ["NO_GRAPH", "ROLES", "Laws", "Observed"]

ROLES = {"phi": ("D", "real"), "psi": ("D", "fake"), "gamma": ("G", "fake"), "rho": ("G", "real")}
"""φ, ψ, γ, and what a generator's loss does with real outputs, which is something in relativistic games only."""

BOUNDED = frozenset({"Sigmoid", "Softmax", "HardSigmoid", "Tanh", "HardTanh", "Clamp", "Clip"})
"""Activations that end in an interval."""
NO_GRAPH = "does not require grad and does not have a grad_fn"
"""What torch says where a loss that nothing hangs on is differentiated."""

SQUASHES = frozenset({"Sigmoid", "Softmax", "Hardsigmoid"})
"""Activations that end in [0, 1], as torch names their nodes."""

BOUNDED = SQUASHES | {"Tanh", "Hardtanh"}
"""Activations that end in an interval; not a clamp, whose node does not say whether it has two ends."""


@dataclass(frozen=True)
class Laws:
    """What a throw-away run showed.

    Attributes:
        log: Of that run.
        injection: With its responses.
        failure: How the run ended, if the target raised; ``""`` otherwise.
        space: The scores were ``"logit"`` or ``"probability"``.
    """

    log: Log
    injection: Injection
    failure: str = ""
    space: str = "logit"

    @cached_property
    def phases(self) -> Phases:
        """That run as a game."""
        return Phases(self.log)

    @cached_property
    def sampled(self) -> dict[tuple[str, int], dict[str, list[Sample]]]:
        """(D's part, its output) -> role -> what each call felt, in order."""
        found: dict[tuple[str, int], dict[str, list[Sample]]] = {}
        for response in self.injection.responses:
            call = self.log.call(response.call)
            phase = self.phases.of_run.get(response.run, "")
            if call is None or phase not in ("D", "G"):
                continue
            run = self.log.backward(response.run)
            if run is not None and run.gradients and not response.slopes.any():
                continue  # a penalty's own update, in which the score may stand with a factor of 0
            roles = found.setdefault((call.part, response.output), {role: [] for role in ROLES})
            rows = np.array(_rows(self.phases, call, len(response.scores)))
            for role, (whose, kind) in ROLES.items():
                chosen = rows == kind
                if whose == phase and chosen.any():
                    u, slopes = (
                        response.scores[chosen].ravel(),
                        response.slopes[chosen].ravel() * chosen.sum(),
                    )
                    roles[role].append((u, slopes * response.scores.shape[1], response.epsilon))
        return found

    @cached_property
    def measured(self) -> dict[tuple[str, int], dict[str, list[Law]]]:
        """(D's part, its output) -> role -> the law of each call, in order."""
        return {
            key: {role: [fit_law(*each) for each in samples] for role, samples in roles.items()}
            for key, roles in self.sampled.items()
        }

    @cached_property
    def of_output(self) -> dict[tuple[str, int], dict[str, Law]]:
        """(D's part, its output) -> role -> law."""
        return {
            key: {role: merge_laws(laws) for role, laws in roles.items()}
            for key, roles in self.measured.items()
        }

    @property
    def parts(self) -> list[str]:
        """D's networks that answered."""
        return sorted({part for part, _ in self.measured})

    def score(self, part: str | None = None) -> tuple[str, int] | None:
        """The output that both players' losses answer to: the adversarial one, of one network of D or of any."""
        ranked = sorted(
            (each for each in self.of_output.items() if part is None or each[0][0] == part),
            key=lambda each: (-_answers(each[1]), each[0]),
        )
        return ranked[0][0] if ranked else None

    def law(self, role: str, part: str | None = None) -> Law:
        """The law of a role at the adversarial output."""
        score = self.score(part)
        return Law("unknown") if score is None else self.of_output[score][role]

    def first(self, role: str, part: str | None = None) -> Law | None:
        """The law of a role in the first call."""
        score = self.score(part)
        laws = self.measured[score][role] if score is not None else []
        return laws[0] if laws else None

    def pulls(self) -> list[tuple[Backward, Pull]]:
        """What penalties feel, each with the gradient that it punishes, in D's phase."""
        return [
            (taken, pull)
            for pull in self.injection.pulls
            if self.phases.of_run.get(pull.run) in ("D", "both")
            and (taken := self.log.backward(pull.gradient)) is not None
        ]


def _answers(laws: dict[str, Law]) -> int:
    return sum(2 * law.known + (law.family == "unknown" and law.points > 0) for law in laws.values())


def _rows(phases: Phases, call: Call, count: int) -> list[str]:
    rows = phases.rows(call)
    if rows and count % len(rows) == 0:
        return [row for row in rows for _ in range(count // len(rows))]
    return [phases.kind(call)] * count


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Everything that was seen of one target.

    Attributes:
        log: Of the plain run.
        laws: Of the throw-away run with spread scores; None if there was none.
        penalties: Runs with injected gradients of several scales.
        wide: Of a run with scores spread far, where a loss was linear in the first: a margin may lie beyond.
        again: Of a second run with other scores.
        wides: Of more such runs, where a slope was there in some calls of a run with far scores and not in others.
        gaps: Of runs in which D tells real from fake by a gap of either sign, where its loss is no sum over scores.
        extremes: Of a run with extreme scores.
        part: The network of D that is judged, where D is a collection of several; None for any.
        ignores_noise: Whether G's output stays the same under other noise; None if that was not tried.
        k: How many steps of D the target says it makes for one of G.
        apart: Whether we call the players' steps ourselves, so that k is ours.
        own_data: Whether the data are the target's own.
        named: What the target calls its game.
        claims: What whoever asks says that its game is; None if they say nothing.
        plain: Whether D has no constraint of its own, such as a spectral norm.
        modal: Whether D or G has layers with two modes.
        averages: Measured moving averages of G: name -> what they did.
        failure: How the plain run ended, if the target raised.
        warnings: What the target warned of, with the places.
    """

    log: Log
    laws: Laws | None = None
    penalties: tuple[Laws, ...] = ()
    wide: Laws | None = None
    again: Laws | None = None
    wides: tuple[Laws, ...] = ()
    gaps: tuple[Laws, ...] = ()
    extremes: Laws | None = None
    part: str | None = None
    ignores_noise: bool | None = None
    k: int | None = None
    apart: bool = False
    own_data: bool = False
    named: str = ""
    claims: str | None = None
    plain: bool = True
    averages: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    warnings: tuple[tuple[str, Place], ...] = ()

    @cached_property
    def phases(self) -> Phases:
        """The plain run as a game."""
        return Phases(self.log)

    def law(self, role: str) -> Law:
        """The law of a role; of a critic without its drift."""
        law = self._law(role)
        other = {"phi": "psi", "psi": "phi"}.get(role)
        # A small square beside a difference of means keeps scores near 0: A(u − b) is A·u, the drift, and −A·b. Its
        # least lies beyond all scores that are tried; that of an f-GAN, which is no drift, lies among them.
        drifts = law.family == "least-squares" and law.factor > 0.0 and law.least == law.most
        if other and drifts and abs(law.target) > FARTHEST:
            opponent = self._law(other)
            level = -law.factor * law.target
            if opponent.family == "linear" and (opponent.factor > 0.0) != (level > 0.0):
                return Law("linear", level, points=law.points)
        return law

    def _law(self, role: str) -> Law:
        if self.laws is None:
            return Law("unknown")
        near = self.laws.law(role, self.part)
        if near.family == "unknown":
            if self._pooled(role) or self._switched(role):
                return Law("function of the mean", points=near.points)
            return self._labelled(role) or near
        if near.family not in ("linear", "none") or self.wide is None:
            return near
        far = self.wide.law(role, self.part)
        if far.family == "unknown" and self._switched(role):
            return Law("function of the mean", points=far.points)
        if near.family == "none":
            return near
        return far if far.family in ("hinge", "unknown") and far.points else near

    def _labelled(self, role: str) -> Law | None:
        """The law of a loss whose labels differ from row to row, from the first calls of two runs."""
        assert self.laws is not None
        score = self.laws.score(self.part)
        if self.again is None or score is None or self.rebuilds:
            return None
        runs = [run.sampled.get(score, {}).get(role) for run in (self.laws, self.again)]
        return fit_row_targets(runs[0][0], runs[1][0]) if runs[0] and runs[1] else None

    def samples(self, role: str) -> list[Sample]:
        """What the calls of a role felt at spread scores, and then at extreme ones."""
        score = None if self.laws is None else self.laws.score(self.part)
        if score is None:
            return []
        runs = [run for run in (self.laws, self.extremes) if run is not None]
        return [sample for run in runs for sample in run.sampled.get(score, {}).get(role, [])]

    def _pooled(self, role: str) -> bool:
        """Whether all scores of a call share one slope, which is another one for other scores at the same moment.

        The second run starts from the same weights, data and noise, so that in its first call only the scores differ.
        """
        assert self.laws is not None
        score = self.laws.score(self.part)
        laws = self.laws.measured[score][role] if score is not None else []
        once, again = (run and run.first(role, self.part) for run in (self.laws, self.again))
        flat = {"linear", "none"}
        if (
            not (once and again and laws)
            or not {once.family, again.family, *(law.family for law in laws)} <= flat
        ):
            return False
        return abs(once.factor - again.factor) > 2.0**-10 * max(abs(once.factor), abs(again.factor))

    def _switched(self, role: str) -> bool:
        """Whether a slope that all scores of a call share is there for some sets of far scores and not for others.

        Again the runs differ in the first call's scores only; these are spread alike, so that no loss of single scores
        could do it. Both terms of D together may be switched by a target that rests a D that is too good.
        """
        runs = [run for run in (self.wide, *self.wides) if run is not None]
        first = {
            each: [law.family for run in runs if (law := run.first(each, self.part))]
            for each in {role, "phi", "psi"}
        }
        other = first["psi" if role == "phi" else "phi"]
        return set(first[role]) == {"linear", "none"} and (role not in ("phi", "psi") or first[role] != other)

    @cached_property
    def activation(self) -> str:
        """What made D's score."""
        calls = [call for call in self.log.calls if call.player == "D" and call.activation]
        return calls[0].activation if calls else ""

    @cached_property
    def refused(self) -> str:
        """What torch means where it finds no graph: ``"W4"``, ``"G2"`` or ``"P3"``; ``""`` if it did not refuse.

        A penalty's gradient without a graph; a frozen D that has judged fakes only, which G had made with a graph and
        which lost it on the way; or, where it has judged data, a frozen D in its own update.
        """
        if NO_GRAPH not in self.failure:
            return ""
        last = max((step.at for step in self.log.steps), default=0)
        judged = [call for call in self.log.calls if call.at > last and call.player == "D"]
        taken = [run for run in self.log.backwards if run.at > last and run.into is not None]
        if taken and not taken[-1].create_graph:
            return "W4"
        made = any(call.player == "G" and call.graded for call in self.log.calls)
        fakes = judged and all(self.phases.kind(call) == "fake" and not call.graded for call in judged)
        return "G2" if made and fakes else "P3"

    @cached_property
    def obstacle(self) -> str:
        """Why it cannot be said whose update is whose; ``""`` if it can."""
        if not self.log.steps:
            return f"no optimizer of torch.optim was seen to step{self._ended()}."
        seen = {call.player for call in self.log.calls}
        for player in "DG":
            if player not in seen:
                return f"{player} was never called as a module{self._ended()}."
            if not self.phases.steps(player) and not any(
                self.phases.player(s) == "both" for s in self.log.steps
            ):
                return f"no step of {player} was seen{self._ended()}."
        return ""

    def _ended(self) -> str:
        return f"; the target raised {self.failure}" if self.failure else ""

    @cached_property
    def critic(self) -> bool:
        """Whether D's loss is a difference of means, which needs a constraint on D."""
        phi, psi = self.law("phi"), self.law("psi")
        return phi.family == psi.family == "linear" and (phi.factor < 0) != (psi.factor < 0)

    @cached_property
    def rebuilds(self) -> bool:
        """Whether D answers with something of its input's shape, of which the score is a distance computed later."""
        calls = [call for call in self.log.calls if call.player == "D" and call.inputs is not None]
        return any(
            call.outputs[0].shape == call.inputs.shape and call.inputs[0].numel() > 1
            for call in calls
            if call.inputs is not None
        )

    @property
    def bounded(self) -> bool:
        """Whether D's outputs lie in an interval by its last activation."""
        return self.activation in BOUNDED

    @cached_property
    def game(self) -> "Game | None":
        """The game that φ, ψ and γ make, named; None if one of them is unknown."""
        from gancheck.errors import InvalidInput
        from gancheck.theory.identified_game import identify_game

        laws = {role: self.law(role) for role in ("phi", "psi", "gamma")}
        losses = {role: law.loss() for role, law in laws.items() if law.known}
        squashed = self.activation in SQUASHES and laws["phi"].family == "logistic"
        if len(losses) < len(laws) or None in losses.values() or squashed or self.law("rho").known:
            return None
        try:
            return identify_game(**losses)
        except InvalidInput:
            return None

    def at(self, phase: str) -> Place | None:
        """Where a phase's loss is differentiated."""
        runs = [run for run in self.log.backwards if self.phases.of_run.get(run.at) == phase and run.place]
        return runs[-1].place if runs else None
