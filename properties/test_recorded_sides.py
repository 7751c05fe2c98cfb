"""What is stated of recorded problems changes on purpose only: values within their errors, errors hardly at all.

A change of a bound is right or wrong by its proof. This suite only sees that it has changed: prove it, then record the
sides anew (`properties.recorded_sides`).
"""

import numpy as np
import pytest

from properties import recorded_sides
from properties.recorded_sides import FOLDER, SUBJECTS, Side, Subject, batches, computed, main, recorded

NOTICED = 3e-3
"""Relative change of a stated error that counts. Errors contain values, which differ by roundings between machines."""
DIGITS = 1e-8
"""Relative change of a value that counts although its stated error allows it, unless its digits are noise."""
STRAY = 0.005
"""Share of a subject's values and errors that may change by more. Those that are noise on the recording machine are
left out of the record; another library of elementary functions may find a few more."""

EVERY_SUBJECT = pytest.mark.parametrize(
    "subject", [pytest.param(subject, id=f"{subject.title}-{subject.page}") for subject in SUBJECTS]
)


@EVERY_SUBJECT
def test_values_and_errors_are_as_they_were_recorded(subject: Subject) -> None:
    """Every value lies within its stated error of the recorded one, and the errors are what they were."""
    before, now = recorded(subject), computed(subject, batches(subject))
    moved = [_moved(*sides) for batch in zip(before, now, strict=True) for sides in zip(*batch, strict=True)]
    assert np.concatenate(moved).mean() <= STRAY


def _moved(before: Side, now: Side) -> np.ndarray:
    """Which values and which stated errors have changed; refuses a value beyond its error."""
    assert now.value.shape == before.value.shape
    error = np.fmax(now.error, before.error)  # one may be noise
    sharp = np.ones(now.value.size, dtype=bool)
    sharp[list(before.blunt)] = False
    with np.errstate(invalid="ignore"):
        change = np.abs(now.value - before.value)
        # The recorded value has twelve digits.
        close = (change <= 2.0 * error + 1e-11 * np.abs(before.value)) | (
            # Where no error is stated and the last digits are noise, as in a table of numbers near 1 or 0.
            ~sharp.reshape(change.shape)
            & (error == 0.0)
            & (change <= DIGITS * np.maximum(1.0, np.abs(now.value)))
        )
        digits = change <= DIGITS * np.abs(before.value)
    same = (now.value == before.value) | (np.isnan(now.value) & np.isnan(before.value))
    assert (close | same).all()
    alike = np.isclose(now.error, before.error, rtol=NOTICED, atol=0.0) | np.isnan(before.error)
    return np.concatenate([~(digits | same).ravel() & sharp, ~np.broadcast_to(alike, change.shape).ravel()])


def test_every_subject_is_recorded_and_nothing_else() -> None:
    """A claim or a family that is renamed takes its record with it."""
    for subject in SUBJECTS:
        recorded(subject)
    assert set(FOLDER.glob("*.json")) == {subject.path for subject in SUBJECTS}


def test_the_record_is_written_without_an_argument_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever asks for help, or for what is not there, gets words and keeps the record."""
    written: list[bool] = []
    monkeypatch.setattr(recorded_sides, "record", lambda: written.append(True))
    for argument, status in (("--help", 0), ("--aggain", 2)):
        with pytest.raises(SystemExit) as ended:
            main([argument])
        assert ended.value.code == status
    said = capsys.readouterr()
    assert "stated error" in said.out
    assert "--aggain" in said.err
    assert not written
    main([])
    assert written == [True]
