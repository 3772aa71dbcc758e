"""Finds the Python interpreters of this machine and runs scripts with each of them.

Each script runs as a person would run it. A ``sitecustomize`` beside it writes down what
`traceback.TracebackException` of the very same interpreter says about the exception that ended the
run, so that the text on standard error can be compared with the facts.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")

_SITECUSTOMIZE = """
import sys

def described(te):
    frames = [[f.filename, f.lineno, f.name, f.line] for f in (te.stack or [])]
    syntax = te.exc_type is not None and issubclass(te.exc_type, SyntaxError)
    if syntax and getattr(te, "lineno", None) is not None:
        frames.append([te.filename or "<string>", int(te.lineno), None, te.text])
    only = "".join(te.format_exception_only())
    notes = [str(note) for note in getattr(te, "__notes__", None) or []]
    members = [described(one) for one in getattr(te, "exceptions", None) or []]
    return {"frames": frames, "only": only, "syntax": syntax, "notes": notes, "members": members}

def hook(kind, value, tb):
    import os
    from traceback import TracebackException
    te = TracebackException(kind, value, tb)
    chain = []
    while te is not None:
        chain.append(described(te))
        te = te.__cause__ or (None if te.__suppress_context__ else te.__context__)
    with open(os.environ["HEALBOT_TEST_FACTS"], "w", encoding="utf-8") as file:
        file.write(ascii(chain[::-1]))
    sys.__excepthook__(kind, value, tb)

sys.excepthook = hook
"""


@dataclass(frozen=True)
class Facts:
    """What the interpreter itself says about one exception of the chain."""

    frames: tuple[tuple[str, int, str | None, str | None], ...]
    """(file, line, function or None for a syntax error's place, source line)."""
    last_lines: str
    """Type and message as `format_exception_only` gives them."""
    syntax_error: bool
    notes: tuple[str, ...]
    members: tuple[Facts, ...]
    """The members of an exception group."""


@dataclass(frozen=True)
class Run:
    """One run of a script."""

    stderr: str
    exit_code: int
    folder: str
    """The absolute folder that the script and its neighbours lie in."""
    chain: tuple[Facts, ...]
    """Causes first; empty when no exception ended the run."""


@cache
def interpreters() -> Mapping[str, str]:
    """Returns the executables at hand by version; the running one is always there."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for version in VERSIONS:
        candidates = [*sorted(pyenv.glob(f"{version}.*/bin/python"))]
        on_path = shutil.which(f"python{version}")
        candidates += [Path(on_path)] if on_path and "shims" not in on_path else []
        for candidate in candidates:
            if version not in found and _version_of(candidate) == version:
                found[version] = str(candidate)
    return found


def _version_of(executable: Path) -> str:
    script = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [executable, "-c", script], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def run_scripts(
    executable: str, folder: Path, scripts: Mapping[str, Mapping[str, bytes]]
) -> dict[str, Run]:
    """Runs ``main.py`` of each named set of files with `executable`, two at a time."""
    hook = folder / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(_SITECUSTOMIZE, "utf-8")

    def run(name: str) -> subprocess.CompletedProcess[bytes]:
        project = folder / name
        for path, data in scripts[name].items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes(data)
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(hook),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONUTF8": "1",
            "HEALBOT_TEST_FACTS": str(folder / f"{name}.facts"),
        }
        argv = [executable, str(project / "main.py")]
        return subprocess.run(
            argv, capture_output=True, cwd=project, env=environment, timeout=120, check=False
        )

    with ThreadPoolExecutor(max_workers=2) as pool:
        done = list(pool.map(run, scripts))
    return {
        name: Run(
            stderr=process.stderr.decode("utf-8"),
            exit_code=process.returncode,
            folder=str(folder / name),
            chain=_facts_in(folder / f"{name}.facts"),
        )
        for name, process in zip(scripts, done, strict=True)
    }


def _facts_in(file: Path) -> tuple[Facts, ...]:
    # Not in the threads above: Python 3.11 cannot parse in two threads at once (gh-106905).
    chain: list[dict[str, Any]] = ast.literal_eval(file.read_text()) if file.exists() else []
    return tuple(map(_facts, chain))


def _facts(one: dict[str, Any]) -> Facts:
    frames = tuple((f[0], f[1], f[2], f[3]) for f in one["frames"])
    members = tuple(map(_facts, one["members"]))
    return Facts(frames, one["only"], one["syntax"], tuple(one["notes"]), members)
