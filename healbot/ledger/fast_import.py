"""Puts a commit into the words of ``git fast-import``."""

from __future__ import annotations

from collections.abc import Iterable


class CommitStream:
    """One commit that replaces or deletes files of a base tree."""

    def __init__(
        self,
        message: str,
        parents: Iterable[str],
        base_tree: str | None,
        author: tuple[str, str],
        when: str,
    ) -> None:
        """`when` is in Git's raw format: seconds since 1970, a space, the offset."""
        who = f"{_identity(author[0])} <{_identity(author[1])}> {when}"
        self._stream = bytearray()
        self._stream += f"commit refs/heads/scratch\nmark :1\ncommitter {who}\n".encode()
        self._stream += _data(message.encode())
        for word, parent in zip(("from", *["merge"] * 99), parents, strict=False):
            self._stream += f"{word} {parent}\n".encode()
        self._stream += b"deleteall\n"
        if base_tree is not None:
            self._stream += f'M 040000 {base_tree} ""\n'.encode()

    def delete(self, path: str) -> None:
        """Takes a path out."""
        self._stream += b"D " + quoted_path(path) + b"\n"

    def put(self, path: str, data: bytes, *, executable: bool) -> None:
        """Puts a file with these bytes."""
        self._stream += _modify(executable, b"inline", path) + _data(data)

    def put_blob(self, path: str, blob: bytes, *, executable: bool) -> None:
        """Puts a blob that is in the repository already."""
        self._stream += _modify(executable, blob, path)

    def finished(self) -> bytes:
        """Returns the whole input; git answers it with the commit's id."""
        return bytes(self._stream) + b"\nget-mark :1\ndone\n"


def _modify(executable: bool, what: bytes, path: str) -> bytes:
    mode = b"100755" if executable else b"100644"
    return b"M " + mode + b" " + what + b" " + quoted_path(path) + b"\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n" % len(content) + content + b"\n"


def _identity(text: str) -> str:
    return "".join(char for char in text if char not in "<>\n\0").strip() or "healbot"


def quoted_path(path: str) -> bytes:
    """Returns `path` as fast-import reads it: C-style quoted."""
    raw = path.encode("utf-8", "surrogateescape")
    escaped = bytearray()
    for byte in raw:
        if byte in b'"\\':
            escaped += b"\\" + bytes((byte,))
        elif byte < 0x20 or byte >= 0x7F:
            escaped += b"\\%03o" % byte
        else:
            escaped.append(byte)
    return b'"' + bytes(escaped) + b'"'
