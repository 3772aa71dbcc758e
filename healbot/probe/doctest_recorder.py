"""Runs the doctests of files as ``python -m doctest`` would and writes their outcomes as JSON.

Usage: ``python -c CODE SETTINGS [-v] [-f] [-o FLAG]... ITEMS...``. SETTINGS is a JSON object:
``output`` is the file to write, ``root`` the project's root, ``observer`` the source of the probe
``crash_state``: when it is there, the state at the first exception is written instead. ITEMS are
files, folders or ids, ``file::name``. A module in a package is imported as part of the package.
"""

from healbot.probe.recording import (
    FOLDER,
    Cases,
    first_line,
    last_line,
    observe_crash,
    report_of,
    tail,
    traceback_of,
    write_and_exit,
)

# isort: split
import argparse
import doctest
import importlib
import json
import os
import re
import sys
import traceback
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

_TEXTS = (".txt", ".rst", ".md")
_LEFT_OUT = {"node_modules", "venv", "build", "dist", "__pycache__", "site-packages"}
_PLACE = re.compile(r"<doctest (?P<test>.+)\[(?P<number>\d+)\]>")
_OWN = (doctest.__file__, "<frozen importlib", "<string>")
MAX_SHOWN = 200


def is_own(file: str) -> bool:
    """Whether a frame's file belongs to doctest, this recorder or the import system."""
    return file.startswith(_OWN) or (os.sep + "importlib" + os.sep) in file


class Recording:
    """What is kept of the run."""

    def __init__(self, settings: Dict[str, Any]) -> None:
        self.settings = settings
        self.cases = Cases()
        self.collected: List[str] = []
        self.state: Any = None

    def observe(self, error: BaseException) -> None:
        """Keeps the state of the first crash, when asked for."""
        if self.settings["observer"] and self.state is None:
            self.state = observe_crash(self.settings["observer"], error, self.settings["root"])

    def not_loaded(self, name: str, error: BaseException) -> None:
        """Keeps that a file could not be imported or read."""
        self.observe(error)
        text = traceback_of(error, is_own)
        self.cases.add(name, "error", message=last_line(text), text=text)


class Runner(doctest.DocTestRunner):
    """doctest's own runner, which also keeps the first failure of each test."""

    def __init__(self, recording: Recording, flags: int, verbose: bool) -> None:
        super().__init__(optionflags=flags, verbose=verbose)
        self.recording = recording
        self.name = ""
        self.path = ""
        self.bad = False

    def run_one(self, name: str, path: str, test: Any) -> bool:
        """Runs a test that is known as `name` and lies in `path`; whether it passed."""
        self.name, self.path, self.bad = name, path, False
        self.run(test)
        examples = test.examples
        if not self.bad:
            skipped = examples and all(doctest.SKIP in item.options for item in examples)
            self.recording.cases.add(name, "skipped" if skipped else "passed")
        return not self.bad

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:
        """Keeps that an example printed something else."""
        super().report_failure(out, test, example, got)
        want = example.want.rstrip("\n")
        got = got.rstrip("\n")
        what = first_line(example.source)
        message = "%s: expected %s, got %s" % (what, shown(want), shown(got))
        frame = self.frame(test, example, test.name.rpartition(".")[2])
        lines = ["Traceback (most recent call last):\n"]
        lines += traceback.StackSummary.from_list([frame]).format()
        lines.append("AssertionError: " + message + "\n")
        self.fail(message, "".join(lines), ("==", got[:500], want[:500]))

    def report_unexpected_exception(self, out: Any, test: Any, example: Any, exc_info: Any) -> None:
        """Keeps that an example raised something."""
        super().report_unexpected_exception(out, test, example, exc_info)
        error = exc_info[1]
        self.recording.observe(error)
        told = traceback.TracebackException(type(error), error, exc_info[2])
        kept = [item for item in told.stack if not is_own(item.filename)]
        placed = [self.placed(test, item) for item in kept]
        told.stack = traceback.StackSummary.from_list(placed)
        text = "".join(told.format())
        self.fail("%s: %s" % (first_line(example.source), last_line(text)), text, None)

    def placed(self, test: Any, item: Any) -> Any:
        """Returns a frame of an example with the place that it has in the file."""
        place = _PLACE.fullmatch(item.filename)
        if place is None or place["test"] != test.name:
            return item
        number = int(place["number"])
        if number >= len(test.examples):
            return item
        return self.frame(test, test.examples[number], item.name)

    def frame(self, test: Any, example: Any, function: str) -> Any:
        """Returns the frame of an example: the place that it has in its file."""
        line = (test.lineno or 0) + example.lineno + 1
        source = first_line(example.source)
        return traceback.FrameSummary(self.path, line, function, lookup_line=False, line=source)

    def fail(self, message: str, text: str, comparison: Optional[Tuple[str, str, str]]) -> None:
        """Keeps the first failure of the test."""
        if not self.bad:
            self.bad = True
            self.recording.cases.add(
                self.name, "failed", message=message, text=tail(text), comparison=comparison
            )


def shown(text: str) -> str:
    """Returns an output as one short line."""
    line = " ".join(text.split())
    return (line if len(line) <= MAX_SHOWN else line[:MAX_SHOWN] + "…") or "nothing"


def files_in(folder: str) -> Iterator[str]:
    """Yields the files in a folder that may hold doctests, sorted."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _LEFT_OUT
            and not name.startswith(".")
            and not os.path.exists(os.path.join(place, name, "pyvenv.cfg"))
        )
        for name in sorted(names):
            path = os.path.normpath(os.path.join(place, name))
            if name.endswith((".py",) + _TEXTS) and holds_examples(path):
                yield path


def holds_examples(path: str) -> bool:
    """Whether a file may hold doctests."""
    try:
        with open(path, "rb") as file:
            return b">>>" in file.read(4 * 1024 * 1024)
    except OSError:
        return False


def wanted(items: List[str]) -> Dict[str, Set[str]]:
    """Returns the files that the items name with the names of tests in them; none for all."""
    found: Dict[str, Set[str]] = {}
    for item in items or ["."]:
        path, _, name = item.partition("::")
        paths = files_in(path) if os.path.isdir(path) else [os.path.normpath(path)]
        for each in paths:
            key = each.replace(os.sep, "/")
            if name and (key not in found or found[key]):
                found.setdefault(key, set()).add(name)
            else:
                found[key] = set()
    return found


def tests_in(path: str) -> List[Any]:
    """Returns the doctests of a file."""
    if not path.endswith(".py"):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        name = os.path.basename(path)
        names: Dict[str, Any] = {"__name__": "__main__"}
        test = doctest.DocTestParser().get_doctest(text, names, name, os.path.abspath(path), 0)
        return [test] if test.examples else []
    folder, module = os.path.split(os.path.abspath(path)[: -len(".py")])
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        module = package + "." + module
    module = module[: -len(".__init__")] if module.endswith(".__init__") else module
    sys.path.insert(0, folder)
    loaded = importlib.import_module(module)
    return [test for test in doctest.DocTestFinder().find(loaded) if test.examples]


def parsed() -> Any:
    """Returns the command line of ``python -m doctest``."""
    parser = argparse.ArgumentParser(prog="python -m doctest")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("-f", "--fail-fast", action="store_true")
    parser.add_argument(
        "-o", "--option", action="append", default=[], choices=sorted(doctest.OPTIONFLAGS_BY_NAME)
    )
    parser.add_argument("item", nargs="*")
    return parser.parse_args(sys.argv[2:])


def run(recording: Recording, options: Any) -> bool:
    """Runs what the command line names; whether all passed."""
    flags = sum(doctest.OPTIONFLAGS_BY_NAME[name] for name in set(options.option))
    flags |= doctest.FAIL_FAST if options.fail_fast else 0
    passed = True
    for path, names in wanted(options.item).items():
        try:
            tests = tests_in(path)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a SystemExit too: it would end the run as a success
            traceback.print_exc()
            recording.not_loaded(path, error)
            passed = False
            continue
        chosen = [test for test in tests if not names or test.name in names]
        ids = [path + "::" + test.name for test in chosen]
        recording.collected += ids
        for name, test in zip(ids, chosen):
            runner = Runner(recording, flags, options.verbose)
            passed = runner.run_one(name, os.path.abspath(path), test) and passed
            if options.fail_fast and not passed:
                return False
    return passed


def main() -> None:
    """Runs the doctests and writes the report."""
    settings = json.loads(sys.argv[1])
    options = parsed()
    sys.argv[:] = ["doctest"] + sys.argv[2:]
    sys.path.append(FOLDER)
    recording = Recording(settings)
    status = 0 if run(recording, options) else 1
    data = recording.state
    if not settings["observer"]:
        data = report_of(recording.cases, recording.collected, status, True)
    write_and_exit(settings["output"], data, status)


if __name__ == "__main__":
    main()
