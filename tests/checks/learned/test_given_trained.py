"""Properties of trained problems: true ones pass, false ones shrink to one problem, and little is trained for it."""

from collections.abc import Callable, Sequence
from typing import Any

import hypothesis
import pytest
import torch
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

import gancheck
from gancheck.checks.learned import given_trained as module
from gancheck.checks.learned.given_trained import given_trained
from gancheck.checks.learned.trained_member import member
from gancheck.distributions.gaussian import Gaussian
from gancheck.errors import InvalidInput
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.train_each import train_each
from gancheck.learned.training import Training
from gancheck.strategies import discrete_laws, discrete_pairs, gaussians, mixtures

pytest_plugins = ["pytester"]

QUICK = Algorithm1(steps=2, batch_size=8, discriminator_widths=(4,), generator_widths=(4,), device="cpu")
FIXED = settings(database=None, derandomize=True)
"""The same examples in every run of these tests, and none kept."""


class Trainer:
    """`train_each`, which counts; its clock advances by a second a call."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.failed_after: int | None = None

    def __call__(self, problems: Any, algorithms: Any, numbers: Sequence[int]) -> list[Training]:
        self.calls.append(list(numbers))
        return train_each(problems, algorithms, numbers=numbers)

    def monotonic(self) -> float:
        return float(len(self.calls))

    def fails(self) -> None:
        """Remember when the property failed first."""
        self.failed_after = len(self.calls) if self.failed_after is None else self.failed_after


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    counting = Trainer()
    monkeypatch.setattr(module, "train_each", counting)
    monkeypatch.setattr(module, "time", counting)
    return counting


def spread_out(training: Training) -> bool:
    """The planted fault: three components or more, one of them beyond 2."""
    p: Any = training.data_law()
    return p.n_components >= 3 and bool(p.loc.max() > 2.0)


def failure_of(test: Callable[[], None], kind: type[BaseException] = AssertionError) -> BaseException:
    with pytest.raises(kind) as raised:
        test()
    return raised.value


def test_a_planted_fault_shrinks_to_one_problem_that_can_be_trained_again(trainer: Trainer) -> None:
    found: list[Training] = []

    @FIXED
    @given_trained(mixtures(), QUICK, batch=8, max_examples=20)
    def property_(training: Training) -> None:
        if spread_out(training):
            trainer.fails()
            found.append(training)
            raise AssertionError("planted")

    notes = "\n".join(failure_of(property_).__notes__)
    law: Any = found[-1].data_law()
    assert law.n_components == 3
    assert sorted(law.loc[0].tolist()) == [0.0, 0.0, 3.0]
    assert law.scale[0].tolist() == [1.0, 1.0, 1.0]
    assert "problem 0 of a batch of 1, as it stands after 2 rounds" in notes
    assert f"JSD(p, p_g) = {found[-1].records[-1].measurement.jsd[0]:.6g}" in notes
    script = "\n".join(line.strip() for line in notes.split("To train it again:\n")[1].splitlines()[:3])
    session: dict[str, Any] = {}
    exec(script, session)
    again = session["training"]
    assert torch.equal(again.final.g.parameters, found[-1].final.g.parameters)
    assert f"training={script.split(' = ')[1]}," in notes  # Hypothesis shows the same code.


def test_nothing_is_trained_twice_and_a_failure_shrinks_on_single_problems(trainer: Trainer) -> None:
    @FIXED
    @given_trained(mixtures(), QUICK, batch=8, max_examples=20)
    def property_(training: Training) -> None:
        if spread_out(training):
            trainer.fails()
            raise AssertionError

    failure_of(property_)
    numbers = [number for call in trainer.calls for number in call]
    assert len(numbers) == len(set(numbers))
    assert trainer.failed_after is not None
    assert any(len(call) > 1 for call in trainer.calls[: trainer.failed_after])
    assert {len(call) for call in trainer.calls[trainer.failed_after :]} == {1}


@pytest.mark.parametrize("seconds", [0, 3])
def test_after_its_time_nothing_is_trained_and_the_simplest_failure_is_reported(
    trainer: Trainer, seconds: int
) -> None:
    @FIXED
    @given_trained(mixtures(), QUICK, batch=8, max_examples=20, shrink_seconds=seconds)
    def property_(training: Training) -> None:
        if spread_out(training):
            trainer.fails()
            raise AssertionError("planted")

    notes = "\n".join(failure_of(property_).__notes__)
    assert trainer.failed_after is not None
    assert len(trainer.calls) == trainer.failed_after + seconds
    assert "problem 0 of a batch of 1," in notes  # The batch falls without any training.


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("seconds", [0, 2, 100])
def test_a_fault_without_rhyme_or_reason_is_no_flake(trainer: Trainer, seed: int, seconds: int) -> None:
    """What fails depends on the number alone, so that simpler problems fail or pass as if by chance."""

    @hypothesis.seed(seed)
    @settings(database=None)
    @given_trained(discrete_laws(max_atoms=3), QUICK, batch=4, max_examples=30, shrink_seconds=seconds)
    def property_(training: Training) -> None:
        assert training.origins[0][1] % 8, "planted"

    assert "planted" in str(failure_of(property_))


def test_few_are_remembered_but_failures_for_ever(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 0)
    session = module._Session(seconds=60.0, batch=1)
    members = [member(Gaussian(float(i), 1.0), QUICK) for i in range(4)]

    def judge(training: Training) -> None:
        assert training.data_law().loc[0] != 0.0  # type: ignore[attr-defined]

    failure_of(lambda: session.judge(members[:1], judge))
    for one in members[1:]:
        session.judge([one], judge)
    assert list(session.known) == [one.digest for one in members[2:]]
    failure_of(lambda: session.judge(members[:1], judge))
    assert len(trainer.calls) == 4


def test_once_it_fails_only_single_problems_are_trained_anew(trainer: Trainer) -> None:
    """A batch cannot be simpler than the one problem of it that fails."""
    session = module._Session(seconds=60.0, batch=4)
    members = [member(Gaussian(float(i), 1.0), QUICK) for i in range(6)]

    def judge(training: Training) -> None:
        assert training.data_law().loc[0] != 1.0  # type: ignore[attr-defined]

    failure_of(lambda: session.judge(members[:3], judge))
    session.judge(members[3:5], judge)
    failure_of(lambda: session.judge([members[5], members[1]], judge))
    assert [len(call) for call in trainer.calls] == [3]
    session.judge(members[4:5], judge)
    assert trainer.calls[1:] == [[members[4].number]]


def test_a_true_property_passes_and_sees_every_problem(trainer: Trainer) -> None:
    seen: list[int] = []

    @FIXED
    @given_trained(discrete_pairs(max_atoms=3), QUICK, batch=5, max_examples=4)
    def property_(training: Training) -> None:
        last = training.records[-1].measurement
        seen.append(training.origins[0][1])
        assert last.gap.shape == (1,)
        assert (last.gap >= -last.gap_error).all()

    property_()
    assert {number for call in trainer.calls for number in call} == set(seen)
    assert max(len(call) for call in trainer.calls) > 1


@st.composite
def settled(draw: st.DrawFn) -> tuple[Any, Algorithm1]:
    """A problem of one of three kinds, with settings of its own."""
    problem = draw(st.one_of(gaussians(), discrete_laws(max_atoms=3), mixtures(max_components=2)))
    k, rate = draw(st.integers(1, 2)), draw(st.sampled_from([0.01, 0.02, 0.04]))
    loss = draw(st.sampled_from(["minimax", "non-saturating"]))
    changes = {"k": k, "discriminator_rate": rate, "generator_loss": loss}
    return problem, Algorithm1(
        steps=2, batch_size=8, discriminator_widths=(4,), generator_widths=(4,), device="cpu", **changes
    )


def test_settings_may_differ_within_a_batch(trainer: Trainer) -> None:
    kinds: set[tuple[str, int]] = set()

    @FIXED
    @given_trained(settled(), batch=6, max_examples=6)
    def passes(training: Training) -> None:
        kinds.add((training.data_law().family, training.algorithm.k))

    passes()
    assert len(kinds) > 3

    @FIXED
    @given_trained(settled(), batch=4, max_examples=20)
    def fails(training: Training) -> None:
        assert training.algorithm.k == 1 or training.data_law().family != "discrete"

    notes = "\n".join(failure_of(fails).__notes__)
    assert "Discrete(probs=[1.0])" in notes
    assert "k=2, batch_size=8, discriminator_rate=0.01, " in notes


@pytest.mark.parametrize("place", ["above", "below"])
def test_settings_apply_and_deadlines_do_not(trainer: Trainer, place: str) -> None:
    strict = settings(database=None, derandomize=True, max_examples=3, deadline=1)

    def body(training: Training) -> None:
        """Any training takes more than the millisecond of this deadline."""

    given = given_trained(gaussians(), QUICK, batch=2)
    (strict(given(body)) if place == "above" else given(strict(body)))()
    assert 1 <= len(trainer.calls) <= 3


def test_the_same_seed_is_the_same_failure(trainer: Trainer) -> None:
    def run() -> list[str]:
        @hypothesis.seed(7)
        @settings(database=None)
        @given_trained(mixtures(), QUICK, batch=8, max_examples=20)
        def property_(training: Training) -> None:
            assert not spread_out(training)

        return failure_of(property_).__notes__

    first, calls = run(), list(trainer.calls)
    trainer.calls.clear()
    assert run() == first
    assert trainer.calls == calls


def test_a_stored_failure_is_found_at_once(trainer: Trainer) -> None:
    kept = hypothesis.database.InMemoryExampleDatabase()

    @settings(database=kept)
    @hypothesis.seed(1)
    @given_trained(mixtures(), QUICK, batch=8, max_examples=30)
    def property_(training: Training) -> None:
        assert not spread_out(training)

    first = failure_of(property_).__notes__
    trainer.calls.clear()
    assert failure_of(property_).__notes__ == first
    assert len(trainer.calls) == 1


def test_an_assumption_rejects_one_problem(trainer: Trainer) -> None:
    judged: list[float] = []

    @FIXED
    @given_trained(gaussians(), QUICK, batch=8, max_examples=5)
    def property_(training: Training) -> None:
        law: Any = training.data_law()
        assume(law.loc[0] != 0.0)
        judged.append(float(law.loc[0]))

    property_()
    assert judged
    assert 0.0 not in judged
    assert len(trainer.calls) < 50  # Batches are not thrown away for one of their problems.


def test_streams_are_the_same_each_time_a_problem_is_asked() -> None:
    """Were the next batch drawn on, the last replay need not fail as the first did."""
    session, seen = module._Session(seconds=60.0, batch=1), []
    for _ in range(2):
        session.judge([member(Gaussian(0.0, 1.0), QUICK)], lambda one: seen.append(one.batches()[0].points))
    assert torch.equal(*seen)


def test_an_explicit_example_is_one_problem(trainer: Trainer) -> None:
    seen: list[Any] = []

    @hypothesis.example(training=Gaussian(123.0, 1.0))
    @FIXED
    @given_trained(gaussians(), QUICK, batch=1, max_examples=1)
    def property_(training: Training) -> None:
        seen.append(training.data_law())

    property_()
    assert seen[0].loc.tolist() == [123.0]


def test_what_cannot_be_trained_is_an_error(trainer: Trainer) -> None:
    bad = Algorithm1(steps=1, discriminator="tabular", generator="categorical", device="cpu")

    @FIXED
    @given_trained(gaussians(), bad, batch=4)
    def property_(training: Training) -> None:
        raise AssertionError("nothing was trained")

    assert '`discriminator` "tabular"' in str(failure_of(property_, InvalidInput))


def test_another_fault_during_the_shrinking_does_not_replace_the_first(trainer: Trainer) -> None:
    """Gaussians at 0 are refused; they are simpler than what fails."""

    def settings_of(law: Gaussian) -> tuple[Gaussian, Algorithm1]:
        return law, Algorithm1(
            steps=2, batch_size=8, device="cpu", discriminator="auto" if law.loc else "tabular"
        )

    @FIXED
    @hypothesis.example(training=(Gaussian(5.0, 1.0), QUICK))
    @given_trained(gaussians(min_loc=1.0, max_loc=9.0).map(settings_of), batch=4, max_examples=20)
    def property_(training: Training) -> None:
        raise AssertionError("planted")

    assert "planted" in str(failure_of(property_))
    session = module._Session(seconds=60.0, batch=4)
    good, refused = (member(settings_of(Gaussian(loc, 1.0)), None) for loc in (1.0, 0.0))
    failure_of(lambda: session.judge([good], property_.hypothesis.inner_test.__wrapped__))  # type: ignore[attr-defined]
    session.judge([refused], property_)
    untouched = module._Session(seconds=60.0, batch=4)
    failure_of(lambda: untouched.judge([refused], property_), InvalidInput)
    assert untouched.refused


def test_pytest_hands_fixtures_to_functions_and_methods(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from gancheck import Algorithm1, given_trained
        from gancheck.strategies import gaussians

        trained = given_trained(gaussians(), Algorithm1(steps=1, batch_size=8), batch=2, max_examples=2)

        @pytest.fixture(scope="module")
        def rounds():
            return 1

        @trained
        def test_function(rounds, training):
            assert training.rounds.tolist() == [rounds]

        class TestMethods:
            @trained
            def test_method(self, rounds, training):
                assert training.rounds.tolist() == [rounds]

            @trained
            def test_failing(self, training):
                pytest.fail("planted")

        @trained
        def test_skipped(training):
            pytest.skip("not today")
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--hypothesis-seed=1")
    result.assert_outcomes(passed=2, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*planted", "*training=train(Gaussian(loc=0.0, scale=1.0), Algorithm1(*"])


@pytest.mark.parametrize(
    "arguments, changes, message",
    [
        ((0.5, QUICK), {}, "element=0.5 is not a strategy"),
        ((gaussians(), QUICK), {"batch": 0}, "batch=0 is less than 1"),
        ((gaussians(), QUICK), {"max_examples": 1.5}, "max_examples=1.5 is not an integer"),
        ((gaussians(), QUICK), {"shrink_seconds": -1.0}, "shrink_seconds=-1.0 is negative"),
        ((gaussians(), QUICK), {"shrink_seconds": float("nan")}, "shrink_seconds=nan is not a finite number"),
    ],
)
def test_bounds_that_leave_nothing_are_refused(arguments: Any, changes: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        given_trained(*arguments, **changes)


def test_a_test_without_arguments_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="'property_' takes no argument"):

        @given_trained(gaussians(), QUICK)
        def property_() -> None: ...


def test_the_public_name_is_this_one() -> None:
    assert gancheck.given_trained is given_trained
