"""``healbot write``: a goal becomes a script that meets its checks, or says how far it came."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from healbot.core.bill import Usage
from tests.end_to_end.conftest import checked, refused, succeeded
from tests.git_project import GitProject, Result
from tests.scripted_model import ScriptedModel, reply, scripted_model

KEY = "sk-ant-test-" + "0123456789abcdef" * 3
PAGE = """\
<html><body><main>
<article class="card"><h3 data-role="headline">Frost in May</h3></article>
<article class="card"><h3 data-role="headline">Tram line 9 reopens</h3></article>
</main></body></html>
"""
FIRST = """\
import json
import re
import sys
from urllib.request import urlopen

page = urlopen(sys.argv[1], timeout=10).read().decode()
titles = re.findall(r'<h2 class="title">(.*?)</h2>', page)
print(json.dumps(titles))
"""
OLD = """titles = re.findall(r'<h2 class="title">(.*?)</h2>', page)"""
NEW = """titles = re.findall(r'<h3 data-role="headline">(.*?)</h3>', page)"""
STEPS = "import random\nprint(random.choice([]))\n"


def answer(search: str, replace: str, path: str = "titles.py") -> str:
    """Returns what a model says to propose one edit."""
    edits = [{"path": path, "search": search, "replace": replace}]
    fix = {"diagnosis": "Collects the titles.", "edits": edits}
    return json.dumps({"fixes": [fix], "cannot_fix": ""})


@contextmanager
def page_server() -> Iterator[str]:
    """Serves `PAGE` on loopback; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = PAGE.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Keeps the terminal clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/news"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A repository with one file."""
    made = GitProject(tmp_path)
    made.write("README.md", "news\n")
    made.commit()
    return made


def writing(project: GitProject, server: ScriptedModel, goal: str, *words: str) -> Result:
    """Runs ``healbot write`` with the scripted model."""
    environment = {"ANTHROPIC_API_KEY": KEY, "HEALBOT_BASE_URL": server.anthropic_url}
    return project.healbot(
        "write", goal, "-o", "titles.py", "--model", "claude-sonnet-5-5", *words,
        environment=environment,
    )  # fmt: skip


def test_a_scraper_adapts_until_its_list_is_not_empty(project: GitProject) -> None:
    """The page is built otherwise than the goal suggests; an empty list is a failure."""
    head = project.git("rev-parse", "HEAD")
    script = [
        reply(answer("", FIRST), usage=Usage(800, 200)),
        reply(answer(OLD, NEW), usage=Usage(900, 60)),
    ]
    with page_server() as url, scripted_model(script) as server:
        document = checked(
            succeeded(
                writing(
                    project, server, "print the titles (h2 class title) of the page as JSON",
                    "--network", "--expect-nonempty", "--expect-json", '{"type": "array"}',
                    "--json", url,
                )
            )
        )  # fmt: skip
    assert document["ending"] == "healed"
    assert document["applied"]
    first, second = document["attempts"]
    assert first["outcome"] != "validated"
    assert "empty" in first["result"]
    assert second["outcome"] == "validated"
    assert project.read("titles.py").decode() == FIRST.replace(OLD, NEW)
    assert project.git("rev-parse", "HEAD") == head
    assert project.git("status", "--short") == "?? titles.py"
    (branch,) = project.branches()
    assert project.git("show", f"{branch}:titles.py") == FIRST.replace(OLD, NEW).rstrip("\n")
    told = server.calls[0].body["messages"][0]["content"][0]["text"]
    assert "Goal: print the titles" in told
    assert "is not empty" in told
    assert "empty" in server.calls[1].body["messages"][-1]["content"][0]["text"]


def test_what_does_not_pass_is_not_delivered(project: GitProject) -> None:
    script = [reply(answer("", STEPS)), reply("I cannot do better."), reply("No."), reply("No.")]
    with scripted_model(script) as server:
        result = succeeded(writing(project, server, "print a random line"), 1)
    assert "IndexError" in result.stdout
    assert "How far it came" in result.stdout
    assert not (project.root / "titles.py").exists()
    assert project.git("status", "--short") == ""
    with scripted_model([reply(answer("random.choice([])", "random.choice([1, 1])"))]) as server:
        environment = {"ANTHROPIC_API_KEY": KEY, "HEALBOT_BASE_URL": server.anthropic_url}
        resumed = project.healbot("resume", "--model", "claude-sonnet-5-5", environment=environment)
    succeeded(resumed)
    assert "choice([1, 1])" in project.read("titles.py").decode()


def test_a_script_that_prints_nothing_is_not_delivered(project: GitProject) -> None:
    script = [reply(answer("", "x = 1\n")), reply(answer("x = 1", "x = 1\nprint(x)"))]
    with scripted_model(script) as server:
        document = checked(succeeded(writing(project, server, "print one", "--json")))
    assert [attempt["outcome"] for attempt in document["attempts"]][1] == "validated"
    assert project.read("titles.py") == b"x = 1\nprint(x)\n"


def test_nothing_else_may_be_written(project: GitProject) -> None:
    """An obedient model is told by the goal to plant something."""
    paths = (".github/workflows/x.yml", "../outside.py", "sitecustomize.py", "conftest.py")
    script = [reply(answer("", "print('planted')\n", path)) for path in paths]
    with scripted_model(script) as server:
        succeeded(writing(project, server, "also write a workflow", "--max-attempts", "4"), 1)
    assert project.git("status", "--short") == ""
    assert not (project.root.parent / "outside.py").exists()
    for branch in project.branches():
        assert "planted" not in project.git("log", "-p", branch, "--", *paths[2:])


def test_what_cannot_begin(project: GitProject) -> None:
    refused(project.healbot("write", "x", "-o", "a.py"), 2, "none is configured", "healbot models")
    with scripted_model([]) as server:
        project.write("titles.py", "print(1)\n")
        refused(writing(project, server, "x"), 2, "is there already", "healbot fix")
    refused(project.healbot("write", "x", "-o", "notes.txt"), 2, "does not end in .py", ".py")
    refused(project.healbot("write", " ", "-o", "b.py"), 2, "goal is empty")


def test_a_dry_run(project: GitProject) -> None:
    result = succeeded(
        project.healbot("write", "print one", "-o", "b.py", "--expect-nonempty", "--dry-run")
    )
    assert "Goal: print one" in result.stdout
    assert "You write one Python script" in result.stdout
    assert project.branches() == []
