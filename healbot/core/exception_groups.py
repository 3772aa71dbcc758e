"""The layout of printed exception groups: a margin, and members that are indented one by one.

::

      + Exception Group Traceback (most recent call last):
      |   File "main.py", line 5, in <module>
      | ExceptionGroup: two failed (2 sub-exceptions)
      +-+---------------- 1 ----------------
        | KeyError: 'one'
        +---------------- 2 ----------------
        | ValueError: two
        +------------------------------------

Python 3.11 and 3.12 leave the margin out before the further lines of a message and before the
source of a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from healbot.core.traceback_lines import Block, LineReader

GROUP_HEADER = "Exception Group Traceback (most recent call last):"
TOP_HEADER = f"  + {GROUP_HEADER}"
TOP_MARGIN = 2
"""Columns before the bar of the outermost group; each level has two more."""

_IN_BLOCK = re.compile(r"^ {2,}[|+]")
_FIRST = re.compile(r"^\+-\+-{10,} (?:\d{1,9}|\.\.\.) -{10,}$")
_NEXT = re.compile(r"^ +\+-{10,} (?:\d{1,9}|\.\.\.) -{10,}$")
_END = re.compile(r"^ {4,}\+-{36}$")


def group_reader(reader: LineReader) -> LineReader:
    """Takes the lines of the outermost group; `reader` stands at its header."""
    header = reader.take()
    length = _length(reader)
    if length:
        inside = [reader.take() for _ in range(length)]
    else:
        inside = reader.take_while(lambda line: line != TOP_HEADER and _IN_BLOCK.match(line))
    return block_reader([header.replace("+", "|", 1), *inside], TOP_MARGIN)


def _length(reader: LineReader) -> int:
    """Returns how many lines there are up to the end of the outermost group; 0 without an end."""
    ahead = 0
    while ahead < reader.left and reader.peek(ahead) != TOP_HEADER:
        ahead += 1
        if _END.match(reader.peek(ahead - 1)) and not _IN_BLOCK.match(reader.peek(ahead)):
            return ahead
    return 0


def block_reader(lines: Sequence[str], margin: int) -> LineReader:
    """Returns the lines of a group or a member without their margin, the members set apart."""
    own: list[str] = []
    members: dict[int, list[Block]] = {}
    position = 0
    while position < len(lines):
        line = lines[position]
        if _FIRST.match(line[margin:]) and line[:margin].isspace():
            blocks, position = _members(lines, position + 1, margin + 2)
            members[len(own)] = blocks
            own.append("")
        else:
            has_margin = line[margin : margin + 1] == "|" and not line[:margin].strip()
            own.append(line[margin + 2 :] if has_margin else line)
            position += 1
    return LineReader(own, members)


def _members(lines: Sequence[str], start: int, margin: int) -> tuple[list[Block], int]:
    """Returns the members whose first line is at `start`, and where the list ends.

    A list whose last member is a group ends with that group's list.
    """
    blocks: list[Block] = []
    begin = position = start
    closed = False
    while position < len(lines):
        line = lines[position]
        column = len(line) - len(line.lstrip(" "))
        if closed and column < margin:
            break
        ends = _END.match(line) is not None
        closed = ends and column >= margin
        if column == margin and (ends or _NEXT.match(line)):
            blocks.append(lines[begin:position])
            begin = position + 1
            if ends:
                return blocks, begin
        position += 1
    blocks.append(lines[begin:position])
    return blocks, position
