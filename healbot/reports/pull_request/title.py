"""A title that says what failed where, short and inert."""

from __future__ import annotations

import posixpath

from healbot.core.markdown import plain_line, shortened
from healbot.core.session import Request
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
    """Returns ``Fix NameError in report.py: name 'total' is not defined``, `MAX_TITLE` at most.

    A test that fails in its own lines is named instead of its file: it is not what is edited.
    """
    beginning, request, place = _BEGINNINGS[story.ending], story.session.request, story.place
    if request.goal:
        beginning = {"Fix ": "Write "}.get(beginning, beginning)
        return _joined(beginning, _short(request.target), plain_line(request.goal))
    kind = plain_line(shortened(place.type, _MAX_TYPE)) or "the failure"
    said = plain_line(place.message) if place.message.strip() else ""
    if request.is_test_run and _is_of_tests(place.path, request):
        told = ": ".join(filter(None, (plain_line(place.type, _MAX_TYPE), said)))
        return _joined(beginning, _name_of_test(request.target), told)
    path = _short(place.path or request.target)
    return _joined(beginning, f"{kind} in {path}" if path else kind, said)


def _joined(beginning: str, what: str, said: str) -> str:
    return shortened(f"{beginning}{what}{f': {said}' if said else ''}", MAX_TITLE)


def _short(path: str) -> str:
    if len(path) > _MAX_PATH:
        path = "…" + posixpath.basename(path)[1 - _MAX_PATH :]
    return plain_line(path)


def _is_of_tests(path: str, request: Request) -> bool:
    """Whether a file holds the tests that were run; none is known for a failure without place."""
    module = path.removesuffix(".py").replace("/", ".")
    for item in request.selection or (request.target,):
        if not path or path == item.partition("::")[0] or f"{item}.".startswith(f"{module}."):
            return True
    return False


def _name_of_test(target: str) -> str:
    """Returns the last name of a test's id, without what stands before its parameters."""
    head, bracket, parameters = target.partition("[")
    name = head.rpartition("::")[2] if "::" in head else posixpath.basename(head)
    return plain_line(f"{name}{bracket}{parameters}", _MAX_PATH)
