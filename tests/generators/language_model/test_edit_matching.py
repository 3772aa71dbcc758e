from __future__ import annotations

import pytest

from healbot.core.source import MAX_SOURCE_BYTES, SourceFile
from healbot.generators.language_model.edit_matching import InapplicableReply, resolve
from healbot.generators.language_model.reply import ProposedEdit, ProposedFix
from tests.generators.language_model.reply_corpus import Files

LONG = "".join(f"line_{number} = {number}\n" for number in range(1, 41))


def _after(text: str | bytes, *pairs: tuple[str, str], path: str = "a.py") -> str:
    data = text.encode() if isinstance(text, str) else text
    files = Files({path: SourceFile(path, data)})
    edits = tuple(ProposedEdit(path, search, replace) for search, replace in pairs)
    return files.after(ProposedFix("", edits))[path].text


def _refusal(text: str | bytes, *pairs: tuple[str, str], path: str = "a.py") -> InapplicableReply:
    with pytest.raises(InapplicableReply) as error:
        _after(text, *pairs, path=path)
    return error.value


@pytest.mark.parametrize(
    ("text", "search", "replace", "after"),
    [
        ("a\nb\nc\n", "b", "x\ny", "a\nx\ny\nc\n"),
        ("a\nb\nc\n", "b\n", "x\ny\n", "a\nx\ny\nc\n"),
        ("a\nb\nc\n", "b\n", "", "a\nc\n"),
        ("a\nb\nc\n", "b\n", "\n", "a\n\nc\n"),
        ("a\nb\nc", "c", "x\ny", "a\nb\nx\ny"),
        ("a\nb\nc", "c\n", "c\nd\n", "a\nb\nc\nd"),
        ("a\r\nb\r\nc\r\n", "b\nc", "x\ny\nc", "a\r\nx\r\ny\r\nc\r\n"),
        ("a\rb\rc\r", "b\nc", "x\nc", "a\rx\rc\r"),
        ("a\r\nb\nc\r\n", "b\nc", "b\nx\nc", "a\r\nb\nx\r\nc\r\n"),
        ("x = f(1)\n", "f(1)", "g(2)", "x = g(2)\n"),
        ("x = 1  \ny = 2\n", "x = 1\ny = 2", "x = 1\ny = 3", "x = 1  \ny = 3\n"),
        ("if a:\n\tb()\n\n\tc()\n", "    b()\n    c()", "", "if a:\n\tb()\n\n\tc()\n"),
        ("\ta()\n\t\tb()\n", "  a()\n    b()", "  a()\n    c()\n  d()", "\ta()\n\t\tc()\n\td()\n"),
        ("s = 'it’s'\n", "s = 'it's'", "s = 'its'", "s = 'its'\n"),
        ("a\x0cb\nc\n", "a\x0cb", "d", "d\nc\n"),
    ],
)
def test_the_text_is_replaced(text: str, search: str, replace: str, after: str) -> None:
    if after == text:
        assert "does not occur" in _refusal(text, (search, replace)).reason
    else:
        assert _after(text, (search, replace)) == after


def test_whole_lines_go_before_parts_of_lines() -> None:
    assert _after("xx = 1\nx = 1\n", ("x = 1", "x = 2")) == "xx = 1\nx = 2\n"


def test_edits_are_looked_for_in_the_file_as_it_is() -> None:
    swapped = _after("a = 1\nb = 2\n", ("a = 1", "b = 2"), ("b = 2", "a = 1"))
    assert swapped == "b = 2\na = 1\n"


def test_an_edit_may_build_on_an_earlier_one() -> None:
    text = "a\nb\nc\nd\n"
    assert _after(text, ("b\n", "x\ny\n"), ("y\nc\n", "z\n"), ("d", "e")) == "a\nx\nz\ne\n"


def test_a_byte_order_mark_stays() -> None:
    files = Files({"a.py": SourceFile("a.py", b"\xef\xbb\xbfx = 1\n")})
    fix = ProposedFix("", (ProposedEdit("a.py", "x = 1", "x = 2"),))
    assert files.after(fix)["a.py"].data == b"\xef\xbb\xbfx = 2\n"


def test_an_encoding_without_the_character() -> None:
    latin = "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1")
    assert _after(latin, ("x = 'é'", "x = 'è'")).endswith("x = 'è'\n")
    assert "cannot hold '漢'" in _refusal(latin, ("x = 'é'", "x = '漢'")).reason


def test_feedback_shows_the_nearest_lines() -> None:
    error = _refusal(LONG, ("line_20 = twenty\nline_21 = twenty-one\n", "x"))
    assert "20|line_20 = 20\n21|line_21 = 21\n" in error.feedback
    assert "line_30" not in error.feedback


def test_feedback_shows_no_endless_lines() -> None:
    error = _refusal("x = '" + "a" * 5000 + "'\n", ("x = '" + "a" * 3000 + "b'", "y"))
    assert len(error.feedback) < 1000


def test_feedback_says_that_the_edit_is_already_there() -> None:
    assert "already holds" in _refusal(LONG, ("line_7 = 8\nq = 1", "line_7 = 7")).feedback


def test_feedback_says_when_there_is_nothing_like_it() -> None:
    assert "nothing like it" in _refusal("x = 1\n", ("@@@@@@@@@@", "y")).feedback


def test_several_places_are_named() -> None:
    error = _refusal("a\nx\n" * 12, ("x", "y"))
    assert "occurs 12 times in a.py, on lines 2, 4, 6, 8, 10, 12, 14, 16 and more" in error.reason
    assert "1|a\n2|x\n" in error.feedback


def test_a_near_match_keeps_what_the_model_did_not_change() -> None:
    text = "def f(a):\n    retries = 5\n    wait = compute_the_time_to_wait(a)\n    go(wait)\n"
    stale = text.replace("retries = 5", "retries = 3")
    after = text.replace("go(wait)", "go(wait or 1)")
    assert _after(text, (stale, stale.replace("go(wait)", "go(wait or 1)"))) == after


def test_a_near_match_must_be_near() -> None:
    text = "def f(a):\n    return a.first + a.second\n"
    assert _refusal(text, ("def g(b):\n    return b.one + b.two\n", "x"))


def test_a_near_match_must_be_the_only_one() -> None:
    text = "value_one = compute(1)\nother = 0\nvalue_two = compute(2)\n"
    assert _refusal(text, ("value_six = compute(6)", "x = 1"))


@pytest.mark.parametrize(
    "kept", [range(1, 41), range(1, 22), range(20, 41)], ids=["all", "first", "last"]
)
def test_a_whole_file_may_lose_half(kept: range) -> None:
    new = "".join(f"line_{number} = {number}\n" for number in kept) + "more = 1\n"
    assert _after(LONG, ("", new)) == new


def test_a_whole_file_may_not_lose_more_than_half() -> None:
    new = "".join(f"line_{number} = {number}\n" for number in range(1, 20)) + "more = 1\n" * 30
    error = _refusal(LONG, ("", new))
    assert "19 of 40 lines are kept" in error.reason
    assert "search and replace" in error.feedback


def test_a_small_file_may_be_rewritten() -> None:
    new = "b = 2\nprint(3)\n"
    assert _after("a = 1\nb = 2\nprint(a + b)\n", ("", new)) == new
    error = _refusal("a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nprint(a + b)\n", ("", new))
    assert "1 of 6 lines are kept" in error.reason
    error = _refusal("a = 1\nb = 2\nprint(a + b)\n", ("", "c = 3\nprint(c)\n"))
    assert "0 of 3 lines are kept" in error.reason


def test_an_excerpt_is_no_whole_file() -> None:
    text = (
        "def f(x):\n    return x\n\n\ndef g(x):\n    y = x\n    return y\n\n\nprint(f(1), g(2))\n"
    )
    error = _refusal(text, ("", text.replace("print(f(1), g(2))\n", "")))
    assert "no statement that runs is kept" in error.reason
    error = _refusal(
        text, ("", text.replace("def f(x):\n    return x\n", "")[2:].replace("f(1)", "1"))
    )
    assert "f is gone" in error.reason
    wrapped = text.replace("print(", 'if __name__ == "__main__":\n    print(')
    assert _after(text, ("", wrapped)) == wrapped


def test_a_whole_file_keeps_mixed_line_ends() -> None:
    text = "a\r\nb\nc\r\nd\r\n"
    assert _after(text, ("", "a\nb\nc\nx\n")) == "a\r\nb\nc\r\nx\r\n"


@pytest.mark.parametrize("label", ["# a.py", "# File: a.py", "#a.py"])
def test_a_label_is_no_part_of_the_file(label: str) -> None:
    assert _after("x = 1\n", ("", f"{label}\nx = 2\n")) == "x = 2\n"
    assert _after(f"{label}\nx = 1\n", ("", f"{label}\nx = 2\n")) == f"{label}\nx = 2\n"


def test_a_file_that_was_broken_may_be_replaced_whole() -> None:
    assert _after("print((1)\n", ("", "print((2)\n")) == "print((2)\n"
    assert "cut off" in _refusal("print(1)\n", ("", "print((2)\n")).reason


def test_all_edits_or_none() -> None:
    files = Files({"a.py": SourceFile("a.py", b"x = 1\n"), "b.py": SourceFile("b.py", b"y = 1\n")})
    good, bad = ProposedEdit("a.py", "x = 1", "x = 2"), ProposedEdit("b.py", "z = 1", "z = 2")
    with pytest.raises(InapplicableReply):
        resolve(ProposedFix("", (good, bad)), files)


def test_a_new_file_is_one_insertion() -> None:
    (edit,) = resolve(ProposedFix("", (ProposedEdit("new.py", "", "x = 1"),)), Files({}))
    assert (edit.path, edit.start, edit.end, edit.replacement) == ("new.py", 0, 0, "x = 1\n")


def test_a_new_file_may_not_be_huge() -> None:
    huge = "x = 1\n" * (MAX_SOURCE_BYTES // 6 + 1)
    with pytest.raises(InapplicableReply, match="1 MiB"):
        resolve(ProposedFix("", (ProposedEdit("new.py", "", huge),)), Files({}))


def test_an_edit_may_not_make_a_file_huge() -> None:
    assert "1 MiB" in _refusal("x = 1\n", ("x = 1", "x = 1\n" * 300_000)).reason
