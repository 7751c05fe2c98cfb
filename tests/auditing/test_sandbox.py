"""Whatever a target does in its process, an audit comes back. The accidents are real."""

import os
import signal
import time
from pathlib import Path

import pytest

from gancheck.auditing.inspection import Order
from gancheck.auditing.process_tree import family
from gancheck.auditing.sandbox import Limits, audit_contained
from gancheck.auditing.target import Kind, parse_target
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput
from tests.auditing.stub_target import write_target

PROC = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system has no /proc")
LIMITS, ORDER = Limits(seconds=30.0), Order()


@pytest.fixture
def contained(tmp_path, monkeypatch):
    """Audit ``target.py:make`` with a body; the layers are stubs."""
    monkeypatch.chdir(tmp_path)

    def run(source, *, name="loss", limits=LIMITS, order=ORDER, generator_loss=None):
        write_target(tmp_path, source)
        other = None if generator_loss is None else parse_target(f"target.py:{generator_loss}")
        return audit_contained(parse_target(f"target.py:{name}"), other, order, limits)

    return run


def within(body: str) -> str:
    """A loss with this body."""
    return f"def loss(real, fake):\n    import ctypes, os, signal, subprocess, sys, threading, time\n    {body}\n"


def undecided(done):
    """The one finding that says what happened."""
    (found,) = (each for each in done.audit.findings if each.verdict is Verdict.INCONCLUSIVE)
    assert found.check == "target-runs"
    return found


def test_a_loss_comes_back_with_its_findings_and_its_place(contained):
    done = contained(within("return 0") + "def other(fake): ...\n", generator_loss="other")
    bad, ran = done.audit.findings
    assert (bad.bug_class, bad.evidence) == ("L1", {"slope": "inf"})
    assert (bad.place.file, bad.place.line) == (
        str(Path("target.py").absolute()),
        parse_line(Path("target.py"), "def loss"),
    )
    assert ran.verdict is Verdict.HOLDS
    assert done.audit.target == "target.py:loss"
    assert done.audit.game.sentences == ("loss other None None",)
    assert done.output == ""


def parse_line(file: Path, start: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return 1 + next(number for number, line in enumerate(lines) if line.startswith(start))


GAN = """
class Gan:
    made = 0
    generator = discriminator = object()
    def __init__(self):
        Gan.made += 1
    def play(self):
        {body}
def make():
    return Gan()
"""


def test_a_gan_is_stepped_and_then_a_new_one_plays(contained):
    done = contained(GAN.format(body="assert Gan.made == 2"), name="make", order=Order(seed=3))
    assert [found.check for found in done.audit.findings] == ["stub-ledger", "stub-optimum", "target-runs"]
    assert (done.audit.game.name, done.audit.game.output_space) == ("stepped", "logit")
    assert done.audit.game.sentences == ("seed 3",)


def test_without_play_it_is_only_stepped(contained):
    done = contained(GAN.format(body="raise SystemExit"), name="make", order=Order(play_seconds=0.0))
    assert [found.check for found in done.audit.findings] == ["stub-ledger", "target-runs"]


def test_what_a_layer_found_outlives_the_crash_of_the_next(contained):
    done = contained(GAN.format(body="import os; os._exit(1)"), name="make")
    assert [found.check for found in done.audit.findings] == ["stub-ledger", "target-runs"]
    assert done.audit.game.name == "stepped"
    assert "os._exit(1)" in undecided(done).reason
    assert "during the layer `play`" in undecided(done).reason


def test_the_kind_may_be_said(contained):
    done = contained(within("return 0"), order=Order(kind=Kind.PENALTY))
    assert [found.check for found in done.audit.findings] == ["stub-axes", "target-runs"]


@pytest.mark.parametrize(
    "body, words",
    [
        ("raise ValueError('no luck')", "raised ValueError: no luck. This was during the layer `losses`."),
        ("sys.exit('bye')", "called sys.exit('bye')"),
        ("raise KeyboardInterrupt", "raised KeyboardInterrupt"),
        ("os._exit(0)", "ended its process with code 0, as os._exit(0) does"),
        ("os._exit(3)", "ended its process with code 3"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "ended by the signal SIGTERM"),
        ("ctypes.string_at(0)", "ended by the signal SIGSEGV"),
        ("return loss(real, fake)", "raised RecursionError"),
        ("input()", "raised EOFError"),
        ("b = bytearray(2**62)", "raised MemoryError"),
        ("threading.Timer(0.1, os._exit, [4]).start(); time.sleep(30)", "code 4"),
    ],
)
def test_an_accident_is_undecided_with_what_happened(contained, body, words):
    found = undecided(contained(within(body)))
    assert words in found.reason
    assert (found.bug_class, found.fix) == (None, "")


def test_the_place_of_an_exception_is_told(contained):
    found = undecided(contained(within("raise ValueError")))
    assert found.place.file == str(Path("target.py").absolute())
    assert found.place.line == parse_line(Path("target.py"), "    raise ValueError")


@pytest.mark.parametrize("source", ["raise ValueError('at import')", "import sys; sys.exit(0)", "x ="])
def test_an_import_that_fails_is_undecided(contained, source):
    assert "during its import" in undecided(contained(source)).reason


def test_a_hang_is_stopped(contained):
    began = time.perf_counter()
    done = contained(within("while True: pass"), limits=Limits(seconds=1.0))
    assert "stopped after 1 s, the limit that --timeout sets" in undecided(done).reason
    assert time.perf_counter() - began < 10.0


def test_a_process_that_ignores_signals_and_stops_itself_is_stopped(contained):
    body = "signal.signal(signal.SIGTERM, signal.SIG_IGN); os.kill(os.getpid(), signal.SIGSTOP)"
    assert "stopped after 1 s" in undecided(contained(within(body), limits=Limits(seconds=1.0))).reason


@PROC
def test_memory_is_limited(contained):
    body = "hold = []\n    while True: hold.append(bytearray(b'x') * 2**24)"
    done = contained(within(body), limits=Limits(seconds=30.0, memory=2**28))
    assert "held more than 0.25 GiB of memory" in undecided(done).reason


@PROC
def test_a_fork_bomb_is_stopped(contained):
    # Nine doublings: 512 processes at most, should the limit fail to hold.
    body = "for _ in range(9): os.fork()\n    time.sleep(20)"
    done = contained(within(body), limits=Limits(seconds=30.0, processes=20))
    assert "started more than 20 processes" in undecided(done).reason


def pid_of(file: Path) -> int:
    for _ in range(200):
        if file.exists() and file.read_text():
            return int(file.read_text())
        time.sleep(0.05)
    raise AssertionError("the child never wrote its number")


def alive(process: int) -> bool:
    return any(member == process for member in family(os.getsid(process))) if exists(process) else False


def exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@PROC
@pytest.mark.parametrize("session", ["False", "True"], ids=["in the session", "in a session of its own"])
def test_children_do_not_outlive_the_audit(contained, tmp_path, session):
    body = (
        f"child = subprocess.Popen(['sleep', '60'], start_new_session={session})\n"
        "    open('child.pid', 'w').write(str(child.pid))"
    )
    done = contained(within(body))
    assert done.audit.findings[-1].verdict is Verdict.HOLDS
    assert not alive(pid_of(tmp_path / "child.pid"))


@PROC
def test_a_daemon_does_not_outlive_the_audit(contained, tmp_path):
    body = (
        "if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork(): os._exit(0)\n"
        "        open('child.pid', 'w').write(str(os.getpid())); time.sleep(60)\n"
        "    while not os.path.exists('child.pid'): time.sleep(0.01)"
    )
    contained(within(body))
    assert not alive(pid_of(tmp_path / "child.pid"))


def test_a_flood_is_captured_and_cut(contained):
    body = "print('first'); [print('x' * 1000) for _ in range(20000)]; print('last')"
    done = contained(within(body), limits=Limits(seconds=30.0, output=2**12))
    assert done.audit.findings[-1].verdict is Verdict.HOLDS
    assert done.output.startswith("first\n")
    assert done.output.endswith("last\n")
    assert "bytes left out" in done.output
    assert len(done.output) < 2**13


@pytest.mark.parametrize("body", ["os.closerange(0, 256)", "sys.stdout = sys.stderr = None", "os.chdir('/')"])
def test_findings_come_back_without_descriptors_streams_or_folder(contained, body):
    done = contained(within(body))
    assert [found.check for found in done.audit.findings] == ["stub-direction", "target-runs"]


def test_a_thread_that_goes_on_holds_nothing_up(contained):
    began = time.perf_counter()
    done = contained(within("threading.Thread(target=time.sleep, args=(60,)).start()"))
    assert done.audit.findings[-1].verdict is Verdict.HOLDS
    assert time.perf_counter() - began < 20.0


@pytest.mark.parametrize(
    "document",
    ['{"audit": 3, "complete": true}', "[1]", "{", '{"audit": {"schema_version": 9}, "complete": true}'],
)
def test_a_forged_result_is_none(contained, document):
    forge = (
        "import glob\n"
        "    folder = os.path.dirname(max(glob.glob('/tmp/gancheck-*/job.json'), key=os.path.getmtime))\n"
        f"    open(folder + '/result.json', 'w').write({document!r}); os._exit(0)"
    )
    found = undecided(contained(within(forge).replace("/tmp", os.environ.get("TMPDIR", "/tmp"))))
    assert "target" in found.reason


@pytest.mark.parametrize("name, words", [("los", "did you mean 'loss'"), ("Needy", "needs width")])
def test_what_cannot_be_audited_is_refused(contained, name, words):
    with pytest.raises(InvalidInput, match=words):
        contained(within("return 0") + "class Needy:\n    def __init__(self, width): ...\n", name=name)


def test_an_interrupt_ends_the_target_too(contained, tmp_path, monkeypatch):
    def interrupt(*args):
        pid_of(tmp_path / "own.pid")
        raise KeyboardInterrupt

    monkeypatch.setattr("gancheck.auditing.sandbox._watch", interrupt)
    with pytest.raises(KeyboardInterrupt):
        contained(within("open('own.pid', 'w').write(str(os.getpid())); time.sleep(60)"))
    with pytest.raises(ProcessLookupError):
        os.kill(pid_of(tmp_path / "own.pid"), signal.SIG_DFL)
