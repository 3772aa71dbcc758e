"""A reviewer's commands, answered for real: Git over HTTP, and the API through PyGithub."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from healbot.circumstances import Here
from healbot.core.answer import Result
from healbot.core.answer_marker import answered_in
from healbot.core.errors import Declined
from healbot.core.forge import Repository
from healbot.core.github_event import read_event
from healbot.core.publication import Published, PublishOptions
from healbot.core.trailers import trailers_in
from healbot.forge.host import open_forge
from healbot.ledger.checked_session import CheckedSession, check_session
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.remote import Remote
from healbot.published_sessions import PublishedSessions, retry_result
from healbot.publishing import Page, publish
from healbot.responding import Responded, respond
from tests.git_project import GitProject
from tests.github.conftest import ALL
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Pull
from tests.ledger.conftest import isolate
from tests.ledger.sessions import ATTEMPT, PROVEN, SESSION, on_head, open_ledger, source

FINGERPRINT = "0123456789abcdef0123456789abcdef01234567"
BROKEN = "values = {'total': 1}\nprint(values['totl'])\n"
BETTER = "values = {'total': 1}\nprint(values['total'], maths)\n"
FIXED = "values = {'total': 1}\nprint(values['total'])\n"
OWN = "healbot[bot]"


def written(
    checked: CheckedSession, branch: str, findings: Sequence[object], options: PublishOptions
) -> Page:
    shown = checked.session.tip
    return Page(f"Heal {checked.session.headline}", f"{branch} shows attempt {shown}.")


class Review:
    """A pull request of healbot's on a fake GitHub, and people who talk on it."""

    def __init__(self, fake: FakeGitHub, project: GitProject, plumbing: Plumbing) -> None:
        self.fake = fake
        self.repository = fake.add_repository(
            "ada/report", source=project.root, roles={"grace": "write", "mallory": "read"}
        )
        token = fake.token("app", ALL)
        self.forge = open_forge(
            Repository("ada", "report"), token, api_url=fake.api_url, server_url=fake.server_url
        )
        self.remote = Remote(self.forge.push_url, token)
        self.plumbing = plumbing
        self.options = PublishOptions("main")
        self.branch = self._publish()

    def _publish(self) -> str:
        ledger = open_ledger(self.plumbing)
        branch = ledger.start(
            on_head(self.plumbing, session=replace(SESSION, fingerprint=FINGERPRINT))
        )
        ledger.append(branch, ATTEMPT, source(BETTER))
        ledger.append(branch, PROVEN, source(FIXED))
        self.publish(branch.name, branch.tip)
        return branch.name

    def publish(self, name: str, tip: str) -> Published:
        store = self.plumbing.store
        checked = check_session(store, name, tip)
        return publish(checked, store, self.forge, self.remote, self.options, written)

    @property
    def sessions(self) -> PublishedSessions:
        return PublishedSessions(
            self.plumbing, self.forge, self.remote, self.options, written, clock=lambda: 1.8e9
        )

    @property
    def pull(self) -> Pull:
        (found,) = self.repository.pulls.values()
        return found

    @property
    def answers(self) -> list[str]:
        return [item.body for item in self.pull.comments if item.user == OWN]

    def say(self, text: str, user: str = "grace") -> str:
        """Writes a comment and returns the event that GitHub makes of it."""
        made = self.fake.add_comment(self.repository, self.pull.number, text, user=user)
        event = {
            "action": "created",
            "repository": {
                "id": self.repository.id,
                "full_name": "ada/report",
                "default_branch": "main",
            },
            "issue": {"number": self.pull.number, "state": self.pull.state, "pull_request": {}},
            "comment": {"id": made.id, "body": text, "user": {"login": user, "type": "User"}},
            "sender": {"login": user, "type": "User"},
        }
        return json.dumps(event)

    def respond(self, event: str) -> Responded:
        trigger = read_event("issue_comment", event, {"GITHUB_REPOSITORY": "ada/report"})
        here = Here("publish", own_login=OWN)
        return respond(
            trigger, self.forge, self.sessions, here, retry=lambda: Result(True, "Nothing.")
        )

    def content(self) -> str:
        """Returns the file as the branch on the host has it."""
        return self.repository.git.git("show", f"refs/heads/{self.branch}:report.py")

    def is_draft(self) -> bool:
        """Whether the page is marked as a draft."""
        return self.pull.draft

    def log(self) -> list[str]:
        """Returns the subjects of the branch's commits, newest first."""
        ref = f"refs/heads/{self.branch}"
        return self.repository.git.git("log", "--format=%s", ref).splitlines()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitProject:
    made = GitProject(tmp_path)
    isolate(made, monkeypatch)
    made.write("report.py", BROKEN)
    made.commit("first")
    return made


@pytest.fixture
def review(tmp_path: Path, project: GitProject) -> Iterator[Review]:
    with fake_github(tmp_path) as fake, Plumbing(project.root) as plumbing:
        made = Review(fake, project, plumbing)
        yield made
        made.forge.close()


def test_rollback_moves_branch_and_page_once(review: Review) -> None:
    assert review.content().strip() == FIXED.strip()
    assert not review.is_draft()
    event = review.say("/healbot rollback 1")
    responded = review.respond(event)
    assert responded.result is not None and responded.result.is_done, responded
    assert review.content().strip() == BETTER.strip()
    assert review.log()[0] == "healbot: back to attempt 1"
    assert "shows attempt 1" in (review.pull.body or "")
    assert review.is_draft()
    assert "back at attempt 1" in review.answers[0]

    before, head = len(review.fake.writes), review.log()
    assert review.respond(event).action == "replayed"
    assert (len(review.fake.writes), review.log()) == (before, head)


@pytest.mark.parametrize("depth", [(), ("--depth=1",)], ids=["full", "shallow"])
def test_a_checkout_of_the_default_branch_needs_its_history_and_nothing_else(
    review: Review, project: GitProject, tmp_path: Path, depth: tuple[str, ...]
) -> None:
    project.write("report.py", BROKEN + "# more\n")
    project.commit("main went on")
    review.repository.git.take(project.root)
    clone = tmp_path / "checkout"
    address = f"file://{review.repository.git.path}"
    project.git("clone", "--quiet", *depth, "--branch=main", "--single-branch", address, str(clone))
    with Plumbing(clone) as checkout:
        review.plumbing, before = checkout, review.plumbing
        review.respond(review.say("/healbot rollback 1"))
        review.plumbing = before
        assert checkout.refs("refs/heads/").keys() == {"refs/heads/main"}
    if depth:
        assert "git fetch --unshallow" in review.answers[0]
        assert review.content().strip() == FIXED.strip()
    else:
        assert "back at attempt 1" in review.answers[0]
        assert review.content().strip() == BETTER.strip()


def test_rollback_to_the_base_and_forward_again(review: Review) -> None:
    review.respond(review.say("/healbot rollback 0"))
    assert review.content().strip() == BROKEN.strip()
    review.respond(review.say("/healbot rollback 2"))
    assert review.content().strip() == FIXED.strip()
    assert review.log()[:2] == ["healbot: back to attempt 2", "healbot: back to the base"]
    assert len(review.answers) == 1
    assert len(answered_in(review.answers[0]) or ()) == 2
    assert not review.is_draft()


def test_a_rollback_that_broke_off_is_completed(review: Review) -> None:
    review.respond(review.say("/healbot rollback 1"))
    head = review.log()
    review.pull.body = (review.pull.body or "").replace("shows attempt 1", "shows attempt 2")
    review.respond(review.say("/healbot rollback 1"))
    assert review.log() == head
    assert "shows attempt 1" in (review.pull.body or "")


def test_the_new_commit_is_a_record_of_the_ledger(review: Review) -> None:
    review.respond(review.say("/healbot rollback 1"))
    ref = f"refs/heads/{review.branch}"
    message = review.repository.git.git("log", "-1", "--format=%B%x00%an <%ae>", ref)
    text, _, author = message.partition("\0")
    assert trailers_in(text.strip())["Outcome"] == "rolled-back"
    assert author.strip() == "healbot <healbot@localhost>"
    assert review.plumbing.refs("refs/heads/").keys() == {
        "refs/heads/main",
        f"refs/heads/{review.branch}",
    }


def test_a_stranger_changes_nothing(review: Review) -> None:
    before, head = len(review.fake.writes), review.log()
    with pytest.raises(Declined):
        review.respond(review.say("/healbot rollback 1", user="mallory"))
    assert (len(review.fake.writes), review.log()) == (before, head)


def test_a_persons_commit_means_hands_off(review: Review) -> None:
    git, ref = review.repository.git, f"refs/heads/{review.branch}"
    tree = git.git("rev-parse", f"{ref}^{{tree}}").strip()
    tip = git.git("rev-parse", ref).strip()
    made = git.git(
        "-c", "user.name=Grace Tester", "-c", "user.email=grace@example.invalid",
        "commit-tree", "-p", tip, "-m", "By hand", tree,
    ).strip()  # fmt: skip
    git.set_ref(ref, made)
    responded = review.respond(review.say("/healbot rollback 1"))
    assert responded.result is not None and not responded.result.is_done
    assert "not healbot" in review.answers[0]
    assert git.git("rev-parse", ref).strip() == made


def test_a_squashed_branch_goes_back_too(review: Review) -> None:
    review.options = replace(review.options, squash=True)
    assert review.publish(review.branch, _tip(review)).action == "updated"
    assert len(review.log()) == 2
    review.respond(review.say("/healbot rollback 1"))
    assert "back at attempt 1" in review.answers[0]
    assert review.content().strip() == BETTER.strip()
    assert len(review.log()) == 2
    ledger = review.repository.git.git("log", "-1", "--format=%s", f"refs/healbot/{review.branch}")
    assert ledger.strip() == "healbot: back to attempt 1"


def _tip(review: Review) -> str:
    found = review.plumbing.ref(f"refs/heads/{review.branch}")
    assert found is not None
    return found


def test_explain_and_stop_on_the_real_page(review: Review) -> None:
    review.respond(review.say("/healbot explain"))
    assert "Attempt 2" in review.answers[0] and "passes all checks" in review.answers[0]
    review.respond(review.say("/healbot stop"))
    assert review.pull.labels == ["healbot: stopped"]
    with pytest.raises(Declined) as caught:
        review.respond(review.say("/healbot rollback 1"))
    assert caught.value.gate == "stopped"
    assert "Remove the label" in review.answers[0]


def test_a_retry_is_told_by_what_the_session_holds(review: Review) -> None:
    store, name = review.plumbing.store, review.branch
    checked = check_session(store, name, _tip(review))
    done = Published("updated", name, "#1 is up to date.", 1)
    assert retry_result([done], [checked]).is_done
    gave_up = replace(
        checked, session=replace(checked.session, attempts=(ATTEMPT,), gave_up="spent")
    )
    result = retry_result([done], [gave_up])
    assert not result.is_done and "spent" in result.sentence and "attempt 1" in result.sentence
    refused = Published("declined", name, "#1 was closed.", gate="closed")
    result = retry_result([done, refused], [checked, checked])
    assert not result.is_done and "#1 was closed." in result.sentence
    assert not retry_result([], []).is_done
