"""``pristine-tests``: the tests that ran are the base's, byte for byte, before and after the run.

A patch cannot touch them, but the code it changes could rewrite them while it runs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from healbot.core.cases import SuiteReport
from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Observation, ProjectFiles

_CONFIGURATION = (
    "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", "conftest.py",
    "sitecustomize.py", "usercustomize.py",
)  # fmt: skip
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
        paths = list(_paths(report, observation.reproducer.cwd))[:MAX_FILES]
        for path in paths:
            source = self._base.source(path)
            found = observation.tree.read(path)
            if (source.data if source else None) != found and not _unreadable(source, found):
                how = "is gone" if found is None else "is new" if source is None else "was changed"
                return Verdict(self.id, Judgement.FAIL, f"{path} {how} after the run")
        tests = sum(self._base.source(path) is not None for path in paths)
        detail = f"{tests} test and configuration files are the base's"
        return Verdict(self.id, Judgement.PASS, detail)


def _unreadable(source: object, found: bytes | None) -> bool:
    """Whether both sides leave a file out for its size or kind: nothing can be said about it."""
    return source is None and found is not None and (b"\0" in found[:8192] or len(found) > 1 << 20)


def _paths(report: SuiteReport, cwd: str) -> Iterable[str]:
    """Yields the files of the cases, then what configures them on the way up to the root."""
    files = dict.fromkeys(_file_of(case.id) for case in report.cases)
    folders: dict[str, None] = {}
    for file in files:
        if file is None:
            continue
        path = posixpath.normpath(posixpath.join(cwd, file))
        if path.startswith(".."):
            continue
        yield path
        folder = posixpath.dirname(path)
        while folder not in folders:
            folders[folder] = None
            folder = posixpath.dirname(folder)
    for folder in folders or ("",):
        for name in _CONFIGURATION:
            yield posixpath.join(folder, name)


def _file_of(identifier: str) -> str | None:
    """Returns the file of a case; for a dotted unittest name the module's, as far as it is told."""
    if "::" in identifier or identifier.endswith(".py"):
        return identifier.partition("::")[0]
    parts = identifier.split(".")
    return "/".join(parts[:-2]) + ".py" if len(parts) > 2 else None
