"""A folder of notes in Markdown and the index page made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HEADING = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
SUFFIX = ".md"


@dataclass(frozen=True)
class Note:
    """A note as the index shows it."""

    slug: str
    title: str
    words: int


def slug_of(path: Path) -> str:
    """Returns the name of a note without its suffix: ``team-memo.md`` is ``team-memo``."""
    return path.name.rstrip(SUFFIX)


def read_note(path: Path) -> Note:
    """Returns the note in a file; its title is its first heading, else its slug."""
    text = path.read_text("utf-8")
    found = HEADING.search(text)
    slug = slug_of(path)
    title = found[1] if found else slug.replace("-", " ").capitalize()
    return Note(slug, title, len(text.split()))


def read_folder(folder: Path) -> list[Note]:
    """Returns all notes of a folder by title."""
    notes = [read_note(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return sorted(notes, key=lambda note: note.title.casefold())


def index(folder: Path) -> str:
    """Returns the index page of a folder as HTML."""
    items = "\n".join(
        f'  <li><a href="/{note.slug}">{note.title}</a> ({note.words} words)</li>'
        for note in read_folder(folder)
    )
    return f"<ul>\n{items}\n</ul>"
