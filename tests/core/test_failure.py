from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.failure import (
    FailureKind,
    RaisedException,
    exception_fingerprint,
    fingerprint_of,
    normalise_message,
)
from tests.core.failures import failure, frame, other_failure, raised

BASE = raised(
    "KeyError: 'total'",
    frame("main.py:9", source="run()"),
    frame("main.py:3", "summarise", "return row['total']"),
)


def _base_with(said: str, place: str = "main.py:3", function: str = "summarise") -> RaisedException:
    return raised(said, frame("main.py:9", source="run()"), frame(place, function, "return row"))


@pytest.mark.parametrize(
    "same",
    [
        _base_with("KeyError: 'total'", "main.py:33"),  # lines moved
        raised("KeyError: 'total'", frame("main.py:3", "summarise", "other source")),
        raised(
            "KeyError: 'total'",
            frame("main.py:3", "summarise"),
            frame("/usr/lib/python3.11/collections/__init__.py:99", "__missing__"),
        ),
        _base_with("KeyError:  'total' "),
    ],
)
def test_the_same_failure_has_the_same_fingerprint(same: RaisedException) -> None:
    assert exception_fingerprint(same) == exception_fingerprint(BASE)


@pytest.mark.parametrize(
    "other",
    [
        _base_with("KeyError: 'sum'"),
        _base_with("LookupError: 'total'"),
        _base_with("KeyError: 'total'", function="report"),
        _base_with("KeyError: 'total'", "helper.py:3"),
        raised("KeyError: 'total'", frame("/usr/lib/x.py:3", "summarise")),
        raised("KeyError: 'total'"),
        raised("KeyError"),
    ],
)
def test_another_failure_has_another_fingerprint(other: RaisedException) -> None:
    assert exception_fingerprint(other) != exception_fingerprint(BASE)


def test_syntax_errors_are_told_apart_by_the_text_of_their_line() -> None:
    def fingerprint(line: int, source: str, said: str = "SyntaxError: invalid syntax") -> str:
        return exception_fingerprint(raised(said, frame(f"main.py:{line}", source=source)))

    assert fingerprint(3, "x = = 1") == fingerprint(30, "x =  = 1")
    assert fingerprint(3, "x = = 1") != fingerprint(3, "y = = 1")
    assert fingerprint(3, "if x", "SyntaxError: expected ':'") != fingerprint(3, "if x")
    assert fingerprint(3, "if x", "TabError: mixed") != fingerprint(3, "if x", "SyntaxError: mixed")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("<A object at 0x7f3a2b1c>", "<A object at 0x55DEAD01>"),
        ("at line 3, column 4", "at line 77, column 4"),
        ("Line 3 is bad", "Line 4 is bad"),
        ("Token(lineno=3)", "Token(lineno=12)"),
        ("no such file: '/tmp/tmpab_c1/x.csv'", "no such file: '/tmp/tmpzz9/x.csv'"),
        ("in /var/folders/a1/T/x", "in /var/folders/b2/T/x"),
        ("in /var/tmp/a", "in /var/tmp/b"),
        ("two\n  lines", "two lines"),
    ],
)
def test_what_differs_from_run_to_run_is_left_out(one: str, two: str) -> None:
    assert normalise_message(one) == normalise_message(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("expected 3 values", "expected 4 values"),
        ("'a' is not in list", "'b' is not in list"),
        ("code 0x1", "code 0x2"),  # too short for an address
        ("no such file: 'a.csv'", "no such file: 'b.csv'"),
        ("deadline 3", "deadline 4"),
        ("/home/a/x", "/home/b/x"),
    ],
)
def test_what_makes_a_message_another_one_is_kept(one: str, two: str) -> None:
    assert normalise_message(one) != normalise_message(two)


@given(st.text())
@settings(deadline=None)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise_message(normalise_message(text)) == normalise_message(text)


@given(st.lists(st.text(st.characters(exclude_characters="\0")), max_size=4),
       st.lists(st.text(st.characters(exclude_characters="\0")), max_size=4))  # fmt: skip
@settings(deadline=None)
def test_fingerprints_are_40_digits_and_tell_parts_apart(one: list[str], two: list[str]) -> None:
    first = fingerprint_of(FailureKind.ORACLE, *one)
    assert len(first) == 40
    assert set(first) <= set("0123456789abcdef")
    assert (first == fingerprint_of(FailureKind.ORACLE, *two)) == (one == two)
    assert first != fingerprint_of(FailureKind.LIMIT, *one)


def test_a_fingerprint_never_changes_between_versions_of_healbot() -> None:
    """Branch names and open pull requests carry it."""
    assert exception_fingerprint(BASE) == "22026292efd85ba53ec75fe6231fc9aefcb2a498"


def test_the_exception_that_ended_the_run_is_the_last_one() -> None:
    assert failure(BASE).exception == BASE
    assert other_failure(FailureKind.LIMIT).exception is None


def test_the_innermost_frame_is_the_last_one_in_the_project() -> None:
    library = frame("/usr/lib/x.py:1", "lib")
    ours = frame("main.py:3", "f")
    found = raised("E", frame("main.py:1"), ours, library)
    assert found.innermost == ours
    assert found.project_frames == (frame("main.py:1"), ours)
    assert raised("E", library).innermost is None
