"""The programs of the audit's bench: every edit applies once, names are its own, and right programs run."""

from collections import Counter

import pytest

from benchmarks.audit.correct import GRID, LOOK_ALIKES, correct
from benchmarks.audit.edit import Bug, Edit, LookAlike
from benchmarks.audit.mutants import BUGS, mutants
from benchmarks.audit.program import INLINE, Program
from gancheck.errors import InvalidInput

CLASSES = (
    *(
        "L1",
        "L2",
        "L3",
        "O1",
        "O2",
        "O3",
        "O4",
        "N1",
        "S1",
        "S2",
        "S3",
        "S4",
        "S5",
        "S6",
        "G1",
        "G2",
        "G3",
        "G4",
    ),
    *("P1", "P2", "P3", "P4", "W1", "W2", "W3", "W4", "W5", "K1", "Z1", "Z2", "Z3", "R1", "D1", "M1"),
)


def run(program, steps=2):
    module = {"__name__": "program"}
    exec(compile(program.text, program.name, "exec"), module)
    gan = module["make"]()
    for _ in range(steps):
        real = gan.real_batch(8)
        if hasattr(gan, "train_step"):
            gan.train_step(real)
        else:
            gan.discriminator_step(real)
            gan.generator_step(real)
    return gan


def test_there_is_a_mutant_of_every_class_and_there_are_a_hundred():
    counts = Counter(mutant.bug.code for mutant in mutants())
    assert set(counts) == set(CLASSES)
    assert sum(counts.values()) >= 100


def test_every_mutant_is_a_program_unlike_its_right_one():
    texts = Counter()
    for mutant in mutants():
        program = mutant.program
        assert program.text != Program(program.host, program.loss).text
        texts[program.name] += 1
    assert max(texts.values()) == 1


def test_there_are_three_hundred_right_runs_none_twice():
    programs = list(correct(seeds=2))
    assert len({(program.name, program.text) for program in programs}) == len(programs) >= 300


def test_the_bench_has_the_losses_and_hosts_that_it_promises():
    assert len(GRID) >= 6
    assert len({loss for losses in GRID.values() for loss in losses} - {INLINE}) >= 8


def test_every_look_alike_says_why_it_is_right():
    assert all(like.because for like in LOOK_ALIKES)


def test_what_a_published_technique_does_too_is_among_the_right_programs_and_no_certain_bug():
    assert any("FreezeD" in like.because for like in LOOK_ALIKES)
    uncertain = {bug.name for bug in BUGS if not bug.certain}
    assert "one layer of D is frozen and never thawed" in uncertain
    assert "the lazy term is not multiplied by its interval" in uncertain


def test_a_right_program_is_no_mutant_of_an_error():
    graves = {
        mutant.program.text: mutant.name for mutant in mutants() if mutant.bug.severity.value == "error"
    }
    clashes = [(program.name, graves[program.text]) for program in correct(1) if program.text in graves]
    assert clashes == []


@pytest.mark.parametrize("host", sorted(GRID))
def test_a_host_runs_with_its_losses_without_a_warning(host):
    for loss in GRID[host]:
        run(Program(host, loss))


@pytest.mark.parametrize("like", LOOK_ALIKES, ids=lambda like: f"{like.name}, {like.losses[0]}")
def test_a_look_alike_runs_without_a_warning(like):
    for loss in like.losses:
        for host in filter(None, like.hosts):
            run(Program(host, loss, (like,)))


def test_a_seed_changes_the_weights_alone():
    one, two = (Program("ring_functions", "hinge", (), seed) for seed in (0, 1))
    assert one.text.replace("SEED = 0", "SEED = 1") == two.text


def test_an_edit_that_does_not_apply_once_is_refused():
    twice = Edit(name="twice", hunks=(("torch", "numpy"),), losses=("hinge",), hosts=("",))
    with pytest.raises(InvalidInput, match="stands 2 times"):
        twice.applied("torch, torch")
    with pytest.raises(InvalidInput, match="must stand once"):
        twice.applied("")


def test_a_text_that_is_no_python_is_refused():
    broken = Edit(name="broken", hunks=(("return -fake.mean()", "return -"),), losses=("hinge",), hosts=("",))
    with pytest.raises(InvalidInput, match="is no Python"):
        _ = Program("", "hinge", (broken,)).text


def test_a_host_that_imports_no_loss_plays_its_own_alone():
    with pytest.raises(InvalidInput, match="cannot play"):
        _ = Program("two_backwards", "hinge").text
    with pytest.raises(InvalidInput, match="cannot play"):
        _ = Program("ring_functions", INLINE).text


def test_bugs_and_look_alikes_are_what_they_are():
    assert all(isinstance(bug, Bug) and bug.code in CLASSES for bug in BUGS)
    assert all(isinstance(like, LookAlike) for like in LOOK_ALIKES)
