"""What a sandbox is built from; the same for every backend."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from healbot.sandbox.limits import Limits


@dataclass(frozen=True)
class SandboxRequest:
    """The project to run code of, and what that code may have."""

    root: Path
    """The project's root: absolute, links resolved."""
    interpreter: Path
    """The project's Python; the path as found, since resolving a venv's link would leave it."""
    visible: tuple[Path, ...] = ()
    """Folders that must stay readable although a home folder around them is hidden."""
    limits: Limits = field(default_factory=Limits)
    network: bool = False
    """Whether code may reach the network."""
    allowed_environment: tuple[str, ...] = ()
    """Names of variables that the user passes on purpose."""
    repository: bool = False
    """Whether trees hold a throwaway Git repository; see `throwaway_repository`."""
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    """healbot's own environment, from which the child's is chosen."""

    def __post_init__(self) -> None:
        if not self.root.is_absolute():
            raise ValueError(f"the project's root must be absolute: {self.root}")
