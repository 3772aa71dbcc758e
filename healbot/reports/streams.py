"""Output whose reader may go away before all is said, as ``| head`` does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def reader_may_leave(stream: TextIO) -> Iterator[None]:
    """Ends what prints to `stream` quietly when nobody reads it any more.

    Left to itself click would exit with 1 then, which says that healbot gave up.
    """
    try:
        yield
        stream.flush()
    except BrokenPipeError:
        # Else what is still in the buffer fails once more when the interpreter ends.
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), stream.fileno())
