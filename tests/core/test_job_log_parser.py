from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.job_log_lines import MAX_CHARACTERS, MAX_LINE, log_lines
from healbot.core.job_log_parser import MAX_ERRORS, MAX_OUTPUT, MAX_STEPS, ParsedLog, parse_job_log
from healbot.core.logged_tests import MAX_ID, MAX_TESTS, logged_tests
from tests.job_logs import CORPUS, LoggedJob

TIME = "2026-11-02T10:00:00.1234567Z "
PIECES = (
    TIME, "\ufeff", "\r", "\n", "\x1b[36;1m", "\x1b[0m", "\x1b]0;", "##[group]", "##[group]Run a",
    "##[endgroup]", "##[error]", "::error file=a.py,line=1::", "shell: sh {0}", "with:", "env:",
    "  A: b", "FAILED ", "ERROR ", "tests/test_a.py::test_b", "[a - b]", " - ", "]", "=" * 70,
    "=== short test summary info ===", "FAIL: test_a (tests.T)",
    "Traceback (most recent call last):",
    '  File "/home/runner/_work/a/a/b.py", line 1, in c', "KeyError: 1", "***", "*" * 70,
    "Process completed with exit code 1.", "Post job cleanup.", "_" * 40, "tests-1  | ", "\t",
    "Successfully installed a-1 b-2", "platform linux -- Python 3.12.1, pytest-8", "E   x",
    "rootdir: /home/runner/_work/a/a/sub", "Operating System", "\x00", "é", "\ud800",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=60).map("".join)


@pytest.mark.parametrize("logged", CORPUS, ids=lambda logged: logged.name)
def test_the_corpus(logged: LoggedJob) -> None:
    log, expected = parse_job_log(logged.text), logged.expected
    step = log.failing
    assert step is not None
    assert (step.title, step.exit_code) == (expected["step"], expected["exit_code"])
    assert log.headline == expected["headline"]
    assert (log.tests and log.tests.runner) == expected["runner"]
    assert list(log.tests.ids if log.tests else ()) == expected["ids"]
    facts = log.facts
    assert (facts.python, facts.system, facts.image) == tuple(expected["machine"])
    assert (facts.workspace, facts.test_root) == tuple(expected["folders"])
    assert dict(facts.packages) == expected["packages"]


def test_the_corpus_is_whole() -> None:
    assert len(CORPUS) >= 25
    assert all(logged.expected for logged in CORPUS)


def test_nothing_of_the_runner_stays_in_the_text() -> None:
    for logged in CORPUS:
        lines = [line.text for line in log_lines(logged.text)]
        assert not any("2026-11-02T10" in line or "\x1b" in line or "\r" in line for line in lines)
        assert not any("\ufeff" in line for line in lines)


def test_masked_secrets_stay_masked() -> None:
    log = parse_job_log(next(j for j in CORPUS if j.name == "traced_script").text)
    assert log.failing is not None
    assert log.failing.environment["DATABASE_URL"] == "***"


def test_lines_of_the_github_cli_are_read_too() -> None:
    text = "test\tRun pytest\t" + TIME + "##[error]no\n"
    (line, _) = log_lines(text)
    assert (line.mark, line.text) == ("error", "no")


def test_a_progress_bar_shows_its_last_state() -> None:
    lines = list(log_lines(f"{TIME}  1%\r 50%\r100% done\r\n{TIME}next\n"))
    assert [line.text for line in lines] == ["100% done", "next", ""]


def test_a_named_step_is_the_failing_one() -> None:
    """Both scripts failed; the first one was allowed to."""
    steps = "".join(
        f"{TIME}##[group]Run {name}\n{TIME}{name}\n{TIME}shell: sh {{0}}\n{TIME}##[endgroup]\n"
        f"{TIME}##[error]Process completed with exit code 2.\n"
        for name in ("first", "second")
    )
    for names, expected in (((), "Run second"), (("Run first",), "Run first")):
        step = parse_job_log(steps, names).failing
        assert step is not None
        assert step.title == expected


@settings(deadline=None)
@given(texts)
def test_any_text_is_read_and_the_result_is_bounded(text: str) -> None:
    check_bounds(parse_job_log(text, ("Run a",)))


@settings(deadline=None)
@given(texts, st.integers(0, 200))
def test_what_comes_before_a_cut_does_not_break_it(text: str, at: int) -> None:
    check_bounds(parse_job_log(CORPUS[0].text[at * 10 :] + text))


@pytest.mark.parametrize(
    "line",
    [
        "=" * 5000, "_" * 5000, "= " * 2500, "_ " * 2500, "- " * 2500, "] - " * 1250, "[" * 5000,
        "\x1b[" + "1;" * 2500, "\x1b]" * 2500, "::error " * 600, "##[group]Run " + "a/" * 2500,
        "FAILED " + "a" * 2400 + ".py::" + "b" * 2500, "FAILED a.py::b[" + "] - [" * 900,
        "FAIL: " + "a" * 2000 + " (" + "b." * 900 + ")", "Image: " + "a-" * 2000, "a: " * 1600,
        "/home/runner/_work/" * 280, "rootdir: " + "/a" * 2000,
        "Successfully installed " + "a-1 " * 900,
        'File "' * 800, "\t" * 5000, "\r" * 5000, "'\"" * 2000,
    ],
)  # fmt: skip
def test_lines_made_to_take_long(line: str) -> None:
    before = f"{TIME}##[group]Run x\n{TIME}x\n{TIME}shell: sh {{0}}\n{TIME}##[endgroup]\n"
    heading = f"{TIME}=== short test summary info ===\n"
    text = before + heading + f"{TIME}{line}\n" * 300 + f"{TIME}##[error]Process completed\n"
    check_bounds(parse_job_log(text))


def test_only_the_end_of_a_huge_log_is_read() -> None:
    filler = f"{TIME}{'x' * 80}\n" * (MAX_CHARACTERS // 100)
    end = f"{TIME}##[error]Process completed with exit code 9.\n"
    log = parse_job_log(f"{TIME}##[error]long ago\n{filler}{end}")
    check_bounds(log)
    assert log.failing is not None
    assert log.failing.errors == ("Process completed with exit code 9.",)


def check_bounds(log: ParsedLog) -> None:
    assert len(log.steps) <= MAX_STEPS
    assert len(log.headline) <= 500
    assert len(log.tail) <= 6100
    for step in log.steps:
        assert len(step.output) <= MAX_OUTPUT
        assert len(step.errors) <= MAX_ERRORS
        assert all(len(line) <= MAX_LINE for line in step.output)
    if log.tests is not None:
        assert 0 < len(log.tests.ids) <= MAX_TESTS
        assert all(len(name) <= MAX_ID for name in log.tests.ids)


RULE = "=" * 70
SUMMARY = "=== short test summary info ==="


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        (["FAILED a.py::test_b - x"], ["a.py::test_b"]),
        (["FAILED a.py::test_b"], ["a.py::test_b"]),
        (["FAILED a.py::T::test_b[1-2] - assert [1] == [2]"], ["a.py::T::test_b[1-2]"]),
        (["FAILED a.py::test_b[a - b]"], ["a.py::test_b[a - b]"]),
        (["ERROR a dir/test b.py - ImportError"], ["a dir/test b.py"]),
        (["ERROR a\\b.py::test_c - x"], ["a/b.py::test_c"]),
        (["SUBFAILED[i=1] a.py::T::test_b - x"], ["a.py::T::test_b"]),
        (["SUBFAILED(i=1) a.py::T::test_b - x"], ["a.py::T::test_b"]),
        (["SUBFAIL [text] (i=1) a.py::T::test_b - x"], ["a.py::T::test_b"]),
        (["FAILED a.py::test_b - x", "FAILED a.py::test_b - y"], ["a.py::test_b"]),
        (["FAILED docs/a.md::a.md"], ["docs/a.md::a.md"]),
        (["ERROR could not connect", "FAILED (errors=1)", "FAILED a.py::test b - x"], []),
    ],
)
def test_the_summary_of_pytest(lines: list[str], ids: list[str]) -> None:
    found = logged_tests([SUMMARY, *lines, "=== 1 failed in 0.1s ==="])
    assert list(found.ids if found else ()) == ids


def test_what_looks_like_a_failing_test_counts_in_the_summary_only() -> None:
    assert logged_tests(["FAILED (failures=1)", "ERROR: test_a (tests.T)"]) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("FAIL: test_a (tests.test_b.C.test_a)", "tests.test_b.C.test_a"),
        ("FAIL: test_a (tests.test_b.C)", "tests.test_b.C.test_a"),
        ("ERROR: test_a (test_b.C.test_a) [message] (i=1)", "test_b.C.test_a"),
        ("ERROR: setUpClass (tests.test_b.C)", "tests.test_b.C"),
        ("ERROR: tests.test_b (unittest.loader._FailedTest.tests.test_b)", "tests.test_b"),
        ("ERROR: test_b (unittest.loader._FailedTest)", "test_b"),
    ],
)
def test_the_headings_of_unittest(line: str, name: str) -> None:
    found = logged_tests([RULE, line, "-" * 70])
    assert found is not None
    assert (found.runner, found.ids) == ("unittest", (name,))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=30))
def test_any_parameter_is_found_when_a_heading_names_it(parameter: str) -> None:
    name = f"test_b[{parameter}]"
    lines = [f"________ {name} ________", SUMMARY, f"FAILED a.py::{name} - assert 1 == 2"]
    found = logged_tests(lines)
    assert found is not None
    assert found.ids == (f"a.py::{name}",)


HOSTED, OWN = "work", "_work"
"""What runners call the folder that they check out into: the host's, and one's own."""


@pytest.mark.parametrize("name", [HOSTED, OWN])
@pytest.mark.parametrize("home", ["/home/runner", "/Users/runner"])
def test_the_folders_of_runners(home: str, name: str) -> None:
    _check_workspace(f"{home}/{name}", "/")


@pytest.mark.parametrize(
    ("folder", "separator"), [("/opt/actions-runner/_work", "/"), ("/__w", "/"), ("D:\\a", "\\")]
)
def test_the_folders_of_containers_and_windows(folder: str, separator: str) -> None:
    _check_workspace(folder, separator)


def _check_workspace(folder: str, separator: str) -> None:
    """The checkout is seen in a traceback; what the runner keeps beside it is not taken for it."""
    place = separator.join((folder, "cart", "cart"))
    temporary = separator.join((folder, "_temp", "script.sh"))
    lines = (temporary, f'  File "{place}{separator}a.py", line 1, in c', "KeyError: 1")
    log = parse_job_log("\n".join(f"{TIME}{line}" for line in lines))
    assert log.facts.workspace == place.replace("\\", "/")
