from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healbot.core.bill import Bill, Usage
from healbot.core.session import Attempt, Check, Outcome, Request, Session
from healbot.core.trailers import (
    GaveUp,
    Hinted,
    Record,
    RolledBack,
    Start,
    UnreadableRecord,
    clean,
    clean_line,
    fold,
    message_of,
    record_of,
    sections_in,
    trailers_in,
)
from tests.core.sessions import SESSIONS, TEXTS, attempt, attempts, histories, session

MESSAGES = Path(__file__).parent / "messages"
_settings = settings(deadline=None, max_examples=60)


def _validated() -> Attempt:
    return attempt(
        2,
        Outcome.VALIDATED,
        start=1,
        fingerprint_after="",
        rationale="The rows have a sum, not a total.",
        headline_after="passes the checks",
        traceback_after="",
        checks=(
            Check("exit-status", "pass", "exit status 0"),
            Check("necessity", "pass", "without the patch: the same failure is back"),
            Check("expect-output", "inconclusive", ""),
        ),
        minimised=True,
        candidates=17,
        seconds=1.5,
    )


def _of_a_model(cost: Decimal | None = Decimal("0.0123")) -> Attempt:
    return attempt(
        1,
        Outcome.SAME_FAILURE,
        generator="language_model",
        bill=Bill(3, Usage(1200, 340, 5000, 60), cost, "claude-sonnet-5-5"),
    )


def _new_failure() -> Attempt:
    return attempt(
        1,
        Outcome.NEW_FAILURE,
        traceback_after="Traceback (most recent call last):\n\n    KeyError: 'sum'",
        checks=(Check("exit-status", "fail", "exit status 1"),),
    )


FIXTURES: dict[str, Record] = {
    "start.txt": Start(session()),
    "start-pytest.txt": Start(
        session(
            request=Request(
                target="tests/test_cart.py",
                kind="pytest",
                selection=("tests/test_cart.py::test_total[2]",),
            )
        )
    ),
    "start-goal.txt": Start(
        session(
            headline="cities.py is not written yet",
            traceback="Goal: Print the cities,\npython: can't open file 'cities.py': [Errno 2]",
            request=Request(target="cities.py", goal="Print the cities,\nlargest  first (größte)."),
        )
    ),
    "new-failure.txt": _new_failure(),
    "validated.txt": _validated(),
    "of-a-model.txt": _of_a_model(),
    "of-a-model-without-price.txt": _of_a_model(None),
    "duplicate.txt": attempt(2, Outcome.DUPLICATE, fingerprint_after="", traceback_after=""),
    "gave-up-billed.txt": GaveUp(
        "the budget is spent", 2, Bill(1, Usage(10, 4096), Decimal("0.5"), "gpt-x", estimated=True)
    ),
    "inapplicable.txt": attempt(
        3, Outcome.INAPPLICABLE, patch_id="", fingerprint_after="", traceback_after="",
        headline_after="Two edits of report.py overlap.", changed="nothing", seconds=0.0,
    ),
    "gave-up.txt": GaveUp("fix_patterns had no further candidate", 3),
    "rolled-back.txt": RolledBack(1),
    "rolled-back-to-base.txt": RolledBack(0),
    "hinted.txt": Hinted("Keep the key;\n    fix  the *writer* (größte).\n\nOutcome: x", "Ada"),
    "hinted-by-nobody.txt": Hinted("use the list"),
}  # fmt: skip


@pytest.mark.parametrize("name", FIXTURES)
def test_messages_of_schema_1_stay_readable_for_ever(name: str) -> None:
    """The files are frozen: a change of the schema gets a new number and new files."""
    assert record_of((MESSAGES / name).read_text("utf-8")) == FIXTURES[name]


@pytest.mark.parametrize("name", FIXTURES)
def test_messages_are_written_in_schema_1(name: str) -> None:
    assert message_of(FIXTURES[name], session()) == (MESSAGES / name).read_text("utf-8")


@given(histories())
@settings(deadline=None, max_examples=60)
def test_a_history_written_and_read_tells_the_same_session(records: list[Record]) -> None:
    start = records[0]
    assert isinstance(start, Start)
    read = [record_of(message_of(record, start.session)) for record in records]
    assert read == records
    assert fold(read) == fold(records)


@given(SESSIONS)
@_settings
@example(
    session(request=replace(session().request, arguments=("a  b", " ", "   ", "\t\u2028\udce9")))
)
def test_what_was_asked_for_is_read_back_exactly(told: Session) -> None:
    record = record_of(message_of(Start(told), told))
    assert isinstance(record, Start)
    assert record.session.request == told.request


@given(st.integers(1, 5).flatmap(attempts), TEXTS, TEXTS, TEXTS)
@_settings
def test_no_text_forges_a_trailer_or_a_section(
    honest: Attempt, raw: str, other: str, third: str
) -> None:
    """Even texts that nobody has cleaned."""
    honest = replace(honest, checks=(Check("exit-status", "fail", "x"),))
    written = replace(
        honest,
        rationale=raw,
        headline_after=other,
        traceback_after=third,
        checks=(Check("exit-status", "fail", raw),),
    )
    message = message_of(written, session())
    assert trailers_in(message) == trailers_in(message_of(honest, session()))
    written_lines = [line for line in message.split("\n") if line.startswith("Healbot-")]
    assert len(written_lines) == (19 if honest.bill else 17)
    assert set(sections_in(message)) <= {"Why", "Result", "Traceback", "Evidence"}
    found = record_of(message)
    assert found == replace(
        written,
        rationale=clean(raw),
        headline_after=clean(other),
        traceback_after=clean(third),
        checks=(Check("exit-status", "fail", clean_line(raw)),),
    )


@given(TEXTS, TEXTS)
@_settings
def test_no_text_makes_a_line_more(raw: str, other: str) -> None:
    honest = message_of(attempt(1), session())
    written = message_of(attempt(1, generator=raw, changed=other, patch_id=raw), session())
    assert len(written.split("\n")) == len(honest.split("\n"))
    assert trailers_in(written).keys() == trailers_in(honest).keys()
    assert trailers_in(written)["Outcome"] == "same-failure"


@given(TEXTS, TEXTS)
@_settings
def test_no_text_forges_a_start_or_an_ending(raw: str, other: str) -> None:
    told = session(headline=raw, traceback=other)
    found = record_of(message_of(Start(told), told))
    assert found == Start(session(headline=clean_line(raw), traceback=clean(other)))
    assert record_of(message_of(GaveUp(raw, 2), told)) == GaveUp(clean(raw), 2)


@given(TEXTS.filter(clean), TEXTS, st.integers(0, 3))
@_settings
@example("x" * 5000, "y" * 500, 0)
@example("\u202e`  \n  ```\n$(id) @ada fixes #1", "Healbot-Outcome: validated", 1)
def test_no_hint_forges_anything(raw: str, author: str, made: int) -> None:
    """Even words that nobody has cleaned; what is read back is what healbot keeps of them."""
    told = session(attempts=tuple(attempt(number + 1) for number in range(made)))
    message = message_of(Hinted(raw, author), told)
    found = record_of(message)
    assert found == Hinted.of(raw, author)
    assert isinstance(found, Hinted)
    assert found == Hinted.of(found.text, found.author)
    assert len(found.text) <= 4000
    assert len(found.author) <= 100
    assert found.text == clean(raw) or len(clean(raw)) > 4000
    lines = [line for line in message.split("\n") if line.startswith("Healbot-")]
    assert len(lines) == 5
    assert trailers_in(message)["Attempt"] == f"{made}/5"
    assert trailers_in(message)["Outcome"] == "hinted"
    assert message.isascii() or not clean(raw + author).isascii() or "…" in message


@given(TEXTS)
@_settings
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)
    assert clean_line(clean_line(raw)) == clean_line(raw)
    assert clean_line(clean(raw)) == clean_line(raw)
    assert len(clean_line(raw).splitlines()) <= 1
    clean(raw).encode("utf-8")
    assert "\0" not in clean(raw)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("", ""),
        (" \n\n \n", ""),
        ("\n\n  a \n\n\n b\t\n\n", "  a\n\n\n b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a    b"),
        ("\x1b[31mred\x1b[0m", "\ufffd[31mred\ufffd[0m"),
        ("a\u2028b\x85c\x00d", "a\ufffdb\ufffdc\ufffdd"),
        ("\ud800", "?"),
        ("日本", "日本"),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_a_subject_is_one_short_line() -> None:
    for message in (
        message_of(attempt(1, rationale="word\n" * 99), session()),
        message_of(Start(session(headline="x" * 500)), session()),
    ):
        subject, blank = message.split("\n")[:2]
        assert (len(subject), subject[-1], blank) == (100, "…", "")


def _start(old: str, new: str) -> str:
    message = (MESSAGES / "start.txt").read_text("utf-8")
    assert old in message
    return message.replace(old, new)


def _attempt(old: str, new: str) -> str:
    message = (MESSAGES / "new-failure.txt").read_text("utf-8")
    assert old in message
    return message.replace(old, new)


def _hinted(old: str, new: str) -> str:
    message = (MESSAGES / "hinted.txt").read_text("utf-8")
    assert old in message
    return message.replace(old, new)


def _billed(old: str, new: str) -> str:
    message = (MESSAGES / "of-a-model.txt").read_text("utf-8")
    assert old in message
    return message.replace(old, new)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "\n",
        "Fix the report\n",
        "Fix the report\n\nSigned-off-by: Someone <a@b>\n",
        "Healbot-Schema: 1\n",
        "x\n\nHealbot-Schema: 1\nHealbot-Outcome: snapshot\n",
        "x\n\nHealbot-Schema: 1\nHealbot-Outcome: gave-up\nHealbot-Attempt: x\n",
        "x\n\nHealbot-Schema: 1\nHealbot-Outcome: gave-up\nHealbot-Attempt: 1/2/3\n",
        "x\n\nHealbot-Schema: 1\nHealbot-Outcome: rolled-back\nHealbot-Attempt: -1/5\n",
        _start("Schema: 1", "Schema: 2"),
        _start("Schema: 1", "Schema:  1"),
        _start("Outcome: reproduced", "Outcome: new"),
        _start("Healbot-Base", "Healbot-Bass"),
        _start('"timeout": 12.5', '"timeout": "x"'),
        _start('"timeout": 12.5', '"timeout": Infinity'),
        _start('"timeout": 12.5', '"timeout": NaN'),
        _start('"timeout": 12.5', '"timeout": -1'),
        _start('"timeout": 12.5', '"timeout": 1' + "0" * 400),
        _start('"timeout": 12.5', '"timeout": 1' + "0" * 5000),
        _start('"cwd"', '"cvd"'),
        _start('["fix_patterns"]', "3"),
        _start('["expect-output", "^total: +[0-9]"]', "[1, 2, 3]"),
        _start("Healbot-Request: {", "Healbot-Request: {{"),
        _start("Healbot-Request: {", "Healbot-Request: [] {"),
        _start('["fix_patterns"]', "[" * 100_000 + "]" * 100_000),
        _attempt("Outcome: new-failure", "Outcome: healed"),
        _attempt("Attempt: 1/5", "Attempt: 0/5"),
        _attempt("Attempt: 1/5", "Attempt: 1"),
        _attempt("Attempt: 1/5", "Attempt: " + "1" * 5000 + "/5"),
        _attempt("Start: 0", "Start: 1"),
        _attempt("Start: 0", "Start: -1"),
        _attempt("Seconds: 0.250", "Seconds: fast"),
        _attempt("exit-status: fail: ", "exit-status: failed: "),
        _attempt("exit-status: fail: exit status 1", "nonsense"),
        _attempt("Healbot-Candidates: 1\n", ""),
        _hinted('"author": "Ada"', '"author": null'),
        _hinted('"author": "Ada", ', ""),
        _hinted('"author": "Ada"', '"author": "' + "A" * 101 + '"'),
        _hinted('"text": "', '"text": "\\u001b[31m'),
        _hinted('"text": "', '"text": "\\ud800'),
        _hinted('"text": "', '"text": "' + "x" * 5000),
        _hinted("Healbot-Hint: {", "Healbot-Hint: [{"),
        _hinted("Healbot-Hint: {", "Healbot-Hint: " + "[" * 100_000 + "{"),
        _hinted("Healbot-Hint", "Healbot-Tint"),
        "x\n\nHealbot-Schema: 1\nHealbot-Attempt: 0/5\nHealbot-Outcome: hinted\n"
        'Healbot-Hint: {"text": "", "author": ""}\n',
        _billed("calls=3", "calls=-3"),
        _billed("calls=3", "calls=" + "9" * 99),
        _billed("calls=3 ", ""),
        _billed("input=1200", "input"),
        _billed("Cost-USD: 0.0123", "Cost-USD: -1"),
        _billed("Cost-USD: 0.0123", "Cost-USD: NaN"),
        _billed("Cost-USD: 0.0123", "Cost-USD: 1e999999"),
        _billed("Cost-USD: 0.0123", "Cost-USD: 1e-999999"),
        _billed("Cost-USD: 0.0123", "Cost-USD: free"),
    ],
)
def test_what_is_no_record_is_unreadable(message: str) -> None:
    with pytest.raises(UnreadableRecord):
        record_of(message)


@given(st.text() | TEXTS, st.text(max_size=5), st.integers(0, 2000))
@_settings
def test_arbitrary_messages_are_read_or_unreadable(text: str, insert: str, at: int) -> None:
    start = (MESSAGES / "start.txt").read_text("utf-8")
    for message in (text, text + "\n\n" + start, start[:at] + insert + start[at:], start[:at]):
        try:
            record_of(message)
        except UnreadableRecord:
            continue


def test_a_history_begins_with_its_only_start() -> None:
    with pytest.raises(UnreadableRecord):
        fold([])
    with pytest.raises(UnreadableRecord):
        fold([attempt(1)])
    with pytest.raises(UnreadableRecord):
        fold([Start(session()), Start(session())])


def test_a_history_is_folded_in_order() -> None:
    told = session()
    records: list[Record] = [
        Start(told),
        _new_failure(),
        _validated(),
        RolledBack(1),
        GaveUp("no more", 2),
    ]
    expected = told.with_attempt(_new_failure()).with_attempt(_validated()).with_rollback(1)
    assert expected.abandoned == {2}
    assert fold(records) == replace(expected, gave_up="no more")
    assert fold([*records, attempt(3)]) == expected.with_attempt(attempt(3))
    hinted = fold([*records[:3], Hinted("another", "Ada"), Hinted("another", "Ada")])
    assert hinted == fold(records[:3]).with_hint("another", "Ada")
    assert hinted.validated is None
    assert hinted.set_aside == {hinted.tip} == {2}


def test_trailers_are_those_of_the_last_paragraph_and_the_first_of_a_name_counts() -> None:
    message = "x\n\nHealbot-A: 1\n\nHealbot-B: 2\nOther: 3\nHealbot-B: 4\n\n\n"
    assert trailers_in(message) == {"B": "2"}
