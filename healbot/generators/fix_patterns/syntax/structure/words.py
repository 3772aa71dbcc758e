"""Words that Python, and the languages people come from, give a meaning."""

from __future__ import annotations

import keyword

KEYWORDS = frozenset(keyword.kwlist)
BLOCK_KEYWORDS = frozenset(
    {"def", "class", "if", "elif", "else", "for", "while", "try", "except", "finally", "with"}
)
"""First words of lines that end with a colon (``async`` may stand before)."""
STATEMENT_KEYWORDS = frozenset(
    {
        "def", "class", "return", "import", "while", "with", "try", "raise", "assert", "pass",
        "break", "continue", "global", "nonlocal", "del", "elif", "except", "finally",
    }
)  # fmt: skip
"""Keywords that start a statement and never stand inside an expression."""
OPERATOR_KEYWORDS = frozenset({"and", "or", "in", "is", "not", "if", "else", "for", "as", "from"})
"""Keywords that may follow a value."""
VALUE_KEYWORDS = frozenset({"None", "True", "False"})
PREFIX_KEYWORDS = frozenset({"not", "lambda", "await", "yield"})
"""Keywords that may start a value."""
OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {")": "(", "]": "[", "}": "{"}
COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
AUGMENTED = frozenset(
    {"+=", "-=", "*=", "/=", "//=", "%=", "**=", "@=", "&=", "|=", "^=", ">>=", "<<="}
)
