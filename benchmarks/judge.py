"""The judge of mutants: a suite of properties, run in a fork of a process that has imported everything but gancheck.

A server imports the third-party modules once. For each mutant it forks; the child imports gancheck with the mutated
text in the place of one file, so that constants, decorators and the registry of claims are built from it, then runs
the properties that execute the mutated statement and stops at the first failure. Examples are seeded, and a failing
one is not shrunk.
"""

import importlib
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

__all__ = ["Job", "Measured", "Verdict", "judged", "measured", "merged", "prepare"]

OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0", "--assert=plain")
"""Plain assertions, because pytest rewrites those of a plugin's whole package and would load gancheck in our place."""
SECONDS_TO_COLLECT = 60.0
SLOWER = 5.0
"""A test may take this many times its CPU time without mutation, and as many seconds more, before it counts as hung."""
SECONDS_ASLEEP = 1800
MOST_BYTES = 6 * 2**30
"""Address space that a child may ask for beyond the server's."""
PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Measured:
    """Which tests execute which lines, and how long each takes.

    Attributes:
        seconds: CPU seconds of each test, by node id.
        lines: For each file, the tests that execute each line after the import: line -> node ids.
        modules: Names of the third-party modules that the suite imports.
    """

    seconds: Mapping[str, float]
    lines: Mapping[str, Mapping[int, Sequence[str]]]
    modules: Sequence[str]

    def tests_of(self, file: str, lines: tuple[int, int] | None = None) -> list[str]:
        """The tests that execute any of ``lines``, or anything of the file, the cheapest first."""
        executed = self.lines.get(file, {})
        places = executed if lines is None else range(lines[0], lines[1] + 1)
        here = {test for line in places for test in executed.get(line, ())}
        return sorted(here, key=lambda test: (self.seconds[test], test))


@dataclass(frozen=True)
class Job:
    """One mutant for the judge: ``text`` stands in the place of ``file``, ``tests`` run in their order."""

    name: str
    file: str
    text: str
    tests: Sequence[str]


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: ``status`` is ``killed`` or ``survived``, ``by`` says by which test, or how."""

    name: str
    status: str
    by: str
    seconds: float


def prepare(modules: Iterable[str]) -> None:
    """Make this process the server: import what the suite needs of others, and set Hypothesis to fail at once.

    Raises:
        RuntimeError: A room of gancheck is loaded already, so that no mutant of it could be put in its place.
    """
    from hypothesis import Phase, settings

    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:  # a private submodule may refuse to be imported by itself
            continue
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    # No database: what one mutant fails on must not be tried first on the next. No shrinking: a failure is enough.
    phases = (Phase.explicit, Phase.generate, Phase.target)
    settings.register_profile("mutation", database=None, deadline=None, phases=phases)
    settings.load_profile("mutation")
    if loaded := [name for name in sys.modules if name.startswith(("gancheck.numerics", "gancheck.claims"))]:
        raise RuntimeError(f"the server has imported {loaded[0]}, so that no mutant of it can take its place")


def measured(root: Path, suite: Sequence[str] = ("properties",)) -> Measured:
    """Run the whole suite once without a mutant, in a child, and record which test executes what.

    Raises:
        RuntimeError: The suite fails without any mutant, so that no verdict would mean anything.
    """
    (_, answer, _), *_ = _in_forks([("", lambda: _measure(root, suite))], processes=1)
    if answer is None or answer.pop("status") != 0:
        raise RuntimeError("the suite fails without any mutant; run pytest on it first")
    return Measured(**answer)


def merged(known: Measured | None, fresh: Measured | None, kept: Iterable[str]) -> Measured:
    """What is known of the tests in the files ``kept``, with what was measured afresh."""
    if known is None or fresh is None:
        found = known or fresh
        if found is None:
            raise RuntimeError("nothing was measured")
        known = fresh = found
    files = set(kept)
    seconds = {test: each for test, each in known.seconds.items() if test.split("::")[0] in files}
    seconds.update(fresh.seconds)
    lines: dict[str, dict[int, list[str]]] = {}
    for source in (known, fresh):
        for file, executed in source.lines.items():
            for line, tests in executed.items():
                place = lines.setdefault(file, {}).setdefault(line, [])
                place.extend(test for test in tests if test in seconds and test not in place)
    modules = [*known.modules, *(name for name in fresh.modules if name not in known.modules)]
    return Measured(seconds, lines, modules)


def _measure(root: Path, suite: Sequence[str]) -> dict[str, Any]:
    import coverage

    recorder = coverage.Coverage(data_file=None, include=[f"{root}/gancheck/*"], config_file=False)
    plugin = _Measuring(recorder)
    recorder.start()
    status = pytest.main([*OPTIONS, f"--rootdir={root}", *(str(root / part) for part in suite)], [plugin])
    recorder.stop()
    data = recorder.get_data()
    lines = {
        Path(file).relative_to(root).as_posix(): {
            line: tests
            for line, contexts in data.contexts_by_lineno(file).items()
            if (tests := sorted(filter(None, contexts)))
        }
        for file in data.measured_files()
    }
    ours = ("gancheck", "properties", "tests", "benchmarks")
    others = [name for name in sys.modules if name.split(".")[0] not in ours and not name.startswith("_")]
    return {
        "status": int(status),
        "seconds": plugin.seconds,
        "lines": lines,
        "modules": others,
    }


def judged(
    jobs: Iterable[Job],
    measured: Measured,
    root: Path,
    *,
    processes: int,
    until: float | None = None,
) -> Iterator[Verdict]:
    """The verdicts on the jobs as they come, ``processes`` at a time; none is begun after ``until`` (monotonic).

    A job is taken only when its turn has come, so that the verdicts so far may order its tests.
    """
    tasks = ((job.name, lambda job=job: _judge(job, measured, root)) for job in jobs)
    for name, answer, seconds in _in_forks(tasks, processes, until):
        answer = answer or {"status": "killed", "by": "hung or crashed"}
        if answer["status"] == "unloaded":
            raise RuntimeError(f"mutant {name} was never imported, so that nothing was judged")
        yield Verdict(name, answer["status"], answer["by"], seconds)


def _judge(job: Job, measured: Measured, root: Path) -> dict[str, str]:
    signal.setitimer(signal.ITIMER_PROF, SECONDS_TO_COLLECT)
    path = root / job.file
    module = ".".join(Path(job.file).with_suffix("").parts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as that a mutant compares with a literal by `is`
        code = compile(job.text, str(path), "exec", dont_inherit=True)
    finder = _Mutated(module, str(path), code)
    sys.meta_path.insert(0, finder)
    plugin = _Selecting(job.tests, measured.seconds)
    files = list(dict.fromkeys(str(root / test.split("::")[0]) for test in job.tests))
    status = pytest.main([*OPTIONS, f"--rootdir={root}", *files], [plugin])
    if not finder.used:
        return {"status": "unloaded", "by": ""}
    if status == 0 and not plugin.failed:
        return {"status": "survived", "by": ""}
    return {"status": "killed", "by": plugin.failed or f"pytest's status {int(status)}"}


class _Measuring:
    """A pytest plugin that names the running test to the recorder and times it."""

    def __init__(self, recorder: Any) -> None:
        self.recorder = recorder
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        # What an earlier test has left in a cache is executed by this one all the same.
        for name, module in list(sys.modules.items()):
            if name.startswith("gancheck."):
                for value in list(vars(module).values()):
                    getattr(value, "cache_clear", lambda: None)()
        self.recorder.switch_context(item.nodeid)
        started = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - started
        self.recorder.switch_context("")
        return result


class _Selecting:
    """A pytest plugin that runs the chosen tests in order, ends a process that hangs, and names the first failure."""

    def __init__(self, tests: Sequence[str], seconds: Mapping[str, float]) -> None:
        self.tests = tests
        self.seconds = seconds
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        found = {item.nodeid: item for item in items}
        if missing := [test for test in self.tests if test not in found]:
            self.failed = f"{missing[0]} is gone"
        items[:] = [found[test] for test in self.tests if test in found]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        signal.setitimer(signal.ITIMER_PROF, SLOWER * (1.0 + self.seconds[item.nodeid]))
        result = yield
        signal.setitimer(signal.ITIMER_PROF, SECONDS_TO_COLLECT)
        return result

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or f"import of {report.nodeid}"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


class _Mutated(MetaPathFinder):
    """Finds one module, for a loader that executes the mutated code in it."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        self.name = name
        self.path = path
        self.code = code
        self.used = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        self.used = True
        return spec_from_file_location(fullname, self.path, loader=_Loader(fullname, self.path, self.code))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType:
        return self.code


def _in_forks(
    tasks: Iterable[tuple[str, Callable[[], dict[str, Any]]]], processes: int, until: float | None = None
) -> Iterator[tuple[str, dict[str, Any] | None, float]]:
    """``(name, answer, CPU seconds)`` of each task in the order of their ends; no answer where the child has died."""
    waiting = iter(tasks)
    running: dict[int, tuple[str, Path]] = {}
    with tempfile.TemporaryDirectory() as folder:
        while True:
            while len(running) < processes and (until is None or time.monotonic() < until):
                task = next(waiting, None)
                if task is None:
                    break
                name, function = task
                answer = Path(folder) / str(time.monotonic_ns())
                sys.stdout.flush()
                pid = os.fork()
                if pid == 0:
                    _be_child(function, answer)
                running[pid] = (name, answer)
            if not running:
                return
            pid, _, usage = os.wait4(-1, 0)
            if pid in running:
                name, answer = running.pop(pid)
                found = pickle.loads(answer.read_bytes()) if answer.exists() else None
                yield name, found, usage.ru_utime + usage.ru_stime


def _be_child(function: Callable[[], dict[str, Any]], answer: Path) -> None:
    """Answer within the limits and leave without cleaning up after the server."""
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * PAGE
        resource.setrlimit(resource.RLIMIT_AS, (held + MOST_BYTES, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(SECONDS_ASLEEP)
        unfinished = answer.with_suffix(".part")
        unfinished.write_bytes(pickle.dumps(function()))
        unfinished.rename(answer)
    finally:
        os._exit(0)
