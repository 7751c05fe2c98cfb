"""Scores that are spread far: within their range, and with means on either side of every margin."""

from itertools import pairwise

import numpy as np
import pytest

from gancheck.auditing.steps.events import Call
from gancheck.auditing.steps.scores import CLEAR, FARTHEST, spread_scores


def call(at: int, kind: str) -> Call:
    return Call(
        at=at,
        player="D",
        origin=((frozenset({kind}), 16),),
        inputs=None,
        outputs=(),
        training=True,
        modal=(),
        norm=False,
        graded=True,
        attached=True,
        activation="",
        largest=0.0,
        place=None,
    )


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 16, 100])
def test_wide_scores_stay_within_the_farthest_and_clear_of_the_margins(count: int) -> None:
    for at in range(2000):
        found = spread_scores("wide", at)(call(at, "real"), 0, count)
        assert len(set(found)) == count
        assert np.abs(found).max() <= FARTHEST
        assert abs(found.mean()) >= CLEAR - 1e-12


def test_the_means_of_two_updates_lie_on_both_sides_also_where_d_judges_twice_in_each() -> None:
    for judged in (1, 2):
        choose = spread_scores("wide")
        means = [choose(call(at, "real"), 0, 16).mean() for at in range(2 * judged)]
        for place in range(judged):
            assert means[place] * means[place + judged] < 0.0


def test_salts_begin_on_both_sides_and_real_and_fake_differently() -> None:
    def first(kind: str) -> list[bool]:
        return [bool(spread_scores("wide", salt)(call(3, kind), 0, 16).mean() > 0.0) for salt in range(4)]

    assert all(a != b for a, b in pairwise(first("real")))
    assert set(first("fake")) == {True, False}
    assert first("real") != first("fake")
