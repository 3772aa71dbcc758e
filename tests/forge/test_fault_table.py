"""Every fault × every kind of call: what comes of it, and that nothing is ever done twice."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from healbot.core.errors import ExitCode, HealbotError
from healbot.forge import GitHub
from tests.forge.stage import Stage, stage
from tests.github import faults
from tests.github.faults import Fault
from tests.github.state import Pull


@dataclass(frozen=True)
class Asked:
    """A kind of call, played on a fresh pull request with one comment on it."""

    name: str
    operation: str
    """Where the fault strikes."""
    do: Callable[[GitHub, Pull, int], object]
    """Takes the forge, the pull request and the id of a run with one failed job."""
    done: Callable[[Stage, Pull], int] | None = None
    """How often it took effect; ``None`` for reads."""


def _comment(pull: Pull) -> int:
    return pull.comments[0].id


def _edits(here: Stage, operation: str) -> int:
    return len([call for call in here.fake.calls_of(operation) if call.status in (200, 201)])


READS = [
    Asked("facts", "repos/get", lambda f, p, r: f.facts()),
    Asked("permission", "repos/get-collab*", lambda f, p, r: f.permission_of("grace")),
    Asked("run", "actions/get-workflow-run", lambda f, p, r: f.run(r)),
    Asked("runs", "actions/list-workflow-runs*", lambda f, p, r: f.runs()),
    Asked("jobs", "actions/list-jobs*", lambda f, p, r: f.failed_jobs(f.run(r))),
    Asked("log", "actions/download*", lambda f, p, r: f.job_log(f.failed_jobs(f.run(r))[0])),
    Asked("log file", "logs/download", lambda f, p, r: f.job_log(f.failed_jobs(f.run(r))[0])),
    Asked("branch", "git/get-ref", lambda f, p, r: f.head_of("main")),
    Asked("pull request", "pulls/get", lambda f, p, r: f.pull_request(p.number)),
    Asked("pull requests", "pulls/list", lambda f, p, r: f.pull_requests()),
    Asked("comments", "issues/list-comments", lambda f, p, r: f.comments(p.number)),
    Asked("review comments", "pulls/list-review*", lambda f, p, r: f.review_comments(p.number)),
]
WRITES = [
    Asked(
        "create",
        "pulls/create",
        lambda f, p, r: f.create_pull_request(
            head_branch="healbot/b", base_branch="main", title="t", body="b", draft=True
        ),
        lambda here, p: len(
            [x for x in here.stored.pulls.values() if x.head_branch == "healbot/b"]
        ),
    ),
    Asked(
        "update",
        "pulls/update",
        lambda f, p, r: f.update_pull_request(p.number, title="New", body="New"),
        lambda here, p: int(p.title == "New" and p.body == "New"),
    ),
    Asked(
        "draft", "graphql", lambda f, p, r: f.set_draft(p.number, True), lambda _, p: int(p.draft)
    ),
    Asked(
        "label",
        "issues/add-labels",
        lambda f, p, r: f.add_labels(p.number, ["healbot"]),
        lambda _, p: p.labels.count("healbot"),
    ),
    Asked(
        "reviewers",
        "pulls/request-reviewers",
        lambda f, p, r: f.request_reviewers(p.number, ["grace"], []),
        lambda _, p: p.requested_reviewers.count("grace"),
    ),
    Asked(
        "comment",
        "issues/create-comment",
        lambda f, p, r: f.add_comment(p.number, "/healbot retry"),  # the same text is there before
        lambda _, p: len(p.comments) - 1,
    ),
    Asked(
        "edit",
        "issues/update-comment",
        lambda f, p, r: f.update_comment(_comment(p), "New"),
        lambda _, p: int(p.comments[0].body == "New"),
    ),
    Asked(
        "reaction",
        "reactions/create*",
        lambda f, p, r: f.react(_comment(p), "eyes"),
        lambda _, p: len(p.comments[0].reactions),
    ),
]
IS_FILE = "log file"
IS_EMPTY = "log"
"""Its answer has no body that could be cut."""


@dataclass(frozen=True)
class Trouble:
    """A fault and what it means when it comes once, and when it does not go away."""

    name: str
    fault: Fault
    once: ExitCode | None
    """``None``: the call succeeds all the same."""
    always: ExitCode
    is_done: bool = False
    """Whether a write was carried out although it seemed to fail."""
    words: str = ""
    """In the message or the hint."""


def message(status: int, text: str) -> Fault:
    return faults._json(status, text, {})


SLOWER, SLOWER_429 = (faults.secondary_limit(status, retry_after=30) for status in (403, 429))
UNSAID = faults.secondary_limit(retry_after=None)
E, F = ExitCode.ENVIRONMENT, ExitCode.FORGE_UNUSABLE
TROUBLES = [
    Trouble("500", faults.server_error(500), None, E, words="(500)"),
    Trouble("502 page", faults.html(502), None, E, words="(502)"),
    Trouble("503", faults.server_error(503), None, E, words="who runs the server"),
    Trouble("502 after doing", faults.html(502).but_done(), None, E, True, "(502)"),
    Trouble("no answer", faults.drop(), None, E, words="broke"),
    Trouble("no answer after doing", faults.drop().but_done(), None, E, True, "broke"),
    Trouble("cut answer", faults.cut(), None, E, True, "broke"),
    Trouble("page for 200", faults.html(200), None, E, words="GITHUB_API_URL"),
    Trouble("page for 404", faults.html(404), None, E, words="page of its own"),
    Trouble("page for 403", faults.html(403), None, E, words="page of its own"),
    Trouble("secondary 403", SLOWER, None, E, words="rate limit"),
    Trouble("secondary 429", SLOWER_429, None, E, words="rate limit"),
    Trouble("secondary, unsaid", UNSAID, None, E, words="60 seconds"),
    Trouble("long limit", faults.secondary_limit(retry_after=600), E, E, words="in 10 minutes"),
    Trouble("primary 403", faults.primary_limit(3600), E, E, words="Try again in"),
    Trouble("primary 429", faults.primary_limit(3600, status=429), E, E, words="Try again in"),
    Trouble("bad token", message(401, "Bad credentials"), F, F, words="GITHUB_TOKEN"),
    Trouble(
        "forbidden", message(403, "Resource not accessible by integration"), F, F,
        words="under `permissions:`",
    ),
    Trouble("sign-on", message(403, "Resource protected by organization SAML enforcement."), F, F),
    Trouble("archived", message(403, "Repository was archived so is read-only."), F, F),
]  # fmt: skip
FILE_TROUBLES = [
    trouble for trouble in TROUBLES if trouble.name in ("500", "503", "no answer", "cut answer")
]


def played(here: Stage) -> tuple[Pull, int]:
    """Builds a pull request and a run for one call."""
    pull = here.fake.add_pull(here.stored, "healbot/a", title="Old", body="Old", user="ada")
    here.fake.add_comment(here.stored, pull.number, "/healbot retry", user="grace")
    here.fake.add_review_comment(here.stored, pull.number, "Why?", path="report.py")
    run = here.fake.add_run(here.stored)
    here.fake.add_job(here.stored, run, log=b"one\ntwo\n" * 20)
    return pull, run.id


def outcome(here: Stage, forge: GitHub, asked: Asked, pull: Pull, run: int) -> HealbotError | None:
    try:
        asked.do(forge, pull, run)
    except HealbotError as error:
        assert error.__cause__ is None or isinstance(error.__cause__, HealbotError)
        assert "\n" not in error.message
        assert forge.wire.scene.token not in error.message + error.hint
        return error
    return None


@pytest.mark.slow
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
@pytest.mark.parametrize("lasts", [False, True], ids=["once", "always"])
def test_table(tmp_path: Path, trouble: Trouble, lasts: bool) -> None:
    wanted = trouble.always if lasts else trouble.once
    with stage(tmp_path) as here:
        for asked in [*READS, *WRITES]:
            if asked.name == IS_FILE and trouble not in FILE_TROUBLES:
                continue
            if asked.name == IS_EMPTY and trouble.fault.cut_at:
                continue
            where = f"{asked.name}, {trouble.name}"
            pull, run = played(here)
            if asked.name == "create":
                here.stored.git.git("branch", "healbot/b", "healbot/a")
            forge = here.forge()
            here.fake.fail(asked.operation, trouble.fault, times=50 if lasts else 1)
            error = outcome(here, forge, asked, pull, run)
            forge.close()
            here.fake.plan._planned.clear()
            pull.state = "closed"
            got = None if error is None else error.exit_code
            if asked.done is not None and trouble.is_done and asked.name != "reaction":
                assert got is None, where  # it was seen to be done
                assert asked.done(here, pull) == 1, where
                continue
            assert got == wanted, f"{where}: {error}"
            if error is not None and asked.name != IS_FILE:
                assert trouble.words in error.message + error.hint, where
            if asked.done is not None:
                expected = (
                    1 if error is None or (trouble.is_done and asked.name == "reaction") else 0
                )
                assert asked.done(here, pull) == expected, where
        assert sum(here.clock.waits) < 3600


STRANGE = [
    b"null", b"5", b'"text"', b"[null]", b"[[]]", b"[5]", b"{}", b'{"message": "Moved"}', b"[{}]",
    b'{"id": "x", "number": [], "name": {}, "object": 5, "permission": 1}', b'{"workflow_runs": 5}',
    b'{"jobs": [5]}', b'{"data": null}', b'{"data": {"viewer": null}}', b"[" * 5000, b"{", b"\xff",
    b'[{"id": 1, "number": 1, "head": null, "base": {}, "user": 5, "body": null}]',
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("body", STRANGE, ids=lambda body: body[:20].decode(errors="replace"))
def test_answers_of_any_shape(here: Stage, body: bytes) -> None:
    strange = Fault(200, body, {"content-type": "application/json"})
    for asked in [*READS, *WRITES]:
        if asked.name in (IS_FILE, IS_EMPTY):
            continue
        pull, run = played(here)
        here.fake.fail(asked.operation, strange, times=50)
        error = outcome(here, here.forge(), asked, pull, run)  # raises nothing else
        here.fake.plan._planned.clear()
        pull.state = "closed"
        if asked.done is not None:
            assert asked.done(here, pull) == 0
            assert error is not None, asked.name


def test_writes_are_tried_twice_at_most(here: Stage) -> None:
    forge = here.forge()
    here.fake.fail("pulls/create", faults.server_error(), times=50)
    with pytest.raises(HealbotError):
        forge.create_pull_request(
            head_branch="healbot/a", base_branch="main", title="t", body="b", draft=True
        )
    assert len(here.fake.calls_of("pulls/create")) == 2


def test_reads_are_tried_four_times_at_most(here: Stage) -> None:
    here.fake.fail("repos/get", faults.server_error(), times=50)
    with pytest.raises(HealbotError):
        here.forge().facts()
    assert len(here.fake.calls_of("repos/get")) == 4
    assert here.clock.waits == [1, 4, 15]


def test_waits_end_within_the_deadline(here: Stage) -> None:
    here.fake.fail("repos/get", faults.secondary_limit(retry_after=50), times=50)
    with pytest.raises(HealbotError):
        here.forge().facts()
    assert here.clock.waits == [50, 50]


def test_a_comment_is_not_written_again_when_nobody_can_look(here: Stage) -> None:
    forge = here.forge()
    pull = here.fake.add_pull(here.stored, "healbot/a")
    here.fake.fail("issues/create-comment", faults.drop().but_done(), times=50)
    here.fake.fail("issues/list-comments", faults.server_error(), times=50, skip=1)
    with pytest.raises(HealbotError) as caught:
        forge.add_comment(pull.number, "x")
    assert "broke" in caught.value.message  # of the write, not of the look
    assert len(pull.comments) == 1


def test_a_pull_request_that_somebody_else_opens_in_between_is_found(here: Stage) -> None:
    forge = here.forge()
    here.fake.fail("pulls/list", Fault(200, b"[]", {"content-type": "application/json"}))
    here.fake.add_pull(here.stored, "healbot/a", user="grace")
    made = forge.create_pull_request(
        head_branch="healbot/a", base_branch="main", title="t", body="b", draft=True
    )
    assert made.author == "grace"


def test_the_settings_of_actions_forbid_it(here: Stage) -> None:
    here.stored.actions_may_create_pulls = False
    with pytest.raises(HealbotError) as caught:
        here.forge().create_pull_request(
            head_branch="healbot/a", base_branch="main", title="t", body="b", draft=True
        )
    assert caught.value.exit_code is ExitCode.FORGE_UNUSABLE
    assert "Settings > Actions > General" in caught.value.hint


@pytest.mark.parametrize("asked", [*READS, *WRITES], ids=lambda asked: asked.name)
def test_a_host_that_is_not_there(here: Stage, asked: Asked) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    pull, run = played(here)
    away = here.forge_at(f"http://127.0.0.1:{port}")
    error = outcome(here, away, asked, pull, run)
    assert error is not None
    assert error.exit_code is ExitCode.ENVIRONMENT
    assert "cannot be reached" in error.message
