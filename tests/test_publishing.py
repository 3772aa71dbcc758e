"""Publishing: one pull request for a failure, whatever broke off, and hands off people's work.

Branches are pushed to a real Git server on loopback; the host's pull requests are in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from healbot.core.attribution import Signature
from healbot.core.errors import Declined, EnvironmentProblem, Refused
from healbot.core.publication import PublishOptions, marker_in
from healbot.core.tampering import Finding, Severity
from healbot.core.tampering.context import is_configuration
from healbot.core.trailers import GaveUp, RolledBack, trailers_in
from healbot.forge_port import Forge
from healbot.ledger.bundle import open_bundle, write_bundle
from healbot.ledger.checked_session import CheckedSession, check_session
from healbot.ledger.git_ledger import SessionBranch
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.remote import Remote
from healbot.publish_guard import examine_again
from healbot.publishing import Page, Publisher, publish, publish_all
from healbot.pull_request_page import PageWriter
from tests.fake_forge import FakeForge
from tests.git_project import GitProject
from tests.ledger.conftest import isolate
from tests.ledger.git_server import GitServer, git_server
from tests.ledger.sessions import ATTEMPT, PROVEN, SESSION, TARGET, on_head, open_ledger, source

ADA = "Ada Tester <ada@example.invalid>"
FINGERPRINT = "0123456789abcdef0123456789abcdef01234567"
BROKEN = "values = {'total': 1}\nprint(values['totl'])\n"
BETTER = "values = {'total': 1}\nprint(values['total'], maths)\n"
FIXED = "values = {'total': 1}\nprint(values['total'])\n"


def written(
    checked: CheckedSession, branch: str, findings: Sequence[object], options: PublishOptions
) -> Page:
    """Returns a text that changes when the session does."""
    count = len(checked.session.attempts)
    return Page(f"Heal {checked.session.headline}", f"{count} attempts on {branch}.")


class Publication:
    """A clone, its remote, and a host."""

    def __init__(self, project: GitProject, server: GitServer, plumbing: Plumbing) -> None:
        self.project = project
        self.server = server
        self.bare = server.root / "ada" / "report.git"
        self.plumbing = plumbing
        self.remote = Remote(f"{server.url}/ada/report.git", server.token)
        self.forge = FakeForge(self.head)
        self.options = PublishOptions("main")

    def reopen(self) -> None:
        """Looks at the clone anew, after commits by its owner."""
        self.plumbing.close()
        self.plumbing = Plumbing(self.project.root)

    def head(self, branch: str, place: str = "refs/heads/") -> str | None:
        """Returns where a branch is on the server."""
        ref = place + branch
        return (
            self.project.git("for-each-ref", "--format=%(objectname)", ref, cwd=self.bare) or None
        )

    def session(self, *, proven: bool = True, **fields: Any) -> SessionBranch:
        """Returns a new session with one attempt, and one that heals."""
        ledger = open_ledger(self.plumbing)
        session = replace(SESSION, fingerprint=FINGERPRINT, **fields)
        branch = ledger.start(on_head(self.plumbing, session=session))
        ledger.append(branch, ATTEMPT, source(BETTER))
        if proven:
            ledger.append(branch, PROVEN, source(FIXED))
        return branch

    def checked(self, branch: SessionBranch) -> CheckedSession:
        return check_session(self.plumbing.store, branch.name, branch.tip)

    def publish(self, branch: SessionBranch, **options: Any) -> Any:
        return publish(
            self.checked(branch),
            self.plumbing.store,
            cast("Forge", self.forge),
            self.remote,
            replace(self.options, **options),
            written,
        )

    def heads(self) -> list[str]:
        """Returns healbot's branches on the server."""
        refs = self.project.git(
            "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/healbot/", cwd=self.bare
        )
        return refs.split()

    def commit_there(
        self, branch: str, content: str = "# by hand\n", *, amend: bool = False
    ) -> str:
        """Puts a person's commit on a branch of the server."""
        clone = GitProject(self.bare.parent.parent.parent / "person", git=False)
        if not (clone.root / ".git").exists():
            clone.git("clone", "--quiet", str(self.bare), str(clone.root))
        clone.git("fetch", "--quiet", "origin")
        clone.git("checkout", "--quiet", "-B", "work", f"origin/{branch}")
        clone.write("report.py", content)
        if amend:
            clone.git("commit", "--quiet", "--all", "--amend", "--no-edit")
            commit = clone.git("rev-parse", "HEAD")
        else:
            commit = clone.commit("I know better")
        clone.git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
        return commit


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publication]:
    """A project whose commits are on the server."""
    project = GitProject(tmp_path)
    isolate(project, monkeypatch)
    project.write("report.py", BROKEN)
    project.commit("first")
    bare = tmp_path / "srv" / "ada" / "report.git"
    project.git("clone", "--quiet", "--bare", str(project.root), str(bare))
    project.git("config", "http.receivepack", "true", cwd=bare)
    with git_server(tmp_path / "srv") as server:
        made = Publication(project, server, Plumbing(project.root))
        yield made
        made.plumbing.close()


def test_a_proven_session_that_a_person_has_to_look_at_is_a_draft(here: Publication) -> None:
    """The guard examines again; what it flags is written into the page, by the real writer."""
    flag = Finding("broad-except", Severity.FLAG, "report.py", 1, "except:", "It hides errors.")
    checked = here.checked(here.session())
    for findings, is_draft in (((flag,), True), ((), False)):
        publisher = Publisher(
            here.plumbing.store, cast("Forge", here.forge), here.remote, here.options, PageWriter()
        )
        publisher.publish(checked, findings)
        pull = here.forge.pulls[1]
        assert pull.is_draft is is_draft
        assert pull.title.startswith("Unproven fix: " if is_draft else "Fix ")


def test_what_is_no_python_is_flagged(here: Publication) -> None:
    """No generator of healbot edits such files: whoever wrote the branch did."""
    checked = here.checked(here.session())
    options = here.options
    (change,) = checked.changes.values()
    assert examine_again(here.plumbing.store, checked, options) == ()
    for path, flagged in (("Dockerfile", True), ("tool.PY", False), (TARGET, False)):
        moved = replace(
            change,
            before=replace(change.before, path=path),
            after=replace(change.after, path=path),
        )
        found = examine_again(here.plumbing.store, replace(checked, changes={path: moved}), options)
        rules = [(finding.rule, finding.path) for finding in found if finding.rule == "not-python"]
        assert rules == ([("not-python", path)] if flagged else [])


@pytest.mark.parametrize(
    "path",
    [".drone.yml", ".buildkite/pipeline.yml", "buildspec.yml", ".Cirrus.yml", ".envrc",
     ".azure-pipelines/ci.yml", ".woodpecker/test.yaml", "ci/cloudbuild.yaml"],
)  # fmt: skip
def test_what_starts_other_builds_is_configuration(path: str) -> None:
    assert is_configuration(path)
    assert not is_configuration(f"docs/{path.replace('.', '_')}.md")


def test_a_proven_session_gets_a_pull_request_once(here: Publication) -> None:
    branch = here.session()
    first = here.publish(
        branch, labels=("healbot",), reviewers=("grace",), team_reviewers=("core",)
    )
    assert (first.action, first.number) == ("created", 1)
    assert here.head(branch.name) == branch.tip
    pull = here.forge.pulls[1]
    assert (pull.is_draft, pull.base_branch, pull.labels) == (False, "main", ("healbot",))
    assert here.forge.asked == [(["grace"], ["core"])]
    found = marker_in(pull.body)
    assert found is not None and found.fingerprint == FINGERPRINT

    here.forge.writes.clear()
    here.server.seen.clear()
    again = here.publish(
        branch, labels=("healbot",), reviewers=("grace",), team_reviewers=("core",)
    )
    assert again.action == "unchanged"
    assert here.forge.writes == []
    assert not [path for _, path in here.server.seen if "receive-pack" in path]


@pytest.mark.parametrize("step", ["create", "labels", "reviewers", "update"])
def test_what_broke_off_is_completed_by_the_next_run(here: Publication, step: str) -> None:
    branch = here.session()
    wanted = {"labels": ("healbot",), "reviewers": ("grace",)}
    here.forge.breaks_at = step
    with pytest.raises(EnvironmentProblem):
        here.publish(branch, **wanted)
    assert here.head(branch.name) == branch.tip
    here.publish(branch, **wanted)
    (pull,) = here.forge.pulls.values()
    assert pull.labels == ("healbot",)
    assert set(here.forge.asked[-1][0]) == {"grace"}
    assert here.publish(branch, **wanted).action == "unchanged"


def test_a_session_that_goes_on_updates_its_pull_request(here: Publication) -> None:
    branch = here.session()
    here.publish(branch)
    old = branch.tip
    branch.append(RolledBack(1), branch.files_at(1), 1.0)
    result = here.publish(branch)
    assert result.action == "updated"
    assert here.head(branch.name) == branch.tip != old
    assert here.forge.pulls[1].is_draft, "what is not proven any more is a draft"
    assert here.publish(branch).action == "unchanged"


def test_what_a_person_decided_about_the_pull_request_stays(here: Publication) -> None:
    branch = here.session()
    here.publish(branch)
    here.forge.change(1, title="My own words", is_draft=True)
    branch.append(RolledBack(2), branch.files_at(2), 1.0)
    assert here.publish(branch).action == "updated"
    assert here.forge.pulls[1].title == "My own words"
    assert here.forge.pulls[1].is_draft, "proven as before: nothing new to decide"


def test_a_closed_pull_request_is_a_no(here: Publication) -> None:
    branch = here.session()
    here.publish(branch)
    here.forge.change(1, state="closed")
    head = here.head(branch.name)
    branch.append(RolledBack(1), branch.files_at(1), 1.0)
    with pytest.raises(Declined) as declined:
        here.publish(branch)
    assert declined.value.gate == "closed"
    assert here.head(branch.name) == head


def test_a_merged_session_is_done_but_a_new_one_is_not(here: Publication) -> None:
    branch = here.session()
    here.publish(branch)
    here.forge.change(1, state="closed", is_merged=True)
    with pytest.raises(Declined) as declined:
        here.publish(branch)
    assert declined.value.gate == "merged"
    other = here.session(id="e" * 32)
    assert here.publish(other).number == 2


def test_the_label_stops_healbot(here: Publication) -> None:
    branch = here.session()
    here.publish(branch)
    here.forge.change(1, labels=("healbot: stopped",))
    with pytest.raises(Declined) as declined:
        here.publish(branch)
    assert declined.value.gate == "stopped"


def test_a_person_s_commit_on_the_branch_means_hands_off(here: Publication) -> None:
    branch = here.session()
    here.publish(branch)
    theirs = here.commit_there(branch.name)
    here.forge.writes.clear()
    branch.append(RolledBack(1), branch.files_at(1), 1.0)
    for squash in (False, True):
        with pytest.raises(Declined) as declined:
            here.publish(branch, squash=squash)
        assert declined.value.gate == "human-commits"
    assert here.head(branch.name) == theirs
    assert here.forge.writes == []


@pytest.mark.parametrize("squash", [False, True])
def test_what_a_person_amended_is_theirs(here: Publication, squash: bool) -> None:
    """An amended commit keeps healbot's message and author; its committer is the person."""
    here.publish(here.session(), squash=squash)
    branch = here.session(id="e" * 32)
    (there,) = here.heads()
    theirs = here.commit_there(there, amend=True)
    with pytest.raises(Declined) as declined:
        here.publish(branch, squash=squash)
    assert declined.value.gate == "human-commits"
    assert here.head(there) == theirs


def test_a_closed_pull_request_is_a_no_however_the_repository_is_spelt(here: Publication) -> None:
    branch = here.session()
    here.publish(branch)
    (request,) = here.forge.pull_requests()
    spelt = str(request.head_repository).upper()
    here.forge.change(1, state="closed", head_repository=spelt)
    with pytest.raises(Declined) as declined:
        here.publish(branch)
    assert declined.value.gate == "closed"


def test_one_open_pull_request_for_a_failure_whatever_its_branch(here: Publication) -> None:
    first = here.session()
    here.publish(first)
    second = here.session(id="e" * 32)
    assert second.name != first.name
    result = here.publish(second)
    assert (result.action, result.number, result.branch) == ("updated", 1, first.name)
    assert here.head(first.name) == second.tip
    assert here.head(second.name) is None


def test_an_unproven_session_does_not_replace_a_proven_one(here: Publication) -> None:
    here.publish(here.session())
    worse = here.session(id="e" * 32, proven=False)
    worse.append(GaveUp("nothing is left to try", 1), worse.files_at(1), 1.0)
    with pytest.raises(Declined) as declined:
        here.publish(worse, unhealed=True)
    assert declined.value.gate == "better-there"


def test_a_session_that_gave_up_is_published_only_on_request(here: Publication) -> None:
    branch = here.session(proven=False)
    branch.append(GaveUp("nothing is left to try", 1), branch.files_at(1), 1.0)
    with pytest.raises(Declined, match="nothing is left to try") as declined:
        here.publish(branch)
    assert declined.value.gate == "not-healed"
    assert here.head(branch.name) is None
    assert here.publish(branch, unhealed=True).action == "created"
    assert here.forge.pulls[1].is_draft


def test_a_branch_that_ends_in_the_middle_is_not_published(here: Publication) -> None:
    branch = here.session()
    branch.append(
        replace(ATTEMPT, number=3, patch_id="d" * 40, progress=False), source("import os\n"), 1.0
    )
    with pytest.raises(Declined) as declined:
        here.publish(branch)
    assert declined.value.gate == "unfinished"


def test_newer_attempts_there_are_not_thrown_away(here: Publication) -> None:
    branch = here.session()
    old = here.checked(branch)
    branch.append(RolledBack(2), branch.files_at(2), 1.0)
    here.publish(branch)
    (result,) = publish_all(
        [old], here.plumbing.store, cast("Forge", here.forge), here.remote, here.options, written
    )
    assert (result.action, result.gate) == ("declined", "newer-there")
    assert here.head(branch.name) == branch.tip


def test_uncommitted_changes_are_not_published(here: Publication) -> None:
    here.project.write("report.py", BROKEN + "# secret plans\n")
    with pytest.raises(Refused, match="not committed"):
        here.publish(here.session())
    assert here.server.seen and not [p for _, p in here.server.seen if p.endswith("receive-pack")]


def test_a_base_that_was_never_pushed_is_refused(here: Publication) -> None:
    here.project.commit("only here")
    here.reopen()
    with pytest.raises(Refused, match="is not on main there"):
        here.publish(here.session())


def test_squashed_there_is_one_commit_and_the_ledger_is_kept(here: Publication) -> None:
    branch = here.session()
    here.publish(branch, squash=True, signature=Signature(co_author=ADA))
    head = here.head(branch.name)
    assert head not in (None, branch.tip)
    assert here.head(branch.name, "refs/healbot/") == branch.tip
    base = here.project.git("rev-parse", "main")
    assert here.project.git("log", "--format=%P", "-1", str(head), cwd=here.bare) == base
    message = here.project.git("log", "--format=%B", "-1", str(head), cwd=here.bare)
    trailers = trailers_in(message)
    assert trailers["Session"] == SESSION.id and trailers["Ledger"] == branch.tip
    assert f"Co-authored-by: {ADA}" in message
    options = {"squash": True, "signature": Signature(co_author=ADA)}
    assert here.publish(branch, **options).action == "unchanged"

    branch.append(RolledBack(1), branch.files_at(1), 1.0)
    assert here.publish(branch, **options).action == "updated"
    assert here.head(branch.name, "refs/healbot/") == branch.tip
    content = here.project.git("show", f"{branch.name}:report.py", cwd=here.bare)
    assert content + "\n" == BETTER


def test_a_squashed_session_is_resumed_from_its_ledger(here: Publication, tmp_path: Path) -> None:
    branch = here.session()
    here.publish(branch, squash=True)
    clone = GitProject(tmp_path / "elsewhere", git=False)
    clone.git("clone", "--quiet", str(here.bare), str(clone.root))
    with Plumbing(clone.root) as plumbing:
        assert here.remote.fetch_sessions(plumbing).new == (branch.name,)
        loaded = open_ledger(plumbing).load(branch.name)
        assert loaded.session == branch.session
        open_ledger(plumbing).append(loaded, RolledBack(1), loaded.files_at(1))
        assert here.remote.fetch_sessions(plumbing).left == (branch.name,)
        result = publish(
            check_session(plumbing.store, loaded.name, loaded.tip),
            plumbing.store, cast("Forge", here.forge), here.remote,
            replace(here.options, squash=True), written,
        )  # fmt: skip
        assert result.action == "updated"
        assert here.head(branch.name, "refs/healbot/") == loaded.tip


def test_a_bundle_is_published_from_its_quarantine(here: Publication, tmp_path: Path) -> None:
    branch = here.session()
    write_bundle(tmp_path / "bundle", here.plumbing, open_ledger(here.plumbing), [branch.name], {})
    clone = GitProject(tmp_path / "elsewhere", git=False)
    clone.git("clone", "--quiet", "--depth=1", f"file://{here.bare}", str(clone.root))
    with Plumbing(clone.root) as plumbing, open_bundle(tmp_path / "bundle", plumbing) as opened:
        (result,) = publish_all(
            opened.sessions, opened.store, cast("Forge", here.forge), here.remote, here.options,
            written,
        )  # fmt: skip
        assert plumbing.refs("refs/heads/healbot/") == {}
    assert result.action == "created"
    assert here.head(branch.name) == branch.tip


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"report.py": "import os\nos._exit(0)\n"}, "guard rejects"),
        ({"report.py": FIXED, "test_report.py": "def test(): pass\n"}, "guard rejects"),
        ({"report.py": FIXED, "conftest.py": "import os\n"}, "configure the tests"),
    ],
)
def test_a_claim_of_proof_does_not_pass_the_guard(
    here: Publication, files: dict[str, str], sentence: str
) -> None:
    ledger = open_ledger(here.plumbing)
    branch = ledger.start(on_head(here.plumbing, session=replace(SESSION, fingerprint=FINGERPRINT)))
    changed = {k: v for path, text in files.items() for k, v in source(text, path).items()}
    ledger.append(branch, replace(PROVEN, number=1, start=0), changed)
    with pytest.raises(Refused, match=sentence):
        here.publish(branch)
    assert here.head(branch.name) is None
    assert here.forge.writes == []


def test_an_attempt_on_a_workflow_is_never_pushed(here: Publication) -> None:
    here.project.write(".github/workflows/ci.yml", "on: push\n")
    here.project.commit("ci")
    here.project.git("push", "--quiet", str(here.bare), "main")
    here.reopen()
    ledger = open_ledger(here.plumbing)
    branch = ledger.start(on_head(here.plumbing, session=replace(SESSION, fingerprint=FINGERPRINT)))
    ledger.append(branch, ATTEMPT, source("on: [push, workflow_run]\n", ".github/workflows/ci.yml"))
    ledger.append(branch, PROVEN, source(FIXED))
    assert here.publish(branch).action == "created"
    pushed = here.project.git("log", "--format=%H", f"main..{branch.name}", cwd=here.bare)
    assert pushed == here.head(branch.name), "one commit, without the attempt on the workflow"
    assert here.head(branch.name, "refs/healbot/") is None
