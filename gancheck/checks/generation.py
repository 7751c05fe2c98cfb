"""Problems drawn by Hypothesis outside of a test: the same batches for every claim on the same kind of problem."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gancheck.claims.claim import Claim, Problem

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["draw_examples", "draw_problems", "smallest_violation"]


@lru_cache(maxsize=64)
def draw_problems(problem_type: type, family: str, seed: int, batches: int) -> tuple[Problem, ...]:
    """``batches`` batches of problems, the same for the same arguments on one machine.

    Hypothesis does not promise the same examples under another version of itself, nor when other modules are
    loaded: a verdict therefore names its stored worst case, not only the seed.
    """
    from gancheck.strategies.problems import problems

    return tuple(draw_examples(problems(problem_type, family), seed, batches))


def draw_examples(strategy: "SearchStrategy[Any]", seed: int, count: int) -> list[Any]:
    """``count`` examples of a strategy, the simplest first; drawn again from the start if there are fewer."""
    import hypothesis

    drawn: list[Any] = []

    def collect(example: Any) -> None:
        drawn.append(example)

    test: Callable[[], None] = _quiet(count, (hypothesis.Phase.generate,))(
        hypothesis.given(strategy)(collect)
    )
    hypothesis.seed(seed)(test)()
    return [drawn[i % len(drawn)] for i in range(count)]


def smallest_violation(claim: Claim, family: str, seed: int, batches: int) -> Problem | None:
    """The simplest problem, a batch of one, on which a claim fails; None if Hypothesis finds none again."""
    import hypothesis

    from gancheck.strategies.problems import problems

    phases = (hypothesis.Phase.generate, hypothesis.Phase.shrink)
    last: list[Problem] = []

    def fails(problem: Problem) -> None:
        if not claim.compare(problem).holds.all():
            last.append(problem)
            raise AssertionError

    given = hypothesis.given(problems(claim.problem, family, max_size=1))
    try:
        hypothesis.seed(seed)(_quiet(8 * batches, phases)(given(fails)))()
    except AssertionError:
        return last[-1]
    return None


def _quiet(examples: int, phases: Any) -> Any:
    """Settings for drawing outside of pytest: nothing printed, nothing on disk, no health check on slow strategies."""
    import hypothesis

    return hypothesis.settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=hypothesis.Verbosity.quiet,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
