"""What a reviewer reads. The whole bodies stand in ``snapshots/``.

``HEALBOT_RENEW_SNAPSHOTS=1 pytest -n0 tests/reports/pull_request`` writes them anew; read the
difference before it is committed.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.core.hint import Hint
from healbot.core.reproducer import ReproducerKind
from healbot.core.session import Check, Outcome, Request
from healbot.core.tampering import Severity
from healbot.reports.pull_request import Ending, PullRequestText, pull_request_text
from healbot.reports.pull_request.body import LIMIT, size
from tests.hostile_markdown import HOSTILE, hostile
from tests.markdown_page import page_of
from tests.reports.pull_request.stories import (
    STORIES,
    attempt,
    flag,
    further,
    last,
    session,
    story,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
OWN_ELEMENTS = {
    "p", "strong", "em", "code", "pre", "a", "details", "summary", "span", "ul", "li",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_whole_body(name: str) -> None:
    text = pull_request_text(STORIES[name])
    written = f"{text.title}\n\n{text.body}"
    path = SNAPSHOTS / f"{name}.md"
    if os.environ.get("HEALBOT_RENEW_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


def test_no_snapshot_is_left_over() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(STORIES)


@pytest.mark.parametrize("name", STORIES)
class TestEveryBody:
    def test_begins_with_the_verdict(self, name: str) -> None:
        first = pull_request_text(STORIES[name]).body.split("\n")[0]
        beginnings = {
            Ending.VALIDATED: "**Passes the checks.** ",
            Ending.FLAGGED: "**Not proven: a person has to look at a line.** ",
            Ending.SET_ASIDE: "**Set aside by a reviewer.** ",
            Ending.UNPROVEN: "**Not proven.** ",
            Ending.GAVE_UP: "**Not healed.** ",
            Ending.ROLLED_BACK: "**Rolled back to ",
        }
        assert first.startswith(beginnings[STORIES[name].ending])

    def test_is_well_formed_and_within_the_limit(self, name: str) -> None:
        text = pull_request_text(STORIES[name])
        page = page_of(text.body)
        assert set(page.names) <= OWN_ELEMENTS
        assert not (page.unclosed or page.stray or page.active or page.comments)
        assert size(text.body) <= LIMIT
        assert len(text.title) <= 90

    def test_never_says_correct(self, name: str) -> None:
        said = pull_request_text(STORIES[name]).body.replace("that the program is correct", "")
        assert "correct" not in said


class TestWhatIsTold:
    def test_endings(self) -> None:
        assert {told.ending for told in STORIES.values()} == set(Ending)

    def test_a_forged_validation_with_flags_is_not_proven(self) -> None:
        text = pull_request_text(story(session(attempt()), findings=(flag(), flag(line=11))))
        assert text.title.startswith("Unproven fix: ")
        assert "a person has to look at 2 lines" in text.body
        assert "Passes the checks" not in text.body

    def test_flags_lead_to_the_line(self) -> None:
        told = story(session(attempt()), findings=(flag(path="src/a b#.py"),))
        commit = told.commits[1]
        assert page_of(pull_request_text(told).body).links[0] == (
            f"https://github.com/ada/report/blob/{commit}/src/a%20b%23.py#L9"
        )

    def test_what_was_taken_away_is_shown_at_the_base(self) -> None:
        told = story(session(attempt()), findings=(flag(removed=True),))
        assert f"/blob/{told.commits[0]}/report.py#L9" in pull_request_text(told).body

    def test_an_attempt_that_was_rolled_back_to_and_is_proven_is_proven(self) -> None:
        told = session(further(), last(), last(3, outcome=Outcome.REGRESSION, start=2))
        assert story(told.with_rollback(2)).ending is Ending.VALIDATED

    @pytest.mark.parametrize(
        "starts, sentence",
        [(True, "starts on this pull request by itself"), (False, "does not start by itself"),
         (None, "Where no checks appear")],
    )  # fmt: skip
    def test_ci(self, starts: bool | None, sentence: str) -> None:
        assert sentence in pull_request_text(story(session(attempt()), starts_ci=starts)).body

    @pytest.mark.parametrize(
        "request_, line",
        [
            (Request("report.py", ("a b", "$(x)")), "python ./report.py 'a b' '$(x)'"),
            (
                Request("t", kind="pytest", selection=("tests/test_a.py::test_b[c d]",)),
                "python -m pytest 'tests/test_a.py::test_b[c d]'",
            ),
            (Request("t", kind="unittest", selection=("a.B.c",)), "python -m unittest a.B.c"),
            (Request("make test; rm -rf /", kind="command"), None),
            (Request("t", kind="pytest", selection=("--pdb",)), None),
            (Request("a.py", cwd="sub"), None),
            (Request("a.py", ("x\ny",)), None),
        ],
    )
    def test_only_a_plain_command_is_offered_to_copy(
        self, request_: Request, line: str | None
    ) -> None:
        page = page_of(pull_request_text(story(session(attempt(), request=request_))).body)
        (commands,) = [code for code in page.code if code.startswith("git fetch")]
        assert commands.strip("\n").split("\n")[2:] == ([line] if line else [])

    def test_a_branch_of_no_plain_name_is_not_offered_to_copy(self) -> None:
        told = story(session(attempt()), branch="healbot/$(id)")
        assert "$(id)" not in pull_request_text(told).body

    def test_the_commits_beside_a_squashed_branch_are_fetched_first(self) -> None:
        told = story(session(attempt()), is_squashed=True)
        body = pull_request_text(told).body
        assert f"`git fetch origin {told.commits[1]}`, `git restore --source 1000000" in body
        assert "git fetch origin 1" not in pull_request_text(replace(told, commits={})).body

    def test_without_a_repository_nothing_is_linked(self) -> None:
        told = story(session(attempt()), repository_url="", run_url="", report_url="")
        assert page_of(pull_request_text(told).body).links == []


class TestTitle:
    @pytest.mark.parametrize(
        "headline, title",
        [
            ("KeyError: 'total' in summarise (report.py:12)", "Fix KeyError in report.py: 'total'"),
            ("SystemExit (src/a.py:1)", "Fix SystemExit in src/a.py"),
            ("exit status 3: no month", "Fix the failure in report.py: exit status 3: no month"),
            ("ValueError: a (b) in c (d.py:1)", "Fix ValueError in d.py: a (b)"),
            ("ValueError: in f (x.py:2)", "Fix ValueError in x.py: in f"),
            ("E: x in <lambda> (a.py:1)", "Fix E in a.py: x"),
            ("ValueError: fixes #1 @ada (a.py:1)", "Fix ValueError in a.py: fixes ＃1 ＠ada"),
            ("", "Fix the failure in report.py"),
        ],
    )  # fmt: skip
    def test_is_the_failure(self, headline: str, title: str) -> None:
        assert pull_request_text(story(session(attempt(), headline=headline))).title == title

    @pytest.mark.parametrize(
        "target, kind, headline, title",
        [
            ("tests/test_a.py::TestB::test_c[x::y]", "pytest", "KeyError: 'a' in f (a.py:1)",
             "Fix KeyError in a.py: 'a'"),
            ("tests/test_a.py::TestB::test_c[x::y]", "pytest", "E: x in test_c (tests/test_a.py:1)",
             "Fix test_c[x::y]: E: x"),
            ("tests.test_a.B.test_c", "unittest", "E: x in test_c (tests/test_a.py:1)",
             "Fix tests.test_a.B.test_c: E: x"),
            ("tests", "pytest", "2 tests failed", "Fix tests: 2 tests failed"),
        ],
    )  # fmt: skip
    def test_a_test_is_not_what_is_edited(
        self, target: str, kind: ReproducerKind, headline: str, title: str
    ) -> None:
        told = session(attempt(), headline=headline, request=Request(target, kind=kind))
        assert pull_request_text(story(told)).title == title

    @given(hostile)
    def test_is_short_and_inert(self, headline: str) -> None:
        told = story(session(attempt(), headline=f"E: {headline} (a.py:1)"))
        title = pull_request_text(told).title
        assert len(title) <= 90
        assert title.isprintable()
        assert not re.search(r"@\w|#\d|GH-\d|://|\[skip ci\]", title)


def test_no_foreign_text_holds_a_hidden_marker_even_in_code() -> None:
    marker = '<!-- healbot:session {"fingerprint": "ffffffffffffffff"} -->'
    made = further(traceback_after=f"{marker}\n{marker}", rationale=marker)
    told = story(session(made, headline=marker, traceback=marker), diff=marker)
    text = pull_request_text(told)
    assert "<!--" not in f"{text.body}{text.overflow}".replace("<!\u200b--", "")


_fields = st.fixed_dictionaries(
    {
        "rationale": hostile,
        "generator": hostile,
        "changed": hostile,
        "headline_after": hostile,
        "traceback_after": hostile,
        "checks": st.lists(st.builds(Check, hostile, hostile, hostile), max_size=3).map(tuple),
        "outcome": st.sampled_from(list(Outcome)),
    }
)
_findings = st.lists(
    st.builds(
        flag,
        rule=hostile,
        path=hostile,
        text=hostile,
        reason=hostile,
        line=st.integers(0, 10**9),
        severity=st.sampled_from(list(Severity)),
        removed=st.booleans(),
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(_fields, max_size=3),
    st.fixed_dictionaries(
        {
            "headline": hostile,
            "traceback": hostile,
            "gave_up": st.none() | hostile,
            "base": hostile,
            "hints": st.lists(st.builds(Hint, hostile, hostile), max_size=2).map(tuple),
            "rolled_back_to": st.none() | st.integers(0, 3),
            "abandoned": st.frozensets(st.integers(1, 3)),
            "set_aside": st.frozensets(st.integers(1, 3)),
            "request": st.builds(
                Request,
                target=hostile,
                arguments=st.lists(hostile, max_size=2).map(tuple),
                kind=st.sampled_from(["script", "pytest", "command"]),
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "branch": hostile,
            "diff": hostile,
            "sandbox": hostile,
            "run_url": hostile,
            "report_url": hostile,
            "findings": _findings,
        }
    ),
)
def test_hostile_stories_make_no_element_but_the_intended(
    attempts: list[dict[str, object]], of_session: dict[str, object], of_story: dict[str, object]
) -> None:
    made = [attempt(number, **fields) for number, fields in enumerate(attempts, 1)]
    told = story(session(*made, **of_session), **of_story)
    told = replace(told, attempt_diffs=dict.fromkeys(told.attempt_diffs, str(of_story["diff"])))
    page = page_of(pull_request_text(told).body)
    assert set(page.names) <= OWN_ELEMENTS
    assert not (page.unclosed or page.stray or page.active or page.comments)
    assert all(url.startswith("https://github.com/ada/report/") for url in page.links)


class TestRoom:
    def huge(self, count: int) -> PullRequestText:
        text = "\n".join(HOSTILE * 20)
        made = [
            further(n, rationale=text, traceback_after=text, headline_after=text, changed=text)
            for n in range(1, count)
        ]
        checks = tuple(Check(f"check {n}", "fail", text) for n in range(100))
        return pull_request_text(
            story(
                session(
                    *made, attempt(count, rationale=text, checks=checks),
                    headline=text, traceback=text, request=Request(text, (text,)),
                ),
                diff=text * 5, attempt_diffs=dict.fromkeys(range(count + 1), text),
                findings=tuple(flag(reason=text, text=text, path=text) for _ in range(99)),
            )
        )  # fmt: skip

    @pytest.mark.parametrize("count", [1, 2, 60])
    def test_is_never_exceeded(self, count: int) -> None:
        text = pull_request_text(STORIES["many-attempts"]) if count == 60 else self.huge(count)
        assert size(text.body) <= LIMIT
        page = page_of(text.body)
        assert not (page.unclosed or page.stray or page.active)
        assert "**Left out** for lack of room: " in text.body

    def test_what_is_left_out_is_in_the_overflow(self) -> None:
        text = pull_request_text(STORIES["many-attempts"])
        left_out = re.search(r"Left out.*the details of attempts 1 to (\d+)\.", text.body)
        assert left_out
        assert "Attempt 120: proven" in text.body
        shown = {int(n) for n in re.findall(r"<summary>Attempt (\d+):", text.body)}
        over = {int(n) for n in re.findall(r"<summary>Attempt (\d+):", text.overflow)}
        assert over == set(range(1, int(left_out[1]) + 1))
        assert shown == set(range(int(left_out[1]) + 1, 121))
        assert page_of(text.overflow).unclosed == []

    def test_a_shortened_traceback_is_whole_in_the_overflow(self) -> None:
        text = "\n".join(f"line {n}" for n in range(100))
        made = pull_request_text(story(session(further(traceback_after=text))))
        assert "… (60 lines before)\nline 60\n" in made.body
        assert text in made.overflow
