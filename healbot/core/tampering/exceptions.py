"""Exceptions that are swallowed instead of their cause being removed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import FUNCTIONS, Code, line_of, snippet
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.literals import is_empty, is_literal, literal

_BROAD = frozenset({"", "Exception", "BaseException", "StandardError", "object"})
_PARENTS = {
    "KeyError": {"LookupError"},
    "IndexError": {"LookupError"},
    "ZeroDivisionError": {"ArithmeticError"},
    "OverflowError": {"ArithmeticError"},
    "FloatingPointError": {"ArithmeticError"},
    "FileNotFoundError": {"OSError", "IOError", "EnvironmentError"},
    "PermissionError": {"OSError", "IOError", "EnvironmentError"},
    "IsADirectoryError": {"OSError", "IOError", "EnvironmentError"},
    "NotADirectoryError": {"OSError", "IOError", "EnvironmentError"},
    "FileExistsError": {"OSError", "IOError", "EnvironmentError"},
    "TimeoutError": {"OSError"},
    "ConnectionError": {"OSError"},
    "UnicodeDecodeError": {"UnicodeError", "ValueError"},
    "UnicodeEncodeError": {"UnicodeError", "ValueError"},
    "JSONDecodeError": {"ValueError"},
    "ModuleNotFoundError": {"ImportError"},
    "UnboundLocalError": {"NameError"},
    "RecursionError": {"RuntimeError"},
    "NotImplementedError": {"RuntimeError"},
}
"""Base classes under which an exception may be caught; the broad ones count anyway."""
_EXCEPT_TEXT = re.compile(r"\bexcept\b")
_HANDLING = ("ignore", "replace", "coerce", "backslashreplace", "surrogateescape", "warn")


def caught(code: Code, handler: ast.ExceptHandler) -> frozenset[str]:
    """Returns the class names that a handler catches; ``""`` stands for a bare ``except``.

    Classes that are computed may be any.
    """
    if handler.type is None:
        return frozenset({""})
    kind = handler.type
    if isinstance(kind, ast.Name):
        kind = _tuples(code).get(kind.id, kind)
    types = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return frozenset(
        (code.target(item) or "?").rpartition(".")[2]
        if isinstance(item, ast.Name | ast.Attribute | ast.Starred)
        else ""
        for item in types
    )


def _tuples(code: Code) -> dict[str, ast.expr]:
    """Returns the tuples that names stand for: ``ERRORS = (KeyError, TypeError)``."""
    found: dict[str, ast.expr] = {}
    for node in code.of(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple() as value):
                found.setdefault(name, value)
    return found


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Whether a handler lets the program go on as if nothing had happened."""
    for node in _own(handler.body):
        if isinstance(node, ast.Raise):
            return False
        if isinstance(node, ast.Call) and _ends(node):
            return False
    return True


def _own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yields what runs with a block: nested functions are left out."""
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            stack.extend(ast.iter_child_nodes(node))


def _ends(call: ast.Call) -> bool:
    func = call.func
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    return name in ("exit", "quit", "fail", "abort", "error", "set_exception", "_exit")


def is_idle(handler: ast.ExceptHandler) -> bool:
    """Whether a handler does nothing but go on: pass, continue, a literal, a message."""
    return all(_is_idle_statement(statement) for statement in handler.body)


def _is_idle_statement(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Continue() | ast.Break() | ast.Return(value=None):
            return True
        case ast.Return(value=value) | ast.Assign(value=value) | ast.Expr(value=value) if (
            is_literal(value)
        ):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if name in _WITHOUT_EFFECT:
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name()))):
            return True
        case ast.AugAssign(value=value):
            return is_empty(literal(value))
        case _:
            return False


_WITHOUT_EFFECT = frozenset({"print", "str", "repr", "len", "bool", "int", "type", "id", "hash"})


def _handlers(code: Code) -> Iterator[tuple[ast.ExceptHandler, frozenset[str]]]:
    for node in code.nodes:
        if isinstance(node, ast.ExceptHandler):
            yield node, caught(code, node)


def _broad_handlers(code: Code) -> Iterator[Found]:
    for handler, types in _handlers(code):
        if types & _BROAD and _swallows(handler):
            name = min(types & _BROAD)
            yield Found("broad", handler, f"except {name}".strip())


def _suppressed(code: Code) -> Iterator[Found]:
    for reference in code.references:
        if reference.names("contextlib.suppress", "suppress"):
            call = code.parents.get(reference.node)
            args = call.args if isinstance(call, ast.Call) else []
            for item in args:
                name = (code.target(item) or "?").rpartition(".")[2]
                yield Found(name, reference.node, name, call)


_BROAD_HANDLERS = Collector(_broad_handlers, _EXCEPT_TEXT)
_SUPPRESSED = Collector(_suppressed, re.compile(r"\bsuppress\b"))


def _covered(code: Code) -> Iterator[Found]:
    """Finds the statements that a swallowing handler covers."""
    for node in code.nodes:
        if isinstance(node, ast.Try) and any(
            caught(code, handler) & _BROAD and _swallows(handler) for handler in node.handlers
        ):
            for statement in node.body:
                yield Found("covered", statement)


_COVERED = Collector(_covered)


def _find_broad(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    handlers = change.added(_BROAD_HANDLERS)
    for found in handlers:
        yield Hit(
            line_of(found.node), f"`{found.detail}:` swallows every error, also unknown ones."
        )
    for found in change.added(_SUPPRESSED):
        if found.key in _BROAD:
            yield Hit(line_of(found.node), f"suppress({found.detail}) swallows every error.")
    if handlers or change.comparable is None:
        return
    for found in change.added(_COVERED):
        reason = "The statement was put under a handler that swallows every error."
        yield Hit(line_of(found.node), reason)
        return


def _find_failing(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields handlers that catch just the failing exception and go on."""
    name = context.failing_type
    if not name:
        return
    types = {name} | _PARENTS.get(name, set())

    def narrow(code: Code) -> Iterator[Found]:
        for handler, names in _handlers(code):
            if names & _BROAD and _swallows(handler):  # what became of it is narrower
                yield Found("narrow", handler)
            elif names & types and is_idle(handler):
                yield Found("narrow", handler, f"except {min(names & types)}")

    for found in change.added(Collector(narrow, _EXCEPT_TEXT)):
        if not found.detail:
            continue
        reason = f"`{found.detail}:` swallows the very error that is to be healed."
        yield Hit(line_of(found.node), reason)
    for found in change.added(_SUPPRESSED):
        if found.key in types:
            yield Hit(
                line_of(found.node), f"suppress({found.key}) swallows the error to be healed."
            )


def _finally_returns(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        if isinstance(node, ast.Try):
            for part in _own(node.finalbody):
                if isinstance(part, ast.Return | ast.Break | ast.Continue):
                    yield Found("finally", part)


def _quiet_exits(code: Code) -> Iterator[Found]:
    """Finds what ends ``with`` blocks and returns something that may be true."""
    for node in code.nodes:
        if isinstance(node, FUNCTIONS) and node.name in _EXITS:
            for part in _own(node.body):
                if isinstance(part, ast.Return) and _may_be_true(part.value):
                    yield Found("exit", part)
            continue
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__exit__")], value=ast.Lambda(body=body))
                | ast.Call(func=ast.Attribute(attr="push"), args=[ast.Lambda(body=body)])
            ):
                if _may_be_true(body):
                    yield Found("exit", node)


_EXITS = ("__exit__", "__aexit__")


def _may_be_true(value: ast.expr | None) -> bool:
    """Whether what is returned can be true by itself; another ``__exit__`` may well be asked."""
    match value:
        case None | ast.Constant(value=None | False | 0):
            return False
        case (
            ast.Call(func=ast.Attribute(attr=name))
            | ast.Await(value=ast.Call(func=ast.Attribute(attr=name)))
        ):
            return name not in (*_EXITS, "close", "release", "set", "stop")
    return True


_FINALLY = Collector(_finally_returns, re.compile(r"\bfinally\b"))
_QUIET = Collector(_quiet_exits, re.compile(r"\b__a?exit__(?!\w)"))


def _find_flow(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_FINALLY):
        yield Hit(line_of(found.node), "Leaving a `finally` block swallows the error under way.")
    for found in change.added(_QUIET):
        reason = "What leaves a `with` block swallows its errors when it returns something true."
        yield Hit(line_of(found.node), reason)


def _lenient(code: Code) -> Iterator[Found]:
    for node in code.nodes:
        match node:
            case ast.keyword(arg="return_exceptions", value=ast.Constant(value=True)):
                yield Found("return_exceptions", node.value, "return_exceptions=True")
            case ast.keyword(arg="default", value=ast.Lambda(body=body)) if is_literal(body):
                yield Found("default", node.value, snippet(node))
            case ast.Call(func=ast.Attribute(attr="exception"), args=[], keywords=[]):
                yield Found("exception", node, f"{snippet(node)}")
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Attribute(attr="traps"))],
                value=ast.Constant(value=False | 0),
            ):
                yield Found("traps", node, snippet(node))
            case ast.keyword(arg="errors", value=ast.Constant(value=str(value))) if (
                value in _HANDLING
            ):
                yield Found("errors", node.value, f"errors={value!r}")
            case ast.keyword(
                arg="on_bad_lines", value=ast.Constant(value="skip" | "warn" as value)
            ):
                yield Found("errors", node.value, f"on_bad_lines={value!r}")
            case ast.keyword(arg="strict", value=ast.Constant(value=False)):
                yield Found("strict", node.value, "strict=False")
            case ast.keyword(arg="check", value=ast.Constant(value=False)):
                yield Found("check", node.value, "check=False")


_LENIENT = Collector(_lenient, re.compile(r"\b(?:errors|on_bad_lines|strict|check)\s*="))


def _find_lenient(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_LENIENT):
        yield Hit(line_of(found.node), f"{found.detail} drops what is bad instead of reporting it.")


def _widened(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields handlers and raises of functions whose exception became a broader one."""
    for name, (old, new) in change.functions.items():
        before, after = _raised(old), _raised(new)
        gone, come = before - after, (after - before) & _BROAD
        if gone and come and not gone & _BROAD:
            lines = [line_of(node) for node in ast.walk(new) if isinstance(node, ast.Raise)]
            reason = f"`{name}` raises {min(come)} instead of {min(gone)}."
            yield Hit(lines[0] if lines else new.lineno, reason)
    if change.comparable is None:
        return
    before_code, after_code = change.comparable
    swallowing = {found.node for found in change.added(_BROAD_HANDLERS)}
    for found in change.added(_WIDE_HANDLERS):
        scope = after_code.scope(found.node)
        fewer = _narrow(after_code, scope) < _narrow(before_code, scope)
        if found.node not in swallowing and fewer:
            reason = "The handler catches every error; a narrower class says what is expected."
            yield Hit(line_of(found.node), reason)


def _narrow(code: Code, scope: str) -> int:
    """Returns how many handlers of a scope name the exceptions that they expect."""
    return sum(
        not types & _BROAD for handler, types in _handlers(code) if code.scope(handler) == scope
    )


def _wide_handlers(code: Code) -> Iterator[Found]:
    for handler, types in _handlers(code):
        if types & _BROAD:
            yield Found("wide", handler)


_WIDE_HANDLERS = Collector(_wide_handlers)


def _raised(function: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            exc = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = exc.attr if isinstance(exc, ast.Attribute) else getattr(exc, "id", "")
            if name:
                names.add(name)
    return names


RULES = (
    Rule(
        "swallows-exceptions",
        Severity.FLAG,
        "The patch adds a handler for all exceptions that does not raise again.",
        _find_broad,
    ),
    Rule(
        "swallows-the-failure",
        Severity.FLAG,
        "The patch catches just the failing exception and goes on as if nothing had happened.",
        _find_failing,
    ),
    Rule(
        "swallows-on-exit",
        Severity.FLAG,
        "The patch leaves a finally block, or returns something true from __exit__.",
        _find_flow,
    ),
    Rule(
        "lenient-errors",
        Severity.FLAG,
        "The patch drops bad data or errors: errors='ignore', return_exceptions=True.",
        _find_lenient,
    ),
    Rule(
        "broader-exception",
        Severity.FLAG,
        "The patch raises or catches a broader exception than before.",
        _widened,
    ),
)
