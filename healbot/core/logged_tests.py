"""Which tests failed, read from what test runners printed into a log.

Read are pytest's short summary, its progress lines where no summary was reached (a job that ran
into its time limit), the headings of unittest and of doctest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from healbot.core.junit_names import case_id

MAX_TESTS = 2000
"""More failing tests than this are not kept."""
MAX_ID = 1000
"""Characters; a longer id is not taken for one."""

Runner = Literal["pytest", "unittest", "doctest"]

_PREFIX = re.compile(r"[\w.@/-]{1,60}(?: {0,30}\| |: |> )")
"""What parallel tools put before each line of a program's output."""
_OPENING = re.compile(
    r"=+ (?:test session starts|short test summary info) =|={60}|Traceback \(most "
)
_SUMMARY = re.compile(r"=+ short test summary info =+$")
_OUTCOME = re.compile(r"(?P<outcome>FAILED|ERROR|SUB(?:TEST )?FAIL(?:ED)?|XPASS\(strict\)) ?")
_AT = ("", "ERROR at setup of ", "ERROR at teardown of ")
_MAX_ENDS = 20
_PROGRESS = re.compile(
    r"(?:\[gw\d{1,4}\] (?:linux|darwin|win32)? ?)?(?:\[ *\d{1,3}%\] )?(?P<outcome>FAILED|ERROR) "
)
_PROGRESS_BEHIND = re.compile(r" (?:FAILED|ERROR)(?: \([^()]{0,200}\))? *(?:\[ *\d{1,3}%\])?$")
_FILE = re.compile(r"[^\s:*?\"<>|][^:*?\"<>|]{0,400}?\.(?:py|txt|rst|md|ipynb|ya?ml)(?=::|$)")
_UNITTEST = re.compile(r"(?:FAIL|ERROR): (?P<name>\S{1,400}) \((?P<place>[\w.<>]{1,400})\)")
_DOCTEST = re.compile(r'File "(?P<path>[^"]{1,400})", line \d{1,9}, in (?P<name>[\w.<>]{1,400})$')
_LOADER = "unittest.loader._FailedTest"
_FIXTURES = frozenset({"setUpClass", "tearDownClass", "setUpModule", "tearDownModule"})


@dataclass(frozen=True)
class LoggedTests:
    """The tests that failed in a run, as its log tells."""

    runner: Runner
    ids: tuple[str, ...]
    """In the form in which the runner takes them, in the order printed."""
    is_cut: bool = False
    """Whether there were more than `MAX_TESTS`."""


def logged_tests(lines: Sequence[str]) -> LoggedTests | None:
    """Returns the failing tests that `lines` name; ``None`` when they name none."""
    readers: tuple[tuple[Runner, Iterable[str]], ...] = (
        ("pytest", _summary(lines)),
        ("unittest", _unittest(lines)),
        ("pytest", _progress(lines)),
        ("doctest", _doctest(lines)),
    )
    for runner, found in readers:
        ids = tuple(dict.fromkeys(found))
        if ids:
            return LoggedTests(runner, ids[:MAX_TESTS], len(ids) > MAX_TESTS)
    return None


def without_common_prefix(lines: Sequence[str]) -> Sequence[str]:
    """Returns the lines without the name that a parallel tool (compose) puts before each.

    It is told from a line that only begins so: the header of a report or of a traceback.
    """
    for line in lines:
        found = _PREFIX.match(line)
        if found and _OPENING.match(line, found.end()):
            prefix = found[0]
            return [line.removeprefix(prefix).removeprefix(prefix.rstrip()) for line in lines]
    return lines


def _headings(lines: Sequence[str]) -> frozenset[str]:
    """Returns the names above pytest's reports of single failures: ``Class.test[parameter]``."""
    ruled = (line for line in lines if line.startswith("__") and line.endswith("__"))
    names = (line.strip("_").strip() for line in ruled)
    return frozenset(name.removeprefix(at) for name in names for at in _AT)


def _summary(lines: Sequence[str]) -> Iterator[str]:
    inside, headings = False, _headings(lines)
    for line in lines:
        if _SUMMARY.match(line):
            inside = True
        elif inside and line.startswith("==") and line.endswith("=="):
            inside = False
        elif inside and (found := _OUTCOME.match(line)):
            rest = line[found.end() :]
            if found["outcome"].startswith("SUB"):
                rest = _behind_subtest(rest)
            yield from _node_id(rest, headings)


def _behind_subtest(text: str) -> str:
    """Returns what follows the description ``[…] `` or ``(…) `` of a subtest."""
    closing = {"[": "] ", "(": ") "}.get(text[:1])
    while closing and closing in text:
        text = text.partition(closing)[2].lstrip()
        closing = {"[": "] ", "(": ") "}.get(text[:1])
    return text


def _node_id(text: str, headings: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yields the id at the beginning of ``id - message``.

    Parameters may hold anything, `` - `` and brackets included: an id with an opening bracket
    before the first dash ends with a ``]`` before a dash, the first one unless pytest's headings
    say otherwise.
    """
    text = text.rstrip()
    plain = text.partition(" - ")[0]
    if "[" in plain:
        ends = list(_ends_of_parameters(text))
        known = [end for end in ends if _as_heading(text[:end]) in headings]
        if not ends:
            return
        plain = text[: (known or ends)[0]]
    found = _FILE.match(plain)
    if found and len(plain) <= MAX_ID and (found.end() == len(plain) or _has_name(plain, found)):
        yield found[0].replace("\\", "/") + plain[found.end() :]


def _ends_of_parameters(text: str) -> Iterator[int]:
    """Yields where the parameters may end: few places, for the text is a stranger's."""
    at = text.find("] - ")
    for _ in range(_MAX_ENDS):
        if at < 0:
            break
        yield at + 1
        at = text.find("] - ", at + 1)
    if text.endswith("]"):
        yield len(text)


def _as_heading(node_id: str) -> str:
    return node_id.partition("::")[2].partition("[")[0].replace("::", ".") + (
        "[" + node_id.partition("[")[2]
    )


def _has_name(text: str, found: re.Match[str]) -> bool:
    name = text[found.end() + 2 :].partition("[")[0]
    return bool(name) and not any(character.isspace() for character in name)


def _progress(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if "::" not in line:
            continue
        before = _PROGRESS.match(line)
        if before:
            yield from _node_id(line[before.end() :])
            continue
        behind = _PROGRESS_BEHIND.search(line[-240:])
        if behind:
            yield from _node_id(line[: len(line) - len(line[-240:]) + behind.start()])


def _unittest(lines: Sequence[str]) -> Iterator[str]:
    after_rule = False
    for line in lines:
        found = _UNITTEST.match(line) if after_rule else None
        after_rule = len(line) >= 60 and not line.strip("=")
        if found:
            yield from _dotted(found["name"], found["place"])


def _dotted(name: str, place: str) -> Iterator[str]:
    """Yields ``package.module.Class.test``; up to Python 3.10 the place ends with the class."""
    if place == _LOADER or place.startswith(f"{_LOADER}."):
        yield name if "." in name or place == _LOADER else place.removeprefix(f"{_LOADER}.")
    elif name in _FIXTURES or place.endswith(f".{name}"):
        yield place
    else:
        yield case_id({"classname": place, "name": name, "file": "x.py"}, ())


def _doctest(lines: Sequence[str]) -> Iterator[str]:
    after_rule = False
    for line in lines:
        found = _DOCTEST.match(line) if after_rule else None
        after_rule = len(line) >= 60 and not line.strip("*")
        if found:
            yield found["path"].replace("\\", "/")
