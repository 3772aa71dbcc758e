"""The pull request that README shows is one that healbot writes.

``HEALBOT_RENEW_SNAPSHOTS=1 pytest -n0 tests/reports/pull_request/test_readme.py`` writes it anew.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from healbot.core.publication import PublishOptions
from healbot.ledger.bundle import open_bundle, write_bundle
from healbot.ledger.git_ledger import GitLedger
from healbot.ledger.plumbing import Plumbing
from healbot.pull_request_page import PageWriter
from tests.git_project import GitProject
from tests.markdown_page import page_of

README = Path(__file__).parents[3] / "README.md"
CASE = Path(__file__).parents[2] / "projects" / "scripts" / "chain" / "marathon-utf16"
URL = "https://github.example/ada/marathon"
OPTIONS = PublishOptions(
    base_branch="main",
    repository_url=URL,
    run_url=f"{URL}/actions/runs/7",
    report_url=f"{URL}/actions/runs/7",
    sandbox="overlay",
    starts_ci=False,
)
BEGINS, ENDS = "<!-- begin: a pull request -->\n", "<!-- end: a pull request -->\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Title and body for the heal of a script, with fixed seconds and commits."""
    project = GitProject(tmp_path_factory.mktemp("marathon"))
    for source, name in (("script.py", "marathon.py"), ("splits.txt", "splits.txt")):
        shutil.copyfile(CASE / source, project.root / name)
    project.commit()
    result = project.fix("marathon.py", "--python", sys.executable)
    assert result.exit_code == 0, result.said
    folder = tmp_path_factory.mktemp("bundle")
    write = PageWriter()
    with Plumbing(project.root) as plumbing:
        write_bundle(folder, plumbing, GitLedger(plumbing, time.time), project.branches(), {})
        with open_bundle(folder, plumbing) as opened:
            (checked,) = opened.sessions
            page = write(checked, checked.name, (), OPTIONS)
    assert not write.overflows
    return _fixed(f"**{page.title}**\n\n{page.body}")


def _fixed(text: str) -> str:
    """Returns `text` with the same seconds and commits each time."""
    text = re.sub(r"\| \d+\.\d \|$", "| 0.1 |", text, flags=re.MULTILINE)
    commits = dict.fromkeys(re.findall(r"/commit/([0-9a-f]{12})[0-9a-f]{28}\)", text))
    for number, commit in enumerate(commits, 1):
        text = re.sub(rf"{commit}[0-9a-f]{{28}}", f"{number}" * 40, text)
        text = text.replace(commit, f"{number}" * 12)
    return text


def _without_tracebacks(text: str) -> str:
    """Each Python words and underlines them in its own way."""
    return re.sub(r"```text\n.*?```", "```text\n```", text, flags=re.DOTALL)


def test_readme_shows_it(written: str) -> None:
    readme = README.read_text("utf-8")
    before, _, rest = readme.partition(BEGINS)
    shown, _, after = rest.partition(ENDS)
    quoted = "".join(f"> {line}".rstrip() + "\n" for line in written.rstrip().split("\n"))
    if os.environ.get("HEALBOT_RENEW_SNAPSHOTS"):
        README.write_text(f"{before}{BEGINS}{quoted}{ENDS}{after}", "utf-8")
        shown = quoted
    if sys.version_info[:2] != (3, 11):
        shown, quoted = _without_tracebacks(shown), _without_tracebacks(quoted)
    assert shown == quoted


def test_it_is_well_formed_and_short(written: str) -> None:
    page = page_of(written)
    assert not (page.unclosed or page.stray or page.active or page.comments)
    visible = re.sub(r"<details>.*?</details>", "", written, flags=re.DOTALL)
    assert len([line for line in visible.split("\n") if line]) < 75
