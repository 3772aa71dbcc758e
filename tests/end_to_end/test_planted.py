"""Nothing that somebody planted in the repository, the home or the environment is ever run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import CHAIN, succeeded
from tests.git_project import GitProject

HOOKS = (
    "applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit", "pre-merge-commit",
    "prepare-commit-msg", "commit-msg", "post-commit", "pre-rebase", "post-checkout", "post-merge",
    "pre-push", "pre-receive", "update", "proc-receive", "post-receive", "post-update",
    "reference-transaction", "push-to-checkout", "pre-auto-gc", "post-rewrite",
    "sendemail-validate", "fsmonitor-watchman", "post-index-change",
)  # fmt: skip


class Plants:
    """Programs that leave a file with their name when they are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fired = folder / "fired"
        self.fired.mkdir(parents=True)

    def program(self, name: str) -> str:
        """Returns a program that tells when it is run and passes its input through."""
        path = self.folder / f"plant-{name}"
        path.write_text(f'#!/bin/sh\necho "$@" >> {self.fired / name}\nexec cat\n')
        path.chmod(0o755)
        return str(path)

    def names(self) -> list[str]:
        """Returns which of them were run."""
        return sorted(path.name for path in self.fired.iterdir())


@pytest.fixture
def plants(tmp_path: Path) -> Plants:
    """A folder of plants."""
    return Plants(tmp_path / "plants")


def plant_hooks(project: GitProject, plants: Plants, folder: Path) -> None:
    """Puts every hook there is into `folder`."""
    folder.mkdir(exist_ok=True)
    for name in HOOKS:
        (folder / name).symlink_to(plants.program(f"hook-{name}"))


def plant_settings(project: GitProject, plants: Plants, scope: str, file: Path) -> None:
    """Sets everything that names a program, in `file`."""
    settings = {
        "core.fsmonitor": "fsmonitor",
        "core.editor": "editor",
        "core.pager": "pager",
        "core.sshCommand": "ssh",
        "core.askPass": "askpass",
        "core.gitProxy": "proxy",
        "core.alternateRefsCommand": "alternate-refs",
        "sequence.editor": "sequence-editor",
        "diff.external": "external-diff",
        "diff.planted.command": "diff-command",
        "diff.planted.textconv": "textconv",
        "merge.planted.driver": "merge-driver",
        "filter.planted.clean": "filter-clean",
        "filter.planted.smudge": "filter-smudge",
        "filter.daemon.process": "filter-process",
        "gpg.program": "gpg",
        "gpg.ssh.program": "gpg-ssh",
        "credential.helper": "credential",
        "pager.log": "pager-log",
        "pager.for-each-ref": "pager-for-each-ref",
        "interactive.diffFilter": "diff-filter",
        "uploadpack.packObjectsHook": "pack-objects",
        "remote.origin.uploadpack": "upload-pack",
        "trailer.planted.command": "trailer",
    }
    for key, name in settings.items():
        project.git("config", "-f", str(file), key, plants.program(f"{scope}-{name}"))
    for verb in ("log", "status", "rev-parse", "update-ref", "fast-import", "cat-file", "ls-tree"):
        command = f"!{plants.program(f'{scope}-alias-{verb}')}"
        project.git("config", "-f", str(file), f"alias.{verb}", command)
    for key, value in {
        "commit.gpgSign": "true",
        "tag.gpgSign": "true",
        "log.showSignature": "true",
        "trailer.planted.key": "Healbot-Schema",
    }.items():
        project.git("config", "-f", str(file), key, value)


def every_verb(project: GitProject, environment: Mapping[str, str]) -> None:
    """Runs the whole command line."""
    before = project.users()

    def run(*arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        result = project.healbot(*arguments, environment=environment)
        assert result.exit_code in codes, result.said
        return result.stdout

    run("fix", "chain.py", "--check", "true", "--max-attempts", "2", codes=(1,))
    (branch,) = project.branches()
    run("resume", branch)
    run("list")
    run("log", branch)
    run("show", "1")
    run("diff")
    run("rollback", "2")
    run("resume", codes=(0, 1))
    run("doctor", codes=(0, 6))
    assert project.users() == before
    run("apply", "2")
    run("drop", branch)


@pytest.fixture
def broken(tmp_path: Path) -> GitProject:
    """A repository with a script of several errors and uncommitted changes."""
    made = GitProject(tmp_path)
    made.write("chain.py", CHAIN)
    made.write("data.txt", "1\n")
    made.write("other.py", "print(1)\n")
    made.commit()
    made.write("data.txt", "2\n")
    made.write("helper.py", "x = 1\n")
    return made


def test_everywhere_at_once(broken: GitProject, plants: Plants) -> None:
    """All at once, for every run; the slow tests below plant one kind at a time."""
    plant_hooks(broken, plants, broken.root / ".git/hooks")
    plant_settings(broken, plants, "local", broken.root / ".git/config")
    plant_settings(broken, plants, "global", broken.config)
    broken.write(".gitattributes", "*.txt filter=planted diff=planted\n*.py diff=planted\n")
    every_verb(broken, planted_environment(broken, plants))
    assert plants.names() == []


@pytest.mark.slow
def test_in_the_repository(broken: GitProject, plants: Plants) -> None:
    plant_hooks(broken, plants, broken.root / ".git/hooks")
    plant_settings(broken, plants, "local", broken.root / ".git/config")
    every_verb(broken, {})
    assert plants.names() == []


@pytest.mark.slow
def test_in_the_attributes(broken: GitProject, plants: Plants) -> None:
    """On other files than the script: a filtered script is refused, see the bad input."""
    plant_settings(broken, plants, "local", broken.root / ".git/config")
    broken.write(
        ".gitattributes",
        "*.txt filter=planted diff=planted merge=planted\nother.py filter=daemon\n"
        "*.py diff=planted\n",
    )
    broken.write("other.py", "print(2)\n")
    every_verb(broken, {})
    assert plants.names() == []


@pytest.mark.slow
def test_in_the_home(broken: GitProject, plants: Plants) -> None:
    hooks = broken.home / "hooks"
    plant_hooks(broken, plants, hooks)
    included = broken.home / "included"
    plant_settings(broken, plants, "global", broken.config)
    plant_settings(broken, plants, "included", included)
    broken.git("config", "-f", str(broken.config), "core.hooksPath", str(hooks))
    broken.git("config", "-f", str(broken.config), "include.path", str(included))
    broken.git("config", "-f", str(broken.config), "init.templateDir", str(broken.home))
    every_verb(broken, {})
    assert plants.names() == []


def planted_environment(broken: GitProject, plants: Plants) -> dict[str, str]:
    """Returns variables that make git run programs and look elsewhere."""
    settings = {
        "core.hooksPath": str(broken.home / "hooks"),
        "core.fsmonitor": plants.program("env-fsmonitor"),
        "diff.external": plants.program("env-diff"),
        "alias.rev-parse": "!" + plants.program("env-alias"),
        "core.pager": plants.program("env-pager"),
        "core.bare": "true",
    }
    plant_hooks(broken, plants, broken.home / "hooks")
    return {
        "GIT_CONFIG_COUNT": str(len(settings)),
        **{f"GIT_CONFIG_KEY_{i}": key for i, key in enumerate(settings)},
        **{f"GIT_CONFIG_VALUE_{i}": value for i, value in enumerate(settings.values())},
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{plants.program('parameters')}'",
        "GIT_DIR": str(broken.home),
        "GIT_WORK_TREE": str(broken.home),
        "GIT_INDEX_FILE": str(broken.home / "index"),
        "GIT_OBJECT_DIRECTORY": str(broken.home),
        "GIT_EXTERNAL_DIFF": plants.program("external-diff"),
        "GIT_SSH_COMMAND": plants.program("ssh-command"),
        "GIT_SSH": plants.program("ssh"),
        "GIT_PROXY_COMMAND": plants.program("proxy"),
        "GIT_EDITOR": plants.program("git-editor"),
        "GIT_SEQUENCE_EDITOR": plants.program("sequence-editor"),
        "GIT_PAGER": plants.program("git-pager"),
        "GIT_ASKPASS": plants.program("askpass"),
        "GIT_TEMPLATE_DIR": str(broken.home),
        "GIT_EXEC_PATH": str(plants.folder),
        "PAGER": plants.program("pager"),
        "EDITOR": plants.program("editor"),
        "VISUAL": plants.program("visual"),
        "SSH_ASKPASS": plants.program("ssh-askpass"),
    }


@pytest.mark.slow
def test_in_the_environment(broken: GitProject, plants: Plants) -> None:
    every_verb(broken, planted_environment(broken, plants))
    assert plants.names() == []
    assert sorted(path.name for path in broken.home.iterdir()) == [".gitconfig", "hooks"]


def test_by_the_script_itself(broken: GitProject, plants: Plants) -> None:
    """What the code under repair writes into its .git is gone after the run."""
    program = plants.program("by-script")
    broken.write(
        "plant.py",
        "import os, pathlib\nfor name in ('pre-commit', 'post-commit', 'reference-transaction'):\n"
        f"    pathlib.Path('.git/hooks').mkdir(parents=True, exist_ok=True)\n"
        f"    pathlib.Path('.git/hooks', name).write_text('#!/bin/sh\\n{program}\\n')\n"
        "    os.chmod(pathlib.Path('.git/hooks', name), 0o755)\n"
        f"pathlib.Path('.git/config').write_text('[core]\\nfsmonitor = {program}\\n')\n"
        "print(math.pi)\n",
    )
    before = broken.users()
    succeeded(broken.fix("plant.py"))
    assert broken.users() == before
    broken.git("status")
    broken.git("commit", "-qam", "as usual")
    assert plants.names() == []


def test_a_planted_program_fires_when_git_is_used_as_usual(
    broken: GitProject, plants: Plants
) -> None:
    """The control: without it the tests above would pass with plants that cannot fire."""
    plant_hooks(broken, plants, broken.root / ".git/hooks")
    plant_settings(broken, plants, "local", broken.root / ".git/config")
    broken.write(".gitattributes", "*.txt filter=planted diff=planted\n")
    broken.git("status", check=False)
    broken.git("add", "--all", check=False)
    broken.git("diff", "HEAD", check=False)
    broken.git("commit", "-m", "x", check=False)
    broken.git("-c", "commit.gpgSign=false", "commit", "-m", "x", check=False)
    broken.git("update-ref", "refs/heads/x", "HEAD")
    fired = set(plants.names())
    assert {
        "local-fsmonitor", "local-filter-clean", "local-gpg", "local-external-diff",
        "hook-reference-transaction", "hook-pre-commit", "hook-post-commit",
        "hook-post-index-change",
    } <= fired  # fmt: skip
