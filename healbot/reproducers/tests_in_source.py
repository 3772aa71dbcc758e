"""What tests a source file holds, read without running it."""

from __future__ import annotations

import ast
import difflib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from healbot.core.source import MAX_SOURCE_BYTES
from healbot.core.syntax_tree import syntax_tree
from healbot.filesystem import read_regular

_SKIPPED = frozenset(
    {"node_modules", "site-packages", "venv", "env", "build", "dist", "__pycache__", "target"}
)
_MAX_FILES = 2000
_LOOKS_LIKE_TESTS = re.compile(r"^\s*(?:async\s+)?(?:def\s+test|class\s+\w*Test)", re.MULTILINE)
_SAFE_BASES = frozenset({"object", "TestCase", "IsolatedAsyncioTestCase"})
"""Base classes that hold no tests."""


@dataclass(frozen=True)
class TestSource:
    """What a file says about its tests."""

    __test__ = False  # not a test class itself, whatever pytest thinks of the name

    imports_pytest: bool = False
    functions: tuple[str, ...] = ()
    """Names of test functions of the module itself."""
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Names of classes with the names of their test methods, ``Outer::Inner`` for inner ones."""
    unittest_classes: frozenset[str] = frozenset()
    """Those that are surely `unittest.TestCase`."""
    open_names: frozenset[str] = frozenset()
    """Names with contents that cannot be told: imported, assigned, with a base class."""
    is_open: bool = False
    """Whether any further name can be there: star imports, or a file that does not parse."""

    @property
    def needs_pytest(self) -> bool:
        """Whether unittest would not run all the tests."""
        plain = any(tests and name not in self.unittest_classes for name, tests in self.classes)
        return self.imports_pytest or bool(self.functions) or plain

    @property
    def has_tests(self) -> bool:
        """Whether there seem to be tests."""
        return self.needs_pytest or bool(self.unittest_classes) or self.is_open

    @property
    def names(self) -> tuple[str, ...]:
        """All tests and classes as in node ids: ``test_a``, ``TestB``, ``TestB::test_c``."""
        of_classes = (
            item
            for name, tests in self.classes
            for item in (name, *(f"{name}::{t}" for t in tests))
        )
        return (*self.functions, *of_classes)

    def lacks(self, names: Sequence[str]) -> bool:
        """Whether there is surely no test of these names: ``("TestA", "test_b[1]")``."""
        bare = [*names[:-1], names[-1].partition("[")[0]]
        if self.is_open or "::".join(bare) in self.names:
            return False
        return not any(
            "::".join(bare[:count]) in self.open_names for count in (*range(1, len(bare)), 1)
        )

    def close_to(self, names: Sequence[str]) -> tuple[str, ...]:
        """Returns up to three names of the file that resemble `names`, best first."""
        wanted = "::".join([*names[:-1], names[-1].partition("[")[0]])
        close = difflib.get_close_matches(wanted, self.names, 3, 0.6)
        same_end = [
            name for name in self.names if name.rpartition("::")[2] == wanted.rpartition("::")[2]
        ]
        return tuple(dict.fromkeys([*same_end, *close]))[:3]


def read_test_source(root: Path, path: Path) -> TestSource:
    """Returns what the file at `path` below `root` says."""
    file = read_regular(root, os.path.relpath(path, root), MAX_SOURCE_BYTES)
    if file is None:
        return TestSource()
    tree = syntax_tree(file.data)
    if tree is None:
        text = file.data.decode("utf-8", "replace")
        looks = _LOOKS_LIKE_TESTS.search(text) is not None
        return TestSource(imports_pytest="import pytest" in text, is_open=looks)
    return _read(tree)


def _read(tree: ast.Module) -> TestSource:
    functions: list[str] = []
    classes: list[tuple[str, tuple[str, ...]]] = []
    unittest_classes: set[str] = set()
    open_names: set[str] = set()
    imports_pytest = is_open = False
    for node in _statements(tree.body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test"):
                functions.append(node.name)
        elif isinstance(node, ast.ClassDef):
            for name, inner in _classes(node, ""):
                tests = _methods(inner)
                bases = {_last_name(base) for base in inner.bases}
                is_unittest = bool(bases & {"TestCase", "IsolatedAsyncioTestCase"}) or any(
                    base in unittest_classes or base.endswith("TestCase") for base in bases
                )
                if is_unittest:
                    unittest_classes.add(name)
                if is_unittest or inner.name.startswith("Test"):
                    classes.append((name, tests))
                if bases - _SAFE_BASES or inner.keywords or inner.decorator_list:
                    open_names.add(name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.asname or alias.name for alias in node.names]
            is_open = is_open or "*" in names
            open_names.update(names)
            modules = [getattr(node, "module", "") or "", *(alias.name for alias in node.names)]
            imports_pytest = imports_pytest or any(m.partition(".")[0] == "pytest" for m in modules)
        else:
            open_names.update(_bound(node))
    return TestSource(
        imports_pytest, tuple(functions), tuple(classes), frozenset(unittest_classes),
        frozenset(open_names), is_open or _is_dynamic(tree),
    )  # fmt: skip


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yields the statements of a module, those below ``if`` and ``try`` included."""
    for node in body:
        yield node
        for inner in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try | ast.With):
                yield from _statements(getattr(node, inner, []))
        if isinstance(node, ast.Try):
            for handler in node.handlers:
                yield from _statements(handler.body)


def _classes(node: ast.ClassDef, outer: str) -> Iterator[tuple[str, ast.ClassDef]]:
    name = f"{outer}::{node.name}" if outer else node.name
    yield name, node
    for inner in node.body:
        if isinstance(inner, ast.ClassDef):
            yield from _classes(inner, name)


def _methods(node: ast.ClassDef) -> tuple[str, ...]:
    found = (
        item.name
        for item in _statements(node.body)
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return tuple(name for name in found if name.startswith("test"))


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else "?"


def _bound(node: ast.stmt) -> Iterator[str]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    for target in targets:
        yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))


def _is_dynamic(tree: ast.Module) -> bool:
    """Whether names are put into the module by means that cannot be followed."""
    return any(
        isinstance(node, ast.Name) and node.id in ("globals", "setattr", "exec", "__getattr__")
        for node in ast.walk(tree)
    )


def python_files(folder: Path, skip: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Yields the Python files below `folder`, near ones first, without those of libraries.

    At most 2000 entries are looked at. Folders in `skip` and hidden ones are left out, links are
    not followed.
    """
    waiting, seen = [folder], 0
    while waiting:
        current = waiting.pop(0)
        try:
            with os.scandir(current) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in found:
            seen += 1
            if seen > _MAX_FILES:
                return
            path = current / entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _SKIPPED and entry.name[0] != "." and path not in skip:
                    waiting.append(path)
            elif entry.name.endswith(".py") and entry.is_file(follow_symlinks=False):
                yield path
