"""What a reviewer can do: try it, go back, ask for another fix, stop."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from healbot.core.markdown import code_block, details, table
from healbot.core.session import Request
from healbot.reports.outcome_words import OUTCOME_WORDS
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.story import Story

_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}\Z")
_COMMIT = re.compile(r"[0-9a-f]{40,64}\Z")
_MAX_STATES = 20
_MAX_COMMAND = 300


def steps(story: Story) -> Iterator[Block]:
    """Yields whether CI starts by itself, and the commands."""
    yield Block(f"**CI.** {_ci(story.starts_ci)}", Rank.ALWAYS)
    last = story.session.attempts[-1].number if story.session.attempts else 0
    back = f"put the branch back to attempt N, 0 to {last}; 0 is without any change"
    rows = [
        ("`/healbot retry HINT`", "look for another fix; review comments count as hints too"),
        *([("`/healbot rollback N`", back)] if last else []),
        ("`/healbot explain`", "tell the whole story"),
        ("`/healbot stop`", "leave this pull request alone"),
    ]
    lead = "**What you can do.** Comment, if you may write to this repository:"
    yield Block(f"{lead}\n\n{table(('comment', 'healbot will'), rows)}", Rank.ALWAYS)
    tried = _try_it(story)
    if tried:
        yield Block(details("By hand: try it, go back a step", tried), Rank.COST, "the commands")


def _ci(starts: bool | None) -> str:
    if starts:
        return "It starts on this pull request by itself."
    if starts is None:
        return "Where no checks appear below, close and reopen this pull request to start them."
    return (
        "It does not start by itself, because the workflow's own token opened this pull request: "
        "press *Approve workflows to run* below, or close and reopen the pull request. Where "
        "healbot is given the token of a GitHub App, CI starts by itself."
    )


def _try_it(story: Story) -> str:
    if not _BRANCH.match(story.branch):
        return ""
    branch = shlex.quote(story.branch)
    lines = [f"git fetch origin {branch}", "git switch --detach FETCH_HEAD", *_run(story)]
    parts = [code_block("\n".join(lines), "sh")]
    states = list(_states(story))
    if states:
        parts.append(
            f"To go back a step yourself: `git switch {story.branch}`, one of these, `git commit`, "
            "`git push`. From then on the branch is yours, and healbot leaves it alone."
        )
        parts.append(table(("state", "command"), states[-_MAX_STATES:]))
    return "\n\n".join(parts)


def _run(story: Story) -> Iterator[str]:
    """Yields the command that failed; one that was given as free text is not offered to copy."""
    command = _command(story.session.request)
    if command and len(command) <= _MAX_COMMAND and command.isprintable():
        yield command


def _command(request: Request) -> str:
    selection = request.selection or ((request.target,) if request.target else ())
    if request.cwd != "." or any(item.startswith("-") for item in selection):
        return ""
    match request.kind:
        case "script":
            return shlex.join(["python", f"./{request.target}", *request.arguments])
        case "pytest":
            return shlex.join(["python", "-m", "pytest", *selection])
        case "unittest":
            return shlex.join(["python", "-m", "unittest", *selection])
        case "doctest":
            return shlex.join(["python", "-m", "doctest", *selection])
    return ""


def _states(story: Story) -> Iterator[tuple[str, str]]:
    base = story.session.base
    if _COMMIT.match(base):
        yield "0: without any change", _restore(base)
    for attempt in story.session.attempts:
        commit = story.commits.get(attempt.number, "")
        if _COMMIT.match(commit):
            state = f"{attempt.number}: {OUTCOME_WORDS[attempt.outcome]}"
            fetch = f"`git fetch origin {commit}`, " if story.is_squashed else ""
            yield state, fetch + _restore(commit)


def _restore(commit: str) -> str:
    return f"`git restore --source {commit[:12]} --staged --worktree :/`"
