"""alg.disjoint-supports: D trained on laws too far apart to overlap, and what either generator loss feels of it."""

from typing import TYPE_CHECKING, Any

import numpy as np

from gancheck.checks.learned.keep import Keep
from gancheck.checks.learned.ordinary import singular_pairs
from gancheck.claims.problems import Pair
from gancheck.claims.records import SingularContest
from gancheck.distributions import Gaussian
from gancheck.divergences.jensen_shannon import jsd_deficit, jsd_estimate
from gancheck.numerics.estimate import UNIT_ROUNDOFF

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from gancheck.learned.training import Snapshot

__all__ = ["UNDECIDED", "problems", "train_records"]

MOMENTS = (10, 100, 1000)
UNDECIDED = "Half of the discriminators or more did not come within half a nat of D*."


def problems(family: str) -> "SearchStrategy[Any]":
    """Gaussians too far apart to overlap."""
    del family
    return singular_pairs()


def train_records(
    family: str, laws: tuple[Gaussian, Gaussian], seed: int, device: str, keep: Keep
) -> SingularContest:
    """Train D with the generator sitting on q, never moved; measure both losses' gradients on the way."""
    from gancheck.learned.algorithm1 import Algorithm1
    from gancheck.learned.train import train

    p, q = laws
    settings = Algorithm1(
        steps=max(MOMENTS),
        batch_size="full",
        schedule="constant",
        fix_generator=True,
        snapshots=MOMENTS,
        record_every=max(MOMENTS),
        seed=seed,
        device=device,
    )
    training = train(Pair(p, q), settings)
    keep(training)
    divergence = jsd_estimate(p, q)
    columns = zip(*(_snapshot(snapshot, q) for snapshot in training.snapshots), strict=True)
    gap, minimax, non_saturating, steepest, flattest, error = (
        np.stack(column, axis=-1) for column in columns
    )
    jsd_error = divergence.error + np.asarray(jsd_deficit(p, q))
    return SingularContest(
        divergence.value, jsd_error, gap, minimax, non_saturating, steepest, flattest, error, family
    )


def _snapshot(snapshot: "Snapshot", q: Gaussian) -> tuple[np.ndarray, ...]:
    """Gap and gradients on the training's own nodes, in the players' coordinates."""
    import torch

    from gancheck.learned.affine_generator import AffineGenerator
    from gancheck.learned.batches import normal_noise
    from gancheck.learned.steps import value_on
    from gancheck.learned.streams import stream
    from gancheck.learned.weighted_points import located

    d, frame = snapshot.d, snapshot.game.standardisation
    real = next(snapshot.game.real)
    assert frame is not None, "Gaussians have coordinates"
    shift = (q.loc[:, None] - frame.centre) / frame.scale[:, :, 0]
    matrix = q.scale[:, None, None] / frame.scale
    like = d.parameters
    g = AffineGenerator.of(torch.as_tensor(shift).to(like), torch.as_tensor(matrix).to(like))
    noise = next(normal_noise(len(q), 1, "full", stream([], "noise", like.device), like))
    fake = g.fakes(noise)
    points = located(fake.points)
    slopes = d.linearise(points).to_inputs(torch.ones_like(points[:, :, 0]))[:, :, 0]
    one_sign = (slopes > 0).all(dim=1) | (slopes < 0).all(dim=1)
    flattest = torch.where(one_sign, slopes.abs().amin(dim=1), torch.zeros_like(slopes[:, 0]))
    gradients = [g.gradient(noise, d, loss)[:, 0].abs() for loss in ("minimax", "non-saturating")]
    # C(G) = 0 on singular laws, so that the gap on the nodes is −V̂; a mean over n nodes has n + 10 roundings.
    gap = -value_on(d, real, fake)
    error = torch.full_like(gap, (slopes.shape[1] + 10) * UNIT_ROUNDOFF)
    columns = (gap, *gradients, slopes.abs().amax(dim=1), flattest, error)
    return tuple(column.double().cpu().numpy() for column in columns)
