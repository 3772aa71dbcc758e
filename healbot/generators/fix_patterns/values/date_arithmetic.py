"""Dates, times, spans and numbers that do not go together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_name, suffix, wrap
from healbot.generators.fix_patterns.values.kinds import kind_of, live_text
from healbot.generators.fix_patterns.values.origins import scalar_sources
from healbot.generators.fix_patterns.values.streams import called_name

_UNITS = ("seconds", "minutes", "hours", "weeks", "days")


def date_with_datetime(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``moment.date()`` where a date meets a point in time."""
    for left, right in _pairs(code):
        kinds = (kind_of(code, left), kind_of(code, right))
        if "datetime.datetime" in kinds and set(kinds) & {"datetime.date", None}:
            node = left if kinds[0] == "datetime.datetime" else right
            yield Fix(
                suffix(code, node, ".date()"),
                "A date and a point in time cannot be combined; its date is taken.",
                0.85,
            )
            return


def _pairs(code: Code) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in code.failing(ast.AST):
        if isinstance(node, ast.Compare):
            yield node.left, node.comparators[0]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            yield node.left, node.right
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, (ast.Add, ast.Sub)):
            yield node.target, node.value


def date_with_number(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``timedelta(days=n)`` where a number is added to a date."""
    is_date = "datetime.date'" in match[0]
    for left, right in _pairs(code):
        if kind_of(code, right) not in ("int", "float", None):
            continue
        if kind_of(code, left) not in ("datetime.date", "datetime.datetime", None):
            continue
        named = next((u for u in _UNITS if u[:-1] in ast.unparse(right).lower()), None)
        unit = named or "days"
        name, edits = import_name(code, "datetime", "timedelta")
        sure = 0.9 if named else 0.8 if is_date else 0.34
        yield Fix(
            (*edits, *wrap(code, right, f"{name}({unit}=")),
            f"A number of {unit} is added to a date as a timedelta.",
            sure,
        )
        return


def date_with_text(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``date.fromisoformat(text)`` at the source of a date in ISO form."""
    wanted = "datetime" if "datetime.datetime'" in match[0] else "date"
    for left, right in _pairs(code):
        for node in (left, right):
            text = live_text(code, node)
            if text is None or not _is_iso(text, wanted):
                continue
            sources = [s for s in scalar_sources(code, node) if s.unpacked is None and not s.items]
            target = sources[0].node if len(sources) == 1 else node
            name, edits = import_name(code, "datetime", wanted)
            yield Fix(
                (*edits, *wrap(code, target, f"{name}.fromisoformat(")),
                f"{ast.unparse(node)} is the text of a date; it is parsed where it is read.",
                0.85,
            )
            return


def _is_iso(text: str, wanted: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return wanted == "datetime" or len(text) == 10


def span_with_number(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``span.days`` where a timedelta is compared with a number."""
    for left, right in _pairs(code):
        for node, other in ((left, right), (right, left)):
            if kind_of(code, node) == "datetime.timedelta" and kind_of(code, other) in (
                "int",
                "float",
                None,
            ):
                words = ast.unparse(other).lower() + ast.unparse(node).lower()
                text = ".total_seconds()" if "second" in words else ".days"
                yield Fix(
                    suffix(code, node, text),
                    "A span of time is compared with a number; its own number is taken.",
                    0.75,
                )
                return


def naive_with_aware(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``datetime.now(timezone.utc)`` for the only naive clock reading."""
    calls = [
        c
        for c in code.all(ast.Call)
        if isinstance(c.func, ast.Attribute)
        and (
            called_name(c) == "utcnow"
            or (called_name(c) == "now" and not c.args and not c.keywords)
        )
        and "datetime" in ast.unparse(c.func.value)
    ]
    if not calls or len({ast.unparse(c) for c in calls}) != 1:
        return
    name, edits = import_name(code, "datetime", "timezone")
    changes = []
    for call in calls:
        if not isinstance(call.func, ast.Attribute):
            return
        changes.append(code.replace(call, f"{code.text(call.func.value)}.now({name}.utc)"))
    yield Fix(
        (*edits, *changes),
        "One of the times knows its zone and the other does not; the clock is read in UTC.",
        0.75,
    )


_DATE = r"'datetime\.(?:date|datetime)'"

PATTERN = value_pattern(
    "date_arithmetic",
    {"TypeError"},
    {
        r"can't compare datetime\.(datetime to datetime\.date|date to datetime\.datetime)|"
        r"unsupported operand type\(s\) for -: 'datetime\.datetime' and 'datetime\.date'|"
        r"unsupported operand type\(s\) for -: 'datetime\.date' and 'datetime\.datetime'|"
        r"not supported between instances of 'datetime\.(datetime' and 'datetime\.date'|date' and "
        r"'datetime\.datetime')": date_with_datetime,
        rf"unsupported operand type\(s\) for [+-]=?: {_DATE} and '(int|float)'": date_with_number,
        rf"(unsupported operand type\(s\) for -|not supported between instances "
        rf"of).*({_DATE} and 'str'"
        rf"|'str' and {_DATE})": date_with_text,
        r"not supported between instances of ('datetime\.timedelta' and '(int|float)'|'(int|"
        r"float)' "
        r"and 'datetime\.timedelta')": span_with_number,
        r"can't (compare|subtract) offset-naive and offset-aware": naive_with_aware,
    },
)
