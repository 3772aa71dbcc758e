"""Unpacking that does not fit: ``for k, v in d``, a forgotten ``enumerate``, a wrong separator."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.data_files import decoded, opened_files
from healbot.generators.fix_patterns.values.edits import suffix, wrap
from healbot.generators.fix_patterns.values.kinds import item_kind, kind_of, live_text
from healbot.generators.fix_patterns.values.streams import called_name, opening_of
from healbot.generators.fix_patterns.values.words import names

_INDEX_NAMES = names(
    "i j n idx index num number pos position rank row_num line_no lineno line_number "
    "counter ix row_index no nr step day round_number place attempt"
)
_REST_NAMES = re.compile(
    r"msg|message|text|rest|desc|comment|title|name|note|detail|body|value|reason|quote|path|url"
)
_SEPARATORS = (", ", ",", ";", "\t", "|", ":", "=", "-", "/", " - ", " ")


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix of the loop or the assignment that unpacks."""
    for clause in code.loops():
        if isinstance(clause.target, (ast.Tuple, ast.List)):
            fixes = list(_loop(code, clause, clause.target))
            yield from fixes
            if fixes:
                return
    for statement in code.failing(ast.Assign):
        target = statement.targets[0]
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from _assignment(code, statement.value, target)


def _names(target: ast.Tuple | ast.List) -> list[str]:
    return [e.id if isinstance(e, ast.Name) else "" for e in target.elts]


def _loop(
    code: Code, clause: ast.For | ast.comprehension, target: ast.Tuple | ast.List
) -> Iterator[Fix]:
    iterated, count, names = clause.iter, len(target.elts), _names(target)
    if count == 2 and kind_of(code, iterated) in _MAPPINGS:
        yield Fix(
            suffix(code, iterated, ".items()"),
            "Iterating over a dictionary gives its keys only; items() gives keys and values.",
            0.95,
        )
        return
    match iterated:
        case ast.Call(func=ast.Attribute(attr="keys" | "values" as attr), args=[]) if count == 2:
            end = code.span(iterated.func)[1]
            yield Fix(
                (SourceEdit(code.source.path, end - len(attr), end, "items"),),
                "Keys and values are unpacked, which items() gives.",
                0.9,
            )
            return
        case ast.Tuple(elts=elts) if len(elts) == count:
            start, end = code.span(iterated)
            opening = "zip" if code.source.text[start] == "(" else "zip("
            edits = [code.insert(start, opening)] + (
                [code.insert(end, ")")] if opening == "zip(" else []
            )
            yield Fix(tuple(edits), "Several collections are iterated over together: zip().", 0.93)
            return
        case ast.Call(func=ast.Name(id="enumerate"), args=[_, *_]) if count > 2:
            yield _nested(code, target)
            return
        case ast.Call(func=ast.Attribute(attr="items"), args=[]) if count > 2:
            yield _nested(code, target)
            return
    if names and names[0] in _INDEX_NAMES:
        yield from _enumerated(code, clause, target)


_MAPPINGS = ("dict", "collections.Counter", "collections.defaultdict", "collections.OrderedDict")


def _nested(code: Code, target: ast.Tuple | ast.List) -> Fix:
    start, end = code.span(target.elts[1])[0], code.span(target.elts[-1])[1]
    return Fix(
        (code.insert(start, "("), code.insert(end, ")")),
        "Each item is a pair whose second part is unpacked itself.",
        0.92,
    )


def _enumerated(
    code: Code, clause: ast.For | ast.comprehension, target: ast.Tuple | ast.List
) -> Iterator[Fix]:
    kind = item_kind(code, clause.iter)
    edits = list(wrap(code, clause.iter, "enumerate("))
    if len(target.elts) > 2:
        if kind not in ("tuple", "list", None):
            return
        edits += _nested(code, target).edits
    elif kind in ("tuple", "list") or kind_of(code, clause.iter) == "range":
        return
    yield Fix(
        tuple(edits),
        "The first name counts the items, which enumerate() does.",
        0.92 if kind is not None else 0.75,
    )


def _assignment(code: Code, value: ast.expr, target: ast.Tuple | ast.List) -> Iterator[Fix]:
    count = len(target.elts)
    if any(isinstance(e, ast.Starred) for e in target.elts):
        return
    match value:
        case ast.Call(func=ast.Attribute(value=receiver, attr="split" | "rsplit")):
            text = _text(code, receiver)
            if text is not None:
                yield from _split(code, value, receiver, text, target)
        case _ if _is_text(code, value):
            text = live_text(code, value) or _input_text(code, value)
            if text is None:
                return
            separator = (
                ""
                if len(text.split()) == count
                else next((f'"{s}"' for s in _SEPARATORS if len(text.split(s)) == count), None)
            )
            if separator is not None:
                yield Fix(
                    suffix(code, value, f".split({separator})"),
                    "Text is unpacked character by character; its parts are meant.",
                    0.88,
                )


def _is_text(code: Code, node: ast.expr) -> bool:
    return kind_of(code, node) == "str" and isinstance(node, (ast.Call, ast.Name, ast.Subscript))


def _input_text(code: Code, node: ast.expr) -> str | None:
    if isinstance(node, ast.Call) and called_name(node) == "input":
        lines = decoded(code.context.problem.reproducer.stdin or b"").splitlines()
        return lines[0] if len({len(line.split()) for line in lines}) == 1 else None
    return None


def _text(code: Code, receiver: ast.expr) -> str | None:
    """Returns the live text that is split; methods that only trim it are followed."""
    match receiver:
        case ast.Call(func=ast.Attribute(value=inner, attr="strip" | "rstrip" | "lstrip"), args=[]):
            text = _text(code, inner)
            return text.strip() if text is not None else None
        case ast.Call(func=ast.Name(id="input")):
            return _input_text(code, receiver)
        case _:
            return live_text(code, receiver)


def _split(
    code: Code, call: ast.Call, receiver: ast.expr, text: str, target: ast.Tuple | ast.List
) -> Iterator[Fix]:
    count = len(target.elts)
    if not text.strip():
        yield from _skip_blank(code, receiver)
        return
    separator = _separator(call)
    if separator == "?" or len(call.args) > 1 or call.keywords:
        return
    parts = text.split(separator)
    if len(parts) < count or (len(parts) > count and separator is None):
        fitting = [s for s in _SEPARATORS if s != separator and len(text.split(s)) == count]
        fitting = [
            s
            for s in fitting
            if all(len(t.split(s)) in (count, 1) for t in _others(code, receiver))
        ]
        if fitting and fitting[0] != " ":
            edit = _set_separator(code, call, f'"{_escaped(fitting[0])}"')
            yield Fix((edit,), f"The parts of {text!r} are separated by {fitting[0]!r}.", 0.88)
            return
        if separator is not None and len(text.split()) == count:
            edit = _set_separator(code, call, "")
            yield Fix((edit,), f"The parts of {text!r} are separated by white space.", 0.88)
            return
    if len(parts) > count:
        yield from _limited(code, call, separator, parts, target)


def _escaped(separator: str) -> str:
    return separator.replace("\t", "\\t")


def _separator(call: ast.Call) -> str | None:
    if not call.args:
        return None
    node = call.args[0]
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str)):
        return node.value or None
    return "?"


def _set_separator(code: Code, call: ast.Call, text: str) -> SourceEdit:
    if call.args:
        return code.replace(call.args[0], text)
    return code.insert(code.span(call)[1] - 1, text)


def _others(code: Code, receiver: ast.expr) -> list[str]:
    """Returns the other lines of the data, when they are known."""
    return [
        line
        for _, file in opened_files(code)
        for line in decoded(file.data).splitlines()
        if line.strip()
    ]


def _limited(
    code: Code,
    call: ast.Call,
    separator: str | None,
    parts: list[str],
    target: ast.Tuple | ast.List,
) -> Iterator[Fix]:
    """More parts than names: the last name takes the rest, or the first does."""
    names = _names(target)
    limit = len(names) - 1
    if not isinstance(call.func, ast.Attribute):
        return
    numbers = re.fullmatch(r"-?\d+(\.\d+)?", parts[-1]) is not None
    words = not any(re.fullmatch(r"-?\d+(\.\d+)?", p) for p in parts[: len(parts) - limit])
    if separator in (None, " ") and numbers and words and call.func.attr == "split":
        end = code.span(call.func)[1]
        edits = (
            SourceEdit(code.source.path, end - len("split"), end, "rsplit"),
            _limit(code, call, limit),
        )
        yield Fix(
            edits,
            f"{names[0]} may hold several words; the parts are split off from the right.",
            0.85,
        )
        return
    rest_is_text = bool(_REST_NAMES.search(names[-1].lower()))
    if separator == ",":
        sure = 0.6 if rest_is_text else 0.2
    elif separator in (":", "=", ": ", " = ", "->", " - ", "-", "|") and len(names) == 2:
        sure = 0.88
    else:
        sure = 0.85 if rest_is_text else 0.4
    yield Fix(
        (_limit(code, call, limit),),
        f"{names[-1]} is the rest of the text, so it is split at most {limit} times.",
        sure,
    )


def _limit(code: Code, call: ast.Call, limit: int) -> SourceEdit:
    text = f", {limit}" if call.args else f"maxsplit={limit}"
    return code.insert(code.span(call)[1] - 1, text)


def _skip_blank(code: Code, receiver: ast.expr) -> Iterator[Fix]:
    """A blank line of the data, such as the last one, holds no parts."""
    names = [n for n in ast.walk(receiver) if isinstance(n, ast.Name)]
    loop = code.parent(code.statement) if code.statement is not None else None
    if len(names) != 1 or not isinstance(loop, ast.For) or code.statement is None:
        return
    match code.resolve(names[0]):
        case [Binding(kind="for", value=ast.expr() as iterated, path=())]:
            line = names[0].id
        case _:
            return
    if opening_of(code, iterated) is None and "split" not in ast.unparse(iterated):
        return
    newline, indent = code.source.newline, code.indent(code.statement)
    step = "\t" if "\t" in indent else "    "
    text = f"if not {line}.strip():{newline}{indent}{step}continue"
    yield Fix(
        (code.line_before(code.statement, text),), "A blank line holds nothing to unpack.", 0.6
    )


def not_iterable(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``cannot unpack non-iterable int object`` in loops."""
    for clause in code.loops():
        if isinstance(clause.target, ast.Tuple):
            yield from _loop(code, clause, clause.target)
            return


PATTERN = value_pattern(
    "unpack_count",
    {"ValueError", "TypeError"},
    {
        r"^(too many|not enough) values to unpack": propose,
        r"^cannot unpack non-iterable (int|float|bool|\w+) object": not_iterable,
    },
)
