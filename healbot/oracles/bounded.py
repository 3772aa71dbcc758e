"""Calls a function in a process of its own, which is killed when the call takes too long.

Python's regular expressions backtrack and cannot be stopped from within their process: ``(a+)+$``
takes twice as long for each further letter. Such a pattern, or a schema whose references multiply,
may come from a session's branch, which anyone who can push can write.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

SECONDS = 10.0
"""For one call, the start of its process included."""
_CHILD = """\
import importlib, json, sys
sys.path[:], module, function, arguments = json.load(sys.stdin)
json.dump(getattr(importlib.import_module(module), function)(*arguments), sys.stdout)
"""


class Unfinished(Exception):
    """The call did not come to its end; the message says why, as the end of a sentence."""


def bounded(function: Callable[..., Any], *arguments: Any) -> Any:
    """Returns what `function`, which a module defines, returns for `arguments`; all are JSON.

    Raises `Unfinished` when that takes longer than `SECONDS` or breaks off.
    """
    import subprocess  # the process that is started has no use for it

    request = json.dumps([sys.path, function.__module__, function.__qualname__, arguments])
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _CHILD],
            input=request.encode(), capture_output=True, check=True, timeout=SECONDS,
        )  # fmt: skip
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Unfinished(f"took longer than {SECONDS:g} seconds and was stopped") from None
    except (subprocess.CalledProcessError, ValueError, RecursionError):
        raise Unfinished("broke off") from None
