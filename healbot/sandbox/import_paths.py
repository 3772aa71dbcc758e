"""Learns which folders of the project its interpreter imports from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from healbot.core.execution import Execution

SCRIPT = """
import json, sys
found = [entry for entry in sys.path if entry]
for finder in sys.meta_path:
    # Editable installs by setuptools: a finder with a mapping from package to folder.
    module = sys.modules.get(getattr(finder, "__module__", ""))
    for folder in (getattr(module, "MAPPING", None) or {}).values():
        found.append(folder.replace("\\\\", "/").rpartition("/")[0])
print("healbot-import-paths:" + json.dumps(found))
"""
_MARK = "healbot-import-paths:"


def learn(run: Callable[[str], Execution], root: Path) -> tuple[str, ...]:
    """Returns the import folders inside `root`, relative to it and in order.

    `run` executes Python code with the project's interpreter, inside the sandbox: start-up files
    (``.pth``) of a venv in the project are the project's code. No answer gives no folders.
    """
    for line in run(SCRIPT).stdout.splitlines():
        if line.startswith(_MARK):
            entries = [Path(entry) for entry in json.loads(line.removeprefix(_MARK))]
            inside = [entry.relative_to(root) for entry in entries if entry.is_relative_to(root)]
            return tuple(dict.fromkeys(path.as_posix() for path in inside))
    return ()
