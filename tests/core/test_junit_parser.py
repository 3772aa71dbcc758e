"""JUnit XML: what real runners write, what the formats of others say, and hostile files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healbot.core import junit_parser
from healbot.core.cases import CaseOutcome, CaseResult
from healbot.core.junit_parser import MAX_DEPTH, MAX_TEXT, UnreadableReport, parse_junit

_TESTS = """
import pytest
from tests.base import Base

class TestA:
    class TestB:
        @pytest.mark.parametrize("x", ["a.b", "c::d", "e/f[1]", "[", "a b"])
        def test_y(self, x): assert x == "a.b"
    def test_out(self):
        print("said on stdout")
        assert 1 == 2
class TestInherited(Base): pass
def test_ok(): pass
@pytest.mark.xfail(reason="later")
def test_xfail(): assert 0
@pytest.mark.xfail(strict=True)
def test_xpass_strict(): pass
@pytest.mark.skip("why")
def test_skip(): pass
@pytest.fixture
def bad(): raise ValueError("no set-up")
@pytest.fixture
def bad_end():
    yield
    raise ValueError("no tear-down")
def test_setup(bad): pass
def test_down(bad_end): assert 0, "in the test"
def test_control(): raise ValueError("\\x1b[31m\\0 \\ud800")
"""
_FILES = {
    "tests/__init__.py": "",
    "tests/base.py": "class Base:\n    def test_inherited(self): assert 0\n",
    "tests/test_x.py": _TESTS,
    "tests/test_lost.py": "import not_there\n",
    "tests/my.v2/test_dots.py": "def test_dots(): assert 0\n",
    "tests/test_doc.txt": ">>> 1 + 1\n3\n",
    "pkg/__init__.py": "",
    "pkg/mod.py": 'def f():\n    """\n    >>> f()\n    2\n    """\n    return 1\n',
    "conftest.py": """
import pathlib
def pytest_runtest_logreport(report):
    if report.failed or report.skipped or report.when == "call":
        with open("ids.txt", "a") as file:
            file.write(report.nodeid + "\\n")
""",
}


@pytest.fixture(scope="module")
def pytest_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``xunit1.xml``, ``xunit2.xml`` and, in ``ids.txt``, pytest's own node ids."""
    root = tmp_path_factory.mktemp("project")
    for path, text in _FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for family in ("xunit1", "xunit2"):
        (root / "ids.txt").unlink(missing_ok=True)
        argv = [
            sys.executable, "-m", "pytest", "-q", "--doctest-modules", "-p", "no:cacheprovider",
            "--continue-on-collection-errors", "-o", f"junit_family={family}",
            "-o", "junit_logging=out-err", f"--junitxml={family}.xml",
        ]  # fmt: skip
        done = subprocess.run(argv, cwd=root, capture_output=True, text=True, timeout=120)
        assert done.returncode == 1, done.stdout + done.stderr
    return root


def _by_id(cases: tuple[CaseResult, ...]) -> dict[str, CaseResult]:
    return {case.id: case for case in cases}


def test_node_ids_of_pytest_are_recovered(pytest_run: Path) -> None:
    cases = parse_junit((pytest_run / "xunit1.xml").read_bytes())
    own = (pytest_run / "ids.txt").read_text().splitlines()
    assert len(own) > 15
    # An inherited test carries the file of its base class.
    assert "tests/test_x.py::TestInherited::test_inherited" in own
    ran = [case.id for case in cases if case.id != "tests/test_lost.py"]
    assert sorted(ran) == sorted(own)
    assert "tests/test_lost.py" in {case.id for case in cases}


def test_node_ids_are_guessed_without_the_file(pytest_run: Path) -> None:
    cases = parse_junit((pytest_run / "xunit2.xml").read_bytes())
    found = {case.id for case in cases}
    own = set((pytest_run / "ids.txt").read_text().splitlines())
    # What cannot be told: a dot in a folder's name, and that a doctest is of a text file.
    hard = {"tests/my.v2/test_dots.py::test_dots", "tests/test_doc.txt::test_doc.txt"}
    assert own - hard <= found
    assert "tests/test_lost.py" in found


@pytest.mark.parametrize(
    ("name", "outcome", "message"),
    [
        ("test_ok", CaseOutcome.PASSED, ""),
        ("test_xfail", CaseOutcome.XFAILED, "later"),
        ("test_xpass_strict", CaseOutcome.FAILED, "[XPASS(strict)]"),
        ("test_skip", CaseOutcome.SKIPPED, "why"),
        ("test_setup", CaseOutcome.ERROR, 'failed on setup with "ValueError: no set-up"'),
        ("TestA::test_out", CaseOutcome.FAILED, "assert 1 == 2"),
        ("TestA::TestB::test_y[a.b]", CaseOutcome.PASSED, ""),
        ("TestA::TestB::test_y[e/f[1]]", CaseOutcome.FAILED, "AssertionError: assert 'e/f[1]'"),
    ],
)
def test_outcomes_of_pytest(
    pytest_run: Path, name: str, outcome: CaseOutcome, message: str
) -> None:
    case = _by_id(parse_junit((pytest_run / "xunit1.xml").read_bytes()))[f"tests/test_x.py::{name}"]
    assert case.outcome is outcome
    assert case.message.startswith(message)
    assert bool(case.traceback) is case.outcome.is_bad


def test_details_of_pytest(pytest_run: Path) -> None:
    cases = parse_junit((pytest_run / "xunit1.xml").read_bytes())
    known = _by_id(cases)
    lost = known["tests/test_lost.py"]
    assert lost.outcome is CaseOutcome.ERROR
    assert lost.message == "ModuleNotFoundError: No module named 'not_there'"
    assert "tests/test_lost.py:1: in <module>" in lost.traceback
    assert known["tests/test_x.py::TestA::test_out"].stdout == "said on stdout\n"
    assert known["tests/test_x.py::TestA::test_out"].stderr == ""
    down = [case for case in cases if case.id == "tests/test_x.py::test_down"]
    assert [case.outcome for case in down] == [CaseOutcome.FAILED, CaseOutcome.ERROR]
    assert "#x1B[31m#x00" in known["tests/test_x.py::test_control"].message
    # Told twice by pytest (a doctest module and a test module), once here.
    assert [case.id for case in cases].count("tests/test_lost.py") == 1


_UNITTEST = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="tests.test_x.TestA-20261129151344" tests="4" file="tests/test_x.py">
    <testcase classname="tests.test_x.TestA" name="test_ok" time="0.25" file="tests/test_x.py">
      <system-out><![CDATA[hello
]]></system-out><system-err><![CDATA[oh]]></system-err>
    </testcase>
    <testcase classname="tests.test_x.TestA" name="test_fail" file="tests/test_x.py" line="4">
      <failure type="AssertionError" message="1 != 2"><![CDATA[Traceback (most recent call last):
  File "/p/tests/test_x.py", line 4, in test_fail
    self.assertEqual(1, 2)
AssertionError: 1 != 2
]]></failure>
    </testcase>
    <testcase classname="tests.test_x.TestA" name="test_s [m.x] (i=0)" file="tests/test_x.py">
      <failure type="AssertionError" message="0 != 1">text</failure>
    </testcase>
    <testcase classname="tests.test_x.TestA" name="test_xf" file="tests/test_x.py">
      <skipped type="XFAIL" message="expected failure: x"/>
    </testcase>
  </testsuite>
  <testsuite name="unittest.suite._ErrorHolder-20261129151344" file="unittest/suite.py">
    <testcase classname="" name="setUpClass (tests.test_x.TestB)" file="tests/test_x.py">
      <error type="ValueError" message="no set up">text</error>
    </testcase>
    <testcase classname="" name="setUpModule (tests.test_z)" file="unittest/loader.py">
      <error type="ValueError" message="mod">text</error>
    </testcase>
  </testsuite>
  <testsuite name="unittest.loader._FailedTest-20261129151344" file="unittest/loader.py">
    <testcase classname="unittest.loader._FailedTest.tests" name="test_y" file="loader.py">
      <error type="ImportError" message="Failed to import test module: tests.test_y&#10;T">x</error>
    </testcase>
  </testsuite>
</testsuites>
"""
_NOSE2 = """<testsuite name="nose2-junit" errors="4" failures="3" skipped="3" tests="8">
  <testcase time="0" classname="setUpModule (tests" name="test_z)"><error message="test failure"
    >Traceback (most recent call last):
  File "/p/tests/test_z.py", line 2, in setUpModule
ValueError: mod
</error><system-out /></testcase>
  <testcase time="0" classname="nose2.loader.ModuleImportFailure.tests" name="test_y">
    <error message="test failure">ImportError: x</error><system-out /></testcase>
  <testcase time="0.004158" classname="tests.test_x.TestA" name="test_err">
    <error message="test failure">KeyError: 'a'</error></testcase>
  <testcase classname="tests.test_x.TestA.test_sub [m" name="x] (i=0)">
    <failure message="test failure">AssertionError: 0 != 1
</failure></testcase>
  <testcase classname="tests.test_x.TestA" name="test_xf">
    <skipped message="expected test failure">Traceback</skipped></testcase>
  <testcase classname="tests.test_x.TestA" name="test_xp">
    <skipped message="test passes unexpectedly" /></testcase>
</testsuite>
"""
_JEST = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jest tests" tests="3" failures="1" errors="0" time="1.231">
  <testsuite name="sum" errors="0" failures="1" skipped="0" timestamp="2026-11-29T10:11:12">
    <testcase classname="sum adds (2 numbers)" name="sum adds (2 numbers)" time="0.003">
      <failure>Error: expect(received).toBe(expected) // Object.is equality
    at Object.toBe (/p/sum.test.js:4:21)</failure>
    </testcase>
    <testcase classname="sum" name="subtracts" time="0"><skipped/></testcase>
  </testsuite>
</testsuites>
"""
_GO = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1">
  <testsuite name="example.org/pkg/cart" tests="3" failures="1" errors="0" hostname="h" time="0.1">
    <properties><property name="go.version" value="go1.24"></property></properties>
    <testcase name="TestTotal/empty" classname="example.org/pkg/cart" time="0.000">
      <failure message="Failed"><![CDATA[    cart_test.go:12: got 1, want 2]]></failure>
    </testcase>
    <testcase name="TestSkip" classname="example.org/pkg/cart" time="0.000">
      <skipped message="cart_test.go:7: not here"></skipped>
    </testcase>
    <system-out><![CDATA[of the whole suite]]></system-out>
  </testsuite>
</testsuites>
"""
_SUREFIRE = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="org.example.CartTest"
  time="1,234.5" tests="4" errors="0" skipped="1" failures="2">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="totals" classname="org.example.CartTest" time="1,034.5">
    <failure message="expected: &lt;1&gt;" type="org.opentest4j.AssertionFailedError"
      ><![CDATA[org.opentest4j.AssertionFailedError: expected: <1>
	at org.example.CartTest.totals(CartTest.java:9)]]></failure>
    <rerunFailure message="again" type="org.opentest4j.AssertionFailedError">
      <stackTrace>x</stackTrace><system-out>of the rerun</system-out></rerunFailure>
    <system-out>out</system-out>
  </testcase>
  <testcase name="flaky" classname="org.example.CartTest" time="0,5">
    <flakyFailure message="once" type="x"><stackTrace>x</stackTrace></flakyFailure></testcase>
  <testcase name="fatal" classname="org.example.CartTest" time="NaN"><error type="java.lang.Error"
    >java.lang.Error
	at x</error></testcase>
  <testcase name="rerun" classname="org.example.CartTest" time="-1">
    <rerunError message="again" type="x"/></testcase>
  <testcase name="off" classname="org.example.CartTest" status="disabled"/>
</testsuite>
"""


def _told(text: str) -> list[tuple[str, str, str]]:
    return [(case.id, case.outcome.value, case.message) for case in parse_junit(text.encode())]


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (
            _UNITTEST,
            [
                ("tests.test_x.TestA.test_ok", "passed", ""),
                ("tests.test_x.TestA.test_fail", "failed", "AssertionError: 1 != 2"),
                ("tests.test_x.TestA.test_s", "failed", "AssertionError: 0 != 1"),
                ("tests.test_x.TestA.test_xf", "xfailed", "XFAIL: expected failure: x"),
                ("tests.test_x.TestB", "error", "ValueError: no set up"),
                ("tests.test_z", "error", "ValueError: mod"),
                (
                    "tests.test_y",
                    "error",
                    "ImportError: Failed to import test module: tests.test_y",
                ),
            ],
        ),
        (
            _NOSE2,
            [
                ("tests.test_z", "error", "ValueError: mod"),
                ("tests.test_y", "error", "ImportError: x"),
                ("tests.test_x.TestA.test_err", "error", "KeyError: 'a'"),
                ("tests.test_x.TestA.test_sub", "failed", "AssertionError: 0 != 1"),
                ("tests.test_x.TestA.test_xf", "xfailed", "expected test failure"),
                ("tests.test_x.TestA.test_xp", "xpassed", "test passes unexpectedly"),
            ],
        ),
        (
            _JEST,
            [
                (
                    "sum adds (2 numbers)",
                    "failed",
                    "Error: expect(received).toBe(expected) // Object.is equality",
                ),
                ("sum.subtracts", "skipped", ""),
            ],
        ),
        (
            _GO,
            [
                (
                    "example.org/pkg/cart.TestTotal/empty",
                    "failed",
                    "cart_test.go:12: got 1, want 2",
                ),
                ("example.org/pkg/cart.TestSkip", "skipped", "cart_test.go:7: not here"),
            ],
        ),
        (
            _SUREFIRE,
            [
                (
                    "org.example.CartTest.totals",
                    "failed",
                    "org.opentest4j.AssertionFailedError: expected: <1>",
                ),
                ("org.example.CartTest.flaky", "passed", ""),
                ("org.example.CartTest.fatal", "error", "java.lang.Error"),
                ("org.example.CartTest.rerun", "error", "x: again"),
                ("org.example.CartTest.off", "skipped", ""),
            ],
        ),
    ],
    ids=["unittest", "nose2", "jest", "go", "surefire"],
)
def test_other_runners(report: str, told: list[tuple[str, str, str]]) -> None:
    assert _told(report) == told


def test_outputs_and_times() -> None:
    first = parse_junit(_UNITTEST.encode())[0]
    assert (first.stdout, first.stderr, first.seconds) == ("hello\n", "oh", 0.25)
    java = parse_junit(_SUREFIRE.encode())
    assert [case.seconds for case in java] == [1034.5, 0.5, 0.0, 0.0, 0.0]
    assert java[0].stdout == "out"
    assert parse_junit(_GO.encode())[0].stdout == ""


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ('<testcase classname="a" name="b"/>', [("a.b", "passed", "")]),
        ('<testcase name="b"><failure/><error/></testcase>',
         [("b", "failed", ""), ("b", "error", "")]),
        ('<testcase name="b"><skipped/><failure message="x"/></testcase>', [("b", "failed", "x")]),
        ("<testcase><failure>boom\nmore</failure></testcase>", [("s", "failed", "boom")]),
        ('<error message="no set-up">x</error>', [("s", "error", "no set-up")]),
        ('<testsuite name="t"><testcase/></testsuite><testcase/>',
         [("t", "passed", ""), ("s", "passed", "")]),
        ('<testcase name="b"><testcase name="c"><failure/></testcase></testcase>',
         [("b", "passed", "")]),
        ('<properties><testcase name="b"/></properties>', [("b", "passed", "")]),
        ('<n:testcase xmlns:n="u" name="b"/>', [("b", "passed", "")]),
    ],
)  # fmt: skip
def test_unusual_reports(case: str, told: list[tuple[str, str, str]]) -> None:
    assert _told(f'<testsuite name="s">{case}</testsuite>') == told


def test_an_empty_report_has_no_cases() -> None:
    assert parse_junit(b"<testsuites/>") == ()


@pytest.mark.parametrize(
    ("classname", "name", "file", "identifier"),
    [
        ("tests.test_x", "test_a", "tests/test_x.py", "tests/test_x.py::test_a"),
        ("t.test_x.TestA", "test_a[1-x]", "t/test_x.py", "t/test_x.py::TestA::test_a[1-x]"),
        ("ci.tests.test_x.TestA", "test_a", "tests/test_x.py", "tests/test_x.py::TestA::test_a"),
        ("tests.test_x.TestA", "test_a", "tests/base.py", "tests/test_x.py::TestA::test_a"),
        ("tests.test_x.TestA", "test_a", "", "tests/test_x.py::TestA::test_a"),
        ("TestA", "test_a", "", "TestA.py::test_a"),
        ("a.a.TestA", "test_a", "a.py", "a.py::a::TestA::test_a"),
        ("", "tests.test_x", "tests/test_x.py", "tests/test_x.py"),
        ("", "tests.test_x", "", "tests/test_x.py"),
        ("tests.test_x", "test_a", "tests\\test_x.py", "tests/test_x.py::test_a"),
        ("pytest", "internal", "", "pytest.internal"),
        ("..", "test_a", "", ".py::test_a"),
    ],
)  # fmt: skip
def test_node_ids(classname: str, name: str, file: str, identifier: str) -> None:
    case = f"<testcase classname={quoteattr(classname)} name={quoteattr(name)} file='{file}'/>"
    (found,) = parse_junit(f'<testsuite name="pytest">{case}</testsuite>'.encode())
    assert found.id == identifier


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_HOSTILE = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]><testsuite name="&l9;"/>',
    "external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite>&e;</testsuite>',
    "external document type": '<!DOCTYPE testsuite SYSTEM "http://localhost/x.dtd"><testsuite/>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><testsuite/>',
    "default attributes": '<!DOCTYPE x [<!ATTLIST testcase name CDATA "x">]><testsuite/>',
    "undeclared entity": "<testsuite>&nbsp;</testsuite>",
    "deep": "<testsuite>" * (MAX_DEPTH + 1) + "</testsuite>" * (MAX_DEPTH + 1),
    "deeper": "<testsuite>" * 500_000,
    "not JUnit": "<html><testcase name='x'/></html>",
    "text": "all went well",
    "nothing": "",
    "two documents": "<testsuite/><testsuite/>",
    "control characters": "<testsuite>\x1b</testsuite>",
    "escaped control characters": "<testsuite>&#27;</testsuite>",
    "surrogate": "<testsuite>&#xD800;</testsuite>",
    "attributes twice": "<testsuite name='a' name='b'/>",
    "unknown encoding": '<?xml version="1.0" encoding="unicode_escape"?><testsuite/>',
    "odd encoding": '<?xml version="1.0" encoding="idna"?><testsuite/>',
    "other encoding": '<?xml version="1.0" encoding="UTF-16"?><testsuite/>',
}  # fmt: skip


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_reports_are_refused(name: str) -> None:
    with pytest.raises(UnreadableReport) as raised:
        parse_junit(_HOSTILE[name].encode())
    assert raised.value.cases == ()
    assert str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><testsuite><testcase name="grün"/></testsuite>'
    )
    assert parse_junit(text.encode(encoding))[0].id == "grün"


def test_bytes_of_another_encoding_are_refused() -> None:
    with pytest.raises(UnreadableReport):
        parse_junit('<testsuite><testcase name="grün"/></testsuite>'.encode("latin-1"))


def test_a_report_that_is_cut_off_is_refused_with_what_was_complete() -> None:
    whole = _UNITTEST.encode()
    cut = whole[: whole.index(b"test_s [")]
    with pytest.raises(UnreadableReport) as raised:
        parse_junit(cut)
    assert [case.id for case in raised.value.cases] == [
        "tests.test_x.TestA.test_ok",
        "tests.test_x.TestA.test_fail",
    ]


def test_sizes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "x" * (MAX_TEXT + 10) + "end"
    (case,) = parse_junit(
        f"<testsuite><testcase name='{'n' * 9999}'><error message='{'m' * 9999}'>{text}</error>"
        f"<system-out>{text}</system-out></testcase></testsuite>".encode()
    )
    assert len(case.traceback) == len(case.stdout) == MAX_TEXT
    assert case.traceback.endswith("end")
    assert len(case.id) < 9999
    assert len(case.message) < 9999
    monkeypatch.setattr(junit_parser, "MAX_CASES", 3)
    with pytest.raises(UnreadableReport) as raised:
        parse_junit(b"<testsuite>" + b"<testcase name='a'/>" * 4 + b"</testsuite>")
    assert len(raised.value.cases) == 3
    monkeypatch.setattr(junit_parser, "MAX_REPORT_BYTES", 20)
    with pytest.raises(UnreadableReport):
        parse_junit(b"<testsuite>          </testsuite>")


def _case(attributes: str, inside: str = "", suite: str = "s") -> str:
    return f"<testsuite name='{suite}'><testcase {attributes}>{inside}</testcase></testsuite>"


_LARGE = {
    "cases": "<testsuite>" + "<testcase name='a'/>" * 50_000 + "</testsuite>",
    "character references": _case("name='a'", "<failure>" + "&lt;" * 1_000_000 + "</failure>"),
    "failures": _case(
        "name='a'", f"<system-out>{'x' * 9_000_000}</system-out>" + "<failure/><error/>" * 20_000
    ),
    "attributes": _case(" ".join(f"a{n}=''" for n in range(100_000))),
    "one attribute": f"<testsuite name='{'a' * 20_000_000}'/>",
    "names": _case(f"classname='{'a.' * 1_000_000}' name='{'(' * 1_000_000}'"),
    "node id": _case(f"classname='{'a.' * 1_000_000}' name='x'", suite="pytest"),
    "file": _case(f"classname='{'a.' * 500_000}' file='{'a/' * 400_000}'", suite="pytest"),
    "fixtures": _case(f"name='{'setUpClass (' * 400_000}'", suite="nose2-junit"),
    "subtests": _case(
        f"classname='{'a.' * 400_000}' name='{'a [' * 400_000}'", suite="nose2-junit"
    ),
    "types": _case("name='a'", f"<failure type='{'a.' * 1_000_000}!' message='x'/>"),
    "comment": "<!--" + "-" * 1_000_000 + "--><testsuite/>",
}  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", _LARGE.values(), ids=list(_LARGE))
def test_large_reports_are_read_in_linear_time(text: str) -> None:
    try:
        cases = parse_junit(text.encode())
    except UnreadableReport:
        return
    assert all(len(case.id) <= junit_parser.MAX_ID for case in cases)


_XML_TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), include_characters="\t\n"), max_size=50
)
_ID_PART = st.from_regex(re.compile(r"[a-z_][a-z_0-9]{0,8}"), fullmatch=True)


@st.composite
def _pytest_case(draw: st.DrawFn) -> tuple[str, str]:
    """A node id and the element that pytest writes for it."""
    folders = draw(st.lists(_ID_PART, max_size=3))
    path = "/".join([*folders, f"test_{draw(_ID_PART)}.py"])
    classes = draw(st.lists(_ID_PART.map(str.capitalize), max_size=2))
    name = "test_" + draw(_ID_PART) + draw(st.sampled_from(["", "[1]", "[a/b::c.d]", "[]]"]))
    classname = ".".join([path.removesuffix(".py").replace("/", "."), *classes])
    element = f'<testcase classname="{classname}" name="{name}" file="{path}"'
    return "::".join([path, *classes, name]), element


@given(st.lists(st.tuples(_pytest_case(), _XML_TEXT, _XML_TEXT), max_size=3))
@settings(deadline=None, max_examples=50)
def test_what_pytest_writes_comes_back(cases: list[tuple[tuple[str, str], str, str]]) -> None:
    text = "".join(
        f"{element}><failure message={quoteattr(message)}>{escape(trace)}</failure></testcase>"
        for (_, element), message, trace in cases
    )
    found = parse_junit(f'<testsuite name="pytest">{text}</testsuite>'.encode())
    assert [case.id for case in found] == [node_id for (node_id, _), _, _ in cases]
    assert [case.traceback for case in found] == [trace.strip("\r\n") for _, _, trace in cases]
    assert all(case.outcome is CaseOutcome.FAILED and "\n" not in case.message for case in found)


_PIECES = st.sampled_from(
    ["<testsuites>", "</testsuites>", '<testsuite name="pytest">', "</testsuite>", "<testcase/>",
     '<testcase classname="a.b" name="c" file="a/b.py">', "</testcase>", "<failure>", "</failure>",
     '<error message="x" type="y"/>', '<skipped type="pytest.xfail"/>', "<system-out>x",
     "</system-out>", "<![CDATA[", "]]>", "<!DOCTYPE x>", "&amp;", "&x;", "x", "<?pi x?>", "<!--",
     "-->", "\0", "<a:b/>", "</:>"]
)  # fmt: skip


@given(
    st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.lists(_PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode()),
        st.lists(_PIECES, max_size=25).map(
            lambda pieces: f"<testsuite>{''.join(pieces)}</testsuite>".encode()
        ),
    )
)
@settings(deadline=None, max_examples=400)
@example(b"\xff\xfe<\0")
def test_arbitrary_bytes_give_cases_or_one_exception(data: bytes) -> None:
    try:
        cases = parse_junit(data)
    except UnreadableReport as error:
        cases = error.cases
    for case in cases:
        assert case.id
        assert "\n" not in case.message
        assert case.seconds >= 0


@given(st.data())
@settings(deadline=None)
def test_a_cut_report_is_never_taken_for_whole(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([_UNITTEST, _NOSE2, _JEST, _GO, _SUREFIRE])).encode()
    cut = data.draw(st.integers(0, len(whole.rstrip()) - 1))
    with pytest.raises(UnreadableReport) as raised:
        parse_junit(whole[:cut])
    assert raised.value.cases == parse_junit(whole)[: len(raised.value.cases)]
