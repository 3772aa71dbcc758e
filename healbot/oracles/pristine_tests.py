"""``pristine-tests``: the tests that ran are the base's, byte for byte, before and after the run.

A patch cannot touch them, but the code it changes could rewrite them while it runs: the tests, what
they import from their folders, and the results that they compare with. Of code with doctests in it
the examples are compared: the code beside them is what a patch changes.
"""

from __future__ import annotations

import ast
import inspect
import posixpath
import re
from collections.abc import Iterator, Sequence

from healbot.core.cases import SuiteReport
from healbot.core.reproducer import Reproducer
from healbot.core.syntax_tree import syntax_tree
from healbot.core.tampering import is_test_file
from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Observation, ProjectFiles

_CONFIGURATION = (
    "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "conftest.py",
    "sitecustomize.py", "usercustomize.py",
)  # fmt: skip
_TEST_FOLDER = re.compile(r"(?:^|/)(?:tests?|__tests__|__snapshots__)(?:/|$)", re.IGNORECASE)
_EXPECTED = re.compile(
    r"/(?:_*snapshots?_*|expected\w*|golden\w*|fixtures?|(?:test_?)?data|resources)(?:[/.])",
    re.IGNORECASE,
)
_CACHES = ("__pycache__/", ".pytest_cache/")
MAX_FILES = 400
"""Files compared; tests of one failure lie in a few."""


class PristineTests:
    """Judges the test files that a run left behind."""

    id = "pristine-tests"
    description = "Tests, conftest and test configuration are those of the base, byte for byte."

    def __init__(self, base: ProjectFiles) -> None:
        """`base` are the project's files without any patch."""
        self._base = base

    def judge(self, observation: Observation) -> Verdict:
        """Fails when a test file in the tree is not what it is at the base."""
        report = observation.execution.tests
        if report is None:
            return Verdict(self.id, Judgement.FAIL, "the test run left no report")
        own = _paths(report, observation.reproducer.cwd)
        paths = list(dict.fromkeys((*own, *self._beside(own))))[:MAX_FILES]
        documented = _documented(report, observation.reproducer)
        for path in paths:
            source = self._base.source(path)
            found = observation.tree.read(path)
            if path in documented and source is not None and found is not None:
                if not _same_examples(source.data, found):
                    detail = f"the examples in {path} were changed after the run"
                    return Verdict(self.id, Judgement.FAIL, detail)
                continue
            if (source.data if source else None) != found and not _unreadable(source, found):
                how = "is gone" if found is None else "is new" if source is None else "was changed"
                return Verdict(self.id, Judgement.FAIL, f"{path} {how} after the run")
        tests = sum(self._base.source(path) is not None for path in paths)
        files = "file is" if tests == 1 else "files are"
        detail = f"{tests} test and configuration {files} the base's"
        return Verdict(self.id, Judgement.PASS, detail)

    def _beside(self, paths: Sequence[str]) -> Iterator[str]:
        """Yields the base's code and expected results in folders of tests, and below them.

        Other files there may be what the tests write.
        """
        folders = dict.fromkeys(posixpath.dirname(path) for path in paths)
        waiting = [folder for folder in folders if _TEST_FOLDER.search(folder)]
        for _ in range(MAX_FILES):
            if not waiting:
                return
            folder = waiting.pop()
            for name in self._base.names(folder):
                path = posixpath.join(folder, name)
                if not name.endswith("/"):
                    if name.endswith(".py") or _EXPECTED.search(path):
                        yield path
                elif name not in _CACHES:
                    waiting.append(path.rstrip("/"))


def _unreadable(source: object, found: bytes | None) -> bool:
    """Whether both sides leave a file out for its size or kind: nothing can be said about it."""
    return source is None and found is not None and (b"\0" in found[:8192] or len(found) > 1 << 20)


def _documented(report: SuiteReport, reproducer: Reproducer) -> frozenset[str]:
    """Returns the files of code whose only tests are doctests: there the code may be patched."""
    kinds: dict[str, set[bool]] = {}
    for case in report.cases:
        file, _, name = case.id.partition("::")
        if not file.endswith(".py"):
            continue
        path = posixpath.normpath(posixpath.join(reproducer.cwd, file))
        found = kinds.setdefault(path, set())
        if name or reproducer.kind == "doctest":
            found.add(reproducer.kind == "doctest" or _is_doctest(file, name))
    return frozenset(p for p, found in kinds.items() if found == {True} and not is_test_file(p))


def _is_doctest(file: str, name: str) -> bool:
    """Whether a case has a doctest's name for pytest: the dotted name of what it documents."""
    parts = file.removesuffix(".py").removesuffix("/__init__").split("/")
    modules = (".".join(parts[start:]) for start in range(len(parts)))
    return any(name == module or name.startswith(module + ".") for module in modules)


def _same_examples(before: bytes, after: bytes) -> bool:
    """Whether two versions of a file hold the same doctest examples."""
    one, two = (_texts_with_examples(data) for data in (before, after))
    if one is None or two is None:  # a syntax error is what is healed: the text must do
        one, two = (_lines_of_examples(data) for data in (before, after))
    return one == two


def _texts_with_examples(data: bytes) -> list[str] | None:
    """Returns the string constants that hold examples; ``None`` for what is not Python."""
    tree = syntax_tree(data)
    if tree is None:
        return None
    values = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    texts = [inspect.cleandoc(value) for value in values if isinstance(value, str)]
    return [text for text in texts if ">>>" in text]


def _lines_of_examples(data: bytes) -> list[str]:
    """Returns the lines from each prompt to a blank line or the end of the docstring."""
    found: list[str] = []
    inside = False
    for line in data.decode("utf-8", "replace").splitlines():
        shown = line.strip()
        inside = shown.startswith(">>>") or (inside and bool(shown))
        if inside:
            found.append(shown)
            inside = not shown.endswith(('"""', "'''"))
    return found


def _paths(report: SuiteReport, cwd: str) -> list[str]:
    """Returns the files of the cases, then what configures them on the way up to the root."""
    found: list[str] = []
    files = dict.fromkeys(_file_of(case.id) for case in report.cases)
    folders: dict[str, None] = {}
    for file in files:
        if file is None:
            continue
        path = posixpath.normpath(posixpath.join(cwd, file))
        if path.startswith(".."):
            continue
        found.append(path)
        folder = posixpath.dirname(path)
        while folder not in folders:
            folders[folder] = None
            folder = posixpath.dirname(folder)
    for folder in folders or ("",):
        found += (posixpath.join(folder, name) for name in _CONFIGURATION)
    return found


def _file_of(identifier: str) -> str | None:
    """Returns the file of a case; for a dotted unittest name the module's, as far as it is told."""
    if "::" in identifier or identifier.endswith(".py"):
        return identifier.partition("::")[0]
    parts = identifier.split(".")
    return "/".join(parts[:-2]) + ".py" if len(parts) > 2 else None
