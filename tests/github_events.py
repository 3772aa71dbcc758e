"""Real webhook payloads, trimmed, from npm's @octokit/webhooks-examples (MIT)."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from healbot.core.github_event import Trigger, read_event

EVENTS = Path(__file__).parent / "projects" / "github" / "events"
NAMES = tuple(sorted(path.stem for path in EVENTS.glob("*.json")))
REPOSITORY = "Codertocat/Hello-World"


def payload(name: str, /, **changes: object) -> dict[str, Any]:
    """Returns a payload; `changes` name fields with two underscores between: ``a__b=1``."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    for path, value in changes.items():
        *above, last = path.split("__")
        place = event
        for key in above:
            place = place[key]
        place[last] = copy.deepcopy(value)
    return event


def event_name(name: str) -> str:
    """Returns the event that a payload's file is of."""
    for event in ("pull_request_review_comment", "pull_request", "push", "workflow_run",
                  "workflow_dispatch", "issue_comment", "schedule"):  # fmt: skip
        if name.startswith(event):
            return event
    raise ValueError(name)


def trigger(name: str, environ: dict[str, str] | None = None, /, **changes: object) -> Trigger:
    """Returns the trigger of a payload with changes, in an environment of its repository."""
    event = payload(name, **changes)
    around = {**(environ or {}), "GITHUB_REPOSITORY": event["repository"]["full_name"]}
    return read_event(event_name(name), json.dumps(event), around)
