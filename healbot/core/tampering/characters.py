"""Characters that a reviewer does not see, or takes for others.

The attacks are those of Boucher and Anderson, "Trojan Source: Invisible Vulnerabilities" (2021):
bidirectional controls, invisible characters and lookalike letters make code read otherwise than it
runs.
"""

from __future__ import annotations

import ast
import io
import keyword
import re
import tokenize
import unicodedata
from collections import Counter
from collections.abc import Iterator

from healbot.core.tampering.change import FileChange
from healbot.core.tampering.code import line_of
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
_JOINER = "\u200d"
_EMOJI = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff\u2190-\u21ff\u2b00-\u2bff]")
_CYRILLIC_LIKE_LATIN = frozenset("аеоросухіјѕһԁԛԝьАВЕЗІЈКМНОРСТУХЅԌ")
_GREEK_LIKE_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")
_LATIN_TWINS = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕІЈКМНОРСТУХЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "aeopcyxijshdqwABEIJKMHOPCTYXSABEZHIKMNOPTYXo"
)
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_GAP = re.compile(r"\S[ \t]{60,}[^\s#]")
_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)
_PLAIN_ENCODINGS = re.compile(
    r"^(?:utf[-_]?8(?:[-_]sig)?|us[-_]?ascii|ascii|latin[-_]?\d*|iso[-_]?8859[-_]\d+|cp\d+|koi8[-_][ru]"
    r"|windows[-_]?\d+|mac[-_]?\w+|gb\w+|big5\w*|euc[-_]\w+|shift[-_]?jis\w*|iso[-_]2022\w+|tis620"
    r"|johab|hz|u8|l1)(?:-(?:unix|dos|mac))?$",
    re.IGNORECASE,
)
_INVISIBLE_REASON = "The line holds the invisible or control character U+{code:04X} {name}."


def _hidden(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields lines with characters that cannot be seen and that the file had fewer of."""
    surplus = _invisible(change.after_text) - _invisible(change.before_text)
    for other in change.others:
        surplus -= _invisible(other.before_text) - _invisible(other.after_text)
    for number, line in change.added_lines:
        for char in _seen(line):
            if surplus[char] > 0:
                surplus[char] = 0
                name = unicodedata.name(char, "")
                reason = _INVISIBLE_REASON.format(code=ord(char), name=name)
                yield Hit(number, reason.replace(" .", "."))
    for char, number in surplus.items():
        if number > 0:  # within a line that is otherwise old
            yield Hit(0, f"The file holds more of the invisible character U+{ord(char):04X}.")


def _invisible(text: str) -> Counter[str]:
    return Counter(_seen(text)) if not text.isascii() or _INVISIBLE.search(text) else Counter()


def _seen(text: str) -> Iterator[str]:
    """Yields invisible characters; a joiner between two pictures makes one of them and is fine."""
    for match in _INVISIBLE.finditer(text):
        char, start = match[0], match.start()
        around = text[max(start - 1, 0) : start], text[start + 1 : start + 2]
        if char == _JOINER and all(_EMOJI.match(item) for item in around):
            continue
        yield char


def _identifiers(text: str) -> Iterator[tuple[str, int]]:
    """Yields identifiers with their lines, comments and strings left out."""
    if text.isascii():
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME:
                yield token.string, token.start[0]
    except (tokenize.TokenError, SyntaxError, ValueError):
        for number, line in enumerate(text.splitlines(), 1):
            if not line.isascii():
                yield from ((match[0], number) for match in _IDENTIFIER.finditer(line))


def _lookalikes(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new names that look like other names."""
    if not change.python or change.after_text.isascii():
        return
    old_texts = (change.before_text, *(other.before_text for other in change.others))
    before = {match[0] for text in old_texts for match in _IDENTIFIER.finditer(text)}
    known = {match[0] for match in _IDENTIFIER.finditer(change.after_text) if match[0].isascii()}
    told: set[str] = set()
    for name, line in _identifiers(change.after_text):
        if name.isascii() or name in before or name in told:
            continue
        reason = _lookalike(name, known)
        if reason:
            told.add(name)
            yield Hit(line, reason)


def _lookalike(name: str, known: set[str]) -> str:
    folded = unicodedata.normalize("NFKC", name)
    if folded.isascii():
        return f"Python reads {name!r} as `{folded}`."
    letters = [char for char in folded if char.isalpha()]
    latin = any("LATIN" in unicodedata.name(char, "") for char in letters)
    alike = any(char in _CYRILLIC_LIKE_LATIN or char in _GREEK_LIKE_LATIN for char in letters)
    if latin and alike:
        return f"{name!r} mixes alphabets whose letters look the same."
    twin = folded.translate(_LATIN_TWINS)
    if twin.isascii() and (twin in known or keyword.iskeyword(twin)):
        return f"{name!r} looks like `{twin}` and is another name."
    return ""


def _far_right(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields new lines with code behind so many spaces that a viewer does not show it."""
    if not change.python or change.after_code is None:
        return
    strings = [
        node
        for node in change.after_code.nodes
        if isinstance(node, ast.Constant | ast.JoinedStr) and line_of(node)
    ]
    for number, line in change.added_lines:
        gap = _GAP.search(line)
        if gap and not any(_covers(node, number, line, gap.end() - 1) for node in strings):
            yield Hit(number, "Code stands far to the right, where a reviewer does not look.")


def _covers(node: ast.expr, line: int, text: str, column: int) -> bool:
    """Whether a character lies in a literal."""
    position = (line, len(text[:column].encode("utf-8", "surrogatepass")))
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return (node.lineno, node.col_offset) < position < end


def _encoding(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields a new coding cookie under which the text means something else than it shows."""
    if not change.python:
        return
    before = _COOKIE.findall("\n".join(change.before_text.split("\n")[:2]))
    for number, line in enumerate(change.after_text.split("\n")[:2], 1):
        match = _COOKIE.match(line)
        if match and match[1] not in before and not _PLAIN_ENCODINGS.match(match[1]):
            yield Hit(
                number, f"Under the encoding {match[1]} Python reads other code than is shown."
            )


RULES = (
    Rule(
        "hidden-characters",
        Severity.REJECT,
        "The patch adds bidirectional controls, invisible or control characters.",
        _hidden,
    ),
    Rule(
        "lookalike-name",
        Severity.REJECT,
        "The patch adds a name that looks like another: mixed alphabets, full-width letters.",
        _lookalikes,
    ),
    Rule(
        "hidden-code",
        Severity.REJECT,
        "The patch adds code far to the right of its line.",
        _far_right,
    ),
    Rule(
        "source-encoding",
        Severity.REJECT,
        "The patch declares an encoding under which Python reads other code than is shown.",
        _encoding,
    ),
)
