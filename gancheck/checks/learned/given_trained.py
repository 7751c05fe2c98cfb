"""Hypothesis for what is learned: a property of one trained problem, tested on batches that are trained together.

An example is a batch of problems. All of it is trained in one run, and the property is asked of each problem; the
first failure stops the example. While Hypothesis then shrinks, only single problems are trained anew: a batch that
holds a problem known to fail fails, and every other problem of a batch is either known or passes unseen. So the batch
falls to the failing problem without any training, and after `shrink_seconds` nothing is trained at all.

Guarantees: a problem draws by a number that its content gives it, so that what it learns depends neither on the
batch nor on the place; within a run the same problem is trained once, and one that has failed is never forgotten, so
that the last replay fails as the first did. Refuses batches as elements, and to test what is not about one problem.
"""

import inspect
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeAlias, TypeVar
from unittest import SkipTest

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException, InvalidArgument, UnsatisfiedAssumption

from gancheck.checks.learned.trained_member import Member, member
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.measurement import Measurement
from gancheck.learned.train_each import train_each
from gancheck.learned.training import Training

__all__ = ["given_trained"]

Test = TypeVar("Test", bound=Callable[..., None])
Judge: TypeAlias = Callable[[Training], None]

REMEMBERED = 512
"""Trainings kept, besides those that failed: about 0.05 MB each with the default players, so some 25 MB."""

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)
"""What Hypothesis would say of examples that are whole batches."""


def given_trained(
    element: st.SearchStrategy[Any],
    algorithm: Algorithm1 | None = None,
    *,
    batch: int = 32,
    max_examples: int = 8,
    shrink_seconds: float = 60.0,
) -> Callable[[Test], Test]:
    """Hypothesis' ``@given`` for a property of one trained problem.

    The last argument of the test is the `Training` of one problem; others are fixtures, as under ``@given``. An
    example is a batch of problems that are trained together by `gancheck.train_each`; a failure shrinks to one simple
    problem and shows it, its last measurement and the lines that train it again. ``assume`` rejects one problem.

    ``@settings``, ``@seed`` and ``--hypothesis-seed`` work as usual; there is never a deadline, and no explain phase.
    `max_examples` holds unless ``@settings`` says another number than the profile.

    Args:
        element: Draws a law, a Pair or a tuple (p, q), each one problem, or a tuple of one of these and an Algorithm1.
        algorithm: The settings where `element` draws none.
        batch: Greatest number of problems trained together.
        max_examples: Number of batches.
        shrink_seconds: How long simpler problems are trained after the first failure; then the simplest failure
            known is reported.

    Raises:
        hypothesis.errors.InvalidArgument: An argument is out of its range, or the test takes none.

    Example:
        >>> import gancheck as gk
        >>> @gk.given_trained(gk.strategies.gaussians(), gk.Algorithm1(steps=50), batch=4, max_examples=2)
        ... def test_d_never_beats_the_optimum(training):
        ...     last = training.records[-1].measurement
        ...     assert last.gap >= -last.gap_error
        >>> test_d_never_beats_the_optimum()
    """
    _require(element, batch, max_examples, shrink_seconds)
    drawn = _members(element, algorithm, batch)

    def decorate(test: Test) -> Test:
        name = _last_argument(test)

        @wraps(test)
        def asked_of_each(*args: Any, **kwargs: Any) -> None:
            __tracebackhide__ = True
            members = kwargs.pop(name)
            # An explicit example is one problem, as the strategy draws it.
            batched = members if isinstance(members, _Members) else _Members((member(members, algorithm),))
            session = _SESSION.get(None) or _Session(shrink_seconds, batch)
            session.judge(batched.members, lambda training: test(*args, **kwargs, **{name: training}))

        checked: Any = given(**{name: drawn})(asked_of_each)

        @wraps(checked)
        def run(*args: Any, **kwargs: Any) -> None:
            __tracebackhide__ = True
            # What was put on the outside since, such as settings and a seed, is for the test within.
            vars(checked).update({key: value for key, value in vars(run).items() if key != "__wrapped__"})
            checked._hypothesis_internal_use_settings = _patient(
                checked._hypothesis_internal_use_settings, max_examples
            )
            token = _SESSION.set(_Session(shrink_seconds, batch))
            try:
                checked(*args, **kwargs)
            finally:
                _SESSION.reset(token)

        return run  # type: ignore[return-value]  # but for the argument that is given

    return decorate


@dataclass(frozen=True, repr=False)
class _Members:
    """A batch as Hypothesis shows it: one problem as the code that trains it, more by their number."""

    members: tuple[Member, ...]

    def __repr__(self) -> str:
        return repr(self.members[0]) if len(self.members) == 1 else f"<{len(self.members)} trainings>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """For Hypothesis, which would otherwise show the fields of a dataclass."""
        printer.text(repr(self))


@st.composite
def _members(
    draw: st.DrawFn, element: st.SearchStrategy[Any], algorithm: Algorithm1 | None, batch: int
) -> _Members:
    """The size first, and not a list, as in `gancheck.strategies.batches`: early members are dropped with it."""
    size = draw(st.integers(1, batch))
    return _Members(tuple(member(draw(element), algorithm) for _ in range(size)))


@dataclass
class _Session:
    """One run of a test.

    Attributes:
        seconds: how long to train after the first failure.
        batch: the greatest number of problems of an example.
        known: the trainings that were used last, the latest at the end.
        failed: those at which the property failed.
        ends: when training ends, once it has failed.
        refused: a batch could not be trained; then every example is trained, so that it is refused again.
    """

    seconds: float
    batch: int
    known: OrderedDict[str, Training] = field(default_factory=OrderedDict)
    failed: dict[str, Training] = field(default_factory=dict)
    ends: float = math.inf
    refused: bool = False

    @property
    def shrinks(self) -> bool:
        """Whether the property has failed."""
        return self.ends < math.inf

    def judge(self, members: Sequence[Member], test: Judge) -> None:
        """Ask the property of each member that is known or can be trained.

        Raises:
            Exception: what the property raises first; or UnsatisfiedAssumption, if all judged are rejected.
        """
        __tracebackhide__ = True
        self._train([one for one in members if self._of(one) is None], alone=len(members) == 1)
        rejected: list[UnsatisfiedAssumption] = []
        judged = 0
        for place, one in enumerate(members):
            training = self._of(one)
            if training is None:
                continue
            judged += 1
            try:
                # A row has streams of its own, and so draws the same when it is asked again.
                test(training.row(0))
            except UnsatisfiedAssumption as rejection:
                rejected.append(rejection)
            except (HypothesisException, SkipTest):
                raise
            except (Exception, pytest.fail.Exception) as failure:
                self._fails(one, training)
                failure.add_note(_told(one, training, place, len(members)))
                raise
        if judged and len(rejected) == judged:
            raise rejected[0]

    def _of(self, one: Member) -> Training | None:
        """The member's training, if it is known."""
        return self.failed.get(one.digest) or self.known.get(one.digest)

    def _train(self, members: Sequence[Member], alone: bool) -> None:
        """Train what is new, unless the property has failed already and this cannot make the failure simpler."""
        new = list({one.digest: one for one in members}.values())
        if not new or (self.shrinks and not (alone and time.monotonic() < self.ends)):
            return
        try:
            trainings = train_each(
                [one.problem for one in new],
                [one.algorithm for one in new],
                numbers=[one.number for one in new],
            )
        except InvalidInput:
            if self.shrinks:  # Another fault than the one that is being shrunk.
                return
            self.refused = True
            raise
        for one, training in zip(new, trainings, strict=True):
            self.known[one.digest] = training
        while len(self.known) > max(REMEMBERED, 2 * self.batch):
            self.known.popitem(last=False)

    def _fails(self, one: Member, training: Training) -> None:
        self.failed[one.digest] = training
        if not self.shrinks and not self.refused:
            self.ends = time.monotonic() + self.seconds


_SESSION: ContextVar[_Session] = ContextVar("_SESSION")


def _told(one: Member, training: Training, place: int, size: int) -> str:
    """What failed, where it stands, and how to train it again."""
    last = training.records[-1]
    return "\n".join(
        [
            f"Falsified by problem {place} of a batch of {size}, as it stands after {last.step} rounds:",
            *(f"    {line}" for line in _standing(last.measurement)),
            "To train it again:",
            *(f"    {line}" for line in one.script().splitlines()),
        ]
    )


def _standing(now: Measurement) -> tuple[str, str]:
    """The first problem's numbers; of a law that can only be drawn from, what D certifies of its JSD."""
    value = f"V(D, G) = {now.value[0]:.6g} ± {now.value_error[0]:.1g} nats"
    means = f"E_p[D] = {now.d_real[0]:.6g}, E_g[D] = {now.d_fake[0]:.6g}"
    if np.isnan(now.jsd[0]) and not np.isnan(now.jsd_lower_bound[0]):
        return f"JSD(p, p_g) ≥ {now.jsd_lower_bound[0]:.6g} (99 %), {value}", means
    return (
        f"JSD(p, p_g) = {now.jsd[0]:.6g}, C(G) = {now.criterion[0]:.6g}, {value}",
        f"V(D*, G) - V(D, G) = {now.gap[0]:.6g} ± {now.gap_error[0]:.1g} nats, {means}",
    )


def _patient(own: settings, max_examples: int) -> settings:
    """The settings of a test whose examples take seconds, and whose explanation would train hundreds more."""
    profile = settings.default.max_examples if settings.default is not None else own.max_examples
    return settings(
        own,
        max_examples=max_examples if own.max_examples == profile else own.max_examples,
        deadline=None,
        phases=[phase for phase in own.phases if phase is not Phase.explain],
        report_multiple_bugs=False,
        suppress_health_check={*own.suppress_health_check, *SLOW},
    )


def _last_argument(test: Callable[..., None]) -> str:
    """The argument that takes the training, the last one as under ``@given``."""
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    names = [p.name for p in inspect.signature(test).parameters.values() if p.kind in named]
    if not names or names == ["self"]:
        raise InvalidArgument(
            f"{getattr(test, '__name__', test)!r} takes no argument; give it a last one for the training."
        )
    return names[-1]


def _require(element: object, batch: int, max_examples: int, shrink_seconds: float) -> None:
    from gancheck.strategies.bounds import require_integers, require_reals

    if not isinstance(element, st.SearchStrategy):
        raise InvalidArgument(f"element={element!r} is not a strategy; give one such as gaussians().")
    require_integers(1, batch=batch, max_examples=max_examples)
    require_reals(shrink_seconds=shrink_seconds)
    if shrink_seconds < 0:
        raise InvalidArgument(f"shrink_seconds={shrink_seconds!r} is negative; give 0 or more.")
