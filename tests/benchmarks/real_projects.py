"""Heals real packages that were broken as people break code, and prints a table.

Run: python -m tests.benchmarks.real_projects [--only NAME] [--keep] [--cache DIR] [--json FILE]

The packages, their versions and the breaks are in real_projects.toml. Each is fetched as its source
distribution, installed into a virtual environment of its own and must have a green suite. Then one
break at a time is committed and ``healbot fix TARGET --json`` is run, nothing else of healbot.

A break counts as *same* when the healed files are the original ones (or equal as syntax trees), as
*right* when they differ but the project's whole suite passes on them, as *wrong* when it does not.
When tests fail in several ways healbot heals each on a branch of its own; the worst one counts.
A run that changes anything of the user's is counted under *touched*.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.real_sources import Break, NotPrepared, Pin, Ready, pins, prepare
from tests.git_project import GitProject

HEAL_TIMEOUT = 900.0
VERDICTS = ("same", "right", "gave up", "error", "wrong")
"""Best first."""


@dataclass(frozen=True)
class Result:
    """What healbot made of one break."""

    project: str
    broken: Break
    verdict: str
    """One of `VERDICTS`."""
    seconds: float
    """Wall-clock time of the heal."""
    plain_seconds: float
    """Wall-clock time of one run of the target without healbot."""
    touched: tuple[str, ...] = ()
    """What of the user's files, index, refs and configuration is not as it was."""
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def fixes(self) -> list[dict[str, Any]]:
        """What the report says of each failure."""
        return fixes_of(self.report)

    @property
    def attempts(self) -> list[dict[str, Any]]:
        """All attempts of the report."""
        return [attempt for fix in self.fixes for attempt in fix.get("attempts", [])]

    @property
    def evidence(self) -> str:
        """The checks that the first fix passed, or why there is none, in one line."""
        first = self.fixes[0]
        checks = [check["oracle"] for check in first.get("checks", [])]
        return ", ".join(checks) or first.get("reason") or first["error"]["message"]

    @property
    def generators(self) -> str:
        """The generators of the attempts, in order."""
        return ", ".join(attempt["generator"] for attempt in self.attempts)


def fixes_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the parts of a report of ``healbot fix``, one for each failure."""
    return report["fixes"] if report.get("kind") == "fixes" else [report]


def heal_project(pin: Pin, cache: Path, options: tuple[str, ...] = ()) -> list[Result]:
    """Heals every break of one project; raises `NotPrepared`."""
    ready = prepare(pin, cache)
    return [heal(ready, broken, options) for broken in pin.breaks]


def heal(ready: Ready, broken: Break, options: tuple[str, ...] = ()) -> Result:
    """Commits one break, heals it through the command line and judges the outcome.

    Raises `NotPrepared` when the target does not fail as the list says.
    """
    ready.restore()
    broken.apply(ready.root)
    project = GitProject(ready.folder)
    ready.exclude_generated()
    project.commit("A release with a mistake")
    started = time.perf_counter()
    shown = ready.run_target(broken.target)
    plain = time.perf_counter() - started
    if shown.returncode == 0 or broken.shows not in shown.stdout + shown.stderr:
        raise NotPrepared(f"{ready.pin.name}: {broken.name}: the target does not show it")
    before = project.users()
    started = time.perf_counter()
    done = project.healbot(
        "fix", broken.target, "--json", "--python", str(ready.python), *options,
        timeout=HEAL_TIMEOUT,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    after = project.users()
    names = before.keys() | after.keys()
    touched = tuple(sorted(name for name in names if before.get(name) != after.get(name)))
    try:
        report = done.json
    except ValueError:
        report = {"kind": "error", "error": {"message": done.said[-2000:]}}
    verdict = _verdict(ready, project, broken, report)
    return Result(ready.pin.name, broken, verdict, seconds, plain, touched, report)


def _verdict(ready: Ready, project: GitProject, broken: Break, report: dict[str, Any]) -> str:
    found = [_verdict_of_one(ready, project, broken, fix) for fix in fixes_of(report)]
    return max(found, key=VERDICTS.index)


def _verdict_of_one(ready: Ready, project: GitProject, broken: Break, fix: dict[str, Any]) -> str:
    ending = fix.get("ending")
    if ending != "healed":
        return "gave up" if ending == "gave-up" else "error"
    branch = fix["branch"]
    changed = project.git("diff", "--name-only", "HEAD", branch).splitlines()
    healed = {path: project.git_bytes("show", f"{branch}:{path}") for path in changed}
    expected = (ready.original / broken.file).read_bytes()
    if changed == [broken.file] and _is_same(healed[broken.file], expected):
        return "same"
    for path, data in healed.items():
        (ready.root / path).write_bytes(data)
    green = ready.run_suite().returncode == 0
    project.git("checkout", "--force", "--quiet", "HEAD")
    return "right" if green else "wrong"


def _is_same(left: bytes, right: bytes) -> bool:
    if left == right:
        return True
    try:
        return ast.dump(ast.parse(left)) == ast.dump(ast.parse(right))
    except SyntaxError:
        return False


def table(results: list[Result]) -> str:
    """Returns one line for each package and the sums, as Markdown."""
    lines = [
        "| package | breaks | same | right | wrong | given up | median s |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(result.project for result in results):
        lines.append(_row(name, [result for result in results if result.project == name]))
    return "\n".join([*lines, _row("all", results)]) + "\n\n" + summary(results)


def _row(name: str, results: list[Result]) -> str:
    found = [result.verdict for result in results]
    same, right, wrong = (found.count(verdict) for verdict in ("same", "right", "wrong"))
    left = len(found) - same - right - wrong
    middle = statistics.median(result.seconds for result in results)
    return f"| {name} | {len(found)} | {same} | {right} | {wrong} | {left} | {middle:.0f} |"


def summary(results: list[Result]) -> str:
    """Returns the sums in one line."""
    count = {verdict: sum(result.verdict == verdict for result in results) for verdict in VERDICTS}
    parts = [f"{number} {verdict}" for verdict, number in count.items()]
    middle = statistics.median(result.seconds for result in results)
    times = statistics.median(result.seconds / result.plain_seconds for result in results)
    touched = sum(bool(result.touched) for result in results)
    return (
        f"{len(results)} breaks: {', '.join(parts)}; {touched} touched; "
        f"median {middle:.1f} s, {times:.1f} plain runs of the target"
    )


def default_cache() -> Path:
    """Returns where downloads and virtual environments are kept between runs."""
    return Path(tempfile.gettempdir()) / "healbot-real-projects"


def main() -> int:
    """Prints the table; exits with 1 when a heal is wrong or touched what is the user's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a regular expression for project/break")
    parser.add_argument("--keep", action="store_true", help="keep the last state of each project")
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--json", type=Path, help="write all reports to this file")
    arguments = parser.parse_args()
    results: list[Result] = []
    for pin in pins():
        chosen = [b for b in pin.breaks if re.search(arguments.only, f"{pin.name}/{b.name}")]
        if not chosen:
            continue
        ready = prepare(pin, arguments.cache.resolve())
        print(f"{pin.name} {pin.version}: suite {ready.suite_seconds:.1f} s", flush=True)
        for broken in chosen:
            result = heal(ready, broken)
            results.append(result)
            print(
                f"  {result.verdict}: {broken.name} ({result.seconds:.1f} s; plain "
                f"{result.plain_seconds:.1f} s; {result.generators}) {result.evidence}"[:400],
                flush=True,
            )
            for name in result.touched:
                print(f"    touched: {name}")
        if not arguments.keep:
            ready.restore()
    print("\n" + table(results))
    if arguments.json:
        reports = {f"{r.project}/{r.broken.name}": r.report for r in results}
        arguments.json.write_text(json.dumps(reports, indent=1), "utf-8")
    return int(any(result.verdict == "wrong" or result.touched for result in results))


if __name__ == "__main__":
    sys.exit(main())
