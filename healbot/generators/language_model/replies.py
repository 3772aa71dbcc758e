"""Reading what providers send, where any field may be missing or of another type, and writing text
that they accept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from healbot.core.bill import Usage
from healbot.core.model_call import Message, ToolCall

MOST_NAME = 200
"""Characters of a model's name; it goes into commits and reports."""
MOST_LEVELS = 32
"""Arguments of tools that are nested deeper are no arguments: they would exhaust the stack."""


def text(value: object) -> str:
    """Returns `value` when it is a string, else ""."""
    return value if isinstance(value, str) else ""


def model_name(value: object, asked: str) -> str:
    """Returns the name of the model that answered, the one that was `asked` when it is none."""
    name = text(value)
    return name if name and name.isprintable() and len(name) <= MOST_NAME else asked


def mapping(value: object) -> Mapping[str, Any]:
    """Returns `value` when it is a JSON object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def entries(value: object) -> list[Mapping[str, Any]]:
    """Returns the JSON objects in `value` when it is an array, else none."""
    return (
        [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    )


def count(value: object) -> int | None:
    """Returns `value` when it can be a number of tokens, else ``None``."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value


def usage_of(sent: int | None, received: int | None, read: int, written: int) -> Usage | None:
    """Returns the usage, ``None`` when it was not told; all zeros are a server that does not count.

    `sent` are the tokens beside those `read` from the cache and `written` to it.
    """
    if sent is None or received is None:
        return None
    usage = Usage(sent, received, read, written)
    return usage if usage.total else None


def tool_call(identity: object, name: object, arguments: object, spare: str) -> ToolCall:
    """Returns the call of a tool; `spare` is its id when the server gave none."""
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            arguments = {}
    found = dict(mapping(arguments)) if is_shallow(arguments) else {}
    return ToolCall(text(identity) or spare, text(name), found)


def sendable(value: Any) -> Any:
    """Returns JSON data with the lone surrogates in its strings, which UTF-8 lacks, replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {sendable(key): sendable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [sendable(entry) for entry in value]
    return value


def is_shallow(value: object, levels: int = MOST_LEVELS) -> bool:
    """Returns whether JSON data is nested no deeper than `levels`."""
    if not levels:
        return False
    inner = value.values() if isinstance(value, Mapping) else value
    if not isinstance(inner, Iterable) or isinstance(inner, str):
        return True
    return all(is_shallow(entry, levels - 1) for entry in inner)


def told_without_tools(message: Message) -> str:
    """Returns a message's text with its calls of tools and their results as prose, for a server
    that turned out to have no tools."""
    calls = [f"(I asked for {call.name} {dict(call.arguments)}.)" for call in message.tool_calls]
    results = [f"Result:\n{result.text}" for result in message.tool_results]
    return "\n\n".join(part for part in (*results, message.text, *calls) if part)
