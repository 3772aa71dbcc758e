"""The throwaway repository of a sandbox: made at the first tree that needs it, then shared."""

from __future__ import annotations

import os
import stat
import threading
import weakref
from pathlib import Path

from healbot.locked_folder import LockedFolder
from healbot.sandbox.known_limitations import NO_REPOSITORY
from healbot.sandbox.request import SandboxRequest
from healbot.sandbox.scratch import PREFIX
from healbot.sandbox.throwaway_repository import NoRepository, make_repository


class RepositoryTemplate:
    """Holds a folder with nothing but ``.git``; costs nothing when the request asks for none."""

    def __init__(self, request: SandboxRequest, scratch: Path) -> None:
        """`scratch` is the folder to make it in."""
        self._request = request
        self._scratch = scratch
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._problem: str | None = None

    @property
    def limitations(self) -> tuple[str, ...]:
        """Why there is none although one was asked for; known after `folder`."""
        return () if self._problem is None else (NO_REPOSITORY.format(reason=self._problem),)

    def folder(self) -> Path | None:
        """Returns the folder that holds ``.git``, for reading only; ``None`` when there is none."""
        if not self._request.repository:
            return None
        with self._lock:
            if self._folder is None and self._problem is None:
                self._make()
            return self._folder

    def _make(self) -> None:
        scratch = LockedFolder(self._scratch, PREFIX)
        weakref.finalize(self, scratch.remove)
        folder = scratch.path / "repository"
        folder.mkdir(mode=stat.S_IMODE(self._request.root.stat().st_mode) | stat.S_IRWXU)
        try:
            make_repository(self._request.root, folder)
        except NoRepository as problem:
            self._problem = problem.message
        else:
            self._folder = folder


def trusting(request: SandboxRequest) -> dict[str, str]:
    """Returns the variables with which git works in a project that belongs to somebody else.

    The user's own ``safe.directory`` is hidden with their configuration.
    """
    if not request.repository or os.name == "nt" or request.root.stat().st_uid == os.getuid():
        return {}
    key, value = "safe.directory", str(request.root)
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": value}
