"""Decides which file of the project a path in a reply means; hostile paths mean none.

Allowed are files below the root, named as Git names them. Refused are absolute paths, ``..``,
backslashes, drive letters, control and invisible characters, and Git's own folder in any spelling
that some file system takes for ``.git`` (CVE-2014-9390, CVE-2019-1352).
"""

from __future__ import annotations

import re
import unicodedata

from healbot.core.source import SourceFile
from healbot.generators.language_model.reply import InapplicableReply
from healbot.ports import ProjectFiles

MAX_PATH = 240
_GIT = re.compile(r"\.git|git~\d+")
_SHOWN = 80


def resolve_path(written: str, files: ProjectFiles) -> tuple[str, SourceFile | None]:
    """Returns the path that `written` means and the file there, ``None`` for a new file.

    ``./`` in front is dropped, and so are the prefixes of a diff. A path with other folders in
    front, such as an absolute one, is taken for the one file of the project that it ends in; when
    there are several, or none, it is refused. Raises `InapplicableReply` for every other path.
    """
    path = written.strip().strip("`\"'")
    _check_characters(path)
    is_absolute = path.startswith("/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts:
        raise _refused(written, "is no file")
    _check_parts(written, parts)
    if not is_absolute and (source := files.source("/".join(parts))) is not None:
        return "/".join(parts), source
    found = _known_endings(parts, files)
    if len(found) > 1:
        raise _refused(written, f"could be {' or '.join(found)[:300]}")
    if found:
        path, source = next(iter(found.items()))
        return path, source
    if is_absolute:
        raise _refused(written, "is absolute")
    path = "/".join(parts)
    _check_new(path, files)
    return path, None


def _check_characters(path: str) -> None:
    if "\\" in path:
        raise _refused(path, "has backslashes", f"Did you mean {path.replace(chr(92), '/')[:200]}?")
    if any(unicodedata.category(char)[0] == "C" for char in path):
        raise _refused(path, "has invisible or control characters")
    if ":" in path:
        raise _refused(path, "has a drive letter or a colon")
    if len(path) > MAX_PATH:
        raise _refused(path, "is too long")


def _check_parts(written: str, parts: list[str]) -> None:
    for part in parts:
        plain = unicodedata.normalize("NFKC", part).casefold().rstrip(". ")
        if part == ".." or plain == "":
            raise _refused(written, "leads out of the project")
        if _GIT.fullmatch(plain):
            raise _refused(written, "belongs to Git itself")
        if part != part.strip() or part.endswith("."):
            raise _refused(written, "has a name that ends in a dot or a space")
        if part.startswith("~"):
            raise _refused(written, "leads out of the project")


def _known_endings(parts: list[str], files: ProjectFiles) -> dict[str, SourceFile]:
    """Returns the files of the project that are reached by dropping folders in front."""
    endings = ("/".join(parts[count:]) for count in range(min(len(parts), 30)))
    sources = ((ending, files.source(ending)) for ending in endings)
    return {ending: source for ending, source in sources if source is not None}


def _check_new(path: str, files: ProjectFiles) -> None:
    """Raises `InapplicableReply` unless a file can be made at `path`."""
    *folders, name = path.split("/")
    folder = "."
    for part in folders:
        names = files.names(folder)
        _check_twin(path, part, [item.rstrip("/") for item in names])
        if part in names:
            raise _refused(path, "has a file or a link where a folder should be")
        if f"{part}/" not in names:
            folder = ""
            break
        folder = part if folder == "." else f"{folder}/{part}"
        if not files.names(folder):
            raise _refused(path, "lies in a folder that cannot be looked into")
    names = files.names(folder) if folder else ()
    if name in names or f"{name}/" in names:
        raise _refused(path, "is no text file that healbot edits")
    _check_twin(path, name, [item.rstrip("/") for item in names])
    if not name.endswith(".py") or name == ".py":
        raise InapplicableReply(
            f"The reply makes a new file that is no Python file: {path[:_SHOWN]}.",
            f"There is no file {path[:_SHOWN]}, and only Python files may be added. "
            + _nearby(path, files),
        )


def _check_twin(path: str, part: str, names: list[str]) -> None:
    """Raises `InapplicableReply` when only the case of letters tells two names apart."""
    twins = [name for name in names if name != part and name.casefold() == part.casefold()]
    if twins:
        raise _refused(path, f"differs only in case from {twins[0][:_SHOWN]}")


def _nearby(path: str, files: ProjectFiles) -> str:
    folder = path.rpartition("/")[0] or "."
    names = [name for name in files.names(folder) if not name.startswith(".")][:20]
    return f"In {folder} there are: {', '.join(names)}." if names else ""


def _refused(path: str, why: str, more: str = "") -> InapplicableReply:
    shown = path[:_SHOWN].encode("unicode_escape").decode() if not path.isprintable() else path
    return InapplicableReply(
        f"The reply edits a path that {why}: {shown[:_SHOWN]}.",
        f"The path {shown[:_SHOWN]} {why}. Paths are relative to the project's root, with forward "
        f"slashes. {more}".strip(),
    )
