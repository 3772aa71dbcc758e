"""How healbot, aider and mini-swe-agent are installed and told to heal a case.

All get the same words and the same command that fails. aider is told the files to change as well,
as its users do: its prompts are shortest so. healbot and mini-swe-agent find them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from healbot.probe_source import probe_source
from tests.benchmarks.frugality_cases import Case
from tests.benchmarks.scripted_endpoint import MODEL
from tests.git_project import GitProject

HEAL_TIMEOUT = 600.0
NO_NETWORK = {
    # Nothing listens on the discard port: what asks for another host fails at once.
    **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9"),
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"),
    "no_proxy": "127.0.0.1",
    "NO_PROXY": "127.0.0.1",
}
LAUNCHER = """
import json, os, subprocess, sys, time
log = open(sys.argv[1], "a", encoding="utf-8", errors="surrogateescape")
start, wait = subprocess.Popen.__init__, subprocess.Popen.wait
def timed_start(self, *arguments, **options):
    self.started = time.monotonic()
    start(self, *arguments, **options)
def timed_wait(self, *arguments, **options):
    code = wait(self, *arguments, **options)
    if self.started is not None:
        argv = self.args if isinstance(self.args, (list, tuple)) else [self.args]
        run = [[os.fsdecode(part) for part in argv], self.started, time.monotonic()]
        self.started = None
        log.write(json.dumps(run) + "\\n")
        log.flush()
    return code
subprocess.Popen.__init__, subprocess.Popen.wait = timed_start, timed_wait
sys.argv[:] = ["healbot", *sys.argv[2:]]
from healbot.cli import main
main()
"""
"""Runs healbot and notes each process that it starts, from when to when."""


@dataclass(frozen=True)
class Run:
    """What a tool did with a case, apart from what it asked the model."""

    seconds: float
    """Wall-clock time until the result was in the work tree."""
    output: str
    """The end of what it printed."""
    says_healed: bool
    touched: tuple[str, ...]
    """What of the user's had changed before anything was applied; see `touched_parts`."""
    project_runs: int | None = None
    """How often healbot ran the test or script; not known of the others."""
    project_seconds: float | None = None
    """How long at least one of these runs was under way."""


class HealingTool(Protocol):
    """A tool that is measured."""

    @property
    def name(self) -> str:
        """What the tables call it."""
        ...

    def prepare(self, cache: Path) -> str:
        """Installs the tool under `cache` unless it is there; returns its version."""
        ...

    def heal(self, case: Case, project: GitProject, base_url: str) -> Run:
        """Heals a fresh repository; the result is in its work tree afterwards."""
        ...


def touched_parts(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """Returns which parts of the user's repository differ between two `GitProject.users()`."""
    changed = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    return tuple(sorted({_part(name) for name in changed} - {""}))


def _part(name: str) -> str:
    if re.search(r"(^|/)(__pycache__|\.pytest_cache)(/|$)", name):
        return ""
    if name == "refs" or name.startswith((".git/HEAD", ".git/refs", ".git/logs")):
        return "branch"
    if name.startswith(".git/"):
        # COMMIT_EDITMSG and the like are traces of a commit, which the branch shows.
        return {".git/index": "index", ".git/config": "configuration"}.get(name, "")
    return "work tree"


def request_of(case: Case) -> str:
    """Returns what the user asks each of the peers for."""
    return f"`{case.command}` fails. Fix the code."


# The peers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aider:
    """aider, without its questions, checks for news and statistics.

    It asks for blocks (``diff``) from most models that it knows, for whole files from the others.
    """

    cache: Path
    edit_format: Literal["diff", "whole"]

    @property
    def name(self) -> str:
        """See `HealingTool`."""
        return f"aider ({self.edit_format})"

    def prepare(self, cache: Path) -> str:
        """See `HealingTool`."""
        return _installed(cache / "aider", ("aider-chat==0.86.*",))

    def heal(self, case: Case, project: GitProject, base_url: str) -> Run:
        """See `HealingTool`."""
        argv = (
            str(self.cache / "aider" / "bin" / "aider"),
            "--model", f"openai/{MODEL}", "--edit-format", self.edit_format, "--yes-always",
            "--auto-test", "--test-cmd", case.command, "--message", request_of(case),
            "--no-check-update", "--analytics-disable", "--no-show-model-warnings",
            "--no-show-release-notes", "--no-detect-urls", "--no-pretty",
            *case.edited_files(),
        )  # fmt: skip
        return _heal(argv, project, _for_litellm(base_url))


@dataclass(frozen=True)
class MiniSweAgent:
    """mini-swe-agent with its own default configuration."""

    cache: Path
    name: str = "mini-swe-agent"

    def prepare(self, cache: Path) -> str:
        """See `HealingTool`."""
        return _installed(cache / self.name, ("mini-swe-agent==2.4.*", "mcp"))

    def heal(self, case: Case, project: GitProject, base_url: str) -> Run:
        """See `HealingTool`."""
        argv = (
            str(self.cache / self.name / "bin" / "mini"),
            "--model", f"openai/{MODEL}", "--task", request_of(case), "--yolo",
            "--exit-immediately", "--output", str(project.temporary / "trajectory.json"),
        )  # fmt: skip
        environment = {
            "MSWEA_CONFIGURED": "true",
            "MSWEA_COST_TRACKING": "ignore_errors",
            "MSWEA_GLOBAL_CONFIG_DIR": str(project.home / "mini-swe-agent"),
            "MSWEA_SILENT_STARTUP": "1",
        }
        return _heal(argv, project, _for_litellm(base_url) | environment)


def _installed(folder: Path, requirements: tuple[str, ...]) -> str:
    """Installs packages into a virtual environment of their own; returns the first's version."""
    python = folder / "bin" / "python"
    marker = folder / "installed.json"
    if not marker.exists() or json.loads(marker.read_text("utf-8")) != list(requirements):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        marker.write_text(json.dumps(requirements), "utf-8")
    name = requirements[0].partition("==")[0]
    program = f"from importlib.metadata import version; print(version({name!r}))"
    done = subprocess.run([python, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _for_litellm(base_url: str) -> dict[str, str]:
    return {
        "OPENAI_API_BASE": base_url,
        "OPENAI_BASE_URL": base_url,
        "OPENAI_API_KEY": "none",
        # Otherwise the prices are fetched at each start.
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }


def _heal(argv: Sequence[str], project: GitProject, environment: dict[str, str]) -> Run:
    before = project.users()
    started = time.perf_counter()
    done = subprocess.run(
        argv, cwd=project.root, env=_environment(project) | environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=HEAL_TIMEOUT, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    output = done.stdout.decode("utf-8", "replace")[-4000:]
    touched = touched_parts(before, project.users())
    return Run(seconds, output, done.returncode == 0, touched)


def _environment(project: GitProject) -> dict[str, str]:
    """Returns the environment of all tools: a fresh home, ``python`` is the project's."""
    path = os.pathsep.join((str(Path(sys.executable).parent), project.environment["PATH"]))
    return {**project.environment, **NO_NETWORK, "PATH": path}


# healbot ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Healbot:
    """healbot from this source tree, its embedded generators first as always."""

    name: str = "healbot"

    def prepare(self, cache: Path) -> str:
        """See `HealingTool`; nothing is installed."""
        from healbot import __version__

        return __version__

    def heal(self, case: Case, project: GitProject, base_url: str) -> Run:
        """Heals and writes each proven fix to the work tree; both count as time."""
        environment = _environment(project) | {"HEALBOT_BASE_URL": base_url}
        log = project.temporary.parent / "processes.jsonl"
        argv = (
            sys.executable, "-c", LAUNCHER, str(log), "fix", case.target, "--json",
            "--model", f"local:{MODEL}", "--python", sys.executable,
        )  # fmt: skip
        before = project.users()
        started = time.perf_counter()
        done = _healbot(argv, project, environment)
        seconds = time.perf_counter() - started
        touched = touched_parts(before, project.users())
        fixes = _fixes(done.stdout)
        branches = {fix.get("branch"): None for fix in fixes if fix.get("ending") == "healed"}
        started = time.perf_counter()
        for branch in filter(None, branches):
            apply = (sys.executable, "-m", "healbot", "apply", "--branch", branch)
            done = _healbot(apply, project, environment)
        seconds += time.perf_counter() - started
        runs = tuple(_project_runs(log, case))
        healed = bool(fixes) and all(fix.get("exit_code") == 0 for fix in fixes)
        return Run(
            seconds, (done.stdout + done.stderr)[-4000:], healed, touched,
            project_runs=len(runs), project_seconds=covered(runs),
        )  # fmt: skip


def _healbot(
    argv: Sequence[str], project: GitProject, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv, cwd=project.root, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, errors="replace", timeout=HEAL_TIMEOUT, check=False,
    )  # fmt: skip


def _fixes(printed: str) -> list[dict[str, Any]]:
    """Returns the parts of a report of ``healbot fix --json``; none when it is not one."""
    try:
        report = json.loads(printed)
    except ValueError:
        return []
    fixes: list[dict[str, Any]] = report["fixes"] if report.get("kind") == "fixes" else [report]
    return fixes


def _project_runs(log: Path, case: Case) -> Iterable[tuple[float, float]]:
    """Yields start and end of each process that ran the project's tests or script."""
    sign = case.target if case.kind == "script" else probe_source("pytest_recorder")
    for line in log.read_text("utf-8").splitlines() if log.exists() else ():
        argv, start, end = json.loads(line)
        if sign in argv and sys.executable in argv:
            yield start, end


def covered(spans: Iterable[tuple[float, float]]) -> float:
    """Returns the length of the union of spans of time; those that overlap count once."""
    total, reached = 0.0, float("-inf")
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total
