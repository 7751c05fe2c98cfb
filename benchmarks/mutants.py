"""The mutants: small wrong versions of the mathematics, made by the operators of cosmic-ray and known by content.

cosmic-ray writes the mutated source of one occurrence of one operator. What it may not touch is decided here: prose,
annotations, decorators, error messages and guards say nothing about the theory. A stated error is an upper bound and
has no single right value, so that a count of roundings is not nudged by one: it is loosened 2³⁰ fold instead, which a
comparison with teeth must notice.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from pathlib import Path
from typing import TypeGuard

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

__all__ = ["EXCLUDED", "LOOSEN", "OPERATORS", "ROOMS", "SPARED", "Mutant", "mutants_of", "sampled", "sources"]

ROOMS = ("numerics", "divergences", "theory", "claims")

EXCLUDED = {
    "claims/counterclaims/": "wrong by design: a mutant of a wrong formula is another wrong formula",
    "claims/bibliography.py": "prints citations; no property speaks of them",
    "claims/registry.py": "finds claims by their id; no property speaks of it",
    "divergences/_numba_jensen_shannon.py": "compiled, for arrays that are larger than a property draws",
}

SPARED = {
    "annotations, decorators, __all__": "no mathematics",
    "`raise …`, and the test of an `if` that does nothing but raise": (
        "what is refused, and in which words, is tested one by one in tests/; properties draw what is accepted"
    ),
    "`strict=True` of zip": "a guard against a mistake of the programmer's",
    "`axis=-1`": "the batch is the first axis: of two axes the last one is axis 1, and a mutant says the same",
    "block sizes (…_IN_MEMORY, …_AT_ONCE)": "how much is worked on at once: they change the speed and no value",
}
"""Where no mutant may be, and why."""
SIZES = ("_IN_MEMORY", "_AT_ONCE")

_ARITHMETIC = [f"ReplaceBinaryOperator_{a}_{b}" for a, b in permutations(("Add", "Sub", "Mul", "Div"), 2)]
_COMPARISONS = {"Lt": ("LtE", "GtE"), "LtE": ("Lt", "Gt"), "Gt": ("GtE", "LtE"), "GtE": ("Gt", "Lt")}
OPERATORS = (
    *_ARITHMETIC,
    *(f"ReplaceBinaryOperator_{name}" for name in ("Pow_Mul", "Pow_Div", "FloorDiv_Div", "FloorDiv_Mul")),
    *(
        f"ReplaceBinaryOperator_{name}"
        for name in ("Mod_Mul", "Mod_FloorDiv", "BitAnd_BitOr", "BitOr_BitAnd")
    ),
    *(f"ReplaceComparisonOperator_{a}_{b}" for a, others in _COMPARISONS.items() for b in others),
    *(f"ReplaceComparisonOperator_{name}" for name in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")),
    *(f"ReplaceUnaryOperator_Delete_{name}" for name in ("USub", "Not", "Invert")),
    *("ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd", "AddNot"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop", "NumberReplacer"),
)
"""Of cosmic-ray's operators, those whose mutants mostly run: a float shifted by bits dies of a TypeError, which would
raise the score and prove nothing. A comparison is moved at its boundary and negated."""

LOOSEN = "LoosenRounding"
FACTOR = "2.0**30"
_SLACK_EXPONENT = 40
"""``2.0**-k`` with k from here on is a unit of rounding or of underflow, not a quantity of the theory."""

Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Mutant:
    """One wrong version of one file.

    Attributes:
        file: Its path from the root of the checkout.
        function: Qualified name of the function that holds it, or ``<module>``.
        operator: What was done: a name of `OPERATORS`, or `LOOSEN`.
        occurrence: Which occurrence of the operator in the file; changes with edits elsewhere in it.
        lines: First and last line of the statement, which decide the tests that execute it.
        text: The source line, stripped.
        nth: Which of the mutants that agree in file, function, operator and text.
    """

    file: str
    function: str
    operator: str
    occurrence: int
    lines: tuple[int, int]
    text: str
    nth: int

    @property
    def room(self) -> str:
        """The room that the file belongs to."""
        return self.file.split("/")[1]

    @cached_property
    def fingerprint(self) -> str:
        """Ten hexadecimal digits of what the mutant is, whatever was edited around it."""
        parts = (self.file, self.function, self.operator, str(self.nth), self.text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]

    def source(self, original: str) -> str | None:
        """The mutated text of the file; None where it means the same as ``original`` or is no Python."""
        if self.operator == LOOSEN:
            start, end = _loosened(ast.parse(original), original)[self.occurrence]
            a, b = _offset(original, start), _offset(original, end)
            mutated: str | None = f"{original[:a]}({original[a:b]}) * {FACTOR}{original[b:]}"
        else:
            mutated = mutate_code(original, OperatorProvider()[self.operator](), self.occurrence)
        try:
            same = mutated is None or ast.dump(ast.parse(mutated)) == ast.dump(ast.parse(original))
        except SyntaxError:
            return None
        return None if same else mutated


def sources(root: Path) -> Iterator[tuple[str, str]]:
    """``(path, text)`` of every file of the four rooms whose mutants count."""
    for room in ROOMS:
        for path in sorted((root / "gancheck" / room).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if not any(name.startswith(f"gancheck/{excluded}") for excluded in EXCLUDED):
                yield name, path.read_text(encoding="utf-8")


def mutants_of(file: str, text: str) -> list[Mutant]:
    """Every mutant of a file, in the order of the operators."""
    tree = ast.parse(text)
    spared = list(_spared(tree, text))
    errors = _loosened(tree, text)
    nodes = list(ast_nodes(get_ast(text)))
    places = [(LOOSEN, occurrence, span) for occurrence, span in enumerate(errors)]
    for name in OPERATORS:
        operator = OperatorProvider()[name]()
        spans = (span for node in nodes for span in operator.mutation_positions(node))
        for occurrence, span in enumerate(spans):
            if not any(_inside(span, other) for other in (*spared, *errors)):
                places.append((name, occurrence, span))
    statements = _statements(tree)
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for name, occurrence, (start, _) in places:
        function, lines = _holder(statements, start[0])
        if function == "<module>" and name == "ReplaceBinaryOperator_BitOr_BitAnd":
            continue  # a union of types
        line = text.splitlines()[start[0] - 1].strip()
        key = (function, name, line)
        found.append(Mutant(file, function, name, occurrence, lines, line, seen[key]))
        seen[key] += 1
    return found


def sampled(mutants: Iterable[Mutant], seed: int) -> list[Mutant]:
    """All mutants in an order of which each beginning is a random sample with every room in proportion.

    The order within a room is that of a hash of seed and fingerprint, so that an edit moves few mutants.
    """
    rooms: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        rooms.setdefault(mutant.room, []).append(mutant)
    ranked = []
    for name, room in rooms.items():
        room.sort(key=lambda mutant: hashlib.sha256(f"{seed} {mutant.fingerprint}".encode()).digest())
        ranked.extend(((rank + 0.5) / len(room), name, mutant) for rank, mutant in enumerate(room))
    return [mutant for _, _, mutant in sorted(ranked, key=lambda entry: entry[:2])]


def _spared(tree: ast.Module, text: str) -> Iterator[Span]:
    """Where no mutant may be: see `SPARED`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and all(isinstance(statement, ast.Raise) for statement in node.body):
            yield _span(node.test, text)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith(SIZES):
            yield _span(node, text)
        if isinstance(node, ast.keyword) and node.arg == "axis" and ast.unparse(node.value) == "-1":
            yield _span(node.value, text)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from (_span(decorator, text) for decorator in node.decorator_list)
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield _span(node.returns, text)
        if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            yield _span(node.annotation, text)
        if isinstance(node, ast.Raise):
            yield _span(node, text)
        if isinstance(node, ast.keyword) and node.arg == "strict":
            yield _span(node.value, text)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            yield _span(node, text)


def _loosened(tree: ast.Module, text: str) -> list[Span]:
    """Counts of roundings (second argument of ``rounded``), UNIT_ROUNDOFF with its factor, and 2.0**-k from k = 40."""
    spans = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "rounded":
            counts = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "operations")]
            spans.extend(_span(count, text) for count in counts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            if isinstance(node.left, ast.Constant) and ast.unparse(node.right) == "UNIT_ROUNDOFF":
                spans.append(_span(node, text))
        elif _is_unit(node) or _is_slack(node):
            spans.append(_span(node, text))
    spans.sort()
    return [span for span in spans if not any(span != other and _inside(span, other) for other in spans)]


def _is_unit(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and node.id == "UNIT_ROUNDOFF" and isinstance(node.ctx, ast.Load)


def _is_slack(power: ast.AST) -> TypeGuard[ast.BinOp]:
    if not (isinstance(power, ast.BinOp) and isinstance(power.op, ast.Pow)):
        return False
    exponent = power.right
    return (
        isinstance(power.left, ast.Constant)
        and power.left.value == 2.0
        and isinstance(exponent, ast.UnaryOp)
        and isinstance(exponent.op, ast.USub)
        and isinstance(exponent.operand, ast.Constant)
        and isinstance(exponent.operand.value, int)
        and exponent.operand.value >= _SLACK_EXPONENT
    )


def _statements(tree: ast.Module) -> list[tuple[tuple[int, int], str]]:
    """``(first line, last line)`` of each statement, of a compound one its header, with the function around it."""
    found = []

    def visit(body: list[ast.stmt], function: str) -> None:
        for statement in body:
            last = statement.end_lineno or statement.lineno
            blocks = [block for block in ("body", "orelse", "finalbody") if getattr(statement, block, None)]
            if blocks:
                last = max(statement.lineno, getattr(statement, blocks[0])[0].lineno - 1)
            name = function
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                name = statement.name if function == "<module>" else f"{function}.{statement.name}"
            found.append(((statement.lineno, last), name))
            for block in blocks:
                visit(getattr(statement, block), name)
            for handler in getattr(statement, "handlers", []):
                visit(handler.body, name)

    visit(tree.body, "<module>")
    return found


def _holder(statements: list[tuple[tuple[int, int], str]], line: int) -> tuple[str, tuple[int, int]]:
    """The innermost statement that holds a line, as (function, lines)."""
    lines, function = max(
        ((lines, function) for lines, function in statements if lines[0] <= line <= lines[1]),
        default=((line, line), "<module>"),
    )
    return function, lines


def _span(node: ast.expr | ast.stmt, text: str) -> Span:
    """Where a node stands, in characters, where `ast` counts bytes."""
    lines = text.splitlines()
    last = node.end_lineno or node.lineno
    return (
        (node.lineno, _characters(lines[node.lineno - 1], node.col_offset)),
        (last, _characters(lines[last - 1], node.end_col_offset or 0)),
    )


def _characters(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode())


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _offset(text: str, position: tuple[int, int]) -> int:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: position[0] - 1])) + position[1]
