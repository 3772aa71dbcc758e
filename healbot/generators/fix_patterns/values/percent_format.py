"""``"%s is %d" % name, age``: formats whose fields and values do not match in number."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.streams import called_name

_FIELD = re.compile(r"%(?:\(\w+\))?[-+ #0]*(?:\d+|\*)?(?:\.\d+)?[diouxXeEfFgGcrsa]")


def _formats(code: Code) -> Iterator[tuple[ast.BinOp, str]]:
    for node in code.failing(ast.BinOp):
        match node:
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text))):
                yield node, text


def _fields(text: str) -> int:
    return len(_FIELD.findall(text.replace("%%", "")))


def too_few(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the missing parentheses around the values, or a doubled percent sign."""
    for node, text in _formats(code):
        wanted = _fields(text)
        given = len(node.right.elts) if isinstance(node.right, ast.Tuple) else 1
        following = _following(code, node)
        if given == 1 and following and wanted == 1 + len(following):
            start, end = code.outer_span(node.right)[0], code.outer_span(following[-1])[1]
            yield Fix(
                (code.insert(start, "("), code.insert(end, ")")),
                f"The format has {wanted} fields; their values must stand in one tuple.",
                0.95,
            )
            return
        sign = re.search(r"(?<=[\dsdf])%(?= ?[a-zA-Z])(?! ?[sdf]\b)", text)
        if sign is not None and wanted == given + 1:
            yield from _doubled(code, node, text, sign.start(), 0.85)
            return


def _following(code: Code, node: ast.BinOp) -> list[ast.expr]:
    """Returns the expressions behind the format in the same argument list or tuple."""
    parent = code.parent(node)
    siblings: list[ast.expr] = []
    if isinstance(parent, ast.Call):
        siblings = parent.args
    elif isinstance(parent, ast.Tuple):
        siblings = parent.elts
    return siblings[siblings.index(node) + 1 :] if node in siblings else []


def _doubled(code: Code, node: ast.BinOp, text: str, index: int, sure: float) -> Iterator[Fix]:
    start, end = code.span(node.left)
    literal = code.source.text[start:end]
    position = [m.start() for m in re.finditer("%", text)].index(index)
    places = [m.start() for m in re.finditer("%", literal)]
    if len(places) == text.count("%"):
        yield Fix(
            (code.insert(start + places[position], "%"),),
            "A literal percent sign in a format is written %%.",
            sure,
        )


def stray_sign(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the doubled percent sign for an unknown or incomplete field."""
    for node, text in _formats(code):
        index = match.groupdict().get("index")
        if index is None:
            if text.endswith("%"):
                yield from _doubled(code, node, text, len(text) - 1, 0.93)
        else:
            sign = text.rfind("%", 0, int(index))
            if sign >= 0:
                yield from _doubled(code, node, text, sign, 0.9)
        return


def too_many(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``.format`` for braces, and a tuple in a tuple for one field."""
    for node, text in _formats(code):
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        braces = len(re.findall(r"\{[^{}]*\}", text))
        if _fields(text) == 0 and braces == len(values):
            end = code.outer_span(node.left)[1]
            start = code.outer_span(node.right)[0]
            inner = code.source.text[start : code.outer_span(node.right)[1]]
            call = f".format{inner}" if inner.startswith("(") else f".format({inner})"
            yield Fix(
                (SourceEdit(code.source.path, end, start + len(inner), call),),
                "The text has {} fields, which format() fills, not %.",
                0.93,
            )
        elif (
            _fields(text) == 1
            and not isinstance(node.right, ast.Tuple)
            and kind_of(code, node.right) == "tuple"
        ):
            start, end = code.outer_span(node.right)
            yield Fix(
                (code.insert(start, "("), code.insert(end, ",)")),
                "A tuple that fills one field must stand in a tuple.",
                0.93,
            )
        return


def brace_fields(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``format(*values)`` for one tuple that fills several ``{}``."""
    for call in code.failing(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"),
                args=[argument],
                keywords=[],
            ):
                count = len(re.findall(r"\{(?::[^{}]*)?\}", text))
                if isinstance(argument, ast.Tuple) and len(argument.elts) == count:
                    start, end = code.span(argument)
                    inner = code.source.text[start + 1 : end - 1].rstrip().rstrip(",")
                    yield Fix(
                        (code.replace(argument, inner),),
                        "The fields are filled by separate arguments.",
                        0.92,
                    )
                    return
                live = code.live(argument)
                if (
                    live is not None
                    and live.length == count
                    and live.type_name in ("list", "tuple")
                ):
                    yield Fix(
                        (code.insert(code.span(argument)[0], "*"),),
                        "The fields are filled by separate arguments.",
                        0.85,
                    )
                    return


def prompt(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields one f-string for ``input("Item", number, ": ")``."""
    for call in code.failing(ast.Call):
        if called_name(call) != "input" or len(call.args) < 2:
            continue
        pieces = []
        for node in call.args:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                pieces.append(re.sub(r"([{}])", r"\1\1", node.value).replace('"', '\\"'))
            elif '"' in code.text(node) or isinstance(node, ast.JoinedStr):
                return
            else:
                pieces.append("{" + code.text(node) + "}")
        start, end = code.outer_span(call.args[0])[0], code.outer_span(call.args[-1])[1]
        yield Fix(
            (SourceEdit(code.source.path, start, end, 'f"' + " ".join(pieces) + '"'),),
            "input() takes one prompt.",
            0.6,
        )
        return


PATTERN = value_pattern(
    "percent_format",
    {"TypeError", "ValueError", "IndexError"},
    {
        r"^not enough arguments for format string": too_few,
        r"^incomplete format|^unsupported format character .* at index (?P<index>\d+)": stray_sign,
        r"^not all arguments converted during string formatting": too_many,
        r"^(Replacement index \d+ out of range|tuple index out of range)": brace_fields,
        r"^input expected at most 1 argument": prompt,
    },
)
