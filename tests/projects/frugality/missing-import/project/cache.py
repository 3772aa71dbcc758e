"""A cache of JSON documents in a folder."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any


class FileCache:
    """Keeps documents for `lifetime` seconds."""

    def __init__(self, folder: Path, lifetime: float = 3600.0, clock: Any = time.time) -> None:
        self._folder = folder
        self._lifetime = lifetime
        self._clock = clock

    def put(self, key: str, document: Any) -> None:
        """Stores a document."""
        entry = {"expires": self._clock() + self._lifetime, "document": document}
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path(key).write_text(json.dumps(entry), "utf-8")

    def get(self, key: str, default: Any = None) -> Any:
        """Returns a document, `default` when there is none or it is too old."""
        try:
            entry = json.loads(self._path(key).read_text("utf-8"))
        except FileNotFoundError:
            return default
        if entry["expires"] <= self._clock():
            return default
        return entry["document"]

    def purge(self) -> int:
        """Removes the documents that are too old; returns how many."""
        removed = 0
        for path in self._folder.glob("*.json"):
            if json.loads(path.read_text("utf-8"))["expires"] <= self._clock():
                path.unlink()
                removed += 1
        return removed

    def _path(self, key: str) -> Path:
        return self._folder / (hashlib.sha256(key.encode()).hexdigest()[:16] + ".json")
