"""Imports in the background what will be needed soon, while the code under repair runs."""

from __future__ import annotations

import threading
from importlib import import_module

_SOON = (
    "healbot.core.tampering.examination",
    "healbot.generators.fix_patterns.names",
    "healbot.generators.fix_patterns.names.places",
    "healbot.generators.fix_patterns.names.scopes",
    "healbot.generators.fix_patterns.values",
    "healbot.generators.fix_patterns.values.origins",
)
"""What a heal imports after the failure is known."""


def warm_up() -> threading.Thread:
    """Starts to import what a heal needs next; whoever needs it sooner waits for it."""
    thread = threading.Thread(target=_import_all, name="warm-up")
    thread.start()
    return thread


def _import_all() -> None:
    for name in _SOON:
        import_module(name)
