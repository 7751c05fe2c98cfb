"""What the mutation benchmark changes, and how it knows a mutant again."""

import ast

import pytest

pytest.importorskip("cosmic_ray")

from benchmarks.mutants import LOOSEN, mutants_of, sampled

SOURCE = '''\
"""A file of one function."""

from gancheck.numerics.estimate import UNIT_ROUNDOFF, Estimate, rounded


def half(x: "int | float") -> Estimate:
    """The half of x."""
    if x < 0:
        raise ValueError("x is " + str(x) + "; give x >= 0")
    return rounded(x / 2, 3)


def double(x: float) -> Estimate:
    """Twice x."""
    return Estimate(x * 2, 4.0 * UNIT_ROUNDOFF + 2.0**-1060)
'''
FILE = "gancheck/numerics/half.py"


def of(text):
    return {mutant.fingerprint: mutant for mutant in mutants_of(FILE, text)}


def test_a_mutant_is_another_program():
    for mutant in of(SOURCE).values():
        text = mutant.source(SOURCE)
        assert text is None or ast.dump(ast.parse(text)) != ast.dump(ast.parse(SOURCE))


def test_a_product_becomes_a_quotient():
    (mutant,) = [m for m in of(SOURCE).values() if m.operator == "ReplaceBinaryOperator_Div_Mul"]
    assert "rounded(x * 2, 3)" in mutant.source(SOURCE)
    assert (mutant.function, mutant.room) == ("half", "numerics")


def test_messages_guards_and_annotations_are_spared():
    for mutant in of(SOURCE).values():
        text = mutant.source(SOURCE) or SOURCE
        assert "if x < 0:" in text
        assert '"x is " + str(x) + "; give x >= 0"' in text
        assert '"int | float"' in text


def test_a_stated_error_is_loosened_and_not_nudged():
    changed = {mutant.source(SOURCE) for mutant in of(SOURCE).values() if mutant.operator == LOOSEN}
    assert changed == {
        SOURCE.replace("/ 2, 3)", "/ 2, (3) * 2.0**30)"),
        SOURCE.replace("4.0 * UNIT_ROUNDOFF", "(4.0 * UNIT_ROUNDOFF) * 2.0**30"),
        SOURCE.replace("2.0**-1060", "(2.0**-1060) * 2.0**30"),
    }


def test_a_fingerprint_survives_edits_elsewhere_in_the_file():
    longer = "A = 1 + 2 * 3\n" + SOURCE.replace("if x < 0:", "y = x * x / x\n    if y < 0:")
    kept = {name for name, mutant in of(SOURCE).items() if mutant.function == "double"}
    assert kept
    assert kept <= of(longer).keys()
    assert all(of(longer)[name].source(longer) != longer for name in kept)


def test_a_fingerprint_is_of_one_mutant():
    assert len(of(SOURCE)) == len(mutants_of(FILE, SOURCE))
    twice = SOURCE.replace("x * 2", "x * 2 * 2")
    assert len(of(twice)) == len(mutants_of(FILE, twice)) > len(of(SOURCE))


def test_each_beginning_of_a_sample_has_every_room_in_proportion():
    many = mutants_of(FILE, SOURCE) + mutants_of("gancheck/theory/half.py", SOURCE)
    order = sampled(many, seed=0)
    assert sorted(m.fingerprint for m in order) == sorted(m.fingerprint for m in many)
    for length in range(len(order) + 1):
        counts = [sum(m.room == room for m in order[:length]) for room in ("numerics", "theory")]
        assert abs(counts[0] - counts[1]) <= 1
    assert sampled(many, seed=0) == order != sampled(many, seed=1)
