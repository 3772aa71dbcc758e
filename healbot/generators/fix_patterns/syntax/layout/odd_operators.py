"""Dashes, mathematical signs and fullwidth punctuation in the place of Python's operators."""

from __future__ import annotations

import re
import unicodedata

from healbot.generators.fix_patterns.syntax.layout.code_scanner import Part, pieces
from healbot.generators.fix_patterns.syntax.layout.rewriting import rewriting_pattern

_DASHES = "‐‑‒–—―−﹣－"
_SIGNS = {
    "×": "*", "∗": "*", "✕": "*", "·": "*", "⋅": "*", "÷": "/", "∕": "/", "⁄": "/",
    "≤": "<=", "≥": ">=", "≠": "!=", "⩽": "<=", "⩾": ">=", "…": "...", "²": "**2", "³": "**3",
    "、": ",", "。": ".", "【": "[", "】": "]", "〔": "[", "〕": "]", "﹐": ",", "﹕": ":",
    "⸺": "-", "∶": ":", "ː": ":", "‚": ",", "；": ";", "\u037e": ";", "＿": "_",
    **dict.fromkeys(_DASHES, "-"),
}  # fmt: skip
_FULLWIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F) if chr(code) not in "＂＇")
_ODD = re.compile("[" + re.escape("".join(_SIGNS) + _FULLWIDTH) + "]")
_DASHED_NAME = re.compile(rf"([^\W\d]\w*)[{_DASHES}]([^\W\d]\w*)")


def rewrite(text: str) -> str:
    """Returns `text` with Python's own signs outside of strings and comments."""
    if not _ODD.search(text):
        return text
    names = set(re.findall(r"[^\W\d]\w*", text))
    return "".join(
        _plain(piece.text, names) if piece.part is Part.CODE else piece.text
        for piece in pieces(text)
    )


def _plain(code: str, names: set[str]) -> str:
    def joined(match: re.Match[str]) -> str:
        name = f"{match[1]}_{match[2]}"
        return name if name in names else match[0]

    code = _DASHED_NAME.sub(joined, code)
    return _ODD.sub(lambda m: _SIGNS.get(m[0]) or unicodedata.normalize("NFKC", m[0]), code)


PATTERN = rewriting_pattern(
    "odd_operators",
    rewrite,
    "Dashes, mathematical signs and fullwidth punctuation stand where Python has its own signs.",
)
