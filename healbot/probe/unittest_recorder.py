"""Runs tests as ``python -m unittest`` would and writes what each test did as JSON.

Usage: ``python -c CODE SETTINGS [UNITTEST ARGUMENTS...]``. SETTINGS is a JSON object: ``output`` is
the file to write, ``root`` the project's root, ``observer`` the source of the probe
``crash_state``: when it is there, the state at the first failure is written instead. Folders may
be named too. Ids are dotted names that can be imported from the folder of the run.
"""

from healbot.probe.recording import (
    FOLDER,
    Cases,
    comparison_of,
    first_line,
    headline,
    observe_crash,
    report_of,
    tail,
    traceback_of,
    write,
    write_and_exit,
)

# isort: split
import importlib.util
import json
import os
import re
import sys
import time
import unittest
from typing import Any, Dict, Iterator, List, Optional, Tuple

_OWN = os.path.dirname(unittest.__file__) + os.sep
_FIXTURE = re.compile(r"(?:setUp|tearDown)(?:Class|Module) \((?P<place>.+)\)")
_STAND_IN = re.compile(r"unittest\.loader\.(?:_FailedTest|ModuleSkipped)\.")
_AROUND = ("setUp", "tearDown", "asyncSetUp", "asyncTearDown")
_clock = time.perf_counter  # tests may replace it
_FOLDERS = ("tests", "test")
"""Where tests are looked for when the folder of the run shows none."""


def is_unittests(file: str) -> bool:
    """Whether a frame's file belongs to unittest or to the import system."""
    return file.startswith((_OWN, "<frozen importlib"))


def is_loaders(file: str) -> bool:
    """Whether a frame's file belongs to what imports modules, this recorder included."""
    return is_unittests(file) or file == "<string>"


class NotLoaded(unittest.TestCase):
    """Stands for a module that could not be imported."""

    def __init__(self, name: str, error: BaseException) -> None:
        super().__init__("raise_error")
        self.name = name
        self.error = error
        self.text = traceback_of(error, is_loaders)

    def id(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.name

    def raise_error(self) -> None:
        """Raises what the import raised."""
        raise self.error


class Loader(unittest.TestLoader):
    """A loader that keeps why a module could not be imported, and goes on with the others."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: Dict[str, str] = {}
        self.tops: List[str] = []
        """Folders that modules were imported from, besides the folder of the run."""
        self.observe: Any = lambda error: None

    def _get_module_from_name(self, name: str) -> Any:
        try:
            return super()._get_module_from_name(name)  # type: ignore[misc]
        except (unittest.SkipTest, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.failures[name] = traceback_of(error, is_loaders)
            self.observe(error)
            if isinstance(error, Exception):
                raise
            # A SystemExit would end the run, perhaps as a success.
            raise ImportError("%s while importing %s" % (headline(error), name)) from error

    def loadTestsFromName(self, name: str, module: Any = None) -> Any:
        """Returns the tests of a dotted name; a test that fails when it cannot be loaded."""
        given, name = name, self.importable(name)
        imported = name
        while imported:
            try:
                __import__(imported)
                break
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                if not is_missing(error, imported):
                    self.observe(error)
                    test = NotLoaded(given[: len(given) - len(name)] + imported, error)
                    return self.suiteClass([test])
            imported = imported.rpartition(".")[0]
        found = super().loadTestsFromName(name, module)
        for test in flat(found):
            if _STAND_IN.match(test.id()):
                test.healbot_id = given
        return found

    def importable(self, name: str) -> str:
        """Returns the name under which a test in a folder that is no package can be imported."""
        parts = name.split(".")
        for end in range(len(parts), 1, -1):
            file = os.path.join(FOLDER, *parts[:end]) + ".py"
            folder = above_packages(os.path.dirname(file))
            if not os.path.isfile(file) or not folder.startswith(FOLDER + os.sep):
                continue
            if folder not in sys.path:
                sys.path.append(folder)  # for what lies beside it
            if is_reached(parts[0]):
                return name
            # An installed package has the name of the folder: import as discovery does.
            sys.path.insert(0, folder)
            self.tops.append(folder)
            return ".".join(parts[folder[len(FOLDER) :].count(os.sep) :])
        return name

    def of_folder(self, folder: str, pattern: str, top: Optional[str]) -> Any:
        """Returns the tests that discovery finds."""
        self._top_level_dir = None
        found = self.discover(folder, pattern, top)
        start = os.path.abspath(top or (folder if os.path.isdir(folder) else FOLDER))
        if start != FOLDER and start.startswith(FOLDER + os.sep):
            self.tops.append(start)
        return found

    def id_of(self, test: Any) -> str:
        """Returns the dotted name of a test as it can be imported from the folder of the run."""
        known = getattr(test, "healbot_id", None)
        if known:
            return str(known)
        name = _STAND_IN.sub("", test.id(), count=1)
        fixture = _FIXTURE.fullmatch(name)
        name = fixture["place"] if fixture else name
        first = name.partition(".")[0]
        for top in self.tops:
            if any(os.path.exists(os.path.join(top, first + end)) for end in (".py", "")):
                return os.path.relpath(top, FOLDER).replace(os.sep, ".") + "." + name
        return name


def is_missing(error: BaseException, name: str) -> bool:
    """Whether an import failed because there is no module `name`, not because of its content."""
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return False
    return name == error.name or name.startswith(error.name + ".")


def above_packages(path: str) -> str:
    """Returns the nearest folder at or above `path` that is no package."""
    while os.path.isfile(os.path.join(path, "__init__.py")):
        path = os.path.dirname(path)
    return path


def is_reached(package: str) -> bool:
    """Whether a package is imported from the folder of the run, also when it is a namespace."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return False
    places = list(getattr(spec, "submodule_search_locations", None) or [])
    return os.path.join(FOLDER, package) in map(os.path.abspath, places)


def flat(test: Any) -> Iterator[Any]:
    """Yields the single tests of a suite."""
    if isinstance(test, unittest.TestSuite):
        for part in test:
            yield from flat(part)
    elif test is not None:
        yield test


def is_failed_import(test: Any) -> bool:
    """Whether a test stands for a module that could not be imported: it is none to be run."""
    return isinstance(test, NotLoaded) or type(test).__name__ == "_FailedTest"


class Recording:
    """What is kept of the run."""

    def __init__(self, settings: Dict[str, Any]) -> None:
        self.settings = settings
        self.loader = Loader()
        self.loader.observe = self.observe
        self.cases = Cases()
        self.collected: List[str] = []
        self.finished = False
        self.state: Any = None

    def observe(self, error: BaseException) -> None:
        """Keeps the state of the first crash, when asked for."""
        if self.settings["observer"] and self.state is None:
            self.state = observe_crash(self.settings["observer"], error, self.settings["root"])

    def result(self, status: Optional[int]) -> Any:
        """Returns what is to be written; `status` is what unittest means to exit with."""
        if self.settings["observer"]:
            return self.state
        return report_of(self.cases, self.collected, status, self.finished)

    def failed(
        self, test: Any, error: BaseException, part: str, output: Tuple[str, str], seconds: float
    ) -> None:
        """Keeps a failure; `part` describes the subtest, `output` is what the test printed."""
        text = self.loader.failures.get(_STAND_IN.sub("", test.id(), count=1), "")
        text = text or getattr(test, "text", "") or traceback_of(error, is_unittests)
        self.observe(error)
        outcome = "failed"
        if not isinstance(test, unittest.TestCase) or isinstance(test, NotLoaded):
            outcome = "error"
        elif _STAND_IN.match(test.id()) or function_of(error) in _AROUND:
            outcome = "error"
        message = headline(error) if not part else "%s %s" % (headline(error), part)
        name = self.loader.id_of(test)
        self.cases.add(name, outcome, seconds, message, text, output, comparison_of(error))


def function_of(error: BaseException) -> str:
    """Returns the name of the outermost function that raised, unittest's left out."""
    entry = error.__traceback__
    while entry is not None and is_unittests(entry.tb_frame.f_code.co_filename):
        entry = entry.tb_next
    return entry.tb_frame.f_code.co_name if entry is not None else ""


class Result(unittest.TextTestResult):
    """unittest's own result, which also keeps what it is told."""

    recording: Any = None
    """The `Recording`; set before the run."""
    began = 0.0
    had_skip = False

    def seconds(self) -> float:
        return _clock() - self.began if self.began else 0.0

    def printed(self) -> Tuple[str, str]:
        buffers = (getattr(self, name, None) for name in ("_stdout_buffer", "_stderr_buffer"))
        out, err = (tail(item.getvalue()) if item is not None else "" for item in buffers)
        return out, err

    def startTest(self, test: Any) -> None:
        self.began, self.had_skip = _clock(), False
        super().startTest(test)

    def stopTest(self, test: Any) -> None:
        name = self.recording.loader.id_of(test)
        if name not in self.recording.cases.by_id:  # some subtest was skipped, none failed
            outcome = "skipped" if self.had_skip else "passed"
            self.recording.cases.add(name, outcome, self.seconds())
        super().stopTest(test)
        self.began = 0.0

    def addSuccess(self, test: Any) -> None:
        self.recording.cases.add(self.recording.loader.id_of(test), "passed", self.seconds())
        super().addSuccess(test)

    def addError(self, test: Any, err: Any) -> None:
        self.recording.failed(test, err[1], "", self.printed(), self.seconds())
        super().addError(test, err)

    def addFailure(self, test: Any, err: Any) -> None:
        self.recording.failed(test, err[1], "", self.printed(), self.seconds())
        super().addFailure(test, err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        if err is not None:
            part = subtest.id()[len(test.id()) :].strip()
            self.recording.failed(test, err[1], part, self.printed(), self.seconds())
        super().addSubTest(test, subtest, err)

    def addSkip(self, test: Any, reason: str) -> None:
        if hasattr(test, "test_case"):  # a subtest
            self.had_skip = True
        else:
            name = self.recording.loader.id_of(test)
            message = first_line(str(reason))
            self.recording.cases.add(name, "skipped", self.seconds(), message)
        super().addSkip(test, reason)

    def addExpectedFailure(self, test: Any, err: Any) -> None:
        name = self.recording.loader.id_of(test)
        self.recording.cases.add(name, "xfailed", self.seconds(), headline(err[1]))
        super().addExpectedFailure(test, err)

    def addUnexpectedSuccess(self, test: Any) -> None:
        name, message = self.recording.loader.id_of(test), "unexpected success"
        self.recording.cases.add(name, "failed", self.seconds(), message)
        super().addUnexpectedSuccess(test)


class Runner(unittest.TextTestRunner):
    """unittest's own runner, which also keeps what is going to run."""

    resultclass: Any = Result

    def run(self, test: Any) -> Any:
        recording = Result.recording
        loaded = [item for item in flat(test) if not is_failed_import(item)]
        recording.collected = [recording.loader.id_of(item) for item in loaded]
        if recording.settings["observer"]:
            self.failfast = True
        result = super().run(test)
        recording.finished = True
        return result


class Program(unittest.TestProgram):
    """unittest's command line, which also takes folders."""

    testLoader: Any

    def createTests(self, from_discovery: bool = False, Loader: Any = None) -> None:
        """Loads what the command line names."""
        given: Any = self
        loader = given.testLoader
        if given.testNamePatterns:
            loader.testNamePatterns = given.testNamePatterns
        if from_discovery:
            self.test = self.discovered(given.start, given.pattern, given.top)
        else:
            self.test = loader.suiteClass([self.named(name) for name in given.testNames])

    def named(self, name: str) -> Any:
        """Returns the tests of a dotted name or of a folder."""
        loader = self.testLoader
        if not os.path.isdir(name):
            return loader.loadTestsFromName(name)
        folder = os.path.abspath(name)
        top = None if folder == FOLDER else above_packages(folder)
        return self.discovered(folder if top else ".", "test*.py", top)

    def discovered(self, start: str, pattern: str, top: Optional[str]) -> Any:
        """Returns what discovery finds; in a folder for tests when there is nothing else."""
        loader = self.testLoader
        found = loader.of_folder(start, pattern, top)
        if os.path.abspath(start) != FOLDER or next(flat(found), None) is not None:
            return found
        for folder in filter(os.path.isdir, _FOLDERS):
            found = loader.of_folder(folder, pattern, above_packages(os.path.abspath(folder)))
            if next(flat(found), None) is not None:
                break
        return found


def main() -> None:
    """Runs the tests and writes the report."""
    settings = json.loads(sys.argv[1])
    sys.argv[:] = ["python -m unittest"] + sys.argv[2:]
    sys.path.insert(0, FOLDER)
    recording = Result.recording = Recording(settings)
    status: Optional[int] = None
    try:
        Program(module=None, argv=list(sys.argv), testRunner=Runner, testLoader=recording.loader)
    except SystemExit as stop:
        status = int(stop.code or 0) if isinstance(stop.code, (int, type(None))) else 1
        write_and_exit(settings["output"], recording.result(status), status)
    except BaseException:  # unittest itself broke off: its output was closed, it was interrupted
        write(settings["output"], recording.result(None))
        raise


if __name__ == "__main__":
    main()
