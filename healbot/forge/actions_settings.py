"""What a repository's settings let GitHub Actions do; only its administrators may read them."""

from __future__ import annotations

from dataclasses import dataclass

from healbot.core.errors import ForgeUnusable
from healbot.forge.calls import Call
from healbot.forge.faults import Unreadable
from healbot.forge.host import GitHub

_CALL = Call("read the settings of Actions", ("administration: read",))


@dataclass(frozen=True)
class ActionsSettings:
    """Settings > Actions > General > Workflow permissions."""

    writes_by_default: bool
    """Whether GITHUB_TOKEN may write where a workflow does not say what it may do."""
    may_open_pull_requests: bool
    """Whether workflows may create (and approve) pull requests with it."""


def actions_settings(forge: GitHub) -> ActionsSettings | None:
    """Returns the settings, ``None`` when the token may not read them."""
    wire = forge.wire

    def ask() -> ActionsSettings:
        _, data = wire.requester.requestJsonAndCheck(
            "GET", wire.path("/actions/permissions/workflow")
        )
        if not isinstance(data, dict) or "can_approve_pull_request_reviews" not in data:
            raise Unreadable("the settings of Actions")
        return ActionsSettings(
            writes_by_default=data.get("default_workflow_permissions") == "write",
            may_open_pull_requests=data["can_approve_pull_request_reviews"] is True,
        )

    try:
        return wire.read_if_any(_CALL, ask)
    except ForgeUnusable:
        return None
