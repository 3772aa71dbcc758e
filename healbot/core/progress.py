"""Whether a new failure lies further on than the one before: the loop's measure of progress.

A patch that lets the run fail elsewhere is kept as the next starting point only when the run came
further. How far a run came is read from where the traceback points (lines of the old version moved
to where the patch put them) and from how much it printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from healbot.core.failure import Failure, FailureKind, Frame, RaisedException
from healbot.core.patch import hunks_between
from healbot.core.source import SourceFile

Files = Mapping[str, SourceFile]

_DAMAGE = frozenset({"NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError"})
"""Exceptions that a wrong edit causes on its own line."""
_FOUND_FIRST = (
    r"unterminated (?:triple-quoted )?(?:f-)?string|invalid (?:non-printable )?character|unmatched"
    r"|closing parenthesis|leading zeros|invalid (?:decimal|hexadecimal|octal|binary) literal"
)
"""Syntax errors of the tokenizer: since Python 3.9 shown before errors of lines above them."""
_OF_SYMBOLS = (
    r"nonlocal|global declaration|is parameter and|duplicate argument|__future__"
    r"|only allowed at module level"
)
_OF_CODE = r"outside |not properly in loop|must be last"
"""Syntax errors that are looked for when the parser has found nothing; those of symbols first."""


def made_progress(before: Failure, after: Failure, old: Files, new: Files) -> bool:
    """Returns whether `after` is another, later failure than `before`.

    `old` and `new` are the files that the patch changed, by path, before and after it.
    """
    if before.failing_tests and after.failing_tests:
        by_tests = _fewer_tests_fail(before, after)
        if by_tests is not None:
            return by_tests
    if FailureKind.UNWRITTEN in (before.kind, after.kind):
        return after.kind is not FailureKind.UNWRITTEN  # any script is more than none
    if before.exception is None:
        return False  # an oracle's verdict or a bare exit status has no place in the source
    if after.exception is None:
        return after.kind is FailureKind.ORACLE  # the run now reaches its end
    first, second = before.exception, after.exception
    if second.is_syntax_error and not first.is_syntax_error:
        return False
    if first.is_syntax_error and not second.is_syntax_error:
        return True
    if first.is_syntax_error:
        return _compiles_further(first, second, old, new)
    return _came_further(before, after, _compare_places(first, second, old, new))


def _came_further(before: Failure, after: Failure, place: int) -> bool:
    """Judges by the output and by `place`, which is what `_compare_places` returns."""
    first, second = before.exceptions[-1], after.exceptions[-1]
    if before.fingerprint == after.fingerprint:
        return place > 0 and _sources(first) != _sources(second)
    if place == 0 and _are_assertions(first, second):
        return False  # the same assertion with other values tells nothing
    if place == 0:
        damaged = second.short_type in _DAMAGE and first.short_type not in _DAMAGE
        return not damaged and len(after.stdout) >= len(before.stdout)
    return place > 0 or len(after.stdout) > len(before.stdout)


def is_same_assertion(before: Failure, after: Failure, old: Files, new: Files) -> bool:
    """Whether the same assertion fails, be it with other values; see `made_progress`."""
    if not before.exceptions or not after.exceptions:
        return False
    first, second = before.exceptions[-1], after.exceptions[-1]
    return _are_assertions(first, second) and _compare_places(first, second, old, new) == 0


def _are_assertions(first: RaisedException, second: RaisedException) -> bool:
    return first.short_type == second.short_type == "AssertionError"


def _fewer_tests_fail(before: Failure, after: Failure) -> bool | None:
    """Whether the set of failing tests became smaller; ``None`` when that does not tell.

    A module that could not be collected stands for all its tests.
    """
    old, now = before.failing_tests, after.failing_tests
    if any(not any(_covers(known, test) for known in old) for test in now):
        return False
    if any(not any(_covers(test, left) for left in now) for test in old):
        return True
    if any(test not in now for test in old):
        return True  # the module is collected now: its tests run, and fail later than its import
    if before.site and before.site == after.site:
        return False  # the same assertion with other values tells nothing
    return None


def _covers(module_or_case: str, case: str) -> bool:
    return case == module_or_case or case.startswith((module_or_case + "::", module_or_case + "."))


def _compiles_further(
    first: RaisedException, second: RaisedException, old: Files, new: Files
) -> bool:
    """Whether the second of two syntax errors is found later on."""
    one, two = first.innermost, second.innermost
    if one is None or two is None:
        return two is not None  # a file that cannot be decoded has no place
    if one.path != two.path:
        return two.path not in new  # the first file compiles now; the second was not spoilt
    place = _Places(old, new).of(one)
    if two.line in place:
        return (second.offset or 0) > (first.offset or 0)
    phases = _phase(first), _phase(second)
    if phases[0] >= 2 and phases[1] < phases[0]:
        return False  # it had come past that
    return two.line >= place.stop or phases[1] > phases[0]


def _phase(exception: RaisedException) -> int:
    """Returns when a syntax error is looked for: 0 tokens, 1 grammar, 2 symbols, 3 code."""
    if re.search(_FOUND_FIRST, exception.message):
        return 0
    if re.search(_OF_SYMBOLS, exception.message):
        return 2
    return 3 if re.search(_OF_CODE, exception.message) else 1


def _sources(exception: RaisedException) -> tuple[str, ...]:
    return tuple(frame.source for frame in exception.project_frames)


def _compare_places(first: RaisedException, second: RaisedException, old: Files, new: Files) -> int:
    """Returns a number above 0 when `second` was raised later, below 0 when earlier, else 0."""
    places = _Places(old, new)
    for frame, now in zip(first.project_frames, second.project_frames, strict=False):
        if (frame.path, frame.function) != (now.path, now.function):
            return 1  # another function is running: the old call was passed or went deeper
        place = places.of(frame)
        if now.line not in place:
            return 1 if now.line >= place.stop else -1
    # Deeper than before: the call that failed is made now. Less deep tells nothing.
    return int(len(second.project_frames) > len(first.project_frames))


class _Places:
    """Where the patch put the lines of the old files."""

    def __init__(self, old: Files, new: Files) -> None:
        self._hunks = {
            path: hunks_between({path: old[path]}, {path: new[path]}) for path in old if path in new
        }

    def of(self, frame: Frame) -> range:
        """Returns the lines that stand where the line of a frame stood; one when it just moved."""
        shift = 0
        for hunk in self._hunks.get(frame.path, ()):
            if hunk.old_start < frame.line <= hunk.old_end:
                start = hunk.old_start + 1 + shift
                return range(start, start + max(len(hunk.new_lines), 1))
            if hunk.old_end < frame.line:
                shift += len(hunk.new_lines) - (hunk.old_end - hunk.old_start)
        return range(frame.line + shift, frame.line + shift + 1)
