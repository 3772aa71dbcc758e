"""Measures what proving a fix of a failing test costs, in runs of pytest and in plain runs' time.

Run: python -m tests.benchmarks.overhead

Goals: healing the failing test of a project with one test takes at most 6 times a plain
``pytest`` of it; a suite that is slow runs at most twice, once without and once with the patch.
Every process that healbot starts is counted by an audit hook of Python, so none is missed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healbot.probe_source import probe_source
from tests.git_project import GitProject

GOAL = 6.0
REPEATS = 5
LAUNCHER = """
import json, os, sys
log = open(sys.argv[1], "a", encoding="utf-8", errors="surrogateescape")
def note(event, arguments):
    if event == "subprocess.Popen":
        log.write(json.dumps([os.fsdecode(part) for part in arguments[1]]) + "\\n")
        log.flush()
sys.addaudithook(note)
sys.argv[:] = ["healbot", *sys.argv[2:]]
from healbot.cli import main
main()
"""
FAST: Mapping[str, str] = {
    "cart.py": "def total(prices):\n    return sum(price)\n",
    "test_cart.py": (
        "from cart import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"
    ),
}
SLOW: Mapping[str, str] = {
    **FAST,
    "test_slow.py": "import time\n\n\ndef test_slow():\n    time.sleep(2.5)\n",
}
TARGET = "test_cart.py::test_total"


@dataclass(frozen=True)
class Heal:
    """One heal with the runs of pytest that it took."""

    report: dict[str, Any]
    seconds: float
    runs: tuple[str, ...]
    """What each run was for: ``selected``, ``suite``, ``canaries`` or ``crash``, in order."""

    @property
    def counted(self) -> str:
        """The numbers of runs, for a table."""
        return ", ".join(f"{count} {kind}" for kind, count in Counter(self.runs).items())


def make_project(folder: Path, files: Mapping[str, str]) -> GitProject:
    """Makes a repository of `files` in `folder`."""
    project = GitProject(folder)
    for path, text in files.items():
        project.write(path, text)
    project.commit()
    return project


def heal(project: GitProject) -> Heal:
    """Heals `TARGET` through the command line and drops the branch again."""
    log = project.temporary.parent / "processes.jsonl"
    log.write_text("")
    command = [sys.executable, "-c", LAUNCHER, str(log), "fix", TARGET, "--json"]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "--python", sys.executable],
        cwd=project.root, env=project.environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    for branch in project.branches():
        project.git("update-ref", "-d", f"refs/heads/{branch}")
    if not done.stdout.startswith("{"):
        raise AssertionError(done.stdout + done.stderr)
    started_processes = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    runs = tuple(kind for kind in map(kind_of_run, started_processes) if kind)
    return Heal(json.loads(done.stdout), seconds, runs)


def kind_of_run(argv: list[str]) -> str:
    """Returns what a process runs pytest for; ``""`` when it does not run pytest."""
    recorder = probe_source("pytest_recorder")
    if recorder not in argv:
        return ""
    settings, *selection = argv[argv.index(recorder) + 1 :]
    if json.loads(settings)["observer"]:
        return "crash"
    if not selection:
        return "suite"
    return "selected" if selection == [TARGET] else "canaries"


def plain_seconds(project: GitProject) -> float:
    """Returns the time of one plain run of the target."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", TARGET],
        cwd=project.root, env=project.environment, capture_output=True, check=False,
    )  # fmt: skip
    return time.perf_counter() - started


def main() -> int:
    """Prints what was measured; exits with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="healbot-overhead-") as name:
        fast = make_project(Path(name) / "fast", FAST)
        plain_seconds(fast), heal(fast)  # warms the caches
        pairs = [(heal(fast), plain_seconds(fast)) for _ in range(arguments.repeats)]
        found = pairs[-1][0]
        took = statistics.median(done.seconds for done, _ in pairs)
        plain = statistics.median(seconds for _, seconds in pairs)
        print(f"one test: {found.report.get('ending')}, {len(found.runs)} runs of pytest "
              f"({found.counted})")  # fmt: skip
        print(f"  {took:.2f} s, {took / plain:.1f} plain runs of {plain:.2f} s; goal {GOAL:g}")
        slow = heal(make_project(Path(name) / "slow", SLOW))
        suites = slow.runs.count("suite")
        print(f"slow suite: {slow.report.get('ending')}, {len(slow.runs)} runs of pytest "
              f"({slow.counted}); {slow.seconds:.2f} s")  # fmt: skip
    healed = found.report.get("ending") == slow.report.get("ending") == "healed"
    return int(not healed or suites > 2 or took / plain > GOAL)


if __name__ == "__main__":
    sys.exit(main())
