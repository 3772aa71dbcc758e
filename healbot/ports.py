"""The protocols between the driver and its parts; a test fakes each in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.evidence import GateCase
from healbot.core.execution import Execution
from healbot.core.failure import Failure
from healbot.core.hint import Hint
from healbot.core.model_call import ModelReply, ModelRequest
from healbot.core.observation import CrashState, InterpreterFacts
from healbot.core.patch import Patch, Unusable
from healbot.core.reproducer import Reproducer
from healbot.core.session import Attempt, Request, Session
from healbot.core.source import SourceFile
from healbot.core.trailers import Record
from healbot.core.verdict import Verdict

if TYPE_CHECKING:  # the guard's rules are many modules
    from healbot.core.tampering import Finding


@dataclass(frozen=True)
class Command:
    """A command to run in a sandboxed tree."""

    argv: tuple[str, ...]
    cwd: str = "."
    """Relative to the project root, POSIX separators."""
    stdin: bytes | None = None
    """``None`` is an empty input, never the terminal."""
    timeout: float = 60.0
    """Wall-clock limit in seconds."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables on top of the sandbox's own."""


class SandboxTree(Protocol):
    """One throwaway copy of the project; what one command writes, the next one sees."""

    @property
    def root(self) -> str:
        """The absolute path under which the project appears to the code that runs."""

    def run(self, command: Command) -> Execution:
        """Runs `command` confined; always returns, however the command behaves."""

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        """Returns up to `limit` bytes of a regular file relative to the project root.

        ``None`` when there is no such file. Never follows a link out of the tree and never blocks.
        """


class Sandbox(Protocol):
    """Where untrusted code runs."""

    @property
    def backend(self) -> str:
        """``overlay`` or ``copy``."""

    @property
    def limitations(self) -> tuple[str, ...]:
        """What this backend does not stop here, one sentence each; empty when it stops all."""

    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> AbstractContextManager[SandboxTree]:
        """Returns the project's tree with `changes` (by path) laid over it; gone when left."""

    def stop(self) -> None:
        """Ends all runs that go on in other threads."""


class Runner(Protocol):
    """Runs a reproducer."""

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        """Runs it once in `tree`, `timeout` seconds at most, and reads what it reported."""

    def crash_command(self, root: str, output: str) -> Command | None:
        """Returns the run under a probe that writes the state at the first failure as JSON.

        `root` is the tree's root and `output` the absolute file to write. ``None`` when this kind
        of reproducer cannot be watched.
        """


@dataclass(frozen=True)
class Canaries:
    """Two tests of healbot's own that run beside the project's: one must pass, one must fail.

    A project that makes its test runner report success whatever happens lets both pass.
    """

    files: Mapping[str, SourceFile]
    """To be laid over the tree; their names are new for each session."""
    runner: Runner
    """Runs the selected tests, then the canaries, in one process."""
    must_pass: str
    """The id of the case."""
    must_fail: str


class SuiteRunner(Runner, Protocol):
    """Runs tests and can be asked for other selections of them."""

    def selecting(self, ids: Sequence[str]) -> SuiteRunner:
        """Returns the runner of only these cases (or files, or folders)."""

    def suite(self) -> SuiteRunner:
        """Returns the runner of the whole suite, as the project configures it."""

    def canaries(self) -> Canaries:
        """Returns canaries for this selection."""


class Inspector(Protocol):
    """Facts that only the project's interpreter knows; each is found on first use and kept."""

    def interpreter(self) -> InterpreterFacts:
        """Returns what the project's interpreter is."""

    def members(self, module: str) -> tuple[str, ...]:
        """Returns the sorted names in `module` (dotted); ``()`` when it cannot be imported."""

    def crash(self) -> CrashState | None:
        """Runs the reproducer once more under a probe and returns the state at the crash.

        ``None`` when the run did not end with the same exception or nothing could be seen.
        """


class ProjectFiles(Protocol):
    """The project's files at the state under repair, for reading only."""

    def source(self, path: str) -> SourceFile | None:
        """Returns a source file; ``None`` when it is missing, a link, too large or binary."""

    def names(self, folder: str) -> tuple[str, ...]:
        """Returns the sorted names in a folder (``"."`` is the root); folders end in a slash."""


class EditableFiles(ProjectFiles, Protocol):
    """The project's files and those that a patch may add to them."""

    def new_file(self, path: str) -> SourceFile:
        """Returns what stands for the file that a patch may create at `path`.

        Raises `healbot.core.errors.Refused`, with the reason, where it may not.
        """


@dataclass(frozen=True)
class Tried:
    """An attempt and what it changed."""

    attempt: Attempt
    diff: str
    """From the tree that it started from."""
    is_rejected: bool = False
    """Whether it was proven and a person wants another fix all the same."""


@dataclass(frozen=True)
class LineChange:
    """A commit that changed some lines last."""

    commit: str
    """Abbreviated."""
    date: str
    """ISO 8601, the day only."""
    subject: str
    lines: tuple[int, ...]
    """1-based."""


class LineHistory(Protocol):
    """Who changed lines of the project last, and with which words."""

    def last_changes(self, path: str, first: int, last: int) -> tuple[LineChange, ...]:
        """Returns the commits that changed lines `first` to `last` (1-based) last, newest first.

        ``()`` when the file has no history or Git does not answer in time.
        """


@dataclass(frozen=True)
class Problem:
    """What a generator is asked to heal."""

    reproducer: Reproducer
    failure: Failure
    files: ProjectFiles
    inspector: Inspector
    is_protected: Callable[[str], bool] = lambda path: False
    """Whether a patch may not touch a path: tests, and what configures them."""
    tried: Callable[[], Sequence[Tried]] = tuple
    """All attempts of the session up to now, oldest first; more each time it is asked."""
    attempts_left: Callable[[], int] = lambda: 1
    """How many more attempts may be made."""
    spent: Bill = NOTHING_BILLED
    """What models took in earlier runs of this session."""
    hints: tuple[Hint, ...] = ()
    """What reviewers said about the fixes so far, oldest first."""


class ModelClient(Protocol):
    """A language model."""

    @property
    def provider(self) -> str:
        """``anthropic``, ``openai``, ``gemini`` or ``local``."""

    @property
    def model(self) -> str:
        """The name that is sent, such as ``claude-sonnet-5-5``."""

    @property
    def has_tools(self) -> bool:
        """Whether the model can ask for tools."""

    def call(self, request: ModelRequest, timeout: float) -> ModelReply:
        """Sends one request and returns the answer, within `timeout` seconds; never repeats it.

        Raises `CallFailed` when no usable answer came, `ModelUnusable` when none will ever come.
        """


class Generator(Protocol):
    """Proposes patches for a problem, best first; ends when it gives up."""

    @property
    def name(self) -> str:
        """Such as ``fix_patterns``."""

    @property
    def remark(self) -> str:
        """What a person should know about why it has no more candidates; ``""`` for nothing."""

    @property
    def pending(self) -> Bill:
        """What was spent since the last candidate."""

    def propose(self, problem: Problem) -> Iterator[Patch | Unusable]:
        """Yields candidates; deterministic for the same problem, but for language models."""


@dataclass(frozen=True)
class Observation:
    """One execution of the reproducer with access to the tree it ran in."""

    reproducer: Reproducer
    execution: Execution
    tree: SandboxTree


class Oracle(Protocol):
    """Decides on one aspect of an execution of the reproducer."""

    @property
    def id(self) -> str:
        """Such as ``exit-status``; also its anchor in the documentation of the checks."""

    @property
    def description(self) -> str:
        """One sentence: what holds when it passes."""

    def judge(self, observation: Observation) -> Verdict:
        """Returns the verdict with its evidence."""


class GateOracle(Protocol):
    """Decides on one aspect of a plausible patch."""

    @property
    def id(self) -> str:
        """Such as ``necessity``; also its anchor in the documentation of the checks."""

    @property
    def description(self) -> str:
        """One sentence: what holds when it passes."""

    def judge(self, case: GateCase) -> Verdict | None:
        """Returns the verdict with its evidence; ``None`` when it does not apply."""


class Guard(Protocol):
    """Knows what a fix may not do in this project."""

    def of(self, failure: Failure) -> None:
        """Says which failure is to be healed."""

    def is_protected(self, path: str) -> bool:
        """Whether a patch that touches `path` would be rejected."""

    def examine(
        self, before: Mapping[str, SourceFile], after: Mapping[str, SourceFile]
    ) -> tuple[Finding, ...]:
        """Returns what a patch does that a fix should not do: rejections first."""


class SessionBranch(Protocol):
    """A session and the branch that holds it."""

    @property
    def name(self) -> str:
        """The branch, without ``refs/heads/``."""

    @property
    def session(self) -> Session:
        """All that happened, as the branch tells it."""

    def files_at(self, number: int) -> dict[str, SourceFile]:
        """Returns the files that differ between the base and attempt `number`."""


BranchT = TypeVar("BranchT", bound=SessionBranch)


class Ledger(Protocol[BranchT]):
    """Keeps sessions; every record is durable when the call returns."""

    def find(self, fingerprint: str, request: Request) -> BranchT | None:
        """Returns the session that answers this request for this failure from the present base."""

    def start(self, session: Session) -> BranchT:
        """Makes the branch of a new session; fills in the session's base."""

    def append(self, branch: BranchT, record: Record, files: Mapping[str, SourceFile]) -> BranchT:
        """Returns the branch with `record` added, its tree the base's with `files` over it."""

    def lock(self, fingerprint: str) -> AbstractContextManager[None]:
        """Returns the lock of this failure; raises `AlreadyRunning` when it is held."""

    def base_unchanged(self) -> bool:
        """Whether the user's files are still those the session began with."""


class Observer(Protocol):
    """Is told what happens while it happens."""

    def running(self, what: str) -> None:
        """A step begins, such as ``attempt 2 of 5: fix_patterns/missing_colon``."""

    def failed(self, failure: Failure) -> None:
        """The failure was reproduced."""

    def attempted(self, attempt: Attempt, diff: str) -> None:
        """An attempt was made and recorded; `diff` is what it changed from its start."""
