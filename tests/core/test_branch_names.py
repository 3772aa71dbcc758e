"""What Git takes for a branch is what healbot takes for one."""

from __future__ import annotations

import subprocess

import pytest

from healbot.core.branch_names import fingerprint_in, is_branch_name, is_own_branch

GOOD = [
    "main",
    "a/b",
    "$(id)",
    "a;rm",
    "`x`",
    "ä",
    "a@b",
    "@",
    "x.y",
    "healbot/a-01234567",
    "a'\"b",
    "{",
    "a-",
]
BAD = [
    "", "-x", "/a", "a/", "a//b", ".a", "a/.b", "a.", "a..b", "a b", "a\tb", "a\nb", "a~1", "a^",
    "a:b",
    "a?", "a*", "a[", "a\\b", "a@{b", "a.lock", "a.lock/b", "\x7f", "a\x00b",
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD + BAD)
def test_it_agrees_with_git(name: str) -> None:
    assert is_branch_name(name) is (name in GOOD)
    if "\x00" not in name:
        command = ["git", "check-ref-format", "--branch", name]
        assert (subprocess.run(command, capture_output=True).returncode == 0) is (name in GOOD)


def test_own_branches_are_those_that_the_ledger_makes() -> None:
    assert is_own_branch("healbot/report-01234567")
    assert is_own_branch("healbot-report-01234567-2")
    assert is_own_branch("healbot/anything")
    for other in ("healbot", "healbot-fixes", "main", "x/healbot/report-01234567", "Healbot/x"):
        assert not is_own_branch(other)


def test_a_session_branch_tells_its_fingerprint() -> None:
    assert fingerprint_in("healbot/report-01234567") == "01234567"
    assert fingerprint_in("healbot-report-0123abcd-12") == "0123abcd"
    assert fingerprint_in("healbot/x") == fingerprint_in("main-01234567") == ""
