"""A coroutine that nobody awaits, an ``await`` of something else, and loops that nest."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_module
from healbot.generators.fix_patterns.values.streams import called_name


def _is_coroutine_call(code: Code, node: ast.AST | None) -> bool:
    if not isinstance(node, ast.Call):
        return False
    functions = code.functions(called_name(node))
    if functions:
        return all(isinstance(f, ast.AsyncFunctionDef) for f in functions)
    return ast.unparse(node.func) == "asyncio.sleep"


def not_awaited(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``await`` before the coroutine whose result is used."""
    edits: list[SourceEdit] = []
    for node in code.failing(ast.expr):
        call: ast.expr | None = None
        if isinstance(node, ast.Call) and _is_coroutine_call(code, node):
            call = node
        elif isinstance(node, ast.Name):
            bindings = code.resolve(node)
            if len(bindings) == 1 and not bindings[0].path and bindings[0].kind == "assign":
                value = bindings[0].value
                value = value.elt if isinstance(value, ast.ListComp) else value
                call = value if _is_coroutine_call(code, value) else None
        if call is not None and not _is_handled(code, call):
            edits += _awaited(code, call)
    if edits:
        yield Fix(
            tuple(dict.fromkeys(edits)),
            "A coroutine only runs when it is awaited; its result is used here.",
            0.92,
        )


def _is_handled(code: Code, call: ast.expr) -> bool:
    parent = code.parent(call)
    if isinstance(parent, ast.Await):
        return True
    name = called_name(parent) if isinstance(parent, ast.Call) else ""
    return name in (
        "run",
        "gather",
        "create_task",
        "ensure_future",
        "wait_for",
        "shield",
        "run_until_complete",
    )


def _awaited(code: Code, call: ast.expr) -> list[SourceEdit]:
    start, end = code.span(call)
    if not isinstance(code.function_scope_of(call), ast.AsyncFunctionDef):
        if code.function_scope_of(call) is not None:
            return []
        name, edits = import_module(code, "asyncio")
        return [*edits, code.insert(start, f"{name}.run("), code.insert(end, ")")]
    parent = code.parent(call)
    tight = isinstance(parent, (ast.Attribute, ast.Subscript, ast.BinOp, ast.Starred))
    if tight and code.outer_span(call) == (start, end):
        return [code.insert(start, "(await "), code.insert(end, ")")]
    return [code.insert(start, "await ")]


def not_awaitable(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for ``await`` before something that is no coroutine."""
    awaits = [n for n in code.failing(ast.Await) if isinstance(n.value, ast.Call)]
    plain = [n for n in awaits if _is_plain(code, n.value)] or (awaits if len(awaits) == 1 else [])
    if len(plain) != 1:
        return
    node = plain[0]
    if not isinstance(node.value, ast.Call):
        return
    if ast.unparse(node.value.func) == "time.sleep":
        name, edits = import_module(code, "asyncio")
        change = code.replace(node.value.func, f"{name}.sleep")
        yield Fix(
            (*edits, change), "time.sleep() blocks and cannot be awaited; asyncio.sleep() can.", 0.9
        )
        return
    if _is_coroutine_call(code, node.value):
        return
    start, value = code.span(node)[0], code.outer_span(node.value)[0]
    yield Fix(
        (code.delete(start, value),),
        f"{ast.unparse(node.value.func)}() is an ordinary function; its result is not awaited.",
        0.88,
    )


def _is_plain(code: Code, node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    functions = code.functions(called_name(node))
    if functions:
        return all(isinstance(f, ast.FunctionDef) for f in functions)
    return ast.unparse(node.func) in ("time.sleep", "print")


def function_for_coroutine(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``asyncio.run(main())`` for ``asyncio.run(main)``."""
    for call in code.failing(ast.Call):
        if called_name(call) not in (
            "run",
            "create_task",
            "gather",
            "run_until_complete",
            "wait_for",
            "ensure_future",
        ):
            continue
        edits = [
            code.insert(code.span(a)[1], "()")
            for a in call.args
            if isinstance(a, ast.Name)
            and code.functions(a.id)
            and all(isinstance(f, ast.AsyncFunctionDef) for f in code.functions(a.id))
        ]
        if edits:
            yield Fix(tuple(edits), "The coroutine is made by calling the function.", 0.95)
            return
        for argument in call.args:
            plain = code.functions(called_name(argument)) if isinstance(argument, ast.Call) else []
            if len(plain) == 1 and isinstance(plain[0], ast.FunctionDef) and _awaits(plain[0]):
                yield Fix(
                    (code.insert(code.span(plain[0])[0], "async "),),
                    f"{plain[0].name} is run as a coroutine.",
                    0.6,
                )


def _awaits(function: ast.FunctionDef) -> bool:
    return any(isinstance(n, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for n in ast.walk(function))


def wrong_protocol(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``for`` for ``async for`` and the other way round, likewise for ``with``."""
    wants_async = match.groupdict().get("to") == "async"
    for statement in (*code.failing(ast.stmt),):
        if isinstance(statement, (ast.AsyncFor, ast.AsyncWith)) and not wants_async:
            start = code.span(statement)[0]
            found = re.match(r"async\s+", code.source.text[start:])
            if found is not None:
                yield Fix(
                    (code.delete(start, start + found.end()),),
                    "What is used here does not work asynchronously.",
                    0.88,
                )
            return
        if isinstance(statement, (ast.For, ast.With)) and wants_async:
            if isinstance(code.function_scope_of(statement), ast.AsyncFunctionDef):
                yield Fix(
                    (code.insert(code.span(statement)[0], "async "),),
                    "What is used here works asynchronously only.",
                    0.92,
                )
            return
    if wants_async:
        yield from _async_comprehension(code)


def _async_comprehension(code: Code) -> Iterator[Fix]:
    for node in code.failing(ast.comprehension):
        if isinstance(code.function_scope_of(node), ast.AsyncFunctionDef):
            start = code.span(node.target)[0]
            head = code.source.text[:start].rstrip()
            if head.endswith("for"):
                yield Fix(
                    (code.insert(len(head) - 3, "async "),),
                    "What is iterated over works asynchronously only.",
                    0.9,
                )
                return


def nested_loop(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``await main()`` for ``asyncio.run(main())`` inside a coroutine."""
    for node in code.all(ast.Call):
        inside = isinstance(code.function_scope_of(node), ast.AsyncFunctionDef)
        covers = node.lineno <= code.context.line <= (node.end_lineno or 0)
        if called_name(node) not in ("run", "run_until_complete") or not covers or not node.args:
            continue
        if inside and isinstance(node.args[0], ast.Call):
            start, end = code.span(node)
            first, last = code.outer_span(node.args[0])
            tight = isinstance(code.parent(node), (ast.Attribute, ast.Subscript))
            before, after = ("(await ", ")") if tight else ("await ", "")
            yield Fix(
                (
                    SourceEdit(code.source.path, start, first, before),
                    SourceEdit(code.source.path, last, end, after),
                ),
                "A loop is running already inside a coroutine; the other one is awaited.",
                0.92,
            )
            return


def no_loop(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``asyncio.run(...)`` where no loop runs."""
    if code.function_scope_of(code.statement) is not None if code.statement else True:
        return
    for call in code.failing(ast.Call):
        name = called_name(call)
        if name == "create_task" and call.args and isinstance(call.func, ast.Attribute):
            end = code.span(call.func)[1]
            yield Fix(
                (SourceEdit(code.source.path, end - len(name), end, "run"),),
                "No loop runs at module level; asyncio.run() starts one.",
                0.75,
            )
        elif name == "run_until_complete" and isinstance(call.func, ast.Attribute):
            module, edits = import_module(code, "asyncio")
            yield Fix(
                (*edits, code.replace(call.func, f"{module}.run")),
                "asyncio.run() makes the loop itself.",
                0.8,
            )
        elif name == "get_event_loop":
            end = code.span(call.func)[1]
            yield Fix(
                (SourceEdit(code.source.path, end - len(name), end, "new_event_loop"),),
                "There is no loop in this thread; a new one is made.",
                0.8,
            )


_COROUTINE = r"'coroutine'|\bcoroutine\b"

PATTERN = value_pattern(
    "async_misuse",
    {"TypeError", "AttributeError", "RuntimeError", "ValueError"},
    {
        r"'coroutine' object (is not|has no|does not|cannot)|object of type 'coroutine'|"
        r"unsupported operand.*'coroutine'|not supported between.*'coroutine'|not \"coroutine\"|"
        r"type coroutine is not JSON|not 'coroutine'|coroutine found|unpack non-iterable coroutine|"
        r"argument of type 'coroutine'|passed to coroutine": not_awaited,
        r"object (?P<kind>[\w.]+) can't be used in 'await' expression|"
        r"'(?P<other>[\w.]+)' object can't be awaited": not_awaitable,
        r"a coroutine was expected, got <function|asyncio\.Future, a coroutine or an awaitable is "
        r"required|a coroutine was expected, got None": function_for_coroutine,
        r"'async for' requires an object with __aiter__|does not support the asynchronous context "
        r"manager protocol|'async with' requires|__aenter__": wrong_protocol,
        r"'(?P<to>async)_generator' object is not iterable": wrong_protocol,
        r"cannot be called from a running event loop|"
        r"This event loop is already running": nested_loop,
        r"no running event loop|no current event loop": no_loop,
    },
)
