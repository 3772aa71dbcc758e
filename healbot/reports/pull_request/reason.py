"""What the change does and why; a small one is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from healbot.core.markdown import code_block, code_span, inline
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.root_cause import sentence
from healbot.reports.pull_request.story import Ending, Story

MAX_LINES = 60
"""A longer diff is read under "Files changed"."""
MAX_CHARACTERS = 4000
_MAX_STEPS = 10


def reason(story: Story) -> Iterator[Block]:
    """Yields what each step of the change is for, and the change."""
    title, diff = _told(story)
    if not diff.strip():
        return
    lead = f"**{title}** {_size(diff)}."
    steps = [f"- {line}" for line in _steps(story)]
    parts = ["\n".join([lead, *(["", *steps] if steps else [])])]
    if is_small(diff):
        parts.append(code_block(diff, "diff"))
    elif diff == story.diff:
        parts.append('See "Files changed".')
    yield Block("\n\n".join(parts), Rank.CHANGE, "the change")


def _told(story: Story) -> tuple[str, str]:
    """Returns what is shown and its diff: that of the branch, or of what is not on it yet."""
    if story.ending in (Ending.VALIDATED, Ending.FLAGGED, Ending.SET_ASIDE):
        return "The change", story.diff
    unproven = story.unproven
    if story.ending is Ending.UNPROVEN and unproven and unproven.number != story.session.tip:
        diff = story.attempt_diffs.get(unproven.number, "")
        return f"Attempt {unproven.number}, not on the branch,", diff
    return "What the branch holds", story.diff


def is_small(diff: str) -> bool:
    """Whether a diff is short enough to be shown."""
    return diff.count("\n") <= MAX_LINES and len(diff) <= MAX_CHARACTERS


def _size(diff: str) -> str:
    added = len(re.findall(r"^\+(?!\+\+ )", diff, re.MULTILINE))
    removed = len(re.findall(r"^-(?!-- )", diff, re.MULTILINE))
    files = len(re.findall(r"^--- ", diff, re.MULTILINE))
    counts = ((added, "adds", "line"), (removed, "removes", "line"))
    words = [f"{verb} {count} {noun}{'s' * (count != 1)}" for count, verb, noun in counts if count]
    return f"{' and '.join(words) or 'changes'} in {files} file{'s' * (files != 1)}"


def _steps(story: Story) -> Iterator[str]:
    """Yields why each step was made; an only one is told by the root cause."""
    if len(story.steps) < 2:
        return
    yield f"{code_span(story.steps[0].changed, 100)}: for the root cause."
    for before, attempt in pairwise(story.steps[:_MAX_STEPS]):
        failed = sentence(inline(before.headline_after, 200))
        why = sentence(inline(attempt.rationale, 400) or "No explanation was given")
        yield f"{code_span(attempt.changed, 100)}: after that it failed with {failed} {why}"
    if len(story.steps) > _MAX_STEPS:
        yield f"{len(story.steps) - _MAX_STEPS} steps more"
