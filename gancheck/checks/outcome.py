"""An outcome: the only currency between checks, audit and report.

The table ``outcomes.csv`` has one row per outcome; `COLUMNS` fixes its columns and their order, and says what
each means, for the documents and for the writer alike.
"""

from dataclasses import dataclass, field
from math import inf, log10

from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Problem, Tier

__all__ = ["COLUMNS", "SCHEMA_VERSION", "ErrorBudget", "Outcome", "Refutation"]

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class ErrorBudget:
    """The parts of a learned player's error, in nats, each measured on its own.

    Attributes:
        optimisation: How far the player may still be from the optimum of its own training objective.
        sampling: How far that optimum may be from the one of the true laws, at the stated level.
        approximation: How far the best player of this class stays from the oracle.
    """

    optimisation: float
    sampling: float
    approximation: float

    @property
    def total(self) -> float:
        """The sum of the parts, in nats."""
        return self.optimisation + self.sampling + self.approximation


@dataclass(frozen=True)
class Refutation:
    """How a check did against one counter-claim.

    Attributes:
        title: What is wrong in the counter-claim.
        refuted: Whether its witness was refused.
        power: The share of the generated problems on which it was refused, in [0, 1].
    """

    title: str
    refuted: bool
    power: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one check of one claim, at one tier, on one family of problems, found.

    Attributes:
        claim: The claim's id.
        tier: The tier of the evidence.
        family: The family of the problems.
        verdict: HOLDS, VIOLATED, INCONCLUSIVE or SKIPPED.
        reason: Why it is not HOLDS, in a sentence; empty if it is.
        cases: How many problems were tried.
        inconclusive: How many of them were undecided.
        lhs: Left side at the worst element of the worst problem.
        rhs: Right side there.
        worst_residual: By how much the relation fails there; 0 if it holds exactly.
        bound: The derived tolerance there.
        because: Why the bound is what it is.
        refutations: One entry a counter-claim.
        budget: The error budget at the worst problem, for learned players.
        case: The worst problem, a batch of one.
        seed: The seed that the problems were generated from.
        reproduce: A command that evaluates the stored worst case again; empty before it is stored.
        seconds: Wall-clock time; not part of what two runs with one seed share.
    """

    claim: str
    tier: Tier
    family: str
    verdict: Verdict
    reason: str = ""
    cases: int = 0
    inconclusive: int = 0
    lhs: float = 0.0
    rhs: float = 0.0
    worst_residual: float = 0.0
    bound: float = 0.0
    because: str = ""
    refutations: tuple[Refutation, ...] = ()
    budget: ErrorBudget | None = None
    case: Problem = field(default=None, repr=False)
    seed: int = 0
    reproduce: str = ""
    seconds: float = 0.0

    @property
    def margin(self) -> float:
        """``log10(bound / residual)``: the digits to spare; ∞ where the residual is 0, negative if violated."""
        if self.worst_residual == 0.0:
            return inf
        if self.bound == 0.0 or self.worst_residual == inf:
            return -inf
        return log10(self.bound / self.worst_residual)

    @property
    def name(self) -> str:
        """``claim-tier-family``: names the stored case and the anchor on the page."""
        return f"{self.claim}-{self.tier.value}-{self.family}"


COLUMNS: dict[str, str] = {
    "schema_version": "version of this table's columns",
    "claim": "id of the claim",
    "tier": "exact, certified, numeric or learned",
    "family": "family of the problems",
    "verdict": "HOLDS, VIOLATED, INCONCLUSIVE or SKIPPED",
    "reason": "why the verdict is not HOLDS; empty if it is",
    "cases": "number of problems tried",
    "inconclusive": "number of them left undecided",
    "lhs": "left side at the worst element of the worst problem",
    "rhs": "right side there",
    "worst_residual": "failure of the relation there, in the units of the sides (nats unless the claim says otherwise)",
    "bound": "derived tolerance there",
    "margin": "log10(bound / worst_residual); inf where the residual is 0",
    "counterclaims": "number of counter-claims of the claim",
    "refuted": "number of them that the same check refuted",
    "least_power": "smallest share of the generated problems on which a counter-claim was refuted",
    "optimisation": "optimisation part of the error budget, in nats; empty where nothing was trained",
    "sampling": "sampling part of the error budget, in nats",
    "approximation": "approximation part of the error budget, in nats",
    "seed": "seed that the problems were generated from",
    "reproduce": "command that evaluates the stored worst case again",
    "seconds": "wall-clock time of the check; the only column that two runs with one seed do not share",
}
