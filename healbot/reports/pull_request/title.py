"""A title that says what failed where, short and inert."""

from __future__ import annotations

import posixpath

from healbot.core.markdown import plain_line, shortened
from healbot.reports.pull_request.story import Ending, Story

MAX_TITLE = 90
_MAX_PATH = 40
_MAX_TYPE = 40
_BEGINNINGS = {
    Ending.VALIDATED: "Fix ",
    Ending.FLAGGED: "Unproven fix: ",
    Ending.SET_ASIDE: "Set aside: ",
    Ending.UNPROVEN: "Unproven fix: ",
    Ending.GAVE_UP: "Not healed: ",
    Ending.ROLLED_BACK: "Rolled back: ",
}


def title(story: Story) -> str:
    """Returns ``Fix NameError in report.py: name 'total' is not defined``, `MAX_TITLE` at most."""
    place = story.place
    path = place.path or story.session.request.target
    if len(path) > _MAX_PATH:
        path = "…" + posixpath.basename(path)[1 - _MAX_PATH :]
    what = plain_line(shortened(place.type, _MAX_TYPE)) or "the failure"
    said = f": {plain_line(place.message)}" if place.message.strip() else ""
    where = f" in {plain_line(path)}" if path else ""
    return shortened(f"{_BEGINNINGS[story.ending]}{what}{where}{said}", MAX_TITLE)
