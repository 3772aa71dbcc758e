"""``healbot fix`` as a person uses it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.end_to_end.conftest import CHAIN, HOPELESS, SIMPLE, checked, refused, succeeded
from tests.git_project import GitProject, healbot_command

FIXED = "import math\n\n" + SIMPLE


def runs(project: GitProject, branch: str, path: str) -> str:
    """Returns what a script prints as it is on a branch."""
    code = project.git_bytes("show", f"{branch}:{path}")
    return subprocess.run([sys.executable, "-"], input=code, capture_output=True).stdout.decode()


class TestHealing:
    def test_one_error(self, project: GitProject) -> None:
        before = project.users()
        colourful = {"TERM": "xterm-256color", "CLICOLOR": "1", "COLORTERM": "truecolor"}
        result = succeeded(project.fix("simple.py", environment=colourful))
        (branch,) = project.branches()
        assert "fails: NameError" in result.stderr
        assert result.stdout.startswith("healed simple.py (1 attempt, ")
        assert "\n+import math\n" in result.stdout
        assert "It passes the checks." in result.stdout
        for check in ("reproduced", "fresh-tree", "necessity", "minimality", "stable-base"):
            assert f"  ok   {check} " in result.stdout
        assert f"branch {branch}; your files are untouched" in result.stdout
        assert "sandbox: " in result.stdout
        assert project.users() == before
        assert runs(project, branch, "simple.py") == "root 4.0\n"
        assert project.leftovers() == []
        project.fsck()

    def test_three_errors_are_three_commits_that_tell_the_story(self, project: GitProject) -> None:
        before = project.users()
        result = succeeded(project.fix("chain.py", "--json"))
        assert result.stderr == ""
        report = checked(result)
        assert report["ending"] == "healed"
        branch = report["branch"]
        subjects = project.subjects(branch)
        assert subjects[1].startswith("healbot: reproduced SyntaxError")
        assert [subject.split(":")[1].split()[:3] for subject in subjects[2:5]] == [
            ["attempt", "1", "new-failure"],
            ["attempt", "2", "new-failure"],
            ["attempt", "3", "new-failure"],
        ]
        assert "attempt 4 validated" in subjects[-1]
        bodies = project.git("log", "--reverse", "--format=%B", branch)
        for error in ("SyntaxError", "'math' is not defined", "'json' is not defined", "'reading'"):
            assert error in bodies
        assert "Traceback (most recent call last)" in bodies
        assert bodies.count("Healbot-Schema: 1") >= 5
        assert runs(project, branch, "chain.py") == 'root 2.0\n{"count": 3}\n'
        assert project.users() == before
        for commit in project.git("rev-list", f"main..{branch}").split():
            changed = project.git("diff", "--name-only", "main", commit).split()
            assert changed in ([], ["chain.py"])

    def test_nothing_to_heal(self, project: GitProject) -> None:
        before = project.users()
        result = succeeded(project.fix("fine.py"))
        assert result.stdout == "fine.py: nothing to heal, it runs without a failure.\n"
        report = checked(succeeded(project.fix("fine.py", "--json")))
        assert (report["ending"], report["branch"]) == ("nothing-to-heal", None)
        assert (project.users(), project.branches()) == (before, [])

    def test_giving_up(self, project: GitProject) -> None:
        project.write("hopeless.py", HOPELESS)
        before = project.users()
        result = succeeded(project.fix("hopeless.py"), 1)
        assert result.stdout.startswith("gave up on hopeless.py: ")
        assert "It fails with: ValueError: the ledger does not balance" in result.stdout
        assert "No branch was made; your files are untouched." in result.stdout
        assert (project.users(), project.branches()) == (before, [])

    def test_giving_up_half_way(self, project: GitProject) -> None:
        project.write("half.py", SIMPLE + HOPELESS)
        report = checked(succeeded(project.fix("half.py", "--json"), 1))
        assert report["ending"] == "gave-up"
        assert report["remaining"]["headline"].startswith("ValueError: the ledger does not balance")
        assert [attempt["outcome"] for attempt in report["attempts"]] == ["new-failure"]
        assert "+import math" in report["diff"]
        assert project.subjects(report["branch"])[-1] == "healbot: gave up"

    @pytest.mark.slow
    def test_the_limit_of_attempts(self, project: GitProject) -> None:
        result = succeeded(project.fix("chain.py", "--max-attempts", "2"), 1)
        assert "the limit of 2 attempts is reached" in result.stdout
        assert "healbot resume" in result.stdout

    def test_a_flaky_script(self, project: GitProject) -> None:
        project.write(
            "flaky.py",
            "import os\nkinds = [ValueError, KeyError, TypeError, OSError, IndexError, NameError]\n"
            "raise kinds[os.urandom(1)[0] % 6](os.urandom(8).hex())\n",
        )
        before = project.users()
        for _ in range(4):  # two runs agree once in six
            result = project.fix("flaky.py")
            if result.exit_code == 4:
                break
        refused(result, 4, "Two runs gave different answers", "make it repeatable")
        assert project.users() == before

    @pytest.mark.slow
    def test_a_second_run_goes_on_with_the_branch(self, project: GitProject) -> None:
        first = checked(project.fix("chain.py", "--json", "--max-attempts", "2"))
        second = checked(succeeded(project.fix("chain.py", "--json")))
        assert second["branch"] == first["branch"]
        assert [attempt["number"] for attempt in second["attempts"]] == [1, 2, 3, 4]
        third = checked(succeeded(project.fix("chain.py", "--json")))
        assert third["branch"] == first["branch"]
        assert project.branches() == [first["branch"]]


class TestApply:
    def test_clean(self, project: GitProject) -> None:
        head = project.git("rev-parse", "HEAD")
        index = (project.root / ".git/index").read_bytes()
        mode = (project.root / "simple.py").stat().st_mode
        result = succeeded(project.fix("simple.py", "--apply"))
        assert "the fix is in your files" in result.stdout
        assert project.read("simple.py") == FIXED.encode()
        assert (project.root / "simple.py").stat().st_mode == mode
        assert project.git("rev-parse", "HEAD") == head
        assert (project.root / ".git/index").read_bytes() == index
        assert project.git("status", "--porcelain") == " M simple.py"
        assert checked(project.fix("simple.py", "--json"))["ending"] == "nothing-to-heal"

    def test_uncommitted_changes_are_what_is_healed(self, project: GitProject) -> None:
        project.write("simple.py", SIMPLE + "print('mine, uncommitted')\n")
        report = checked(succeeded(project.fix("simple.py", "--json", "--apply")))
        assert report["applied"]
        assert project.read("simple.py").decode() == FIXED + "print('mine, uncommitted')\n"
        subjects = project.subjects(report["branch"])
        assert subjects[1] == "healbot: snapshot of uncommitted changes"
        diff = project.git("diff", f"{report['branch']}~2", report["branch"])
        assert "uncommitted" not in "".join(line for line in diff.splitlines() if line[:1] in "+-")

    @pytest.mark.slow
    def test_later(self, project: GitProject) -> None:
        project.write("simple.py", SIMPLE + "print('mine, uncommitted')\n")
        succeeded(project.fix("simple.py"))
        result = succeeded(project.healbot("apply"))
        assert result.stdout.startswith("Attempt 1 is in your files: simple.py.")
        assert project.read("simple.py").decode() == FIXED + "print('mine, uncommitted')\n"
        again = succeeded(project.healbot("apply"))
        assert "is in your files" in again.stdout

    def test_refuses_what_changed_since(self, project: GitProject) -> None:
        succeeded(project.fix("simple.py"))
        project.write("simple.py", SIMPLE + "print('typed meanwhile')\n")
        before = project.users()
        refused(project.healbot("apply"), 5, "simple.py has changes that healbot did not see")
        (project.root / "simple.py").unlink()
        refused(project.healbot("apply"), 5, "simple.py has changes that healbot did not see")
        project.write("simple.py", SIMPLE + "print('typed meanwhile')\n")
        assert {**project.users(), "simple.py": ""} == {**before, "simple.py": ""}

    @pytest.mark.slow
    def test_keeps_crlf_bom_and_mode(self, project: GitProject) -> None:
        data = b"\xef\xbb\xbf" + SIMPLE.replace("\n", "\r\n").encode()
        project.write("win.py", data, 0o755)
        project.commit()
        project.git("config", "core.autocrlf", "true")
        succeeded(project.fix("win.py", "--apply"))
        assert project.read("win.py") == b"\xef\xbb\xbfimport math\r\n\r\n" + data[3:]
        assert (project.root / "win.py").stat().st_mode & 0o777 == 0o755

    @pytest.mark.slow
    def test_keeps_converted_line_ends(self, project: GitProject) -> None:
        project.write(".gitattributes", "*.py text=auto\n")
        project.write("win.py", SIMPLE.replace("\n", "\r\n"))
        project.commit()
        branch = checked(succeeded(project.fix("win.py", "--json", "--apply")))["branch"]
        assert project.read("win.py") == FIXED.replace("\n", "\r\n").encode()
        assert project.git("diff", "--numstat", "main", branch) == "2\t0\twin.py"
        assert project.git("diff", "--numstat", branch, "--", "win.py") == ""


class TestPlaces:
    def test_init(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        project = GitProject(tmp_path_factory.mktemp("plain"), git=False)
        project.write("simple.py", SIMPLE)
        refused(project.fix("simple.py"), 5, "is not in a Git repository", "--init")
        assert not (project.root / ".git").exists()
        refused(project.fix("simple.py", "--init", "--generator", "x"), 2, "no generator")
        assert not (project.root / ".git").exists()
        succeeded(project.fix("simple.py", "--init"))
        assert project.read("simple.py") == SIMPLE.encode()
        (branch,) = project.branches()
        assert runs(project, branch, "simple.py") == "root 4.0\n"
        assert project.git("rev-parse", "--verify", "--quiet", "HEAD", check=False) == ""

    def test_unborn_head(self, tmp_path: object, project: GitProject) -> None:
        project.git("update-ref", "-d", "HEAD")
        before = project.users()
        succeeded(project.fix("simple.py"))
        assert project.users() == before
        succeeded(project.healbot("apply"))
        assert project.read("simple.py") == FIXED.encode()

    @pytest.mark.slow
    def test_from_a_folder_below(self, project: GitProject) -> None:
        project.write("tools/deep/job.py", SIMPLE + "print(open('here.txt').read())\n")
        project.write("tools/here.txt", "found")
        report = checked(
            succeeded(project.fix("deep/job.py", "--json", cwd=project.root / "tools"))
        )
        assert report["label"] == "deep/job.py"
        shown = project.healbot("diff", cwd=project.root / "tools/deep")
        assert "a/tools/deep/job.py" in succeeded(shown).stdout

    @pytest.mark.slow
    def test_from_outside(self, project: GitProject) -> None:
        succeeded(project.fix(str(project.root / "simple.py"), cwd=project.home))
        assert len(project.branches()) == 1

    def test_a_branch_called_healbot(self, project: GitProject) -> None:
        project.git("branch", "healbot")
        succeeded(project.fix("simple.py"))
        (branch,) = project.branches()
        assert branch.startswith("healbot-simple-")
        assert branch in succeeded(project.healbot("list")).stdout

    @pytest.mark.slow
    def test_odd_file_names(self, project: GitProject) -> None:
        for name in ("my report.py", "qu'o\"te.py", "日本.py", "$(touch pwned).py"):
            project.write(name, SIMPLE)
            branch = checked(succeeded(project.fix(name, "--json", "--apply")))["branch"]
            assert project.read(name) == FIXED.encode()
            project.healbot("drop", branch)
        assert not (project.root / "pwned").exists()

    @pytest.mark.slow
    def test_index_lock_is_no_obstacle(self, project: GitProject) -> None:
        (project.root / ".git/index.lock").touch()
        succeeded(project.fix("simple.py"))
        assert (project.root / ".git/index.lock").exists()


class TestHowItRuns:
    def test_arguments_behind_two_dashes(self, project: GitProject) -> None:
        project.write("args.py", "import sys\nassert sys.argv[1:] == ['--year', 'a  b', '-q']\n"
                      + SIMPLE)  # fmt: skip
        result = succeeded(project.fix("args.py", "--quiet", "--", "--year", "a  b", "-q"))
        (branch,) = project.branches()
        assert result.stdout.split("\n")[1:] == [f"branch {branch}", ""]
        assert result.stderr == ""
        report = checked(succeeded(project.healbot("resume", "--json")))  # the same arguments
        assert report["ending"] == "healed"

    def test_stdin(self, project: GitProject) -> None:
        project.write("reader.py", "print(int(input()) + 1)\n" + SIMPLE)
        project.write("in.txt", "41\n")
        succeeded(project.fix("reader.py", "--stdin", "in.txt"))
        refused(project.fix("reader.py", "--stdin", "nope.txt"), 2, "nope.txt")
        outside = project.home / "in.txt"
        outside.write_text("41\n")
        refused(project.fix("reader.py", "--stdin", str(outside)), 2, "outside of the repository")

    def test_environment_is_passed_and_never_shown(self, project: GitProject) -> None:
        secret = "hunter2-correct-horse"
        project.write(
            "secret.py",
            "import os, sys\nkey = os.environ['API_KEY']\nprint('using', key)\n"
            "print(key, file=sys.stderr)\n" + SIMPLE + "raise ValueError('bad key ' + key)\n",
        )
        options = ("--env", "API_KEY", "--expect-output", "never")
        result = project.fix("secret.py", *options, environment={"API_KEY": secret})
        assert result.exit_code == 1, result.said
        assert "ValueError: bad key ***" in result.stdout
        assert secret not in result.stdout + result.stderr
        for verb in (("log",), ("show", "1", "--json")):
            assert secret not in succeeded(project.healbot(*verb)).stdout
        objects = project.git_bytes("cat-file", "--batch-all-objects", "--batch")
        assert b"bad key ***" in objects
        assert secret.encode() not in objects
        bare = project.fix("secret.py", environment={"API_KEY": secret})
        assert "KeyError: 'API_KEY'" in bare.stdout

    @pytest.mark.slow
    def test_the_secret_of_a_printed_check(self, project: GitProject) -> None:
        secret = "hunter2-correct-horse"
        project.write("echo.py", "import os\nprint('key', os.environ['API_KEY'])\n")
        for oracle in (
            ("--forbid-output", "key .*"),
            ("--expect-output", "never"),
            ("--expect-json", "{}"),
            ("--check", "echo $API_KEY; exit 3"),
        ):
            result = project.fix(
                "echo.py", "--json", "--env", "API_KEY", *oracle, environment={"API_KEY": secret}
            )
            assert checked(succeeded(result, 1))["failure"]
            assert secret not in result.stdout + result.stderr

    def test_unknown_generator(self, project: GitProject) -> None:
        before = project.users()
        refused(
            project.fix("simple.py", "--generator", "magic"), 2, "no generator 'magic'",
            "fix_patterns",
        )  # fmt: skip
        assert project.users() == before

    @pytest.mark.slow
    def test_a_time_limit(self, project: GitProject) -> None:
        project.write("endless.py", "while True:\n    pass\n")
        result = succeeded(project.fix("endless.py", "--timeout", "0.5"), 1)
        assert "ran longer than its time limit" in result.stdout

    @pytest.mark.slow
    def test_another_interpreter(self, project: GitProject) -> None:
        succeeded(project.fix("simple.py", "--python", sys.executable))
        refused(project.fix("simple.py", "--python", "/nowhere/python"), 6, "/nowhere/python")

    @pytest.mark.parametrize("kind", ["copy", "overlay"])
    @pytest.mark.slow
    def test_sandbox(self, project: GitProject, kind: str) -> None:
        result = project.fix("simple.py", "--json", "--sandbox", kind)
        if kind == "overlay" and result.exit_code == 6:
            pytest.skip("no overlay sandbox on this machine")
        assert checked(succeeded(result))["sandbox"]["backend"] == kind
        assert project.leftovers() == []


JSON_SCHEMA = '{"type": "object", "required": ["total"]}'
ORACLES = [
    (("--expect-output", "^total: [0-9]+$"), "print('total: 3')", "print('total: none')"),
    (("--forbid-output", "(?i)warning"), "print('fine')", "print('Warning: odd')"),
    (("--expect-nonempty",), "print('x')", "print('  ')"),
    (("--expect-nonempty", "out.json"), "open('out.json', 'w').write('[1]')",
     "open('out.json', 'w').write('[]')"),
    (("--expect-nonempty", "out.csv"), "open('out.csv', 'w').write('a,b\\n1,2\\n')",
     "open('out.csv', 'w').write('a,b\\n')"),
    (("--expect-nonempty", "out.txt"), "open('out.txt', 'w').write('x')", "pass"),
    (("--expect-json", JSON_SCHEMA), "print('{\"total\": 3}')", "print('{\"totl\": 3}')"),
    (("--check", "grep -q 42 out.txt"), "open('out.txt', 'w').write('42')",
     "open('out.txt', 'w').write('41')"),
]  # fmt: skip


class TestOracles:
    """Exit code 0 is not success."""

    @pytest.mark.parametrize(
        ("options", "good", "bad"), ORACLES, ids=[" ".join(case[0])[:30] for case in ORACLES]
    )
    def test_each(self, project: GitProject, options: tuple[str, ...], good: str, bad: str) -> None:
        assert good != bad
        project.write("bad.py", bad + "\n")
        before = project.users()
        failing = checked(succeeded(project.fix("bad.py", *options, "--json"), 1))
        assert failing["failure"]["headline"].startswith(options[0].removeprefix("--") + ": ")
        assert project.users() == before

    def test_all_pass(self, project: GitProject) -> None:
        """The good script of each does what all want; JSON is one more run."""
        kept = [case for case in ORACLES if case[0][0] != "--expect-json"]
        project.write("good.py", "\n".join(good for _, good, _ in kept) + "\n")
        options = [word for options, _, _ in kept[::-1] for word in options]  # a FILE comes last
        assert "nothing to heal" in succeeded(project.fix("good.py", *options)).stdout
        options_of_json, good, _ = next(case for case in ORACLES if case not in kept)
        project.write("good.py", good + "\n")
        assert "nothing to heal" in succeeded(project.fix("good.py", *options_of_json)).stdout

    def test_a_proven_fix_names_them(self, project: GitProject) -> None:
        report = checked(
            succeeded(
                project.fix(
                    "simple.py", "--json", "--expect-output", "root 4", "--check", "true",
                    "--expect-nonempty", "--forbid-output", "Error",
                )
            )
        )  # fmt: skip
        checks = {check["oracle"]: check["judgement"] for check in report["checks"]}
        assert {"expect-output", "forbid-output", "check", "expect-nonempty"} <= set(checks)
        assert set(checks.values()) == {"pass"}

    def test_the_script_behind_expect_nonempty(self, project: GitProject) -> None:
        result = succeeded(project.fix("--expect-nonempty", "simple.py"))
        assert result.stdout.startswith("healed simple.py")

    @pytest.mark.slow
    def test_a_file_behind_expect_nonempty(self, project: GitProject) -> None:
        project.write("w.py", "open('out.json', 'w').write('{}')\n")
        result = succeeded(project.fix("--expect-nonempty", "out.json", "w.py"), 1)
        assert "out.json is empty: JSON {}" in result.stdout
        assert not (project.root / "out.json").exists()

    @pytest.mark.parametrize(
        "options",
        [
            ("--expect-output", "("),
            ("--expect-json", "nope.json"),
            ("--expect-json", '{"type": "marvel"}'),
            ("--expect-nonempty", "../out.txt"),
            ("--max-attempts", "0"),
            ("--timeout", "nan"),
            ("--sandbox", "none"),
            ("--marvel",),
        ],
        ids=lambda options: "".join(options),
    )
    def test_bad_values(self, project: GitProject, options: tuple[str, ...]) -> None:
        before = project.users()
        refused(project.fix("simple.py", *options), 2, "")
        assert project.users() == before


class TestTerminal:
    def test_errors_as_json(self, project: GitProject) -> None:
        for arguments, code in ((("nope.py",), 2), (("simple.py", "--generator", "x"), 2)):
            result = project.fix(*arguments, "--json")
            error = checked(result)
            assert (result.exit_code, error["kind"], error["exit_code"]) == (code, "error", code)
            assert error["error"]["message"]
            assert result.stderr == ""

    @pytest.mark.parametrize("no_color", [False, pytest.param(True, marks=pytest.mark.slow)])
    def test_colour_on_a_terminal(self, project: GitProject, no_color: bool) -> None:
        pty = pytest.importorskip("pty")
        shown = bytearray()
        leader, follower = pty.openpty()
        environment = {**project.environment, "TERM": "xterm-256color", "COLUMNS": "100"}
        if no_color:
            environment["NO_COLOR"] = "1"
        process = subprocess.Popen(
            [*healbot_command(), "fix", "simple.py"],
            cwd=project.root, env=environment, stdin=follower, stdout=follower, stderr=follower,
        )  # fmt: skip
        os.close(follower)
        while True:
            try:
                data = os.read(leader, 65536)
            except OSError:  # the other end is closed: Linux says EIO
                break
            if not data:
                break
            shown += data
        os.close(leader)
        assert process.wait(60) == 0
        green = b"\x1b[32m+import math"
        assert (green in shown) is not no_color, shown.decode()
        assert b"import math" in shown

    @pytest.mark.slow
    def test_a_reader_that_goes_away(self, project: GitProject) -> None:
        process = subprocess.Popen(
            [*healbot_command(), "fix", "simple.py"],
            cwd=project.root, env=project.environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        stderr = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait(60) == 0  # healed, whoever reads it
        assert "Traceback" not in stderr
        assert "BrokenPipe" not in stderr
        assert len(project.branches()) == 1

    @pytest.mark.slow
    def test_a_file_name_cannot_steer_the_terminal(self, project: GitProject) -> None:
        name = "a\x1b[31mred.py"
        project.write(name, SIMPLE)
        result = project.fix(name)
        assert "\x1b" not in result.stdout + result.stderr
        result = project.fix("nope\x1b[31m.py")
        assert "\x1b" not in result.stdout + result.stderr

    def test_output_cannot_steer_the_terminal(self, project: GitProject) -> None:
        project.write("esc.py", "raise ValueError('\\x1b]0;owned\\x07 \\u202e')\n")
        result = project.fix("esc.py")
        assert "\x1b" not in result.stdout + result.stderr
        assert "\u202e" not in result.stdout + result.stderr


def test_chain_has_four_errors() -> None:
    """The tests above count on it."""
    assert CHAIN.count("import") == 0
