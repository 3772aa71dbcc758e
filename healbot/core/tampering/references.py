"""Rules about what new code refers to: `os._exit`, `subprocess.run`, `sys.settrace`."""

from __future__ import annotations

import ast
import builtins
import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from healbot.core.tampering.change import Collector, FileChange, Found, count
from healbot.core.tampering.code import Code, Reference, line_of
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity

_SIMILAR = 0.75
"""Names at least this alike (`difflib`) are taken for a spelling mistake and its correction."""

_MISSING_MEMBERS = frozenset({"os.exit", "os.quit", "sys.quit"})
"""What people look for in a module that does not have it."""


@dataclass(frozen=True, eq=False)
class Family:
    """Names that give code the same power; replacing one by another is nothing new."""

    targets: frozenset[str]
    """Dotted names; what lies below one belongs to the family."""
    leaves: frozenset[str] = frozenset()
    """Last names that are telling whatever object they belong to."""
    text: re.Pattern[str] = re.compile(r"(?!)")
    """Finds the family in text that does not parse."""
    wanted: Callable[[Code, Reference], bool] = lambda code, reference: True
    """Leaves harmless uses out."""
    by_name: bool = False
    """Whether one member of the family is something else than another."""

    def collector(self) -> Collector:
        """Returns what finds the references of this family."""
        return Collector(self._find, self.text)

    def _find(self, code: Code) -> Iterator[Found]:
        index = code.references_by_name
        positions = {
            position
            for name in (*self.targets, *(f".{leaf}" for leaf in self.leaves))
            for position in index.get(name, ())
        }
        for position in sorted(positions):
            reference = code.references[position]
            if self.wanted(code, reference):
                parent = code.parents.get(reference.node)
                call = parent if isinstance(parent, ast.Call) else None
                shown = call if call and call.func is reference.node else reference.node
                target = reference.target.removeprefix("?.").removeprefix(".")
                yield Found(target if self.by_name else "", reference.node, target, shown)


def reference_rule(
    id: str,
    description: str,
    family: Family,
    reason: str,
    *,
    severity: Severity = Severity.REJECT,
    strict: bool = False,
    again: Severity | None = None,
    judge: Callable[[Code, Found], Severity | None] | None = None,
) -> Rule:
    """Returns the rule that a patch adds no reference of `family`.

    `reason` may name the target as ``{target}``. `again` is the severity in a file that had such a
    reference before; `judge` decides on the severity of one occurrence.
    """
    collector = family.collector()

    def find(change: FileChange, context: GuardContext) -> Iterator[Hit]:
        if not change.python:
            return
        if change.after_code is None:
            yield from text_hits(change, family.text, reason.format(target="it"))
            return
        had = again is not None and _had(change, collector)
        for found in change.added(collector, strict=strict):
            if was_meant(change, found):
                continue
            chosen = again if had else judge(change.after_code, found) if judge else None
            yield Hit(line_of(found.node), reason.format(target=f"`{found.detail}`"), chosen)

    return Rule(id, severity, description, find)


def text_hits(change: FileChange, pattern: re.Pattern[str], reason: str) -> Iterator[Hit]:
    """Yields a hit when a pattern occurs more often in text that healbot cannot parse."""
    if count(pattern, change.after_text) <= count(pattern, change.before_text):
        return
    lines = [number for number, line in change.added_lines if pattern.search(line)]
    yield Hit(lines[0] if lines else 0, reason)


def _had(change: FileChange, collector: Collector) -> bool:
    if change.before_code is None:
        return count(collector.text, change.before_text) > 0
    return any(True for _ in collector.find(change.before_code))


def was_meant(change: FileChange, found: Found) -> bool:
    """Whether the old code already meant what `found` refers to.

    It did when it used the name without having it (an import was missing), or when it used a name
    that is almost the same and that is gone now (``subproces.run``, ``process.exit``).
    """
    old, new = change.before_code, change.after_code
    written = _written(found.node)
    if old is None or new is None or not written:
        return False
    before, unbound = _used(old)
    after, _ = _used(new)
    leaf = written.rpartition(".")[2]
    if leaf == found.detail.rpartition(".")[2] and unbound[written] >= after[written] > 0:
        return True
    return any(_alike(written, other, unbound) for other in before - after if other)


def _written(node: ast.AST) -> str:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(names)]) if isinstance(node, ast.Name) else ""


def _used(code: Code) -> tuple[Counter[str], Counter[str]]:
    """Returns how often each dotted name is written, all and those whose first name is unbound."""
    every: Counter[str] = Counter()
    unbound: Counter[str] = Counter()
    for reference in code.references:
        written = _written(reference.node)
        every[written] += 1
        root = reference.node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and code.is_unbound(root):
            unbound[written] += 1
    return every, unbound


def _alike(new: str, old: str, unbound: Counter[str]) -> bool:
    """Whether `old` is `new` spelt wrongly, or the same name in a place that does not have it."""
    left, right = new.split("."), old.split(".")
    if left[-1].startswith("_") != right[-1].startswith("_"):  # sys.exit is not os._exit
        return False
    # json.loads exists and is not pickle.loads; process.exit and os.exit do not exist.
    missing = old in _MISSING_MEMBERS or (len(right) > 1 and unbound[old] > 0)
    if missing and len(left) > 1 and left[-1] == right[-1]:
        return True
    if len(left) != len(right) or (len(right) == 1 and _exists(old, unbound)):
        return False  # open is a name of its own and not popen spelt wrongly
    different = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _misspelt(*different[0])


def _exists(name: str, unbound: Counter[str]) -> bool:
    return hasattr(builtins, name) or not unbound[name]


def _misspelt(right: str, wrong: str) -> bool:
    return len(right) > 2 and difflib.SequenceMatcher(None, right, wrong).ratio() >= _SIMILAR
