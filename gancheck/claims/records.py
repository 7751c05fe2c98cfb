"""What a training leaves for a claim to judge: measured numbers and the error budget, one row a problem.

The claims about Algorithm 1 speak of trained players. Training them is the business of the checks; here are only the
records, so that a claim can be evaluated, stored and read back without training anything.
"""

from dataclasses import dataclass

import numpy as np

from gancheck.distributions.codec import register
from gancheck.distributions.law import Law
from gancheck.numerics.arrays import Array
from gancheck.numerics.binomial_interval import binomial_interval
from gancheck.numerics.estimate import Estimate
from gancheck.theory.discriminators import Discriminator

__all__ = [
    "InnerLoop",
    "LearnedEquilibrium",
    "LocalRun",
    "MinibatchGradients",
    "SingularContest",
    "StagedRun",
    "StepChanges",
    "TrainedDiscriminator",
    "TrainedLogits",
]


@register
@dataclass(frozen=True)
class TrainedDiscriminator:
    """A discriminator trained against a fixed generator.

    Attributes:
        p: The data law.
        q: The generator's law, fixed.
        value: V(D, G) of the trained D on the true laws, ``(B,)``, in nats.
        value_error: Bound on its error, ``(B,)``.
        optimisation: Bound on what more training on the same batches could gain, ``(B,)``.
        sampling: By how much those batches misjudge D* against D, ``(B,)``.
        approximation: What the penalty, or the class of players, costs the optimum, ``(B,)``.
        decided: Whether the budget is small enough to decide, ``(B,)`` of bool.
        family: Which player: tabular, quadratic-logit or mlp.
    """

    p: Law
    q: Law
    value: Array
    value_error: Array
    optimisation: Array
    sampling: Array
    approximation: Array
    decided: Array
    family: str


@register
@dataclass(frozen=True)
class LearnedEquilibrium:
    """Both players after Algorithm 1.

    Attributes:
        jsd: JSD of the data law and the exact law of the trained generator, ``(B,)``.
        value: V(D, G), ``(B,)``.
        value_error: Bound on its error.
        gap: V(D*, G) − V(D, G), ``(B,)``.
        d_real: E_p[D], ``(B,)``.
        d_fake: E_q[D], ``(B,)``.
        floor: The stated noise floor in nats, ``(B,)``.
        decided: Whether JSD and gap went below the floor: what did not converge is not judged.
        family: Which players: categorical, affine or mlp.
    """

    jsd: Array
    value: Array
    value_error: Array
    gap: Array
    d_real: Array
    d_fake: Array
    floor: Array
    decided: Array
    family: str


@register
@dataclass(frozen=True)
class StepChanges:
    """What one small full-batch step of each player did to V.

    Attributes:
        discriminator: V after D's step minus V before, ``(B,)``.
        generator: V after G's step minus V before, ``(B,)``.
        error: Bound on the error of either difference, ``(B,)``.
        opponent_moved: Whether a step changed the other player's parameters, ``(B,)`` of 0 and 1.
        family: Which players.
    """

    discriminator: Array
    generator: Array
    error: Array
    opponent_moved: Array
    family: str

    @property
    def decided(self) -> Array:
        """Whether both players moved V, or one of them the wrong way: a step that does nothing shows nothing."""
        moved = (np.abs(self.discriminator) > self.error) & (np.abs(self.generator) > self.error)
        wrong = (self.discriminator < -self.error) | (self.generator > self.error)
        undefined = np.isnan(self.discriminator + self.generator)
        return moved | wrong | undefined | (np.asarray(self.opponent_moved) > 0)


@register
@dataclass(frozen=True)
class InnerLoop:
    """How far D is from D* after k inner steps, in R independent runs.

    Attributes:
        gaps: V(D*) − V(D_k) of each run for increasing k, ``(B, R, K)``, in nats.
        errors: Bound on its error, ``(B, R, K)``.
        level: The level α of a statement on one pair of k, ``(B,)``.
        family: Which players.
    """

    gaps: Array
    errors: Array
    level: Array
    family: str

    def chance(self, smaller: Estimate, larger: Estimate) -> Estimate:
        """The chance of smaller ≤ larger in one run, by the runs that do not refute it: ``(B, R, n)`` to ``(B, n)``.

        What errors leave open counts as a hit: where the chance of smaller ≤ larger is at least ½, so is that of a hit.
        """
        refuted = smaller.value - smaller.error > larger.value + larger.error
        undefined = np.isnan(smaller.value + larger.value).any(axis=1)
        hits = np.where(undefined, np.nan, (~refuted).sum(axis=1))
        return binomial_interval(hits, refuted.shape[1], self.level[:, None])

    @property
    def decided(self) -> Array:
        """Whether from the first k to the last the gap more often falls, or rises: a D that stays shows nothing."""
        first, last = (Estimate(self.gaps[:, :, i, None], self.errors[:, :, i, None]) for i in (0, -1))
        falls, rises = self.chance(last, first), self.chance(first, last)
        shown = [chance.value + chance.error < 0.5 for chance in (falls, rises)]
        return np.asarray((shown[0] | shown[1] | np.isnan(falls.value))[:, 0])


@register
@dataclass(frozen=True)
class StagedRun:
    """One run of Algorithm 1 at the four stages of Figure 1 of [goodfellow2014].

    (a) players (D, G) after some round; (b) (D′, G), after the inner loop of the next; (c) (D′, G′), after its step of
    G; (d) both players at the end.

    Attributes:
        gap: V(D*, G) − V(D, G) at (a), (b) and (d), ``(B, 3)``.
        gap_error: Bound on its error, ``(B, 3)``.
        jsd: JSD(p, p_g) at (a) and (d), ``(B, 2)``.
        jsd_error: Bound on its error, ``(B, 2)``.
        value: V(D′, G) and V(D′, G′), at (b) and (c), ``(B, 2)``.
        value_error: Bound on its error, ``(B, 2)``.
        d_mean: E_p[D] and E_q[D] at (d), ``(B, 2)``.
        d_error: Bound on its error, ``(B, 2)``.
        floor: The stated noise floor of JSD and gap at (d) in nats, ``(B,)``.
        family: Which players: affine or categorical.
    """

    gap: Array
    gap_error: Array
    jsd: Array
    jsd_error: Array
    value: Array
    value_error: Array
    d_mean: Array
    d_error: Array
    floor: Array
    family: str

    @property
    def accuracy(self) -> Estimate:
        """V(D, G) + log 4 at (a), which is 2·JSD − gap: by how much D is better than ½, ``(B,)``."""
        return 2.0 * Estimate(self.jsd[:, 0], self.jsd_error[:, 0]) - self._gap(0)

    @property
    def fitting(self) -> Estimate:
        """Change of the gap from (a) to (b), ``(B,)``."""
        return self._gap(1) - self._gap(0)

    @property
    def following(self) -> Estimate:
        """Change of V from (b) to (c), ``(B,)``."""
        before, after = (Estimate(self.value[:, i], self.value_error[:, i]) for i in (0, 1))
        return after - before

    @property
    def decided(self) -> Array:
        """Whether the run shows the stages: it started away from its end, every stage moved, and it converged.

        A stage that moved the wrong way decides alone; one that moved by less than its error shows nothing.
        """
        signs = (self.accuracy, +1), (self.fitting, -1), (self.following, -1)
        right = np.stack([sign * change.value > change.error for change, sign in signs])
        wrong = np.stack([sign * change.value < -change.error for change, sign in signs])
        away = (self.jsd[:, 0] > self.floor) & (self.gap[:, 0] > self.gap_error[:, 0])
        ended = (self.jsd[:, 1] <= self.floor) & (self.gap[:, 2] <= self.floor)
        numbers = (self.gap, self.jsd, self.value, self.d_mean)
        undefined = np.isnan(np.concatenate(numbers, axis=1)).any(axis=1)
        return np.asarray((right.all(axis=0) & away & ended) | wrong.any(axis=0) | undefined)

    def _gap(self, stage: int) -> Estimate:
        return Estimate(self.gap[:, stage], self.gap_error[:, stage])


@register
@dataclass(frozen=True)
class SingularContest:
    """Laws that share (almost) no mass, and a D trained ever closer to D*; T snapshots.

    Attributes:
        jsd: JSD(p, q), ``(B,)``.
        jsd_error: Bound on its error and on log 2 minus the true value, ``(B,)``.
        gap: V(D*) − V(D), ``(B, T)``.
        minimax: Absolute generator gradient of log(1 − D) through G's location, ``(B, T)``.
        non_saturating: The same for −log D, ``(B, T)``.
        steepest: Largest |∇ logit D| on the fakes, ``(B, T)``.
        flattest: Smallest |∇ logit D| on the fakes, of one sign there, ``(B, T)``.
        error: Bound on the error of a gradient, relative to ``steepest``, ``(B, T)``.
        family: Which players.
    """

    jsd: Array
    jsd_error: Array
    gap: Array
    minimax: Array
    non_saturating: Array
    steepest: Array
    flattest: Array
    error: Array
    family: str

    @property
    def decided(self) -> Array:
        """Whether D came near D*: the claim is about a D that wins."""
        return ~(self.gap[:, -1] >= 0.5)


@register
@dataclass(frozen=True)
class MinibatchGradients:
    """The mean of the gradients that the players of a game see on many minibatches, in the players' coordinates.

    Attributes:
        p: The data law.
        q: The generator's law, at which it stands.
        d: The discriminator, held fixed.
        gradient: An estimate of the expected gradient, D's components first, ``(B, P)``.
        error: Its confidence radius, or its rounding where every minibatch was seen, ``(B, P)``.
        family: ``enumerated`` (all minibatches of a few draws), ``categorical`` or ``affine`` (random ones).
    """

    p: Law
    q: Law
    d: Discriminator
    gradient: Array
    error: Array
    family: str


@register
@dataclass(frozen=True)
class TrainedLogits:
    """Tabular discriminators trained on many independent samples of each problem; n atoms, R runs.

    Attributes:
        p: The data law, every atom with mass.
        q: The generator's law, likewise.
        real: The number of real samples, ``(B,)``.
        fake: The number of fakes, ``(B,)``.
        real_counts: Counts of the real samples in the first few runs, ``(B, n, K)``.
        fake_counts: Counts of the fakes in the first few runs, ``(B, n, K)``.
        logits: The trained logits of those runs, ``(B, n, K)``.
        logit_error: Bound on their distance from the optimum; infinite at a count of 0, ``(B, n, K)``.
        levels: Values t of a logit, ``(B, n, T)``.
        shares: The share of all runs with finite logits whose logit is at most t, ``(B, n, T)``.
        slack: By how much a logit may have missed its optimum in any of those runs, ``(B, n)``.
        radius: The confidence radius of the shares, ``(B, n)``.
        family: Which player: tabular.
    """

    p: Law
    q: Law
    real: Array
    fake: Array
    real_counts: Array
    fake_counts: Array
    logits: Array
    logit_error: Array
    levels: Array
    shares: Array
    slack: Array
    radius: Array
    family: str

    @property
    def decided(self) -> Array:
        """Whether training ended near its optimum, well below the spread of the logits."""
        return np.asarray(self.slack.max(axis=-1) <= 1e-3)


@register
@dataclass(frozen=True)
class LocalRun:
    """Some rounds of Algorithm 1 on full batches, from a start beside its equilibrium.

    Attributes:
        curvature: F of the players, ``(B, P, P)`` (`gancheck.theory.equilibrium_blocks`).
        coupling: K of the players, ``(B, P, Q)``.
        d_rate: α, ``(B,)``.
        g_rate: β, ``(B,)``.
        k: Discriminator steps a round, ``(B,)`` of whole numbers.
        rounds: T, ``(B,)`` of whole numbers.
        start: Deviation of both players' parameters from the equilibrium, ``(B, P+Q)``, of length 1.
        end: Their deviation after T rounds for a start ε times that, divided by ε, in the limit ε → 0.
        error: Bound on the error of ``end``, ``(B, P+Q)``.
        decided: Whether the rounds were enough for the linear game to halve or double the distance, ``(B,)`` of bool.
        family: Which players.
    """

    curvature: Array
    coupling: Array
    d_rate: Array
    g_rate: Array
    k: Array
    rounds: Array
    start: Array
    end: Array
    error: Array
    decided: Array
    family: str
