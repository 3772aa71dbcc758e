"""What a repository on GitHub holds and forbids, for a look before anything is changed there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from healbot.core.errors import ForgeUnusable
from healbot.forge.calls import Call, read_branch, read_runs
from healbot.forge.faults import Unreadable
from healbot.forge.host import GitHub

MAX_WORKFLOWS = 50
"""Workflow files that are looked at."""
_MAX_TEXT = 512 * 1024
_FILES = Call("read files", ("contents: read",))
_SETTINGS = Call("read the settings of Actions", ("administration: read",))


def rules_for(forge: GitHub, branch: str) -> tuple[str, ...] | None:
    """Returns the types of the rules that hold for a branch, which need not be there.

    Types are those of GitHub's rulesets, such as ``creation``; classic branch protection is not
    among them. ``None`` when the token may not read them.
    """

    def ask() -> list[Any]:
        return _listed(forge, f"/rules/branches/{quote(branch, safe='')}")

    try:
        rules = forge.wire.read_if_any(read_branch(), ask)
    except ForgeUnusable:
        return None
    kinds = (rule.get("type") for rule in rules or () if isinstance(rule, dict))
    return tuple(dict.fromkeys(kind for kind in kinds if isinstance(kind, str)))


def protected_branches(forge: GitHub) -> tuple[str, ...]:
    """Returns the branches that rules of any kind hold for, the first hundred by name.

    Which branches classic protection would hold for, once they are there, the host does not tell.
    """

    def ask() -> list[Any]:
        return _listed(forge, "/branches", protected="true")

    try:
        items = forge.wire.read_if_any(read_branch(), ask) or []
    except ForgeUnusable:
        return ()
    found = (item for item in items if isinstance(item, dict) and item.get("protected") is True)
    return tuple(name for item in found if isinstance(name := item.get("name"), str))


def workflow_paths(forge: GitHub) -> tuple[str, ...]:
    """Returns the paths of the files of workflows that are active, as the host knows them."""

    def ask() -> list[Any]:
        return _listed(forge, "/actions/workflows", "workflows")

    items = forge.wire.read_if_any(read_runs(), ask) or []
    found = (item for item in items if isinstance(item, dict) and item.get("state") == "active")
    paths = (item.get("path") for item in found)
    return tuple(sorted({path for path in paths if isinstance(path, str)}))[:MAX_WORKFLOWS]


def text_of(forge: GitHub, path: str) -> str | None:
    """Returns a file of the default branch as text, ``None`` when there is none."""

    def ask() -> str | None:
        wire = forge.wire
        _, data = wire.requester.requestJsonAndCheck("GET", wire.path(f"/contents/{quote(path)}"))
        return _decoded(data)

    return forge.wire.read_if_any(_FILES, ask)


def actions_enabled(forge: GitHub) -> bool | None:
    """Returns whether Actions runs in the repository at all; ``None`` when it may not be read."""

    def ask() -> bool:
        wire = forge.wire
        _, data = wire.requester.requestJsonAndCheck("GET", wire.path("/actions/permissions"))
        if not isinstance(data, dict) or "enabled" not in data:
            raise Unreadable("the settings of Actions")
        return data["enabled"] is True

    try:
        return forge.wire.read_if_any(_SETTINGS, ask)
    except ForgeUnusable:
        return None


def _listed(forge: GitHub, route: str, key: str = "", **query: str) -> list[Any]:
    wire = forge.wire
    wanted = {"per_page": "100", **query}
    _, data = wire.requester.requestJsonAndCheck("GET", wire.path(route), wanted)
    found = data.get(key) if key and isinstance(data, dict) else data
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise Unreadable("a list")
    return list(found)


def _decoded(data: object) -> str | None:
    """Returns the text in an answer about a file; ``None`` for a folder, a link, a large file."""
    if not isinstance(data, dict) or data.get("type") != "file":
        return None
    content = data.get("content")
    if data.get("encoding") != "base64" or not isinstance(content, str):
        return None
    try:
        return base64.b64decode(content[: 2 * _MAX_TEXT]).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
