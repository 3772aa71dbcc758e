"""Settings from environment variables: ``APP_DATABASE__PORT=5433`` is ``database.port``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def from_environment(variables: Mapping[str, str], prefix: str = "APP_") -> dict[str, Any]:
    """Returns the settings in `variables` as nested tables."""
    found: dict[str, Any] = {}
    for name, text in sorted(variables.items()):
        if not name.startswith(prefix):
            continue
        *tables, key = name.removeprefix(prefix).lower().split("__")
        table = found
        for part in tables:
            table = table.setdefault(part, {})
        table[key] = _value(text)
    return found


def _value(text: str) -> Any:
    lowered = text.strip().lower()
    if lowered in ("true", "false"):
        return lowered == "true"
    try:
        return int(lowered)
    except ValueError:
        return text
