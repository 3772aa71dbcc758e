"""Puts the sections in order and keeps the body within GitHub's limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from healbot.core.markdown import link
from healbot.reports.pull_request.attempts import attempts
from healbot.reports.pull_request.block import Block, Rank, fitting
from healbot.reports.pull_request.cost import cost
from healbot.reports.pull_request.flags import flags
from healbot.reports.pull_request.reason import reason
from healbot.reports.pull_request.root_cause import root_cause
from healbot.reports.pull_request.steps import steps
from healbot.reports.pull_request.story import Story
from healbot.reports.pull_request.title import title
from healbot.reports.pull_request.verdict import evidence, verdict

HARD_LIMIT = 65_536
"""Characters that GitHub takes."""
LIMIT = 60_000
"""Characters that healbot writes; the rest is room for its marker and for people's words."""
_SECTIONS = (verdict, flags, root_cause, evidence, reason, attempts, cost, steps)
_ROOM_FOR_NOTICE = 1000


@dataclass(frozen=True)
class PullRequestText:
    """What is sent to the code host."""

    title: str
    body: str
    overflow: str
    """Markdown that the body shows shortened or not at all; ``""`` when it shows everything."""


def pull_request_text(story: Story) -> PullRequestText:
    """Returns title and body; nothing in them that a stranger wrote is more than text.

    No hidden comment is among it, not even in code one that looks like healbot's: who publishes
    adds the only one.
    """
    blocks = list(chain.from_iterable(section(story) for section in _SECTIONS))
    kept, dropped = fitting(blocks, LIMIT - _ROOM_FOR_NOTICE, size)
    parts = [*(block.text for block in kept), *_notice(dropped, story.report_url)]
    return PullRequestText(
        title=title(story),
        body="\n\n".join(parts) + "\n",
        overflow="\n\n".join(
            block.whole or block.text
            for block in blocks
            if block in dropped or block.whole not in ("", block.text)
        ),
    )


def size(text: str) -> int:
    """Returns the length as GitHub counts it at worst: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _notice(dropped: Sequence[Block], report_url: str) -> list[str]:
    """Returns what is missing and where it is, in one paragraph."""
    numbers = [block.what for block in dropped if block.rank is Rank.DETAILS]
    names = [block.what for block in dropped if block.rank is not Rank.DETAILS]
    if numbers:  # the oldest ones, without a gap
        upto = f"s {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f" {numbers[0]}"
        names.append(f"the details of attempt{upto}")
    if not names:
        return []
    where = link("the report", report_url) if report_url else "the step summary of the run"
    return [f"**Left out** for lack of room: {', '.join(names)}. All of it is in {where}."]
