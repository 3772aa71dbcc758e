"""Finds the file that a line of prose, a heading or a comment speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable

IsKnown = Callable[[str], bool]
"""Whether the project has a source file of this path."""

_MAX_LINE = 300
_EXTENSIONS = (
    "py|pyi|pyw|pyx|toml|cfg|ini|txt|md|rst|json|ya?ml|html?|css|js|ts|sh|sql|csv|xml|j2|in|env"
)
_PATH = re.compile(rf"[\w./\\~:+@-]*[\w-]\.(?:{_EXTENSIONS})(?![A-Za-z0-9_]|\.\w)")
_QUOTED = re.compile(r"`([^`\n]{1,255})`")
_FOREIGN = re.compile(r"^[^\x00-\x7f]+|[^\x00-\x7f]+$")
_LABEL = re.compile(r"^\w+:(?=\w)")


def path_in(line: str, is_known: IsKnown) -> str | None:
    """Returns the one path that `line` names; ``None`` when it names none or several.

    Paths of the project go before others.
    """
    if len(line) > _MAX_LINE:
        return None
    found = dict.fromkeys(_candidates(line, is_known))
    known = [path for path in found if is_known(path)]
    if len(known) == 1:
        return known[0]
    return next(iter(found)) if len(found) == 1 else None


def _candidates(line: str, is_known: IsKnown) -> list[str]:
    found: list[str] = []
    for match in _PATH.finditer(line):
        path = match.group().rstrip(".:")
        if "://" in path:
            continue
        # A particle or a preposition may stand beside the name without a space.
        plain = _FOREIGN.sub("", path)
        labelled = _LABEL.sub("", plain) if plain[1:2] != ":" else plain
        options = (path, plain, labelled)
        found.append(next((option for option in options if is_known(option)), plain or path))
    quoted = (match.group(1) for match in _QUOTED.finditer(line))
    return [*found, *(path for path in quoted if is_known(path))]


def only_path(line: str, is_known: IsKnown) -> str | None:
    """Returns the path when the line holds hardly more than it: a heading, a label, a comment."""
    path = path_in(line, is_known)
    if path is None:
        return None
    rest = line.replace(path, "", 1).strip(" \t#*`:/<>-=_()[]{}\"'|.;!,")
    words = rest.lower().split()
    return path if len(words) <= 2 and all(len(word) <= 12 for word in words) else None
