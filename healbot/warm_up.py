"""Imports in the background what will be needed soon, while the code under repair runs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
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


def warm_up(names: Sequence[str] = _SOON) -> threading.Thread:
    """Starts to import what a heal needs next; whoever needs it sooner waits for it.

    A module that is missing, or fails, is left to whoever needs it.
    """
    thread = threading.Thread(target=_import_all, args=(names,), name="warm-up")
    thread.start()
    return thread


def _import_all(names: Sequence[str]) -> None:
    for name in names:
        with suppress(ImportError):
            import_module(name)
