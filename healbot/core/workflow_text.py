"""What a workflow file says about healbot, read from its text.

The file is only looked at, and by people who see what was found: a workflow that is written in
another way than usual is told as "not known", never trusted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_USES = re.compile(r"^[ \t]*(?:-[ \t]+)?uses:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
_MODE = re.compile(r"^[ \t]*mode:[ \t]*[\"']?(check|heal|publish|both)\b", re.MULTILINE)
_NAME = re.compile(r"^name:[ \t]*(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\n#]+))", re.MULTILINE)
_WATCHED = re.compile(r"^[ \t]+workflows:[ \t]*\[([^\]\n]*)\]", re.MULTILINE)
_SECRET = re.compile(r"\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)")
_TOKEN = re.compile(r"^[ \t]*token:[ \t]*[\"']?\$\{\{(.*?)\}\}", re.MULTILINE)
_PINNED = re.compile(r"@[0-9a-f]{40}\Z")
_OWN_TOKENS = ("github.token", "secrets.GITHUB_TOKEN")
_MAX = 200


@dataclass(frozen=True)
class WorkflowText:
    """A workflow that uses healbot's Action."""

    path: str
    name: str
    """As its runs are called; the path when it has none."""
    actions: tuple[str, ...]
    """What it uses of healbot's, such as ``owner/healbot@REF`` or ``./.healbot``."""
    modes: tuple[str, ...]
    watched: tuple[str, ...] | None
    """The workflows whose failures it heals; ``None`` when it heals its own jobs'."""
    secrets: tuple[str, ...]
    """Those that it names, without ``GITHUB_TOKEN``."""
    has_token: bool
    """Whether it hands healbot another token than the job's own."""
    may_write: bool
    """Whether a job asks for all that publishing takes."""
    text: str = field(default="", repr=False)
    """The whole file."""

    @property
    def is_pinned(self) -> bool:
        """Whether each Action of healbot's is named by a full commit, or comes with the code."""
        return all(a.startswith("./") or _PINNED.search(a) for a in self.actions)

    @property
    def references(self) -> tuple[str, ...]:
        """The versions that it uses, without those that come with the code."""
        found = (a.rpartition("@")[2] for a in self.actions if not a.startswith("./"))
        return tuple(dict.fromkeys(found))


def healbots_workflow(path: str, text: str) -> WorkflowText | None:
    """Returns what a workflow file says about healbot, ``None`` when it does not use it."""
    actions = tuple(dict.fromkeys(a[:_MAX] for a in _USES.findall(text) if _is_healbots(a)))
    modes = tuple(dict.fromkeys(_MODE.findall(text)))
    if not actions or not modes:
        return None
    named = _NAME.search(text)
    watched = _WATCHED.search(text)
    return WorkflowText(
        path=path,
        name=next(filter(None, map(str.strip, filter(None, named.groups()))), path)
        if named
        else path,
        actions=actions,
        modes=modes,
        watched=_names(watched[1]) if watched else None,
        secrets=tuple(sorted({name[:_MAX] for name in _SECRET.findall(text)} - {"GITHUB_TOKEN"})),
        has_token=any(inner.strip() not in _OWN_TOKENS for inner in _TOKEN.findall(text)),
        may_write="contents: write" in text and "pull-requests: write" in text,
        text=text,
    )


def _is_healbots(action: str) -> bool:
    """Whether an Action is healbot: a repository of that name, or one that comes with the code."""
    if action in ("./", "./.healbot"):
        return True
    return action.partition("@")[0].split("/")[1:2] == ["healbot"]


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name for item in listed.split(",") if (name := item.strip().strip("\"'")))


def follows_template(text: str, template: str) -> bool:
    """Whether `text` is `template` with something put in the place of each ``<<…>>``."""
    pieces = re.split(r"<<[a-z-]+>>", template)
    if len(pieces) == 1:
        return text == template
    first, *middle, last = pieces
    if not text.startswith(first) or not text.endswith(last):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= len(text) - len(last)


def names_shown(names: Sequence[str], most: int = 8) -> str:
    """Returns names for a sentence, the first ones when there are many."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
