"""``pristine-tests``: the tests that ran are the base's, byte for byte, before and after the run.

A patch cannot touch them, but the code it changes could rewrite them while it runs: the tests, what
they import from their folders, and the results that they compare with.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from healbot.core.cases import SuiteReport
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
        for path in paths:
            source = self._base.source(path)
            found = observation.tree.read(path)
            if (source.data if source else None) != found and not _unreadable(source, found):
                how = "is gone" if found is None else "is new" if source is None else "was changed"
                return Verdict(self.id, Judgement.FAIL, f"{path} {how} after the run")
        tests = sum(self._base.source(path) is not None for path in paths)
        detail = f"{tests} test and configuration files are the base's"
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
