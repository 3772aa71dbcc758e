"""Two of the real packages, so that a change which breaks heals of real code is seen.

They are fetched from the package index that pip is configured for.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.real_projects import heal_project, table
from tests.benchmarks.real_sources import pins

IN_CI = ("inflection", "itsdangerous")


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", IN_CI)
def test_breaks_in_a_real_package_are_healed(name: str, tmp_path: Path) -> None:
    (pin,) = [pin for pin in pins() if pin.name == name]
    results = heal_project(pin, tmp_path)
    print("\n" + table(results))
    assert [result.touched for result in results] == [()] * len(pin.breaks)
    found = [(result.broken.name, result.verdict, result.evidence) for result in results]
    assert all(verdict in ("same", "right") for _, verdict, _ in found), found


def test_the_list_has_what_the_benchmark_needs() -> None:
    projects = pins()
    assert len(projects) >= 10
    breaks = [broken for pin in projects for broken in pin.breaks]
    assert all(len(pin.breaks) == 3 for pin in projects)
    assert len({broken.shows for broken in breaks}) >= 6
    assert {pin.runner for pin in projects} == {"pytest", "unittest"}
    assert all(broken.old != broken.new for broken in breaks)
