"""Problems for tests: files in memory, and a crash that was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from healbot.core.failure import Failure
from healbot.core.observation import CrashState, InterpreterFacts
from healbot.core.reproducer import Reproducer
from healbot.core.session import Attempt, Outcome
from healbot.core.source import SourceFile
from healbot.generators.language_model.evidence import ProjectFacts
from healbot.ports import Problem, Tried


class MemoryFiles:
    """`ProjectFiles` from a dictionary; remembers what was read."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {
            path: content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
            for path, content in files.items()
        }
        self.read: list[str] = []

    def source(self, path: str) -> SourceFile | None:
        self.read.append(path)
        data = self.files.get(path)
        return None if data is None else SourceFile(path, data)

    def names(self, folder: str) -> tuple[str, ...]:
        prefix = "" if folder == "." else folder.rstrip("/") + "/"
        inside = [path[len(prefix) :] for path in self.files if path.startswith(prefix)]
        return tuple(sorted({p.split("/")[0] + ("/" if "/" in p else "") for p in inside}))


class FixedInspector:
    """An `Inspector` that knows one crash."""

    def __init__(self, crash: CrashState | None) -> None:
        self._crash = crash
        self.asked = 0

    def interpreter(self) -> InterpreterFacts:
        return InterpreterFacts("/usr/bin/python3", (3, 12, 4), frozenset(), {}, frozenset())

    def members(self, module: str) -> tuple[str, ...]:
        return ()

    def crash(self) -> CrashState | None:
        self.asked += 1
        return self._crash


def problem(
    files: Mapping[str, str | bytes],
    failure: Failure,
    crash: CrashState | None = None,
    tried: Sequence[Tried] = (),
    argv: tuple[str, ...] = ("/home/ada/.venv/bin/python3", "report.py"),
    protected: tuple[str, ...] = (),
) -> Problem:
    """Returns a problem whose failure is `failure`."""
    target = argv[-1]
    kind: Any = "pytest" if "pytest" in argv else "script"
    return Problem(
        Reproducer(kind, argv, ".", target, target),
        failure,
        MemoryFiles(files),
        FixedInspector(crash),
        lambda path: path in protected,
        lambda: tuple(tried),
    )


def facts(**changes: Any) -> ProjectFacts:
    """Returns what is known of a project that declares nothing."""
    return ProjectFacts(**{"redact": str, **changes})


def tried(number: int, outcome: Outcome, diff: str = "", **changes: Any) -> Tried:
    """Returns an attempt with its diff."""
    values: dict[str, Any] = {
        "number": number, "generator": "language_model", "outcome": outcome, "start": 0,
        "patch_id": "0" * 40, "progress": False, "fingerprint_after": "f" * 40, "rationale": "",
        "headline_after": "", "traceback_after": "", "changed": "", "seconds": 0.1,
    }  # fmt: skip
    return Tried(Attempt(**{**values, **changes}), diff)
