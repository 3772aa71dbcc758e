"""Whatever a model writes: a clear refusal, or edits that apply and stay in the project."""

from __future__ import annotations

from pathlib import PurePosixPath

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from healbot.core.patch import apply_to_text
from healbot.core.source import SourceFile
from healbot.generators.language_model.edit_matching import InapplicableReply, resolve
from healbot.generators.language_model.reply import (
    ProposedEdit,
    ProposedFix,
    Reply,
    UnusableReply,
)
from healbot.generators.language_model.reply_parser import parse_reply
from tests.generators.language_model.reply_corpus import Case, Files, corpus

_settings = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

_CASES = [case for case in corpus() if len(case.reply) < 5000]
_GOOD = [case for case in _CASES if case.keys["expect"] == "edits"]
_CASE = st.sampled_from(_CASES)
_PIECE = st.sampled_from(
    ["{", "}", "[", "]", '"', "'", '"""', "\\", ":", ",", "//", "#", "/*", "*/", "\n", "\r\n", " ",
     "```", "```python", "```json", "````", "~~~", "<<<<<<< SEARCH\n", "=======\n", "\t", "…",
     ">>>>>>> REPLACE\n", "--- a/x.py\n", "+++ b/x.py\n", "@@ -1,2 +1,2 @@\n", "@@\n", "+", "-",
     "*** Begin Patch\n", "*** End Patch\n", "*** Update File: ../x.py\n", "<think>", "</think>",
     '{"fixes": [', '{"edits": [', '{"path": "', '"search": "', '"replace": "', "null", "None",
     "../", "/etc/passwd", ".git/config", "average.py", "C:\\", "~", "\x00", "\u202e", "“", "”",
     "# ... rest of the code ...", "12| ", "print(average([]))", "\ud83d", "\ufeff", "|"]
)  # fmt: skip
_WILD = st.lists(_PIECE | st.text(max_size=12), max_size=40).map("".join)


def _source(text: str) -> SourceFile:
    return SourceFile("average.py", text.encode("utf-8", "surrogatepass"))


def _joined(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _read(text: str, files: Files, default: str | None) -> Reply | None:
    try:
        reply = parse_reply(text, files.knows, default)
    except UnusableReply as error:
        assert error.reason
        assert "\n" not in error.reason
        assert error.feedback
        return None
    assert reply.fixes or reply.cannot_fix
    assert all(fix.edits for fix in reply.fixes)
    return reply


def _check(text: str, files: Files, default: str | None) -> None:
    """Reads a reply and makes its edits."""
    reply = _read(text, files, default)
    for fix in reply.fixes if reply else ():
        _check_fix(fix, files)


def _check_fix(fix: ProposedFix, files: Files) -> None:
    try:
        edits = resolve(fix, files)
    except InapplicableReply as error:
        assert error.reason
        assert "\n" not in error.reason
        assert error.feedback
        return
    for path in {edit.path for edit in edits}:
        source = files.source(path)
        parts = PurePosixPath(path).parts
        assert not path.startswith("/")
        assert ".." not in parts
        assert not any(part.lower().startswith(".git") for part in parts)
        assert path == str(PurePosixPath(path))
        assert path.isprintable()
        assert source is not None or path.endswith(".py")
    for path, after in files.after(fix).items():
        before = files.source(path)
        assert before is None or after.data != before.data


@_settings
@given(_CASE, _WILD | st.text())
def test_any_text_is_read_or_refused(case: Case, text: str) -> None:
    _check(text, case.files, case.default)


@st.composite
def _mutated(draw: st.DrawFn) -> tuple[Case, str]:
    """A reply of the corpus with pieces taken out, put in, or taken from another reply."""
    case = draw(_CASE)
    text = case.reply
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 200)))
        other = draw(_CASE).reply
        begin = draw(st.integers(0, len(other)))
        pieces = st.just("") | _PIECE | st.just(other[begin : begin + 150]) | st.just(other)
        text = text[:start] + draw(pieces) + text[end:]
    return case, text


@_settings
@given(_mutated())
def test_damaged_replies_are_read_or_refused(damaged: tuple[Case, str]) -> None:
    case, text = damaged
    _check(text, case.files, case.default)


def _check_prefix(case: Case, length: int) -> None:
    """What was cut off yields what the whole reply yields, whole edits of it, or nothing."""
    whole = case.parsed()
    known = {edit for fix in whole.fixes for edit in fix.edits}
    reply = _read(case.reply[:length], case.files, case.default)
    for fix in reply.fixes if reply else ():
        if not known.issuperset(fix.edits):  # an example that was not recognized as one
            try:
                resolve(fix, case.files)
            except InapplicableReply:
                continue
            raise AssertionError(f"half an edit from {length} characters of {case.name}")


def test_a_cut_reply_yields_no_half_edit() -> None:
    for case in _GOOD:
        size = len(case.reply)
        for length in {*range(0, size, max(size // 20, 1)), *range(max(size - 25, 0), size)}:
            _check_prefix(case, length)


@_settings
@given(st.sampled_from(_GOOD), st.data())
def test_a_reply_cut_anywhere_yields_no_half_edit(case: Case, data: st.DataObject) -> None:
    _check_prefix(case, data.draw(st.integers(0, len(case.reply))))


@_settings
@given(st.sampled_from([case for case in _GOOD if case.reply.startswith("{")]), st.data())
def test_cut_json_yields_the_same_or_nothing(case: Case, data: st.DataObject) -> None:
    """An object tells where it ends, so that not even a part of its edits gets through."""
    length = data.draw(st.integers(0, len(case.reply)))
    whole = case.parsed()
    reply = _read(case.reply[:length], case.files, case.default)
    assert reply is None or reply.fixes == whole.fixes


_TEXT = st.lists(
    st.sampled_from(["a", "b", "    a", "    b", "\tb", "", "  ", "x = 1", "x = 1 ", "“q”", "é"])
    | st.text(alphabet="ab \t#", max_size=6),
    max_size=12,
).flatmap(lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines)))


@settings(_settings, max_examples=200)
@given(_TEXT, st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=4))
@example("a\nb\n\na", [("b", "x"), ("a\nb", "a\ny")])
def test_edits_of_any_text_apply(text: str, pairs: list[tuple[str, str]]) -> None:
    edits = tuple(ProposedEdit("average.py", search, replace) for search, replace in pairs)
    files = Files({"average.py": _source(text)})
    _check_fix(ProposedFix("", edits), files)


@settings(_settings, max_examples=200)
@given(_TEXT, st.data(), _TEXT)
def test_a_unique_run_of_lines_is_replaced_exactly(
    text: str, data: st.DataObject, new: str
) -> None:
    """The plain case: copied lines that occur once are replaced, and nothing else changes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = data.draw(st.integers(0, len(lines) - 1))
    count = data.draw(st.integers(1, len(lines) - first))
    search = lines[first : first + count]
    windows = [lines[i : i + count] for i in range(len(lines) - count + 1)]
    if windows.count(search) > 1 or not any(search) or not new:
        return
    source = _source(_joined(lines))
    added = new.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    edit = ProposedEdit("average.py", _joined(search), _joined(added))
    fix = ProposedFix("", (edit,))
    expected = _joined([*lines[:first], *added, *lines[first + count :]])
    try:
        edits = resolve(fix, Files({"average.py": source}))
    except InapplicableReply as error:
        assert expected == source.text or "leaves out code" in error.reason
    else:
        assert apply_to_text(source.text, edits) == expected
