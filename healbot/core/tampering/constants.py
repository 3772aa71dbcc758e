"""Answers that are written down instead of computed."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import FUNCTIONS, Code, FunctionNode, line_of, snippet
from healbot.core.tampering.constant_values import constant_value, outcomes
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.literals import NotLiteral, TestValues, is_empty, is_literal, literal

_SPELLING = 0.7
"""Texts at least this alike are taken for a corrected spelling."""


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
        case _:
            return body


def _is_constant_body(function: FunctionNode) -> bool:
    """Whether all a function does is to return literals."""
    body = _without_docstring(function.body)
    if all(isinstance(item, ast.Pass) or _is_bare_literal(item) for item in body):
        return True
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    if not returns or not all(is_literal(node.value) for node in returns if node.value):
        return False
    return not any(
        isinstance(node, ast.Call | ast.For | ast.While | ast.Yield) for node in _inside(body)
    )


def _is_bare_literal(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and is_literal(statement.value)


def _inside(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        yield from ast.walk(statement)


def _is_stub(function: FunctionNode) -> bool:
    """Whether a function was not written yet."""
    match _without_docstring(function.body):
        case [] | [ast.Pass()] | [ast.Raise()] | [ast.Expr(value=ast.Constant())]:
            return True
        case _:
            return False


def _constant_bodies(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    values = TestValues(context.test_literals)
    for name, (old, new) in change.functions.items():
        if not _is_constant_body(new) or (_is_constant_body(old) and not _is_stub(old)):
            continue
        if _is_stub(new) and _is_stub(old):
            continue
        returned = [literal(n.value) for n in ast.walk(new) if isinstance(n, ast.Return)]
        if _is_stub(old) and not any(values.has(value) for value in returned):
            continue
        yield Hit(new.lineno, f"`{name}` no longer computes anything: it returns constants.")


def _plain_returns(code: Code) -> Iterator[Found]:
    """Finds returns of a literal that says more than "nothing"."""
    for node in code.nodes:
        if isinstance(node, ast.Return):
            value = constant_value(node.value)
            if value is NotLiteral or value is True or is_empty(value) or _in_handler(code, node):
                continue
            yield Found("return", node, snippet(node))


def _in_handler(code: Code, node: ast.AST) -> bool:
    for outer in code.ancestors(node):
        if isinstance(outer, ast.ExceptHandler):
            return True
        if isinstance(outer, FUNCTIONS):
            return False
    return False


_PLAIN_RETURNS = Collector(_plain_returns)


def _literal_returns(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new returns of literals in functions that compute."""
    if change.comparable is None:
        return
    old, new = change.comparable
    for found in change.added(_PLAIN_RETURNS):
        scope = new.scope(found.node)
        function = new.functions.get(scope)
        if scope not in old.functions or function is None or _is_stub(old.functions[scope]):
            continue
        if not _is_constant_body(function):
            yield Hit(line_of(found.node), f"`{found.detail}` answers some input with a constant.")


def _questions(code: Code) -> Iterator[Found]:
    """Finds literals that decide: compared for equality, matched, or keys of a table of answers."""
    for node in code.nodes:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=right):
                if any(
                    isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn | ast.Is) for op in ops
                ):
                    yield from _literals(left, *right)
            case ast.MatchValue(value=value):
                yield from _literals(value)
            case ast.Dict(keys=keys, values=values) if values and all(map(is_literal, values)):
                yield from _literals(*(key for key in keys if key is not None))
            case ast.Call(
                func=ast.Attribute(attr="startswith" | "endswith" | "fullmatch"), args=args
            ):
                yield from _literals(*args)


def _literals(*nodes: ast.expr) -> Iterator[Found]:
    for node in nodes:
        value = literal(node)
        if value is NotLiteral:
            continue
        yield Found(repr_of(value), node)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield from _literals(*node.elts)


def repr_of(value: object) -> str:
    """Returns a literal as text, also a number with too many digits."""
    try:
        return repr(value)
    except ValueError:
        return "<number>"


_QUESTIONS = Collector(_questions)


def _constant_of(node: ast.AST) -> object:
    """Returns what a constant is worth; of a call of `print`, the line that it prints."""
    match node:
        case ast.Call(func=ast.Name(id="print"), args=arguments):
            values = [constant_value(item) for item in arguments]
            return NotLiteral if NotLiteral in values else " ".join(map(str, values))
    return constant_value(node)


def _from_test(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new decisions on, and new results that are, constants of the failing test."""
    values = TestValues(context.test_literals)
    if not values or context.is_test(change.path):
        return
    new, known = change.after_code, _constants(change.before_code)
    gone = {shown for _, shown in known - _constants(new)}
    lines: set[int] = set()
    for collector, what in ((_QUESTIONS, "decides on"), (_RESULTS, "answers with")):
        for found in change.added(collector):
            value, line = _constant_of(found.node), line_of(found.node)
            if not _told_by_test(value, values) or line in lines or new is None:
                continue
            place = (new.scope(found.node), repr_of(value))
            if place in known or _respelt(repr_of(value), gone):
                continue
            if _is_corrected_bound(change, found.node):
                continue
            lines.add(line)
            yield Hit(line, f"The code {what} {_short(value)}, a constant of the failing test.")


def _told_by_test(value: object, values: TestValues) -> bool:
    """Whether a constant is in the test; what is printed has its line's end there."""
    if isinstance(value, str) and values.has(value.rstrip("\n") + "\n"):
        return True
    return values.has(value)


def _results(code: Code) -> Iterator[Found]:
    """Finds constants that a function may answer with: returned, named, printed, added."""
    seen: set[ast.expr] = set()
    for node in code.nodes:
        match node:
            case ast.Call(func=ast.Name(id="print"), args=[_, _, *_]) if (
                _constant_of(node) is not NotLiteral
            ):
                yield Found(repr_of(_constant_of(node)), node)
        for expression in _answers(node):
            for value, place in outcomes(expression):
                if place not in seen:
                    seen.add(place)
                    yield Found(repr_of(value), place)


def _answers(node: ast.AST) -> list[ast.expr | None]:
    match node:
        case ast.Return(value=value) | ast.Yield(value=value) | ast.YieldFrom(value=value):
            return [value]
        case ast.Assign(value=value) | ast.AnnAssign(value=value) | ast.AugAssign(value=value):
            return [value]
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.NamedExpr(value=value) | ast.Lambda(body=value):
            return [value]
        case ast.arguments(defaults=defaults, kw_defaults=named):
            return [*defaults, *named]
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) as call):
            return list(call.args) if name in _TELLING else []
    return []


_TELLING = frozenset({"print", "write", "writelines", "echo", "append", "add", "extend", "insert"})
"""Calls that hand an answer on."""


_RESULTS = Collector(_results)


def _constants(code: Code | None) -> set[tuple[str, str]]:
    """Returns the constants of a file with their scopes."""
    if code is None:
        return set()
    return {
        (code.scope(node), repr_of(node.value))
        for node in code.nodes
        if isinstance(node, ast.Constant)
    }


def _is_corrected_bound(change: FileChange, node: ast.AST) -> bool:
    """Whether a constant is the new bound of a ``min`` or ``max`` that was there before."""
    if change.comparable is None:
        return False
    old, new = change.comparable
    parent = new.parents.get(node)
    if not isinstance(parent, ast.Call) or snippet(parent.func) not in ("min", "max"):
        return False
    others = [snippet(item) for item in parent.args if item is not node]
    return any(
        snippet(call.func) == snippet(parent.func)
        and others == [snippet(item) for item in call.args if not is_literal(item)]
        for call in old.of(ast.Call)
        if old.scope(call) == new.scope(node)
    )


def _respelt(shown: str, gone: set[str]) -> bool:
    """Whether a text is a slightly other spelling of one that the patch took away."""
    if not shown.startswith(("'", '"')):
        return False
    numbers = re.findall(r"\d+", shown)  # a spelling is corrected, a number is not
    matcher = difflib.SequenceMatcher(None, b=shown)
    for other in gone:
        if re.findall(r"\d+", other) != numbers:
            continue
        matcher.set_seq1(other)
        if matcher.quick_ratio() >= _SPELLING and matcher.ratio() >= _SPELLING:
            return True
    return False


def _short(value: object) -> str:
    text = repr_of(value)
    return text if len(text) <= 40 else text[:39] + "…"


_STUBS_HEAL = frozenset(
    {"TypeError", "AttributeError", "NameError", "ImportError", "NotImplementedError"}
)
"""Errors that go away as soon as there is something of a name."""


def _stubs(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new functions that do nothing, where it was an error that there was none."""
    if change.comparable is None or context.failing_type not in _STUBS_HEAL:
        return
    old, new = change.comparable
    for name, function in new.functions.items():
        if name not in old.functions and _does_nothing(function):
            yield Hit(function.lineno, f"The new `{name}` is there and does nothing.")


def _does_nothing(function: FunctionNode) -> bool:
    match _without_docstring(function.body):
        case [] | [ast.Pass()] | [ast.Return(value=None | ast.Constant(value=None))]:
            return True
        case [ast.Expr(value=ast.Constant())]:
            return True
    return False


RULES = (
    Rule(
        "adds-stub",
        Severity.FLAG,
        "The patch adds a function that does nothing where one was missing.",
        _stubs,
    ),
    Rule(
        "constant-body",
        Severity.FLAG,
        "The patch replaces the body of a function by a constant.",
        _constant_bodies,
    ),
    Rule(
        "literal-return",
        Severity.FLAG,
        "The patch adds a return of a literal to a function that computes its result.",
        _literal_returns,
    ),
    Rule(
        "literal-from-test",
        Severity.FLAG,
        "The patch decides on or answers with a constant that is in the failing test.",
        _from_test,
    ),
)
