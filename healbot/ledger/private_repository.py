"""A repository of healbot's own that borrows the user's objects and reads none of their settings.

Hooks, filters, ``core.fsmonitor`` and aliases that somebody planted in the user's configuration do
not apply in it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from healbot.ledger.commands import GitCommands, clean_environment
from healbot.ledger.object_reader import ObjectReader
from healbot.locked_folder import LockedFolder, sweep

PREFIX = "healbot-git-"


class PrivateRepository:
    """Lives in a temporary folder until it is closed."""

    def __init__(
        self,
        root: Path,
        git_dir: Path,
        common_dir: Path,
        head: str | None,
        settings: Mapping[str, str],
    ) -> None:
        """`settings` are the few of the user's that say how files and blobs correspond."""
        parent = Path(tempfile.gettempdir())
        sweep(parent, PREFIX)
        self._git_dir = git_dir
        self._folder = LockedFolder(parent, PREFIX)
        folder = self._folder.path
        _write_repository(folder, settings)
        if head:
            (folder / "HEAD").write_text(head + "\n")
        (folder / "info").mkdir()
        for name in ("info/exclude", "info/attributes", "shallow"):
            if (common_dir / name).is_file():
                shutil.copyfile(common_dir / name, folder / name)
        environment = clean_environment() | {
            "GIT_DIR": str(folder),
            "GIT_WORK_TREE": str(root),
            "GIT_OBJECT_DIRECTORY": str(common_dir / "objects"),
            "GIT_INDEX_FILE": str(folder / "index"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        self.commands = GitCommands(root, environment)
        """Run git in it."""
        self.objects = ObjectReader(self.commands)
        """Reads the user's objects and its own."""

    def copy_index(self) -> None:
        """Copies the user's index, with its cached file times.

        The copy keeps the time of the original: Git compares it with the files' times to notice
        those that were changed right after the index was written.
        """
        source = self._git_dir / "index"
        target = self._folder.path / "index"
        if source.is_file():
            shutil.copy2(source, target)
            for shared in self._git_dir.glob("sharedindex.*"):
                shutil.copy2(shared, target.with_name(shared.name))

    def close(self) -> None:
        """Deletes it."""
        self.objects.close()
        self._folder.remove()


def _write_repository(folder: Path, settings: Mapping[str, str]) -> None:
    """Makes the least that git takes for a repository; cheaper than ``git init``."""
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    object_format = settings.get("extensions.objectformat")
    lines = ["[core]", f"\trepositoryformatversion = {1 if object_format else 0}", "\tbare = false"]
    for key, value in settings.items():
        if key.startswith("core."):
            lines.append(f"\t{key.removeprefix('core.')} = {_config_value(value)}")
    if object_format:
        lines += ["[extensions]", f"\tobjectFormat = {_config_value(object_format)}"]
    (folder / "config").write_text("\n".join(lines) + "\n")


def _config_value(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
