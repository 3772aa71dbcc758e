"""Sessions on real branches: writing, loading, foreign commits, names, locks, rolling back."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from healbot import wiring
from healbot.core.errors import AlreadyRunning, EnvironmentProblem, Refused, UsageError
from healbot.core.hint import Hint
from healbot.core.session import Outcome
from healbot.core.trailers import GaveUp, Hinted, RolledBack, message_of
from healbot.ledger.git_ledger import GitLedger, HandsOff, SessionBranch, slug_of
from healbot.ledger.plumbing import Plumbing
from healbot.settings.model import Settings
from tests.git_project import GitProject
from tests.ledger.sessions import ATTEMPT, FINGERPRINT, PROVEN, SESSION, TARGET, on_head, source

NAME = "healbot/report-01234567"


@pytest.fixture
def ledger(plumbing: Plumbing) -> GitLedger:
    """The ledger of a repository with one commit."""
    return GitLedger(plumbing, lambda: 1793613600.0)


@pytest.fixture
def branch(ledger: GitLedger, plumbing: Plumbing) -> SessionBranch:
    """A session of two attempts, the second one proven."""
    started = ledger.start(on_head(plumbing))
    ledger.append(started, ATTEMPT, source("print('better')\n"))
    ledger.append(started, PROVEN, source("print('healed')\n"))
    return started


class TestStartAndLoad:
    def test_the_branch_tells_the_session(
        self, ledger: GitLedger, branch: SessionBranch, plumbing: Plumbing
    ) -> None:
        loaded = ledger.load(NAME)
        assert loaded.session == branch.session
        assert loaded.session == replace(
            SESSION, base=plumbing.head or "", attempts=(ATTEMPT, PROVEN)
        )
        assert [entry.commit for entry in loaded.entries] == [
            entry.commit for entry in branch.entries
        ]

    def test_git_log_alone_tells_the_story(
        self, project: GitProject, branch: SessionBranch
    ) -> None:
        assert project.subjects(NAME) == [
            "first",
            "healbot: reproduced KeyError: 'totl' in main (report.py:3)",
            "healbot: attempt 1 new-failure: `totl` is no key; `total` is.",
            "healbot: attempt 2 validated: `totl` is no key; `total` is.",
        ]
        outcomes = project.git(
            "log", "--reverse", "--format=%(trailers:key=Healbot-Outcome,valueonly)", NAME
        ).split()
        assert outcomes == ["reproduced", "new-failure", "validated"]

    def test_trees_hold_the_attempts(self, project: GitProject, branch: SessionBranch) -> None:
        assert project.git("show", f"{NAME}:report.py") == "print('healed')"
        assert project.git("show", f"{NAME}~1:report.py") == "print('better')"
        assert project.git("diff", "--name-only", "HEAD", f"{NAME}~2") == ""

    def test_files_of_an_attempt(self, ledger: GitLedger, branch: SessionBranch) -> None:
        loaded = ledger.load(NAME)
        assert loaded.files_at(1) == source("print('better')\n")
        assert loaded.files_at(0) == {}
        assert loaded.base_files(loaded.files_at(1)) == source("print('hello')\n")

    def test_an_attempt_of_another_number(self, ledger: GitLedger, branch: SessionBranch) -> None:
        with pytest.raises(UsageError, match="has no attempt 3") as raised:
            ledger.load(NAME).entry(3)
        assert raised.value.hint == "It has attempts 1 to 2."

    def test_the_newest_commit_of_an_attempt_counts(
        self, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        ledger.append(branch, replace(PROVEN, outcome=Outcome.INCONCLUSIVE), source("print(1)\n"))
        loaded = ledger.load(NAME)
        assert loaded.session.attempts[1].outcome is Outcome.INCONCLUSIVE
        assert loaded.files_at(2) == source("print(1)\n")

    def test_the_user_is_untouched(self, project: GitProject, ledger: GitLedger) -> None:
        project.write(TARGET, "print('uncommitted')\n")
        project.write("other.py", "staged\n")
        project.git("add", "other.py")
        before = project.users()
        with Plumbing(project.root) as plumbing:
            mine = GitLedger(plumbing, lambda: 1793613600.0)
            started = mine.start(on_head(plumbing))
            mine.append(started, ATTEMPT, source("print('healed')\n"))
            mine.append(started, RolledBack(0), {})
            mine.drop(started.name)
        assert project.users() == before
        project.fsck()

    def test_the_snapshot_is_a_commit_of_its_own(self, project: GitProject) -> None:
        project.write(TARGET, "print('first')\n")
        project.commit()
        project.write(TARGET, "print('uncommitted')\n")
        with Plumbing(project.root) as plumbing:
            name = GitLedger(plumbing, lambda: 0.0).start(on_head(plumbing)).name
        subjects = project.subjects(name)
        assert subjects[1] == "healbot: snapshot of uncommitted changes"
        assert project.git("show", f"{name}:{TARGET}") == "print('uncommitted')"

    def test_before_the_first_commit(self, project: GitProject) -> None:
        project.write(TARGET, "print('new')\n")
        with Plumbing(project.root) as plumbing:
            ledger = GitLedger(plumbing, lambda: 0.0)
            started = ledger.start(on_head(plumbing))
            ledger.append(started, ATTEMPT, source("print('healed')\n"))
            assert ledger.load(started.name).session == started.session
        assert project.git("rev-parse", "--verify", "--quiet", "HEAD", check=False) == ""


class TestNames:
    def test_a_second_session_has_a_number(self, ledger: GitLedger, plumbing: Plumbing) -> None:
        session = on_head(plumbing)
        names = [ledger.start(session).name for _ in range(3)]
        assert names == [NAME, NAME + "-2", NAME + "-3"]
        assert ledger.branches() == tuple(names)

    def test_a_branch_called_healbot(
        self, project: GitProject, ledger: GitLedger, plumbing: Plumbing
    ) -> None:
        project.git("branch", "healbot")
        started = ledger.start(on_head(plumbing))
        assert started.name == "healbot-report-01234567"
        assert ledger.branches() == (started.name,)
        assert ledger.load(started.name).session == started.session
        assert ledger.find(FINGERPRINT, started.session.base) is not None
        ledger.drop(started.name)
        assert project.branches() == []

    def test_a_branch_below_the_wanted_name(
        self, project: GitProject, ledger: GitLedger, plumbing: Plumbing
    ) -> None:
        project.git("branch", NAME + "/of-a-person")
        assert ledger.start(on_head(plumbing)).name == NAME + "-2"

    @pytest.mark.parametrize(
        ("target", "slug"),
        [
            ("report.py", "report"),
            ("a/b/Monthly Report.py", "monthly-report"),
            ("$(id).py", "id"),
            ("日本.py", "script"),
            ("-.py", "script"),
            ("ünï.py", "n"),
            ("x" * 200 + ".py", "x" * 40),
            ("a..b.lock", "a-b-lock"),
            ("@{-1}.py", "1"),
            ("new\nline.py", "new-line"),
            ("tests/test_a.py::test_b[one/two]", "test-a-py-test-b-one-two"),
            ("[slug]/page.py", "slug-page-py"),
        ],
    )
    def test_slug(self, target: str, slug: str) -> None:
        assert slug_of(target) == slug

    @pytest.mark.parametrize(
        "name",
        [
            "main",
            "healbot",
            "healbot/",
            "healbot/x",
            "healbot/../main-01234567",
            "healbot/$(id)-01234567",
            "healbot/a;rm-01234567",
            "--force",
            "-d",
            "refs/heads/" + NAME,
            NAME + "\n",
            NAME + "~1",
            NAME + "^{tree}",
            "healbot/" + "x" * 200 + "-01234567",
            "",
            "\0",
            "@",
            "HEAD",
        ],
    )
    def test_hostile_names(self, ledger: GitLedger, branch: SessionBranch, name: str) -> None:
        for verb in (ledger.load, ledger.drop):
            with pytest.raises(UsageError, match="There is no healbot branch") as raised:
                verb(name)
            assert NAME in raised.value.hint
        assert ledger.branches() == (NAME,)

    def test_of_many_branches_the_most_similar_are_named(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        for number in range(30):
            project.git("branch", f"healbot/other{number}-01234567", NAME)
        with pytest.raises(UsageError) as raised:
            ledger.load(NAME[:-1])
        assert raised.value.hint.startswith(f"There is: {NAME}, ")
        assert raised.value.hint.endswith(", and 28 more; see healbot list.")

    def test_branches_of_people_are_not_listed(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        for name in ("healbot/mine", "healbot-notes", "feature/healbot/x-01234567"):
            project.git("branch", name)
        assert ledger.branches() == (NAME,)

    def test_newest(self, ledger: GitLedger, plumbing: Plumbing, branch: SessionBranch) -> None:
        assert ledger.newest() == NAME
        later = GitLedger(plumbing, lambda: 1793613700.0).start(on_head(plumbing))
        assert ledger.newest() == later.name

    def test_no_branch(self, ledger: GitLedger) -> None:
        assert ledger.newest() is None
        assert ledger.branches() == ()
        with pytest.raises(UsageError) as raised:
            ledger.load(NAME)
        assert raised.value.hint == "There is none yet."


class TestFind:
    def test_by_failure_and_base(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        base = branch.session.base
        found = ledger.find(FINGERPRINT, base)
        assert found is not None
        assert found.session == branch.session
        assert ledger.find("0123456789abcdef" + "f" * 16, base) is None
        assert ledger.find("f" * 32, base) is None
        project.write(TARGET, "print('other')\n")
        assert ledger.find(FINGERPRINT, project.commit()) is None

    def test_the_tree_counts_not_the_commit(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        assert ledger.find(FINGERPRINT, project.commit("nothing changed")) is not None

    def test_goes_past_the_branch_of_a_person(
        self, project: GitProject, ledger: GitLedger, plumbing: Plumbing, branch: SessionBranch
    ) -> None:
        add_commit(project, NAME, "mine now\n")
        assert ledger.find(FINGERPRINT, branch.session.base) is None
        second = ledger.start(on_head(plumbing))
        found = ledger.find(FINGERPRINT, branch.session.base)
        assert found is not None
        assert found.name == second.name


def add_commit(project: GitProject, name: str, message: str, *parents: str) -> str:
    """Puts a person's commit on a branch."""
    tree = project.git("rev-parse", f"{name}^{{tree}}")
    words = [word for parent in (name, *parents) for word in ("-p", parent)]
    made = project.git("commit-tree", tree, *words, stdin=message.encode())
    project.git("update-ref", f"refs/heads/{name}", made)
    return made


class TestForeignCommits:
    @pytest.mark.parametrize(
        "message",
        [
            "I took over\n",
            "",
            "Healbot-Schema: 1\n",
            "x\n\nHealbot-Schema: 2\nHealbot-Outcome: validated\n",
            "x\n\nHealbot-Schema: 1\nHealbot-Attempt: 3/5\nHealbot-Outcome: marvellous\n",
            "x\n\nHealbot-Schema: 1\nHealbot-Attempt: many/5\nHealbot-Outcome: gave-up\n",
            "x\n\nHealbot-Schema: 1\nHealbot-Attempt: 0/5\nHealbot-Outcome: reproduced\n"
            "Healbot-Request: {}\n",
            "x\n\nHealbot-Schema: 1\n\nSigned-off-by: A Person <a@example.invalid>\n",
        ],
    )
    def test_hands_off(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch, message: str
    ) -> None:
        add_commit(project, NAME, message)
        with pytest.raises(HandsOff, match="not healbot's") as raised:
            ledger.load(NAME)
        assert raised.value.hint

    def test_a_merge(self, project: GitProject, ledger: GitLedger, branch: SessionBranch) -> None:
        message = message_of(GaveUp("no more ideas", 2), branch.session)
        add_commit(project, NAME, message, "main")
        with pytest.raises(HandsOff):
            ledger.load(NAME)

    def test_another_session_on_top(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        """A record of another session is not healbot's on this branch."""
        other = replace(branch.session, id="e" * 32)
        add_commit(project, NAME, message_of(replace(ATTEMPT, number=3), other))
        with pytest.raises(HandsOff):
            ledger.load(NAME)

    def test_cut_history(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        message = message_of(ATTEMPT, branch.session)
        tree = project.git("rev-parse", "HEAD^{tree}")
        orphan = project.git("commit-tree", tree, stdin=message.encode())
        project.git("update-ref", f"refs/heads/{NAME}", orphan)
        with pytest.raises(HandsOff):
            ledger.load(NAME)

    def test_drop_leaves_a_persons_work(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        made = add_commit(project, NAME, "I took over\n")
        with pytest.raises(HandsOff) as raised:
            ledger.drop(NAME)
        assert f"git branch -D {NAME}" in raised.value.hint
        assert project.git("rev-parse", NAME) == made

    def test_drop_says_where_it_was(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        commit = ledger.drop(NAME)
        assert commit == branch.tip
        assert project.branches() == []
        project.git("branch", NAME, commit)
        assert ledger.load(NAME).session == branch.session

    def test_append_to_a_branch_that_moved(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        made = add_commit(project, NAME, "I took over\n")
        with pytest.raises(EnvironmentProblem, match="moved by someone else"):
            ledger.append(branch, GaveUp("no more ideas", 2), {})
        assert project.git("rev-parse", NAME) == made

    def test_append_to_a_branch_that_is_gone(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        project.git("update-ref", "-d", f"refs/heads/{NAME}")
        with pytest.raises(EnvironmentProblem, match="moved by someone else"):
            ledger.append(branch, GaveUp("no more ideas", 2), {})
        assert project.branches() == []


class TestCheckedOut:
    """Moving a branch that is checked out would change what ``git status`` says."""

    @pytest.mark.parametrize("linked", [False, True])
    def test_is_not_moved(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch, linked: bool
    ) -> None:
        if linked:
            project.git("worktree", "add", "-q", str(project.home / "linked"), NAME)
        else:
            project.git("switch", "-q", NAME)
        before = project.users()
        for change in (
            lambda: ledger.append(ledger.load(NAME), RolledBack(0), {}),
            lambda: ledger.drop(NAME),
        ):
            with pytest.raises(Refused, match="is checked out in") as raised:
                change()
            assert "git switch -" in raised.value.hint
        assert project.users() == before
        assert project.git("rev-parse", NAME) == branch.tip


class TestRollback:
    def test_is_a_commit_with_the_old_tree(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        ledger.append(branch, RolledBack(1), branch.files_at(1))
        loaded = ledger.load(NAME)
        assert loaded.session.rolled_back_to == 1
        assert loaded.session.validated is None
        assert loaded.session == branch.session
        assert project.git("rev-parse", f"{NAME}^{{tree}}") == loaded.entry(1).tree
        assert project.git("rev-list", "--count", NAME) == "5"

    def test_to_the_base(
        self, project: GitProject, ledger: GitLedger, branch: SessionBranch
    ) -> None:
        ledger.append(branch, RolledBack(0), {})
        assert project.git("diff", "--stat", "HEAD", NAME) == ""
        assert ledger.load(NAME).session.starts == (0,)

    def test_going_on_forgets_the_rollback(self, ledger: GitLedger, branch: SessionBranch) -> None:
        ledger.append(branch, RolledBack(1), branch.files_at(1))
        ledger.append(branch, replace(PROVEN, number=3), source("print('other way')\n"))
        loaded = ledger.load(NAME)
        assert loaded.session.rolled_back_to is None
        assert loaded.session == branch.session
        assert loaded.files_at(2) == source("print('healed')\n")
        assert loaded.files_at(3) == source("print('other way')\n")


def _hold(root: Path, entered: Callable[[], None], leave: Callable[[], bool]) -> None:
    with Plumbing(root) as plumbing, GitLedger(plumbing, lambda: 0.0).lock(FINGERPRINT):
        entered()
        leave()


class TestLock:
    def test_the_second_process_is_told(self, project: GitProject, ledger: GitLedger) -> None:
        context = multiprocessing.get_context("spawn")
        entered, leave = context.Event(), context.Event()
        other = context.Process(target=_hold, args=(project.root, entered.set, leave.wait))
        other.start()
        try:
            assert entered.wait(60)
            with pytest.raises(AlreadyRunning, match="already running"), ledger.lock(FINGERPRINT):
                pass
            with ledger.lock("f" * 32):  # another failure of the same repository
                pass
        finally:
            leave.set()
            other.join(60)
        with ledger.lock(FINGERPRINT):
            pass

    def test_a_killed_holder_leaves_no_lock(self, project: GitProject, ledger: GitLedger) -> None:
        context = multiprocessing.get_context("spawn")
        entered, leave = context.Event(), context.Event()
        other = context.Process(target=_hold, args=(project.root, entered.set, leave.wait))
        other.start()
        assert entered.wait(60)
        other.kill()
        other.join(60)
        with ledger.lock(FINGERPRINT):
            pass

    def test_two_threads(self, project: GitProject, ledger: GitLedger) -> None:
        refused = []

        def enter() -> None:
            with Plumbing(project.root) as plumbing:
                try:
                    with GitLedger(plumbing, lambda: 0.0).lock(FINGERPRINT):
                        pass
                except AlreadyRunning as error:
                    refused.append(error.exit_code)

        with ledger.lock(FINGERPRINT):
            thread = threading.Thread(target=enter)
            thread.start()
            thread.join()
        assert refused == [7]

    def test_an_error_inside_is_not_mistaken_for_the_lock(self, ledger: GitLedger) -> None:
        with pytest.raises(OSError, match="something else"), ledger.lock(FINGERPRINT):
            raise OSError("something else")


def test_locks_leave_no_file_behind(project: GitProject, plumbing: Plumbing) -> None:
    folder = project.root / ".git" / "healbot"
    folder.mkdir()
    (folder / "0123456789abcdef.lock").touch()  # of a healbot that was killed
    ledger = GitLedger(plumbing, lambda: 0.0)
    with ledger.lock("a" * 40):
        assert [path.name for path in folder.iterdir()] == ["a" * 16 + ".lock"]
    assert list(folder.iterdir()) == []


class TestHints:
    def test_a_hint_changes_no_file_and_is_read_back(
        self, ledger: GitLedger, branch: SessionBranch, project: GitProject
    ) -> None:
        ledger.append(branch, Hinted("use the sum", "Ada"), source("print('ignored')\n"))
        assert project.git("diff", "--name-only", f"{NAME}~1", NAME) == ""
        loaded = ledger.load(NAME)
        assert loaded.session == branch.session
        assert loaded.session.hints == (Hint("use the sum", "Ada", 2),)
        assert (loaded.session.validated, loaded.session.tip) == (None, 2)
        ledger.append(loaded, RolledBack(2), loaded.files_at(2))
        assert ledger.load(NAME).session.validated == PROVEN

    def test_what_was_said_is_recorded_once(
        self, ledger: GitLedger, branch: SessionBranch, plumbing: Plumbing
    ) -> None:
        """A reviewer's comments are all there again when healbot is asked to try once more."""
        project = wiring.Project(plumbing, ledger)

        def told(*said: tuple[str, str]) -> list[str]:
            found = wiring.record_said(project, ledger.load(NAME), said, Settings())
            return [hint.text for hint in found.session.hints]

        first, second = ("ada", "use the sum"), ("grace", "and keep\nthe order  \n")
        assert told(first, second) == ["use the sum", "and keep\nthe order"]
        assert told(first, second) == ["use the sum", "and keep\nthe order"]
        assert told(first, ("ada", "no globals"), second)[2:] == ["no globals"]
        again = ledger.load(NAME)
        ledger.append(again, replace(PROVEN, number=3), source("print('other')\n"))
        assert told(first, second)[3:] == ["and keep\nthe order"]  # another one is wanted still
        assert ledger.load(NAME).session.set_aside == {2, 3}

    def test_a_hint_waits_for_the_heal_that_goes_on(
        self, ledger: GitLedger, branch: SessionBranch, plumbing: Plumbing
    ) -> None:
        project = wiring.Project(plumbing, ledger)
        with ledger.lock(FINGERPRINT), pytest.raises(AlreadyRunning):
            wiring.record_said(project, branch, [("ada", "x")], Settings())
        assert ledger.load(NAME).session.hints == ()
