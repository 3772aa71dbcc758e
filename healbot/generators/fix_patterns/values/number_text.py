"""``int("3.50")``, ``float("1,234.5")``: the text is a number in another notation.

What the other values of the same column or list look like decides; text that is no number at all
is a fault of the data and stays.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.data_files import decoded, opened_files
from healbot.generators.fix_patterns.values.edits import suffix, wrap
from healbot.generators.fix_patterns.values.kinds import live_text
from healbot.generators.fix_patterns.values.origins import possible_values
from healbot.generators.fix_patterns.values.streams import called_name

_THOUSANDS = re.compile(r"\s*[-+]?\d{1,3}(,\d{3})+(\.\d+)?\s*")
_EUROPEAN = re.compile(r"\s*[-+]?\d{1,3}(\.\d{3})*,\d+\s*")
_DECIMAL = re.compile(r"\s*[-+]?(\d+\.\d*|\.\d+|\d+(\.\d*)?[eE][-+]?\d+)\s*")
_PREFIXED = {"0x": 16, "0b": 2, "0o": 8}
_SYMBOL = re.compile(
    r"\s*(?P<before>[$€£¥#])?\s*[-+]?[\d,.]*\d(?P<after>\s?[%€$£]|\s?[A-Za-z]{1,3})?\s*"
)


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the conversion that understands the text."""
    try:
        text = str(ast.literal_eval(match["text"]))
    except (ValueError, SyntaxError):
        return
    calls = _conversions(code, match["function"])
    header = _header(code, text)
    if header is not None:
        yield header
        return
    if len(calls) == 1:
        call = calls[0]
        yield from _of_call(code, call, text, match["function"])
    elif not calls and match["function"] == "int":
        yield from _mapped(code, text)


def _conversions(code: Code, function: str) -> list[ast.Call]:
    """Returns the ``int(...)`` or ``float(...)`` calls that can have failed."""
    found = [
        call
        for call in code.failing(ast.Call)
        if isinstance(call.func, ast.Name) and call.func.id == function and len(call.args) == 1
    ]
    if len(found) > 1:
        text = code.context.message.rpartition(": ")[2]
        known = [c for c in found if repr(live_text(code, c.args[0])) == text]
        return known if len(known) == 1 else []
    return found


def _of_call(code: Code, call: ast.Call, text: str, function: str) -> Iterator[Fix]:
    values = [text, *possible_values(code, call.args[0])]
    filled = [v for v in values if v.strip()]
    if _DECIMAL.fullmatch(text):
        yield _decimal(code, call, filled)
    elif text.strip()[:2].lower() in _PREFIXED and function == "int":
        base = _PREFIXED[text.strip()[:2].lower()]
        yield Fix(
            (code.insert(code.outer_span(call.args[0])[1], f", {base}"),),
            f"{text!r} is a number with base {base}.",
            0.92,
        )
    elif _THOUSANDS.fullmatch(text):
        yield from _cleaned(code, call, text, '.replace(",", "")', 0.92)
    elif _EUROPEAN.fullmatch(text):
        alike = all(_EUROPEAN.fullmatch(v) or re.fullmatch(r"\s*-?\d+\s*", v) for v in filled)
        dots = '.replace(".", "")' if "." in text else ""
        sure = (0.9 if len(filled) > 2 or dots else 0.75) if alike else 0.25
        yield from _cleaned(code, call, text, f'{dots}.replace(",", ".")', sure)
    else:
        yield from _symbols(code, call, text, filled)


def _decimal(code: Code, call: ast.Call, values: list[str]) -> Fix:
    whole = all(re.fullmatch(r"\s*[-+]?\d+(\.0*)?\s*", v) for v in values)
    if whole or _wants_integer(code, call):
        return Fix(
            wrap(code, call.args[0], "float("),
            "The text has a decimal point but the number is "
            "used as an integer: it is read as a float and cut.",
            0.85,
        )
    return Fix(
        (code.replace(call.func, "float"),),
        "The text has a decimal point, so the number is a float.",
        0.88,
    )


def _wants_integer(code: Code, call: ast.Call) -> bool:
    """Whether the number is used where only an integer will do."""
    uses: list[ast.AST] = [call]
    parent = code.parent(call)
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        scope = code.binding_scope(parent.targets[0])
        uses += code.reads(parent.targets[0].id, scope) if scope is not None else []
    for node in uses:
        holder = code.parent(node)
        if isinstance(holder, ast.Subscript) and holder.slice is node:
            return True
        if isinstance(holder, ast.Call) and called_name(holder) in ("range", "chr", "bin", "hex"):
            return True
    return False


def _cleaned(code: Code, call: ast.Call, text: str, method: str, sure: float) -> Iterator[Fix]:
    argument = call.args[0]
    edits: tuple[SourceEdit, ...] = suffix(code, argument, method)
    cleaned = text.replace(",", "") if '", ""' in method or '",", ""' in method else text
    if getattr(call.func, "id", "") == "int" and "." in cleaned:
        edits = (*edits, code.replace(call.func, "float"))
    yield Fix(edits, f"{text!r} is a number written with separators, which are taken out.", sure)


def _symbols(code: Code, call: ast.Call, text: str, values: list[str]) -> Iterator[Fix]:
    """A currency sign or a unit that stands in every value is taken off."""
    found = _SYMBOL.fullmatch(text)
    if found is None or not (found["before"] or found["after"]):
        return
    before, after = found["before"] or "", (found["after"] or "").strip()
    alike = all(before in v and v.strip().endswith(after) for v in values)
    if not alike:
        return
    method = f'.replace("{before}", "")' if before else ""
    method += f'.replace("{after}", "")' if after else ""
    method += '.replace(",", "")' if any("," in v for v in values) else ""
    sure = (
        0.3
        if after == "%"
        else 0.85
        if before and len(values) > 1
        else 0.6
        if len(values) > 2
        else 0.45
    )
    edits: tuple[SourceEdit, ...] = suffix(code, call.args[0], method)
    if getattr(call.func, "id", "") == "int" and any("." in v for v in values):
        edits = (*edits, code.replace(call.func, "float"))
    yield Fix(
        edits, f"{text!r} is a number with {before or after!r} beside it, which is taken off.", sure
    )


def _mapped(code: Code, text: str) -> Iterator[Fix]:
    """``map(int, values)`` over decimal texts."""
    for call in code.failing(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id="int") as function, _]):
                if _DECIMAL.fullmatch(text):
                    yield Fix(
                        (code.replace(function, "float"),), "The texts have decimal points.", 0.88
                    )


def _header(code: Code, text: str) -> Fix | None:
    """The failing text is a column's name: the header line is read as data."""
    word = text.strip().strip('"')
    if not re.search(r"[A-Za-z]", word):
        return None
    for first in _first_lines(code):
        if word in [cell.strip().strip('"') for cell in re.split(r"[,;\t|]", first)]:
            return _skip_first(code)
    return None


def _first_lines(code: Code) -> Iterator[str]:
    for _, file in opened_files(code):
        yield decoded(file.data).split("\n", 1)[0]
    for node in code.all(ast.Constant):
        if isinstance(node.value, str) and "\n" in node.value.strip():
            yield node.value.strip().split("\n", 1)[0]


def _skip_first(code: Code) -> Fix | None:
    """Returns the fix that begins the enclosing loop at the second line."""
    if code.statement is None:
        return None
    loops = [code.statement, *code.ancestors(code.statement)]
    loop = next((n for n in loops if isinstance(n, ast.For)), None)
    if loop is None:
        return None
    iterated = loop.iter
    reason = "The first line holds the names of the columns, so the loop begins behind it."
    if isinstance(iterated, ast.Call) and called_name(iterated) == "enumerate" and iterated.args:
        iterated = iterated.args[0]
    match iterated:
        case ast.Call(func=ast.Attribute(attr="splitlines" | "split" | "readlines")):
            return Fix(suffix(code, iterated, "[1:]"), reason, 0.88)
        case ast.Call(func=ast.Attribute(attr="reader"), args=[ast.Name(id=name), *_]):
            return Fix((code.line_before(loop, f"next({name})"),), reason, 0.9)
        case ast.Name(id=name):
            bindings = code.resolve(iterated)
            kinds = {called_name(b.value) for b in bindings if isinstance(b.value, ast.Call)}
            if kinds & {"open", "reader"}:
                return Fix((code.line_before(loop, f"next({name})"),), reason, 0.9)
            if kinds & {"splitlines", "split", "readlines", "list"}:
                return Fix(suffix(code, iterated, "[1:]"), reason, 0.88)
    return None


PATTERN = value_pattern(
    "number_text",
    {"ValueError"},
    {
        r"^invalid literal for (?P<function>int)\(\) with base 10: (?P<text>'.*'|\".*\")$": propose,
        r"^could not convert string to (?P<function>float): (?P<text>'.*'|\".*\")$": propose,
    },
)
