"""How many processes the tests run in: all cores for many tests, this one alone for a few."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

MANY_FILES = 8
"""As many files of tests are worth the second that workers take to start."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Says what ``-n auto`` in pyproject.toml means; ``-n 0`` and ``-n 4`` are obeyed as given."""
    if config.option.markexpr == "benchmark" or _files_in(config.args) < MANY_FILES:
        return 0
    config.option.dist = "worksteal"
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _files_in(arguments: list[str]) -> int:
    """Returns how many files of tests the command line names; a folder counts as all in it."""
    paths = [Path(argument.partition("::")[0]) for argument in arguments]
    return sum(len(list(path.rglob("test_*.py"))) if path.is_dir() else 1 for path in paths)
