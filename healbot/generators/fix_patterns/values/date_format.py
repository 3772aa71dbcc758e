"""``strptime`` with a format that the text does not have; the text tells the right one.

Day and month are told apart by a value above 12, else by the order of the written format; when
neither decides, or when other dates of the data do fit the written format, nothing is proposed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.data_files import constant_text, decoded, opened_files
from healbot.generators.fix_patterns.values.edits import suffix
from healbot.generators.fix_patterns.values.kinds import live_text
from healbot.generators.fix_patterns.values.streams import called_name

_TOKEN = re.compile(r"\d+|[A-Za-z]+|[^A-Za-z\d]+")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the format that fits the text of the failing ``strptime`` call."""
    for call in code.failing(ast.Call):
        if called_name(call) != "strptime" or len(call.args) != 2:
            continue
        text = _seen_text(code, call.args[0], match)
        written = constant_text(code, call.args[1])
        literal = _literal(code, call.args[1])
        if text is None or written is None or literal is None:
            return
        if text != text.strip() and _fits(text.strip(), written):
            yield Fix(
                suffix(code, call.args[0], ".strip()"),
                "The text has white space around the date.",
                0.93,
            )
            return
        found = derive_format(text.strip(), written)
        if found is not None and found[1] < 0.9:
            found = _decided(code, found, text)
        if found is None or found[0] == written:
            return
        others = _others(code, text)
        if any(_fits(cell, written) and not _fits(cell, found[0]) for cell in others):
            return  # the data holds both forms
        quote = code.text(literal)[-1]
        yield Fix(
            (code.replace(literal, f"{quote}{found[0]}{quote}"),),
            f"{text!r} has the form {found[0]!r}, not {written!r}.",
            found[1],
        )
        return


def _seen_text(code: Code, node: ast.expr, match: re.Match[str]) -> str | None:
    shown = match.groupdict().get("text")
    if shown is not None:
        try:
            return str(ast.literal_eval(shown))
        except (ValueError, SyntaxError):
            return None
    return constant_text(code, node) or live_text(code, node)


def _literal(code: Code, node: ast.expr) -> ast.Constant | None:
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        value = bindings[0].value if len(bindings) == 1 else None
        return value if isinstance(value, ast.Constant) else None
    return node if isinstance(node, ast.Constant) else None


def _fits(text: str, written: str) -> bool:
    try:
        datetime.strptime(text, written)
    except (ValueError, re.error):
        return False
    return True


def _others(code: Code, text: str) -> list[str]:
    """Returns the other short texts of the script and of the data that it reads."""
    texts = [n.value for n in code.all(ast.Constant) if isinstance(n.value, str)]
    cells = [
        cell.strip().strip('"')
        for whole in (*(decoded(f.data) for _, f in opened_files(code)), *texts)
        for cell in re.split(r"[,;\t\n|]", whole[:20_000])
    ]
    return [cell for cell in (*texts, *cells) if cell != text and len(cell) < 40]


def _decided(code: Code, found: tuple[str, float], text: str) -> tuple[str, float]:
    """Returns the format whose day and month fit the other dates, when only one order does."""
    swapped = found[0].translate(str.maketrans("dm", "md"))
    others = [cell for cell in _others(code, text) if _fits(cell, found[0]) or _fits(cell, swapped)]
    for chosen, rejected in ((found[0], swapped), (swapped, found[0])):
        fits_all = all(_fits(cell, chosen) for cell in others)
        if fits_all and not all(_fits(cell, rejected) for cell in others):
            return chosen, 0.9
    return found


def derive_format(text: str, written: str) -> tuple[str, float] | None:
    """Returns the format of the text of a date or time and how sure it is, ``None`` if unclear."""
    tokens = _TOKEN.findall(text)
    directives: list[str] = []
    order = _order(written)
    sure = 0.92
    date_numbers, named_month = _date_part(tokens)
    fields = _date_fields(tokens, date_numbers, named_month, order)
    if fields is None:
        return None
    names, certain = fields
    sure = sure if certain == "value" else 0.85 if certain == "order" else 0.3
    clock = iter("HMS")
    for index, token in enumerate(tokens):
        directives.append(_directive(tokens, index, token, names, clock, text))
    result = "".join(directives)
    if re.search(r"%I", result) is None and "%p" in result:
        result = result.replace("%H", "%I")
    enough = len(re.findall(r"%[a-zA-Z]", result)) >= 2 or result == "%Y%m%d"
    return (result, sure) if enough and _fits(text, result) else None


def _order(written: str) -> str:
    """Returns the order of day, month and year in a format: ``dmy``."""
    found = re.findall(r"%[-#]?([dmbByYeD])", written)
    return "".join({"b": "m", "B": "m", "Y": "y", "e": "d"}.get(f, f) for f in found)


def _date_part(tokens: list[str]) -> tuple[list[int], bool]:
    """Returns the indices of the numbers that make the date, and whether the month is named."""
    named = any(t.lower() in _MONTHS or t.lower() in [m[:3] for m in _MONTHS] for t in tokens)
    numbers: list[int] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else ""
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token.isdigit() and ":" not in before + after:
            numbers.append(index)
    return numbers[: 2 if named else 3], named


def _date_fields(
    tokens: list[str], numbers: list[int], named: bool, order: str
) -> tuple[dict[int, str], str] | None:
    """Returns directive by token index and what decided on day and month."""
    values = [tokens[i] for i in numbers]
    years = [i for i in numbers if len(tokens[i]) == 4]
    if not numbers:
        return {}, "value"
    if len(numbers) == 1 and len(values[0]) == 8 and not named:
        return {numbers[0]: "%Y%m%d"}, "value"
    if named:
        if len(numbers) != 2 or len(years) != 1:
            return None
        day = next(i for i in numbers if i not in years)
        return {years[0]: "%Y", day: "%d"}, "value"
    if len(numbers) != 3:
        return None
    if years and years[0] == numbers[0]:
        return dict(zip(numbers, ("%Y", "%m", "%d"), strict=True)), "value"
    return _day_and_month(tokens, numbers, "%Y" if years else "%y", order)


def _day_and_month(
    tokens: list[str], numbers: list[int], year: str, order: str
) -> tuple[dict[int, str], str] | None:
    """The year comes last: a value above 12 or the written order tells day from month."""
    first, second = int(tokens[numbers[0]]), int(tokens[numbers[1]])
    if year == "%y" and order.startswith("y"):
        return dict(zip(numbers, ("%y", "%m", "%d"), strict=True)), "order"
    day_first = dict(zip(numbers, ("%d", "%m", year), strict=True))
    month_first = dict(zip(numbers, ("%m", "%d", year), strict=True))
    if first > 12 >= second:
        return day_first, "value"
    if second > 12 >= first:
        return month_first, "value"
    if "d" in order and "m" in order and not order.startswith("y"):
        return (day_first if order.index("d") < order.index("m") else month_first), "order"
    return day_first, "nothing"


def _directive(
    tokens: list[str],
    index: int,
    token: str,
    names: dict[int, str],
    clock: Iterator[str],
    text: str,
) -> str:
    """Returns the directive for one token of the text, or the token itself."""
    before = tokens[index - 1] if index else ""
    if index in names:
        return names[index]
    if token.isdigit():
        if before == "." and next(iter(clock), None) is None:
            return "%f"
        return f"%{next(clock, 'S')}"
    lower = token.lower()
    if lower in _MONTHS and len(lower) > 3:
        return "%B"
    if lower in [m[:3] for m in _MONTHS]:
        return "%b"
    if lower in _DAYS:
        return "%A"
    if lower in [d[:3] for d in _DAYS]:
        return "%a"
    return "%p" if lower in ("am", "pm") else token.replace("%", "%%")


def iso(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for a text that ``fromisoformat`` does not take."""
    try:
        text = str(ast.literal_eval(match["text"]))
    except (ValueError, SyntaxError):
        return
    for call in code.failing(ast.Call):
        if called_name(call) != "fromisoformat" or len(call.args) != 1:
            continue
        if not isinstance(call.func, ast.Attribute):
            return
        if text != text.strip() and _is_iso(text.strip()):
            yield Fix(
                suffix(code, call.args[0], ".strip()"),
                "The text has white space around the date.",
                0.93,
            )
        elif text.endswith("Z") and _is_iso(text[:-1]):
            yield Fix(
                suffix(code, call.args[0], '.replace("Z", "+00:00")'),
                "Before Python 3.11, fromisoformat() does not know the suffix Z.",
                0.92,
            )
        elif ast.unparse(call.func.value).endswith("datetime"):
            found = derive_format(text, "")
            if found is not None and found[1] > 0.5:
                name = code.text(call.func.value)
                new = f'{name}.strptime({code.text(call.args[0])}, "{found[0]}")'
                yield Fix((code.replace(call, new),), f"{text!r} is not in ISO form.", 0.8)
        return


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


PATTERN = value_pattern(
    "date_format",
    {"ValueError"},
    {
        r"^time data (?P<text>'.*'|\".*\") does not match format": propose,
        r"^unconverted data remains: ": propose,
        r"is a bad directive in format": propose,
        r"^Invalid isoformat string: (?P<text>'.*')$": iso,
    },
)
