"""What a patch adds to one file and takes away from it.

Rules fire for what is new, so everything is compared as multisets: occurrences that were there
before, in this place or in another, cancel out. A file that did not parse before (a syntax error is
being fixed) is compared by counting words in its text: what stood there as text is not new.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from healbot.core.source import SourceFile
from healbot.core.tampering.code import (
    Code,
    FunctionNode,
    TooDeep,
    empty_code,
    line_of,
    parse,
    snippet,
)

_PYTHON_SUFFIXES = (".py", ".pyw", ".pyi", ".py3", ".ipy")
_SHEBANG = re.compile(r"^#!.*\bpython")
_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_IMPORT_LINE = re.compile(r"^[ \t]*(?:import|from)\b.*$", re.MULTILINE)
_WORD = re.compile(r"\w+")
NEVER = re.compile(r"(?!)")
"""Matches nothing: for things that cannot be counted in text."""


@dataclass(frozen=True)
class Found:
    """Something a rule looks for, at one place."""

    key: str
    """What makes two occurrences the same apart from their details."""
    node: ast.AST
    detail: str = ""
    """For the reason of a finding."""
    shown: ast.AST | None = None
    """The node whose text tells occurrences apart; `node` when not given."""

    @property
    def text(self) -> str:
        """The occurrence as text that formatting does not change."""
        return snippet(self.shown or self.node)


@dataclass(frozen=True, eq=False)
class Collector:
    """Finds the occurrences of one kind in a file, in parsed code and in text that is not."""

    find: Callable[[Code], Iterable[Found]]
    text: re.Pattern[str] = NEVER
    """Finds about the same in text that does not parse."""


@dataclass(eq=False)
class FileChange:
    """One file before and after a patch, with the other files of the patch."""

    path: str
    before: SourceFile | None
    after: SourceFile | None
    """``None`` when the file is deleted."""
    python: bool
    before_code: Code | None
    """``None`` when the file did not parse; empty when there was none."""
    after_code: Code | None
    others: Sequence[FileChange] = ()
    _memo: dict[tuple[Collector, bool], list[Found]] = field(default_factory=dict)

    @property
    def before_text(self) -> str:
        """The old text, ``""`` when the file is new."""
        return self.before.text if self.before else ""

    @property
    def after_text(self) -> str:
        """The new text, ``""`` when the file is deleted."""
        return self.after.text if self.after else ""

    @property
    def comparable(self) -> tuple[Code, Code] | None:
        """Both versions, when both exist and parse."""
        if self.before is None or self.after is None:
            return None
        if self.before_code is None or self.after_code is None:
            return None
        return self.before_code, self.after_code

    @cached_property
    def functions(self) -> Mapping[str, tuple[FunctionNode, FunctionNode]]:
        """The functions that are in both versions, by dotted name."""
        if self.comparable is None:
            return {}
        old, new = self.comparable
        return {
            name: (old.functions[name], function)
            for name, function in new.functions.items()
            if name in old.functions
        }

    @cached_property
    def added_lines(self) -> tuple[tuple[int, str], ...]:
        """The lines, with 1-based numbers, that are in the new text and not in the old one."""
        if self.after is None:
            return ()
        left = Counter(line.strip() for line in (self.before.lines if self.before else ()))
        for other in self.others:  # moved from another file
            left.update(other.removed_lines)
        return tuple(_surplus(enumerate(self.after.lines, 1), left))

    @cached_property
    def removed_lines(self) -> tuple[str, ...]:
        """The stripped lines that are in the old text and not in the new one."""
        left = Counter(line.strip() for line in (self.after.lines if self.after else ()))
        old = self.before.lines if self.before else ()
        return tuple(line.strip() for _, line in _surplus(enumerate(old, 1), left))

    def added(self, collector: Collector, *, strict: bool = False) -> list[Found]:
        """Returns the occurrences that the patch adds.

        An occurrence cancels out with an equal one, wherever in the patch it was removed, then with
        one of the same key in the same scope (its details changed), and unless `strict` with one of
        the same key anywhere in the file.
        """
        memo = self._memo.get((collector, strict))
        if memo is None:
            memo = self._memo[collector, strict] = self._added(collector, strict)
        return memo

    def _added(self, collector: Collector, strict: bool) -> list[Found]:
        if self.after_code is None:
            return []
        new = list(collector.find(self.after_code))
        if not new:
            return []
        if self.before_code is None:
            return self._added_to_text(collector, new)
        old = list(collector.find(self.before_code))
        new, old = _cancel(new, old, self._exact(self.after_code), self._exact(self.before_code))
        new, old = _cancel(new, old, _text_of, _text_of)
        new = self._without_moved(collector, new)
        after, before = self.after_code, self.before_code
        new, old = _cancel(
            new,
            old,
            lambda item: (after.scope(item.node), item.key),
            lambda item: (before.scope(item.node), item.key),
        )
        if strict:  # a scope that is gone was renamed
            old = [item for item in old if before.scope(item.node) not in after.scopes]
        return _cancel(new, old, lambda item: item.key, lambda item: item.key)[0]

    def _exact(self, code: Code) -> Callable[[Found], object]:
        return lambda item: (code.scope(item.node), item.text)

    def _without_moved(self, collector: Collector, new: list[Found]) -> list[Found]:
        """Returns `new` without what another file of the patch lost."""
        for other in self.others:
            if not new or other.before is None or other.before_code is None:
                continue
            lost = list(collector.find(other.before_code))
            kept = list(collector.find(other.after_code)) if other.after_code else []
            lost, _ = _cancel(lost, kept, _text_of, _text_of)
            new, _ = _cancel(new, lost, _text_of, _text_of)
        return new

    def _added_to_text(self, collector: Collector, new: list[Found]) -> list[Found]:
        """Returns the part of `new` whose words the old text did not have as often.

        What the collector's own pattern sees is counted with that: it knows the spellings that mean
        the same, such as those of Python 2.
        """
        lines = self.after.lines if self.after else ()
        surplus = count(collector.text, self.after_text) - count(collector.text, self.before_text)
        fresh = {number for number, _ in self.added_lines}
        added: list[Found] = []
        for item in sorted(new, key=lambda item: line_of(item.node) not in fresh):
            number = line_of(item.node)
            if collector.text.search(lines[number - 1] if 0 < number <= len(lines) else ""):
                surplus -= 1
                if surplus >= 0:
                    added.append(item)
            elif self._grown_words & self._words_of(item):
                added.append(item)
        return added

    @cached_property
    def _grown_words(self) -> frozenset[str]:
        """The words that the new text has more often, imports left out."""
        return frozenset(_words(self.after_text) - _words(self.before_text))

    def _words_of(self, item: Found) -> frozenset[str]:
        """Returns the words of an expression, or of the line where a statement begins."""
        if isinstance(item.node, ast.expr):
            text = item.text if item.shown is None else snippet(item.node)
        else:
            text = self.after.line(line_of(item.node)) if self.after else ""
        return frozenset(_WORD.findall(text)) - {"as"}

    def removed(self, collector: Collector) -> list[Found]:
        """Returns the occurrences that the patch takes away, those that it moved left out."""
        if self.before is None or self.before_code is None:
            return []
        old = list(collector.find(self.before_code))
        files = [self.after_code, *(other.after_code for other in self.others)]
        for code in files:
            if code is not None and old:
                old, _ = _cancel(old, list(collector.find(code)), _text_of, _text_of)
        return old


def changes_between(
    before: Mapping[str, SourceFile | None], after: Mapping[str, SourceFile], target: str | None
) -> list[FileChange]:
    """Returns the files that differ. Raises `TooDeep` with the path of a file that is."""
    result: list[FileChange] = []
    for path in sorted({*before, *after}):
        old, new = _present(before.get(path)), _present(after.get(path))
        if old is None and new is None:
            continue
        if old is not None and new is not None and old.data == new.data:
            continue
        result.append(file_change(path, old, new, target))
    for change in result:
        change.others = [other for other in result if other is not change]
    return result


def _present(source: SourceFile | None) -> SourceFile | None:
    return source if source is not None and source.exists else None


def file_change(
    path: str, old: SourceFile | None, new: SourceFile | None, target: str | None
) -> FileChange:
    """Returns one file's change, parsed. Raises `TooDeep` when the new text is."""
    python = path == target or any(_is_python(path, item) for item in (old, new) if item)
    old_code: Code | None = empty_code()
    new_code: Code | None = empty_code()
    if python and old is not None:
        old_code = _parse_old(old.text)
    if python and new is not None:
        try:
            new_code = parse(new.text)
        except TooDeep as error:
            raise TooDeep(path) from error
    return FileChange(path, old, new, python, old_code, new_code)


def _parse_old(text: str) -> Code | None:
    try:
        return parse(text)
    except TooDeep:  # what was too deep before is not the patch's doing; count its words
        return None


def _is_python(path: str, source: SourceFile) -> bool:
    return path.lower().endswith(_PYTHON_SUFFIXES) or bool(_SHEBANG.match(source.text[:200]))


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_IMPORT_LINE.sub("", _COMMENT_LINE.sub("", text))))


def count(pattern: re.Pattern[str], text: str) -> int:
    """Returns how often a pattern occurs in text outside lines that are comments."""
    return sum(1 for _ in pattern.finditer(_COMMENT_LINE.sub("", text)))


def _cancel(
    new: list[Found],
    old: list[Found],
    new_key: Callable[[Found], object],
    old_key: Callable[[Found], object],
) -> tuple[list[Found], list[Found]]:
    """Returns both lists without the pairs whose keys are equal."""
    if not new or not old:
        return new, old
    left: dict[object, list[Found]] = {}
    for item in old:
        left.setdefault(old_key(item), []).append(item)
    rest: list[Found] = []
    gone: set[int] = set()
    for item in new:
        same = left.get(new_key(item))
        if same:
            gone.add(id(same.pop()))
        else:
            rest.append(item)
    return rest, [item for item in old if id(item) not in gone]


def _text_of(item: Found) -> object:
    return (item.key, item.text)


def _surplus(lines: Iterable[tuple[int, str]], left: Counter[str]) -> Iterator[tuple[int, str]]:
    for number, line in lines:
        stripped = line.strip()
        if left[stripped] > 0:
            left[stripped] -= 1
        else:
            yield number, line
