"""Runs pytest as its console script would and writes what each test did as JSON.

Usage: ``python -c CODE SETTINGS [PYTEST ARGUMENTS...]``. SETTINGS is a JSON object: ``output`` is
the file to write, ``root`` the project's root, ``junit`` the file for pytest's own JUnit XML,
``alone`` whether plugins that spread tests over processes are switched off, ``observer`` the source
of the probe ``crash_state``: when it is there, the state at the first failure is written instead.
"""

from healbot.probe.recording import (
    BAD,
    FOLDER,
    Cases,
    comparison_of,
    first_line,
    last_line,
    observe_crash,
    report_of,
    safe_repr,
    tail,
    traceback_of,
    write_and_exit,
)

# isort: split
import importlib.util
import json
import os
import sys
from types import TracebackType
from typing import Any, Dict, List, Optional, Tuple

import pytest

_RUNNER = tuple(os.sep + part + os.sep for part in ("_pytest", "pluggy", "unittest", "importlib"))


def is_runners(file: str) -> bool:
    """Whether a frame's file belongs to pytest, to unittest or to the import system."""
    return any(part in file for part in _RUNNER) or file.startswith("<frozen importlib")


def is_projects(file: str) -> bool:
    """Whether a frame's file lies in the folder of the run and is not installed there."""
    path = os.path.abspath(file) if not file.startswith("<") else ""
    return path.startswith(FOLDER + os.sep) and "site-packages" not in path


def native_traceback(error: BaseException) -> str:
    """Returns the traceback of an exception without the frames of the test runner before it."""
    whole = error.__traceback__  # pytest goes on to use it
    try:
        error.__traceback__ = project_part(whole)
        return traceback_of(error, lambda file: False)
    finally:
        error.__traceback__ = whole


def project_part(entry: Optional[TracebackType]) -> Optional[TracebackType]:
    """Returns a traceback from its first frame in the project's folder.

    Without one, from its first frame outside of pytest and the import system.
    """
    first = entry
    while entry is not None and not is_projects(entry.tb_frame.f_code.co_filename):
        entry = entry.tb_next
    if entry is not None:
        return entry
    entry = first
    while entry is not None and is_runners(entry.tb_frame.f_code.co_filename):
        entry = entry.tb_next
    return entry or first


class Recorder:
    """A pytest plugin that keeps what the reports say."""

    def __init__(self, settings: Dict[str, Any]) -> None:
        self.settings = settings
        self.cases = Cases()
        self.collected: List[str] = []
        self.tracebacks: Dict[Tuple[str, str], str] = {}
        self.comparison: Optional[Tuple[str, str, str]] = None
        self.state: Any = None
        self.status: Optional[int] = None
        self.configured = False
        self.interrupted = False
        self.root = FOLDER
        self.paths: Dict[str, str] = {}

    def pytest_configure(self, config: Any) -> None:
        """Keeps the folder that pytest's ids are relative to."""
        self.configured = True
        self.root = str(getattr(config, "rootpath", FOLDER))

    def relative(self, node: str) -> str:
        """Returns a node id with its path relative to the folder of the run."""
        path, separator, names = str(node).partition("::")
        if path not in self.paths:
            shown = os.path.relpath(os.path.join(self.root, path), FOLDER)
            self.paths[path] = shown.replace(os.sep, "/")
        return self.paths[path] + separator + names

    def pytest_collection_finish(self, session: Any) -> None:
        """Keeps the ids of what is going to run."""
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
            error = call.excinfo.value
            self.tracebacks[item.nodeid, call.when] = native_traceback(error)
            self.comparison = self.comparison or comparison_of(error)

    @pytest.hookimpl(tryfirst=True)
    def pytest_exception_interact(self, node: Any, call: Any, report: Any) -> None:
        """Keeps the traceback of a collection error and, when asked for, the state of a crash."""
        error = call.excinfo.value
        if report.when == "collect":  # pytest 6 does not export the class
            # pytest wraps what it expects an import to raise; anything else comes as it is.
            if is_wrapper(error) and error.__cause__ is not None:
                error = error.__cause__
            self.tracebacks[report.nodeid, "collect"] = native_traceback(error)
        self.observe(error)

    def observe(self, error: BaseException) -> None:
        """Keeps the state of the first crash, when asked for."""
        if self.settings["observer"] and self.state is None:
            self.state = observe_crash(self.settings["observer"], error, self.settings["root"])

    def pytest_collectreport(self, report: Any) -> None:
        """Makes a module that could not be collected a case."""
        if report.failed:
            text = self.tracebacks.get((report.nodeid, "collect")) or str(report.longrepr)
            name = self.relative(report.nodeid)
            self.cases.add(name, "error", message=last_line(text), text=text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keeps the outcome of one phase of a test."""
        outcome = outcome_of(report)
        if outcome is None:
            return
        text, output = "", ("", "")
        if outcome in BAD:
            text = self.tracebacks.pop((report.nodeid, report.when), "")
            text = text or str(getattr(report, "longreprtext", ""))
            output = (tail(report.capstdout), tail(report.capstderr))
        self.cases.add(
            self.relative(report.nodeid),
            outcome,
            float(getattr(report, "duration", 0.0) or 0.0),
            message_of(report),
            text,
            output,
            self.comparison if outcome in BAD else None,
        )
        if outcome in BAD:
            self.comparison = None

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        """Forgets what is only of the test before."""
        self.comparison = None
        self.tracebacks.clear()

    def pytest_assertrepr_compare(self, config: Any, op: str, left: Any, right: Any) -> None:
        """Keeps what an assertion compared; pytest explains it as always."""
        self.comparison = (op, safe_repr(left), safe_repr(right))

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        """Keeps that something (`pytest.exit` too) ended the session before its end."""
        self.interrupted = True

    def pytest_internalerror(self, excrepr: Any, excinfo: Any) -> None:
        """Keeps that a plugin or pytest itself broke: the tests that follow do not run."""
        self.interrupted = True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: Any, exitstatus: Any) -> None:
        """Keeps that the session came to its end."""
        self.status = int(exitstatus)

    def report(self) -> Dict[str, Any]:
        """Returns all as plain data."""
        complete = self.status is not None and not self.interrupted
        return report_of(self.cases, self.collected, self.status, complete)


def outcome_of(report: Any) -> Optional[str]:
    """Returns the outcome of one phase; ``None`` for one that says nothing of the test."""
    expected = hasattr(report, "wasxfail")
    if report.outcome == "skipped":
        return "xfailed" if expected else "skipped"
    if report.outcome == "failed":
        return "failed" if report.when == "call" else "error"
    if report.outcome == "passed" and report.when == "call":
        return "xpassed" if expected else "passed"
    return None


def message_of(report: Any) -> str:
    """Returns in one line why a test failed or was skipped."""
    longrepr = report.longrepr
    if isinstance(longrepr, tuple) and len(longrepr) == 3:
        return first_line(str(longrepr[2]))
    crash = getattr(longrepr, "reprcrash", None)
    text = getattr(crash, "message", None)
    return first_line(str(text)) if text else last_line(str(longrepr or ""))


def is_wrapper(error: BaseException) -> bool:
    """Whether pytest raised it around what an import raised."""
    of_conftest = (type(error).__module__, type(error).__name__) == (
        "_pytest.config",
        "ConftestImportFailure",
    )
    return of_conftest or isinstance(error, pytest.Collector.CollectError)


class ConftestWatch:
    """Keeps why a conftest could not be loaded: pytest then ends before any plugin is asked."""

    def __init__(self) -> None:
        self.failure: Any = None
        try:
            from _pytest.config import ConftestImportFailure as Failure
        except ImportError:
            return
        original = Failure.__init__

        def keep(failure: Any, *args: Any, **keywords: Any) -> None:
            self.failure = failure
            original(failure, *args, **keywords)

        Failure.__init__ = keep  # type: ignore[assignment,method-assign]

    def error(self) -> Optional[BaseException]:
        """Returns what the conftest raised."""
        cause = getattr(self.failure, "cause", None)
        excinfo = getattr(self.failure, "excinfo", None)
        if cause is None and isinstance(excinfo, tuple) and len(excinfo) == 3:
            cause = excinfo[1]
        return cause if isinstance(cause, BaseException) else None

    def add_to(self, recorder: Recorder) -> None:
        """Makes the conftest a case."""
        error = self.error()
        if error is None:
            return
        name = os.path.relpath(str(self.failure.path), FOLDER).replace(os.sep, "/")
        recorder.observe(error)
        text = native_traceback(error)
        recorder.cases.add(name, "error", message=last_line(text), text=text)


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
    sys.path.append(FOLDER)
    # Behind the user's own options, so that they win over those of the same name.
    own = ["--tb=native", "-o", "junit_family=xunit1"]
    own.append("-x" if settings["observer"] else "--continue-on-collection-errors")
    junit = ["--junitxml=" + settings["junit"]] if settings["junit"] else []
    sys.argv[:] = ["pytest"] + arguments
    watch = ConftestWatch()
    # A plugin that has an option may be installed but switched off: then it is tried without.
    for extra in (junit + quieted(settings), junit, []):
        recorder = Recorder(settings)
        status = pytest.main(arguments + own + extra, plugins=[recorder])
        if int(status) != 4 or recorder.configured or watch.failure is not None:
            break
    if watch.failure is not None and not recorder.configured:
        watch.add_to(recorder)
        recorder.status = int(status)
        recorder.interrupted = True
    data = recorder.state if settings["observer"] else recorder.report()
    write_and_exit(settings["output"], data, int(status))


if __name__ == "__main__":
    main()
