"""Patterns for mistakes in the structure of a program: brackets, quotes, keywords, operators."""

from __future__ import annotations

from healbot.generators.fix_patterns.pattern import FixPattern
from healbot.generators.fix_patterns.syntax.structure.finders import FINDERS
from healbot.generators.fix_patterns.syntax.structure.judge import syntax_pattern
from healbot.generators.fix_patterns.syntax.structure.several_mistakes import SEVERAL_MISTAKES

STRUCTURE_PATTERNS: tuple[FixPattern, ...] = (
    *(syntax_pattern(name, find) for name, find in FINDERS.items()),
    SEVERAL_MISTAKES,
)
"""Asked in this order; of equally sure fixes the first is tried first."""
