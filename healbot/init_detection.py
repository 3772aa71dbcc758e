"""Looks at a project to find out what its workflow needs: tests, Python, packages, the Action."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from healbot.core.errors import UsageError
from healbot.core.forge import Repository
from healbot.filesystem import read_regular
from healbot.ledger.commands import GitCommands, GitFailed, clean_environment
from healbot.ledger.plumbing import Plumbing
from healbot.reproducers.declared import declared_dependencies
from healbot.reproducers.detect import Detected

_MAX_BYTES = 1024 * 1024
_NEWEST = 14
"""The newest Python, as 3.x, that a workflow is written for unless the project says otherwise."""
_OLDEST = 9
"""The oldest that GitHub's runners offer."""
_EXTRAS = ("dev", "test", "tests", "testing")
_NAME_LINE = re.compile(r"^name:[ \t]*(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\n#]+))", re.MULTILINE)
_TESTS = re.compile(
    r"\b(?:pytest|unittest|tox|nox|make\s+(?:test|check)|npm\s+test|hatch\s+test)\b"
)
_TRIGGERS = re.compile(r"^[\"']?on[\"']?:(.*(?:\n(?:[ \t#-].*|[ \t]*$))*)", re.MULTILINE)
_BY_CODE = re.compile(r"\b(?:push|pull_request)\b")
_GITHUB = re.compile(r"(?:^|[/@])github\.com[/:]([^/\s]+/[^/\s]+?)(?:\.git)?/?\Z")
_SHA = re.compile(r"[0-9a-f]{40}")


def python_version(root: Path) -> str:
    """Returns the newest version, as ``3.12``, that the project says it supports."""
    file = read_regular(root, ".python-version", 1024)
    found = re.match(r"\s*3\.(\d{1,2})\b", file.text) if file else None
    if found:
        return f"3.{found[1]}"
    project = _table(_pyproject(root), "project")
    classifiers = project.get("classifiers")
    named = [
        int(match[1]) for item in classifiers if isinstance(item, str)
        and (match := re.fullmatch(r"Programming Language :: Python :: 3\.(\d{1,2})", item))
    ] if isinstance(classifiers, list) else []  # fmt: skip
    if named:
        return f"3.{max(named)}"
    return f"3.{_newest_allowed(project.get('requires-python'))}"


def _newest_allowed(requirement: object) -> int:
    """Returns the newest minor version that ``requires-python`` allows, as far as it is simple."""
    newest = _NEWEST - 1  # one that every library supports by now
    for clause in requirement.split(",") if isinstance(requirement, str) else ():
        match = re.fullmatch(r"\s*(<=?|==|~=|>=?)\s*3\.(\d{1,2})(?:\.[\d*]+)?\s*", clause)
        if match is None:
            continue
        minor = int(match[2])
        if match[1] == "<":
            newest = min(newest, minor - 1)
        elif match[1] in ("<=", "=="):
            newest = min(newest, minor)
        else:
            newest = max(newest, minor)
    return max(newest, _OLDEST)


def install_commands(root: Path, detected: Detected) -> tuple[str, ...]:
    """Returns the commands that install the project and what its tests need."""
    folder = root / detected.cwd
    pip = "python -m pip install"
    data = _pyproject(folder)
    commands = [f"{pip} -r {name}" for name in sorted(_requirement_files(folder))]
    extra = next((e for e in _EXTRAS if e in _table(data, "project", "optional-dependencies")), "")
    if "build-system" in data or "project" in data or (folder / "setup.py").is_file():
        commands.append(f"{pip} -e '.[{extra}]'" if extra else f"{pip} -e .")
    group = next((e for e in _EXTRAS if e in _table(data, "dependency-groups")), "")
    if group:
        commands.append(f"{pip} --group {group}")
    tool = {"pytest": "pytest", "tox": "tox", "nox": "nox"}.get(detected.command.split()[0])
    if tool and tool not in declared_dependencies(folder):
        commands.append(f"{pip} {tool}")
    return tuple(commands)


def test_command(detected: Detected) -> str:
    """Returns the command that runs the tests in a workflow."""
    return "python -m pytest" if detected.kind == "pytest" else detected.command


def testing_workflows(root: Path) -> tuple[str, ...]:
    """Returns the names of the workflows in the project that seem to run its tests."""
    found = []
    for path in sorted((root / ".github" / "workflows").glob("*.y*ml")):
        relative = path.relative_to(root).as_posix()
        file = read_regular(root, relative, _MAX_BYTES)
        if file is None or "healbot" in path.name:
            continue
        if _TESTS.search(file.text) and _is_started_by_code(file.text):
            name = _NAME_LINE.search(file.text)
            found.append(next(filter(None, name.groups())).strip() if name else relative)
    return tuple(found)


def _is_started_by_code(workflow: str) -> bool:
    """Whether a workflow runs when somebody pushes; all that YAML allows under ``on`` is seen."""
    triggers = _TRIGGERS.search(workflow)
    if triggers is None:
        return False
    return any(_BY_CODE.search(line.partition("#")[0]) for line in triggers[1].splitlines())


def remote_repository(plumbing: Plumbing) -> Repository | None:
    """Returns the repository on GitHub that the remote ``origin`` names."""
    return _repository_in(_git(plumbing, "config", "--get", "remote.origin.url"))


def default_branch(plumbing: Plumbing) -> str:
    """Returns the remote's default branch where it is known, else the present branch."""
    head = _git(plumbing, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
    if head.startswith("refs/remotes/origin/"):
        return head.removeprefix("refs/remotes/origin/")
    return _git(plumbing, "symbolic-ref", "--quiet", "--short", "HEAD") or "main"


def own_action() -> str:
    """Returns the Action that belongs to this healbot: where pip says it was installed from.

    See PEP 610. Raises `UsageError` when that is not known: a guessed name could be anybody's.
    """
    record = _direct_url()
    address, info = record.get("url"), record.get("vcs_info")
    commit = info.get("commit_id") if isinstance(info, dict) else None
    if isinstance(address, str) and address.startswith("file:") and not commit:
        address, commit = _of_checkout(Path(unquote(urlsplit(address).path)))
    repository = _repository_in(address) if isinstance(address, str) else None
    if repository is None or not isinstance(commit, str) or not _SHA.fullmatch(commit):
        raise UsageError(
            "healbot does not know where its Action is: it was not installed from a Git repository "
            "on GitHub.",
            hint="Say it: healbot init --action OWNER/healbot@COMMIT, the commit in full.",
        )
    return f"{repository}@{commit}"


def _of_checkout(folder: Path) -> tuple[str, str]:
    if not (folder / ".git").exists():
        return "", ""
    with Plumbing(folder) as plumbing:
        return _git(plumbing, "config", "--get", "remote.origin.url"), plumbing.head or ""


def _direct_url() -> dict[str, Any]:
    try:
        text = distribution("healbot").read_text("direct_url.json")
        data = json.loads(text or "{}")
    except (PackageNotFoundError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _repository_in(address: str) -> Repository | None:
    match = _GITHUB.search(address)
    try:
        return Repository.parse(match[1]) if match else None
    except UsageError:
        return None


def _git(plumbing: Plumbing, *arguments: str) -> str:
    """Returns the line that git prints, ``""`` when it has nothing to say."""
    try:
        return GitCommands(plumbing.root, clean_environment()).line(*arguments)
    except GitFailed:
        return ""


def _requirement_files(folder: Path) -> Iterator[str]:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-test.txt",
                 "dev-requirements.txt", "test-requirements.txt"):  # fmt: skip
        if (folder / name).is_file():
            yield name


def _pyproject(folder: Path) -> dict[str, Any]:
    file = read_regular(folder, "pyproject.toml", _MAX_BYTES)
    try:
        return tomllib.loads(file.text) if file else {}
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    for key in keys:
        inner = data.get(key)
        data = inner if isinstance(inner, dict) else {}
    return data
