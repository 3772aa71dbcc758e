"""Demands that a patch lowers: tolerances, limits, retries, waiting."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from healbot.core.tampering.change import Collector, FileChange, Found
from healbot.core.tampering.code import Code, line_of, snippet
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity
from healbot.core.tampering.literals import literal
from healbot.core.tampering.references import Family, reference_rule

_TOLERANCES = frozenset(
    {
        "abs", "rel", "delta", "rel_tol", "abs_tol", "atol", "rtol", "tol", "tolerance", "eps",
        "epsilon", "threshold", "max_diff", "maxdiff", "msg_delta", "margin", "fuzz",
    }
)  # fmt: skip
_DIGITS = frozenset(
    {"places", "decimal", "decimals", "digits", "ndigits", "significant", "precision"}
)
_LIMITS = frozenset(
    {
        "timeout", "deadline", "max_retries", "retries", "attempts", "max_attempts", "tries",
        "max_tries", "max_wait", "max_depth", "limit", "recursionlimit", "time_limit",
    }
)  # fmt: skip
_NUMERIC = (ast.Constant, ast.UnaryOp)
_TOLERANCE_NAME = re.compile(
    r"(?:^|_)(?:tol|tolerance|eps|epsilon|delta|atol|rtol|margin)(?:_|$)", re.I
)
_LIMIT_NAME = re.compile(
    r"(?:^|_)(?:timeout|deadline|retries|attempts|tries|max_wait)(?:_|$)", re.I
)


def _settings(code: Code) -> Iterator[tuple[tuple[str, str], float, ast.AST]]:
    """Yields numbers that are given a name, with their places; and the digits of round()."""
    for keyword in code.of(ast.keyword):
        call = code.parents.get(keyword)
        if keyword.arg and isinstance(call, ast.Call) and isinstance(keyword.value, _NUMERIC):
            place = f"{code.scope(keyword)}:{snippet(call.func)}"
            yield from _number((place, keyword.arg), keyword.value)
    for assignment in code.of(ast.Assign):
        match assignment:
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                yield from _number((code.scope(assignment), name), value)
    for annotated in code.of(ast.AnnAssign):
        if isinstance(annotated.target, ast.Name) and annotated.value is not None:
            yield from _number((code.scope(annotated), annotated.target.id), annotated.value)
    for arguments in code.of(ast.arguments):
        owner = f"{code.scope(arguments)}.{getattr(code.parents[arguments], 'name', '')}"
        pairs = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
        for parameter, default in pairs:
            yield from _number((owner, parameter.arg), default)
    yield from _bounds(code)


def _bounds(code: Code) -> Iterator[tuple[tuple[str, str], float, ast.AST]]:
    """Yields the digits of ``round(x, 2)`` and the bounds of ``abs(a - b) < 0.1``."""
    for call in code.of(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="round"), args=[_, value]):
                yield from _number((f"{code.scope(call)}:round", "ndigits"), value)
    for comparison in code.of(ast.Compare):
        match comparison:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[value]) if (
                _is_distance(left)
            ):
                yield from _number((f"{code.scope(comparison)}:{snippet(left)}", "tol"), value)


def _is_distance(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="abs") | ast.Attribute(attr="fabs" | "abs")):
            return True
        case _:
            return False


def _number(
    place: tuple[str, str], node: ast.expr
) -> Iterator[tuple[tuple[str, str], float, ast.AST]]:
    value = literal(node)
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield place, value, node


def _by_place(code: Code) -> Mapping[tuple[str, str], list[tuple[float, ast.AST]]]:
    found: dict[tuple[str, str], list[tuple[float, ast.AST]]] = {}
    for place, value, node in _settings(code):
        found.setdefault(place, []).append((value, node))
    return found


def _changed(change: FileChange) -> Iterator[tuple[str, float, float, ast.AST]]:
    """Yields the named numbers that differ: name, old value, new value, new node."""
    if change.comparable is None:
        return
    old, new = _by_place(change.comparable[0]), _by_place(change.comparable[1])
    for place, values in new.items():
        earlier = [value for value, _ in old.get(place, [])]
        rest = []
        for value, node in values:  # equal ones may have changed places
            if value in earlier:
                earlier.remove(value)
            else:
                rest.append((value, node))
        if len(earlier) == len(rest):
            for before, (after, node) in zip(earlier, rest, strict=True):
                yield place[1], before, after, node


def _loosened(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for name, before, after, node in _changed(change):
        tolerance = name in _TOLERANCES or _TOLERANCE_NAME.search(name)
        looser = (tolerance and after > before) or (name in _DIGITS and after < before)
        if looser:
            reason = f"`{name}` went from {before:g} to {after:g}: more deviation is accepted."
            yield Hit(line_of(node), reason)
    for found in change.added(_NEW_TOLERANCES):
        yield Hit(line_of(found.node), f"`{found.detail}` accepts deviation that was not accepted.")


def _raised(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for name, before, after, node in _changed(change):
        if (name in _LIMITS or _LIMIT_NAME.search(name)) and after > before:
            yield Hit(line_of(node), f"The limit `{name}` went from {before:g} to {after:g}.")


def _tolerance_keywords(code: Code) -> Iterator[Found]:
    """Finds tolerances in calls that compare or check."""
    for node in code.nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), keywords=keywords):
                if not re.search(r"close|approx|almost|equal|assert", name, re.IGNORECASE):
                    continue
                for keyword in keywords:
                    if keyword.arg in _TOLERANCES or keyword.arg in _DIGITS:
                        yield Found(f"{name}:{keyword.arg}", keyword.value, f"{keyword.arg}=")


_NEW_TOLERANCES = Collector(_tolerance_keywords)

_WAITING = Family(
    frozenset(
        {
            "time.sleep", "asyncio.sleep", "trio.sleep", "anyio.sleep", "gevent.sleep", "tenacity",
            "backoff", "retrying", "retry", "stamina", "flaky",
        }
    ),
    frozenset({"sleep", "retry", "retrying", "on_exception", "implicitly_wait"}),
    re.compile(r"\b(?:sleep|retry|retrying|tenacity|backoff)\b"),
)  # fmt: skip


def _retries(code: Code) -> Iterator[Found]:
    """Finds loops that try again after an exception."""
    for node in code.nodes:
        if not isinstance(node, ast.For | ast.While | ast.AsyncFor):
            continue
        for statement in node.body:
            if isinstance(statement, ast.Try) and _tries_again(node, statement):
                yield Found("retry", node, shown=statement)


def _tries_again(loop: ast.For | ast.While | ast.AsyncFor, attempt: ast.Try) -> bool:
    """Whether success leaves the loop and an exception does not."""
    if isinstance(loop, ast.For | ast.AsyncFor):
        counted = isinstance(loop.iter, ast.Call) and snippet(loop.iter.func) in ("range", "count")
        if not counted:
            return False
    leaves = [*attempt.body[-1:], *attempt.orelse[-1:]]
    if not any(isinstance(item, ast.Return | ast.Break) for item in leaves):
        return False
    return any(
        not any(isinstance(item, ast.Raise | ast.Return | ast.Break) for item in handler.body)
        for handler in attempt.handlers
    )


_RETRIES = Collector(_retries)


def _find_retries(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    for found in change.added(_RETRIES):
        yield Hit(line_of(found.node), "The loop tries again until the error does not show.")


RULES = (
    Rule(
        "loosens-tolerance",
        Severity.FLAG,
        "The patch accepts more deviation: larger tolerances, fewer digits.",
        _loosened,
    ),
    Rule("raises-limit", Severity.FLAG, "The patch raises a timeout or another limit.", _raised),
    reference_rule(
        "waits",
        "The patch adds waiting or retrying: sleep, retry decorators.",
        _WAITING,
        "{target} waits or tries again instead of removing the cause.",
        severity=Severity.FLAG,
    ),
    Rule(
        "retries",
        Severity.FLAG,
        "The patch adds a loop that tries again after an error.",
        _find_retries,
    ),
)
