"""Takes a fenced block as the whole content of the file that it is named after."""

from __future__ import annotations

import re
from dataclasses import dataclass

from healbot.core.source import compiles
from healbot.generators.language_model.fences import Fence, fences_of, prose
from healbot.generators.language_model.path_mentions import IsKnown, only_path, path_in
from healbot.generators.language_model.reply import (
    ANSWER_AGAIN,
    ProposedEdit,
    ProposedFix,
    Reply,
    UnusableReply,
)

_NO_SOURCE = frozenset(
    {
        "bash", "sh", "shell", "zsh", "console", "terminal", "cmd", "powershell", "ps1", "bat",
        "shell-session", "shellsession", "text", "txt", "plaintext", "plain", "output", "traceback",
        "log", "pytb", "pycon", "python-repl", "diff", "mermaid", "tool_code", "tool_call",
    }
)  # fmt: skip
_SUFFIXES: dict[str, str | tuple[str, ...]] = {
    "": "", "python": ".py", "py": ".py", "python3": ".py", "toml": ".toml", "json": ".json",
    "ini": (".ini", ".cfg"), "cfg": ".cfg", "yaml": (".yaml", ".yml"), "yml": (".yaml", ".yml"),
    "html": (".html", ".htm"), "css": ".css", "javascript": ".js", "js": ".js", "sql": ".sql",
    "csv": ".csv", "xml": ".xml", "markdown": ".md", "md": ".md", "jinja": (".html", ".j2"),
}  # fmt: skip
"""Names of files that a block of a language can be."""
_COMMENT = re.compile(
    r"^\s*(?:#|//|--|;|<!--|/\*)\s*(?:[Ff]ile(?:name)?:?\s*)?(\S+\.\w+)\s*(?:-->|\*/)?\s*$"
)
_FORMAT = (
    "Give each change as an edit with path, search and replace, so that it is clear what to "
    "replace by what. " + ANSWER_AGAIN
)


@dataclass(frozen=True)
class _Candidate:
    path: str | None
    content: str
    may_be_default: bool
    """Whether the file that a reply without a path means can have such a content."""


def read_fenced_code(text: str, is_known: IsKnown, default_path: str | None) -> Reply | None:
    """Returns the reply that whole files in fenced blocks make; ``None`` when there are none.

    Blocks whose file is not named are examples when another one is named; a single block without
    a name is the file at `default_path`. Raises `UnusableReply` when it is not clear which block
    is meant, or when one has no end.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    fences = fences_of(lines)
    if any(not fence.is_closed for fence in fences):
        raise _unusable("A fenced block of the reply has no end.")
    ends = [-1, *(fence.last for fence in fences)]
    found = [
        _Candidate(
            _path_of(fence, lines[end + 1 : fence.first], is_known),
            "".join(line + "\n" for line in fence.lines),
            _may_be_unnamed(default_path, fence),
        )
        for fence, end in zip(fences, ends, strict=False)
        if fence.language not in _NO_SOURCE and _holds_source(fence)
    ]
    named = {item.path: item.content for item in found if item.path}
    chosen = _chosen(found, named, default_path)
    if not chosen:
        return None
    if any(fence.holds_fence for fence in fences):
        raise _unusable("The fenced blocks of the reply are nested, so their ends are not clear.")
    edits = tuple(ProposedEdit(path, "", content) for path, content in chosen.items())
    return Reply((ProposedFix(prose(lines), edits),))


def _chosen(
    found: list[_Candidate], named: dict[str, str], default_path: str | None
) -> dict[str, str]:
    """Returns the content of each file that is to be replaced."""
    if named:
        if any(named.get(item.path or "", item.content) != item.content for item in found):
            raise _unusable("The reply holds two different versions of one file.")
        return named
    found = [item for item in found if item.may_be_default]
    if any(item.content != found[0].content for item in found):
        raise _unusable("The reply holds several code blocks and does not say which is the file.")
    if found and not default_path:
        raise _unusable("The code block of the reply names no file.")
    return {default_path: found[0].content} if found and default_path else {}


def _holds_source(fence: Fence) -> bool:
    """Whether there is anything in `fence`, and no session of a shell or of Python."""
    first = next((line for line in fence.lines if line.strip()), "")
    return bool(first) and not first.startswith((">>> ", "$ ", "Traceback (most recent call"))


def _may_be(path: str | None, fence: Fence) -> bool:
    """Whether a file with the name `path` can be in the language of `fence`."""
    suffixes = _SUFFIXES.get(fence.language, "." + fence.language)
    return path is None or path.endswith(suffixes)


def _may_be_unnamed(path: str | None, fence: Fence) -> bool:
    """The same when nothing but the content tells: an output is no program."""
    if path is not None and "." not in path.rpartition("/")[2]:
        return fence.language in ("", "python", "py", "python3")  # a script without a suffix
    if not fence.language and (path is None or path.endswith(".py")):
        return compiles("\n".join(fence.lines))
    return _may_be(path, fence)


def _path_of(fence: Fence, above: list[str], is_known: IsKnown) -> str | None:
    """Returns the file that the fence, its first comment or the line above it names."""
    if path := path_in(fence.info, is_known):
        return path
    first = next((line for line in fence.lines if line.strip()), "")
    comment = _COMMENT.match(first)
    if comment and (path := only_path(comment.group(1), is_known)):
        return path
    near = [line for line in above[-3:] if line.strip()]
    path = path_in(near[-1], is_known) if near else None
    return path if path and _may_be(path, fence) else None


def _unusable(reason: str) -> UnusableReply:
    return UnusableReply(reason, f"{reason} {_FORMAT}")
