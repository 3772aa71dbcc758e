"""How a value pattern is made: message regexes lead to handlers, and what they yield is checked."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping

from healbot.core.errors import HealbotError
from healbot.core.patch import apply_to_text
from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern
from healbot.generators.fix_patterns.values.code import Code, Unlocatable

MINIMUM_CONFIDENCE = 0.2

Handler = Callable[[Code, "re.Match[str]"], Iterator[Fix]]


def value_pattern(
    name: str, exceptions: Iterable[str], handlers: Mapping[str, Handler]
) -> FixPattern:
    """Returns a pattern that hands a failure to the handlers whose regex is found in its message.

    The handlers see a parsed file. A fix is dropped when it is below the minimum confidence, when
    it does not apply, changes nothing, or leaves a file that no longer parses.
    """

    def propose(context: Context) -> Iterator[Fix]:
        # Compiled on use: a heal needs the few patterns of its exception, not all of them.
        matches = [
            (re.search(regex, context.message, re.DOTALL), handler)
            for regex, handler in handlers.items()
        ]
        if not any(match for match, _ in matches) or context.tree is None:
            return
        code = Code(context, context.tree)
        for match, handler in matches:
            if match is not None:
                yield from _checked(code, handler, match)

    return FixPattern(name, frozenset(exceptions), propose, tuple(handlers))


def _checked(code: Code, handler: Handler, match: re.Match[str]) -> Iterator[Fix]:
    fixes = handler(code, match)
    while True:
        try:
            fix = next(fixes, None)
        except Unlocatable:
            return
        if fix is None:
            return
        if fix.confidence >= MINIMUM_CONFIDENCE and _applies(code, fix):
            yield fix


def _applies(code: Code, fix: Fix) -> bool:
    for path in {edit.path for edit in fix.edits}:
        source = code.source
        if path != source.path:
            other = code.context.problem.files.source(path)
            if other is None:
                return False
            source = other
        try:
            after = apply_to_text(source.text, [e for e in fix.edits if e.path == path])
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # such as an invalid escape in the user's code
                ast.parse(after)
        except (HealbotError, SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        if after == source.text:
            return False
    return bool(fix.edits)
