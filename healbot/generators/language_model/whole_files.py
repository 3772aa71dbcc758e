"""Checks the whole content that a model gives for a file, and turns it into edits."""

from __future__ import annotations

import ast
import re
import warnings

from healbot.core.patch import SourceEdit
from healbot.core.source import MAX_SOURCE_BYTES, SourceFile
from healbot.generators.language_model.hidden_text import check_nothing_hidden
from healbot.generators.language_model.line_numbers import numbered_from_one
from healbot.generators.language_model.lost_content import lost_content
from healbot.generators.language_model.placeholders import placeholder_in
from healbot.generators.language_model.reply import InapplicableReply
from healbot.generators.language_model.text_lines import TextLines, split_text

_INCOMPLETE = re.compile(
    r"unterminated triple-quoted|was never closed|unexpected EOF|expected an indented block"
)
_EDIT_INSTEAD = "Give only the changed lines, as edits with search and replace."


def whole_file_edits(path: str, content: str, source: SourceFile | None) -> list[SourceEdit]:
    """Returns the edits that give the file at `path` the whole `content`.

    A file that does not exist yet gets one insertion at its beginning. Raises `InapplicableReply`
    when the content leaves out code that the file has.
    """
    if len(content) > MAX_SOURCE_BYTES:
        raise InapplicableReply(f"{path} would be larger than 1 MiB.", "Make a smaller edit.")
    old = TextLines(source.text if source else "")
    new = _cleaned(path, split_text(content), old)
    _check_complete(path, new, old)
    newline = source.newline if source else "\n"
    return list(old.edits(path, 0, len(old.lines), new, newline))


def _cleaned(path: str, new: tuple[str, ...], old: TextLines) -> tuple[str, ...]:
    """Returns `new` without what is no part of the file: numbers, a label, a byte-order mark."""
    if new and new[0].startswith("\ufeff"):
        new = (new[0].removeprefix("\ufeff"), *new[1:])
    if path.endswith(".py"):
        new = numbered_from_one(new) or new
    label = new[0].lstrip("#/ ").strip() if new and new[0].startswith(("#", "//")) else ""
    name = label.lower().removeprefix("file:").removeprefix("filename:").strip()
    if name and path.lower().endswith(name) and "." in name and new[0] not in old.lines[:3]:
        new = new[2:] if len(new) > 1 and not new[1].strip() else new[1:]
    return new


def _check_complete(path: str, new: tuple[str, ...], old: TextLines) -> None:
    """Raises `InapplicableReply` when `new` is only a part of the file."""
    if placeholder := placeholder_in(new, old.lines):
        raise omitted(path, placeholder)
    check_nothing_hidden(path, new, old.lines)
    if not any(line.strip() for line in new):
        raise InapplicableReply(
            f"The reply gives no content for {path}.",
            f"You gave no content for {path}. {_EDIT_INSTEAD}",
        )
    if path.endswith(".py") and _is_cut(new) and not _is_cut(old.lines):
        raise InapplicableReply(
            f"The content that the reply gives for {path} is cut off.",
            f"The content you gave for {path} is incomplete. {_EDIT_INSTEAD}",
        )
    lost = lost_content(old.lines, new, is_python=path.endswith(".py"))
    if lost:
        raise InapplicableReply(
            f"The reply gives {path} a new content without much of the present one ({lost}).",
            f"The content you gave for {path} loses much of the file ({lost}). {_EDIT_INSTEAD}",
        )


def _is_cut(lines: tuple[str, ...]) -> bool:
    """Whether Python would expect more lines behind these."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse("\n".join(lines))
    except SyntaxError as error:
        at_end = (error.lineno or 0) >= len(lines)
        message = str(error.msg)
        return bool(_INCOMPLETE.search(message)) and (at_end or "indented" not in message)
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return False


def omitted(path: str, placeholder: str) -> InapplicableReply:
    """Returns the refusal of a text with a comment in place of code."""
    shown = placeholder[:80]
    return InapplicableReply(
        f"The reply leaves out code of {path} ({shown}).",
        f"You wrote {shown!r} in place of code of {path}. Write out every line of a replacement; "
        "leave lines that do not change out of both search and replace.",
    )
