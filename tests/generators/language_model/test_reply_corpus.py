from __future__ import annotations

import pytest

from healbot.core.source import SourceFile
from healbot.generators.language_model.edit_matching import InapplicableReply
from healbot.generators.language_model.reply import UnusableReply
from tests.generators.language_model.reply_corpus import Case, Files, changed_lines, corpus


def test_the_corpus_is_large() -> None:
    assert len(corpus()) >= 150
    assert len({case.reply for case in corpus()}) == len(corpus())


@pytest.mark.parametrize("case", corpus(), ids=lambda case: case.name)
def test_reply(case: Case) -> None:
    kind, _, word = case.keys["expect"].partition(":")
    if kind == "unusable":
        with pytest.raises(UnusableReply) as unusable:
            case.parsed()
        _says(unusable.value.reason, unusable.value.feedback, word)
        return
    reply = case.parsed()
    if kind == "cannot fix":
        assert word.strip() in reply.cannot_fix
        assert not reply.fixes
    elif kind == "inapplicable":
        for fix in reply.fixes:
            with pytest.raises(InapplicableReply) as inapplicable:
                case.files.after(fix)
            _says(inapplicable.value.reason, inapplicable.value.feedback, word)
    else:
        assert kind == "edits"
        _check_edits(case, [case.files.after(fix) for fix in reply.fixes])


def _says(reason: str, feedback: str, word: str) -> None:
    assert word.strip()
    assert word.strip() in reason
    assert "\n" not in reason
    assert reason.endswith((".", "?")) or len(reason) > 80
    assert feedback


def _check_edits(case: Case, outcomes: list[dict[str, SourceFile]]) -> None:
    files = case.files
    expected = {*case.changes, *case.results}
    assert {(i, path) for i, after in enumerate(outcomes, 1) for path in after} == expected
    for (number, path), lines in case.changes.items():
        assert changed_lines(_before(files, path), outcomes[number - 1][path].text) == lines
    for (number, path), text in case.results.items():
        assert outcomes[number - 1][path].text.replace("\r\n", "\n") == text
    for after in outcomes:
        for path, source in after.items():
            _check_habits(files.source(path), source)


def _before(files: Files, path: str) -> str:
    source = files.source(path)
    return source.text if source else ""


def _check_habits(before: SourceFile | None, after: SourceFile) -> None:
    """Line ends, the final newline and the encoding stay those of the file."""
    if before is None:
        assert after.text.endswith("\n")
        return
    assert before.text.endswith("\n") == after.text.endswith("\n")
    assert after.encoding == before.encoding
    bare = after.text.replace("\r\n", "")
    assert ("\n" not in bare) if "\r\n" in before.text else ("\r" not in bare)
