"""Tells what of a file a whole new content leaves out: models give a part and mean the whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

SMALL_FILE = 20
"""Lines up to which a file may be rewritten completely."""
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
_RUNS = re.compile(r"^(?:if|for|while|with|try|match|print|raise|assert)\b|^[A-Za-z_][\w.]*\(")


def lost_content(old: Sequence[str], new: Sequence[str], *, is_python: bool) -> str:
    """Returns what is lost when that is too much, such as ``3 of 40 lines are kept``, else ``""``.

    Too much is more than half of the lines that are not blank, in a file of more than twenty lines.
    A smaller file may be rewritten: then the new content is at least half as long, and keeps a line
    of it. A Python file that is not rewritten keeps its functions and classes, and a program is
    still one that runs something: a function alone is an excerpt.
    """
    present = Counter(line.strip() for line in old if line.strip())
    given = Counter(line.strip() for line in new if line.strip())
    count, kept = present.total(), (present & given).total()
    is_same = 2 * kept >= count
    is_rewrite = len(old) <= SMALL_FILE and 2 * given.total() >= count and (kept or count < 3)
    if not is_same and not is_rewrite:
        return f"{kept} of {count} lines are kept"
    return _lost_code(old, new, is_same) if is_python else ""


def _lost_code(old: Sequence[str], new: Sequence[str], is_same: bool) -> str:
    """Looks at the lines alone: the file may be one with a syntax error."""
    if any(map(_RUNS.match, old)) and not any(map(_RUNS.match, new)):
        return "no statement that runs is kept"
    names = dict.fromkeys(found.group(1) for line in old if (found := _DEFINITION.match(line)))
    text = "\n".join(new)
    gone = [name for name in names if not re.search(rf"\b{name}\b", text)]
    return f"{', '.join(gone[:5])} is gone" if gone and is_same else ""
