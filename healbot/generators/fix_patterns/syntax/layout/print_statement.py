"""``print "x"``: the statement of Python 2; one conversion for the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from healbot.generators.fix_patterns.syntax.layout.python2 import Age, age_of
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.layout.statements import (
    OPENERS,
    Statement,
    closing_index,
    is_balanced,
    is_operand,
    simple_statements,
    split_on,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken

Tokens = Sequence[LooseToken]

_STARTS = frozenset({"-", "~", "[", "(", ">>"})
"""Also valid behind the name ``print`` in Python 3, with another meaning."""
_LAZY = frozenset({"map", "filter", "zip", "range"})
_VIEWS = frozenset({"keys", "values", "items"})
_LINES = re.compile(
    r"open\(|readlines\(|xreadlines|sys\.stdin|fileinput|splitlines\((?:True|1|keepends)"
)


def rewrite(text: str) -> str:
    """Returns `text` with its print statements turned into calls, if it has any."""
    statements = list(simple_statements(text))
    prints = [item for item in statements if item.first == "print"]
    if not prints:
        return text
    age = age_of(text)
    if not any(_is_certain(item.tokens[1:]) or _is_silent(item, age) for item in prints):
        return text
    spans: list[Span] = []
    for statement in prints:
        spans += _converted(text, statement, age)
    return substitute(text, spans)


def _is_certain(rest: Tokens) -> bool:
    """Whether what follows ``print`` fails in Python 3: an operand right behind the name."""
    if not rest:
        return False
    if rest[0].text == "(":
        close = closing_index(rest, 0)
        return close is not None and close + 1 < len(rest) and is_operand(rest[close + 1])
    if rest[0].text == "not" and len(rest) > 1 and rest[1].text == "in":
        return False
    return is_operand(rest[0])


def _is_silent(statement: Statement, age: Age) -> bool:
    """Whether the statement compiles in Python 3 but surely is one of Python 2."""
    rest = statement.tokens[1:]
    return (bool(rest) and rest[0].text == ">>") or (not rest and age is Age.TWO)


def _converted(text: str, statement: Statement, age: Age) -> Iterator[Span]:
    rest = statement.tokens[1:]
    name = statement.tokens[0]
    if not rest:
        yield name.end, name.end, "()"
        return
    if not _is_statement(rest, age):
        return
    if is_balanced(rest):
        yield from _call(text, name, rest, age)
    elif rest[-1].text == ")" and is_balanced(rest[:-1]):
        yield name.end, rest[0].start, "("  # only the opening bracket is missing


def _is_statement(rest: Tokens, age: Age) -> bool:
    if _is_certain(rest):
        return True
    if rest[0].text not in _STARTS or age is Age.THREE:
        return False
    if rest[0].text != "(":
        return True
    close = closing_index(rest, 0)
    if close is None:
        return False
    if close == len(rest) - 1:
        return age is Age.TWO and len(split_on(rest[1:close], ",")) > 1 and not _has_keywords(rest)
    return rest[close + 1].text not in ("if", "else", "for", "and", "or", "=")


def _has_keywords(rest: Tokens) -> bool:
    return any(
        len(run) > 1 and run[0].text in ("end", "sep", "file", "flush") and run[1].text == "="
        for run in split_on(rest[1:-1], ",")
    )


def _call(text: str, name: LooseToken, rest: Tokens, age: Age) -> Iterator[Span]:
    """Yields the brackets and what replaces ``>>stream`` and a trailing comma."""
    runs = split_on(rest, ",")
    extra: list[str] = []
    if rest[0].text == ">>":
        extra.append("file=" + text[rest[1].start : runs[0][-1].end])
        runs = runs[1:]
        if not runs:
            yield name.end, rest[-1].end, f"({extra[0]})"
            return
    if len(runs) > 1 and not runs[-1]:
        runs = runs[:-1]
        extra.insert(0, _end_argument(text, name, runs))
    if any(not run for run in runs):
        return
    first, last = runs[0][0], runs[-1][-1]
    yield name.end, first.start, "(" + _breaks(text[name.end : first.start])
    if age is not Age.THREE:
        for run in runs:
            yield from _listed(run)
    yield last.end, rest[-1].end, "".join(", " + item for item in extra) + ")"


def _breaks(gap: str) -> str:
    """Returns the backslash and what follows of a gap that continues on the next line."""
    return gap[gap.index("\\") :] if "\\" in gap and ">>" not in gap else ""


def _end_argument(text: str, name: LooseToken, runs: list[Tokens]) -> str:
    """Returns what a trailing comma becomes.

    Python 2 writes the blank only before the next item, and not after a line end or a tab.
    """
    last = runs[-1][-1]
    if last.kind is Kind.STRING and re.search(r"\\[nrt]['\"]+$", last.text):
        return 'end=""'
    if len(runs) == 1 and len(runs[0]) == 1 and _is_file_line(text[: name.start], last.text):
        return 'end=""'
    return 'end=" "'


def _is_file_line(above: str, name: str) -> bool:
    """Whether `name` is a line just read from a file, with its line end."""
    loops = list(re.finditer(rf"^[ \t]*for {re.escape(name)} in (.+?):", above, re.M))
    if not loops:
        return False
    since = above[loops[-1].end() :]
    if re.search(rf"^[ \t]*{re.escape(name)}\s*=[^=]", since, re.M):
        return False
    iterated = loops[-1][1].strip()
    if _LINES.search(iterated):
        return True
    opened = rf"(?:\b{re.escape(iterated)}\s*=\s*.*|\bopen\([^\n]*as {re.escape(iterated)}\b)"
    made = re.findall(opened, above)
    return bool(made) and _LINES.search(made[-1]) is not None


def _listed(run: Tokens) -> Iterator[Span]:
    """Yields ``list(…)`` around what was a list in Python 2 and is printed as an object now."""
    for start, end in _printed(run, 0, len(run)):
        piece = run[start:end]
        lazy = (
            piece[0].text in _LAZY and len(piece) > 2 and closing_index(piece, 1) == end - start - 1
        )
        view = (
            len(piece) > 4
            and [token.text for token in piece[-2:]] == ["(", ")"]
            and piece[-3].text in _VIEWS
            and piece[-4].text == "."
            and _is_primary(piece[:-4])
        )
        if (lazy and piece[1].text == "(") or view:
            yield piece[0].start, piece[0].start, "list("
            yield piece[-1].end, piece[-1].end, ")"


def _printed(run: Tokens, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields index ranges whose value is shown: the item, formatted values, ``str``'s argument."""
    yield start, end
    for index in range(start, end):
        opens = run[index].text == "(" and index > start
        if opens and run[index - 1].text in ("%", "str", "repr"):
            close = closing_index(run, index)
            position = index + 1
            for part in split_on(run[index + 1 : close], ",") if close is not None else ():
                if part:
                    yield position, position + len(part)
                position += len(part) + 1
        elif index > start and run[index - 1].text == "%" and not opens:
            yield index, end


def _is_primary(tokens: Tokens) -> bool:
    """Whether the tokens are names, attributes, calls and subscripts only."""
    depth = 0
    for token in tokens:
        if token.kind is Kind.BRACKET:
            depth += 1 if token.text in OPENERS else -1
        elif depth == 0 and token.kind is not Kind.NAME and token.text != ".":
            return False
    return True


PATTERN = rewriting_pattern(
    "print_statement",
    rewrite,
    "`print` is a function since Python 3; every print statement of the file becomes a call.",
)
