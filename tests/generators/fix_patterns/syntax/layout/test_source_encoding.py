"""`source_encoding`: bytes that do not fit, and encodings that nobody knows."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import (
    best,
    interpreter,
    proposed_by,
)

LATIN = "print('caf\xe9')\n".encode("latin-1")
WINDOWS = "price = '5 \u20ac'\n".encode("cp1252")
UTF8 = "print('café')\n".encode()

MUST_CHANGE = {
    "latin-1": (LATIN, b"# -*- coding: latin-1 -*-\n" + LATIN),
    "cp1252": (WINDOWS, b"# -*- coding: cp1252 -*-\n" + WINDOWS),
    "shebang": (
        b"#!/usr/bin/env python3\r\nx = 1\r\n" + LATIN,
        b"#!/usr/bin/env python3\r\n# -*- coding: latin-1 -*-\r\nx = 1\r\n" + LATIN,
    ),
    "utf-8 that is none": (b"# coding: utf-8\n" + LATIN, b"# coding: latin-1\n" + LATIN),
}
UNKNOWN = {
    "unknown name": (b"# coding: utf8x\n" + UTF8, b"# coding: utf-8\n" + UTF8),
    "misspelt name": (b"# coding: cp-1252x\n" + WINDOWS, b"# coding: cp1252\n" + WINDOWS),
    "wrong name": (b"# coding: ascii\n" + UTF8, b"# coding: utf-8\n" + UTF8),
}
"""From Python 3.9 on the message names no file, so that only 3.8 leads to the pattern."""
MUST_LEAVE = (UTF8, b"# coding: latin-1\n" + LATIN, b"x = = 'caf\xc3\xa9'\n")


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
@pytest.mark.parametrize("version", ["", "3.8", "3.13"])
def test_heals(before: bytes, after: bytes, version: str) -> None:
    found = best(before, version)
    assert found is not None
    assert found[1] == after


@pytest.mark.skipif(interpreter("3.8") is None, reason="no Python 3.8 here")
@pytest.mark.parametrize(("before", "after"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_heals_unknown_encodings(before: bytes, after: bytes) -> None:
    found = best(before, "3.8")
    assert found is not None
    assert found[1] == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: bytes) -> None:
    assert proposed_by("source_encoding", source) == []
