from __future__ import annotations

import os
import subprocess
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from healbot.core.errors import InapplicablePatch, Refused
from healbot.core.patch import (
    Hunk,
    Patch,
    SourceEdit,
    apply,
    apply_hunks,
    apply_to_text,
    hunks_between,
    minimise,
    patch_id,
    unified_diff,
)
from healbot.core.source import SourceFile

_settings = settings(deadline=None, max_examples=80)


def _edit(start: int, end: int, replacement: str, path: str = "a.py") -> SourceEdit:
    return SourceEdit(path, start, end, replacement)


def _file(text: str | bytes, path: str = "a.py") -> dict[str, SourceFile]:
    data = text.encode() if isinstance(text, str) else text
    return {path: SourceFile(path, data)}


def _patch(*edits: SourceEdit) -> Patch:
    return Patch(edits, "why", "test")


# Texts that are likely to have equal lines, every kind of line end and none at their end.
_LINE = st.sampled_from(
    ["", "x = 1", "y", "    return x", "-- a", "++ b", "@@ -1 +1 @@",
     "\\ No newline at end of file", "diff --git a/a.py b/a.py", "größe = '日本'",
     "\tif x:", "a\x0cb", " ", "x\ry"]
)  # fmt: skip
_TEXT = st.lists(st.tuples(_LINE, st.sampled_from(["\n", "\n", "\n", "\r\n"])), max_size=12).map(
    lambda lines: "".join(line + end for line, end in lines)
) | st.builds(
    lambda lines, last: "\n".join([*lines, last]), st.lists(_LINE, max_size=6), _LINE
)  # fmt: skip


@st.composite
def _text_and_edits(draw: st.DrawFn) -> tuple[str, list[SourceEdit]]:
    text = draw(_TEXT)
    offsets = draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    edits: list[SourceEdit] = []
    for start, end in zip(offsets[::2], offsets[1::2], strict=False):
        if not edits or start > edits[-1].end:
            edits.append(_edit(start, end, draw(st.text(max_size=5))))
    return text, edits


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([], "0123456789"),
        ([_edit(0, 0, "<")], "<0123456789"),
        ([_edit(10, 10, ">")], "0123456789>"),
        ([_edit(0, 10, "")], ""),
        ([_edit(2, 4, "x"), _edit(6, 7, "yy")], "01x45yy789"),
        ([_edit(6, 7, "yy"), _edit(2, 4, "x")], "01x45yy789"),
        ([_edit(2, 4, "x"), _edit(4, 6, "y")], "01xy6789"),
        # Insertions at one offset keep their order and come before a replacement that starts there.
        ([_edit(3, 3, "a"), _edit(3, 3, "b")], "012ab3456789"),
        ([_edit(3, 3, "b"), _edit(3, 3, "a")], "012ba3456789"),
        ([_edit(3, 5, "R"), _edit(3, 3, "a")], "012aR56789"),
        ([_edit(5, 5, "a"), _edit(3, 5, "R")], "012Ra56789"),
    ],
)
def test_edits_are_made(edits: list[SourceEdit], after: str) -> None:
    assert apply_to_text("0123456789", edits) == after


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([_edit(2, 5, "x"), _edit(4, 6, "y")], "overlap"),
        ([_edit(2, 5, "x"), _edit(2, 5, "x")], "overlap"),
        ([_edit(2, 5, "x"), _edit(3, 3, "y")], "overlap"),
        ([_edit(2, 3, "x"), _edit(2, 5, "y")], "overlap"),
        ([_edit(-1, 3, "x")], "leaves"),
        ([_edit(3, 11, "x")], "leaves"),
        ([_edit(5, 3, "x")], "leaves"),
        ([_edit(11, 11, "x")], "leaves"),
    ],
)
def test_edits_that_do_not_fit_are_refused(edits: list[SourceEdit], reason: str) -> None:
    for order in permutations(edits):
        with pytest.raises(InapplicablePatch, match=reason):
            apply_to_text("0123456789", order)


@given(_text_and_edits(), st.randoms(use_true_random=False))
@_settings
def test_the_order_of_edits_does_not_matter(
    case: tuple[str, list[SourceEdit]], random: object
) -> None:
    text, edits = case
    shuffled = list(edits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert apply_to_text(text, shuffled) == apply_to_text(text, edits)


@given(_text_and_edits(), st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252", "euc-jp"]))
@_settings
def test_bytes_outside_of_the_edits_do_not_change(
    case: tuple[str, list[SourceEdit]], encoding: str
) -> None:
    text, edits = case
    cookie = "" if encoding.startswith("utf-8") else f"# coding: {encoding}\n"
    try:
        data = (cookie + text).encode(encoding)
        [edit.replacement.encode(encoding) for edit in edits]
    except UnicodeEncodeError:
        assume(False)
    source = SourceFile("a.py", data)
    assume(source.decodes)
    moved = [_edit(len(cookie) + e.start, len(cookie) + e.end, e.replacement) for e in edits]
    try:
        after = apply({"a.py": source}, _patch(*moved))["a.py"].data
    except InapplicablePatch:
        assert all(text[edit.start : edit.end] == edit.replacement for edit in edits)
        return
    bom = b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b""
    plain = "utf-8" if bom else encoding
    expected = [bom, cookie.encode()]
    position = 0
    for edit in edits:
        expected += [text[position : edit.start].encode(plain), edit.replacement.encode(plain)]
        position = edit.end
    assert after == b"".join(expected) + text[position:].encode(plain)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"x = 1\r\ny = 2\r\n", b"x = 9\r\ny = 2\r\n"),
        (b"x = 1\ry = 2\r", b"x = 9\ry = 2\r"),
        (b"\xef\xbb\xbfx = 1\n", b"\xef\xbb\xbfx = 9\n"),
        (b"x = 1", b"x = 9"),
        (b"x = 1\n\n\n", b"x = 9\n\n\n"),
        (b"# coding: latin-1\nx = 1 # \xe9", b"# coding: latin-1\nx = 9 # \xe9"),
        (b"# -*- coding: cp1252 -*-\nx = 1 # \x80", b"# -*- coding: cp1252 -*-\nx = 9 # \x80"),
        (b"# no cookie\nx = 1 # \xe9\xff\x80", b"# no cookie\nx = 9 # \xe9\xff\x80"),
        (b"# coding: nonsense\nx = 1 # \xe9", b"# coding: nonsense\nx = 9 # \xe9"),
        (b"# coding: utf-7\nx = 1 # +AGE-", b"# coding: utf-7\nx = 9 # +AGE-"),
        (b"# coding: iso2022_jp\nx = 1 #\x1b(B", b"# coding: iso2022_jp\nx = 9 #\x1b(B"),
    ],
)  # fmt: skip
def test_encodings_and_line_ends_survive(before: bytes, after: bytes) -> None:
    source = SourceFile("a.py", before, 0o755)
    at = source.text.index("1", source.text.index("x ="))
    changed = apply({"a.py": source}, _patch(_edit(at, at + 1, "9")))
    assert changed == {"a.py": SourceFile("a.py", after, 0o755)}


def test_a_character_that_the_encoding_has_not_is_refused() -> None:
    sources = _file(b"# coding: latin-1\nx = 1\n")
    with pytest.raises(Refused, match="iso-8859-1 and cannot hold '€'"):
        apply(sources, _patch(_edit(22, 23, "'€'")))


def test_only_changed_files_come_back() -> None:
    sources = {**_file("x", "a.py"), **_file("y", "b.py"), **_file("z", "c.py")}
    patch = _patch(_edit(0, 1, "1"), _edit(0, 1, "y", "b.py"))
    assert apply(sources, patch) == _file("1", "a.py")


@pytest.mark.parametrize(
    "edits", [[], [_edit(0, 1, "x")], [_edit(1, 1, "")], [_edit(0, 1, "1", "lost.py")],
              [_edit(0, 1, "1"), _edit(0, 1, "1", "lost.py")], [_edit(0, 9, "1")]]
)  # fmt: skip
def test_a_patch_that_does_not_fit_changes_nothing(edits: list[SourceEdit]) -> None:
    with pytest.raises(InapplicablePatch):
        apply(_file("x"), _patch(*edits))


@given(_TEXT, _TEXT, _TEXT, _TEXT)
@_settings
def test_hunks_lead_from_one_version_to_the_other(a: str, b: str, c: str, d: str) -> None:
    old, new = {**_file(a), **_file(b, "b.py")}, {**_file(c), **_file(d, "b.py")}
    hunks = hunks_between(old, new)
    changed = {path: file for path, file in new.items() if old[path] != file}
    assert apply_hunks(old, hunks) == changed
    assert apply_hunks(old, hunks[::-1]) == changed
    assert hunks == tuple(sorted(hunks, key=lambda hunk: (hunk.path, hunk.old_start)))
    for hunk in hunks:
        apply_hunks(old, [hunk])


def test_hunks_are_separate_changes() -> None:
    old = _file("".join(f"line {i}\n" for i in range(20)))
    new = _file(old["a.py"].text.replace("line 3\n", "3\n").replace("line 12\n", ""))
    assert hunks_between(old, new) == (Hunk("a.py", 3, 4, ("3\n",)), Hunk("a.py", 12, 13, ()))
    assert hunks_between(old, old) == ()


@pytest.mark.timeout(20)
def test_large_files_of_equal_lines_are_compared_in_reasonable_time() -> None:
    lines = ['    {"a": 1},\n', "    },\n"] * 25_000
    old = _file("".join(["rows = [\n", *lines, "x\n"]))
    new = _file("".join(["rows = (\n", *lines, "y\n"]))
    hunks = hunks_between(old, new)
    assert apply_hunks(old, hunks) == new
    assert patch_id(old, new)
    assert "+rows = (" in unified_diff(old, new)


def _healer(
    needed: list[set[int]], tried: list[frozenset[int]], total: int
) -> tuple[tuple[Hunk, ...], object]:
    hunks = tuple(Hunk("a.py", i, i + 1, (f"{i}\n",)) for i in range(total))

    def still_heals(part: tuple[Hunk, ...]) -> bool:
        numbers = frozenset(hunk.old_start for hunk in part)
        assert list(part) == sorted(part, key=lambda hunk: hunk.old_start)
        tried.append(numbers)
        return any(group <= numbers for group in needed)

    return hunks, still_heals


@given(st.integers(1, 14).flatmap(lambda n: st.tuples(
    st.just(n), st.lists(st.sets(st.integers(0, n - 1), min_size=1), max_size=3))))  # fmt: skip
@_settings
@example((8, [{7}]))
@example((8, [{0, 7}]))
@example((8, []))
@example((14, [set(range(14))]))
def test_what_is_left_heals_and_each_hunk_of_it_is_needed(case: tuple[int, list[set[int]]]) -> None:
    total, needed = case
    needed = needed or [set(range(total))]
    tried: list[frozenset[int]] = []
    hunks, still_heals = _healer(needed, tried, total)
    left = minimise(hunks, still_heals)  # type: ignore[arg-type]
    numbers = {hunk.old_start for hunk in left}
    assert any(group <= numbers for group in needed)
    for number in numbers if len(numbers) > 1 else ():
        assert not any(group <= numbers - {number} for group in needed)
    assert len(tried) <= total * total + 3 * total
    assert frozenset() not in tried


@given(st.integers(1, 9), st.integers(0, 2**9))
@settings(deadline=None, max_examples=60)
def test_minimise_bears_checks_that_are_not_monotone(total: int, seed: int) -> None:
    tried: list[frozenset[int]] = []

    def still_heals(part: tuple[Hunk, ...]) -> bool:
        numbers = frozenset(hunk.old_start for hunk in part)
        tried.append(numbers)
        return len(part) == total or hash((seed, *sorted(numbers))) % 3 == 0

    hunks = tuple(Hunk("a.py", i, i + 1, ()) for i in range(total))
    left = minimise(hunks, still_heals)
    assert still_heals(left)
    for hunk in left if len(left) > 1 else ():
        assert not still_heals(tuple(other for other in left if other != hunk))
    assert frozenset() not in tried


def _git_apply(folder: Path, diff: str) -> None:
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
    }  # fmt: skip
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff.encode(), cwd=folder, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stderr.decode(), diff)


_PATHS = ("a.py", "pkg/b c.py", "größe.py")


@given(st.lists(st.tuples(_TEXT, _TEXT), min_size=3, max_size=3))
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example([("x\n", ""), ("", "x\n"), ("x", "x\n")])
@example([("x\r\ny", "x\r\nz"), ("x\n", "x\r\n"), ("x\r\n", "x\n")])
def test_git_applies_the_diff(tmp_path: Path, pairs: list[tuple[str, str]]) -> None:
    old = {path: SourceFile(path, a.encode()) for path, (a, _) in zip(_PATHS, pairs, strict=True)}
    new = {path: SourceFile(path, b.encode()) for path, (_, b) in zip(_PATHS, pairs, strict=True)}
    for path, file in old.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(file.data)
    diff = unified_diff(old, new)
    if old == new:
        assert diff == ""
        return
    _git_apply(tmp_path, diff)
    assert {path: (tmp_path / path).read_bytes() for path in _PATHS} == {
        path: file.data for path, file in new.items()
    }


@given(_TEXT, _TEXT, _TEXT, st.lists(st.sampled_from(["p\n", "q\n"]), min_size=3, max_size=9))
@_settings
def test_patch_ids_tell_changes_apart(a: str, b: str, c: str, above: list[str]) -> None:
    old = _file(a)
    same = patch_id(old, _file(b)) == patch_id(old, _file(c))
    assert same == (b == c)
    # Far above, lines were added meanwhile: the same change keeps its name.
    near = "# 1\n# 2\n# 3\n"
    moved = "".join(above) + near
    assert patch_id(_file(near + a), _file(near + b)) == patch_id(
        _file(moved + a), _file(moved + b)
    )


def test_patch_ids_of_equal_lines_at_other_places_differ() -> None:
    block = "for row in rows\n    print(row)\n\n\n\n"
    old = _file(block * 3)
    healed = block.replace("rows\n", "rows:\n")
    ids = {patch_id(old, _file(block * i + healed + block * (2 - i))) for i in range(3)}
    assert len(ids) == 3


def test_patch_ids_depend_on_the_path_and_on_changed_files_only() -> None:
    old = {**_file("x\n", "a.py"), **_file("x\n", "b.py")}
    first = patch_id(old, _file("y\n", "a.py"))
    assert first != patch_id(old, _file("y\n", "b.py"))
    assert first == patch_id(old, {**_file("y\n", "a.py"), **_file("x\n", "b.py")})
    assert len(first) == 40


# Files that are not there yet ------------------------------------------------------------------

_NEW_TEXT = _TEXT.filter(bool)


def _absent(*paths: str) -> dict[str, SourceFile]:
    return {path: SourceFile.absent(path) for path in paths or ("a.py",)}


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(_NEW_TEXT)
@_settings
def test_an_edit_of_an_absent_file_creates_it(text: str) -> None:
    assert not _absent()["a.py"].exists
    made = apply(_absent(), _patch(_edit(0, 0, text)))["a.py"]
    assert made == SourceFile("a.py", _lf(text).encode(), 0o644)
    assert made.exists


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "changes nothing"),
        ("\ufeffx = 1\n", "plain UTF-8"),
        ("# coding: latin-1\nx = 'é'\n", "plain UTF-8"),
        ("x = '\ud800'\n", "cannot hold"),
        ("x = '\0'\n", "binary"),
        ("#" * (1024 * 1024 + 1), "1 MiB"),
    ],
    ids=["empty", "byte-order mark", "other encoding", "surrogate", "NUL", "large"],
)
def test_what_no_new_file_may_hold(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        apply(_absent(), _patch(_edit(0, 0, text)))


def test_an_absent_file_has_no_text_to_replace() -> None:
    with pytest.raises(InapplicablePatch, match="leaves"):
        apply(_absent(), _patch(_edit(0, 3, "x = 1\n")))


@given(_NEW_TEXT, _NEW_TEXT)
@_settings
def test_a_new_file_is_one_hunk_and_is_not_there_without_it(text: str, other: str) -> None:
    old = {**_absent("a.py", "b.py"), **_file("x = 1\n", "c.py")}
    edits = [_edit(0, 0, text), _edit(0, 0, other, "b.py"), _edit(0, 0, "y = 2\n", "c.py")]
    new = apply(old, _patch(*edits))
    hunks = hunks_between(old, new)
    assert [hunk.path for hunk in hunks] == ["a.py", "b.py", "c.py"]
    assert apply_hunks(old, hunks) == new
    for dropped in hunks:
        left = apply_hunks(old, [hunk for hunk in hunks if hunk != dropped])
        assert left == {path: file for path, file in new.items() if path != dropped.path}


@given(st.sets(st.sampled_from(["a.py", "b.py", "c.py", "d.py"]), min_size=1))
@_settings
def test_minimising_never_leaves_an_empty_new_file(needed: set[str]) -> None:
    old = {**_absent("a.py", "b.py", "c.py"), **_file("x = 1\n", "d.py")}
    new = apply(old, _patch(*(_edit(0, 0, f"# {path}\n", path) for path in sorted(old))))

    def still_heals(part: tuple[Hunk, ...]) -> bool:
        files = apply_hunks(old, part)
        assert all(file.exists and file.data for file in files.values())
        return needed <= set(files)

    left = minimise(hunks_between(old, new), still_heals)
    assert set(apply_hunks(old, left)) == needed


@given(_NEW_TEXT, _NEW_TEXT)
@_settings
def test_patch_ids_of_new_files(text: str, other: str) -> None:
    created, differs = ({"a.py": SourceFile("a.py", t.encode())} for t in (text, other))
    identity = patch_id(_absent(), created)
    assert (identity == patch_id(_absent(), differs)) == (text == other)
    assert identity != patch_id(_file(""), created), "filling an empty file is another change"
    elsewhere = {"b.py": SourceFile("b.py", text.encode())}
    assert identity != patch_id(_absent("b.py"), elsewhere)


_ODD_PATHS = ("a.py", "pkg/b c.py", "größe.py", 'pkg/"q".py', "new/deep/t\tab.py", "back\\slash.py")


@given(st.lists(st.tuples(_TEXT | st.none(), _TEXT | st.none()), min_size=6, max_size=6))
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example([(None, "x\n"), (None, "x"), (None, "é\r\n"), (None, "y\n"), (None, "z"), (None, "w")])
@example([("x\n", None), ("", None), (None, ""), ("x", "y"), (None, None), ("é", None)])
def test_git_applies_the_diff_of_files_that_come_and_go(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str | None, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    old, new = (
        {
            path: SourceFile.absent(path) if text is None else SourceFile(path, text.encode())
            for path, text in zip(_ODD_PATHS, texts, strict=True)
        }
        for texts in zip(*pairs, strict=True)
    )
    for path, file in old.items():
        if file.exists:
            (folder / path).parent.mkdir(exist_ok=True, parents=True)
            (folder / path).write_bytes(file.data)
    diff = unified_diff(old, new)
    if old == new:
        assert diff == ""
        return
    _git_apply(folder, diff)
    for path, file in new.items():
        assert (folder / path).exists() == file.exists
        if file.exists:
            assert (folder / path).read_bytes() == file.data
            assert not (folder / path).stat().st_mode & 0o111


def test_the_diff_of_a_new_file() -> None:
    new = apply(_absent(), _patch(_edit(0, 0, "x = 1\ny = 2")))
    assert unified_diff(_absent(), new) == (
        "diff --git a/a.py b/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/a.py\n"
        "@@ -0,0 +1,2 @@\n+x = 1\n+y = 2\n\\ No newline at end of file\n"
    )
