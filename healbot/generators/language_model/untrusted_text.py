"""Text of sources and logs made fit for a prompt: only what a reader would see, clearly delimited.

Escape sequences of terminals, control characters and invisible ones can carry instructions that no
reviewer of the log saw (Boucher and Anderson, "Trojan Source", 2021).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable

MAX_BACKTICKS = 8
"""A longer run of backticks in the text gets a fence of another kind."""
_ESCAPE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[PX^_][^\x1b\n]*(?:\x1b\\)?"
    r"|[ -/]*[0-~])?|\x9b[0-?]*[ -/]*[@-~]"
)
"""ECMA-48: control sequences, operating system commands, strings, and the short ones."""
_FILLER = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Invisible characters that Unicode counts among letters and marks."""
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}\b")
_BACKTICKS = re.compile("`+")


def clean(text: str) -> str:
    """Returns `text` as a terminal would show it, without what cannot be seen.

    Lines end with LF; of a line that was overwritten (CR) only the last state stays. Tabs and
    spaces of all kinds stay.
    """
    text = _ESCAPE.sub("", text).replace("\r\n", "\n")
    return "\n".join(map(clean_line, text.split("\n")))


def clean_line(line: str) -> str:
    """Returns one line as `clean` does; never more than one."""
    line = line.rstrip("\r")
    if "\r" in line:
        line = line.rpartition("\r")[2]
    if "\x1b" in line or "\x9b" in line:
        line = _ESCAPE.sub("", line)
    if line.isascii() and line.isprintable():
        return line
    kept = (char for char in _FILLER.sub("", line) if _is_seen(char))
    return "".join(kept)


def _is_seen(char: str) -> bool:
    return char == "\t" or char.isprintable() or unicodedata.category(char) == "Zs"


def sanitiser(redact: Callable[[str], str]) -> Callable[[str], str]:
    """Returns what takes secrets out of a text and cleans it.

    Secrets are looked for before and after: a value may hold a control character, and an invisible
    character may split a key.
    """
    return lambda text: redact(clean(redact(text)))


def without_addresses(text: str) -> str:
    """Returns `text` without the addresses of objects, which differ from run to run."""
    return _ADDRESS.sub(" at 0x…", text)


def one_line(text: str, limit: int) -> str:
    """Returns `text` on one line of at most `limit` characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def head_and_tail(text: str, limit: int) -> str:
    """Returns at most about `limit` characters of `text`: its beginning and, mostly, its end."""
    text = text.strip("\n")
    if len(text) <= limit:
        return text
    head, tail = text[: limit // 4], text[-(limit - limit // 4) :]
    if "\n" in head:
        head = head[: head.rindex("\n")]
    if "\n" in tail:
        tail = tail[tail.index("\n") + 1 :]
    left_out = len(text) - len(head) - len(tail)
    return f"{head}\n… ({left_out} characters left out)\n{tail}"


def fence_for(texts: Iterable[str]) -> str:
    """Returns a line that none of `texts` contains, to stand around them; the same ones get the
    same line.
    """
    joined = "\n".join(texts)
    longest = max(map(len, _BACKTICKS.findall(joined)), default=0)
    if longest < MAX_BACKTICKS:
        return "`" * max(longest + 1, 3)
    seed = joined.encode("utf-8", "replace")
    while True:
        seed = hashlib.sha256(seed).digest()
        fence = f"~~~{seed.hex()[:12]}"
        if fence not in joined:
            return fence
