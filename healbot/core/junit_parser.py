"""Reads JUnit XML, the report that test runners of many languages can write.

Understood are pytest (``xunit1`` and ``xunit2``), unittest-xml-reporting, nose2, Surefire,
go-junit-report and jest-junit. The file was written by code under repair, so it is hostile: a
document type is refused (there all entities are declared, so none can be expanded or fetched), and
size and depth are limited. Times are linear in the size of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from healbot.core.cases import CaseOutcome, CaseResult
from healbot.core.junit_names import case_id

MAX_REPORT_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 50
"""Elements within one another; real reports have about five."""
MAX_CASES = 200_000
MAX_TEXT = 64 * 1024
"""Characters kept of a traceback or an output: the end."""
MAX_MESSAGE = 1000
"""Characters kept of a reason: the beginning."""
MAX_ID = 2000
"""Characters kept of a case's id."""

_ENCODINGS = re.compile(
    r"utf-?8|utf-?16(?:[bl]e)?|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?1|(?:windows-|cp)125\d"
    r"|koi8-[ru]",
    re.IGNORECASE | re.ASCII,
)
_BAD = {"failure": CaseOutcome.FAILED, "error": CaseOutcome.ERROR}
_RERUN = {"rerunfailure": CaseOutcome.FAILED, "rerunerror": CaseOutcome.ERROR}
_RESULTS = frozenset({*_BAD, *_RERUN, "skipped"})
_XPASSED = frozenset({"xfail-marked test passes unexpectedly", "test passes unexpectedly"})
"""What pytest and nose2 say."""
_XFAILED_TYPES = frozenset({"pytest.xfail", "XFAIL"})
"""What pytest and unittest-xml-reporting say."""
_XFAILED = "expected test failure"
"""What nose2 says."""
_NO_REASONS = frozenset({"collection failure", "internal error", "test failure", "Failed"})
"""Messages that say the same for every failure; the text has the reason."""
_PYTEST_TITLE = re.compile(r"^-{20,} Captured (?:Out|Err) -{20,}\n")
_EXCEPTION_NAME = re.compile(r"[^\W\d][\w$]*(?:\.[^\W\d][\w$]*)*")


class UnreadableReport(ValueError):
    """The text is no JUnit XML that can be trusted as a whole: cut off, malformed or hostile."""

    def __init__(self, reason: str, cases: tuple[CaseResult, ...] = ()) -> None:
        super().__init__(reason)
        self.cases = cases
        """The cases that stood complete before the place where reading stopped."""


def parse_junit(data: bytes) -> tuple[CaseResult, ...]:
    """Returns the cases in the order in which they stand in the report.

    A case with several failures comes several times, once for each. Cases that failed first and
    passed when run again (Surefire's ``flakyFailure``) have passed. The ids of pytest's cases are
    node ids relative to pytest's own root folder; without the ``file`` attribute of ``xunit1`` they
    are guessed. Raises `UnreadableReport` for everything that is not one complete JUnit report;
    it carries the cases that were complete.
    """
    if len(data) > MAX_REPORT_BYTES:
        raise UnreadableReport(f"the report is larger than {MAX_REPORT_BYTES} bytes")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except UnreadableReport as error:
        raise UnreadableReport(str(error), tuple(reader.cases)) from None
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableReport(f"no well-formed XML: {error}", tuple(reader.cases)) from error
    return tuple(reader.cases)


@dataclass
class _Element:
    """An element that is open."""

    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)


@dataclass
class _Case:
    """A ``testcase`` that is open, or a suite that failed as a whole."""

    attributes: dict[str, str]
    results: list[_Element] = field(default_factory=list)
    stdout: list[str] = field(default_factory=list)
    stderr: list[str] = field(default_factory=list)


class _Reader:
    """Collects cases while expat reads.

    An exception in a handler stops expat at once. A document type is such an exception, so no
    declaration in it is ever read.
    """

    def __init__(self) -> None:
        self.cases: list[CaseResult] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._document_type
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._open: list[_Element] = []
        self._suites: list[dict[str, str]] = []
        self._case: _Case | None = None
        self._case_depth = 0

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and _ENCODINGS.fullmatch(encoding) is None:
            raise UnreadableReport(f"the encoding {encoding[:50]!r} is not supported")

    def _document_type(
        self, name: str, system: str | None, public: str | None, has_subset: int
    ) -> None:
        raise UnreadableReport("document types are refused")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2].lower()
        if len(self._open) >= MAX_DEPTH:
            raise UnreadableReport(f"elements lie more than {MAX_DEPTH} deep")
        if not self._open and tag not in ("testsuites", "testsuite"):
            raise UnreadableReport(f"the outermost element is {name[:50]!r}")
        self._open.append(_Element(tag, attributes))
        if tag in ("testsuites", "testsuite"):
            self._suites.append(attributes)
        elif tag == "testcase" and self._case is None:
            self._case, self._case_depth = _Case(attributes), len(self._open)

    def _characters(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _end(self, name: str) -> None:
        element = self._open.pop()
        parent = self._open[-1].tag if self._open else ""
        if self._case is not None and len(self._open) == self._case_depth:
            self._add_to_case(self._case, element)
        elif self._case is not None and len(self._open) == self._case_depth - 1:
            self._finish(self._case)
            self._case = None
        elif self._case is None and parent == "testsuite" and element.tag in _BAD:
            self._finish(_Case({"name": self._suites[-1].get("name", "")}, [element]))
        elif element.tag in ("testsuites", "testsuite") and self._case is None:
            self._suites.pop()

    @staticmethod
    def _add_to_case(case: _Case, element: _Element) -> None:
        if element.tag in _RESULTS:
            # pytest tells a module that it cannot import as often as it tries.
            if not case.results or case.results[-1] != element:
                case.results.append(element)
        elif element.tag == "system-out":
            case.stdout += element.text
        elif element.tag == "system-err":
            case.stderr += element.text

    def _finish(self, case: _Case) -> None:
        results = _results(case)
        if len(self.cases) + len(results) > MAX_CASES:
            raise UnreadableReport(f"there are more than {MAX_CASES} cases")
        identifier = case_id(case.attributes, self._suites)[:MAX_ID]
        stdout, stderr = _end_of(case.stdout), _end_of(case.stderr)
        for outcome, element in results:
            text = "".join(element.text).strip("\r\n") if element else ""
            self.cases.append(
                CaseResult(
                    id=identifier,
                    outcome=outcome,
                    seconds=_seconds(case.attributes.get("time", "")),
                    message=_message(element.attributes, text)[:MAX_MESSAGE] if element else "",
                    traceback=text[-MAX_TEXT:] if outcome.is_bad else "",
                    stdout=stdout,
                    stderr=stderr,
                )
            )


def _end_of(parts: list[str]) -> str:
    text = "".join(parts)
    if _PYTEST_TITLE.match(text):
        text = text.partition("\n")[2].removesuffix("\n")
    return text[-MAX_TEXT:]


def _results(case: _Case) -> list[tuple[CaseOutcome, _Element | None]]:
    """Returns what became of a case, and the elements that say so: each failure, or one result."""
    for words in (_BAD, _RERUN):  # a rerun of a failure tells nothing beyond the failure
        bad = [(words[found.tag], found) for found in case.results if found.tag in words]
        if bad:
            return [*bad]
    skipped = next((found for found in case.results if found.tag == "skipped"), None)
    if skipped is not None:
        return [(_skipped_outcome(skipped), skipped)]
    if case.attributes.get("status", "").lower() in ("skipped", "disabled", "notrun"):
        return [(CaseOutcome.SKIPPED, None)]
    return [(CaseOutcome.PASSED, None)]


def _skipped_outcome(element: _Element) -> CaseOutcome:
    message = element.attributes.get("message", "")
    if element.attributes.get("type") in _XFAILED_TYPES or message == _XFAILED:
        return CaseOutcome.XFAILED
    if message in _XPASSED:
        return CaseOutcome.XPASSED
    return CaseOutcome.SKIPPED


def _message(attributes: dict[str, str], text: str) -> str:
    """Returns the reason in one line: exception and message."""
    said = attributes.get("message", "").strip()
    if said in _NO_REASONS and text.strip():
        lines = [line for line in text.split("\n") if line.strip()]
        marked = [line[1:] for line in lines if line.startswith("E ")]
        return (marked or lines)[-1].strip()
    kind = attributes.get("type", "").strip()
    if _EXCEPTION_NAME.fullmatch(kind) is None or kind.startswith("pytest."):
        kind = ""
    first = (said or text.strip() or kind).split("\n")[0].strip()
    if said and kind and not first.startswith(kind):
        return f"{kind}: {first}"
    return first


def _seconds(text: str) -> float:
    """Reads ``0.5``, ``0,5`` and ``1,234.5``; 0 for anything else."""
    text = text.strip()[:50]
    text = text.replace(",", "") if "." in text else text.replace(",", ".")
    if re.fullmatch(r"\d+(?:\.\d*)?(?:[eE][+-]?\d{1,2})?|\.\d+", text, re.ASCII) is None:
        return 0.0
    return min(float(text), 1e9)
