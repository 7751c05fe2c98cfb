"""The pytest plugin: which claim a test speaks of, and how near it came to a violation; audits of a suite's own GANs.

pytest loads this file in every run of the machine. It imports nothing but pytest and does nothing unless a test is
marked ``claim(id)`` or ``gancheck(target)``, takes the fixture ``gancheck_audit``, or an option ``--gancheck-…`` is
given. Numbers travel in ``item.user_properties``, which pytest writes to JUnit files and pytest-xdist carries to the
controller. The recorder of a claim is no fixture, because Hypothesis refuses
function-scoped fixtures under ``@given``.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf, log10
from typing import Any

import pytest

__all__ = ["Record", "current_record"]

CLAIM = "gancheck.claim"
AUDIT = "gancheck.audit"
BUDGETS = ("quick", "full")


@dataclass
class Record:
    """What a marked test has shown so far.

    Attributes:
        examples: Number of batches compared.
        cases: Number of problems in them.
        severity: Greatest residual/bound among them; above 1 is a violation.
        residual: The residual there.
        bound: The bound there.
    """

    examples: int = 0
    cases: int = 0
    severity: float = 0.0
    residual: float = 0.0
    bound: float = inf

    def add(self, *, cases: int, severity: float, residual: float, bound: float) -> None:
        """Count one batch of ``cases`` problems, with the numbers of the worst of them."""
        self.examples += 1
        self.cases += cases
        if severity >= self.severity:
            self.severity, self.residual, self.bound = severity, residual, bound

    @property
    def margin(self) -> float:
        """``log10(bound/residual)``: the digits to spare, negative where the claim is violated."""
        return -log10(self.severity) if 0.0 < self.severity < inf else (inf if self.severity == 0.0 else -inf)

    def properties(self) -> list[tuple[str, object]]:
        """As pairs of a name and a value, for reports; floats as text, because JSON has no infinity."""
        return [
            ("gancheck.examples", self.examples),
            ("gancheck.cases", self.cases),
            ("gancheck.severity", repr(self.severity)),
            ("gancheck.residual", repr(self.residual)),
            ("gancheck.bound", repr(self.bound)),
        ]


_current: Record | None = None


def current_record() -> Record | None:
    """The record of the marked test that is running, if one is."""
    return _current


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the group ``gancheck``."""
    group = parser.getgroup("gancheck", "claims of GAN theory")
    group.addoption(
        "--gancheck-budget", choices=BUDGETS, help="How many batches of problems each claim is tried on."
    )
    group.addoption(
        "--gancheck-seed", type=int, metavar="N", help="Seed from which Hypothesis generates the problems."
    )


@pytest.hookimpl(tryfirst=True)  # before Hypothesis' plugin, which reads the two options set here
def pytest_configure(config: pytest.Config) -> None:
    """Register the marker; hand seed and budget to Hypothesis where they are given."""
    config.addinivalue_line("markers", "claim(id): the test is evidence for the gancheck claim of this id.")
    config.addinivalue_line(
        "markers",
        "gancheck(target, generator_loss=None, **options): before the test runs, gancheck audits the target, an object "
        "or the name of one such as 'my_gan:make'; a violation fails the test.",
    )
    budget, seed = config.getoption("--gancheck-budget"), config.getoption("--gancheck-seed")
    if budget is None and seed is None:
        return
    from gancheck.strategies.profiles import register_profiles

    register_profiles(seeded=seed is not None)
    if budget is not None:
        _hand_over(config, "hypothesis_profile", f"gancheck-{budget}", "--gancheck-budget")
    if seed is not None:
        _hand_over(config, "hypothesis_seed", str(seed), "--gancheck-seed")


def _hand_over(config: pytest.Config, name: str, value: str, option: str) -> None:
    """Set an option of Hypothesis, unless the user set it to something else."""
    given = getattr(config.option, name, None)
    if given not in (None, "", value):
        raise pytest.UsageError(f"--{name.replace('_', '-')} {given} contradicts {option}; give one of them.")
    setattr(config.option, name, value)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Seed and budget, where an option was given."""
    budget, seed = config.getoption("--gancheck-budget"), config.getoption("--gancheck-seed")
    if budget is None and seed is None:
        return None
    drawn = "drawn by Hypothesis" if seed is None else seed
    return f"gancheck: budget {budget or 'as set by Hypothesis'}, seed {drawn}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Note the claim first, so that a test skipped in its setup still names it."""
    marker = item.get_closest_marker("claim")
    if marker is not None:
        if len(marker.args) != 1 or marker.kwargs or not isinstance(marker.args[0], str):
            raise pytest.UsageError(
                f"{item.nodeid}: the marker `claim` takes one id, such as claim('gen.jsd')."
            )
        item.user_properties.append((CLAIM, marker.args[0]))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Audit what a test is marked with; open a record for a claim, and file what it holds afterwards."""
    for marker in reversed(list(item.iter_markers("gancheck"))):
        if not marker.args:
            raise pytest.UsageError(
                f"{item.nodeid}: the marker `gancheck` takes a target, such as gancheck('my_gan:make')."
            )
        _audit(item, *marker.args, **marker.kwargs)
    if item.get_closest_marker("claim") is None:
        return (yield)
    with _recording() as record:
        try:
            return (yield)
        finally:
            item.user_properties.extend(record.properties())


@pytest.fixture
def gancheck_audit(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Audit a loss, a penalty or a GAN: ``gancheck_audit(d_loss, g_loss)``; a violation fails the test.

    It takes what `gancheck.audit` takes and returns its report. Objects are called in this process, names in one of
    their own. If nothing could be decided, the test is skipped, with the reason.
    """

    def run(target: Any, generator_loss: Any = None, **options: Any) -> Any:
        __tracebackhide__ = True
        return _audit(request.node, target, generator_loss, **options)

    return run


def _audit(item: pytest.Item, target: Any, generator_loss: Any = None, **options: Any) -> Any:
    """The report of an audit within a test; what fails the audit fails the test, with the report as its words."""
    __tracebackhide__ = True
    from gancheck.report.audit_session import audit
    from gancheck.report.audit_summary import sentence

    report = audit(target, generator_loss=generator_loss, **options)
    item.user_properties.append((AUDIT, f"{report.target}: {sentence((report,))}"))
    if report.failures:
        pytest.fail(f"the audit of {report.target} fails.\n{report}", pytrace=False)
    if not report.decided:
        pytest.skip(f"the audit of {report.target} decided nothing.\n{report}")
    return report


@contextmanager
def _recording() -> Iterator[Record]:
    """A record that `current_record` finds."""
    global _current
    _current = Record()
    try:
        yield _current
    finally:
        _current = None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each claim: what was tried, the worst margin in digits, and the verdict."""
    lines: dict[str, list[tuple[str, Record]]] = {}
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        properties = dict(getattr(report, "user_properties", ()))
        if CLAIM in properties and (report.when == "call" or not report.passed):
            record = _read(properties)
            lines.setdefault(properties[CLAIM], []).append((_verdict(report, record), record))
    if not lines:
        return
    width = max(5, *map(len, lines))
    terminalreporter.section("claims")
    terminalreporter.line(f"{'claim':{width}}  tests  examples    cases  margin  verdict")
    for claim, results in sorted(lines.items()):
        verdict = min((word for word, _ in results), key=SEVEREST_FIRST.index)
        examples, cases = (
            sum(getattr(record, name) for _, record in results) for name in ("examples", "cases")
        )
        margin = f"{min(record.margin for _, record in results):6.1f}" if cases else "     –"
        terminalreporter.line(
            f"{claim:{width}}  {len(results):5}  {examples:8}  {cases:7}  {margin}  {verdict}",
            red=verdict == "VIOLATED",
            yellow=verdict == "INCONCLUSIVE",
        )
    terminalreporter.line("margin: log10(bound/residual) of the worst problem, the digits to spare.")


SEVEREST_FIRST = ("VIOLATED", "INCONCLUSIVE", "HOLDS", "SKIPPED")


def _verdict(report: Any, record: Record) -> str:
    """In the words of `gancheck.checks.verdict`: a test that compared nothing, or broke down, decides nothing."""
    if report.skipped:
        return "SKIPPED"
    if report.passed:
        return "HOLDS" if record.cases and record.severity <= 1.0 else "INCONCLUSIVE"
    return "VIOLATED" if record.severity > 1.0 else "INCONCLUSIVE"


def _read(properties: dict[str, Any]) -> Record:
    """The record that a report carries; an empty one if the test never ran."""
    if "gancheck.cases" not in properties:
        return Record()
    return Record(
        examples=int(properties["gancheck.examples"]),
        cases=int(properties["gancheck.cases"]),
        severity=float(properties["gancheck.severity"]),
        residual=float(properties["gancheck.residual"]),
        bound=float(properties["gancheck.bound"]),
    )
