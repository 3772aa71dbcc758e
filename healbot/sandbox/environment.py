"""The environment of code under repair: an allowlist, nothing of healbot's and no secrets."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

PASSED = (
    "CI",
    "LANG",
    "LANGUAGE",
    # actions/setup-python needs it for its shared-library builds of CPython.
    "LD_LIBRARY_PATH",
    "LOGNAME",
    "TZ",
    "TZDIR",
    "USER",
)
"""Names that are passed when set, beside ``LC_*``."""

_FIXED = {
    # A terminal without colours and cursor movements: output is read by healbot.
    "TERM": "dumb",
    "NO_COLOR": "1",
    # From 3.13 on, tracebacks are coloured unless told otherwise.
    "PYTHON_COLORS": "0",
    # A fresh tree would throw every .pyc away, and a stale one would run the unpatched code.
    "PYTHONDONTWRITEBYTECODE": "1",
}


def child_environment(
    outer: Mapping[str, str],
    *,
    project: Path,
    interpreter: Path,
    home: str,
    temporary: str,
    allowed: tuple[str, ...] = (),
) -> dict[str, str]:
    """Returns the variables for a run.

    `outer` is healbot's own environment, `allowed` are names that the user passes on purpose
    (they win over everything). PYTHONHASHSEED is left unset so that order-dependent code shows
    itself.
    """
    result = {name: outer[name] for name in PASSED if name in outer}
    result |= {name: value for name, value in outer.items() if name.startswith("LC_")}
    if not any(result.get(name) for name in ("LANG", "LC_ALL", "LC_CTYPE")):
        # The C locale would make open() and print() ASCII on old versions of Python.
        result["LANG"] = "C.UTF-8"
    result |= _FIXED
    result |= {"HOME": home, "TMPDIR": temporary, "PATH": _path(outer, interpreter)}
    if sys.platform == "win32":
        result |= _windows(outer, home, temporary)
    venv = interpreter.parent.parent
    if (venv / "pyvenv.cfg").is_file():
        result["VIRTUAL_ENV"] = str(venv)
    else:
        # HOME is thrown away, yet packages of `pip install --user` stay importable.
        result["PYTHONUSERBASE"] = user_base(outer) or home
    inside = [entry for entry in _entries(outer.get("PYTHONPATH")) if _is_inside(entry, project)]
    if inside:
        result["PYTHONPATH"] = os.pathsep.join(inside)
    result |= {name: outer[name] for name in allowed if name in outer}
    return result


def user_base(outer: Mapping[str, str]) -> str:
    """Returns the folder of packages installed with ``pip install --user``; ``""`` if unknown."""
    given = outer.get("PYTHONUSERBASE", "")
    if given:
        return given
    try:
        return str(Path("~/.local").expanduser())
    except RuntimeError:
        # A user without a home folder, as containers often have.
        return ""


def _path(outer: Mapping[str, str], interpreter: Path) -> str:
    """The project's interpreter first; healbot's own venv never.

    ``python`` and ``pytest`` must not be found in the venv that healbot happens to run from.
    """
    own = Path(sys.prefix) if sys.prefix != sys.base_prefix else None
    kept = [
        entry
        for entry in _entries(outer.get("PATH", os.defpath))
        if own is None or Path(entry).parent != own
    ]
    first = str(interpreter.parent)
    return os.pathsep.join([first, *(entry for entry in kept if entry != first)])


def _entries(value: str | None) -> list[str]:
    return [entry for entry in (value or "").split(os.pathsep) if Path(entry).is_absolute()]


def _is_inside(entry: str, project: Path) -> bool:
    return Path(os.path.normpath(entry)).is_relative_to(project)


def _windows(outer: Mapping[str, str], home: str, temporary: str) -> dict[str, str]:
    needed = ("COMSPEC", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "WINDIR")
    passed = {name: outer[name] for name in needed if name in outer}
    return passed | {"USERPROFILE": home, "TEMP": temporary, "TMP": temporary}
