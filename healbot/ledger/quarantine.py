"""A bare repository for objects that nobody has looked at yet.

It reads the objects of the user's repository beside its own and writes only its own; nobody's
settings, hooks or filters are read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from healbot.ledger.commands import GitCommands, clean_environment
from healbot.ledger.object_reader import ObjectReader
from healbot.locked_folder import LockedFolder, sweep

PREFIX = "healbot-quarantine-"
_SHA256_DIGITS = 64


class Quarantine:
    """Lives in a temporary folder until it is closed."""

    def __init__(self, common_dir: Path, head: str | None) -> None:
        """`common_dir` is the Git folder whose objects are read too, `head` a commit in it."""
        parent = Path(tempfile.gettempdir())
        sweep(parent, PREFIX)
        self._folder = LockedFolder(parent, PREFIX)
        folder = self._folder.path / "repository"
        _write(folder, common_dir, "sha256" if len(head or "") == _SHA256_DIGITS else "sha1")
        environment = clean_environment() | {
            "GIT_DIR": str(folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        self.commands = GitCommands(folder, environment)
        """Run git in it."""
        self.objects = ObjectReader(self.commands)
        """Reads its objects and the user's."""

    def unpack(self, pack: bytes) -> None:
        """Takes in a pack whose deltas may be against objects of the user's repository.

        Every object and every link from it is checked. Raises `GitFailed` when one is unsound.
        """
        self.commands.run(
            "index-pack", "--stdin", "--fix-thin", "--strict", f"--max-input-size={len(pack)}",
            stdin=pack,
        )  # fmt: skip

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Deletes it."""
        self.objects.close()
        self._folder.remove()


def _write(folder: Path, common_dir: Path, object_format: str) -> None:
    (folder / "objects" / "info").mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    lines = [
        "[core]",
        f"\trepositoryformatversion = {int(object_format != 'sha1')}",
        "\tbare = true",
    ]
    if object_format != "sha1":
        lines += ["[extensions]", f"\tobjectFormat = {object_format}"]
    (folder / "config").write_text("\n".join(lines) + "\n")
    objects = str((common_dir / "objects").resolve())
    quoted = objects.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    (folder / "objects" / "info" / "alternates").write_text(
        (f'"{quoted}"' if quoted != objects else objects) + "\n"
    )
    if (common_dir / "shallow").is_file():
        shutil.copyfile(common_dir / "shallow", folder / "shallow")
