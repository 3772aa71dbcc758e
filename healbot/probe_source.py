"""The source of the probes, which run in the project's own interpreter as ``python -c``."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).with_name("probe")


def probe_source(name: str) -> str:
    """Returns the source text of ``healbot/probe/<name>.py``."""
    return (_FOLDER / f"{name}.py").read_text("utf-8")
