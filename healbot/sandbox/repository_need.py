"""Tells whether a project's tests need a Git repository around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IN_OUTPUT = re.compile(
    r"not a git repository"
    r"|\[?b?['\"]git\b[^\n]{0,500} returned non-zero exit status 128"  # its output was captured
    r"|\bInvalidGitRepositoryError\b"  # GitPython
    r"|\bNotGitRepository\b"  # dulwich
    r"|GitError: Repository not found"  # pygit2
    r"|unable to detect version for|no version found for"  # setuptools-scm
    r"|\bNotVCSError\b"  # versioningit
    r"|Unable to detect version control system"  # dunamai
    r"|access to an upstream git repository",  # pbr
    re.IGNORECASE,
)
_IN_BUILD = re.compile(
    r"(?<![\w-])(setuptools[-_.]scm|vcs[-_.]versioning|hatch[-_.]vcs|versioningit|dunamai|versioneer"
    r"|poetry[-_.]dynamic[-_.]versioning|setuptools[-_.]git[-_.]versioning|pbr)(?![\w-])",
    re.IGNORECASE,
)
_IN_TESTS = re.compile(
    r"""["'/]\.git["'/]|["']git["']\s*,|["']git (describe|ls-files|rev-parse|log|status|diff)\b"""
    r"""|^\s*(import|from) (git|pygit2|dulwich)\b""",
    re.MULTILINE,
)


def repository_need(
    output: str = "", build_files: Iterable[str] = (), tests: Iterable[str] = ()
) -> str:
    """Returns one sentence on why a repository is needed; ``""`` when nothing says so.

    `output` is what a run printed, `build_files` the texts of ``pyproject.toml``, ``setup.cfg`` and
    ``setup.py``, `tests` those of test files.
    """
    found = _IN_OUTPUT.search(output)
    if found:
        return f"A run said: {' '.join(found.group().split())[:200]}."
    for text in build_files:
        found = _IN_BUILD.search(text)
        if found:
            return f"The version comes from Git, through {found.group()}."
    for text in tests:
        found = _IN_TESTS.search(text)
        if found:
            return f"Tests use Git: {found.group().strip()}"
    return ""
