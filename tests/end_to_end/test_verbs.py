"""The verbs that look at sessions and change them, as text and as JSON."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.end_to_end.conftest import CHAIN, checked, refused, succeeded
from tests.git_project import GitProject

FIXED = (
    CHAIN.replace("(values)\n", "(values):\n", 1)
    .replace("(reading)", "(readings)")
    .replace("\n\n\ndef mean", "\n\nimport json\nimport math\n\n\ndef mean", 1)
)


def branch_of(project: GitProject) -> str:
    """Returns the only session's branch."""
    (branch,) = project.branches()
    return branch


class TestLooking:
    """None of these changes anything."""

    def test_list(self, healed: GitProject) -> None:
        before = healed.users()
        branch = branch_of(healed)
        text = succeeded(healed.healbot("list")).stdout.splitlines()
        assert text[0].split() == ["branch", "status", "attempts", "target", "failure"]
        assert text[1].split()[:4] == [branch, "healed", "4", "chain.py"]
        report = checked(healed.healbot("list", "--json"))
        assert [item["branch"] for item in report["sessions"]] == [branch]
        assert report["foreign_branches"] == []
        assert healed.users() == before

    @pytest.mark.slow
    def test_list_of_nothing(self, project: GitProject) -> None:
        assert "no healbot branch" in succeeded(project.healbot("list")).stdout
        assert checked(project.healbot("list", "--json"))["sessions"] == []

    def test_list_goes_past_the_branch_of_a_person(self, healed: GitProject) -> None:
        take_over(healed)
        text = succeeded(healed.healbot("list")).stdout
        assert text == f"{branch_of(healed)}  holds someone else's commits; healbot leaves it.\n"
        report = checked(healed.healbot("list", "--json"))
        assert (report["sessions"], report["foreign_branches"]) == ([], [branch_of(healed)])

    def test_log(self, healed: GitProject) -> None:
        branch = branch_of(healed)
        text = succeeded(healed.healbot("log")).stdout
        assert text.startswith(f"{branch}: healed\n")
        rows = text.splitlines()[3:]
        assert [row.split()[0] for row in rows] == ["1", "2", "3", "4"]
        assert rows[0].split()[1:3] == ["fix_patterns/missing_colon", "new-failure"]
        assert "validated" in rows[3]
        report = checked(healed.healbot("log", branch, "--json"))
        assert report["status"] == "healed"
        assert [attempt["number"] for attempt in report["attempts"]] == [1, 2, 3, 4]

    def test_show(self, healed: GitProject) -> None:
        text = succeeded(healed.healbot("show", "2")).stdout
        assert "\n+import math\n" in text
        assert "missing_import" in text
        before, _, after = text.partition("\nAfter:\n")
        assert "NameError: name 'math' is not defined" in before
        assert "NameError: name 'json' is not defined" in after
        view = checked(healed.healbot("show", "4", "--json"))
        assert view["attempt"]["outcome"] == "validated"
        assert view["traceback_after"] == ""

    def test_show_the_failure(self, healed: GitProject) -> None:
        assert "SyntaxError" in succeeded(healed.healbot("show", "0")).stdout
        assert checked(healed.healbot("show", "0", "--json"))["attempt"] is None

    def test_diff(self, healed: GitProject) -> None:
        text = succeeded(healed.healbot("diff")).stdout
        for line in ("+import json", "+import math", "-def mean(values)", "+def mean(values):"):
            assert line in text.splitlines()
        assert succeeded(healed.healbot("diff", "0")).stdout == "No change.\n"
        report = checked(healed.healbot("diff", "1", "--json"))
        assert report["number"] == 1
        assert report["diff"].count("\n+") == 2  # the header's is one

    @pytest.mark.slow
    def test_the_diff_can_be_applied_by_git(self, healed: GitProject) -> None:
        diff = checked(healed.healbot("diff", "--json"))["diff"]
        healed.git("apply", "-", stdin=diff.encode())
        assert healed.read("chain.py").decode() == FIXED

    def test_doctor(self, healed: GitProject) -> None:
        before = healed.users()
        result = healed.healbot("doctor")
        assert result.exit_code in (0, 6), result.said
        for topic in ("git", "repository", "overlay", "copy", "generators"):
            assert topic in result.stdout
        assert checked(healed.healbot("doctor", "--json"))["findings"]
        assert healed.users() == before

    @pytest.mark.parametrize(
        "arguments",
        [
            ("log", "main"),
            ("show", "9"),
            ("show", "1", "--branch", "HEAD"),
            ("diff", "9"),
            ("rollback", "9"),
            ("apply", "0"),
            ("drop", "main"),
            ("drop", "healbot/../main"),
            ("resume", "main"),
            ("marvel",),
        ],
        ids=" ".join,
    )
    def test_wrong_use(self, healed: GitProject, arguments: tuple[str, ...]) -> None:
        before = (healed.users(), healed.git("for-each-ref"))
        refused(healed.healbot(*arguments), 2, "")
        assert (healed.users(), healed.git("for-each-ref")) == before

    @pytest.mark.parametrize("verb", ["log", "resume"])
    def test_without_a_session(self, project: GitProject, verb: str) -> None:
        refused(project.healbot(verb), 2, "no healbot branch", "healbot fix")

    @pytest.mark.parametrize("verb", [("list",), ("show", "1")])
    def test_outside_of_a_repository(self, project: GitProject, verb: tuple[str, ...]) -> None:
        refused(project.healbot(*verb, cwd=project.home), 5, "is not in a Git repository")


class TestChanging:
    def test_roll_back_and_go_on(self, healed: GitProject) -> None:
        before = healed.users()
        branch = branch_of(healed)
        tip = healed.git("rev-parse", branch)
        said = succeeded(healed.healbot("rollback", "2")).stdout
        assert said.startswith(f"{branch} is back at attempt 2 (commit ")
        assert healed.git("rev-parse", f"{branch}~1") == tip
        second = healed.git("log", "-1", "--format=%H", "--grep=attempt 2 ", branch)
        assert healed.git("diff", branch, second) == ""
        assert "rolled back to attempt 2" in succeeded(healed.healbot("log")).stdout
        assert checked(healed.healbot("log", "--json"))["status"] == "rolled-back"
        shown = healed.git("show", f"{branch}:chain.py")
        assert "import math" in shown
        assert "import json" not in shown
        refused(healed.healbot("apply"), 2, "holds no proven fix", "healbot apply N")
        result = healed.healbot("resume", "--json")
        assert result.exit_code in (0, 1), result.said
        assert checked(result)["branch"] == branch
        assert healed.users() == before
        healed.fsck()

    @pytest.mark.slow
    def test_roll_back_to_the_base(self, healed: GitProject) -> None:
        report = checked(healed.healbot("rollback", "0", "--json"))
        assert healed.git("rev-parse", report["branch"]) == report["commit"]
        assert healed.git("diff", "main", report["branch"]) == ""
        assert succeeded(healed.healbot("diff")).stdout == "No change.\n"

    def test_apply(self, healed: GitProject) -> None:
        index = (healed.root / ".git/index").read_bytes()
        report = checked(healed.healbot("apply", "--json"))
        assert (report["number"], report["paths"]) == (4, ["chain.py"])
        assert healed.read("chain.py").decode() == FIXED
        assert (healed.root / ".git/index").read_bytes() == index
        done = subprocess.run([sys.executable, "chain.py"], cwd=healed.root, capture_output=True)
        assert done.stdout == b'root 2.0\n{"count": 3}\n'

    @pytest.mark.slow
    def test_apply_an_earlier_attempt(self, healed: GitProject) -> None:
        succeeded(healed.healbot("apply", "1"))
        assert healed.read("chain.py").decode() == CHAIN.replace("(values)\n", "(values):\n", 1)

    def test_drop_and_get_it_back(self, healed: GitProject) -> None:
        before = healed.users()
        branch = branch_of(healed)
        said = succeeded(healed.healbot("drop", branch)).stdout
        assert healed.branches() == []
        _, _, command = said.partition("To get it back: git ")
        healed.git(*command.split())
        assert "validated" in succeeded(healed.healbot("log")).stdout
        report = checked(healed.healbot("drop", branch, "--json"))
        assert len(report["commit"]) == 40
        assert healed.users() == before

    def test_drop_does_not_pull_the_ground_from_under_the_user(self, healed: GitProject) -> None:
        branch = branch_of(healed)
        healed.git("switch", "-q", branch)
        before = healed.users()
        refused(healed.healbot("drop", branch), 5, "is checked out", "git switch -")
        refused(healed.healbot("rollback", "0"), 5, "is checked out", "git switch -")
        assert healed.users() == before

    def test_resume_when_it_is_healed(self, healed: GitProject) -> None:
        report = checked(succeeded(healed.healbot("resume", "--json")))
        assert report["ending"] == "healed"
        assert len(report["attempts"]) == 4

    def test_resume_when_the_files_changed(self, healed: GitProject) -> None:
        healed.write("chain.py", CHAIN + "# mine\n")
        refused(healed.healbot("resume"), 5, "have changed since", "healbot fix chain.py")

    def test_resume_when_the_failure_is_gone(self, healed: GitProject) -> None:
        """The failure came from the environment and went with it."""
        healed.write("env.py", "import os\nassert 'SET' in os.environ\n")
        healed.commit()
        healed.write("half.py", "import os\n'SET' in os.environ or math.pi\nos.nope\n")
        succeeded(healed.fix("half.py", "--max-attempts", "1"), 1)
        result = healed.healbot("resume", "--env", "SET", environment={"SET": "1"})
        refused(result, 3, "does not show any more", "healbot fix half.py")

    @pytest.mark.slow
    def test_the_newest_session_is_meant(self, healed: GitProject) -> None:
        healed.write("other.py", "print(math.pi)\n")
        succeeded(healed.fix("other.py"))
        assert "other.py failed" in succeeded(healed.healbot("log")).stdout

    @pytest.mark.slow
    def test_a_forged_session_cannot_name_other_places(self, healed: GitProject) -> None:
        """Anyone who can push can write a branch; its paths are not believed."""
        branch = branch_of(healed)
        outside = healed.home / "secret.py"
        outside.write_text("print(math.pi)\n")
        for old, new in (
            ('"target": "chain.py"', '"target": "../home/secret.py"'),
            ('"cwd": "."', '"cwd": "../.."'),
            ('"stdin": null', '"stdin": "../home/secret.py"'),
        ):
            forge(healed, branch, old, new)
            result = healed.healbot("resume", branch)
            assert result.exit_code in (2, 5), result.said
            assert "Traceback" not in result.stderr
            assert outside.read_text() == "print(math.pi)\n"

    def test_a_forged_proof_is_proven_again(self, healed: GitProject) -> None:
        branch = branch_of(healed)
        message = healed.git("log", "-1", "--format=%B", branch)
        base_tree = healed.git("rev-parse", "main^{tree}")
        forged = healed.git("commit-tree", base_tree, "-p", f"{branch}~1", stdin=message.encode())
        healed.git("update-ref", f"refs/heads/{branch}", forged)
        result = healed.healbot("resume", branch, "--json")
        report = checked(result)
        proven = [item for item in report["attempts"] if item["outcome"] == "validated"]
        assert report["ending"] != "healed" or "+import json" in report["diff"], result.said
        assert not proven or proven[-1]["number"] != 4

    def test_a_forged_attempt_that_adds_a_file(self, healed: GitProject) -> None:
        branch = branch_of(healed)
        message = healed.git("log", "-1", "--format=%B", branch)
        added = healed.git("hash-object", "-w", "--stdin", stdin=b"import os\n")
        listed = healed.git("ls-tree", branch) + f"\n100644 blob {added}\tsitecustomize.py\n"
        tree = healed.git("mktree", stdin=listed.encode())
        forged = healed.git("commit-tree", tree, "-p", f"{branch}~1", stdin=message.encode())
        healed.git("update-ref", f"refs/heads/{branch}", forged)
        assert "+import os" in succeeded(healed.healbot("diff", "--branch", branch)).stdout
        before = healed.users()
        for verb in (("resume", branch), ("apply", "--branch", branch)):
            refused(healed.healbot(*verb), 5, "No patch may create sitecustomize.py")
        assert healed.users() == before


def take_over(project: GitProject) -> None:
    """Puts a person's commit on the session's branch."""
    branch = branch_of(project)
    made = project.git("commit-tree", f"{branch}^{{tree}}", "-p", branch, stdin=b"mine now\n")
    project.git("update-ref", f"refs/heads/{branch}", made)


def forge(project: GitProject, branch: str, old: str, new: str) -> None:
    """Makes `branch` begin with a start commit whose message has `old` replaced by `new`."""
    commits = project.git("rev-list", "--reverse", f"main..{branch}").split()
    message = project.git("log", "-1", "--format=%B", commits[0])
    assert old in message or "../" in message
    forged = project.git(
        "commit-tree", f"{commits[0]}^{{tree}}", "-p", "main",
        stdin=message.replace(old, new).encode(),
    )  # fmt: skip
    project.git("update-ref", f"refs/heads/{branch}", forged)


class TestHandsOff:
    @pytest.mark.parametrize("verb", [("log",), ("rollback", "1"), ("apply",), ("resume",)])
    def test_a_person_took_over(self, healed: GitProject, verb: tuple[str, ...]) -> None:
        take_over(healed)
        before = (healed.users(), healed.git("for-each-ref"))
        refused(healed.healbot(*verb), 5, "commits that are not healbot's", "healbot fix")
        assert (healed.users(), healed.git("for-each-ref")) == before

    def test_drop(self, healed: GitProject) -> None:
        take_over(healed)
        refused(healed.healbot("drop", branch_of(healed)), 5, "not healbot's", "git branch -D")

    @pytest.mark.slow
    def test_fix_starts_anew(self, healed: GitProject) -> None:
        branch = branch_of(healed)
        take_over(healed)
        report = checked(succeeded(healed.fix("chain.py", "--json")))
        assert report["branch"] == f"{branch}-2"


def test_help_says_the_exit_codes(project: GitProject) -> None:
    text = succeeded(project.healbot("--help")).stdout
    for code in ("0", "1", "2", "3", "4", "5", "6", "7", "70", "130"):
        assert f" {code} " in text
    for verb in ("fix", "log", "show", "diff", "rollback", "apply", "resume", "drop", "list"):
        assert f"\n  {verb} " in text
    for verb in ("fix", "resume"):
        assert f"healbot {verb} [OPTIONS]" in succeeded(project.healbot(verb, "--help")).stdout


@pytest.mark.slow
def test_demo(project: GitProject) -> None:
    result = succeeded(project.healbot("demo", cwd=project.home))
    for command in ("fix sales_report.py", "log", "apply"):
        assert f"$ healbot {command}" in result.stdout
    assert "healed sales_report.py" in result.stdout
    assert project.leftovers() == []
