"""Makes foreign text inert in GitHub's Markdown: it shows as it is and does nothing.

Failures, explanations of models, names of files and code come from strangers. In Markdown they
could mention people, close issues, forge healbot's hidden markers, or hide a part of the page. The
rules are those of GitHub Flavored Markdown (https://github.github.com/gfm/) and of what GitHub does
to the rendered page: mentions, references, emoji and mathematics are looked for in its text, behind
any backslash. They are broken by a zero-width space, in prose written as an entity so that it is
seen in the source. In code GitHub looks for none of these, and the text stays as it is but for what
acts when the source of a page is printed to a log or becomes the message of a squash commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from healbot.core.commit_text import CLOSES, SKIPS, ZERO_WIDTH_SPACE

_BREAK = "&#x200b;"
_MAX_BACKTICKS = 60
"""cmark knows no code span of more than 80 backticks and no fence of more than 255."""
_PERHAPS_INVISIBLE = re.compile(r"[^\n\t\x20-\x7e]")
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Letters and marks that show nothing."""
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_TO_BREAK = (
    r"(?P<broken>@|\#(?=\w)|:(?=//|[\w+-]+(?::|\Z))"  # at the end a colon may follow
    r"|(?i:(?<![a-z0-9])(?:GH|GHSA|CVE)-(?=\w)|www(?=\.)))"
    r"|(?P<sha>(?<![0-9A-Za-z])[0-9A-Fa-f]{7,}(?![0-9A-Za-z]))|(?P<dollar>\$)"
)
_IN_PROSE = re.compile(
    _TO_BREAK + r"|(?P<underscores>_+)|(?P<escaped>[\\`*\[\]~])|(?P<html>[<>&|])"
)
_IN_HTML = re.compile(_TO_BREAK + r"|(?P<html>[<>&\"'`|])")
_IN_CODE_ELEMENT = re.compile(r"(?P<at>@)|(?P<char>[^\w\s]|_)", re.ASCII)
_BLOCK_START = re.compile(r"[-+=#:]|\d{1,9}[.)]")
_CODE_IN_PROSE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
_ACTS_IN_SOURCE = re.compile(
    r"^(?P<command>[ \t]*:)(?=:)"  # ::error::
    r"|(?P<group>\#\#)(?=\[)"  # ##[group]
    rf"|{CLOSES}|{SKIPS}"
    r"|(?P<marker><!)(?=--\s*healbot:)"  # a hidden marker, even for who looks in the source only
    rf"|(?P<backticks>`{{{_MAX_BACKTICKS}}})(?=`)",
    re.IGNORECASE | re.MULTILINE,
)
_LANGUAGE = re.compile(r"[a-z0-9+-]{1,20}\Z")
_URL = re.compile(
    r"https?://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._~%/?&=+@:,;-]*)?(?:\#[A-Za-z0-9._-]*)?\Z"
)


def visible(text: str) -> str:
    """Returns `text` with LF line ends, and what cannot be seen as ``\\u{202e}``; tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _PERHAPS_INVISIBLE.sub(_made_visible, text)


def _made_visible(found: re.Match[str]) -> str:
    char = found[0]
    return char if _is_visible(char) else f"\\u{{{ord(char):04x}}}"


def _is_visible(char: str) -> bool:
    if not char.isprintable() or char in _BLANK_LETTERS:
        return False
    return not any(ord(char) in selectors for selectors in _VARIATION_SELECTORS)


def shortened(text: str, limit: int) -> str:
    """Returns `text`, or its beginning with ``…`` when it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str, limit: int = 2000) -> str:
    """Returns `text` visible, in one line without needless white space, shortened to `limit`."""
    beginning = text[: 8 * limit]  # of a megabyte not every character is looked at
    line = " ".join(visible(beginning).split())
    return shortened(line if beginning == text else f"{line} …", limit)


def beginning_of(text: str, lines: int, characters: int) -> str:
    """Returns the first `lines` of `text`, and not many more than `characters`; says what lacks."""
    text = text.rstrip("\n")
    kept = "\n".join(text[:characters].split("\n")[:lines])
    return kept if kept == text else f"{kept}\n… ({_missing(text, kept)} more)"


def end_of(text: str, lines: int, characters: int) -> str:
    """Returns the last `lines` of `text`, and not many more than `characters`; says what lacks."""
    text = text.rstrip("\n")
    kept = "\n".join(text[max(len(text) - characters, 0) :].split("\n")[-lines:])
    return kept if kept == text else f"… ({_missing(text, kept)} before)\n{kept}"


def _missing(text: str, kept: str) -> str:
    lines = text.count("\n") - kept.count("\n")
    return f"{lines} line{'s' * (lines != 1)}" if lines else f"{len(text) - len(kept)} characters"


def inline(text: str, limit: int = 2000) -> str:
    """Returns `text` as Markdown that shows it in one line, in a paragraph or in a table's cell.

    What stands between single backticks is shown as code; nothing else is markup. The text is
    shortened to `limit` characters before it is escaped.
    """
    pieces = _CODE_IN_PROSE.split(one_line(text, limit))
    shown = "".join(
        code_span(piece) if number % 2 else _IN_PROSE.sub(_in_prose, piece)
        for number, piece in enumerate(pieces)
    )
    start = _BLOCK_START.match(shown)
    if start and not shown.startswith(f"#{_BREAK}"):
        return f"{shown[: start.end() - 1]}\\{shown[start.end() - 1 :]}"
    return shown


def _in_prose(found: re.Match[str]) -> str:
    text = found[0]
    if found.lastgroup == "escaped":
        return "\\" + text
    if found.lastgroup == "underscores":
        around = (
            found.string[max(found.start() - 1, 0) : found.start()],
            found.string[found.end() :],
        )
        within_word = around[0].isalnum() and around[1][:1].isalnum()
        return text if within_word else "\\_" * len(text)
    return _in_html(found)


def _in_html(found: re.Match[str]) -> str:
    text = found[0]
    if found.lastgroup == "dollar":
        return "<span>$</span>"  # a backslash does not help: GitHub looks for formulas later
    if found.lastgroup == "sha":
        return _BREAK.join(text[i : i + 6] for i in range(0, len(text), 6))
    if found.lastgroup == "broken":
        return text + _BREAK
    return _ENTITIES.get(text, f"&#x{ord(text):x};")


def html_text(text: str, limit: int = 200) -> str:
    """Returns `text` in one line for an HTML element, such as ``<summary>``."""
    return _IN_HTML.sub(_in_html, one_line(text, limit))


def code_span(text: str, limit: int = 300) -> str:
    """Returns `text` as code in one line, in a paragraph or a table's cell; ``""`` when empty."""
    code = inert_code(one_line(text, limit))
    if not code:
        return ""
    if "|" in code or code.endswith("\\"):  # a table would be divided there, even in code
        return f"<code>{_IN_CODE_ELEMENT.sub(_in_code_element, code)}</code>"
    fence = "`" * (_longest_run(code) + 1)
    space = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{space}{code}{space}{fence}"


def _in_code_element(found: re.Match[str]) -> str:
    return f"&#x{ord(found[0]):x};" + (_BREAK if found.lastgroup == "at" else "")


def code_block(text: str, language: str = "") -> str:
    """Returns `text` as a fenced block of code: no line of it can end the block.

    `language` is an info string such as ``diff``; another text than a plain word is left out.
    """
    code = inert_code(text).strip("\n")
    fence = "`" * max(_longest_run(code) + 1, 3)
    return f"{fence}{language if _LANGUAGE.match(language) else ''}\n{code}\n{fence}"


def inert_code(text: str) -> str:
    """Returns `text` visible, without what acts from the source of a page.

    Those are workflow commands, closing keywords, ``[skip ci]`` and healbot's own markers, each
    broken by a zero-width space, and more backticks than a fence can outnumber.
    """
    return _ACTS_IN_SOURCE.sub(lambda found: found[0] + ZERO_WIDTH_SPACE, visible(text))


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def details(summary: str, body: str) -> str:
    """Returns a collapsed part; `summary` is plain text, `body` is Markdown."""
    return f"<details><summary>{html_text(summary)}</summary>\n\n{body.strip()}\n\n</details>"


def link(label: str, url: str) -> str:
    """Returns a link with a plain `label`; the label alone when `url` is no plain web address."""
    target = url.replace("&", "&amp;")
    return f"[{inline(label)}]({target})" if is_plain_url(url) else inline(label)


def is_plain_url(url: str) -> bool:
    """Whether `url` is a web address without anything that Markdown could take for its end."""
    return len(url) <= 500 and bool(_URL.match(url))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table of cells that are Markdown already, each in one line."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain_line(text: str, limit: int = 200) -> str:
    """Returns `text` for a place where no Markdown is read, such as a title.

    A title can become the subject of a commit, in which GitHub finds mentions, closing keywords
    and ``[skip ci]``: their signs are replaced by others that look alike.
    """
    line = one_line(text, limit)
    line = re.sub(r"@(?=\w)", "\uff20", line)
    line = re.sub(r"#(?=\w|\[)", "\uff03", line)
    line = re.sub(r"(?i)\bGH-(?=\d)", "GH\u2010", line)
    line = re.sub(r"://", ":\u2215\u2215", line)
    line = re.sub(r"^:|:(?=[\w+-]+:)", "\ua789", line)
    return re.sub(r"\[(?=[^\]]*\b(?:ci|actions)\b)", "\uff3b", line, flags=re.IGNORECASE)
