"""Lists the project's files that a model may see, within bounds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from healbot.generators.language_model.shown_files import may_be_shown
from healbot.ports import ProjectFiles

MAX_FOLDERS = 2000
MAX_DEPTH = 20
"""Folders in folders; a link to a folder above has no end."""
MAX_NAMES = 5000
"""Entries of one folder that are looked at."""
_PASSED_OVER = frozenset(
    {"__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist", "htmlcov"}
)
_BINARY = (
    ".pyc", ".pyo", ".pyd", ".so", ".dll", ".dylib", ".exe", ".o", ".a", ".class", ".jar", ".whl",
    ".egg", ".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".tar", ".png", ".jpg", ".jpeg", ".gif",
    ".ico", ".webp", ".pdf", ".mp3", ".mp4", ".wav", ".woff", ".woff2", ".ttf", ".otf", ".db",
    ".sqlite", ".sqlite3", ".parquet", ".npy", ".npz", ".pkl", ".pickle", ".h5", ".bin", ".pt",
    ".onnx", ".lock", ".min.js", ".map",
)  # fmt: skip


def walk(files: ProjectFiles) -> Iterator[str]:
    """Yields the paths of files that may be shown, those nearest to the root first.

    Hidden folders, caches, virtual environments, build output, other repositories and files with
    the name of a binary are left out.
    """
    folders = deque([("", 0)])
    seen = 0
    while folders and seen < MAX_FOLDERS:
        folder, depth = folders.popleft()
        seen += 1
        names = files.names(folder or ".")[:MAX_NAMES]
        if "pyvenv.cfg" in names or (folder and (".git" in names or ".git/" in names)):
            continue
        for name in names:
            path = f"{folder}/{name}" if folder else name
            if not name.endswith("/"):
                if may_be_shown(path) and not name.lower().endswith(_BINARY):
                    yield path
            elif depth < MAX_DEPTH and _is_entered(name.rstrip("/")):
                folders.append((path.rstrip("/"), depth + 1))


def _is_entered(name: str) -> bool:
    return not (name.startswith(".") or name in _PASSED_OVER or name.endswith(".egg-info"))
