"""What holds for every patch, tried on generated programs and text."""

from __future__ import annotations

import ast
import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import healbot.core
from healbot.core.tampering import RULES, GuardContext, Severity, examine
from tests.core.tampering.corpus import cases, source
from tests.core.tampering.plants import HARMLESS, PLANTS

_settings = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
_CONTEXTS = st.sampled_from(
    [
        GuardContext(),
        GuardContext(allow_tests=True, target="a.py", test_literals=(3, "x", [1, 2])),
        GuardContext(failing_exception="builtins.KeyError", declared_dependencies=frozenset("x")),
    ]
)
_PATHS = st.sampled_from(["a.py", "tests/test_a.py", "a.txt", "run", "pkg/__init__.py", ""])
_PIECES = [*HARMLESS, *(plant for plants in PLANTS.values() for plant in plants)]
_PLAIN = [
    piece for piece in HARMLESS if "import compile" not in piece and "__future__" not in piece
]
"""Without the piece that gives a builtin's name another meaning, and what must come first."""
_TEXT = st.text(max_size=60) | st.lists(
    st.sampled_from(_PIECES) | st.text(max_size=12), max_size=4
).map("".join)
_NAMES = st.sampled_from(["count", "total", "item", "größe", "rows", "x", "load_all", "Account"])
_VALUES = st.sampled_from(["3", "'text'", "[1, 2]", "{}", "count + 1", "f(item)", "rows[0].name"])


@st.composite
def _programs(draw: st.DrawFn) -> str:
    """Generates a valid program of definitions and statements that no rule is about."""
    pieces = ['"""A program."""\n']
    for _ in range(draw(st.integers(1, 5))):
        name, other, value = draw(_NAMES), draw(_NAMES), draw(_VALUES)
        pieces.append(
            draw(
                st.sampled_from(
                    [
                        f"{name} = {value}\n",
                        f"def do_{name}({other}):\n    {name} = {value}\n    return {name}\n",
                        f"class C{name}:\n    def get(self, {other}):\n        return {value}\n",
                        f"for {name} in {other}:\n    print({name}, {value})\n",
                        f"with open({name}) as {other}:\n    {other}.read()\n",
                        f"if {name} > {other}:\n    {name} = {value}\nelse:\n    {name} -= 1\n",
                        f"try:\n    {name} = {value}\nexcept KeyError:\n    raise\n",
                        draw(st.sampled_from(_PLAIN)),
                    ]
                )
            )
        )
    return "\n".join(pieces)


@given(_PATHS, st.none() | _TEXT, st.none() | _TEXT, _CONTEXTS)
@_settings
@example("a.py", None, "\ud800", GuardContext())
@example("a.py", "x = 1\0", "x = 1", GuardContext())
def test_any_text_is_examined(
    path: str, before: str | None, after: str | None, context: GuardContext
) -> None:
    old = {path: None if before is None else source(path, before)}
    new = {} if after is None else {path: source(path, after)}
    for finding in examine(old, new, context):
        assert finding.path == path and finding.reason and finding.line >= 0
        assert finding.text.replace("\t", " ").isprintable()


@given(st.binary(max_size=80), st.binary(max_size=80))
@_settings
def test_any_bytes_are_examined(before: bytes, after: bytes) -> None:
    examine({"a.py": source("a.py", before)}, {"a.py": source("a.py", after)})


@given(_PATHS, _TEXT, _CONTEXTS)
@_settings
def test_no_change_is_no_finding(path: str, text: str, context: GuardContext) -> None:
    assert examine({path: source(path, text)}, {path: source(path, text)}, context) == ()


@given(_programs(), st.lists(st.sampled_from(_PIECES), max_size=4))
@_settings
def test_reformatting_is_no_finding(program: str, pieces: list[str]) -> None:
    text = program + "\n\n" + "\n\n".join(pieces)
    tree = _parsed(text)
    if tree is None:
        return
    reformatted = "# formatted\n" + ast.unparse(tree).replace("\n", "\n\n")
    found = examine({"a.py": source("a.py", text)}, {"a.py": source("a.py", reformatted)})
    assert found == ()


@given(_programs(), st.lists(st.sampled_from(_PIECES), max_size=4), st.randoms())
@_settings
def test_moving_definitions_is_no_finding(
    program: str, pieces: list[str], rng: random.Random
) -> None:
    tree = _parsed(program + "\n\n" + "\n\n".join(pieces))
    if tree is None:
        return
    before = ast.unparse(tree)
    tree.body = _moved(tree.body, rng)
    # A statement that moves behind an exit does not run any more; a cookie must come first.
    assert _rules(before, ast.unparse(tree)) <= {"disables-code"}


def test_moving_a_constant_below_what_computes_is_a_finding() -> None:
    constant, computing = "def total(x):\n    return 3\n", "def total(x):\n    return sum(x)\n"
    assert "constant-body" in _rules(constant + computing, computing + constant)
    assert _rules(computing + constant, constant + computing) == set()


def _moved(body: list[ast.stmt], rng: random.Random) -> list[ast.stmt]:
    """Returns statements in another order that gives every name the meaning it had.

    Of two definitions of one name the last counts, and ``compile`` means another function above
    ``from re import compile`` than below: such statements stay in order among themselves.
    """
    groups: list[tuple[set[str], list[int]]] = []
    for position, statement in enumerate(body):
        names, members = _ordered_names(statement), [position]
        for group in [group for group in groups if group[0] & names]:
            groups.remove(group)
            names, members = names | group[0], members + group[1]
        groups.append((names, members))
    places = list(range(len(body)))
    rng.shuffle(places)
    moved = list(body)
    for _, members in groups:
        for member, place in zip(sorted(members), sorted(places[i] for i in members), strict=True):
            moved[place] = body[member]
    return moved


def _ordered_names(statement: ast.stmt) -> set[str]:
    """Returns the names that a statement binds, and those of builtins that run code."""
    found: set[str] = set()
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.alias(asname=str(name)):
                found.add(name)
            case ast.Name(id="eval" | "exec" | "compile" as name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                found.add(name)
    return found


@given(_programs(), st.lists(st.sampled_from(_PIECES), max_size=4))
@_settings
def test_renaming_a_file_is_no_finding(program: str, pieces: list[str]) -> None:
    text = program + "\n\n" + "\n\n".join(pieces)
    found = examine({"a.py": source("a.py", text), "b.py": None}, {"b.py": source("b.py", text)})
    assert found == ()


@given(_programs(), _NAMES)
@_settings
def test_renaming_a_variable_is_no_finding(program: str, name: str) -> None:
    renamed = re.sub(rf"(?<![\w'])(?:do_|C)?{name}\b(?!')", lambda m: f"{m[0]}_of_all", program)
    found = examine({"a.py": source("a.py", program)}, {"a.py": source("a.py", renamed)})
    assert found == ()


@pytest.mark.parametrize("rule", PLANTS)
@given(st.data())
@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.too_slow])
def test_rule_fires_when_planted_and_not_otherwise(rule: str, data: st.DataObject) -> None:
    before, after = data.draw(_programs()), data.draw(_programs())
    plant = data.draw(st.sampled_from(PLANTS[rule]))
    tree = _parsed(after)
    assert tree is not None
    at = tree.body[data.draw(st.integers(0, len(tree.body) - 1))].end_lineno or 0
    lines = after.split("\n")
    planted = "\n".join([*lines[:at], *plant.split("\n"), *lines[at:]])
    assert rule in _rules(before, planted)
    assert rule not in _rules(before + "\n" + plant, planted)
    if not {"deletes-code", "removes-call"} & {rule}:
        assert rule not in _rules(before, after)


def _rules(before: str, after: str) -> set[str]:
    return {
        item.rule
        for item in examine({"a.py": source("a.py", before)}, {"a.py": source("a.py", after)})
    }


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def _stays_visible(path: Path) -> bool:
    """Whether no escape in it becomes the character itself when it is formatted anew."""
    text = path.read_text()
    return all(char.isascii() for char in set(ast.unparse(ast.parse(text))) - set(text))


REAL_FILES = sorted(filter(_stays_visible, Path(healbot.core.__file__).parent.glob("*.py")))


@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.name)
def test_real_code_reformatted_is_no_finding(path: Path) -> None:
    text = path.read_text()
    before, after = source("a.py", text), source("a.py", ast.unparse(ast.parse(text)) + "\n")
    assert examine({"a.py": before}, {"a.py": after}) == ()


@given(st.sampled_from(REAL_FILES), st.integers(0), st.integers(0, 40), st.text(max_size=6))
@settings(deadline=None, max_examples=15)
def test_damaged_real_code_is_examined(path: Path, start: int, length: int, new: str) -> None:
    text = path.read_text()[:6000]
    start %= len(text)
    damaged = text[:start] + new + text[start + length :]
    examine({"a.py": source("a.py", text)}, {"a.py": source("a.py", damaged)})
    repaired = examine({"a.py": source("a.py", damaged)}, {"a.py": source("a.py", text)})
    shown = {item.rule for item in repaired if item.severity is Severity.REJECT}
    # What was deleted, a whole import or call, is new when it is put back.
    assert shown == set() or length > 3


def test_order_and_shape_of_findings() -> None:
    for case in cases("cheats")[:30]:
        found = case.findings()
        severities = [item.severity is not Severity.REJECT for item in found]
        assert severities == sorted(severities)
        assert {item.rule for item in found} <= {rule.id for rule in RULES}
