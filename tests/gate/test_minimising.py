"""Real heals whose patch has more than one hunk: what is dropped and what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import pytest

from healbot import minimising, suite_runs
from healbot.core.execution import Execution
from healbot.core.session import Attempt
from healbot.trial import Job, Trials
from tests.gate.heals import Heal, Healed

CART = "def total(items):\n    return [sum(items)]\n"
REPORT = '''\
"""Reports."""

from cart import total

WIDTH = 80


def line(items):
    return f"Sum: {total(items)[0]}"
'''
FILES = {
    "cart.py": CART,
    "report.py": REPORT,
    "tests/test_cart.py": (
        "from cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"
    ),
    "tests/test_report.py": (
        "from report import line\n\n\ndef test_line():\n    assert line([1, 2]) == 'Sum: 3'\n"
    ),
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
}
CART_HEALED = CART.replace("[sum(items)]", "sum(items)")
REPORT_HEALED = REPORT.replace("total(items)[0]", "total(items)")
BOTH = {"cart.py": CART_HEALED, "report.py": REPORT_HEALED}
AND_NEEDLESS = {**BOTH, "report.py": REPORT_HEALED.replace("80", "100")}
TARGET = "tests/test_cart.py::test_total"

# The other module can only be imported with the second hunk: pytest breaks its whole run off.
MISNAMED = {
    **FILES,
    "cart.py": "def totals(items):\n    return sum(items)\n",
    "report.py": REPORT.replace("total", "totals").replace("[0]", ""),
    "tests/test_a.py": "def test_a():\n    assert True\n\n\ndef test_b():\n    assert True\n",
}
RENAMED = BOTH


def _heal(folder: Path, files: Mapping[str, str], patch: Mapping[str, str]) -> tuple[Healed, int]:
    """Returns what became of the patch, and how often the whole suite ran."""
    jobs: list[Job] = []
    execute = Trials.execute

    def counted(self: Trials, job: Job) -> Execution:
        jobs.append(job)
        return execute(self, job)

    with (
        mock.patch.object(Trials, "execute", counted),
        mock.patch.object(minimising, "SECONDS", 600.0),  # the machine may be busy
        mock.patch.object(suite_runs, "MOST_CASES", 1),
    ):
        healed = Heal(files, patch, TARGET).run(folder)
    return healed, sum(getattr(job.runner, "selection", None) == () for job in jobs)


def _last(healed: Healed) -> Attempt:
    assert healed.summary is not None, healed.error
    return healed.summary.attempts[-1]


def _detail(healed: Healed, oracle: str) -> str:
    return next(check.detail for check in _last(healed).checks if check.oracle == oracle)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "patch", "changed"),
    [(FILES, AND_NEEDLESS, BOTH), (MISNAMED, RENAMED, RENAMED)],
    ids=["fails", "cannot-be-imported"],
)
def test_a_hunk_that_only_another_test_needs_is_kept(
    tmp_path: Path, files: dict[str, str], patch: dict[str, str], changed: dict[str, str]
) -> None:
    healed, suites = _heal(tmp_path, files, patch)
    assert healed.validated, _last(healed).checks
    assert healed.summary is not None
    added = {line[1:] for line in healed.summary.diff.splitlines() if line.startswith("+")}
    for path, text in changed.items():
        assert set(text.splitlines()) - set(files[path].splitlines()) <= added
    assert "WIDTH = 100" not in added
    assert "for tests/test_report.py" in _detail(healed, "minimality")
    assert "none worse" in _detail(healed, "suite")
    assert suites == 3, "once more than when nothing goes wrong"
