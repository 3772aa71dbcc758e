"""Commands in comments are found where a person says them, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.slash_command import MAX_HINT, VERBS, SlashCommand, clean_hint, slash_command

FOUND = {
    "/healbot retry": SlashCommand("retry"),
    "/healbot retry use the other branch": SlashCommand("retry", hint="use the other branch"),
    "/HealBot ReTry  x ": SlashCommand("retry", hint="x"),
    "/healbot retry\r\nnot this\r\nbut that\r\n": SlashCommand("retry", hint="not this\nbut that"),
    "Thanks!\n\n/healbot rollback 2": SlashCommand("rollback", number=2),
    "/healbot rollback #2": SlashCommand("rollback", number=2),
    "/healbot rollback attempt 2, please": SlashCommand("rollback", number=2),
    "/healbot rollback 0": SlashCommand("rollback", number=0),
    "/healbot\trollback\t3\t": SlashCommand("rollback", number=3),
    "/healbot rollback": SlashCommand("rollback"),
    "/healbot rollback -1": SlashCommand("rollback"),
    "/healbot rollback 1.5": SlashCommand("rollback"),
    "/healbot rollback 2x": SlashCommand("rollback"),
    "/healbot rollback ²": SlashCommand("rollback"),
    "/healbot rollback 12345678": SlashCommand("rollback"),
    "/healbot rollback 1\n2": SlashCommand("rollback", number=1),
    "/healbot\xa0rollback\xa02": SlashCommand("rollback", number=2),
    "/healbot explain": SlashCommand("explain"),
    "/healbot stop   ": SlashCommand("stop"),
    "/healbot": SlashCommand(None),
    "/healbot merge": SlashCommand(None),
    "/healbot retry: x": SlashCommand(None),
    "> /healbot stop\n/healbot explain": SlashCommand("explain"),
    "/healbot explain\n/healbot stop": SlashCommand("explain"),
    "```\n/healbot stop\n```\n/healbot explain": SlashCommand("explain"),
    "``` `x` ```\n/healbot explain": SlashCommand("explain"),
    "~~~\n```\n~~~\n/healbot explain": SlashCommand("explain"),
    "    ```\n/healbot explain": SlashCommand("explain"),
    "<!-- /healbot stop -->\n/healbot explain": SlashCommand("explain"),
    "<!--\n/healbot stop\n-->\n/healbot explain": SlashCommand("explain"),
}

NOT_FOUND = [
    "",
    "healbot retry",
    "/healbotx",
    "/healbotx retry",
    "/healbot-retry",
    "/healbot/retry",
    " /healbot retry",
    "please /healbot retry",
    "> /healbot retry",
    "   > /healbot retry",
    "`/healbot retry`",
    "    /healbot retry",
    "```\n/healbot retry\n```",
    "```sh\n/healbot retry",
    "````\n```\n/healbot retry\n````",
    "~~~\n/healbot retry\n```\n",
    "``` \n/healbot retry\n``` x\n/healbot stop",
    "<!--\n/healbot retry\n-->",
    "<!-- /healbot retry",
    "- /healbot retry",
    "\u200b/healbot retry",
]


@pytest.mark.parametrize("text", FOUND)
def test_a_command_is_found(text: str) -> None:
    assert slash_command(text) == FOUND[text]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_no_command_is_not_found(text: str) -> None:
    assert slash_command(text) is None


def test_a_command_that_cannot_be_done_says_why() -> None:
    assert SlashCommand(None).problem
    assert SlashCommand("rollback").problem
    assert not SlashCommand("rollback", number=0).problem


@given(st.text())
def test_any_comment_is_survived(text: str) -> None:
    command = slash_command(text)
    if command is not None:
        assert "/healbot" in text.lower()
        assert len(command.hint) <= MAX_HINT


@given(st.sampled_from(VERBS), st.text(alphabet="ab \t\r\n`~>/", max_size=40))
def test_a_command_in_the_first_line_is_always_found(verb: str, rest: str) -> None:
    found = slash_command(f"/healbot {verb}\n{rest}")
    assert found is not None and found.verb == verb


@given(st.text(alphabet="ab/healbot retry\n", max_size=60), st.sampled_from(["```", "~~~~"]))
def test_a_block_that_is_not_closed_hides_all_commands(text: str, fence: str) -> None:
    assert slash_command(f"{fence}\n{text}\n/healbot stop") is None


@given(st.text(max_size=3 * MAX_HINT))
def test_a_hint_holds_only_what_is_seen(text: str) -> None:
    hint = clean_hint(text)
    assert len(hint) <= MAX_HINT
    assert hint == hint.strip()
    assert all(char == "\n" or char.isprintable() or char.isspace() for char in hint)
    assert "\u202e" not in hint and "\x1b" not in hint and "\r" not in hint
    assert clean_hint(hint) == hint
    hint.encode()
