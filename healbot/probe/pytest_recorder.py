"""Runs pytest as its console script would and writes what each test did as JSON.

Usage: ``python -c CODE SETTINGS [PYTEST ARGUMENTS...]``. SETTINGS is a JSON object: ``output`` is
the file to write, ``root`` the project's root, ``junit`` the file for pytest's own JUnit XML,
``alone`` whether plugins that spread tests over processes are switched off, ``observer`` the source
of the probe ``crash_state``: when it is there, the state at the first failure is written instead.
"""

import importlib.util
import json
import os
import sys
import sysconfig
import traceback
from types import TracebackType
from typing import Any, Callable, Dict, List, Optional, Tuple

# What stands first is the folder of the run: a file called pytest.py in it is not pytest.
sys.path[:] = [path for path in sys.path if path not in ("", os.getcwd())]

import pytest  # noqa: E402

MAX_TEXT = 20000
MAX_VALUE = 500
MAX_CASES = 50000
MAX_MODULES = 20000
BAD = ("failed", "error")
ORDER = ("passed", "skipped", "xfailed", "xpassed", "failed", "error")


def tail(text: Any, limit: int = MAX_TEXT) -> str:
    """Returns the end of a text, which tells more than its beginning."""
    shown = str(text)
    return shown if len(shown) <= limit else "… (cut)\n" + shown[-limit:]


def safe_repr(value: Any) -> str:
    """Returns a short `repr`, whatever the value's class does."""
    try:
        return str(repr(value))[:MAX_VALUE]
    except BaseException:
        return "<unprintable>"


def native_traceback(error: BaseException) -> str:
    """Returns the traceback of an exception without the frames of the test runner."""
    lines = traceback.format_exception(type(error), error, project_part(error.__traceback__))
    return tail("".join(lines))


def project_part(entry: Optional[TracebackType]) -> Optional[TracebackType]:
    """Returns a traceback from its first frame outside of pytest and the import system."""
    inside = ("_pytest" + os.sep, "pluggy" + os.sep, "importlib", "<frozen importlib")
    while entry is not None and any(part in entry.tb_frame.f_code.co_filename for part in inside):
        entry = entry.tb_next
    return entry


class Recorder:
    """A pytest plugin that keeps what the reports say."""

    def __init__(self, settings: Dict[str, Any]) -> None:
        self.settings = settings
        self.cases: Dict[str, Dict[str, Any]] = {}
        self.collected: List[str] = []
        self.tracebacks: Dict[Tuple[str, str], str] = {}
        self.comparison: Optional[Tuple[str, str, str]] = None
        self.state: Any = None
        self.status: Optional[int] = None
        self.began = False
        self.relative: Callable[[str], str] = str

    def pytest_configure(self, config: Any) -> None:
        """Keeps what makes an id one that can be given on the command line of this run."""
        self.relative = config.cwd_relative_nodeid

    def pytest_collection_finish(self, session: Any) -> None:
        """Keeps the ids of what is going to run."""
        self.began = True
        self.collected = self.collected or [self.relative(item.nodeid) for item in session.items]

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Any) -> None:
        """Does so where worker processes collect."""
        self.collected = [self.relative(name) for name in ids]

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        """Keeps the traceback of a test, without the frames of pytest."""
        yield
        if call.excinfo is not None:
            self.tracebacks[item.nodeid, call.when] = native_traceback(call.excinfo.value)

    @pytest.hookimpl(tryfirst=True)
    def pytest_exception_interact(self, node: Any, call: Any, report: Any) -> None:
        """Keeps the traceback of a collection error and, when asked for, the state of a crash."""
        error = call.excinfo.value
        if isinstance(report, pytest.CollectReport):
            error = error.__cause__ or error.__context__ or error
            self.tracebacks[report.nodeid, "collect"] = native_traceback(error)
        if self.settings["observer"] and self.state is None:
            self.state = observe(self.settings["observer"], error, self.settings["root"])

    def pytest_collectreport(self, report: Any) -> None:
        """Makes a module that could not be collected a case."""
        if report.failed:
            text = self.tracebacks.get((report.nodeid, "collect")) or str(report.longrepr)
            name = report.nodeid or "."
            self.add(name, "error", report, text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keeps the outcome of one phase of a test."""
        self.began = True
        outcome = self.outcome(report)
        if outcome is None:
            return
        text = self.tracebacks.get((report.nodeid, report.when))
        self.add(report.nodeid, outcome, report, text or str(getattr(report, "longreprtext", "")))

    def outcome(self, report: Any) -> Optional[str]:
        """Returns the outcome of one phase; ``None`` for one that says nothing of the test."""
        expected = hasattr(report, "wasxfail")
        if report.outcome == "skipped":
            return "xfailed" if expected else "skipped"
        if report.outcome == "failed":
            return "failed" if report.when == "call" else "error"
        if report.outcome == "passed" and report.when == "call":
            return "xpassed" if expected else "passed"
        return None

    def add(self, name: str, outcome: str, report: Any, text: str) -> None:
        """Merges one phase into the case; the worst outcome wins."""
        name = self.relative(name) if name != "." else name
        if name not in self.cases and len(self.cases) >= MAX_CASES:
            return
        fresh = {"id": name, "outcome": outcome, "seconds": 0.0, "message": "", "traceback": ""}
        case: Dict[str, Any] = self.cases.setdefault(name, fresh)
        case["seconds"] += float(getattr(report, "duration", 0.0) or 0.0)
        first_bad = outcome in BAD and case["outcome"] not in BAD
        if ORDER.index(outcome) >= ORDER.index(case["outcome"]) or first_bad:
            if not (outcome in BAD and case["traceback"]):
                case["outcome"] = outcome
                case["message"] = message_of(report) or last_line(text)
        if outcome in BAD and not case["traceback"]:
            case["traceback"] = tail(text)
            case["stdout"] = tail(getattr(report, "capstdout", ""))
            case["stderr"] = tail(getattr(report, "capstderr", ""))
            case["comparison"] = self.comparison
        if outcome in BAD:
            self.comparison = None

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        """Forgets the comparison of the test before."""
        self.comparison = None

    def pytest_assertrepr_compare(self, config: Any, op: str, left: Any, right: Any) -> None:
        """Keeps what an assertion compared; pytest explains it as always."""
        self.comparison = (op, safe_repr(left), safe_repr(right))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: Any, exitstatus: Any) -> None:
        """Keeps that the session came to its end."""
        self.status = int(exitstatus)

    def report(self) -> Dict[str, Any]:
        """Returns all as plain data."""
        return {
            "cases": list(self.cases.values()),
            "collected": self.collected[:MAX_CASES],
            "status": self.status,
            "modules": loaded_modules(),
        }


def message_of(report: Any) -> str:
    """Returns in one line why a test failed or was skipped."""
    longrepr = report.longrepr
    if isinstance(report, pytest.CollectReport):
        return ""  # of what the import raised, the traceback tells more
    if isinstance(longrepr, tuple) and len(longrepr) == 3:
        return str(longrepr[2])[:MAX_VALUE]
    crash = getattr(longrepr, "reprcrash", None)
    text = getattr(crash, "message", None) or str(longrepr or "").strip().split("\n")[-1]
    return str(text).strip().split("\n")[0][:MAX_VALUE]


def last_line(text: str) -> str:
    """Returns the line of a traceback that names the exception."""
    return text.strip().split("\n")[-1][:MAX_VALUE]


def loaded_modules() -> Dict[str, str]:
    """Returns the files of the modules that are loaded, the standard library's left out."""
    standard = [sysconfig.get_paths()[key] + os.sep for key in ("stdlib", "platstdlib")]
    found: Dict[str, str] = {}
    for name, module in list(sys.modules.items())[:MAX_MODULES]:
        try:
            file = getattr(module, "__file__", None)
        except BaseException:
            continue
        if not isinstance(name, str) or not isinstance(file, str):
            continue
        inside = any(file.startswith(folder) for folder in standard)
        if not inside or "site-packages" in file:
            found[name] = file
    return found


def observe(source: str, error: BaseException, root: str) -> Any:
    """Returns the state at `error`, as the probe ``crash_state`` sees it."""
    names: Dict[str, Any] = {"__name__": "crash_state"}
    try:
        exec(compile(source, "<crash_state>", "exec"), names)
        return names["observe"](error, os.path.realpath(root))
    except BaseException as problem:
        return {"problem": "%s: %s" % (type(problem).__name__, problem)}


def quieted(settings: Dict[str, Any]) -> List[str]:
    """Returns the options that keep plugins from judging, spreading or shuffling the tests."""
    options: List[str] = []
    if importlib.util.find_spec("pytest_cov"):
        options.append("--no-cov")  # a part of the tests covers less
    if importlib.util.find_spec("pytest_randomly"):
        options += ["--randomly-dont-reorganize", "--randomly-seed=0"]
    if settings["alone"] and importlib.util.find_spec("xdist"):
        options.append("-n0")
    return options


def main() -> None:
    """Runs pytest and writes the report."""
    settings = json.loads(sys.argv[1])
    arguments = sys.argv[2:]
    # Last: what is installed wins, as with the console script, but projects that are not
    # installed are found, as with ``python -m pytest``.
    sys.path.append(os.getcwd())
    own = ["--tb=native", "--continue-on-collection-errors", "--junitxml=" + settings["junit"]]
    own += ["-o", "junit_family=xunit1"]
    if settings["observer"]:
        own = ["--tb=native", "-x"]
    sys.argv[:] = ["pytest"] + arguments
    recorder = Recorder(settings)
    status = pytest.main(own + quieted(settings) + arguments, plugins=[recorder])
    if int(status) == 4 and not recorder.began and quieted(settings):
        # Such a plugin is installed but switched off.
        recorder = Recorder(settings)
        status = pytest.main(own + arguments, plugins=[recorder])
    data = recorder.state if settings["observer"] else recorder.report()
    with open(settings["output"], "w", encoding="utf-8") as file:
        json.dump(data, file)
    sys.exit(int(status))


if __name__ == "__main__":
    main()
