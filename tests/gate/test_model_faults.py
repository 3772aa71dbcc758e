"""Every fault of a model at every call of a session: a clear outcome, a right bill, a sound ledger.

The code under repair is not run here: what a run of `MEAN` would show is computed from its text.
All else is real: both SDKs, HTTP, the loop, the guard, the gate and the ledger.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from unittest import mock

import pytest

from healbot import workshop
from healbot.core.bill import NOTHING_BILLED, Bill, Usage
from healbot.core.errors import HealbotError
from healbot.core.execution import Execution
from healbot.core.model_call import StopReason, ToolCall
from healbot.core.observation import CrashState, InterpreterFacts
from healbot.core.reproducer import Reproducer
from healbot.core.session import Request
from healbot.core.source import SourceFile
from healbot.fix_options import FixOptions
from healbot.generators.language_model import caller
from healbot.generators.language_model.caller import Caller
from healbot.ports import Command
from healbot.reports.summary import Summary
from healbot.settings.model import Setting, Settings
from healbot.wiring import fix, open_project
from tests.gate.heals import Silent
from tests.git_project import GitProject
from tests.scripted_model import Behaviour, ScriptedModel, body, fault, reply, scripted_model

WRONG = "    return sum(values) / (len(values) + 1)"
RIGHT = "    return sum(values) / len(values)"
MEAN = f"def mean(values):\n{WRONG}\n\n\nassert mean([2, 4]) == 3, mean([2, 4])\n"
KEY = "sk-ant-test-" + "0123456789abcdef" * 3


def answer(replace: str) -> str:
    """Returns what a model says to put `replace` in the place of the wrong line."""
    edits = [{"path": "mean.py", "search": WRONG, "replace": replace}]
    return json.dumps({"fixes": [{"diagnosis": "One too many.", "edits": edits}], "cannot_fix": ""})


@dataclass
class TextTree:
    """A tree of which only the text of ``mean.py`` matters."""

    text: str
    root: str = "/project"

    def run(self, command: Command) -> Execution:
        """Is not asked: `TextRunner` knows."""
        raise AssertionError(command)

    def read(self, path: str, limit: int = 0) -> bytes | None:
        """Nothing was written."""
        return None


@dataclass
class TextSandbox:
    """Makes trees of texts."""

    backend: str = "overlay"
    limitations: tuple[str, ...] = ()

    @contextmanager
    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> Iterator[TextTree]:
        """Yields the project with `changes`."""
        yield TextTree(changes["mean.py"].text if "mean.py" in changes else MEAN)

    def stop(self) -> None:
        """Nothing runs."""


class TextRunner:
    """Says what ``python mean.py`` would show."""

    def run(self, tree: TextTree, timeout: float) -> Execution:
        """Computes the divisor from the text."""
        found = re.search(r"len\(values\) \+ (\d+)", tree.text)
        if found is None:
            return Execution(0, None, None, "", "", 0.01)
        line = f'  File "mean.py", line 5, in <module>\n    {MEAN.splitlines()[4]}\n'
        told = (
            f"Traceback (most recent call last):\n{line}AssertionError: {6 / (2 + int(found[1]))}"
        )
        return Execution(1, None, None, "", told + "\n", 0.01)

    def crash_command(self, root: str, output: str) -> None:
        """Cannot be watched."""


class Facts:
    """What is known of the interpreter."""

    def __init__(self, *needs: object) -> None:
        self.needs = needs

    def interpreter(self) -> InterpreterFacts:
        """That of the tests."""
        names = frozenset(sys.stdlib_module_names)
        return InterpreterFacts(sys.executable, (3, 11, 7), names, {}, frozenset(dir(__builtins__)))

    def members(self, module: str) -> tuple[str, ...]:
        """None is asked for."""
        return ()

    def crash(self) -> CrashState | None:
        """Nothing was seen."""
        return None


@dataclass
class Session:
    """Runs of healbot in one repository, with a record of all that was booked."""

    folder: Path
    sdk: str
    booked: Bill = NOTHING_BILLED
    project: GitProject = field(init=False)

    def __post_init__(self) -> None:
        self.project = GitProject(self.folder)
        self.project.write("mean.py", MEAN)
        self.project.commit()

    def run(self, server: ScriptedModel, seconds: float = 60.0) -> Summary:
        """Heals, or goes on with what an earlier run left; a call may take `seconds`."""
        model = {"anthropic": "claude-sonnet-5-5", "openai": "gpt-5.5"}[self.sdk]
        url = server.anthropic_url if self.sdk == "anthropic" else server.openai_url
        variables = {f"{self.sdk.upper()}_API_KEY": KEY, "HEALBOT_BASE_URL": url}
        # Calls without an answer are booked at their worst case, which would use up the usual cap.
        settings = Settings(
            model=Setting(f"{self.sdk}:{model}", "--model"),
            max_cost=Setting(100.0, "--max-cost"),
            max_tokens=Setting(10_000_000, "--max-tokens"),
        )
        with (
            self._texts(seconds),
            mock.patch.dict("os.environ", variables),
            open_project(self.project.root) as project,
        ):
            request = Request(target="mean.py")
            return fix(project, request, FixOptions(settings), Silent()).summaries[0]

    @contextmanager
    def _texts(self, seconds: float) -> Iterator[None]:
        reproducer = Reproducer("script", ("python", "mean.py"), ".", "mean.py", "mean.py")
        built = Caller.__init__

        def recorded(this: Caller, *needs: object, **more: object) -> None:
            on_bill = more["on_bill"]

            def book(bill: Bill) -> None:
                self.booked += bill
                on_bill(bill)  # type: ignore[operator] # as the caller takes it

            built(this, *needs, **{**more, "on_bill": book})  # type: ignore[arg-type] # likewise

        with (
            mock.patch.object(workshop, "make_sandbox", lambda *a, **b: TextSandbox()),
            mock.patch.object(workshop, "runner_for", lambda *a: (reproducer, TextRunner())),
            mock.patch.object(workshop, "SandboxInspector", Facts),
            mock.patch.object(caller, "FIRST_WAIT", 0.001),
            mock.patch.object(caller, "patience", lambda *a: seconds),
            mock.patch.object(Caller, "__init__", recorded),
        ):
            yield


GOOD = reply(answer(RIGHT), usage=Usage(700, 70))
BAD = reply(answer("    return sum(values) / (len(values) + 2)"), usage=Usage(500, 50))
LOOK = reply(
    tool_calls=[ToolCall("call_1", "read_file", {"path": "other.py"})], usage=Usage(300, 30)
)
BEFORE: Mapping[str, tuple[Behaviour, ...]] = {
    "first call": (),
    "call after an attempt": (BAD,),
    "call after a look": (LOOK,),
    "call after an attempt and a look": (BAD, LOOK),
}
PASSING = {
    "overloaded": fault("status", 529),
    "server error": fault("status", 500),
    "unavailable": fault("status", 503),
    "too many requests": fault("status", 429),
    "too many requests, soon": fault("status", 429, retry_after="0.01"),
    "closed": fault("close"),
    "reset": fault("reset"),
    "cut body": fault("cut-body"),
}
"""After these the same request is sent again, and is answered."""
UNUSABLE = {
    "no text": reply("", usage=Usage(90, 0)),
    "chatter": reply("Let me think about it.", usage=Usage(90, 9)),
    "half an answer": reply(answer(RIGHT)[:80], stop=StopReason.LENGTH, usage=Usage(90, 99)),
    "refusal": reply("", stop=StopReason.REFUSAL, usage=Usage(90, 1)),
    "stale search": reply(answer(RIGHT).replace(WRONG, "    total = 0"), usage=Usage(90, 9)),
}
"""After these the model is asked again, and the answer is an attempt that is told."""
ENDING = {
    "wait for weeks": fault("status", 429, retry_after="2000000"),
    "bad request": fault("status", 400, message="what is this"),
    "error in good order": body({"error": {"message": "upstream is down", "type": "x"}}),
    "a page": fault("html"),
    "no JSON": fault("bad-json"),
    "silence": fault("silence"),
    "slow drip": fault("slow-drip", seconds=0.3),
    "garbage": fault("garbage"),
}
"""After these the session may go on or give up, but never without saying so."""
SILENT = ("silence", "slow drip")
FATAL = {
    "bad key": fault("status", 401),
    "forbidden": fault("status", 403, error_type="permission_error"),
    "no such model": fault("status", 404, error_type="not_found_error"),
    "no credit": fault("status", 429, code="insufficient_quota", error_type="billing_error",
                       message="You exceeded your current quota: insufficient_quota"),
}  # fmt: skip


@pytest.fixture(params=["anthropic", "openai"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Session:
    """A repository with a wrong script, and an SDK that is imported: that takes seconds."""
    import_module(request.param)
    made = Session(tmp_path, request.param)
    made.project.write("other.py", "VALUE = 3\n")
    made.project.commit()
    return made


def check_books(session: Session, summary: Summary | None) -> None:
    """The ledger holds every billed call, to the token, whatever came back."""
    with open_project(session.project.root) as project:
        names = project.ledger.branches()
        bills = [project.ledger.load(name).session.bill for name in names]
    kept = sum(bills, NOTHING_BILLED)
    assert kept.usage == session.booked.usage
    assert kept.calls == session.booked.calls
    assert kept.cost_usd == session.booked.cost_usd
    assert kept.estimated == session.booked.estimated
    if summary is not None:
        assert summary.bill.usage == session.booked.usage
    session.project.fsck()
    assert KEY not in session.project.git("log", "--all", "--format=%B")


@pytest.mark.parametrize("place", BEFORE)
@pytest.mark.parametrize("trouble", PASSING)
def test_what_passes_is_waited_for(session: Session, place: str, trouble: str) -> None:
    with scripted_model([*BEFORE[place], PASSING[trouble], GOOD]) as server:
        summary = session.run(server)
    assert summary.ending == "healed"
    check_books(session, summary)


@pytest.mark.parametrize("place", BEFORE)
@pytest.mark.parametrize("trouble", UNUSABLE)
def test_an_unusable_answer_is_an_attempt(session: Session, place: str, trouble: str) -> None:
    with scripted_model([*BEFORE[place], UNUSABLE[trouble], GOOD]) as server:
        summary = session.run(server)
    assert summary.ending == "healed"
    assert [attempt.outcome.value for attempt in summary.attempts][-2:] == [
        "inapplicable", "validated"
    ]  # fmt: skip
    assert not summary.bill.estimated
    calls = [*BEFORE[place], UNUSABLE[trouble], GOOD]
    told = sum((item.usage for item in calls if item.usage), Usage())  # type: ignore[union-attr] # replies
    assert summary.bill.usage == told
    check_books(session, summary)


@pytest.mark.parametrize("place", BEFORE)
@pytest.mark.parametrize("trouble", ENDING)
def test_what_may_end_a_session_ends_it_in_good_order(
    session: Session, place: str, trouble: str
) -> None:
    script = BEFORE[place]
    with scripted_model(script, then=ENDING[trouble]) as server:
        summary = session.run(server, 1.5 if trouble in SILENT else 60.0)
    assert summary.ending == "gave-up"
    assert "model" in summary.reason
    check_books(session, summary)
    with scripted_model([GOOD]) as server:
        resumed = session.run(server)
    assert resumed.ending == "healed"
    check_books(session, resumed)


@pytest.mark.parametrize("place", BEFORE)
@pytest.mark.parametrize("trouble", FATAL)
def test_what_is_fatal_stops_at_once(session: Session, place: str, trouble: str) -> None:
    with (
        scripted_model([*BEFORE[place], FATAL[trouble]]) as server,
        pytest.raises(HealbotError) as caught,
    ):
        session.run(server)
    assert caught.value.exit_code == 8
    assert caught.value.hint
    assert KEY not in caught.value.message + caught.value.hint
    check_books(session, None)
    with scripted_model([GOOD]) as server:
        resumed = session.run(server)
    assert resumed.ending == "healed"
    check_books(session, resumed)
