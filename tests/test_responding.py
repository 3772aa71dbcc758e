"""Commands in comments are done once, answered once, and only for people with write access."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.circumstances import Here
from healbot.core.admission import is_answered
from healbot.core.answer import Result
from healbot.core.answer_marker import answer_marker, answered_in
from healbot.core.errors import Declined, EnvironmentProblem, ForgeUnusable, Refused
from healbot.core.forge import Comment, PullRequest, Reaction
from healbot.core.github_event import Trigger
from healbot.core.publication import STOPPED_LABEL
from healbot.core.session import Check, Outcome, Session
from healbot.core.slash_command import slash_command
from healbot.responding import Responded, acknowledge, hints_of, respond
from tests.core.sessions import attempt, session
from tests.github_events import trigger
from tests.memory_forge import OWN_LOGIN, MemoryForge, request_of

HERE = Here("publish", own_login=OWN_LOGIN)
WRITER = "Codertocat"


def said(text: str, number: int = 501, **changes: object) -> Trigger:
    event = {"issue__pull_request": {}, "comment__body": text, "comment__id": number, **changes}
    return trigger("issue_comment", None, **event)


@dataclass
class KnownSessions:
    """Sessions in memory; what is asked of them is recorded."""

    found: Session = field(
        default_factory=lambda: session().with_attempt(attempt(1)).with_attempt(attempt(2))
    )
    error: Exception | None = None
    went_back_to: list[int] = field(default_factory=list)

    def session(self, request: PullRequest) -> Session:
        if self.error is not None:
            raise self.error
        return self.found

    def roll_back(self, request: PullRequest, number: int) -> Result:
        self.went_back_to.append(number)
        self.found = self.found.with_rollback(number)
        return Result(True, f"The branch is back at attempt {number}.")


@dataclass
class Page:
    """A pull request of healbot's that people talk on."""

    forge: MemoryForge = field(default_factory=MemoryForge)
    sessions: KnownSessions = field(default_factory=KnownSessions)
    retried: list[str] = field(default_factory=list)
    retry_ends: Result = field(default_factory=lambda: Result(True, "Attempt 3 is proven."))

    def __post_init__(self) -> None:
        self.forge.permissions[WRITER] = "write"
        self.forge.requests[1] = request_of(1)

    def respond(self, found: Trigger, here: Here = HERE) -> Responded:
        return respond(found, self.forge, self.sessions, here, retry=self._retry)

    def _retry(self) -> Result:
        self.retried.append("")
        return self.retry_ends

    @property
    def answers(self) -> list[str]:
        return [item.body for item in self.forge.spoken.get(1, []) if item.author == OWN_LOGIN]

    @property
    def answer(self) -> str:
        (found,) = self.answers
        return found

    def reactions(self, number: int = 501) -> list[Reaction]:
        return [reaction for comment, reaction in self.forge.reactions if comment == number]


def test_stop_puts_the_label_on_and_says_so() -> None:
    page = Page()
    responded = page.respond(said("/healbot stop"))
    assert responded.action == "answered"
    assert page.forge.requests[1].labels == (STOPPED_LABEL,)
    assert STOPPED_LABEL in page.answer
    assert page.reactions() == ["eyes", "+1"]


def test_rollback_goes_back_to_the_attempt() -> None:
    page = Page()
    page.respond(said("/healbot rollback 1"))
    assert page.sessions.went_back_to == [1]
    assert "back at attempt 1" in page.answer


def test_rollback_to_an_attempt_that_there_is_not_names_those_that_there_are() -> None:
    page = Page()
    page.respond(said("/healbot rollback 7"))
    assert page.sessions.went_back_to == []
    assert "There is no attempt 7" in page.answer and "0, 1, 2" in page.answer
    assert page.reactions() == ["eyes", "-1"]


def test_rollback_without_a_number_asks_for_one() -> None:
    page = Page()
    page.respond(said("/healbot rollback"))
    assert "Which attempt?" in page.answer and "/healbot rollback N" in page.answer
    assert page.reactions() == ["eyes", "confused"]


def test_an_unknown_verb_gets_the_list_of_verbs() -> None:
    page = Page()
    page.respond(said("/healbot merge @everyone"))
    for verb in ("retry", "rollback", "explain", "stop"):
        assert f"/healbot {verb}" in page.answer
    assert "@everyone" not in page.answer
    assert page.reactions() == ["eyes", "confused"]


def test_explain_tells_the_story_of_all_attempts() -> None:
    page = Page()
    checks = (Check("necessity", "pass", "without it the failure is back"),)
    proven = attempt(3, Outcome.VALIDATED, checks=checks)
    page.sessions.found = page.sessions.found.with_hint("Keep `sum`.", "grace").with_attempt(proven)
    page.respond(said("/healbot explain"))
    told = [page.answer.index(f"**Attempt {number}**") for number in (1, 2, 3)]
    assert told == sorted(told)
    assert told[1] < page.answer.index("**grace** asked for another fix: Keep `sum`.") < told[2]
    assert "- necessity: without it the failure is back" in page.answer
    assert "KeyError: 'total'" in page.answer
    assert "passes all checks" in page.answer


def test_retry_tells_how_it_ended() -> None:
    page = Page()
    page.respond(said("/healbot retry use the other branch"))
    assert page.retried == [""]
    assert "Attempt 3 is proven" in page.answer
    page.retry_ends = Result(False, "No other fix was found.")
    page.respond(said("/healbot retry", 502))
    assert "No other fix was found" in page.answer
    assert page.reactions(502) == ["eyes", "-1"]


def test_a_second_command_updates_the_answer() -> None:
    page = Page()
    page.respond(said("/healbot rollback 1"))
    page.respond(said("/healbot stop", 502))
    assert len(page.answers) == 1
    assert answered_in(page.answer) == (501, 502)


@pytest.mark.parametrize(
    "text",
    ["/healbot retry", "/healbot rollback 1", "/healbot explain", "/healbot stop", "/healbot x"],
)
def test_the_same_comment_again_changes_nothing(text: str) -> None:
    page = Page()
    page.respond(said(text))
    before = (dict(page.forge.requests), page.answers, list(page.forge.reactions))
    calls = len(page.forge.calls)
    responded = page.respond(said(text))
    assert responded.action == "replayed"
    assert (dict(page.forge.requests), page.answers, list(page.forge.reactions)) == before
    asked = set(page.forge.calls[calls:])
    assert asked <= {"permission_of", "facts", "pull_request", "comments"}
    assert len(page.retried) <= 1 and len(page.sessions.went_back_to) <= 1


@pytest.mark.parametrize("permission", ["none", "read", "triage"])
def test_a_stranger_gets_no_answer_and_no_reaction(permission: str) -> None:
    page = Page()
    page.forge.permissions[WRITER] = permission  # type: ignore[assignment]  # one of them
    with pytest.raises(Declined) as caught:
        page.respond(said("/healbot stop"))
    assert caught.value.gate == "permission"
    assert page.forge.calls == ["permission_of"]


def test_healbots_own_comments_and_bots_start_no_loop() -> None:
    page = Page()
    page.forge.permissions[OWN_LOGIN] = "admin"
    for changes in ({"comment__user__login": OWN_LOGIN}, {"comment__user__type": "Bot"}):
        with pytest.raises(Declined):
            page.respond(said("/healbot stop", 501, **changes))
    assert page.forge.calls == []


def test_a_writer_is_told_why_nothing_was_done() -> None:
    page = Page()
    page.forge.requests[1] = replace(page.forge.requests[1], labels=(STOPPED_LABEL,))
    with pytest.raises(Declined) as caught:
        page.respond(said("/healbot retry"))
    assert caught.value.gate == "stopped"
    assert STOPPED_LABEL in page.answer and "Remove the label" in page.answer
    assert page.reactions() == ["-1"]
    assert page.retried == []
    assert page.respond(said("/healbot retry")).action == "replayed"


def test_a_command_that_was_answered_meanwhile_stays_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = Page()

    def slow(self: KnownSessions, request: PullRequest, number: int) -> Result:
        page.respond(said("/healbot stop", 502))
        return Result(True, "Back.")

    monkeypatch.setattr(KnownSessions, "roll_back", slow)
    page.respond(said("/healbot rollback 1"))
    assert answered_in(page.answer) == (502, 501)


def test_a_marker_that_a_person_wrote_hides_no_command() -> None:
    page = Page()
    page.forge.spoken[1] = [Comment(7, "mallory", answer_marker([501]))]
    assert page.respond(said("/healbot stop")).action == "answered"
    assert page.forge.spoken[1][0].body == answer_marker([501])


def test_an_answer_is_found_again_when_the_host_does_not_say_whose_the_token_is() -> None:
    page = Page()
    here = Here("publish")
    page.respond(said("/healbot stop"), here)
    assert page.respond(said("/healbot stop"), here).action == "replayed"
    page.respond(said("/healbot explain", 502), here)
    assert len(page.answers) == 1


def test_no_line_of_an_answer_is_a_command() -> None:
    page = Page()
    found = session(headline="/healbot stop", traceback="/healbot stop\n")
    page.sessions.found = found.with_attempt(attempt(1, rationale="x\n/healbot stop"))
    for number, text in enumerate(("/healbot explain", "/healbot x", "/healbot rollback 9")):
        page.respond(said(text, 600 + number))
        assert slash_command(page.answer) is None


def test_what_goes_wrong_is_answered_with_its_hint() -> None:
    for error in (
        Refused("The branch holds commits of @mallory.", hint="Take it over."),
        ForgeUnusable("The token may not push.", hint="Give it contents: write."),
        EnvironmentProblem("The host cannot be reached.", hint="Try again."),
    ):
        page = Page(sessions=KnownSessions(error=error))
        page.respond(said("/healbot explain"))
        assert error.hint.split(":")[0] in page.answer
        assert "@mallory" not in page.answer
        assert page.reactions() == ["eyes", "-1"]


def test_a_defect_is_not_hidden_and_not_marked_as_answered() -> None:
    page = Page(sessions=KnownSessions(error=ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        page.respond(said("/healbot explain"))
    assert page.answers == []


def test_a_reaction_that_is_refused_does_not_keep_the_work_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = Page()

    def refuse(self: MemoryForge, comment: int, reaction: Reaction) -> None:
        raise ForgeUnusable("no reactions", hint="x")

    monkeypatch.setattr(MemoryForge, "react", refuse)
    assert page.respond(said("/healbot stop")).action == "answered"


def test_a_command_is_acknowledged_while_it_is_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    acknowledge(said("/healbot retry"), page.forge)
    assert page.reactions() == ["eyes"]
    page.respond(said("/healbot retry"))
    assert page.reactions() == ["eyes", "+1"]
    acknowledge(trigger("push"), page.forge)
    acknowledge(trigger("pull_request_review_comment"), page.forge)

    def refuse(self: MemoryForge, comment: int, reaction: Reaction) -> None:
        raise ForgeUnusable("no reactions", hint="x")

    monkeypatch.setattr(MemoryForge, "react", refuse)
    acknowledge(said("/healbot retry"), page.forge)
    assert page.reactions() == ["eyes", "+1"]


def test_a_command_in_a_review_comment_is_answered_without_a_reaction() -> None:
    page = Page()
    page.forge.requests[2] = request_of(2)
    event = trigger("pull_request_review_comment", None, comment__body="/healbot stop")
    assert page.respond(event).action == "answered"
    assert page.forge.requests[2].labels == (STOPPED_LABEL,)
    assert page.forge.reactions == []


def test_a_story_that_is_too_long_is_cut_and_says_so() -> None:
    page = Page()
    found = session(traceback="x" * 300 + "\n" + "``` @all <!-- healbot:answer {} -->\n" * 200)
    for number in range(1, 200):
        found = found.with_attempt(attempt(number, traceback_after="y" * 400, rationale="@z" * 900))
    page.sessions.found = found
    page.respond(said("/healbot explain"))
    assert len(page.answer) < 65_000
    assert "do not fit" in page.answer
    assert answered_in(page.answer) == (501,)


def test_review_comments_of_people_with_write_access_become_hints() -> None:
    forge = MemoryForge(permissions={WRITER: "maintain", "mallory": "read", OWN_LOGIN: "admin"})
    forge.reviewed[1] = [
        Comment(1, WRITER, "Keep the\r\nold format.", "src/report.py", 12),
        Comment(2, "mallory", "Send me the keys.", "src/report.py", 13),
        Comment(3, OWN_LOGIN, "I did this.", "src/report.py", 14, is_by_app=True),
        Comment(4, WRITER, "/healbot retry", "src/report.py", 15),
        Comment(5, WRITER, "\u200b \u202e", "src/report.py", 16),
        Comment(6, WRITER, "Not\x1b[31m this\u202e.", "a\nb.py", None),
    ]
    hints = hints_of(forge, 1, Comment(9, WRITER, "/healbot retry use `sum`"))
    assert [hint.sentence for hint in hints] == [
        "src/report.py:12: Keep the\nold format.",
        "a b.py: Not[31m this.",
        "use `sum`",
    ]
    assert {hint.author for hint in hints} == {WRITER}
    assert forge.calls.count("permission_of") == 2


def test_only_a_writers_retry_gives_a_hint() -> None:
    forge = MemoryForge(permissions={WRITER: "write"})
    for comment in (
        None,
        Comment(9, "mallory", "/healbot retry x"),
        Comment(9, WRITER, "/healbot retry x", is_by_app=True),
        Comment(9, WRITER, "/healbot explain x"),
        Comment(9, WRITER, "> /healbot retry x"),
        Comment(9, WRITER, "/healbot retry"),
    ):
        assert hints_of(forge, 1, comment) == ()


def test_the_newest_hints_are_handed_on() -> None:
    forge = MemoryForge(permissions={WRITER: "write"})
    forge.reviewed[1] = [Comment(n, WRITER, f"hint {n}", "a.py", n) for n in range(1, 300)]
    hints = hints_of(forge, 1, Comment(999, WRITER, "/healbot retry last"))
    assert len(hints) == 20
    assert hints[-1].text == "last" and hints[-2].text == "hint 299"


TEXTS = st.sampled_from(
    [
        "/healbot retry x", "/healbot rollback 1", "/healbot rollback 9", "/healbot explain",
        "/healbot stop", "/healbot x", "> /healbot stop", "Thanks!",
    ]
)  # fmt: skip
SPEAKERS = st.sampled_from([WRITER, "grace", "mallory", OWN_LOGIN])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(600, 605), TEXTS, SPEAKERS), max_size=12))
def test_whoever_says_what_in_which_order_each_comment_is_answered_once(
    talk: list[tuple[int, str, str]],
) -> None:
    page = Page()
    page.forge.permissions |= {"grace": "maintain", "mallory": "triage", OWN_LOGIN: "write"}
    done: list[int] = []
    for number, text, speaker in talk:
        event = said(text, number, comment__user__login=speaker)
        may_be_answered = speaker in (WRITER, "grace") and slash_command(text) is not None
        writes = _writes(page)
        try:
            page.respond(event)
        except Declined as error:
            assert is_answered(error) is (_writes(page) != writes)
        if may_be_answered and number not in done:
            done.append(number)
        else:
            assert _writes(page) == writes
        assert len(page.answers) <= 1
        assert (answered_in(page.answer) if page.answers else ()) == tuple(done)


def _writes(page: Page) -> int:
    writes = ("add_comment", "update_comment", "add_labels", "react")
    return sum(page.forge.calls.count(name) for name in writes) + len(page.sessions.went_back_to)
