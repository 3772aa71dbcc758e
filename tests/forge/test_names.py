from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.forge.names import is_branch, is_login


@pytest.mark.parametrize(
    "login",
    [
        "ada",
        "Ada-Tester",
        "a",
        "dependabot[bot]",
        "github-actions[bot]",
        "ada_company",
        "a--b",
        "9",
    ],
)
def test_logins(login: str) -> None:
    assert is_login(login)


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "../admin", "ada/..", "ada?x", "ada#x", "ada%2f..", "ada\n", "ada ",
        "a" * 102, "-ada", "[bot]", "ada[bot]x", "ada[bots]", "ada;x", "аda", "ada\x00",
    ],
)  # fmt: skip
def test_what_is_no_login(text: str) -> None:
    assert not is_login(text)


BRANCHES = [
    "main",
    "healbot/report-1a2b",
    "a#b",
    "a%2fb",
    "a;b",
    "é",
    "a@b",
    "a.b",
    "a{b",
    "a-",
    "a'b",
]
NO_BRANCHES = [
    "", "@", "a..b", "../x", "x/..", "a b", "a?b", "a*b", "a[b", "a\\b", "a^b", "a~1", "a:b", "/a",
    "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "a@{b", "-a", "a\x7f", "a\nb",
]  # fmt: skip


@pytest.mark.parametrize("branch", BRANCHES)
def test_branches(branch: str) -> None:
    assert is_branch(branch)


@pytest.mark.parametrize("text", NO_BRANCHES)
def test_what_is_no_branch(text: str) -> None:
    assert not is_branch(text)


def test_a_branch_has_an_end() -> None:
    assert is_branch("a" * 1000)
    assert not is_branch("a" * 1001)
    assert not is_branch("\ud800")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab/.@{}-~^:?*[\\ %#\x7f\n"), min_size=1, max_size=8))
def test_git_is_of_the_same_opinion(text: str) -> None:
    asked = subprocess.run(
        ["git", "check-ref-format", f"refs/heads/{text}"], capture_output=True, check=False
    )
    if is_branch(text):
        assert asked.returncode == 0
    else:  # beyond the plumbing's rules, `git branch` refuses a dash in front
        assert asked.returncode != 0 or text.startswith("-") or text in ("@", "HEAD")
