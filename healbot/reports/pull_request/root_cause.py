"""Why it failed, in two sentences."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.markdown import inline
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.story import Ending, Story


def root_cause(story: Story) -> Iterator[Block]:
    """Yields the failure, and how the first accepted attempt explains it."""
    is_known = story.ending in (Ending.VALIDATED, Ending.FLAGGED, Ending.SET_ASIDE)
    title = "Root cause" if is_known else "The failure"
    said = [f"**{title}.** {sentence(inline(story.session.headline, 400))}"]
    if story.steps and story.steps[0].rationale:
        said += [] if is_known else ["healbot took it for this:"]
        said.append(sentence(inline(story.steps[0].rationale, 600)))
    yield Block(" ".join(said), Rank.CAUSE, "the root cause")


def sentence(text: str) -> str:
    """Returns a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
