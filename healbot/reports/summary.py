"""The one view model that every report shows: plain data, redacted, ready to print."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.errors import ExitCode, HealbotError
from healbot.core.hint import Hint
from healbot.core.model_call import ModelRequest
from healbot.core.session import Attempt, Check, Session
from healbot.ports import Sandbox
from healbot.reports.bill import bill_json

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class FailureView:
    """A failure as a reader sees it."""

    headline: str
    fingerprint: str
    traceback: str
    tests: tuple[str, ...] = ()
    """The ids of the tests that failed."""


@dataclass(frozen=True)
class Summary:
    """What a run of healbot did."""

    ending: str
    """``healed``, ``nothing-to-heal`` or ``gave-up``."""
    exit_code: int
    label: str
    """What was healed: a script, a test, a folder, a command."""
    reason: str
    failure: FailureView | None
    remaining: FailureView | None
    branch: str | None
    attempts: tuple[Attempt, ...]
    checks: tuple[Check, ...]
    diff: str
    applied: bool
    sandbox: str
    limitations: tuple[str, ...]
    advice: tuple[str, ...]
    seconds: float
    interpreter: str = ""
    """The Python that ran the code, and how it was found."""
    healed_by: str = ""
    """The branch of an earlier fix that heals this failure too; then there is none of its own."""
    bill: Bill = NOTHING_BILLED
    """What language models took, earlier runs of the session included."""
    hints: tuple[Hint, ...] = ()
    """What reviewers said, oldest first."""
    set_aside: frozenset[int] = frozenset()
    """The proven attempts that a hint asked to replace."""

    @classmethod
    def of_error(cls, label: str, error: HealbotError, sandbox: Sandbox) -> Summary:
        """Returns the summary of one of several heals that could not be made."""
        return cls(
            ending="gave-up",
            exit_code=int(error.exit_code),
            label=label,
            reason=error.message.rstrip("."),
            failure=None,
            remaining=None,
            branch=None,
            attempts=(),
            checks=(),
            diff="",
            applied=False,
            sandbox=sandbox.backend,
            limitations=sandbox.limitations,
            advice=(error.hint,) if error.hint else (),
            seconds=0.0,
        )

    def to_json(self) -> dict[str, Any]:
        """Returns the summary as JSON data of ``report.schema.json``."""
        return {
            "version": SCHEMA_VERSION,
            "kind": "fix",
            "ending": self.ending,
            "exit_code": self.exit_code,
            "label": self.label,
            "reason": self.reason,
            "failure": failure_json(self.failure),
            "remaining": failure_json(self.remaining),
            "branch": self.branch,
            "attempts": [attempt_json(item, self.set_aside) for item in self.attempts],
            "checks": [check_json(check) for check in self.checks],
            "diff": self.diff,
            "applied": self.applied,
            "interpreter": self.interpreter,
            "sandbox": {"backend": self.sandbox, "limitations": list(self.limitations)},
            "advice": list(self.advice),
            "seconds": round(self.seconds, 3),
            **({"healed_by": self.healed_by} if self.healed_by else {}),
            **({"bill": bill_json(self.bill)} if self.bill else {}),
            **hints_json(self.hints),
        }


@dataclass(frozen=True)
class Fixes:
    """What became of all failures of one run of healbot."""

    summaries: tuple[Summary, ...]
    combined: Check | None = None
    """Whether several fixes, each on its own branch, also pass together."""

    @property
    def exit_code(self) -> int:
        """The worst of the exit codes."""
        codes = [summary.exit_code for summary in self.summaries]
        if self.combined is not None and self.combined.judgement == "fail":
            codes.append(int(ExitCode.GAVE_UP))
        return max(codes)

    def to_json(self) -> dict[str, Any]:
        """Returns JSON data of ``report.schema.json``: for a single failure that of its summary."""
        if len(self.summaries) == 1:
            return self.summaries[0].to_json()
        return {
            "version": SCHEMA_VERSION,
            "kind": "fixes",
            "exit_code": self.exit_code,
            "fixes": [summary.to_json() for summary in self.summaries],
            "combined": None if self.combined is None else check_json(self.combined),
        }


@dataclass(frozen=True)
class DryRun:
    """What a language model would be sent first."""

    label: str
    failure: FailureView | None
    """``None`` when nothing fails: then nothing would be sent."""
    request: ModelRequest | None
    model: str | None = None
    """``PROVIDER:NAME``; ``None`` when no model is configured."""

    @property
    def size(self) -> int:
        """Characters that would be sent, those of tools and of the schema included."""
        sent = self._sent()
        return (
            0
            if sent is None
            else sum(len(part) for part in sent["text"])
            + len(json.dumps([sent["tools"], sent["schema"]], ensure_ascii=False))
        )

    def _sent(self) -> dict[str, Any] | None:
        if self.request is None:
            return None
        return {
            "text": [self.request.system, *(message.text for message in self.request.messages)],
            "tools": [asdict(tool) for tool in self.request.tools],
            "schema": self.request.schema,
        }

    def to_json(self) -> dict[str, Any]:
        """Returns the same as JSON data of ``report.schema.json``."""
        sent = self._sent()
        return {
            "version": SCHEMA_VERSION,
            "kind": "dry-run",
            "label": self.label,
            "failure": failure_json(self.failure),
            "model": self.model,
            "characters": self.size,
            "request": None
            if sent is None or self.request is None
            else {
                "system": sent["text"][0],
                "messages": sent["text"][1:],
                "tools": sent["tools"],
                "schema": sent["schema"],
                "max_output_tokens": self.request.max_output_tokens,
            },
        }


@dataclass(frozen=True)
class AttemptView:
    """One attempt with its diff and the tracebacks around it."""

    branch: str
    number: int
    attempt: Attempt | None
    """``None`` for number 0, the reproduced failure."""
    traceback_before: str
    traceback_after: str
    diff: str
    hints: tuple[Hint, ...] = ()
    """What reviewers had said before it was made."""
    set_aside_by: Hint | None = None
    """The hint that asked for another fix, when it was proven."""

    def to_json(self) -> dict[str, Any]:
        """Returns the view as JSON data of ``report.schema.json``."""
        return {
            "version": SCHEMA_VERSION,
            "kind": "attempt",
            "branch": self.branch,
            "number": self.number,
            "attempt": None if self.attempt is None else attempt_json(self.attempt),
            "traceback_before": self.traceback_before,
            "traceback_after": self.traceback_after,
            "diff": self.diff,
            **hints_json(self.hints),
            **({"set_aside_by": _hint_json(self.set_aside_by)} if self.set_aside_by else {}),
        }


@dataclass(frozen=True)
class Finding:
    """Something that ``healbot doctor`` looked at."""

    level: Literal["ok", "note", "problem"]
    topic: str
    text: str
    remedy: str = ""

    def to_json(self) -> dict[str, Any]:
        """Returns the finding as JSON data of ``report.schema.json``."""
        return {
            "level": self.level,
            "topic": self.topic,
            "text": self.text,
            "remedy": self.remedy,
        }


def failure_json(failure: FailureView | None) -> dict[str, Any] | None:
    """Returns a failure as JSON data."""
    if failure is None:
        return None
    told: dict[str, Any] = {
        "headline": failure.headline,
        "fingerprint": failure.fingerprint,
        "traceback": failure.traceback,
    }
    if failure.tests:
        told["tests"] = list(failure.tests)
    return told


def check_json(check: Check) -> dict[str, Any]:
    """Returns a check as JSON data."""
    return {"oracle": check.oracle, "judgement": check.judgement, "detail": check.detail}


def hints_json(hints: Sequence[Hint]) -> dict[str, Any]:
    """Returns the field ``hints``; nothing when there are none."""
    return {"hints": [_hint_json(hint) for hint in hints]} if hints else {}


def _hint_json(hint: Hint) -> dict[str, Any]:
    return {"text": hint.text, "author": hint.author, "after": hint.after}


def attempt_json(attempt: Attempt, set_aside: Container[int] = ()) -> dict[str, Any]:
    """Returns an attempt as JSON data; `set_aside` are those that a hint asked to replace."""
    return {
        "number": attempt.number,
        "generator": attempt.generator,
        "outcome": attempt.outcome.value,
        "start": attempt.start,
        "progress": attempt.progress,
        "rationale": attempt.rationale,
        "changed": attempt.changed,
        "result": attempt.headline_after,
        "traceback": attempt.traceback_after,
        "seconds": attempt.seconds,
        "checks": [check_json(check) for check in attempt.checks],
        **({"set_aside": True} if attempt.number in set_aside else {}),
        **({"bill": bill_json(attempt.bill)} if attempt.bill else {}),
    }


def session_json(name: str, session: Session) -> dict[str, Any]:
    """Returns a session as JSON data."""
    return {
        "version": SCHEMA_VERSION,
        "kind": "session",
        "branch": name,
        "session": session.id,
        "base": session.base,
        "target": session.request.target,
        "failure": {
            "headline": session.headline,
            "fingerprint": session.fingerprint,
            "traceback": session.traceback,
        },
        "status": status_of(session),
        "reason": session.gave_up,
        "attempts": [attempt_json(item, session.set_aside) for item in session.attempts],
        **({"bill": bill_json(session.bill)} if session.bill else {}),
        **hints_json(session.hints),
    }


def status_of(session: Session) -> str:
    """Returns ``healed``, ``gave-up``, ``rolled-back`` or ``unfinished``."""
    if session.rolled_back_to is not None:
        return "rolled-back"
    if session.validated:
        return "healed"
    return "gave-up" if session.gave_up else "unfinished"
