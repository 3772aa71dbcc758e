"""How to heal: the settings and what only the command line says; and the sandbox they ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from healbot.ports import Sandbox
from healbot.sandbox.choose import Kind, choose
from healbot.sandbox.interpreter import visible_paths
from healbot.sandbox.limits import Limits
from healbot.sandbox.repository_on_demand import RepositoryOnDemand
from healbot.sandbox.request import SandboxRequest
from healbot.settings.model import Settings


@dataclass(frozen=True)
class FixOptions:
    """How to heal. Nothing that widens the rights of the code under repair comes from a branch."""

    settings: Settings = field(default_factory=Settings)
    apply: bool = False
    init: bool = False
    visible: tuple[Path, ...] = ()
    """Folders that the code may read besides the interpreter's own."""

    @property
    def max_attempts(self) -> int:
        """Attempts after which a session gives up."""
        return self.settings.max_attempts.value

    @property
    def python(self) -> str | None:
        """The interpreter that the user chose."""
        return self.settings.python.value

    @property
    def environment(self) -> tuple[str, ...]:
        """Names of the variables to pass into the sandbox."""
        return self.settings.env.value

    @property
    def network(self) -> bool:
        """Whether the code under repair may use the network."""
        return self.settings.network.value

    @property
    def sandbox(self) -> Kind:
        """The sandbox that the user chose."""
        return self.settings.sandbox.value


def make_sandbox(
    kind: Kind,
    root: Path,
    interpreter: Path,
    options: FixOptions,
    *,
    repository: bool = False,
    anew: bool = False,
) -> Sandbox:
    """Returns the sandbox of a kind (``auto``, ``overlay``, ``copy``) for the project at `root`.

    `repository` puts a throwaway Git repository into its trees; with `anew` the sandbox is tried
    even where it worked before.

    Raises `healbot.core.errors.EnvironmentProblem` when that kind does not work here.
    """
    request = SandboxRequest(
        root=root,
        interpreter=interpreter,
        visible=(*visible_paths(interpreter, root=root), *options.visible),
        limits=Limits(),
        network=options.network,
        allowed_environment=options.environment,
        repository=repository,
    )
    return RepositoryOnDemand(request, partial(choose, kind, anew=anew))
