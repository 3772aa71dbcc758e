"""``if age > 18`` with ``age = input()``: text is compared, multiplied, counted or summed.

The text is converted where it is read (see `origins`), with ``int`` or ``float`` as the values
seen ask for.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import suffix
from healbot.generators.fix_patterns.values.kinds import NUMBERS, item_kind, kind_of, live_text
from healbot.generators.fix_patterns.values.origins import (
    Conversion,
    Source,
    convert,
    item_sources,
    number_conversion,
)

_INTEGER_ONLY = frozenset({"range", "bytes", "bytearray", "islice", "randint", "randrange"})
_AGGREGATES = frozenset(
    {"sum", "max", "min", "sorted", "mean", "median", "fmean", "stdev", "fsum", "sort", "mode"}
)


def comparison(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``'<' not supported between instances of 'str' and 'int'``."""
    kinds = {match["left"], match["right"]}
    if "str" not in kinds or not kinds & NUMBERS:
        return
    texts: list[ast.expr] = []
    for node in code.failing(ast.Compare):
        operands = [node.left, *node.comparators]
        for left, right in itertools.pairwise(operands):
            texts += _text_sides(code, left, right)
    if texts:
        yield from _fix(code, number_conversion(code, texts), texts)
    else:
        yield from aggregate(code, match)


def arithmetic(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for text as an operand of arithmetic other than ``+``."""
    groups = match.groupdict()
    kinds = {groups.get("left", "str"), groups.get("right", "str")}
    if "str" not in kinds or kinds - NUMBERS - {"str"}:
        return
    texts: list[ast.expr] = []
    for node in code.failing(ast.AST):
        if isinstance(node, ast.BinOp):
            texts += _operands(code, node.left, node.right, node.op)
        elif isinstance(node, ast.AugAssign):
            texts += _operands(code, node.target, node.value, node.op)
    if texts:
        yield from _fix(code, number_conversion(code, texts), texts)
    elif match.group().startswith("unsupported"):
        yield from aggregate(code, match)


def _operands(code: Code, left: ast.expr, right: ast.expr, op: ast.operator) -> list[ast.expr]:
    if isinstance(op, (ast.Add, ast.Mod)) or _is_rule(left) or _is_rule(right):
        is_text = kind_of(code, left) == "str"
        if is_text or isinstance(op, ast.Add) or _is_rule(left) or _is_rule(right):
            return []
    return _text_sides(code, left, right)


def _is_rule(node: ast.expr) -> bool:
    """Whether an operand is text to be repeated, such as ``"-" * 40``."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def remainder(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``n % 2`` with ``n = input()``, which Python takes for formatting."""
    texts = [
        node.left
        for node in code.failing(ast.BinOp)
        if isinstance(node.op, ast.Mod) and not _is_rule(node.left)
    ]
    texts = [
        t for t in texts if kind_of(code, t) == "str" and "%" not in (live_text(code, t) or "")
    ]
    if texts:
        yield from _fix(code, number_conversion(code, texts), texts)


def repetition(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``can't multiply sequence by non-int of type 'str'`` or ``'float'``."""
    texts: list[ast.expr] = []
    whole = False
    for node in code.failing(ast.AST):
        sides: tuple[ast.expr, ast.expr] | None = None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            sides = (node.left, node.right)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Mult):
            sides = (node.target, node.value)
        if sides is None:
            continue
        sequences = [s for s in sides if _is_rule(s) or kind_of(code, s) in ("list", "tuple")]
        if sequences and match["other"] == "str":  # "-" * width with width = input()
            texts += [s for s in sides if s not in sequences]
            whole = True
        elif not sequences:
            texts += [s for s in sides if kind_of(code, s) == "str"]
    if texts:
        yield from _fix(code, number_conversion(code, texts, whole=whole), texts)


def argument(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for a call that takes a number and got text."""
    for call in code.failing(ast.Call):
        texts = [a for a in call.args if kind_of(code, a) == "str"]
        name = _called(call)
        if name in ("print", "input", "str", "open", "append") or not texts:
            continue
        whole = name in _INTEGER_ONLY
        yield from _fix(code, number_conversion(code, texts, whole=whole), texts)
        return
    unary = [n.operand for n in code.failing(ast.UnaryOp) if kind_of(code, n.operand) == "str"]
    if unary:
        yield from _fix(code, number_conversion(code, unary), unary)


def aggregate(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``sum()``, ``max()`` or ``sorted()`` over texts."""
    for call in code.failing(ast.Call):
        if _called(call) not in _AGGREGATES:
            continue
        collection = call.args[0] if call.args else None
        if isinstance(call.func, ast.Attribute) and call.func.attr == "sort":
            collection = call.func.value
        keys = [k.value for k in call.keywords if k.arg == "key"]
        if keys and isinstance(keys[0], ast.Lambda):
            yield from _fix(code, _key_conversion(code, keys[0]), [keys[0].body], 0.7)
            return
        if collection is None or keys:
            continue
        if _holds_numbers(code, collection):
            if kind_of(code, collection) == "dict" and not isinstance(collection, ast.Call):
                yield Fix(
                    suffix(code, collection, ".values()"),
                    "Iterating over a dictionary gives its keys; its values are the numbers.",
                    0.92,
                )
                return
            continue
        conversion = convert(code, {source: [] for source in item_sources(code, collection)})
        yield from _fix(code, conversion, [collection], 0.8)
        return


def _holds_numbers(code: Code, collection: ast.expr) -> bool:
    return item_kind(code, collection) in NUMBERS


def _key_conversion(code: Code, key: ast.Lambda) -> Conversion | None:
    if isinstance(key.body, (ast.Subscript, ast.Attribute)):
        return convert(code, {Source(key.body): []})
    return None


def formatting(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for text where a format asks for a number: ``f"{price:.2f}"``, ``"%d" % n``."""
    whole = match["code"] in "dxobc"
    texts: list[ast.expr] = []
    for value in code.failing(ast.FormattedValue):
        spec = value.format_spec
        if spec is not None and kind_of(code, value.value) in ("str", None):
            written = "".join(
                str(p.value) for p in getattr(spec, "values", []) if isinstance(p, ast.Constant)
            )
            if written[-1:] == match["code"] or "," in written:
                texts.append(value.value)
    for call in code.failing(ast.Call):
        if _called(call) in ("format", "round") and not texts:
            texts += [a for a in call.args if kind_of(code, a) == "str"][:1]
    for node in code.failing(ast.BinOp):
        if isinstance(node.op, ast.Mod) and kind_of(code, node.left) == "str":
            texts += _percent_texts(code, node)
    if texts:
        yield from _fix(code, number_conversion(code, texts, whole=whole), texts)


def _percent_texts(code: Code, node: ast.BinOp) -> list[ast.expr]:
    values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    if not isinstance(node.left, ast.Constant) or not isinstance(node.left.value, str):
        return []
    codes = re.findall(r"%[-+ #0]*\d*(?:\.\d+)?([a-zA-Z])", node.left.value.replace("%%", ""))
    return [
        value
        for value, letter in zip(values, codes, strict=False)
        if letter not in "srac" and kind_of(code, value) == "str"
    ]


def _text_sides(code: Code, left: ast.expr, right: ast.expr) -> list[ast.expr]:
    """Returns the operands that are text when the other may be a number."""
    kinds = [kind_of(code, left), kind_of(code, right)]
    if kinds == ["str", "str"]:
        return [left, right]
    for text, other, node in ((kinds[0], kinds[1], left), (kinds[1], kinds[0], right)):
        if text == "str" and (other in NUMBERS or other is None):
            return [node]
        if text is None and other in NUMBERS:
            return [node]
    return []


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _fix(
    code: Code, conversion: Conversion | None, texts: list[ast.expr], unseen: float = 0.55
) -> Iterator[Fix]:
    if conversion is None or not conversion.edits:
        return
    known = all("str" in (kind_of(code, n), item_kind(code, n)) for n in texts) or unseen > 0.6
    what = ast.unparse(texts[0])
    yield Fix(
        conversion.edits,
        f"{what} is text but is used as a number; it is converted with {conversion.function}() "
        "where it is read.",
        0.92 if conversion.proven else unseen if known else min(unseen, 0.45),
    )


PATTERN = value_pattern(
    "text_used_as_number",
    {"TypeError", "ValueError"},
    {
        r"^'[<>]=?' not supported between instances of '(?P<left>\w+)' and "
        r"'(?P<right>\w+)'": comparison,
        r"unsupported operand type\(s\) for (?P<op>[-*/%]|//|\*\* or pow\(\)|divmod\(\))=?: "
        r"'(?P<left>\w+)' and '(?P<right>\w+)'": arithmetic,
        r"not all arguments converted during string formatting": remainder,
        r"can't multiply sequence by non-int of type '(?P<other>str|float)'": repetition,
        r"unsupported operand type\(s\) for \+: 'int' and 'str'": aggregate,
        r"can't convert type 'str' to numerator/denominator": aggregate,
        r"'str' object cannot be interpreted as an integer|must be real number, not str|"
        r"an integer is required \(got type str\)|type str doesn't define __round__ method|"
        r"bad operand type for (abs\(\)|unary [-+]): 'str'": argument,
        r"Unknown format code '(?P<code>\w|%)' for object of type 'str'": formatting,
        r"Cannot specify '(?P<code>,)' with 's'": formatting,
        r"%(?P<code>\w) format: (a|an) (real )?(number|integer) is required, not str": formatting,
        r"(?P<code>)must be real number, not str": formatting,
    },
)
