"""A sandbox that puts a throwaway repository into its trees once a run shows that it needs one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from healbot.core.execution import Execution
from healbot.core.source import SourceFile
from healbot.ports import Command, Sandbox, SandboxTree
from healbot.sandbox.repository_need import repository_need
from healbot.sandbox.request import SandboxRequest


class RepositoryOnDemand:
    """Runs without a repository until a run asks for one, and from then on with one.

    The run that asked is made again, in a fresh tree that has one: its first answer was not the one
    that the user gets. This is only done for the first command of a tree, since a later one may
    need what an earlier one wrote.
    """

    def __init__(self, request: SandboxRequest, make: Callable[[SandboxRequest], Sandbox]) -> None:
        """`make` makes the sandbox for a request."""
        self._request = request
        self._make = make
        self._sandbox = make(request)
        self._all = [self._sandbox]
        self.need = ""
        """Why trees have a repository; ``""`` while they have none."""

    @property
    def backend(self) -> str:
        """That of the sandbox which runs."""
        return self._sandbox.backend

    @property
    def limitations(self) -> tuple[str, ...]:
        """Those of the sandbox which runs."""
        return self._sandbox.limitations

    def stop(self) -> None:
        """Ends all runs that go on in other threads."""
        for sandbox in self._all:
            sandbox.stop()

    @contextmanager
    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> Iterator[SandboxTree]:
        """Returns the project's tree with `changes` laid over it."""
        with ExitStack() as stack:
            tree = stack.enter_context(self._sandbox.fresh_tree(changes))
            if self.need or self._request.repository:
                yield tree
            else:
                yield _AskingTree(self, tree, lambda: self._again(stack, changes))

    def _again(self, stack: ExitStack, changes: Mapping[str, SourceFile]) -> SandboxTree:
        return stack.enter_context(self._sandbox.fresh_tree(changes))

    def noticed(self, need: str) -> None:
        """Has all trees from now on made with a repository."""
        if not self.need:
            self.need = need
            self._sandbox = self._make(replace(self._request, repository=True))
            self._all.append(self._sandbox)


class _AskingTree:
    def __init__(
        self, sandbox: RepositoryOnDemand, tree: SandboxTree, again: Callable[[], SandboxTree]
    ) -> None:
        self._sandbox = sandbox
        self._tree = tree
        self._again = again
        self._is_new = True

    @property
    def root(self) -> str:
        return self._tree.root

    def run(self, command: Command) -> Execution:
        execution = self._tree.run(command)
        is_first, self._is_new = self._is_new, False
        need = (
            ""
            if execution.exited_zero
            else repository_need(f"{execution.stdout}\n{execution.stderr}")
        )
        if not need:
            return execution
        self._sandbox.noticed(need)
        if not is_first:
            return execution
        before, self._tree = self._tree.root, self._again()
        return self._tree.run(_moved(command, before, self._tree.root))

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        return self._tree.read(path, limit)


def _moved(command: Command, old: str, new: str) -> Command:
    """The command names files in its tree, which in the copy backend are elsewhere now."""
    if old == new:
        return command
    environment = {name: value.replace(old, new) for name, value in command.environment.items()}
    argv = tuple(word.replace(old, new) for word in command.argv)
    return replace(command, argv=argv, environment=environment)
