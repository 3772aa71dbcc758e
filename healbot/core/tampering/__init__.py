"""The tampering guard: what a fix may not do, and what a reviewer should see.

`examine` compares the files of a patch before and after, as syntax trees. A *rejected* patch makes
a failing run pass without healing it, or could: it is not run. A *flagged* patch may be honest, and
whoever reviews it is shown the line and the reason. Rules fire only for what the patch adds or
takes away, never for what was there; moving and reformatting is nothing.

`RULES` lists every rule with its id and description. What the guard cannot see is left to the
oracles: pristine tests, canaries and the necessity check.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from healbot.core.tampering.context import STANDARD_LIBRARY, GuardContext, is_test_file
    from healbot.core.tampering.examination import examine
    from healbot.core.tampering.finding import Finding, Rule, Severity
    from healbot.core.tampering.literals import literals_in
    from healbot.core.tampering.registry import RULES

__all__ = [
    "RULES",
    "STANDARD_LIBRARY",
    "Finding",
    "GuardContext",
    "Rule",
    "Severity",
    "examine",
    "is_test_file",
    "literals_in",
]

_MODULES = {
    "RULES": "registry",
    "STANDARD_LIBRARY": "context",
    "Finding": "finding",
    "GuardContext": "context",
    "Rule": "finding",
    "Severity": "finding",
    "examine": "examination",
    "is_test_file": "context",
    "literals_in": "literals",
}


def __getattr__(name: str) -> object:
    """Imports on first use: whether a path is a test does not need all the rules."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
