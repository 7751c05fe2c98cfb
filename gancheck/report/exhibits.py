"""The games behind the figures: one that is followed closely, and the arrays that are read off it.

Nothing here is proven or drawn: the numbers come from the oracles of the rooms to the left, along one real run.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gancheck.checks.outcome import Outcome
from gancheck.claims.problems import Pair
from gancheck.distributions.gaussian import Gaussian
from gancheck.divergences.entropy import cross_entropy, entropy
from gancheck.divergences.jensen_shannon import jsd
from gancheck.divergences.kullback_leibler import kl
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.train import train
from gancheck.learned.training import Snapshot, Training
from gancheck.report.figures.criterion_identity import CriterionIdentity
from gancheck.report.figures.fingerprints import Fingerprints, GameCurvature
from gancheck.report.figures.four_stages import FourStages, Stage
from gancheck.report.figures.likelihood_path import LikelihoodPath
from gancheck.report.figures.spirals import Spirals
from gancheck.report.figures.value_path import ValuePath
from gancheck.report.identity import Sides
from gancheck.theory.bilinear_game import alternating_matrix, simultaneous_matrix
from gancheck.theory.dirac_gan import dirac_linearisation, dirac_round, dirac_shape
from gancheck.theory.fingerprint import fingerprint
from gancheck.theory.known_games import KnownGame, known_game
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.output_loss import OutputLoss
from gancheck.theory.suboptimality import suboptimality

__all__ = [
    "criterion_identity",
    "fingerprints",
    "first",
    "four_stages",
    "likelihood_path",
    "play",
    "shortfall",
    "spirals",
    "value_path",
]

Floats = NDArray[np.float64]

ROUNDS = 2400
EVERY = 20
"""Rounds between two records of a game that is followed."""
FIRST = 3
"""The round of stage (a): D has begun to tell the two laws apart, and G has hardly moved."""
LEARNING = 100
"""Stage (b) is the best D of the rounds up to this one."""
TURNING = 84
"""Steps of the paths of `spirals`: two turns."""
BILINEAR_RATE = 0.15
DIRAC_RATE = 0.3
"""Twice the rate of the bilinear game: f′(0) = ½ makes their linear parts the same."""
PENALTY = 0.25
SEEN = 1e-3
"""D is held against D* where p + q is at least this share of its peak: elsewhere no player has seen a point."""


def play(seed: int, device: str) -> Training:
    """N(1, 0.8²) learned from N(−0.6, 1) by an affine generator; D is quadratic-logit, so both optima are in reach.

    G is twenty times slower than D, so that the stages of Figure 1 of [G14] come one after the other.
    """
    settings = Algorithm1(
        steps=ROUNDS,
        batch_size=256,
        discriminator_rate=0.3,
        generator_rate=0.015,
        record_every=EVERY,
        snapshots=_moments(),
        seed=seed,
        device=device,
    )
    return train(Pair(Gaussian([1.0], [0.8]), Gaussian([-0.6], [1.0])), settings)


def four_stages(training: Training, problem: str) -> FourStages:
    """(a) an early D, (b) the best D before G has gone far, (c) G half way in JSD, (d) the end; of problem 0."""
    snapshots = training.snapshots
    early = [snapshot for snapshot in snapshots if FIRST < snapshot.step <= LEARNING]
    fitted = min(early, key=shortfall)
    half = _divergence(fitted) / 2.0
    later = [snapshot for snapshot in snapshots if snapshot.step > fitted.step]
    moved = next((snapshot for snapshot in later if _divergence(snapshot) <= half), later[len(later) // 2])
    first = next(snapshot for snapshot in snapshots if snapshot.step == FIRST)
    titles = ("D half trained", "D fitted to D*", "G has followed D", "the end, D ≡ ½ in theory")
    chosen = (first, fitted, moved, training.final)
    x = _grid(training.final.game.p, chosen)
    stages = tuple(_stage(snapshot, title, x) for snapshot, title in zip(chosen, titles, strict=True))
    return FourStages(problem, x, stages)


def likelihood_path(training: Training, problem: str) -> LikelihoodPath:
    """E_p[−log p_g] and KL(p‖p_g) along the run, each by its own oracle; problem 0 of the batch."""
    p = training.final.game.p
    chosen = [snapshot for snapshot in training.snapshots if snapshot.step % (2 * EVERY) == 0]
    laws = [snapshot.generated_law() for snapshot in chosen]
    return LikelihoodPath(
        problem,
        np.array([float(snapshot.step) for snapshot in chosen]),
        np.array([first(cross_entropy(p, q)) for q in laws]),
        np.array([first(kl(p, q)) for q in laws]),
        first(entropy(p)),
    )


def value_path(training: Training, problem: str) -> ValuePath:
    """V and C at every record; problem 0 of the batch."""
    path = training.trajectory()
    columns = (path["value"][:, 0], path["value_error"][:, 0], path["criterion"][:, 0])
    return ValuePath(problem, path["step"].astype(np.float64), *columns)


def criterion_identity(sides: Sides, checked: Sequence[Outcome], training: Training) -> CriterionIdentity:
    """Both sides of gen.jsd on generated problems and on its worst checked cases; and what a trained D reached."""
    families, criterion, identity, bound = sides
    path = value_path(training, "")
    few = np.unique(np.geomspace(1, len(path.step) - 1, 24).round().astype(int))
    worst = min(checked, key=lambda outcome: outcome.margin, default=None)
    return CriterionIdentity(
        family=(*families, *(outcome.family for outcome in checked)),
        identity=np.array([*identity, *(outcome.rhs for outcome in checked)]),
        criterion=np.array([*criterion, *(outcome.lhs for outcome in checked)]),
        bound=np.array([*bound, *(outcome.bound for outcome in checked)]),
        case=worst.name if worst else "",
        learned_identity=path.criterion[few],
        learned_value=path.value[few],
        learned_error=path.error[few],
    )


def fingerprints() -> Fingerprints:
    """r^{3/2}·F″ and r^{3/2}·h″ of the games whose losses are in print, measured from values of their losses."""
    r = np.geomspace(10.0**-1.5, 10.0**1.5, 61)
    games = {
        "minimax": known_game("minimax"),
        "non-saturating": known_game("non-saturating"),
        "maximum likelihood": known_game("maximum-likelihood"),
        "LSGAN (0, 1, 1)": known_game("least-squares", 0.0, 1.0, 1.0),
        "LSGAN (−1, 1, 0)": known_game("least-squares", -1.0, 1.0, 0.0),
    }
    return Fingerprints(r, tuple(_curvature(name, game, r) for name, game in games.items()))


def _curvature(name: str, game: KnownGame, r: Floats) -> GameCurvature:
    found = fingerprint(OutputLoss(game.phi), OutputLoss(game.psi), OutputLoss(game.gamma), r)
    estimates, weight = (found.curvature, found.generator_curvature), r**1.5
    (by_d, d_error), (by_g, g_error) = (
        (weight * e.value, weight * e.error) for e in estimates if e is not None
    )
    return GameCurvature(name, by_d, d_error, by_g, g_error)


def spirals() -> Spirals:
    """The bilinear game from (1, 0), and the minimax Dirac-GAN from (1, 1) without and with R1, by its own steps."""
    rate, ones = np.array([BILINEAR_RATE]), np.ones(1)
    shape, start = dirac_shape("minimax"), np.array([1.0, 1.0])
    paths = []
    for penalty in (0.0, PENALTY):
        point, path = (start[:1], start[1:]), [start]
        for _ in range(TURNING):
            point = dirac_round(shape, *point, penalty * ones, DIRAC_RATE * ones, alternating=False)
            path.append(np.concatenate(point))
        linear = dirac_linearisation(shape.slope(0.0 * ones), penalty * ones, DIRAC_RATE * ones)
        paths += [np.array(path), _orbit(linear.simultaneous[0], start)]
    origin = np.array([1.0, 0.0])
    return Spirals(
        BILINEAR_RATE,
        _orbit(simultaneous_matrix(rate, rate)[0], origin),
        _orbit(alternating_matrix(rate, rate)[0], origin),
        DIRAC_RATE,
        PENALTY,
        *paths,
    )


def _orbit(matrix: Floats, start: Floats) -> Floats:
    """start, M·start, M²·start, …: ``(TURNING + 1, 2)``."""
    path = [start]
    for _ in range(TURNING):
        path.append(matrix @ path[-1])
    return np.array(path)


def _moments() -> tuple[int, ...]:
    """Rounds to keep the players of: densely at first, then as often as the record."""
    return tuple(sorted({0, FIRST, *range(10, LEARNING, 10), *range(LEARNING, ROUNDS + 1, EVERY)}))


def first(column: object) -> float:
    """What problem 0 of the batch has."""
    return float(np.asarray(column).reshape(-1)[0])


def shortfall(snapshot: Snapshot) -> float:
    """V(D*, G) − V(D, G)."""
    return first(suboptimality(snapshot.discriminator(), snapshot.game.p, snapshot.generated_law()))


def _divergence(snapshot: Snapshot) -> float:
    return first(jsd(snapshot.game.p, snapshot.generated_law()))


def _grid(p: Any, snapshots: tuple[Snapshot, ...]) -> Floats:
    """Points that show the data law, and what G makes of |z| ≤ 3 as far as that is not absurdly far away."""
    centre, width = first(p.mean), math.sqrt(first(p.variance))
    made = np.concatenate(
        [_images(snapshot.generated_law(), np.linspace(-3.0, 3.0, 61)) for snapshot in snapshots]
    )
    low = max(min(centre - 3.5 * width, float(made.min())), centre - 6.0 * width)
    high = min(max(centre + 3.5 * width, float(made.max())), centre + 6.0 * width)
    return np.linspace(low, high, 401)


def _images(q: Any, z: Floats) -> Floats:
    """G(z) of an affine generator on N(0, 1) whose law is q."""
    return np.asarray(first(q.loc) + first(q.scale) * z)


def _stage(snapshot: Snapshot, title: str, x: Floats) -> Stage:
    p, q, points = snapshot.game.p, snapshot.generated_law(), x[None, :]
    optimal = np.asarray(optimal_discriminator(p, q).prob(points))[0]
    learned = np.asarray(snapshot.discriminator().prob(points))[0]
    p_x, q_x = (np.exp(np.asarray(law.log_prob(points)))[0] for law in (p, q))
    seen = p_x + q_x > SEEN * np.max(p_x + q_x)
    z = np.linspace(-2.0, 2.0, 15)
    return Stage(
        title=title,
        step=snapshot.step,
        p=p_x,
        q=q_x,
        optimal=optimal,
        learned=learned,
        z=z,
        g_of_z=_images(q, z),
        shortfall=shortfall(snapshot),
        sup_norm=float(np.nanmax(np.abs(learned - optimal)[seen])),
    )
