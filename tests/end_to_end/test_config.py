"""``healbot config``, and what settings do to ``fix`` and ``resume``."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import Any

from tests.end_to_end.conftest import SIMPLE, checked, refused, succeeded
from tests.git_project import GitProject

ADA = "Ada Tester <ada@example.invalid>"
SLOW = """\
import time

time.sleep(60)
"""


def rows(text: str) -> dict[str, tuple[str, str]]:
    """Returns the value and the source of each setting that ``healbot config`` printed."""
    header, *lines = (line for line in text.splitlines() if not line.startswith("note: "))
    value, source = header.index("value"), header.index("source")
    assert header[:value].strip() == "setting"
    return {line[:value].rstrip(): (line[value:source].rstrip(), line[source:]) for line in lines}


def by_key(document: Any) -> dict[str, tuple[object, str]]:
    """Returns the same from the JSON form."""
    return {item["key"]: (item["value"], item["source"]) for item in document["settings"]}


class TestConfig:
    def test_every_layer(self, project: GitProject) -> None:
        project.write("pyproject.toml", "[tool.healbot]\ntimeout = 7.5\nrepeat = 2\n")
        head = project.commit()
        before = project.users()
        words = ("config", "--sandbox", "copy")
        environment = {"HEALBOT_ENV": "LANG,TZ", "HEALBOT_TIMEOUT": "8"}
        table = rows(succeeded(project.healbot(*words, environment=environment)).stdout)
        assert table["max-attempts"] == ("5", "default")
        assert table["repeat"] == ("2", "pyproject.toml (HEAD)")
        assert table["timeout"] == ("8", "HEALBOT_TIMEOUT")
        assert table["env"] == ("LANG, TZ", "HEALBOT_ENV")
        assert table["sandbox"] == ("copy", "--sandbox")
        assert table["python"] == ("the project's own", "default")
        document = checked(project.healbot(*words, "--json", environment=environment))
        assert document["file"] == "pyproject.toml (HEAD)"
        assert document["commit"] == head
        values = by_key(document)
        assert list(values) == list(table)
        assert values["timeout"] == (8.0, "HEALBOT_TIMEOUT")
        assert values["env"] == (["LANG", "TZ"], "HEALBOT_ENV")
        assert values["python"] == (None, "default")
        assert project.users() == before

    def test_every_option(self, project: GitProject) -> None:
        words = {
            "--max-attempts 3": 3, "--timeout 2": 2.0, "--python python3": "python3",
            "--sandbox overlay": "overlay", "--generator fix_patterns": ["fix_patterns"],
            "--no-suite": False, "--suite-timeout 90": 90.0,
            "--protect a --protect b/*": ["a", "b/*"],
            "--together": True, "--repeat 4": 4, "--model anthropic:a-b.c": "anthropic:a-b.c",
            "--escalate openai:x": "openai:x", "--language Korean": "Korean",
            "--max-cost 0.25": 0.25, "--max-tokens 9000": 9000, "--max-seconds 90": 90.0,
            f"--author '{ADA}'": ADA, f"--co-author '{ADA}'": ADA,
            "--network": True, "--env LANG": ["LANG"],
            "--allow-tests": True,
        }  # fmt: skip
        arguments = shlex.split(" ".join(words))
        values = by_key(checked(project.healbot("config", "--json", *arguments)))
        assert [value for value, _ in values.values()] == list(words.values())
        for words_of_one, (_, source) in zip(words, values.values(), strict=True):
            assert source.removeprefix("--") == words_of_one.split()[0].removeprefix(
                "--no-"
            ).removeprefix("--")

    def test_the_work_tree_does_not_count(self, project: GitProject) -> None:
        project.write(".healbot.toml", "timeout = 7\n")
        project.commit()
        project.write(".healbot.toml", "timeout = 9\n")
        text = succeeded(project.healbot("config")).stdout
        assert rows(text)["timeout"] == ("7", ".healbot.toml (HEAD)")
        note = ".healbot.toml in your work tree differs from HEAD's, which counts."
        assert text.endswith(f"note: {note}\n")
        assert checked(project.healbot("config", "--json"))["notes"] == [note]

    def test_outside_of_a_repository(self, tmp_path: Path) -> None:
        folder = GitProject(tmp_path, git=False)
        folder.write(".healbot.toml", "timeout = 7\n")
        result = succeeded(folder.healbot("config", environment={"HEALBOT_REPEAT": "4"}))
        assert rows(result.stdout)["timeout"] == ("60", "default")
        assert rows(result.stdout)["repeat"] == ("4", "HEALBOT_REPEAT")
        assert "is not in a Git repository" in result.stdout

    def test_a_bare_repository(self, project: GitProject) -> None:
        bare = project.temporary / "bare"
        project.git("clone", "--quiet", "--bare", ".", str(bare))
        document = checked(project.healbot("config", "--json", "--timeout", "3", cwd=bare))
        shutil.rmtree(bare)
        assert by_key(document)["timeout"] == (3.0, "--timeout")
        assert document["commit"] is None
        assert "bare repository" in document["notes"][0]

    def test_before_the_first_commit(self, tmp_path: Path) -> None:
        project = GitProject(tmp_path)
        document = checked(project.healbot("config", "--json"))
        assert (document["file"], document["commit"], document["notes"]) == (None, None, [])

    def test_wrong_in_each_place(self, project: GitProject) -> None:
        refused(project.healbot("config", "--timeout", "nan"), 2, "--timeout must be", "example")
        refused(project.healbot("config", "--max-attempts", "0"), 2, "0 is not in the range")
        result = project.healbot("config", environment={"HEALBOT_REPEAT": "x"})
        refused(result, 2, "HEALBOT_REPEAT must be a whole number", "HEALBOT_REPEAT=3")
        project.write(".healbot.toml", "timeout = \n")
        project.commit()
        refused(project.healbot("config"), 2, ".healbot.toml (HEAD) is not TOML: line 1", "commit")
        document = checked(project.healbot("config", "--json"))
        assert document["kind"] == "error"
        assert document["exit_code"] == 2


class TestFix:
    def test_a_committed_limit_and_a_recorded_timeout(self, project: GitProject) -> None:
        project.write(".healbot.toml", "max-attempts = 1\n")
        project.commit()
        result = project.fix("chain.py", "--json", environment={"HEALBOT_TIMEOUT": "33"})
        report = checked(succeeded(result, 1))
        assert len(report["attempts"]) == 1
        (branch,) = project.branches()
        assert '"timeout": 33.0' in project.git("log", "--format=%B", branch)
        project.write("pyproject.toml", "[tool.healbot]\nnetwork = true\n")
        result = succeeded(project.healbot("resume", "--max-attempts", "9"))
        assert "healed chain.py" in result.stdout
        assert "note: pyproject.toml in your work tree does not count" in result.stderr

    def test_the_timeout_of_the_environment(self, project: GitProject) -> None:
        project.write("slow.py", SLOW)
        project.commit()
        result = project.fix("slow.py", environment={"HEALBOT_TIMEOUT": "1"})
        assert "ran longer than its time limit" in succeeded(result, 1).stdout

    def test_a_repository_may_not_open_the_network(self, project: GitProject) -> None:
        project.write(".healbot.toml", "network = true\n")
        project.commit()
        result = project.fix("simple.py")
        refused(result, 2, ".healbot.toml (HEAD) may not set network: it would", "--network")
        assert project.branches() == []

    def test_a_wrong_setting_is_found_before_init_makes_anything(self, tmp_path: Path) -> None:
        folder = GitProject(tmp_path, git=False)
        folder.write("simple.py", SIMPLE)
        environment = {"HEALBOT_GENERATORS": "magic"}
        result = folder.fix("simple.py", "--init", environment=environment)
        refused(result, 2, "no generator 'magic' (HEALBOT_GENERATORS)", "fix_patterns")
        assert not (folder.root / ".git").exists()

    def test_a_script_cannot_change_the_rules_for_itself(self, project: GitProject) -> None:
        project.write(".healbot.toml", "max-attempts = 2\n")
        project.write(
            "greedy.py",
            "import pathlib\n"
            "pathlib.Path('.healbot.toml').write_text('network = true')\n"
            "print(math.pi)\n",
        )
        project.commit()
        before = project.users()
        succeeded(project.fix("greedy.py"))
        assert project.users() == before

    def test_a_protected_path(self, project: GitProject) -> None:
        project.write(".healbot.toml", "protected-paths = ['simple*']\n")
        project.commit()
        report = checked(succeeded(project.fix("simple.py", "--json"), 1))
        assert report["ending"] == "gave-up"
        report = checked(succeeded(project.fix("simple.py", "--json", "--protect", "other.py")))
        assert report["ending"] == "healed"

    def test_python_from_the_repository(self, project: GitProject) -> None:
        project.write(".healbot.toml", "python = 'tools/python'\n")
        project.commit()
        refused(project.fix("simple.py"), 6, "There is no Python at tools/python")

    def test_what_is_passed_over_is_said_once_and_not_in_json(self, project: GitProject) -> None:
        project.write(".healbot.toml", "timeout = 7\n")
        result = succeeded(project.fix("fine.py"))
        assert result.stderr.count("note: ") == 1
        result = project.fix("fine.py", "--json")
        checked(succeeded(result))
        assert result.stderr == ""

    def test_the_help_shows_the_defaults(self, project: GitProject) -> None:
        for verb in ("fix", "resume", "config"):
            text = " ".join(succeeded(project.healbot(verb, "--help")).stdout.split())
            for words in ("(default: 5)", "(default: 60)", "(default: auto)", "(default: no)"):
                assert words in text


class TestDoctor:
    def test_it_looks_at_the_interpreter_of_the_settings(self, project: GitProject) -> None:
        project.write(".healbot.toml", "python = 'tools/python'\n")
        project.commit()
        found = findings(project)
        assert found["settings"] == ("ok", ".healbot.toml (HEAD); healbot config shows all")
        assert found["interpreter"][0] == "problem"
        assert "tools/python" in found["interpreter"][1]

    def test_it_says_what_is_wrong_and_goes_on(self, project: GitProject) -> None:
        project.write(".healbot.toml", "network = true\n")
        assert "does not count before it is in HEAD" in findings(project)["settings"][1]
        project.commit()
        found = findings(project)
        assert found["settings"][0] == "problem"
        assert "may not set network" in found["settings"][1]
        assert found["interpreter"][0] == "ok"


def findings(project: GitProject) -> dict[str, tuple[str, str]]:
    """Returns what ``healbot doctor`` found, by topic."""
    document = checked(project.healbot("doctor", "--json"))
    return {item["topic"]: (item["level"], item["text"]) for item in document["findings"]}
