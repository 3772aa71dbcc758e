"""Where text for people goes: colour on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

from healbot.reports.errors import one_line, printable

if TYPE_CHECKING:
    from rich.console import Console


class PlainConsole:
    """Prints lines as they are: no colour, no wrapping, and nothing to import."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def print(self, text: str = "", *, style: str = "", end: str = "\n") -> None:
        """Prints `text`; what would steer a terminal or cannot be encoded is replaced."""
        encoding = self._stream.encoding or "utf-8"
        shown = printable(text).encode(encoding, "backslashreplace").decode(encoding)
        self._stream.write(shown + end)
        self._stream.flush()


def console(*, stderr: bool = False) -> Console | PlainConsole:
    """Returns a console that obeys NO_COLOR on a terminal, and a plain one elsewhere.

    Neither lets control characters of a text through: test ids, names of files and messages come
    from the code under repair.
    """
    stream = sys.stderr if stderr else sys.stdout
    if not stream.isatty() and not os.environ.get("FORCE_COLOR"):
        return PlainConsole(stream)
    from rich.console import Console
    from rich.text import Text

    class SafeConsole(Console):
        def render_str(self, text: str, **options: Any) -> Text:
            return super().render_str(printable(text), **options)

    return SafeConsole(stderr=stderr, highlight=False, emoji=False, markup=False)


def print_table(
    out: Console | PlainConsole, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    """Prints a table: rich on a terminal, aligned columns elsewhere. Cells are of one line."""
    if not rows:
        return
    rows = [tuple(map(one_line, row)) for row in rows]
    if not isinstance(out, PlainConsole):
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD)
        for title in header:
            table.add_column(title, overflow="fold")
        for row in rows:
            table.add_row(*row)
        out.print(table)
        return
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        out.print("  ".join(cells).rstrip())
