"""Errors that a user sees, each with a hint and an exit code.

HealbotError
├── UsageError            2  the command line or a setting is wrong
├── NotReproduced         3  the failure did not show itself here
├── Flaky                 4  the same run gives different answers
├── Refused               5  healbot will not touch this input
│   └── InapplicablePatch    the edits do not fit the sources
├── EnvironmentProblem    6  git, the sandbox, the disk or an interpreter is missing or broken
├── AlreadyRunning        7  another healbot heals this failure right now
├── ModelUnusable         8  the language model refuses the key, the account or its own name
├── ForgeUnusable         9  the code host refuses the token or what it is asked to do
└── Declined             10  a gate says that healbot shall not act here

Exit code 0 means healed or nothing to heal, 1 means healbot tried and gave up, 70 is a defect of
healbot's own, 130 an interrupt. The codes are part of the public interface.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Process exit codes of the ``healbot`` command."""

    HEALED = 0
    GAVE_UP = 1
    USAGE = 2
    NOT_REPRODUCED = 3
    FLAKY = 4
    REFUSED = 5
    ENVIRONMENT = 6
    ALREADY_RUNNING = 7
    MODEL_UNUSABLE = 8
    FORGE_UNUSABLE = 9
    DECLINED = 10
    DEFECT = 70
    INTERRUPTED = 130


class HealbotError(Exception):
    """Something the user can act on: one sentence, one hint."""

    exit_code: ExitCode = ExitCode.GAVE_UP

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(HealbotError):
    """The command line or a setting is wrong."""

    exit_code = ExitCode.USAGE


class NotReproduced(HealbotError):
    """The failure did not show itself when healbot ran the reproducer."""

    exit_code = ExitCode.NOT_REPRODUCED


class Flaky(HealbotError):
    """The same reproducer gave different answers from the same tree."""

    exit_code = ExitCode.FLAKY


class Refused(HealbotError):
    """The input is of a kind that healbot does not touch."""

    exit_code = ExitCode.REFUSED


class InapplicablePatch(Refused):
    """The edits of a patch do not fit the sources they are for."""


class EnvironmentProblem(HealbotError):
    """Git, the sandbox, the disk or an interpreter is missing or broken."""

    exit_code = ExitCode.ENVIRONMENT


class AlreadyRunning(HealbotError):
    """Another healbot heals the same failure in this repository right now."""

    exit_code = ExitCode.ALREADY_RUNNING


class ModelUnusable(HealbotError):
    """A language model cannot be used at all: bad key, no credit, unknown name."""

    exit_code = ExitCode.MODEL_UNUSABLE


class ForgeUnusable(HealbotError):
    """The code host refuses: wrong token, missing permission, a setting, a protected branch."""

    exit_code = ExitCode.FORGE_UNUSABLE


class Declined(HealbotError):
    """healbot was asked to act where a gate says that it shall not; nothing was done."""

    exit_code = ExitCode.DECLINED

    def __init__(self, gate: str, reason: str, *, hint: str = "") -> None:
        super().__init__(reason, hint=hint)
        self.gate = gate
        """Which gate, such as ``fork``."""


class Interrupted(KeyboardInterrupt):
    """A heal was interrupted whose attempts are on a branch."""

    def __init__(self, branch: str) -> None:
        super().__init__()
        self.branch = branch
        """Without ``refs/heads/``."""
