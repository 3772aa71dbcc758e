"""What the recorders of all test runners share; `healbot.probe_source` puts it into their text."""

import os
import sys

# What stands first is the folder of the run, and what follows may come from PYTHONPATH: a json.py
# there is not what is meant below. The folder stays away until a recorder has loaded its runner.
FOLDER = os.getcwd()
_WITHOUT_FOLDER = [path for path in sys.path if path not in ("", FOLDER)]
_GIVEN = os.environ.get("PYTHONPATH", "").split(os.pathsep)
sys.path[:] = [path for path in _WITHOUT_FOLDER if path not in _GIVEN]

import json  # noqa: E402
import sysconfig  # noqa: E402
import traceback  # noqa: E402
from typing import Any, Callable, Dict, List, Optional, Tuple  # noqa: E402

sys.path[:] = _WITHOUT_FOLDER

MAX_TEXT = 20000
MAX_VALUE = 500
MAX_CASES = 100000
MAX_MODULES = 20000
MAX_ALL_TEXT = 24 * 1024 * 1024
"""Characters of all tracebacks and outputs together; later failures keep one line."""
BAD = ("failed", "error")
ORDER = ("passed", "skipped", "xfailed", "xpassed", "failed", "error")
PROCESS = os.getpid()

Case = Dict[str, Any]


def tail(text: Any, limit: int = MAX_TEXT) -> str:
    """Returns the end of a text, which tells more than its beginning."""
    shown = text if isinstance(text, str) else safe_str(text)
    return shown if len(shown) <= limit else "… (cut)\n" + shown[-limit:]


def safe_str(value: Any) -> str:
    """Returns `str`, whatever the value's class does."""
    try:
        return str.__str__(str(value))
    except BaseException:
        return "<unprintable>"


def safe_repr(value: Any) -> str:
    """Returns a short `repr`, whatever the value's class does."""
    try:
        return str.__str__(repr(value))[:MAX_VALUE]
    except BaseException:
        return "<unprintable>"


def first_line(text: str) -> str:
    """Returns the first line of a text that is not empty."""
    return text.strip().split("\n")[0][:MAX_VALUE]


def last_line(text: str) -> str:
    """Returns the last line of a text: in a traceback, what names the exception."""
    return text.strip().split("\n")[-1][:MAX_VALUE]


def headline(error: BaseException) -> str:
    """Returns type and message of an exception in one line."""
    name = type(error).__name__
    message = first_line(safe_str(error))
    return ("%s: %s" % (name, message) if message else name)[:MAX_VALUE]


def traceback_of(error: BaseException, is_own: Callable[[str], bool]) -> str:
    """Returns a traceback as Python prints it, without frames from files that `is_own` names."""
    try:
        shown = traceback.TracebackException(type(error), error, error.__traceback__)
        without_frames(shown, is_own)
        return tail("".join(shown.format()))
    except BaseException:
        return headline(error)


def without_frames(
    shown: traceback.TracebackException, is_own: Callable[[str], bool], depth: int = 0
) -> None:
    """Takes frames out of a traceback and those chained to it."""
    kept = [frame for frame in shown.stack if not is_own(frame.filename)]
    if kept:
        shown.stack = traceback.StackSummary.from_list(kept)
    others = [shown.__cause__, shown.__context__, *(getattr(shown, "exceptions", None) or [])]
    for other in others:
        if other is not None and depth < 50:
            without_frames(other, is_own, depth + 1)


_BY_POSITION = {
    "assertEqual": "==", "assertListEqual": "==", "assertTupleEqual": "==", "assertSetEqual": "==",
    "assertDictEqual": "==", "assertSequenceEqual": "==", "assertMultiLineEqual": "==",
    "assertNotEqual": "!=", "assertIs": "is", "assertIsNot": "is not", "assertIn": "in",
    "assertNotIn": "not in", "assertLess": "<", "assertLessEqual": "<=", "assertGreater": ">",
    "assertGreaterEqual": ">=",
}  # fmt: skip


def comparison_of(error: BaseException) -> Optional[Tuple[str, str, str]]:
    """Returns what one of unittest's assertions compared: (operator, left, right)."""
    entry = error.__traceback__
    while entry is not None:
        frame = entry.tb_frame
        operator = _BY_POSITION.get(frame.f_code.co_name)
        if operator and "__unittest" in frame.f_globals and frame.f_code.co_argcount >= 3:
            _, left, right = frame.f_code.co_varnames[:3]
            values = frame.f_locals
            return operator, safe_repr(values.get(left)), safe_repr(values.get(right))
        entry = entry.tb_next
    return None


class Cases:
    """The cases of a run; each id once, its worst outcome wins."""

    def __init__(self) -> None:
        self.by_id: Dict[str, Case] = {}
        self.left = MAX_ALL_TEXT

    def add(
        self,
        name: str,
        outcome: str,
        seconds: float = 0.0,
        message: str = "",
        text: str = "",
        output: Tuple[str, str] = ("", ""),
        comparison: Optional[Tuple[str, str, str]] = None,
    ) -> None:
        """Adds what is known of a case: `text` is its traceback, `output` what it printed."""
        if name not in self.by_id and len(self.by_id) >= MAX_CASES:
            return
        fresh = {"id": name, "outcome": outcome, "seconds": 0.0, "message": "", "traceback": ""}
        case = self.by_id.setdefault(name, fresh)
        case["seconds"] += seconds
        was_bad, is_bad = case["outcome"] in BAD, outcome in BAD
        known = was_bad and bool(case["message"])
        if ORDER.index(outcome) >= ORDER.index(case["outcome"]) and not (is_bad and known):
            case["outcome"] = outcome
            case["message"] = message or last_line(text)
        if is_bad and not case["traceback"]:
            case["traceback"] = self.fitting(text)
            case["stdout"], case["stderr"] = map(self.fitting, output)
            case["comparison"] = comparison

    def fitting(self, text: str) -> str:
        """Returns the end of a text; when there was much text already, its last line."""
        text = tail(text)
        if len(text) > self.left:
            return last_line(text)
        self.left -= len(text)
        return text


def loaded_modules() -> Dict[str, str]:
    """Returns the files of the modules that are loaded, the standard library's left out."""
    standard = tuple(sysconfig.get_paths()[key] + os.sep for key in ("stdlib", "platstdlib"))
    found: Dict[str, str] = {}
    for name, module in list(sys.modules.items())[:MAX_MODULES]:
        try:
            file = getattr(module, "__file__", None)
        except BaseException:
            continue
        if not isinstance(name, str) or not isinstance(file, str):
            continue
        if not file.startswith(standard) or "site-packages" in file:
            found[name] = os.path.join(FOLDER, file)
    return found


def observe_crash(source: str, error: BaseException, root: str) -> Any:
    """Returns the state at `error`, as the probe ``crash_state`` sees it."""
    names: Dict[str, Any] = {"__name__": "crash_state"}
    try:
        exec(compile(source, "<crash_state>", "exec"), names)
        return names["observe"](error, os.path.realpath(root))
    except BaseException as problem:
        return {"problem": "%s: %s" % (type(problem).__name__, problem)}


def write(output: str, data: Any) -> None:
    """Writes the report; a forked child of the run writes none."""
    if os.getpid() == PROCESS:
        with open(output, "w", encoding="utf-8") as file:
            json.dump(data, file)


def write_and_exit(output: str, data: Any, status: int) -> None:
    """Writes the report and ends the run."""
    write(output, data)
    sys.exit(status)


def report_of(
    cases: Cases, collected: List[str], status: Optional[int], complete: bool
) -> Dict[str, Any]:
    """Returns a report as plain data."""
    return {
        "cases": list(cases.by_id.values()),
        "collected": collected[:MAX_CASES],
        "status": status,
        "complete": complete,
        "modules": loaded_modules(),
    }
