"""Tests that stand in the file under repair, and assertions of production code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import FUNCTIONS, Code, FunctionNode, line_of, snippet
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity

_ASSERTING = re.compile(r"^(?:assert[A-Z_]\w*|assert_\w+|fail[A-Z]?\w*|raises|approx|warns)$")

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")


def _is_assertion(node: ast.AST) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return bool(_ASSERTING.match(name))
        case _:
            return False


def is_test_function(node: ast.AST) -> bool:
    """Whether a node is a function that a test runner would call: ``test…`` with an assertion."""
    return (
        isinstance(node, FUNCTIONS)
        and node.name.startswith("test")
        and any(_is_assertion(item) for item in ast.walk(node))
    )


def _tests(code: Code) -> dict[str, FunctionNode]:
    return {name: node for name, node in code.functions.items() if is_test_function(node)}


def _test_assertions(code: Code) -> Iterator[Found]:
    for name, function in _tests(code).items():
        for node in ast.walk(function):
            if _is_assertion(node):
                yield Found(name, node, name)


def _plain_assertions(code: Code) -> Iterator[Found]:
    inside = {node for test in _tests(code).values() for node in ast.walk(test)}
    for node in code.nodes:
        if isinstance(node, ast.Assert) and node not in inside:
            yield Found("assert", node)


_TEST_ASSERTIONS = Collector(_test_assertions)
_PLAIN_ASSERTIONS = Collector(_plain_assertions)


def _shape(node: ast.AST) -> str:
    """Returns an assertion with its names numbered, so that renaming a variable is no change."""
    numbers: dict[str, str] = {}
    text = snippet(node)
    for name in (item.id for item in ast.walk(node) if isinstance(item, ast.Name)):
        numbers.setdefault(name, f"name{len(numbers)}")
    return _NAME.sub(lambda match: numbers.get(match[0], match[0]), text)


def _lost(change: FileChange, collector: Collector) -> Iterator[Found]:
    """Yields the assertions that are gone and did not only change the names of variables."""
    old, new = change.before_code, change.after_code
    if old is None or new is None:
        return
    known = {id(item.node) for item in change.removed(collector)}
    if not known:
        return
    left = Counter((new.scope(item.node), _shape(item.node)) for item in collector.find(new))
    for found in collector.find(old):
        place = (old.scope(found.node), _shape(found.node))
        if left[place] > 0:
            left[place] -= 1
        elif id(found.node) in known:
            yield found


def _deleted(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields the tests that no file of the patch has any more."""
    if change.before_code is None or change.after_code is None:
        return
    kept = {
        name.rpartition(".")[2]
        for code in (change.after_code, *(other.after_code for other in change.others))
        if code is not None
        for name in code.functions
    }
    for name, node in _tests(change.before_code).items():
        if name.rpartition(".")[2] not in kept:
            severity = Severity.FLAG if context.allow_tests else None
            yield Hit(node.lineno, f"The test `{name}` is gone.", severity, in_before=True)


def _weakened(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.after_code is None:
        return
    for found in _lost(change, _TEST_ASSERTIONS):
        if found.key in change.after_code.functions:
            severity = Severity.FLAG if context.allow_tests else None
            reason = f"The test `{found.key}` no longer asserts this."
            yield Hit(line_of(found.node), reason, severity, in_before=True)


def _removed(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in _lost(change, _PLAIN_ASSERTIONS):
        yield Hit(line_of(found.node), "The patch removes or changes this check.", in_before=True)


RULES = (
    Rule(
        "test-deleted",
        Severity.REJECT,
        "The patch deletes a test from the file it repairs.",
        _deleted,
    ),
    Rule(
        "assertion-changed",
        Severity.REJECT,
        "The patch changes or removes what a test in the repaired file asserts.",
        _weakened,
    ),
    Rule(
        "removes-assert",
        Severity.FLAG,
        "The patch changes or removes an assert statement of production code.",
        _removed,
    ),
)
