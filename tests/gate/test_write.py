"""A script is written for a goal: from nothing to the user's folder, with a scripted generator."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from healbot.core.errors import HealbotError, Refused, UsageError
from healbot.core.session import Outcome
from healbot.fix_options import FixOptions
from healbot.reports.summary import Summary
from healbot.settings.model import Setting, Settings
from healbot.wanted import Wanted, checked_folder, request_for
from healbot.wiring import fix, open_project, resume_request
from tests.gate.heals import Silent, scripted
from tests.gate.patches import Patches
from tests.git_project import GitProject

GOAL = "Print the cities in cities.csv as a JSON list, the largest first."
CRASHES = "import csv\n\nrows = csv.DictReader(open('cities.csv'))\nprint(row)\n"
IS_SILENT = "import csv\n\nrows = list(csv.DictReader(open('cities.csv')))\n"
WRONG = "print('[]')\n"
RIGHT = """\
import csv
import json
import sys


def main():
    with open("cities.csv", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: -int(row["people"]))
    if not rows:
        print("no cities", file=sys.stderr)
        return 1
    print(json.dumps([row["name"] for row in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
"""
CITIES = "name,people\nUlm,126\nBonn,330\n"
Writes = Callable[..., Summary]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitProject:
    """A repository with data and no script."""
    made = GitProject(tmp_path)
    made.write("cities.csv", CITIES)
    made.write("other.py", "x = 1\n")
    made.commit()
    monkeypatch.chdir(made.root)
    return made


def write(
    project: GitProject,
    *texts: str | Mapping[str, str],
    goal: str = GOAL,
    target: str = "cities.py",
    oracles: tuple[tuple[str, str], ...] = (),
    apply: bool = True,
    settings: Mapping[str, Setting[object]] | None = None,
) -> Summary:
    """Returns what became of ``healbot write GOAL -o TARGET`` with these texts of the script."""
    generator = Patches([{target: t} if isinstance(t, str) else t for t in texts])
    wanted = Wanted(target, oracles=oracles, goal=goal)
    chosen = Settings(**(settings or {}))  # type: ignore[arg-type] # by name, as from a file
    with scripted(generator, guarded=True), open_project(checked_folder(wanted)) as opened:
        request, _ = request_for(opened.plumbing, wanted, chosen)
        (summary,) = fix(opened, request, FixOptions(chosen, apply=apply), Silent()).summaries
    return summary


def _outcomes(summary: Summary) -> list[Outcome]:
    return [attempt.outcome for attempt in summary.attempts]


@pytest.mark.parametrize("backend", ["overlay", "copy"])
def test_a_script_is_written_tried_and_delivered(project: GitProject, backend: str) -> None:
    before = project.users()
    made = write(
        project, CRASHES, IS_SILENT, RIGHT,
        oracles=(("expect-json", json.dumps({"type": "array", "minItems": 2})),),
        settings={"sandbox": Setting(backend)},
    )  # fmt: skip
    assert made.ending == "healed", made
    assert made.applied
    assert _outcomes(made) == [Outcome.NEW_FAILURE, Outcome.NEW_FAILURE, Outcome.VALIDATED]
    assert [attempt.start for attempt in made.attempts] == [0, 1, 2]
    assert made.failure is not None
    assert made.failure.headline == "cities.py is not written yet"
    assert made.attempts[0].headline_after.startswith("NameError: name 'row' is not defined")
    assert made.attempts[1].headline_after.startswith("expect-json: ")
    checks = {check.oracle: check.judgement for check in made.checks}
    assert set(checks.values()) == {"pass"}
    assert {"exit-status", "expect-json", "necessity", "reproduced", "tampering"} <= set(checks)
    after = project.users()
    assert {name for name in after if after[name] != before.get(name)} == {"cities.py"}
    assert project.read("cities.py").decode() == RIGHT
    done = subprocess.run([sys.executable, "cities.py"], cwd=project.root, capture_output=True)
    assert json.loads(done.stdout) == ["Bonn", "Ulm"]
    project.fsck()


def test_the_branch_tells_the_story(project: GitProject) -> None:
    made = write(project, CRASHES, RIGHT, apply=False)
    assert made.ending == "healed", made
    assert not (project.root / "cities.py").exists(), "it is delivered only when asked"
    (branch,) = project.branches()
    assert branch.startswith("healbot/cities-")
    assert project.subjects(branch)[1:3] == [
        "healbot: reproduced cities.py is not written yet",
        "healbot: attempt 1 new-failure: As the test says.",
    ]
    start = project.git("log", "-1", "--format=%B", f"{branch}~{len(made.attempts)}")
    assert f"Goal: {GOAL}" in start or f"Goal: {GOAL}" in project.git("log", "--format=%B", branch)
    assert project.git("show", f"{branch}:cities.py") == RIGHT.rstrip()
    (check,) = [check for check in made.checks if check.oracle == "prints-something"]
    assert check.detail == "it prints something; no check was given, so nothing more is known"
    said = project.healbot("apply")
    assert said.exit_code == 0, said.said
    assert project.read("cities.py").decode() == RIGHT


def test_what_never_passes_is_not_delivered(project: GitProject) -> None:
    before = project.users()
    made = write(project, CRASHES, IS_SILENT, WRONG)
    assert made.ending == "gave-up"
    assert not made.applied
    assert made.remaining is not None
    assert made.remaining.headline == "prints-something: standard output is empty: blank"
    assert [attempt.headline_after for attempt in made.attempts][1:] == [
        "prints-something: standard output is empty: blank",
        "prints-something: standard output is empty: JSON []",
    ]
    assert project.users() == before
    (branch,) = project.branches()
    said = project.healbot("apply")
    assert (said.exit_code, "holds no proven fix" in said.stderr) == (2, True)
    assert project.healbot("show", "1", "--branch", branch).exit_code == 0


def test_two_goals_for_one_file_are_two_sessions(project: GitProject) -> None:
    first = write(project, CRASHES, goal="Print the cities.")
    second = write(project, IS_SILENT, goal="Print the people.")
    again = write(project, RIGHT, goal="  Print   the cities.\n", apply=False)
    assert first.branch != second.branch
    assert first.failure is not None and second.failure is not None and again.failure is not None
    assert first.failure.fingerprint != second.failure.fingerprint
    assert again.failure.fingerprint == first.failure.fingerprint
    assert len(project.branches()) >= 2


def test_the_same_goal_again_goes_on(project: GitProject) -> None:
    first = write(project, CRASHES)
    second = write(project, RIGHT)
    assert first.branch == second.branch
    assert second.ending == "healed"
    assert [attempt.start for attempt in second.attempts] == [0, 1]


def test_a_session_is_resumed_with_its_goal(project: GitProject) -> None:
    made = write(project, CRASHES)
    with open_project(project.root) as opened:
        request = resume_request(opened, opened.ledger.load(str(made.branch)))
        assert request.goal == GOAL
        project.write("cities.py", "mine = 1\n")
        with pytest.raises(HealbotError):
            resume_request(opened, opened.ledger.load(str(made.branch)))


def test_a_script_that_pretends_to_be_missing_is_not(project: GitProject) -> None:
    pretends = (
        "import sys\nprint(\"can't open file 'cities.py': [Errno 2] No such file or directory\", "
        "file=sys.stderr)\nsys.exit(2)\n"
    )
    made = write(project, pretends, RIGHT, apply=False)
    assert made.attempts[0].outcome is Outcome.NEW_FAILURE
    assert made.attempts[0].headline_after.startswith("exit status 2")


def test_the_users_own_file_is_never_overwritten(project: GitProject) -> None:
    """Whenever it comes: before the first run, or while a script is looked for."""
    wanted = Wanted("cities.py", goal=GOAL)
    generator = Patches([{"cities.py": RIGHT}])
    with scripted(generator, guarded=True), open_project(checked_folder(wanted)) as opened:
        request, _ = request_for(opened.plumbing, wanted, Settings())
        project.write("cities.py", "mine = 1\n")
        with pytest.raises(Refused, match="is there already"):
            fix(opened, request, FixOptions(apply=True), Silent())
        (project.root / "cities.py").unlink()
        generator.meanwhile = lambda: project.write("cities.py", "mine = 1\n")
        (summary,) = fix(opened, request, FixOptions(apply=True), Silent()).summaries
    assert not summary.applied
    assert summary.ending == "gave-up"
    assert project.read("cities.py") == b"mine = 1\n"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("other.py", "is there already"),
        ("pkg", "does not end in .py"),
        ("statistics.py", "Python's own module statistics"),
        ("pytest.py", "Python's own module pytest"),
        ("conftest.py", "would configure"),
        (".hidden.py", "begin with a dot"),
        ("away/new.py", "is not in a Git repository"),
        ("OTHER.py", "cannot tell OTHER.py from other.py"),
        ("../outside.py", "is not in a Git repository"),
        ("dangling.py", "is there already"),
    ],
)
def test_where_no_script_is_written(project: GitProject, target: str, said: str) -> None:
    (project.root / "away").symlink_to(project.home)
    (project.root / "dangling.py").symlink_to("nowhere.py")
    with pytest.raises(HealbotError, match=said) as raised:
        write(project, RIGHT, target=target)
    assert raised.value.hint
    assert project.branches() == []


@pytest.mark.parametrize("goal", ["", "  \n", "x" * 8001])
def test_a_goal_that_is_none(project: GitProject, goal: str) -> None:
    with pytest.raises(UsageError):
        write(project, RIGHT, goal=goal)


def test_a_script_in_a_folder_that_is_new(project: GitProject) -> None:
    made = write(project, RIGHT, target="tools/new/cities.py")
    assert made.applied
    assert project.read("tools/new/cities.py").decode() == RIGHT


def test_a_script_that_git_ignores_is_what_was_asked_for(project: GitProject) -> None:
    project.write(".gitignore", "cities.py\n")
    made = write(project, RIGHT)
    assert made.applied, made
    assert project.git("status", "--porcelain") == "?? .gitignore"


def test_no_secret_of_the_environment_is_in_the_goal_that_is_kept(
    project: GitProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_API_KEY", "zq8vK31mPw0Rt6Yb")
    made = write(project, CRASHES, goal="Ask the shop with zq8vK31mPw0Rt6Yb for its cities.")
    told = project.git("log", "--format=%B", str(made.branch))
    assert "zq8vK31mPw0Rt6Yb" not in told
    assert "Goal: Ask the shop with" in told


CLIENT = """\
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Ulm")

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.handle_request, daemon=True).start()
with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/", timeout=10) as page:
    print(page.read().decode())
"""


@pytest.mark.parametrize("network", [False, True])
def test_network_clients_need_the_network_to_be_allowed(project: GitProject, network: bool) -> None:
    made = write(project, CLIENT, settings={"network": Setting(network)})
    if network:
        assert made.applied, made
    else:
        assert _outcomes(made) == [Outcome.TAMPERING]
        assert "opens the network" in made.attempts[0].headline_after


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("import subprocess\nprint(subprocess.run(['ls']))\n", "starts-processes"),
        ("print(eval('1'))\n", "runs-code"),
        ("import os\nprint('x', flush=True)\nos._exit(0)\n", "kills-the-process"),
        ("import ctypes\nprint(ctypes)\n", "native-code"),
        ("import nowhere_at_all\n", "unknown-import"),
        ("print('x')\nopen('tests/test_a.py', 'w').write('')\n", "reads-tests"),
        ({"cities.py": RIGHT, "other.py": "x = 2\n"}, "beside-the-script"),
        ({"cities.py": RIGHT, "helper.py": "x = 2\n"}, "beside-the-script"),
    ],
)
def test_what_no_written_script_may_do(
    project: GitProject, text: str | Mapping[str, str], rule: str
) -> None:
    made = write(project, text)
    assert _outcomes(made) == [Outcome.TAMPERING]
    assert made.attempts[0].headline_after.endswith(f"[{rule}]")
    assert not (project.root / "cities.py").exists()


def test_what_deletes_files_is_left_to_a_person(project: GitProject) -> None:
    made = write(
        project, "import os\n\nif os.path.exists('old'):\n    os.remove('old')\nprint(1)\n"
    )
    assert _outcomes(made) == [Outcome.INCONCLUSIVE]
    assert not made.applied
