"""The settings of the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layered.environment import from_environment
from layered.merge import merge_all

DEFAULTS = {
    "debug": False,
    "database": {"host": "localhost", "port": 5432, "pool": {"size": 5, "timeout": 30}},
    "mail": {"sender": "noreply@example.invalid"},
}


@dataclass(frozen=True)
class Settings:
    """All settings, read by dotted names."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        value: Any = self.values
        for part in name.split("."):
            value = value[part]
        return value


def load(file: Mapping[str, Any], variables: Mapping[str, str]) -> Settings:
    """Returns the defaults, overlaid by the file's settings and then the environment's."""
    return Settings(merge_all(DEFAULTS, file, from_environment(variables)))
