"""Records made aside are the records made at once, in their order."""

import threading
from functools import partial

import numpy as np
import pytest

import gancheck.learned.train as loop
from gancheck.distributions import Gaussian
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.recorder import Recorder
from gancheck.learned.train import train
from gancheck.learned.training import Record


def test_a_trajectory_measured_aside_is_the_trajectory(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a GPU; the thread that trains reports."""
    laws = Gaussian([0.0, 3.0, 1.0], [1.0, 2.0, 0.5])
    settings = Algorithm1(steps=40, record_every=5, batch_size=16, device="cpu")
    at_once = train(laws, settings)
    seen: list[tuple[int, threading.Thread]] = []
    monkeypatch.setattr(loop, "Recorder", lambda aside, report: Recorder(True, report))
    aside = train(
        laws, settings, on_record=lambda record: seen.append((record.step, threading.current_thread()))
    )
    assert seen == [(step, threading.current_thread()) for step in range(0, 41, 5)]
    for name, column in at_once.trajectory().items():
        assert np.array_equal(aside.trajectory()[name], column, equal_nan=True)


@pytest.mark.parametrize("aside", [True, False])
def test_what_was_measured_before_a_failure_was_reported(aside: bool) -> None:
    """A measurement that fails is raised where the records are collected, and ends the recording."""

    def make(step: int) -> Record:
        if step == 2:
            raise ArithmeticError("step 2")
        return Record(step, None)  # type: ignore[arg-type]  # nothing reads it

    seen: list[int] = []

    def run() -> None:
        with Recorder(aside, lambda record: seen.append(record.step)) as recorder:
            for step in range(4):
                recorder.add(partial(make, step))

    with pytest.raises(ArithmeticError, match="step 2"):
        run()
    assert seen == [0, 1]
