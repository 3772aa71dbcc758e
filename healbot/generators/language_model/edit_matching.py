"""Turns what a model proposes into edits of the project's files: all of a fix, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from healbot.core.errors import Refused
from healbot.core.patch import SourceEdit, apply_to_text
from healbot.core.source import MAX_SOURCE_BYTES, SourceFile
from healbot.generators.language_model.edit_paths import resolve_path
from healbot.generators.language_model.hidden_text import check_nothing_hidden
from healbot.generators.language_model.line_matching import (
    MAX_PLACES,
    Place,
    Wanted,
    find_places,
    positions,
)
from healbot.generators.language_model.near_lines import near_place, nearest
from healbot.generators.language_model.placeholders import placeholder_in
from healbot.generators.language_model.reply import (
    InapplicableReply,
    ProposedEdit,
    ProposedFix,
)
from healbot.generators.language_model.text_lines import TextLines, split_text
from healbot.generators.language_model.whole_files import omitted, whole_file_edits
from healbot.ports import ProjectFiles

__all__ = ["InapplicableReply", "resolve"]

_SHOWN_AROUND = 3
_SHOWN_LINES = 24
_SHOWN_WIDTH = 160
_MIN_LIKENESS = 0.4
"""Lines that are less like the searched ones are not worth showing."""


def resolve(fix: ProposedFix, files: ProjectFiles) -> tuple[SourceEdit, ...]:
    """Returns the edits of `fix`, by path and place; they always apply together.

    Searches are looked for in the files as they are; one that is not there, or whose place another
    edit of the fix takes, is looked for in what the earlier edits made of the file. A file that
    does not exist yet gets one edit at offset 0 with its whole content.

    Raises `InapplicableReply` when one edit has no place, or more than one, or may not be made.
    """
    changes: dict[str, _Change] = {}
    for edit in dict.fromkeys(fix.edits):
        path, source = resolve_path(edit.path, files)
        change = changes.setdefault(path, _Change(path, source))
        change.add(edit)
    edits = tuple(edit for path in sorted(changes) for edit in changes[path].checked())
    if not edits:
        raise InapplicableReply(
            "The edits of the reply change nothing.",
            "Your edits leave every file as it is. Give edits that change something.",
        )
    return edits


@dataclass
class _Change:
    """The edits of one file."""

    path: str
    source: SourceFile | None
    edits: list[SourceEdit] = field(default_factory=list)
    _is_whole: bool = False

    def add(self, edit: ProposedEdit) -> None:
        """Adds an edit; raises `InapplicableReply` when it has no place."""
        if self._is_whole:
            raise self._refused("is given more than once", "Give its content once.")
        if not edit.search:
            if self.edits:
                raise self._refused("is both edited and replaced", "Do one of both.")
            self.edits = whole_file_edits(self.path, edit.replace, self.source)
            self._is_whole = True
            return
        if self.source is None:
            raise InapplicableReply(
                f"The reply edits {self.path}, which does not exist.",
                f"There is no file {self.path}. Edit one that you were shown.",
            )
        self._replace(Wanted(split_text(edit.search), split_text(edit.replace)), self.source)

    def checked(self) -> list[SourceEdit]:
        """Returns the edits in order; raises `InapplicableReply` when the result is no source."""
        base = self.source or SourceFile(self.path, b"")
        edits = sorted(self.edits, key=lambda edit: (edit.start, edit.end))
        try:
            data = base.encode(apply_to_text(base.text, edits))
        except Refused as error:
            raise InapplicableReply(error.message, f"{error.message} Write an escape.") from error
        if b"\0" in data:
            raise self._refused("would hold a NUL character", "Write it as an escape.")
        if len(data) > MAX_SOURCE_BYTES:
            raise self._refused("would be larger than 1 MiB", "Make a smaller edit.")
        return edits

    def _replace(self, wanted: Wanted, source: SourceFile) -> None:
        """Finds the place of one search: as the file is, then as the earlier edits made it."""
        text = TextLines(source.text)
        if placeholder := placeholder_in(wanted.replace, (*text.lines, *wanted.search)):
            raise omitted(self.path, placeholder)
        check_nothing_hidden(self.path, wanted.replace, text.lines)
        place = self._only(find_places(text.lines, wanted), text.lines)
        if place is not None and self._take(self._edits(text, place, source)):
            return
        if self.edits:
            current = TextLines(apply_to_text(source.text, self.edits))
            later = self._only(find_places(current.lines, wanted), current.lines)
            if later is not None:
                changed = apply_to_text(current.text, self._edits(current, later, source))
                whole = Place(0, len(text.lines), split_text(changed))
                self.edits = self._edits(text, whole, source)
                return
        near = None if place else near_place(text.lines, wanted)
        if near is None or not self._take(self._edits(text, near, source)):
            raise self._not_found(wanted, text.lines)

    def _edits(self, text: TextLines, place: Place, source: SourceFile) -> list[SourceEdit]:
        return list(text.edits(self.path, place.first, place.count, place.lines, source.newline))

    def _take(self, edits: list[SourceEdit]) -> bool:
        """Adds edits unless they overlap with those there are; returns whether it did."""
        new = [edit for edit in edits if edit not in self.edits]
        if any(_overlap(one, two) for one in new for two in self.edits):
            return False
        self.edits += new
        return True

    def _only(self, places: tuple[Place, ...], lines: tuple[str, ...]) -> Place | None:
        """Returns the one place; raises `InapplicableReply` when there are several."""
        if len(places) <= 1:
            return places[0] if places else None
        count = f"{len(places)}" if len(places) < MAX_PLACES else f"at least {MAX_PLACES}"
        where = ", ".join(str(place.first + 1) for place in places[:8])
        more = " and more" if len(places) > 8 else ""
        raise InapplicableReply(
            f"The searched text occurs {count} times in {self.path}, on lines {where}{more}.",
            f"Your search text occurs {count} times in {self.path}, on lines {where}{more}. "
            "Take more lines around it into search, so that it occurs only once.\n"
            + _numbered(lines, places[0].first, places[0].count),
        )

    def _not_found(self, wanted: Wanted, lines: tuple[str, ...]) -> InapplicableReply:
        shown = _nearest_shown(lines, wanted.search)
        done = next(positions(lines, wanted.replace), -1) >= 0
        already = " It already holds what you give in replace." if done else ""
        return InapplicableReply(
            f"The searched text does not occur in {self.path}.",
            f"Your search text does not occur in {self.path}.{already} Copy the lines exactly, "
            f"without line numbers. {shown}",
        )

    def _refused(self, why: str, advice: str) -> InapplicableReply:
        return InapplicableReply(f"{self.path} {why}.", f"{self.path} {why}. {advice}")


def _overlap(one: SourceEdit, two: SourceEdit) -> bool:
    """Whether two edits of one file cannot both be made; insertions side by side can."""
    return one.start < two.end and two.start < one.end


def _nearest_shown(lines: tuple[str, ...], search: tuple[str, ...]) -> str:
    """Returns the lines that are most like the searched ones, with their numbers."""
    probe = tuple(line for line in search if line.strip())[: min(_SHOWN_LINES, len(lines))]
    found = nearest(lines, probe)
    if not found or found[0].ratio < _MIN_LIKENESS:
        return "There is nothing like it."
    return "The nearest lines are:\n" + _numbered(lines, found[0].first, len(probe))


def _numbered(lines: tuple[str, ...], first: int, count: int) -> str:
    begin = max(first - _SHOWN_AROUND, 0)
    end = min(first + min(count, _SHOWN_LINES) + _SHOWN_AROUND, len(lines))
    return "\n".join(f"{i + 1}|{lines[i][:_SHOWN_WIDTH]}" for i in range(begin, end))
