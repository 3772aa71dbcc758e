"""The source of the probes, which run in the project's own interpreter as ``python -c``."""

from __future__ import annotations

from importlib import resources


def probe_source(name: str) -> str:
    """Returns the source text of ``healbot/probe/<name>.py``."""
    return resources.files("healbot.probe").joinpath(f"{name}.py").read_text("utf-8")
