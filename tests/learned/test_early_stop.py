"""A problem that stops is left as it was, and those that go on learn as if it had gone on beside them."""

import dataclasses

import numpy as np
import pytest
import torch

from gancheck.distributions import Discrete, Gaussian, GaussianMixture
from gancheck.distributions.law import Law
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.train import train
from gancheck.numerics.estimate import UNIT_ROUNDOFF

B, STEPS, EVERY = 24, 120, 20
MARKS = tuple(range(0, STEPS + 1, EVERY))


def laws(family: str) -> Law:
    rng = np.random.default_rng(4)
    if family == "discrete":
        return Discrete(probs=rng.dirichlet(np.ones(4), B), normalize=True)
    if family == "gaussian":
        return Gaussian(rng.normal(size=B), np.exp(rng.normal(size=B)))
    return GaussianMixture(rng.dirichlet(np.ones(2), B), rng.normal(size=(B, 2)), 0.5 + rng.random((B, 2)))


@pytest.mark.parametrize("family", ["discrete", "gaussian", "mixture"])
def test_stopping_changes_no_player(family: str) -> None:
    """The bits of an uninterrupted run where rounds are compiled; else sums round anew as the batch gets smaller."""
    settings = Algorithm1(steps=STEPS, record_every=EVERY, snapshots=MARKS, schedule="constant", device="cpu")
    whole = train(laws(family), settings)
    path = whole.trajectory()
    needed = np.maximum(path["jsd"], path["gap"] + path["gap_error"])
    # Between two values that were met: half of the problems have come so near by the middle.
    near = np.sort(np.minimum.accumulate(needed, axis=0)[len(MARKS) // 2])
    limit = float(0.5 * (near[B // 2 - 1] + near[B // 2]))
    met = needed <= limit
    expected = np.where(met.any(axis=0), np.array(MARKS)[met.argmax(axis=0)], STEPS)
    assert len(set(expected.tolist())) > 2, "some stop early, some late, some never"

    stopped = train(laws(family), dataclasses.replace(settings, stop_at=limit))
    assert stopped.rounds.tolist() == expected.tolist()
    after = stopped.trajectory()
    for i, rounds in enumerate(expected.tolist()):
        mark = MARKS.index(rounds)
        kept = whole.snapshots[mark]
        for ours, theirs in (
            (stopped.final.d.parameters[i], kept.d.parameters[i]),
            (stopped.final.g.parameters[i], kept.g.parameters[i]),
        ):
            size = float(theirs.abs().max())
            assert float((ours - theirs).abs().max()) <= rounds * 128 * 8 * UNIT_ROUNDOFF * size
        # The last measurement stands from then on.
        assert len(set(after["jsd"][mark:, i].tolist())) == 1
        assert after["jsd"][mark, i] == pytest.approx(path["jsd"][mark, i], rel=1e-6)


def test_nothing_is_played_when_all_have_stopped() -> None:
    settings = Algorithm1(steps=10**6, record_every=10, stop_at=1.0, device="cpu")
    calls: list[tuple[int, int]] = []
    training = train(
        Discrete(probs=[[0.5, 0.5]] * 3), settings, progress=lambda done, of: calls.append((done, of))
    )
    assert training.final.step <= 10
    assert calls[-1] == (10**6, 10**6)
    assert torch.equal(torch.as_tensor(training.rounds), torch.full((3,), training.final.step))


def test_streams_at_different_places_have_no_next_batch() -> None:
    limit = Algorithm1(steps=40, record_every=1, batch_size="full", stop_at=1e-2, device="cpu")
    training = train(Discrete(probs=[[0.9, 0.1], [0.5, 0.5], [0.3, 0.7]]), limit)
    assert len(set(training.rounds.tolist())) > 1
    with pytest.raises(InvalidInput, match="no common next batch"):
        training.batches()
