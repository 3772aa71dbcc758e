"""A source file as bytes and as text, so that an edit changes nothing else.

Encodings follow PEP 263 (`tokenize.detect_encoding`); line ends, a byte-order mark and a missing
final newline survive because the text is decoded without newline translation.
"""

from __future__ import annotations

import io
import tokenize
import warnings
from dataclasses import dataclass
from functools import cached_property

from healbot.core.errors import Refused

MAX_SOURCE_BYTES = 1024 * 1024
"""Larger files are refused: 1 MiB."""

_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class SourceFile:
    """A file of the project as it is on disk."""

    path: str
    """Relative to the project root, POSIX separators."""
    data: bytes
    mode: int = 0o644
    """Permission bits; only the executable bit matters to Git. 0, Git's sign for "no such file",
    when there is none."""

    @classmethod
    def absent(cls, path: str) -> SourceFile:
        """Returns what stands for a file that is not there: a patch may create it."""
        return cls(path, b"", 0)

    @property
    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.mode != 0

    @cached_property
    def encoding(self) -> str:
        """The encoding Python would use; ``latin-1`` when it does not keep the file as it is."""
        name = _encoding_of(self.data)
        try:
            kept = name is not None and self.data.decode(name).encode(name) == self.data
        except ValueError:
            kept = False
        return name if name and kept else "latin-1"

    @cached_property
    def decodes(self) -> bool:
        """Whether the file decodes with the encoding that Python would use."""
        return _encoding_of(self.data) is not None

    @cached_property
    def text(self) -> str:
        """The decoded text without a byte-order mark, line ends as they are."""
        return self.data.decode(self.encoding)

    @cached_property
    def newline(self) -> str:
        """The line end that the file uses most: LF, CRLF or CR."""
        crlf = self.data.count(b"\r\n")
        lf = self.data.count(b"\n") - crlf
        cr = self.data.count(b"\r") - crlf
        if crlf > lf and crlf >= cr:
            return "\r\n"
        return "\r" if cr > lf else "\n"

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets in `text` at which lines start; index 0 is line 1.

        Lines end where Python's tokenizer ends them (LF, CRLF, CR), not at form feeds.
        """
        starts = [0]
        text, position = self.text, 0
        while position < len(text):
            char = text[position]
            position += 1
            if char == "\r" and text[position : position + 1] == "\n":
                position += 1
            if char in "\r\n":
                starts.append(position)
        return tuple(starts)

    def line(self, number: int) -> str:
        """Returns line `number` (1-based) without its line end; ``""`` outside the file."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All lines without their ends; index 0 is line 1."""
        return tuple(self.line(number) for number in range(1, len(self.line_starts) + 1))

    def offset(self, line: int, column: int) -> int:
        """Returns the offset in `text` of a 1-based line and a 0-based column in characters."""
        if line < 1:  # a traceback that does not tell the line
            return 0
        if line > len(self.line_starts):
            return len(self.text)
        return min(self.line_starts[line - 1] + column, len(self.text))

    def offset_of_utf8(self, line: int, byte_column: int) -> int:
        """Returns the offset in `text` of an `ast` position (columns are UTF-8 bytes)."""
        prefix = self.line(line).encode("utf-8", "surrogatepass")[:byte_column]
        return self.offset(line, len(prefix.decode("utf-8", "ignore")))

    def encode(self, text: str) -> bytes:
        """Returns `text` as bytes of this file, its byte-order mark included.

        Raises `Refused` when the file's encoding has no such character.
        """
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError as error:
            bad = text[error.start]
            raise Refused(f"{self.path} is {self.encoding} and cannot hold {bad!r}.") from error


def _encoding_of(data: bytes) -> str | None:
    """Returns the encoding Python would use for `data`, ``None`` when it cannot be used."""
    try:
        name, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if "escape" in name:  # not an encoding of text: what it decodes are escape sequences
            return None
        data.decode(name)
    except (SyntaxError, ValueError, LookupError):
        return None
    return name


def compiles(text: str) -> bool:
    """Whether `text` is valid Python for the interpreter that runs healbot."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<source>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def check_is_source(path: str, data: bytes) -> None:
    """Raises `Refused`, with the reason, when `data` is no source text that healbot edits."""
    if len(data) > MAX_SOURCE_BYTES:
        raise Refused(
            f"{path} is larger than 1 MiB.", hint="healbot edits source files of up to 1 MiB."
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(
            f"{path} is UTF-16, which Python cannot run.",
            hint=f"Convert it first: iconv -f UTF-16 -t UTF-8 {path} > new.py",
        )
    body = data.removeprefix(_UTF8_BOM)
    if b"\0" in body:
        raise Refused(f"{path} is a binary file, not Python source.")
