"""Output of a run, kept up to a cap: the head, the tail and a line that says what is missing."""

from __future__ import annotations

from collections import deque


class Capture:
    """Collects one stream in bounded memory."""

    def __init__(self, kept: int) -> None:
        """`kept` is how many bytes of the stream are remembered at most."""
        self._head_room = kept // 2
        self._tail_room = kept - kept // 2
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self.total = 0

    def add(self, data: bytes) -> None:
        """Appends what was read."""
        self.total += len(data)
        room = self._head_room - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        if not data:
            return
        self._tail.append(data)
        self._tail_size += len(data)
        while self._tail_size - len(self._tail[0]) >= self._tail_room:
            self._tail_size -= len(self._tail.popleft())

    def text(self) -> str:
        """Returns the stream as text.

        Bytes that are no UTF-8 become ``\\xNN`` escapes (`backslashreplace`): unlike replacement
        characters they still tell a reader which byte it was. NUL bytes stay.
        """
        tail = b"".join(self._tail)[-self._tail_room :] if self._tail_size else b""
        missing = self.total - len(self._head) - len(tail)
        if missing == 0:
            return (bytes(self._head) + tail).decode("utf-8", "backslashreplace")
        head = bytes(self._head).decode("utf-8", "backslashreplace")
        end = tail.decode("utf-8", "backslashreplace")
        return f"{head}\n… {missing} bytes left out …\n{end}"
