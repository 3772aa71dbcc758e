"""Starts one command of the copy backend, in a process of its own; standard library only.

Run as ``python -I -S launcher.py SETTINGS COMMAND...`` with SETTINGS as JSON: ``limits`` (rlimit
name to value), ``mark``, ``report`` (a pipe on which it says that the command was started), ``cwd``
and ``policy`` (sandlock's arguments, or null) with ``packages`` (where sandlock is). It gives up
privileges, sets the limits and becomes the command, or with a policy its supervisor.

It is a program, not a module: setting all this between fork and exec in healbot itself
(``preexec_fn``) can deadlock when other threads run, which they do.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys

MARK_RESOURCE = 10
"""RLIMIT_LOCKS: unused by Linux since 2.4, inherited by every child, and never raised again by
who has no capabilities. Its value says which run a process belongs to."""

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_LAST_CAPABILITY = 63
_NOT_FOUND = 127
_START = 'cd -- "$1" && shift && unset OLDPWD && exec "$@"'


def main() -> int:
    """Becomes the command, or supervises it and returns its exit status."""
    settings = json.loads(sys.argv[1])
    command = sys.argv[2:]
    if sys.platform == "linux":
        _give_up_privileges()
    _limit(settings["limits"], settings["mark"])
    if settings["report"] is not None:
        os.set_inheritable(settings["report"], False)
    if settings["policy"] is not None:
        return _supervise(settings, command)
    _report(settings["report"])
    try:
        os.chdir(settings["cwd"])
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
    return _NOT_FOUND


def _report(pipe: object) -> None:
    if isinstance(pipe, int):
        os.write(pipe, b"started")


def _give_up_privileges() -> None:
    import ctypes

    libc = ctypes.CDLL(None)
    # Ends with healbot, should it be killed.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # On GitHub's runners, sudo needs no password.
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(_LAST_CAPABILITY + 1):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def _limit(limits: dict[str, int], mark: int) -> None:
    try:
        import resource
    except ImportError:
        return
    for name, wanted in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))
    if sys.platform == "linux":
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(MARK_RESOURCE, (mark, mark))


def _supervise(settings: dict[str, object], command: list[str]) -> int:
    import ctypes

    # What the command leaves behind becomes a child of this process, however it detached itself.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Handlers, unlike ignored signals, are not inherited by the command.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    packages, policy = settings["packages"], settings["policy"]
    assert isinstance(packages, list) and isinstance(policy, dict)  # noqa: S101 - our own JSON
    sys.path += packages
    sandlock = importlib.import_module("sandlock")
    # A missing program or folder is the command's failure, not the sandbox's.
    start = ["/bin/sh", "-c", _START, "sh", str(settings["cwd"])]
    inherit = sandlock.StdioMode.INHERIT
    child = sandlock.Sandbox(**policy).popen(
        [*start, *command], stdin=inherit, stdout=inherit, stderr=inherit
    )
    _report(settings["report"])
    result = child.wait()
    if result.exit_code >= 0:
        return int(result.exit_code)
    # Ends the same way as the command did; sandlock does not number the kill signal.
    number = result.signal if result.signal > 0 else signal.SIGKILL
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    return 128 + number


if __name__ == "__main__":
    sys.exit(main())
