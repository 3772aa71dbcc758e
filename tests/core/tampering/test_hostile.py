"""Hostile input ends in a finding, never in an exception."""

from __future__ import annotations

import time

import pytest

from healbot.core.tampering import GuardContext, Severity, examine, literals_in
from tests.core.tampering.corpus import source

DEEP = (
    "x = " + "-" * 100_000 + "1\n",
    "x = " + "(" * 150 + "1" + ")" * 150 + "\n",
    "x = " + "+".join(["1"] * 50_000) + "\n",
    "x = a" + ".b" * 50_000 + "\n",
    "x = a" + "[0]" * 50_000 + "\n",
    "x = f" + "()" * 50_000 + "\n",
    "x = " + "lambda: " * 5_000 + "1\n",
    "x = " + "not " * 50_000 + "1\n",
    "".join("  " * i + "if 1:\n" for i in range(95)) + "  " * 95 + "pass\n",
    "x = " + "[" * 100_000,
    "class A:\n" + "".join(" " * i + "class A:\n" for i in range(1, 99)) + " " * 99 + "pass\n",
)


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_deep_nesting(text: str) -> None:
    for before, after in ((None, text), ("x = 1\n", text), (text, "x = 1\n"), (text, text + "\n")):
        old = None if before is None else source("a.py", before)
        findings = examine({"a.py": old}, {"a.py": source("a.py", after)})
        assert all(finding.rule for finding in findings)
    planted = source("a.py", text + "import os\nos._exit(0)\n")
    findings = examine({"a.py": source("a.py", "x = 1\n")}, {"a.py": planted})
    assert Severity.REJECT in {finding.severity for finding in findings}


def test_too_deep_is_rejected_by_name() -> None:
    text = "x = " + "+".join(["1"] * 50_000) + "\n"
    (finding,) = examine({"a.py": None}, {"a.py": source("a.py", text)})
    assert (finding.rule, finding.severity) == ("too-deep", Severity.REJECT)


def test_one_deep_file_does_not_hide_the_others() -> None:
    deep = "x = " + "+".join(["1"] * 50_000) + "\n"
    after = {"a.py": source("a.py", deep), "b.py": source("b.py", "eval('1')\n")}
    found = {(item.path, item.rule) for item in examine({"a.py": None, "b.py": None}, after)}
    assert found == {("a.py", "too-deep"), ("b.py", "runs-code")}


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\0\n",
        b"\0" * 1000,
        b"\xff\xfe\x00\xd8",
        b"x = '\xed\xa0\x80'\n",
        b"# coding: utf-8\nx = '\xff'\n",
        b"# coding: nonsense\nx = 1\n",
        b"# coding: utf-16\nx = 1\n",
        b"# coding: rot13\nx = 1\n",
        b"\xef\xbb\xbfx = 1\n",
        b"x = 0x" + b"f" * 20_000 + b"\n",
        b"x = " + b"9" * 5_000 + b"\n",
        b"return 0x" + b"f" * 20_000 + b"\n",
        b"def f():\n    return 0x" + b"f" * 20_000 + b"\n",
        b"x = {**None: [], (): 1, []: 2}\n",
        b"x = {[]}\nx = {{}: 1}\n",
        b"\x0c\x0c\r\r\n\n\r",
        b"x = '" + b"a" * 300_000 + b"'\n",
        b"#" * 300_000,
        b"\n" * 60_000,
    ],
)
def test_odd_bytes(data: bytes) -> None:
    context = GuardContext(test_literals=(1, "x", [1], {"a": 1}), failing_exception="KeyError")
    odd, plain = source("a.py", data), source("a.py", b"x = 1\n\n\ndef f():\n    return g()\n")
    examine({"a.py": None}, {"a.py": odd}, context)
    examine({"a.py": plain}, {"a.py": odd}, context)
    examine({"a.py": odd}, {"a.py": plain}, context)
    examine({"a.txt": None}, {"a.txt": source("a.txt", data)}, context)
    assert examine({"a.py": odd}, {"a.py": odd}, context) == ()


def test_nul_and_surrogates_are_rejected() -> None:
    for text in ("x = 'a\0b'\n", "x = '\ud800'\n", "x = '\x1b[8m'\n"):
        findings = examine({"a.py": None}, {"a.py": source("a.py", text)})
        assert findings[0].severity is Severity.REJECT, text


def test_huge_file_is_examined_in_reasonable_time() -> None:
    rows = "".join(f"def f{i}(a):\n    return g{i}(a, {i}).h('k{i}')\n\n" for i in range(1_500))
    assert len(rows) > 60_000
    start = time.perf_counter()
    findings = examine(
        {"a.py": source("a.py", rows)}, {"a.py": source("a.py", rows + "eval('1')\n")}
    )
    assert [item.rule for item in findings] == ["runs-code"]
    assert time.perf_counter() - start < 30  # under a second on an idle machine


def test_unknown_values_in_the_context_do_no_harm() -> None:
    values = (object(), [object()], {object(): 1}, 10**5000, float("nan"), "x" * 10**6, ...)
    context = GuardContext(test_literals=values, failing_exception="")
    examine({"a.py": None}, {"a.py": source("a.py", "if x == 1: y = 'x'\n")}, context)


def test_literals_of_a_test_file() -> None:
    text = (
        "@pytest.mark.parametrize('a', [(1, 'x')])\ndef test_a(a):\n"
        '    """Text."""\n    assert f(-3, {"k": 2.5}) == b"y"\n\n\ndef test_b(): assert f(9)\n'
    )
    found = literals_in(text, "test_a")
    for value in (1, "x", (1, "x"), -3, "k", 2.5, b"y", {"k": 2.5}, [(1, "x")]):
        assert value in found
    assert "Text." not in found and 9 not in found
    assert 9 in literals_in(text)
    assert 9 in literals_in(text, "no_such_function")
    assert literals_in("def f(:") == () and literals_in("-" * 100_000) == ()
