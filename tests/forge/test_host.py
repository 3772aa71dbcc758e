"""The forge against the fake GitHub: what it reads, and what its writes leave there."""

from __future__ import annotations

from pathlib import Path

import pytest

from healbot.core.errors import ForgeUnusable, UsageError
from healbot.core.forge import Job, JobStep, Repository
from healbot.forge import GitHub, open_forge
from healbot.forge_port import Forge
from tests.forge.stage import Stage, stage
from tests.github.faults import Fault
from tests.github.state import Kind

HOSTILE_BRANCHES = ["../../rate_limit", "main/../../../../rate_limit", "a b", "x?y", "main\n", ".."]


def opened(here: Stage, forge: GitHub, *, draft: bool = True) -> int:
    pull = forge.create_pull_request(
        head_branch="healbot/a", base_branch="main", title="Heal it", body="Why", draft=draft
    )
    return pull.number


def test_it_is_a_forge(here: Stage) -> None:
    forge: Forge = here.forge()
    assert forge.repository == Repository("ada", "report")
    assert forge.push_url == here.fake.git_url("ada/report")
    assert here.fake.calls == []  # nothing is asked before it is needed


def test_facts(here: Stage) -> None:
    facts = here.forge().facts()
    assert (facts.default_branch, facts.is_private, facts.is_fork) == ("main", False, False)
    assert not facts.is_archived
    here.stored.archived = True
    here.stored.default_branch = "healbot/a"
    facts = here.forge().facts()
    assert (facts.default_branch, facts.is_archived) == ("healbot/a", True)
    forked = here.fake.fork(here.stored, "grace")
    secret = here.fake.token("classic", user="edsger")
    assert here.forge_of(forked.full_name, secret).facts().is_fork
    assert here.forge_of(forked.full_name, secret).facts().may_push is False
    assert here.forge(secret=here.fake.token("classic", user="grace")).facts().may_push is True


@pytest.mark.parametrize("kind", ["actions", "app"])
def test_whether_an_installation_may_push_is_not_said(here: Stage, kind: Kind) -> None:
    assert here.forge(kind).facts().may_push is None


@pytest.mark.parametrize(
    ("user", "permission"),
    [("ada", "admin"), ("grace", "write"), ("edsger", "triage"), ("nobody-at-all", "none")],
)
def test_permissions(here: Stage, user: str, permission: str) -> None:
    assert here.forge().permission_of(user) == permission


@pytest.mark.parametrize(
    "user", ["../../../user", "..", "ada/../grace", "ada?x=1", "ada#", "ada%2f..", "", "ада"]
)
def test_what_is_no_login_has_no_permission_and_reaches_no_route(here: Stage, user: str) -> None:
    assert here.forge().permission_of(user) == "none"
    assert here.fake.calls == []


def test_a_bot_is_quoted_in_the_route(here: Stage) -> None:
    assert here.forge().permission_of("github-actions[bot]") == "read"
    assert here.fake.calls[-1].path.endswith("/collaborators/github-actions%5Bbot%5D/permission")


def test_a_repository_with_a_new_name(here: Stage) -> None:
    fork = here.fake.fork(here.stored, "grace")
    moved = Fault(301, b"{}", {"location": f"{here.fake.api_url}/repos/{fork.full_name}"})
    here.fake.fail("repos/get", moved)
    with pytest.raises(ForgeUnusable, match="ada/report is called grace/report now"):
        here.forge().facts()
    secret = here.fake.token("classic")
    assert here.forge_of("Ada/Report", secret).repository == Repository("Ada", "Report")


def test_branches(here: Stage) -> None:
    forge = here.forge()
    assert forge.head_of("main") == here.project.git("rev-parse", "main").strip()
    assert forge.head_of("healbot/a") == here.project.git("rev-parse", "healbot/a").strip()
    assert forge.head_of("healbot") is None
    assert forge.head_of("missing") is None
    here.stored.git.git("branch", "odd#%2f..%2f;é".replace("..", "-"), "main")
    assert forge.head_of("odd#%2f-%2f;é") == forge.head_of("main")


@pytest.mark.parametrize("branch", HOSTILE_BRANCHES)
def test_hostile_branches_reach_no_route(here: Stage, branch: str) -> None:
    forge = here.forge()
    assert forge.head_of(branch) is None
    assert forge.pull_requests(head_branch=branch) == ()
    assert here.fake.calls == []


def test_a_repository_that_is_not_seen_is_no_missing_branch(here: Stage) -> None:
    here.stored.private = True
    forge = here.forge("fine-grained", {}, user="stranger")
    for ask in (
        lambda: forge.head_of("main"),
        lambda: forge.pull_request(1),
        lambda: forge.permission_of("grace"),
    ):
        with pytest.raises(ForgeUnusable, match="shows this token no repository ada/report"):
            ask()


def test_runs_and_jobs(here: Stage) -> None:
    for number in range(3):
        here.fake.add_run(here.stored, conclusion=["success", "failure", "failure"][number])
    fork = here.fake.fork(here.stored, "grace")
    late = here.fake.add_run(
        here.stored, head_branch=None, head_sha="f" * 40, head_repository=fork.full_name,
        event="pull_request", status="in_progress", conclusion=None, actor="grace", attempt=2,
    )  # fmt: skip
    forge = here.forge()
    runs = forge.runs()
    assert [run.id for run in runs] == sorted((run.id for run in runs), reverse=True)
    assert len(forge.runs(limit=2)) == 2
    assert len(forge.runs(status="failure")) == 2
    assert [run.id for run in forge.runs(head_sha="f" * 40)] == [late.id]
    run = forge.run(late.id)
    assert (run.head_branch, run.head_repository, run.conclusion) == (None, "grace/report", None)
    assert (run.status, run.attempt, run.event) == ("in_progress", 2, "pull_request")
    assert (run.actor, run.triggering_actor) == ("grace", "ada")
    assert run.created_at.endswith("Z")
    assert run in runs


def test_failed_jobs_are_those_of_the_newest_attempt(here: Stage) -> None:
    run = here.fake.add_run(here.stored, attempt=2)
    here.fake.add_job(here.stored, run, "old", attempt=1)
    failed = here.fake.add_job(here.stored, run, "new")
    late = here.fake.add_job(here.stored, run, "late", conclusion="timed_out", labels=["x", "y"])
    here.fake.add_job(here.stored, run, "good", conclusion="success")
    here.fake.add_job(here.stored, run, "skipped", conclusion="skipped")
    forge = here.forge()
    jobs = forge.failed_jobs(forge.run(run.id))
    assert {job.id for job in jobs} == {failed.id, late.id}
    first = next(job for job in jobs if job.id == failed.id)
    steps = (JobStep(1, "Set up job", "success"), JobStep(2, "Run tests", "failure"))
    assert first == Job(failed.id, "new", "failure", steps, ("ubuntu-24.04",))


def test_more_jobs_than_a_page_holds(here: Stage) -> None:
    run = here.fake.add_run(here.stored)
    for number in range(130):
        here.fake.add_job(here.stored, run, f"test ({number})")
    forge = here.forge()
    assert len(forge.failed_jobs(forge.run(run.id))) == 130


def test_a_run_that_is_not_there(here: Stage) -> None:
    with pytest.raises(ForgeUnusable, match="ada/report has no workflow run 5"):
        here.forge().run(5)


def test_a_pull_request_is_opened_once(here: Stage) -> None:
    forge = here.forge()
    pull = forge.create_pull_request(
        head_branch="healbot/a", base_branch="main", title="Heal it", body="Why", draft=True
    )
    assert (pull.title, pull.body, pull.is_draft, pull.state) == ("Heal it", "Why", True, "open")
    assert (pull.head_branch, pull.base_branch) == ("healbot/a", "main")
    assert pull.head_sha == forge.head_of("healbot/a")
    assert (pull.head_repository, pull.author) == ("ada/report", "github-actions[bot]")
    assert not pull.is_merged
    assert forge.pull_request(pull.number) == pull
    again = forge.create_pull_request(
        head_branch="healbot/a", base_branch="main", title="Other", body="Other", draft=True
    )
    assert again == pull
    assert len(here.fake.calls_of("pulls/create")) == 1


def test_a_branch_that_is_deleted_in_between(here: Stage) -> None:
    forge = here.forge()
    for head, base, words in (
        ("healbot/gone", "main", "has not the branch that the pull request is for"),
        ("healbot/a", "gone", "has not the branch that the pull request shall be merged into"),
        ("main", "main", "the branch has no commit that the base lacks"),
    ):
        with pytest.raises(ForgeUnusable, match=words):
            forge.create_pull_request(
                head_branch=head, base_branch=base, title="t", body="b", draft=True
            )


def test_texts_have_an_end(here: Stage) -> None:
    forge = here.forge()
    number = opened(here, forge)
    with pytest.raises(ForgeUnusable, match="the text is too long"):
        forge.update_pull_request(number, title="t", body="x" * 65_537)
    forge.update_pull_request(number, title="t", body="x" * 65_536)
    with pytest.raises(ForgeUnusable, match="the text is too long"):
        forge.add_comment(number, "x" * 65_537)


def test_drafts_that_a_plan_lacks(here: Stage) -> None:
    here.stored.allows_drafts = False
    forge = here.forge()
    with pytest.raises(ForgeUnusable, match="cannot have draft pull requests"):
        opened(here, forge)
    number = opened(here, forge, draft=False)
    with pytest.raises(ForgeUnusable, match="cannot have draft pull requests"):
        forge.set_draft(number, True)


def test_a_draft_takes_two_permissions(here: Stage) -> None:
    number = opened(here, here.forge())
    with pytest.raises(ForgeUnusable, match="may not change whether") as caught:
        here.forge(permissions={"pull-requests": "write"}).set_draft(number, False)
    assert "`pull-requests: write` and `contents: write`" in caught.value.hint


def test_a_closed_pull_request_is_not_taken_for_an_open_one(here: Stage) -> None:
    forge = here.forge()
    first = opened(here, forge)
    here.stored.pulls[first].state = "closed"
    second = opened(here, forge)
    assert second != first
    assert [pull.number for pull in forge.pull_requests(head_branch="healbot/a")] == [second, first]
    assert [pull.number for pull in forge.pull_requests(state="open")] == [second]
    assert forge.pull_request(999) is None


def test_a_merged_pull_request(here: Stage) -> None:
    forge = here.forge()
    number = opened(here, forge)
    here.fake.merge(here.stored, number)
    pull = forge.pull_request(number)
    assert pull is not None
    assert (pull.is_merged, pull.state) == (True, "closed")
    assert forge.pull_requests()[0].is_merged


def test_pull_requests_from_forks_are_not_listed(here: Stage) -> None:
    fork = here.fake.fork(here.stored, "grace")
    here.fake.add_pull(here.stored, "healbot/a", head_repository=fork.full_name, user="grace")
    forge = here.forge()
    assert forge.pull_requests() == ()
    assert forge.pull_requests(head_branch="healbot/a") == ()
    assert opened(here, forge) == 2


def test_a_pull_request_whose_fork_is_gone(here: Stage) -> None:
    pull = here.fake.add_pull(here.stored, "healbot/a")
    pull.head_repository = None
    found = here.forge().pull_request(pull.number)
    assert found is not None
    assert found.head_repository is None
    assert here.forge().pull_requests() == ()


def test_title_body_and_draft_are_changed(here: Stage) -> None:
    forge = here.forge()
    number = opened(here, forge)
    changed = forge.update_pull_request(number, title="New", body="Ärger\n")
    assert (changed.title, changed.body) == ("New", "Ärger\n")
    forge.set_draft(number, False)
    assert not here.stored.pulls[number].draft
    forge.set_draft(number, False)
    forge.set_draft(number, True)
    assert here.stored.pulls[number].draft
    assert len(here.fake.calls_of("graphql")) == 2


def test_labels_and_reviewers(here: Stage) -> None:
    here.stored.teams.add("core")
    forge = here.forge()
    number = opened(here, forge)
    forge.add_labels(number, [])
    forge.request_reviewers(number, [], [])
    forge.add_labels(number, ["healbot", "needs: eyes/now"])
    forge.add_labels(number, ["healbot"])
    forge.request_reviewers(number, ["grace"], ["core"])
    stored = here.stored.pulls[number]
    assert stored.labels == ["healbot", "needs: eyes/now"]
    assert (stored.requested_reviewers, stored.requested_teams) == (["grace"], ["core"])
    pull = forge.pull_request(number)
    assert pull is not None
    assert pull.labels == ("healbot", "needs: eyes/now")
    with pytest.raises(ForgeUnusable, match="no collaborator of ada/report"):
        forge.request_reviewers(number, ["stranger"], [])


def test_comments(here: Stage) -> None:
    forge = here.forge()
    number = opened(here, forge)
    here.fake.add_comment(here.stored, number, "/healbot retry", user="grace")
    written = forge.add_comment(number, "On it")
    assert (written.author, written.body, written.is_by_app) == (
        "github-actions[bot]", "On it", True,
    )  # fmt: skip
    forge.update_comment(written.id, "Done")
    first, second = forge.comments(number)
    assert (first.author, first.body, first.is_by_app) == ("grace", "/healbot retry", False)
    assert (second.id, second.body) == (written.id, "Done")
    forge.react(first.id, "eyes")
    forge.react(first.id, "eyes")
    reactions = here.stored.pulls[number].comments[0].reactions
    assert [reaction.content for reaction in reactions] == ["eyes"]
    for number_of_comment in range(120):
        here.fake.add_comment(here.stored, number, f"{number_of_comment}", user="grace")
    assert len(forge.comments(number)) == 122


def test_review_comments(here: Stage) -> None:
    forge = here.forge()
    number = opened(here, forge)
    here.fake.add_review_comment(
        here.stored, number, "Use the other branch", path="report.py", line=1, user="grace"
    )
    comment = forge.review_comments(number)[0]
    assert (comment.path, comment.line, comment.author) == ("report.py", 1, "grace")


def test_enterprise_servers_have_their_api_in_a_folder(tmp_path: Path) -> None:
    with stage(tmp_path, enterprise=True) as here:
        forge = here.forge()
        number = opened(here, forge)
        forge.set_draft(number, False)
        forge.add_comment(number, "x")
        forge.update_pull_request(number, title="y", body="z")
        assert here.fake.calls_of("graphql")
        assert forge.push_url.startswith(here.fake.server_url)


@pytest.mark.parametrize("token", ["", "  ", "\n", "ghp_a b", "ghp_a\nghp_b", "ghp_\x00", "ghp_é"])
def test_what_is_no_token(token: str) -> None:
    with pytest.raises(ForgeUnusable) as caught:
        open_forge(Repository("ada", "report"), token)
    assert "ghp" not in caught.value.message


def test_space_around_a_token_is_no_part_of_it(here: Stage) -> None:
    secret = here.fake.token("actions", {"contents": "read"})
    assert here.forge(secret=f" {secret}\n").facts().default_branch == "main"


@pytest.mark.parametrize(
    ("owner", "name"), [("ada", ".."), ("..", "report"), ("ada", "a/b"), ("a?b", "c"), ("", "")]
)
def test_a_repository_of_another_shape(owner: str, name: str) -> None:
    with pytest.raises(UsageError):
        open_forge(Repository(owner, name), "ghp_x")
