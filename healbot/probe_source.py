"""The source of the probes, which run in the project's own interpreter as ``python -c``."""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = Path(__file__).with_name("probe")
_SHARED = re.compile(r"^from healbot\.probe\.(\w+) import (?:\([^)]*\)|[^(\n]+)[^\n]*\n", re.M)


def probe_source(name: str) -> str:
    """Returns the source text of ``healbot/probe/<name>.py``.

    What it imports from another probe is put in the place of the import: the project's interpreter
    has no healbot.
    """
    text = (_FOLDER / f"{name}.py").read_text("utf-8")
    return _SHARED.sub(lambda found: probe_source(found[1]), text)
