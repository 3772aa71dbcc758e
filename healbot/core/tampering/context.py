"""What the guard knows about the project besides the patch."""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

STANDARD_LIBRARY = frozenset(sys.stdlib_module_names) | {
    # Modules of other Python versions: the project's interpreter is not healbot's.
    "annotationlib", "asynchat", "asyncore", "cgi", "compression", "distutils", "imp", "smtpd",
    "tomllib",
}  # fmt: skip
"""Top-level modules that come with Python."""

TEST_FRAMEWORKS = frozenset({"pytest", "_pytest", "unittest", "nose", "nose2", "pluggy", "xdist"})
"""Modules that run tests; production code has no use for them."""

_TEST_FOLDERS = frozenset({"test", "tests", "__tests__", "__snapshots__", ".github", ".circleci"})
_TEST_NAMES = ("test_*.py", "*_test.py", "*_tests.py", "tests.py", "*.ambr")
_CONFIG_NAMES = (
    "conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini",
    "tox.toml", "setup.cfg", "pyproject.toml", ".coveragerc", "coveragerc", "noxfile.py",
    "nose.cfg",
    "unittest.cfg", ".gitlab-ci.yml", ".gitlab-ci.yaml", "azure-pipelines.yml", ".travis.yml",
    "jenkinsfile", "appveyor.yml", "bitbucket-pipelines.yml", "makefile", "gnumakefile",
    "sitecustomize.py", "usercustomize.py", "*.pth", "action.yml", "action.yaml", ".healbot.toml",
    ".pre-commit-config.yaml", "azure-pipelines.yaml", ".appveyor.yml", ".cirrus.yml",
    ".cirrus.star", ".drone.yml", ".drone.star", ".woodpecker.yml", ".woodpecker.yaml",
    "buildspec.yml", "buildspec.yaml", "cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json",
    ".build.yml", "wercker.yml", "codefresh.yml", ".envrc",
)  # fmt: skip
_CI_FOLDERS = (
    ".github/", ".circleci/", ".git/", ".buildkite/", ".semaphore/", ".woodpecker/", ".gitlab/",
    ".azure-pipelines/", "azure-pipelines/", ".builds/", ".tekton/", ".forgejo/", ".gitea/",
)  # fmt: skip


def is_test_file(path: str) -> bool:
    """Whether a path is a test, test data, or decides how tests are run.

    Names are compared without case: the file systems of macOS and Windows do so too.
    """
    folder, name = posixpath.split(path.lower())
    if is_configuration(path):
        return True
    if not _TEST_FOLDERS.isdisjoint(folder.split("/")):
        return True
    return any(fnmatchcase(name, pattern) for pattern in _TEST_NAMES)


def is_configuration(path: str) -> bool:
    """Whether a path configures the test run, continuous integration or Python's start."""
    name = posixpath.basename(path.lower())
    if path.lower().startswith(_CI_FOLDERS):
        return True
    return any(fnmatchcase(name, pattern) for pattern in _CONFIG_NAMES)


@dataclass(frozen=True)
class GuardContext:
    """What the guard knows about the project besides the patch."""

    test_paths: Callable[[str], bool] | tuple[str, ...] = is_test_file
    """Which paths are tests or configure them: a predicate, or patterns besides the usual ones."""
    allow_tests: bool = False
    """Whether the user permitted edits of tests; they are then flagged."""
    protected_paths: tuple[str, ...] = ()
    """Patterns of paths that no patch may touch, whatever else was permitted."""
    target: str | None = None
    """The script under repair: its own name does not make it a test."""
    is_written: bool = False
    """Whether `target` is written for a goal instead of repaired; see `written_scripts`."""
    network: bool = False
    """Whether the user lets the code use the network."""
    declared_dependencies: frozenset[str] = frozenset()
    """Names of distributions that the project declares."""
    importable_modules: Callable[[str], bool] | frozenset[str] = STANDARD_LIBRARY
    """Top-level modules that code may begin to import: standard library and project."""
    hidden_by_new: Callable[[str], str] = lambda path: ""
    """Which module of the project or an installed one would not be found any more for a new file
    at a path; ``""`` for none. Standard and declared modules are known without it."""
    test_literals: tuple[object, ...] = ()
    """Constants that occur in the failing test, such as `literals_in` returns."""
    failing_exception: str | None = None
    """Type of the exception that is to be healed, as printed."""

    def is_test(self, path: str) -> bool:
        """Whether a patch may not touch `path`."""
        if path == self.target and not is_configuration(path):
            return False
        if callable(self.test_paths):
            return self.test_paths(path)
        return is_test_file(path) or any(fnmatchcase(path, item) for item in self.test_paths)

    def is_protected(self, path: str) -> bool:
        """Whether a pattern of `protected_paths` matches `path` or a folder that holds it."""
        folders = [path[:at] for at, char in enumerate(path) if char == "/"]
        return any(
            fnmatchcase(name, pattern.rstrip("/"))
            for pattern in self.protected_paths
            for name in (path, *folders)
        )

    def may_import(self, module: str) -> bool:
        """Whether code may begin to import the top-level module `module`."""
        if module in STANDARD_LIBRARY or _flat(module) in {
            _flat(name) for name in self.declared_dependencies
        }:
            return True
        if callable(self.importable_modules):
            return self.importable_modules(module)
        return module in self.importable_modules

    @property
    def failing_type(self) -> str:
        """The class name of the failing exception without its module; ``""`` when unknown."""
        return (self.failing_exception or "").rpartition(".")[2]


def _flat(name: str) -> str:
    """Returns a distribution's or module's name in the form in which both can be compared."""
    return re.sub(r"[-_.]+", "", name).lower()
