"""Heals every script of tests/projects/scripts and prints a table by family.

Run: python -m tests.benchmarks.heal_rates [--jobs N] [--only TEXT] [--verbose]

A script counts as right when healbot calls it healed and the fixed script prints exactly what the
author's own fix prints; as wrong when it is called healed with any other output.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

PROJECTS = Path(__file__).resolve().parents[1] / "projects"
NOT_COPIED = {"fixed.py", "expected.txt", "case.json"}


@dataclass(frozen=True)
class Case:
    """A broken script with what its right fix prints."""

    folder: Path
    settings: dict[str, Any]

    @property
    def name(self) -> str:
        """Family and case, such as ``syntax/missing-colon``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def family(self) -> str:
        """The family that the table shows."""
        return str(self.settings.get("family", self.folder.parent.name))


@dataclass(frozen=True)
class Result:
    """What healbot made of a case."""

    case: Case
    ending: str
    right: bool | None
    """Whether the output is the expected one; ``None`` when it was not called healed."""
    attempts: int
    seconds: float
    report: dict[str, Any]


def script_cases() -> list[Case]:
    """Returns the cases that this interpreter and its packages can run."""
    return [case for case in _cases(PROJECTS / "scripts", "*/*/case.json") if _runs_here(case)]


def unhealable_cases() -> list[Case]:
    """Returns the scripts that must never be called healed."""
    return list(_cases(PROJECTS / "unhealable", "*/case.json"))


def _cases(folder: Path, pattern: str) -> Iterator[Case]:
    for file in sorted(folder.glob(pattern)):
        yield Case(file.parent, json.loads(file.read_text("utf-8")))


def _runs_here(case: Case) -> bool:
    constraint = case.settings.get("python")
    if constraint:
        operator, version = constraint[:2].rstrip("0123456789"), constraint.lstrip("<>=")
        wanted = tuple(int(part) for part in version.split("."))
        now = sys.version_info[: len(wanted)]
        if not {"<": now < wanted, ">=": now >= wanted}[operator]:
            return False
    return all(_is_installed(name) for name in case.settings.get("requires", []))


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def heal(case: Case, command: list[str], sandbox: str = "auto") -> Result:
    """Heals a copy of the case in a repository of its own and judges what came out."""
    with tempfile.TemporaryDirectory(prefix="healbot-case-") as name:
        folder = Path(name)
        for item in case.folder.iterdir():
            if item.name not in NOT_COPIED:
                (shutil.copytree if item.is_dir() else shutil.copy2)(item, folder / item.name)
        git = ["git", "-c", "user.name=case", "-c", "user.email=case@localhost", "-C", name]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", case.name], check=True)
        stdin = case.settings.get("stdin")
        extra = []
        if stdin is not None:
            (folder / "stdin.txt").write_text(stdin, "utf-8")
            extra = ["--stdin", "stdin.txt"]
        arguments = [
            *command, "fix", "script.py", "--json", "--apply", "--timeout", "20",
            "--sandbox", sandbox, "--python", sys.executable, *extra,
            *case.settings.get("options", []), "--", *case.settings.get("args", []),
        ]  # fmt: skip
        started = time.perf_counter()
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        try:
            report = json.loads(done.stdout)
        except ValueError:
            report = {"kind": "error", "error": {"message": done.stderr[-2000:] + done.stdout}}
        ending = report.get("ending") or f"error {done.returncode}"
        right = _same_output(case, folder, stdin) if ending == "healed" else None
        return Result(case, ending, right, len(report.get("attempts", [])), seconds, report)


def _same_output(case: Case, folder: Path, stdin: str | None) -> bool | None:
    expected = case.folder / "expected.txt"
    if not expected.exists():
        return None
    run = subprocess.run(
        [sys.executable, "script.py", *case.settings.get("args", [])],
        cwd=folder, capture_output=True, input=(stdin or "").encode(), timeout=60, check=False,
    )  # fmt: skip
    return run.returncode == 0 and run.stdout == expected.read_bytes()


def heal_all(cases: list[Case], command: list[str], jobs: int) -> list[Result]:
    """Heals all cases, `jobs` at a time."""
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda case: heal(case, command), cases))


def table(results: list[Result]) -> str:
    """Returns the heal rates by family as text."""
    rows: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        rows[result.case.family].append(result)
    lines = [f"{'family':<14} cases  right  wrong  given up  median s"]
    for family, group in [*sorted(rows.items()), ("all", results)]:
        right = sum(result.right is True for result in group)
        wrong = sum(result.ending == "healed" and result.right is not True for result in group)
        middle = sorted(result.seconds for result in group)[len(group) // 2]
        lines.append(
            f"{family:<14} {len(group):>5}  {right:>5}  {wrong:>5}  "
            f"{len(group) - right - wrong:>8}  {middle:>8.2f}"
        )
    return "\n".join(lines)


def main() -> int:
    """Prints the table; exits with 1 when a script is called healed with another output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "healbot"]
    cases = [case for case in script_cases() if arguments.only in case.name]
    results = heal_all(cases, command, arguments.jobs)
    for result in results:
        if result.right is not True:
            print(f"{result.case.name}: {result.ending}, right={result.right}")
            if arguments.verbose:
                print(json.dumps(result.report, indent=1)[:3000])
    print(table(results))
    unhealable = [case for case in unhealable_cases() if arguments.only in case.name]
    called_healed = [
        result.case.name
        for result in heal_all(unhealable, command, arguments.jobs)
        if result.ending == "healed"
    ]
    print(f"unhealable scripts called healed: {len(called_healed)} of {len(unhealable)}")
    for name in called_healed:
        print(f"  {name}")
    return int(bool(called_healed) or any(result.right is False for result in results))


if __name__ == "__main__":
    sys.exit(main())
