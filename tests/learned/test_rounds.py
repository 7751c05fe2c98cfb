"""How the batch is cut, threaded and compiled must not be seen in what is learned."""

import threading
from typing import Any

import numpy as np
import pytest
import torch

from gancheck.claims.problems import Pair
from gancheck.distributions.gaussian_mixture import GaussianMixture
from gancheck.distributions.multivariate_gaussian_mixture import MultivariateGaussianMixture
from gancheck.learned import rounds
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.captured_rounds import play_captured
from gancheck.learned.standing import Standing
from gancheck.learned.train import train
from gancheck.learned.training import Training

B = 21


def mixtures(seed: int = 0) -> GaussianMixture:
    rng = np.random.default_rng(seed)
    return GaussianMixture(rng.dirichlet(np.ones(2), B), rng.normal(size=(B, 2)), 0.5 + rng.random((B, 2)))


def in_space(d: int, seed: int = 0) -> MultivariateGaussianMixture:
    rng = np.random.default_rng([seed, d])
    return MultivariateGaussianMixture(
        rng.dirichlet(np.ones(3), B), rng.normal(size=(B, 3, d)), 0.1 * np.eye(d)
    )


PLAYERS: list[dict[str, Any]] = [
    {},
    {"optimiser": "sgd", "momentum": 0.5, "generator_loss": "non-saturating"},
    {"optimiser": "sgd", "k": 2, "ridge": 0.01, "prior": "uniform"},
    {"momentum": 0.5, "discriminator_widths": (8,), "generator_widths": (8, 8, 8)},
    {"discriminator_widths": (), "generator_widths": ()},
    {"fix_generator": True, "discriminator": "mlp", "k": 3},
    {"noise_dimension": 3},
    {"dimension": 2},
    {"dimension": 3, "noise_dimension": 1, "prior": "uniform", "generator_widths": (8,)},
    {"dimension": 5, "noise_dimension": 8, "momentum": 0.5, "discriminator_widths": (16, 8, 8)},
    {
        "dimension": 2,
        "noise_dimension": 4,
        "discriminator_widths": (),
        "generator_widths": (),
        "prior": "uniform",
    },
    {"dimension": 8, "fix_generator": True, "k": 3},
]


def play(changes: dict[str, Any], chosen: np.ndarray | None = None) -> Training:
    chosen = np.arange(B) if chosen is None else chosen
    d = changes.get("dimension", 1)
    p, q = ((mixtures(seed) if d == 1 else in_space(d, seed))[chosen] for seed in (0, 1))
    given = {name: value for name, value in changes.items() if name != "dimension"}
    settings = Algorithm1(**{"steps": 37, "record_every": 10**6, "batch_size": 24, "device": "cpu", **given})
    problems = Pair(p, q) if settings.fix_generator else p
    return train(problems, settings, numbers=chosen.tolist())


def parameters(training: Training) -> tuple[torch.Tensor, torch.Tensor]:
    return training.final.d.parameters, training.final.g.parameters


@pytest.mark.parametrize("changes", PLAYERS)
def test_compiled_rounds_are_the_rounds_in_torch(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    """37 rounds of sums of at most 48 products in three layers, float32; Adam divides by a root, ×16."""
    pytest.importorskip("numba")
    compiled = parameters(play(changes))
    monkeypatch.setattr(rounds, "has_fast", lambda: False)
    eager = parameters(play(changes))
    start = parameters(play({**changes, "steps": 1}))
    for ours, theirs, before in zip(compiled, eager, start, strict=True):
        assert theirs.shape[1] == 0 or not torch.equal(theirs, before)
        scale = max(1.0, float(theirs.abs().max())) if theirs.shape[1] else 1.0
        assert theirs.shape[1] == 0 or float((ours - theirs).abs().max()) <= 37 * 48 * 3 * 16 * 2**-24 * scale


def test_blas_has_one_thread_while_compiled_rounds_are_played(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    controllers = pytest.importorskip("threadpoolctl")

    def threads() -> list[int]:
        return [each["num_threads"] for each in controllers.threadpool_info() if each["user_api"] == "blas"]

    seen: list[list[int]] = []

    def way(standing: Standing, **_: Any) -> Standing:
        seen.append(threads())
        return standing

    monkeypatch.setattr(rounds, "_way", lambda game: way)
    with controllers.threadpool_limits(3, user_api="blas"):
        play(PLAYERS[0])
        assert set(threads()) == {3}
    assert seen
    assert {each for found in seen for each in found} == {1}


@pytest.mark.parametrize("changes", [*PLAYERS, {"discriminator": "quadratic", "generator": "affine"}])
def test_rounds_from_buffers_are_the_rounds_without_them(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    """What a GPU replays reads and writes fixed buffers; on a CPU the round is called, with the same bits."""
    monkeypatch.setattr(rounds, "has_fast", lambda: False)
    eager = parameters(play(changes))
    monkeypatch.setattr(rounds, "_way", lambda game: play_captured)
    buffered = parameters(play({**changes, "record_every": 17}))
    for ours, theirs in zip(buffered, eager, strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("changes", PLAYERS)
def test_a_graph_plays_the_rounds_that_its_operations_play(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    """On one device, from the same numbers; matrix products may choose other kernels, hence roundings as above."""
    replayed = parameters(play({**changes, "device": "cuda"}))
    monkeypatch.setattr(rounds, "_way", lambda game: rounds._eager)
    called = parameters(play({**changes, "device": "cuda"}))
    for ours, theirs in zip(replayed, called, strict=True):
        scale = max(1.0, float(theirs.abs().max())) if theirs.numel() else 1.0
        assert not theirs.numel() or float((ours - theirs).abs().max()) <= 37 * 48 * 3 * 16 * 2**-24 * scale


@pytest.mark.parametrize("changes", PLAYERS)
def test_a_problem_of_a_batch_learns_alone_bit_for_bit(changes: dict[str, Any]) -> None:
    pytest.importorskip("numba")
    together = play(changes)
    for chosen in (np.array([17]), np.array([3, 20])):
        alone = play(changes, chosen)
        for ours, theirs in zip(parameters(together), parameters(alone), strict=True):
            assert torch.equal(ours[chosen], theirs)


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("compiled", [True, False])
def test_the_number_of_threads_is_not_seen(
    monkeypatch: pytest.MonkeyPatch, workers: int, compiled: bool
) -> None:
    if compiled:
        pytest.importorskip("numba")
    else:
        monkeypatch.setattr(rounds, "has_fast", lambda: False)
    expected = parameters(play({}))
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(workers)
        monkeypatch.setattr(rounds, "TOGETHER", 4)
        monkeypatch.setattr(rounds, "CACHED", 0)
        found = parameters(play({}))
        assert torch.get_num_threads() == workers
    finally:
        torch.set_num_threads(before)
    for ours, theirs in zip(found, expected, strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("compiled", [True, False])
def test_an_interruption_ends_every_thread(monkeypatch: pytest.MonkeyPatch, compiled: bool) -> None:
    """One chunk fails in a run that would take minutes; the others end at their next round."""
    if not compiled:
        monkeypatch.setattr(rounds, "has_fast", lambda: False)
    else:
        pytest.importorskip("numba")
    right, calls = rounds._way(play({"steps": 1}).final.game), []

    def fails_once(*arguments: Any, **settings: Any) -> Any:
        calls.append(threading.current_thread())
        if len(calls) == 1:
            raise KeyboardInterrupt
        return right(*arguments, **settings)

    monkeypatch.setattr(rounds, "_way", lambda game: fails_once)
    monkeypatch.setattr(rounds, "CACHED", 0)
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with pytest.raises(KeyboardInterrupt):
            play({"steps": 10**6, "record_every": 10**6})
    finally:
        torch.set_num_threads(before)
    assert not any(thread.is_alive() for thread in calls if thread is not threading.main_thread())
