"""``kill -9`` at any instant: the checkout is untouched, the repository sound, the heal goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.end_to_end.conftest import CHAIN, checked, succeeded
from tests.git_project import GitProject, processes_of, wait_until_gone

PARTS = 3
INSTANTS = 17
"""In each part."""
AT_ONCE = 2


def run_and_kill(template: Path, folder: Path, delay: float) -> str:
    """Kills a run after `delay` seconds, checks everything, and returns what was there by then."""
    shutil.copytree(template, folder, symlinks=True)
    project = GitProject(folder)
    before = project.users()
    marker = f"healbot-kill-{folder.name}-{time.monotonic_ns()}"
    process = project.start_healbot("fix", "chain.py", "--", marker)
    time.sleep(delay)
    family = [process.pid, *_children(process.pid)]
    finished = process.poll() is not None
    for number in family:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.communicate()
    assert wait_until_gone(marker, 10) == [], processes_of(marker)
    assert project.users() == before
    project.fsck()
    branches = project.branches()
    commits = 0
    if branches:
        (branch,) = branches
        commits = int(project.git("rev-list", "--count", f"main..{branch}"))
        result = succeeded(project.healbot("resume", "--json"))
    else:
        result = succeeded(project.fix("chain.py", "--json", "--", marker))
    report = checked(result)
    assert report["ending"] == "healed"
    assert project.branches() == [report["branch"]]
    numbers = [attempt["number"] for attempt in report["attempts"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert project.users() == before
    project.fsck()
    assert swept(project) == []
    return f"{commits} commits" + (", finished" if finished else "")


def swept(project: GitProject) -> list[str]:
    """Returns what the next run left of the killed one's temporary folders.

    A folder without a lock file was caught while it was made; later runs leave it alone at first,
    because it may be another one's.
    """
    return [
        name
        for name in project.leftovers()
        if not name.startswith("healbot-")
        or any((project.temporary / name).glob("*.lock"))
        or any((project.temporary / name).glob(".lock"))
        or name.startswith("healbot-defect-")
    ]


def _children(process: int) -> list[int]:
    """Returns the ids of all processes below `process`."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            numbers = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        for number in numbers:
            found += [number, *_children(number)]
    return found


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_many_instants(tmp_path: Path, part: int) -> None:
    template = tmp_path / "template"
    project = GitProject(template)
    project.write("chain.py", CHAIN)
    project.commit()
    measured = tmp_path / "measured"
    shutil.copytree(template, measured, symlinks=True)
    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:  # as long as a run takes with its neighbours
        runs = [pool.submit(GitProject(measured).fix, "chain.py", "--", "x")]
        succeeded(runs[0].result())
    duration = time.monotonic() - started
    random_numbers = random.Random(20261102 + part)
    delays = [duration * (i + random_numbers.random()) / INSTANTS for i in range(INSTANTS)]
    random_numbers.shuffle(delays)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = {
            pool.submit(run_and_kill, template, tmp_path / f"run{i:02}", delay): delay
            for i, delay in enumerate(delays)
        }
    told = sorted((delay, job.result()) for job, delay in jobs.items())
    for delay, what in told:
        print(f"killed after {delay:.2f} s: {what}")
    assert len({what for _, what in told}) > 2, "the instants did not hit different phases"


def test_one_instant(tmp_path: Path) -> None:
    """The same, once, right after the first attempt was recorded; quick enough for every run."""
    template = tmp_path / "template"
    project = GitProject(template)
    project.write("chain.py", CHAIN)
    project.commit()
    marker = f"healbot-kill-{time.monotonic_ns()}"
    before = project.users()
    process = project.start_healbot("fix", "chain.py", "--", marker)
    deadline = time.monotonic() + 60
    while not project.branches() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()  # its children are left to die with it
    process.communicate()
    assert wait_until_gone(marker, 10) == []
    assert project.users() == before
    project.fsck()
    report = checked(succeeded(project.healbot("resume", "--json")))
    assert report["ending"] == "healed"
    assert project.users() == before
    assert project.leftovers() == []
