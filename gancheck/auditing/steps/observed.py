"""What the rules read: the log of a plain run, and the laws that throw-away runs with injected scores gave."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gancheck.auditing.finding import Place
from gancheck.auditing.steps.events import Backward, Call, Log
from gancheck.auditing.steps.injection import Injection, Pull
from gancheck.auditing.steps.phases import Phases
from gancheck.auditing.steps.response import Law, fit_law, merge_laws

if TYPE_CHECKING:
    from gancheck.theory.identified_game import Game

__all__ = ["ROLES", "Laws", "Observed"]

ROLES = {"phi": ("D", "real"), "psi": ("D", "fake"), "gamma": ("G", "fake"), "rho": ("G", "real")}
"""φ, ψ, γ, and what a generator's loss does with real outputs, which is something in relativistic games only."""

SQUASHES = frozenset({"Sigmoid", "Softmax", "HardSigmoid"})
"""Activations that end in [0, 1]."""


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
    def of_output(self) -> dict[int, dict[str, Law]]:
        """D's output -> role -> law."""
        found: dict[tuple[int, str], list[Law]] = {}
        for response in self.injection.responses:
            call = self.log.call(response.call)
            phase = self.phases.of_run.get(response.run, "")
            if call is None or phase not in ("D", "G"):
                continue
            rows = np.array(_rows(self.phases, call, len(response.scores)))
            for role, (whose, kind) in ROLES.items():
                chosen = rows == kind
                if whose == phase and chosen.any():
                    u, slopes = (
                        response.scores[chosen].ravel(),
                        response.slopes[chosen].ravel() * chosen.sum(),
                    )
                    law = fit_law(u, slopes * response.scores.shape[1], response.epsilon)
                    found.setdefault((response.output, role), []).append(law)
        outputs = {output for output, _ in found}
        return {
            output: {role: merge_laws(found.get((output, role), [])) for role in ROLES} for output in outputs
        }

    @cached_property
    def score(self) -> int | None:
        """The output that both players' losses answer to: the adversarial one."""
        ranked = sorted(self.of_output.items(), key=lambda each: (-_answers(each[1]), each[0]))
        return ranked[0][0] if ranked else None

    def law(self, role: str) -> Law:
        """The law of a role at the adversarial output."""
        return Law("unknown") if self.score is None else self.of_output[self.score][role]

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
        extremes: Of a run with extreme scores.
        k: How many steps of D the target says it makes for one of G.
        apart: Whether we call the players' steps ourselves, so that k is ours.
        own_data: Whether the data are the target's own.
        named: What the target calls its game.
        plain: Whether D has no constraint of its own, such as a spectral norm.
        modal: Whether D or G has layers with two modes.
        averages: Measured moving averages of G: name -> what they did.
        failure: How the plain run ended, if the target raised.
        warnings: What the target warned of, with the places.
    """

    log: Log
    laws: Laws | None = None
    penalties: tuple[Laws, ...] = ()
    extremes: Laws | None = None
    k: int | None = None
    apart: bool = False
    own_data: bool = False
    named: str = ""
    plain: bool = True
    averages: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    warnings: tuple[tuple[str, Place], ...] = ()

    @cached_property
    def phases(self) -> Phases:
        """The plain run as a game."""
        return Phases(self.log)

    def law(self, role: str) -> Law:
        """The law of a role."""
        return Law("unknown") if self.laws is None else self.laws.law(role)

    @cached_property
    def activation(self) -> str:
        """What made D's score."""
        calls = [call for call in self.log.calls if call.player == "D" and call.activation]
        return calls[0].activation if calls else ""

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
