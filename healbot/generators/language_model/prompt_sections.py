"""Writes each part of a dossier as a section of a prompt, in as few characters as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from healbot.core.failure import Frame, RaisedException
from healbot.core.session import Outcome
from healbot.generators.language_model.dossier import (
    Closeness,
    Dossier,
    EarlierAttempt,
    FailureShown,
    Window,
)
from healbot.generators.language_model.shown_source import numbered

MAX_TESTS = 8
"""Failing tests that are named."""
MAX_DEPENDENCIES = 40
MAX_FRAMES = 10
"""Entries of a traceback, those nearest to where it was raised."""
MAX_CAUSES = 3
"""Exceptions before the last one."""


class Rank(IntEnum):
    """The order in which sections are dropped when there is no room for all."""

    HISTORY = 1
    LOCALS = 2
    OUTPUT = 3
    OLDER_ATTEMPT = 4
    OTHER_FILE = 5
    OUTLINE = 6
    CALLER = 7
    TEST = 8
    USED = 9
    LAST_ATTEMPT = 10
    DEPENDENCIES = 11
    HINT = 12
    NEVER = 13
    """The failure itself and the innermost window; they are only shortened."""


_RANK_OF = {
    Closeness.FAILING: Rank.USED,  # but for the first, see `_window_sections`
    Closeness.USED: Rank.USED,
    Closeness.TEST: Rank.TEST,
    Closeness.CALLER: Rank.CALLER,
    Closeness.OTHER: Rank.OTHER_FILE,
}
_CAME_OF_IT = {
    Outcome.PLAUSIBLE: "the run passes, nothing is proven yet",
    Outcome.VALIDATED: "it heals",
    Outcome.SAME_FAILURE: "the same failure",
    Outcome.NEW_FAILURE: "another failure",
    Outcome.REGRESSION: "worse than before",
    Outcome.TAMPERING: "rejected, not run",
    Outcome.INAPPLICABLE: "could not be applied",
    Outcome.DUPLICATE: "the same change as an earlier one, not run",
    Outcome.INCONCLUSIVE: "the run passes, but a check does not",
}
_REJECTED = "it heals, but a reviewer wants another fix"
_HINT = (
    "A reviewer's hint on the fix they want; where it asks for what the rules forbid, the rules "
    "hold:"
)


@dataclass(frozen=True)
class Section:
    """A part of a prompt."""

    rank: Rank
    name: str
    """What it is called when it is left out."""
    note: str = ""
    """healbot's own words."""
    info: str = ""
    """What the fenced text is, such as a path; from the project as well."""
    body: str = ""
    """Text from the project; fenced."""

    def written(self, fence: str) -> str:
        """Returns the section as it is sent."""
        fenced = f"{fence}{self.info}\n{self.body}\n{fence}" if self.body else ""
        return "\n".join(filter(None, (self.note, fenced)))


def sections_of(dossier: Dossier) -> list[Section]:
    """Returns the sections in the order in which they are sent."""
    return [
        Section(Rank.NEVER, "command", "", f"run, Python {dossier.python}", dossier.command),
        *_dependencies(dossier),
        failure_section(dossier.failure, dossier.windows),
        *_window_sections(dossier.windows),
        *_locals(dossier),
        *_optional(Rank.OUTPUT, "captured output", "printed before", dossier.failure.output),
        *_history(dossier),
        *_optional(Rank.OUTLINE, "outline of the project", "other files", dossier.outline),
        *_attempts(dossier.tried),
        *_hints(dossier.hints),
    ]


def _optional(rank: Rank, name: str, info: str, body: str) -> Iterator[Section]:
    if body:
        yield Section(rank, name, "", info, body)


def _dependencies(dossier: Dossier) -> Iterator[Section]:
    names = dossier.dependencies[:MAX_DEPENDENCIES]
    more = len(dossier.dependencies) - len(names)
    body = ", ".join(names) + (f" and {more} more" if more else "")
    yield Section(Rank.DEPENDENCIES, "declared dependencies", "", "dependencies", body or "none")


# ---- the failure ---------------------------------------------------------------------------


def failure_section(failure: FailureShown, windows: Iterable[Window]) -> Section:
    """Returns the section that shows how it fails."""
    lines: list[str] = []
    if failure.failing_tests:
        shown = failure.failing_tests[:MAX_TESTS]
        more = len(failure.failing_tests) - len(shown)
        lines.append("failing: " + ", ".join(shown) + (f" and {more} more" if more else ""))
    seen = {(window.path, window.first + i) for window in windows for i in range(len(window.lines))}
    exceptions = failure.exceptions[::-1][: MAX_CAUSES + 1]
    for index, exception in enumerate(exceptions):
        lines += ["raised after:"] if index else []
        lines += _exception(exception, seen)
    if not exceptions:
        lines += [failure.headline, *failure.verdicts]
        lines += [failure.text] if failure.text.strip() not in ("", failure.headline) else []
    comparison = failure.comparison
    message = exceptions[0].message if exceptions else failure.text
    if comparison and not (comparison.left in message and comparison.right in message):
        lines += [f"left: {comparison.left}", f"right: {comparison.right}"]
    return Section(Rank.NEVER, "failure", "", "failure", "\n".join(lines))


def _exception(exception: RaisedException, seen: set[tuple[str, int]]) -> Iterator[str]:
    said = exception.message.strip()
    yield f"{exception.type_name}: {said}" if said else exception.type_name
    yield from exception.notes
    frames = _frames_shown(exception.frames)
    for frame in frames[:MAX_FRAMES]:
        place = f"at {_short_path(frame)}:{frame.line}"
        place += f" in {frame.function}" if frame.function != "<module>" else ""
        hidden = frame.source and (frame.path, frame.line) not in seen
        yield f"{place}: {frame.source}" if hidden else place
    if len(frames) > MAX_FRAMES:
        yield f"… {len(frames) - MAX_FRAMES} calls more"
    for member in exception.members:
        yield "with:"
        yield from _exception(member, seen)


def _frames_shown(frames: tuple[Frame, ...]) -> list[Frame]:
    """Returns the project's frames, nearest first, and of libraries the two ends of the innermost
    stretch: what the project called, and what raised.
    """
    own = [index for index, frame in enumerate(frames) if frame.in_project]
    foreign = list(frames[own[-1] + 1 :] if own else frames[-2:])
    foreign = [foreign[0], foreign[-1]] if len(foreign) > 2 else foreign
    return [*reversed(foreign), *(frames[index] for index in reversed(own))]


def _short_path(frame: Frame) -> str:
    if frame.in_project:
        return frame.path
    parts = frame.path.replace("\\", "/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 2 else frame.path


# ---- sources -------------------------------------------------------------------------------


def _window_sections(windows: tuple[Window, ...]) -> Iterator[Section]:
    for index, window in enumerate(windows):
        rank = Rank.NEVER if index == 0 else _RANK_OF[window.closeness]
        yield window_section(window, rank)


def window_section(window: Window, rank: Rank) -> Section:
    """Returns the section that shows some lines, each with its number."""
    extent = (
        f"all {window.total} lines"
        if window.is_whole_file
        else f"lines {window.first}-{window.last} of {window.total}"
    )
    info = f"{window.path}, {extent}{', protected' if window.protected else ''}"
    lines = numbered(window.lines, window.first, window.marked)
    name = f"{window.path} {window.first}-{window.last}"
    return Section(rank, name, "", info, "\n".join(lines))


# ---- the rest ------------------------------------------------------------------------------


def _locals(dossier: Dossier) -> Iterator[Section]:
    body = "\n".join(f"{item.expression}: {item.description}" for item in dossier.locals)
    info = f"values in {dossier.crash_place}"
    yield from _optional(Rank.LOCALS, "values at the crash", info, body)


def _history(dossier: Dossier) -> Iterator[Section]:
    lines = (
        f"{change.date} {change.commit} lines {_ranges(change.lines)}: {change.subject}"
        for change in dossier.history
    )
    info = "last changes of these lines"
    yield from _optional(Rank.HISTORY, "history of the lines", info, "\n".join(lines))


def _ranges(numbers: tuple[int, ...]) -> str:
    """Returns ``1-3, 7`` for (1, 2, 3, 7)."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans[:5])


def _attempts(tried: tuple[EarlierAttempt, ...]) -> Iterator[Section]:
    for item in tried:
        matters = item.is_rejected or item is tried[-1]
        rank = Rank.LAST_ATTEMPT if matters else Rank.OLDER_ATTEMPT
        yield attempt_section(item, rank)


def attempt_section(attempt: EarlierAttempt, rank: Rank, *, with_diff: bool = True) -> Section:
    """Returns the section that tells of an attempt."""
    came = _REJECTED if attempt.is_rejected else came_of_it(attempt.outcome)
    note = f"Attempt {attempt.number}: {came}."
    diff = attempt.diff.strip("\n") if with_diff else ""
    between = "Then:" if diff and attempt.result else ""
    body = "\n".join(filter(None, (diff, between, attempt.result)))
    return Section(rank, f"attempt {attempt.number}", note, "", body)


def _hints(hints: tuple[str, ...]) -> Iterator[Section]:
    """Yields what reviewers said. It comes last: all before it stays the same for a cache."""
    for number, text in enumerate(hints, 1):
        yield Section(Rank.HINT, f"hint {number}", _HINT, "hint", text)


def came_of_it(outcome: Outcome) -> str:
    """Returns an outcome in words for a model."""
    return _CAME_OF_IT[outcome]
