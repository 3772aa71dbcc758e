"""Chooses which lines of which files a model is shown, nearest to the failure first.

Around the failure comes the whole file when it is small, else the function; then what the failing
line, or the failing test, uses; then the test; then the callers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from healbot.core.failure import SYNTAX_ERRORS, Failure, Frame
from healbot.core.tampering import is_test_file
from healbot.generators.language_model.dossier import Closeness, Window
from healbot.generators.language_model.project_code import Place, ProjectCode
from healbot.generators.language_model.shown_source import shown_lines
from healbot.generators.language_model.strategy import Strategy
from healbot.ports import Problem

LOCAL_MISTAKES = frozenset(
    {"NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError"} | SYNTAX_ERRORS
)
"""Exceptions whose cause stands where they are raised: no test and no other file tells more."""
ROOM_FOR_RELATED = 150
"""Lines in all up to which other small files that may hold the cause are shown at once.

A model that has to ask for a file costs a request more, which sends everything again.
"""
MOST = 0.7
"""A file of which so much would be shown is shown whole."""
_SHORT_TEST = 30
"""A file of tests of so many lines is shown whole: most of it is the failing one."""
_NEAR = 3
"""Windows of one file with fewer lines between them become one."""


@dataclass(frozen=True)
class Extent:
    """How much is shown."""

    whole_file: int
    """A file of up to so many lines is shown whole."""
    function: int
    """A function of up to so many lines is shown whole."""
    around: int
    """Lines above and below the line itself, in longer ones."""
    frames: int
    """Entries of the traceback with their code."""
    used: int
    """Definitions that the failing line or the test uses."""
    others: int
    """Imported files that are shown besides."""


_EXTENTS = {
    Strategy.NORMAL: Extent(60, 80, 12, 5, 4, 0),
    Strategy.WIDER: Extent(300, 200, 40, 10, 12, 3),
    Strategy.HYPOTHESES: Extent(300, 200, 40, 10, 12, 3),
}


@dataclass(frozen=True)
class SuspiciousLine:
    """A line that fault localization points to."""

    path: str
    line: int
    """1-based."""


def choose_windows(
    problem: Problem,
    suspicious: Sequence[SuspiciousLine],
    strategy: Strategy,
    sanitise: Callable[[str], str],
) -> tuple[Window, ...]:
    """Returns the windows for a failure; every line in them went through `sanitise`."""
    code = ProjectCode(problem.files)
    chooser = _Chooser(problem, code, _EXTENTS[strategy])
    chooser.choose(problem.failure, suspicious, whole_function=strategy is not Strategy.NORMAL)
    return chooser.windows(sanitise)


@dataclass(frozen=True)
class _Wanted:
    place: Place
    closeness: Closeness


_Span = tuple[Closeness, int, int]
"""Closeness, first and last line."""


class _Chooser:
    def __init__(self, problem: Problem, code: ProjectCode, extent: Extent) -> None:
        self._problem = problem
        self._code = code
        self._extent = extent
        self._wanted: list[_Wanted] = []
        self._marked: dict[str, set[int]] = {}

    # ---- what is wanted --------------------------------------------------------------------

    def choose(
        self, failure: Failure, suspicious: Sequence[SuspiciousLine], *, whole_function: bool
    ) -> None:
        frames = list(_frames(failure))
        for frame in frames:
            self._marked.setdefault(frame.path, set()).add(frame.line)
        is_local = failure.exception is not None and failure.exception.short_type in LOCAL_MISTAKES
        own = [frame for frame in frames if not self._is_test(frame.path)]
        tests = [] if is_local and own else self._tests(failure, frames)
        if own:
            self._want_around(own[0].path, own[0].line, Closeness.FAILING)
            line = Place(own[0].path, own[0].line, own[0].line)
            scope = self._code.enclosing(line.path, line.first) if whole_function else None
            self._want_used([scope or line], Closeness.USED)
            for frame in own[1 : self._extent.frames]:
                self._want_around(frame.path, frame.line, Closeness.CALLER)
        elif tests:
            self._want_used(tests, Closeness.FAILING)
        for item in suspicious[: self._extent.frames]:
            self._marked.setdefault(item.path, set()).add(item.line)
            self._want_around(item.path, item.line, Closeness.USED)
        for place in tests:
            self._want(self._whole_if_short(place), Closeness.TEST)
        if not self._wanted:
            self._want_target()
        if not is_local:
            self._want_related(tests)
        self._want_others()

    def _tests(self, failure: Failure, frames: Sequence[Frame]) -> list[Place]:
        """Returns where the first failing test and its fixtures stand."""
        found: list[Place] = []
        for identifier in failure.failing_tests[:1]:
            for path, names in _readings(identifier, self._problem.reproducer.cwd):
                if self._code.source(path) is not None:
                    found += self._code.test_with_fixtures(path, names)
                    break
        if not found:
            for frame in frames:
                if self._is_test(frame.path):
                    place = self._code.enclosing(frame.path, frame.line)
                    found.append(place or self._around(frame.path, frame.line))
                    break
        return found

    def _want_around(self, path: str, line: int, closeness: Closeness) -> None:
        source = self._code.source(path)
        if source is None:
            return
        if len(source.lines) <= self._extent.whole_file:
            self._want(self._whole(path), closeness)
            return
        around = self._around(path, line)
        function = self._code.enclosing(path, line)
        if function is not None and function.last - function.first < self._extent.function:
            around = function
        self._want(around, closeness)
        imports = self._code.imports(path) if closeness is Closeness.FAILING else None
        if imports is not None and imports.last - imports.first < 2 * self._extent.around:
            self._want(imports, Closeness.USED)

    def _whole_if_short(self, place: Place) -> Place:
        source = self._code.source(place.path)
        short = source is not None and len(source.lines) <= _SHORT_TEST
        return Place(place.path, 1, _SHORT_TEST) if short else place

    def _around(self, path: str, line: int) -> Place:
        return Place(path, line - self._extent.around, line + self._extent.around)

    def _want_used(self, places: Sequence[Place], closeness: Closeness) -> None:
        for place in self._code.used_in(places)[: self._extent.used]:
            source = self._code.source(place.path)
            small = source is not None and len(source.lines) <= self._extent.whole_file
            if small and source is not None and not self._is_test(place.path):
                place = self._whole(place.path)
            elif place.last - place.first >= self._extent.function:
                place = Place(place.path, place.first, place.first + self._extent.function)
            self._want(place, closeness)

    def _want_target(self) -> None:
        """Without any place to look at, the script itself is shown."""
        source = self._code.source(self._problem.reproducer.target)
        if source is not None:
            last = min(len(source.lines), 5 * self._extent.whole_file)
            self._want(Place(source.path, 1, last), Closeness.FAILING)

    def _want_related(self, tests: Sequence[Place]) -> None:
        """Shows what the test, or the code that is shown, uses besides, while there is room.

        Of files that are shown in part those are definitions, else small files.
        """
        wanted = dict.fromkeys(item.place for item in self._wanted)
        code = [item.place for item in self._wanted if item.closeness is not Closeness.TEST]
        used = self._code.used_in([*tests, *code])
        imported = [path for place in code for path in self._code.imported_files(place.path)]
        related = [
            place if self._is_wanted(place.path) else self._whole(place.path) for place in used
        ]
        related += map(self._whole, imported)
        room = ROOM_FOR_RELATED - sum(map(self._size, wanted))
        for place in dict.fromkeys(related):
            is_new = not any(_covers(other, place) for other in wanted)
            if is_new and 0 < self._size(place) <= min(self._extent.whole_file, room):
                self._want(place, Closeness.OTHER)
                wanted[place] = None
                room -= self._size(place)

    def _is_wanted(self, path: str) -> bool:
        return any(item.place.path == path for item in self._wanted)

    def _whole(self, path: str) -> Place:
        return Place(path, 1, self._length(path))

    def _size(self, place: Place) -> int:
        return min(place.last, self._length(place.path)) - max(place.first, 1) + 1

    def _length(self, path: str) -> int:
        source = self._code.source(path)
        return len(source.lines) if source else 0

    def _want_others(self) -> None:
        seen = dict.fromkeys(item.place.path for item in self._wanted)
        imported = [other for path in seen for other in self._code.imported_files(path)]
        for path in [path for path in dict.fromkeys(imported) if path not in seen][
            : self._extent.others
        ]:
            self._want(Place(path, 1, self._extent.whole_file), Closeness.OTHER)

    def _want(self, place: Place, closeness: Closeness) -> None:
        if self._is_test(place.path) and closeness is not Closeness.TEST:
            closeness = Closeness.TEST
        self._wanted.append(_Wanted(place, closeness))

    def _is_test(self, path: str) -> bool:
        return is_test_file(path) or self._problem.is_protected(path)

    # ---- from places to windows -------------------------------------------------------------

    def windows(self, sanitise: Callable[[str], str]) -> tuple[Window, ...]:
        nearest = min((item.closeness for item in self._wanted), default=Closeness.FAILING)
        self._wanted = [
            _Wanted(item.place, Closeness.FAILING) if item.closeness is nearest else item
            for item in self._wanted
        ]
        found: list[tuple[Closeness, int, Window]] = []
        for path in dict.fromkeys(item.place.path for item in self._wanted):
            source = self._code.source(path)
            if source is None:
                continue
            lines = shown_lines(source, sanitise)
            order = next(i for i, item in enumerate(self._wanted) if item.place.path == path)
            spans = _merged([item for item in self._wanted if item.place.path == path], len(lines))
            if not self._is_test(path):
                spans = _rounded_up(spans, len(lines))
            for closeness, first, last in spans:
                marked = frozenset(n for n in self._marked.get(path, ()) if first <= n <= last)
                shown = lines[first - 1 : last]
                if not any(map(str.strip, shown)):
                    continue
                protected = self._is_test(path)
                window = Window(path, first, shown, len(lines), closeness, marked, protected)
                found.append((closeness, order, window))
        found.sort(key=lambda item: item[:2])
        return tuple(window for _, _, window in found)


def _frames(failure: Failure) -> Iterator[Frame]:
    """Yields the project's frames, nearest first, those of causes after those of the last.

    A line that a recursion came by often is yielded once.
    """
    seen: set[tuple[str, int]] = set()
    for exception in reversed(failure.exceptions):
        for inner in (exception, *exception.members):
            for frame in reversed(inner.project_frames):
                if (frame.path, frame.line) not in seen:
                    seen.add((frame.path, frame.line))
                    yield frame


def _readings(identifier: str, cwd: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields which file and names the id of a test may mean."""
    folder = "" if cwd == "." else cwd + "/"
    path, _, rest = identifier.partition("::")
    if path.endswith(".py"):
        names = tuple(name.split("[")[0] for name in rest.split("::"))
        yield folder + path, names
        yield path, names
        return
    parts = identifier.split("[")[0].split(" ")[0].split(".")
    for count in range(len(parts) - 1, 0, -1):
        yield folder + "/".join(parts[:count]) + ".py", tuple(parts[count:])


def _rounded_up(spans: list[_Span], total: int) -> list[_Span]:
    """Returns the whole file instead of most of it: then nothing is left to ask for."""
    shown = sum(last - first + 1 for _, first, last in spans)
    if total <= ROOM_FOR_RELATED and shown >= MOST * total:
        return [(min(closeness for closeness, _, _ in spans), 1, total)]
    return spans


def _covers(outer: Place, inner: Place) -> bool:
    return outer.path == inner.path and outer.first <= inner.first and inner.last <= outer.last


def _merged(wanted: Iterable[_Wanted], total: int) -> list[_Span]:
    """Returns (closeness, first, last) without overlaps, in the order of the lines."""
    spans = sorted(
        (max(item.place.first, 1), min(item.place.last, total), item.closeness) for item in wanted
    )
    merged: list[_Span] = []
    for first, last, closeness in spans:
        if first > last:
            continue
        if merged and first <= merged[-1][2] + _NEAR:
            before = merged[-1]
            merged[-1] = (min(before[0], closeness), before[1], max(before[2], last))
        else:
            merged.append((closeness, first, last))
    return merged
