"""Patterns for sources that do not compile."""

from __future__ import annotations

from healbot.generators.fix_patterns.pattern import FixPattern
from healbot.generators.fix_patterns.syntax.layout import LAYOUT_PATTERNS
from healbot.generators.fix_patterns.syntax.structure import STRUCTURE_PATTERNS

SYNTAX_PATTERNS: tuple[FixPattern, ...] = (*LAYOUT_PATTERNS, *STRUCTURE_PATTERNS)
