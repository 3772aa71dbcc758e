"""Why it failed, in two sentences."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.markdown import inline
from healbot.reports.pull_request.block import Block, Rank
from healbot.reports.pull_request.story import Ending, Story


def root_cause(story: Story) -> Iterator[Block]:
    """Yields the failure, and how the first accepted attempt explains it."""
    thought = inline(story.steps[0].rationale, 600) if story.steps else ""
    if story.session.request.goal:
        if thought:
            yield Block(f"**The script.** {sentence(thought)}", Rank.CAUSE, "how it was written")
        return
    is_known = story.ending in (Ending.VALIDATED, Ending.FLAGGED, Ending.SET_ASIDE)
    said = [f"**{'Root cause' if is_known else 'The failure'}.**"]
    said.append(sentence(inline(story.session.headline, 400)))
    if thought:
        said += [*([] if is_known else ["healbot took it for this:"]), sentence(thought)]
    yield Block(" ".join(said), Rank.CAUSE, "the root cause")


def sentence(text: str) -> str:
    """Returns a text that ends as a sentence does; a number alone would begin a list with a dot."""
    ends = text.endswith((".", "!", "?", "…")) or text.isdigit()
    return text if ends else f"{text}."
