"""Files that a fix leaves alone: tests, their configuration, and modules that would hide others."""

from __future__ import annotations

import ast
import posixpath
import re
from collections import Counter
from collections.abc import Iterator

from healbot.core.tampering.change import FileChange
from healbot.core.tampering.code import Code
from healbot.core.tampering.context import (
    STANDARD_LIBRARY,
    TEST_FRAMEWORKS,
    GuardContext,
    is_configuration,
)
from healbot.core.tampering.finding import Hit, Rule, Severity

_SOURCE_ROOTS = frozenset({"", "src", "lib", "source", "python"})
"""Folders that usually are on the module search path."""
_MODULE = re.compile(r"\.(?:py|pyw|pyc|pyi|so|pyd|zip)$", re.IGNORECASE)
_COMPILED = re.compile(r"\.(?:py[co]|so|pyd|dll|dylib|egg|whl|zip|tar|gz|pex|pyz)$", re.IGNORECASE)
_PROMPT = re.compile(r"^\s*>>> ?(.*)$")


def _touched(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields each test or configuration file that the patch touches."""
    if not context.is_test(change.path):
        return
    severity = Severity.FLAG if context.allow_tests else None
    kind = (
        "configures tests or their run" if is_configuration(change.path) else "is part of the tests"
    )
    done = "adds" if change.before is None else "deletes" if change.after is None else "changes"
    lines = [number for number, _ in change.added_lines]
    reason = f"The patch {done} a file that {kind}"
    reason += "; edits of tests were permitted." if context.allow_tests else "."
    yield Hit(lines[0] if lines else 0, reason, severity)


def _protected(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if context.is_protected(change.path):
        yield Hit(0, "The settings protect this file: no patch may touch it.")


def _deleted(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.after is not None or change.before is None or context.is_test(change.path):
        return
    for other in change.others:
        if other.before is None and other.after_text.split() == change.before_text.split():
            return  # renamed
    yield Hit(0, "The patch deletes a whole file.")


def _shadowing(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields a new file that would be imported instead of a module of the same name."""
    if change.before is not None or not _MODULE.search(change.path):
        return
    parts = posixpath.splitext(change.path)[0].split("/")
    name = parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1].split(".")[0]
    folder = "/".join(parts[: -2 if parts[-1] == "__init__" else -1])
    if name in TEST_FRAMEWORKS:
        yield Hit(0, f"The new file is imported instead of the test framework `{name}`.")
    elif name in STANDARD_LIBRARY or name in context.declared_dependencies:
        target_folder = posixpath.dirname(context.target or "")
        found_first = folder in _SOURCE_ROOTS or folder == target_folder
        reason = f"The new file is imported instead of the module `{name}`"
        if found_first:
            yield Hit(0, f"{reason}.")
        else:
            yield Hit(0, f"{reason} when its folder is searched first.", Severity.FLAG)
    elif hidden := context.hidden_by_new(change.path):
        yield Hit(0, f"The new file is imported instead of {hidden}.")


def _examples(text: str) -> Counter[str]:
    """Returns the doctest examples of a text: what is typed and what it must print."""
    examples: Counter[str] = Counter()
    current: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        prompt = _PROMPT.match(line)
        ends = prompt or not stripped or stripped.startswith(('"""', "'''"))
        if ends and current:
            examples["\n".join(current)] += 1
            current = []
        if prompt:
            current = [stripped]
        elif current:
            current.append(stripped)
    if current:
        examples["\n".join(current)] += 1
    return examples


def _documentation(change: FileChange) -> tuple[str, str]:
    """Returns where doctests stand, before and after: the strings of code, all of other files."""
    if not change.python:
        return change.before_text, change.after_text
    return _strings(change.before_code), _strings(change.after_code)


def _compiled(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if change.after is not None and _COMPILED.search(change.path):
        yield Hit(0, "The file holds code that a diff does not show.")


def _strings(code: Code | None) -> str:
    values = (node.value for node in code.of(ast.Constant)) if code else ()
    return "\n\n".join(value for value in values if isinstance(value, str))


def _doctests(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields the first doctest example that the patch changes or removes."""
    if ">>>" not in change.before_text or change.before_code is None or change.after_code is None:
        return
    before, after = _documentation(change)
    kept = _examples(after)
    for other in change.others:
        kept.update(_examples(_documentation(other)[1]))
    lost = _examples(before) - kept
    for example in lost:
        severity = Severity.FLAG if context.allow_tests else None
        first = example.partition("\n")[0]
        lines = [line.strip() for line in (change.before.lines if change.before else ())]
        number = lines.index(first) + 1 if first in lines else 0
        yield Hit(number, "The patch changes or removes a doctest.", severity, in_before=True)
        return


RULES = (
    Rule(
        "protected-path",
        Severity.REJECT,
        "The patch touches a file that the project's settings protect.",
        _protected,
    ),
    Rule(
        "tests-changed",
        Severity.REJECT,
        "The patch touches tests, conftest, or the configuration of tests and CI.",
        _touched,
    ),
    Rule(
        "doctest-changed",
        Severity.REJECT,
        "The patch changes or removes an example in a docstring or document.",
        _doctests,
    ),
    Rule(
        "shadows-module",
        Severity.REJECT,
        "The patch adds a file that is imported instead of a module that is there already.",
        _shadowing,
    ),
    Rule(
        "compiled-file",
        Severity.REJECT,
        "The patch adds or changes compiled or packed code.",
        _compiled,
    ),
    Rule("deletes-file", Severity.FLAG, "The patch deletes a whole file.", _deleted),
)
