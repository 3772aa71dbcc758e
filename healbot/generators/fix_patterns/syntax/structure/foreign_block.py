"""Code as other languages write it: braces, ``for (…; …; …)``, ``throw new``, ``var``, ``then``.

Line by line, each line is rewritten as far as its first words tell; all of the file in one patch,
because a file that has one such line has more of them. The other patterns' systematic repairs
(``&&``, ``else if``, ``i++``, ``//`` comments, ``?:``) are made in the same patch.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator

from healbot.core.errors import InapplicablePatch
from healbot.core.patch import SourceEdit, apply_to_text
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, loose_tokens
from healbot.generators.fix_patterns.syntax.structure.c_comment import comments
from healbot.generators.fix_patterns.syntax.structure.c_operators import c_operators
from healbot.generators.fix_patterns.syntax.structure.comparison_operator import (
    comparison_operators,
)
from healbot.generators.fix_patterns.syntax.structure.else_if import else_if
from healbot.generators.fix_patterns.syntax.structure.increment import increment
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch
from healbot.generators.fix_patterns.syntax.structure.ternary import ternaries

_NAME = r"[^\W\d]\w*"
_TYPES = r"(?:int|float|double|string|String|str|bool|boolean|char|auto|long|list|dict|List|Dict)"
_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _counted_for(match: re.Match[str]) -> str:
    """``for (i = 0; i < n; i++)`` as a loop over a range; unchanged when it is not that simple."""
    name, first, sign, last = match["name"], match["first"].strip(), match["sign"], match["last"]
    step = match["step"].replace(" ", "")
    plain = {f"{name}++": "1", f"++{name}": "1", f"{name}--": "-1", f"--{name}": "-1"}.get(step)
    by = re.fullmatch(rf"{re.escape(name)}([-+])=(\w+)", step)
    amount = plain or (by and ("" if by[1] == "+" else "-") + by[2])
    if not amount or amount.startswith("-") != (">" in sign):
        return match[0]
    stop = last.strip()
    if "=" in sign:
        stop = _next(stop, -1 if amount.startswith("-") else 1)
    parts = [stop] if (first, amount) == ("0", "1") else [first, stop]
    if amount != "1":
        parts.append(amount)
    return f"for {name} in range({', '.join(parts)}):"


def _next(number: str, step: int) -> str:
    if re.fullmatch(r"-?\d+", number):
        return str(int(number) + step)
    return f"{number} {'+' if step > 0 else '-'} 1"


_FOR = re.compile(
    rf"for\s*\(?\s*(?:(?:let|var|{_TYPES})\s+)?(?P<name>{_NAME})\s*=\s*(?P<first>[^;]+);"
    rf"\s*(?P=name)\s*(?P<sign>[<>]=?)\s*(?P<last>[^;]+);\s*(?P<step>[^;{{:]+?)\s*\)?\s*[:{{]?\s*$"
)
_RULES: tuple[_Rule, ...] = (
    (_FOR, _counted_for),
    (re.compile(rf"(?:function|func|fn|fun|define)\s+({_NAME})\s*\("), r"def \1("),
    (re.compile(rf"(?:public|private|static|export)\s+(?={_NAME}\b)"), ""),
    (re.compile(rf"(?:var|let|const|my|auto)\s+(?={_NAME}\s*(?::\s*[\w\[\], ]+)?=(?!=))"), ""),
    (re.compile(rf"{_TYPES}\s+(?={_NAME}\s*=(?!=))"), ""),
    (
        re.compile(
            rf"for\s*\(\s*(?:var|let|const|auto)?\s*({_NAME})\s+(?:of|in)\s+(.+?)\s*\)\s*:?$"
        ),
        r"for \1 in \2:",
    ),
    (re.compile(rf"for\s+(?:var|let|const)\s+({_NAME})\s+(?:of|in)\s+(.+)$"), r"for \1 in \2"),
    (re.compile(rf"foreach\s*\(\s*(.+?)\s+as\s+\$?({_NAME})\s*\)\s*:?$"), r"for \2 in \1:"),
    (
        re.compile(rf"for\s*each\s*\(?\s*(?:var\s+)?({_NAME})\s+in\s+(.+?)\)?\s*:$"),
        r"for \1 in \2:",
    ),
    (re.compile(rf"for\s*each\s+({_NAME})\s+in\b"), r"for \1 in"),
    (re.compile(r"((?:if|elif|else if)\b.*?)\s+then\s*:?$"), r"\1:"),
    (re.compile(r"((?:while|for)\b.*?)\s+do\s*:?$"), r"\1:"),
    (re.compile(rf"catch\s*\(\s*([A-Z]\w*)\s+({_NAME})\s*\)\s*:?$"), r"except \1 as \2:"),
    (re.compile(rf"catch\s*\(\s*({_NAME})\s*\)\s*:?$"), r"except Exception as \1:"),
    (re.compile(rf"catch\s+([A-Z]\w*)(?:\s+as)?\s+({_NAME})\s*:?$"), r"except \1 as \2:"),
    (re.compile(r"catch\s+([A-Z]\w*)\s*:?$"), r"except \1:"),
    (re.compile(r"catch\s*:?$"), "except Exception:"),
    (re.compile(r"throw\s+(?:new\s+)?"), "raise "),
    (re.compile(r"raise\s+new\s+"), "raise "),
    (re.compile(r"unless\s+(.+):$"), r"if not (\1):"),
    (re.compile(r"until\s+(.+):$"), r"while not (\1):"),
    (re.compile(r"(?:do|begin)$"), ""),
    (re.compile(rf"({_NAME})\s*:=\s*(?=\S)"), r"\1 = "),
)
"""What the start of a line (blanks stripped) becomes; `re.Pattern.match`, replaced once."""
_NEW = re.compile(r"\bnew\s+(?=[A-Z]\w*\s*\()")
_MAYBE_FOREIGN = re.compile(
    r"[{};]|:=|\bnew\b|^\s*(?:function|func|fn|fun|define|public|private|static|export|var|let"
    rf"|const|my|auto|for|catch|throw|raise|unless|until|do|begin|{_TYPES})\b"
    r"|\b(?:then|do)\s*:?\s*$"
)
"""Lines without any of this are Python as far as this pattern knows."""
_OPERATOR_SIGNS = ("//", "/*", "&&", "||", "!", "++", "--", "?", "=>", "=<", "===", "else")
_CLEAR_SIGNS = ("&&", "||", "++", "--", "/*", "===", "else if", "elseif")
_HEADER = re.compile(
    r"(?:(?:async\s+)?def|class|if|elif|else|for|while|try|except|finally|with|catch|function"
    r"|func|fn|foreach|else\s*if)\b"
)


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    why = "The line is written as in another language; this is how Python says it."
    plain = _translated(sketch.text, sketch.newline)
    if plain == sketch.text and not any(sign in plain for sign in _CLEAR_SIGNS):
        return
    for text, prior in ((plain, 0.92), (_systematic(sketch, plain), 0.93),
                        (_systematic(sketch, sketch.text), 0.91)):  # fmt: skip
        if text is not None and text != sketch.text:
            yield Candidate(edits_between(sketch, text), prior, why)


def _systematic(sketch: Sketch, text: str) -> str | None:
    """Returns the text after all repairs of other languages' operators and comments."""
    if not any(sign in text for sign in _OPERATOR_SIGNS):
        return None
    repairs: tuple[Callable[[Sketch], tuple[SourceEdit, ...]], ...] = (
        comments,
        c_operators,
        comparison_operators,
        lambda s: tuple(e for line in s.logical_lines for e in else_if(s, line)),
        lambda s: tuple(e for line in s.logical_lines for e in increment(s, line)),
        lambda s: tuple(e for line in s.logical_lines for e in ternaries(s, line)),
    )
    for repair in repairs:
        current = Sketch(sketch.path, text, sketch.line, sketch.state)
        try:
            text = apply_to_text(text, repair(current))
        except InapplicablePatch:
            continue
    return _translated(text, sketch.newline)


def _translated(text: str, newline: str) -> str:
    """Returns the text with every line rewritten; lines that hold only a brace are dropped."""
    lines = text.split(newline)
    in_text = _lines_in_strings(text)
    dictionaries = _open_dict_lines(text)
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in in_text or number in dictionaries:
            kept.append(line)
            continue
        new = _line(line)
        if new is None:
            continue
        if new.strip() == "{" and kept and _HEADER.match(kept[-1].strip()):
            kept[-1] = kept[-1].rstrip().rstrip(":") + ":"
            continue
        kept.append(new)
    return newline.join(kept)


def _line(line: str) -> str | None:
    """Returns a line in Python; ``None`` when nothing but a closing brace is on it."""
    if not _MAYBE_FOREIGN.search(line):
        return line
    stripped = line.strip()
    margin = line[: len(line) - len(line.lstrip())]
    code, comment = _split_comment(stripped)
    if re.fullmatch(r"}\s*;?", code):
        return None
    code = re.sub(r"^}\s*(?=(?:else|elif|elsif|elseif|catch|except|finally)\b)", "", code)
    if code.endswith("{") and _HEADER.match(code):
        code = code[:-1].rstrip().removesuffix(":") + ":"
    code = _NEW.sub("", code) if not re.search(r"[\"'].*\bnew\b.*[\"']", code) else code
    for pattern, replacement in _RULES:
        code = pattern.sub(replacement, code, count=1) if pattern.match(code) else code
    if code.endswith(";") and code != stripped and not code.endswith(";;"):
        code = code[:-1]
    if code == _split_comment(stripped)[0]:
        return line
    return (margin + code + ("  " + comment if comment else "")).rstrip()


def _split_comment(line: str) -> tuple[str, str]:
    for token in loose_tokens(line) if "#" in line else ():
        if token.kind is Kind.COMMENT:
            return line[: token.start].rstrip(), token.text
    return line, ""


def _lines_in_strings(text: str) -> set[int]:
    """Numbers of the lines that a string over several lines covers."""
    found: set[int] = set()
    for token in loose_tokens(text):
        if token.kind in {Kind.STRING, Kind.OPEN_STRING} and "\n" in token.text:
            found.update(range(token.line, token.line + token.text.count("\n") + 1))
    return found


def _open_dict_lines(text: str) -> set[int]:
    """Numbers of the lines inside of braces that are a dict or set, not a block."""
    found: set[int] = set()
    stack: list[tuple[bool, int]] = []
    lines = text.splitlines() or [""]
    for token in loose_tokens(text):
        if token.kind is not Kind.BRACKET:
            continue
        if token.text == "{":
            line = lines[token.line - 1].strip() if token.line <= len(lines) else ""
            block = line == "{" or (line.endswith("{") and _HEADER.match(line.lstrip("} ")))
            stack.append((bool(block), token.line))
        elif token.text == "}" and stack:
            block, start = stack.pop()
            if not block:
                found.update(range(start, token.line + 1))
    return found


def edits_between(sketch: Sketch, text: str) -> tuple[SourceEdit, ...]:
    """Returns the edits, one for each run of changed lines, that turn the sketch's text into it."""
    old, new = sketch.text.splitlines(keepends=True), text.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    middle, other = old[first : len(old) - last], new[first : len(new) - last]
    if len(middle) == len(other):  # much quicker than a search for the moved lines
        pairs = enumerate(zip(middle, other, strict=True), first)
        return tuple(
            sketch.cut(offsets[i], offsets[i + 1], there)
            for i, (here, there) in pairs
            if here != there
        )
    edits: list[SourceEdit] = []
    matcher = difflib.SequenceMatcher(None, middle, other, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            start, end = offsets[first + i1], offsets[first + i2]
            edits.append(sketch.cut(start, end, "".join(other[j1:j2])))
    return tuple(edits)


def _common(left: list[str], right: list[str]) -> int:
    """Returns how many lines two texts share at their start."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
