"""Session records as commit messages and back. The trailers are a public schema, version 1.

A message is a subject, free text for people, and one last paragraph of ``Healbot-…`` trailers, one
line each. Everything `healbot.core.session.next_move` needs stands in the trailers; texts that
have several lines (rationale, traceback) are read back from their indented sections.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast, get_args

from healbot.core.bill import NOTHING_BILLED, Bill, Usage
from healbot.core.commit_text import inert_in_commit, inert_json_in_commit
from healbot.core.hint import MAX_AUTHOR, MAX_HINT
from healbot.core.reproducer import ReproducerKind
from healbot.core.session import Attempt, Check, Outcome, Policy, Request, Session
from healbot.core.verdict import Judgement

SCHEMA = 1
_TRAILER = re.compile(r"^(Healbot-[A-Za-z-]+): (.*)$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\x85]")
_MOST_TOKENS = 10**15
_MOST_USD = 10**9
_USD_DIGITS = 12
"""Digits behind the point: a price per million tokens has six at most."""
_SECTION = re.compile(r"^(Why|Result|Traceback|Failure|Evidence):$")


@dataclass(frozen=True)
class Start:
    """Commit 0 of a session: the reproduced failure."""

    session: Session


@dataclass(frozen=True)
class GaveUp:
    """The last commit of a session that did not heal."""

    reason: str
    attempts: int
    bill: Bill = NOTHING_BILLED
    """What calls of a model took that led to no attempt."""


@dataclass(frozen=True)
class RolledBack:
    """A person went back to an attempt; 0 is the base."""

    number: int


@dataclass(frozen=True)
class Hinted:
    """A reviewer said something about the fixes so far; they want another one."""

    text: str
    author: str = ""
    """Who said it; ``""`` when that is not known."""

    @classmethod
    def of(cls, text: str, author: str = "") -> Hinted:
        """Returns the record of raw words: cleaned, and cut where they are too long."""
        return cls(_cut(clean(text), MAX_HINT), _cut(clean_line(author), MAX_AUTHOR))


Record = Start | Attempt | GaveUp | RolledBack | Hinted


class UnreadableRecord(ValueError):
    """A commit message that is not of the schema; it was written by someone else."""


def clean(text: str) -> str:
    """Returns `text` as the ledger can keep it: valid Unicode, no control characters.

    Lines end in LF, have no white space at their end, and the text none around it. Nothing in it
    closes an issue or keeps CI from running; see `healbot.core.commit_text`.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").rstrip()
    return inert_in_commit(text)


def clean_line(text: str) -> str:
    """Returns `text` as one line for a trailer."""
    return " ".join(clean(text).split())


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def message_of(record: Record, session: Session) -> str:
    """Returns the commit message of `record`."""
    if isinstance(record, Start):
        return _start_message(record.session)
    if isinstance(record, Attempt):
        return _attempt_message(record, session)
    common = [("Schema", str(SCHEMA)), ("Session", session.id)]
    limit = session.policy.max_attempts
    if isinstance(record, RolledBack):
        what = f"attempt {record.number}" if record.number else "the base"
        trailers = [*common, ("Attempt", f"{record.number}/{limit}"), ("Outcome", "rolled-back")]
        return _join(f"healbot: back to {what}", [], trailers)
    if isinstance(record, Hinted):
        return _hint_message(Hinted.of(record.text, record.author), common, session)
    trailers = [*common, ("Attempt", f"{record.attempts}/{limit}"), ("Outcome", "gave-up")]
    if record.bill:
        trailers += _bill_trailers(record.bill)
    return _join("healbot: gave up", [("Why", record.reason)], trailers)


def _hint_message(hint: Hinted, common: list[tuple[str, str]], session: Session) -> str:
    """Returns the message of a hint: its trailer holds it exactly, its section is for people."""
    said_by = f"From {hint.author}:" if hint.author else ""
    trailers = [
        *common,
        ("Attempt", f"{len(session.attempts)}/{session.policy.max_attempts}"),
        ("Outcome", "hinted"),
        ("Hint", _one_line_json({"text": hint.text, "author": hint.author})),
    ]
    body = "\n".join(filter(None, (said_by, hint.text)))
    return _join(f"healbot: a hint: {hint.text}", [("Hint", body)], trailers)


def _start_message(session: Session) -> str:
    subject = f"healbot: reproduced {session.headline}"
    trailers = [
        ("Schema", str(SCHEMA)),
        ("Session", session.id),
        ("Attempt", f"0/{session.policy.max_attempts}"),
        ("Outcome", "reproduced"),
        ("Fingerprint", session.fingerprint),
        ("Base", session.base),
        ("Headline", session.headline),
        ("Request", _one_line_json(_request_fields(session.request))),
    ]
    return _join(subject, [("Failure", session.traceback)], trailers)


def _request_fields(request: Request) -> dict[str, object]:
    """Returns the fields of a request; those that schema 1 gained later only when they say more."""
    fields = dict(request.__dict__)
    if request.kind == "script":
        del fields["kind"]
    if not request.selection:
        del fields["selection"]
    if not request.goal:
        del fields["goal"]
    return fields


def _one_line_json(value: object) -> str:
    """Returns JSON that `clean_line` leaves as it is: no two spaces follow one another."""
    return inert_json_in_commit(json.dumps(value, sort_keys=True)).replace("  ", " \\u0020")


def _attempt_message(attempt: Attempt, session: Session) -> str:
    limit = session.policy.max_attempts
    subject = f"healbot: attempt {attempt.number} {attempt.outcome}: {attempt.rationale}"
    sections = [
        ("Why", attempt.rationale),
        ("Result", attempt.headline_after),
        ("Traceback", attempt.traceback_after),
        ("Evidence", "\n".join(_evidence_line(check) for check in attempt.checks)),
    ]
    trailers = [
        ("Schema", str(SCHEMA)),
        ("Session", session.id),
        ("Attempt", f"{attempt.number}/{limit}"),
        ("Outcome", attempt.outcome.value),
        ("Generator", attempt.generator),
        ("Start", str(attempt.start)),
        ("Progress", "yes" if attempt.progress else "no"),
        ("Minimised", "yes" if attempt.minimised else "no"),
        ("Fingerprint", attempt.fingerprint_after or "none"),
        ("Patch-Id", attempt.patch_id or "none"),
        ("Base", session.base),
        ("Changed", attempt.changed),
        ("Candidates", str(attempt.candidates)),
        ("Seconds", f"{attempt.seconds:.3f}"),
        *_bill_trailers(attempt.bill),
        ("Checks", " ".join(f"{c.oracle}={c.judgement}" for c in attempt.checks) or "none"),
    ]
    return _join(subject, sections, trailers)


def _bill_trailers(bill: Bill) -> list[tuple[str, str]]:
    """Returns what a model took; one line says it in full, those before it for a quick look."""
    cost = "unknown" if bill.cost_usd is None else f"{bill.cost_usd.normalize():f}"
    trailers = [("Cost-USD", cost), ("Tokens", str(bill.usage.total))]
    if not bill:
        return trailers
    usage = bill.usage
    words = (
        f"calls={bill.calls} input={usage.input_tokens} output={usage.output_tokens} "
        f"cache-read={usage.cache_read_tokens} cache-write={usage.cache_write_tokens} "
        f"estimated={'yes' if bill.estimated else 'no'}"
    )
    return [("Model", bill.model or "unknown"), *trailers, ("Usage", words)]


def _bill_in(trailers: dict[str, str]) -> Bill:
    words = dict(word.split("=", 1) for word in trailers.get("Usage", "").split())
    if not words:
        return Bill()
    numbers = {name: int(text) for name, text in words.items() if name != "estimated"}
    if not all(0 <= number <= _MOST_TOKENS for number in numbers.values()):
        raise ValueError(f"usage {trailers['Usage']}")
    cost = None if trailers["Cost-USD"] == "unknown" else Decimal(trailers["Cost-USD"])
    if cost is not None and not (cost.is_finite() and 0 <= cost <= _MOST_USD):
        raise ValueError(f"cost {cost}")
    if cost is not None and cost != round(cost, _USD_DIGITS):
        raise ValueError(f"cost {cost}")
    return Bill(
        calls=numbers["calls"],
        usage=Usage(
            numbers["input"], numbers["output"], numbers["cache-read"], numbers["cache-write"]
        ),
        cost_usd=cost,
        model="" if trailers["Model"] == "unknown" else trailers["Model"],
        estimated=words["estimated"] == "yes",
    )


def _evidence_line(check: Check) -> str:
    return clean_line(f"{check.oracle}: {check.judgement}: {check.detail}")


def _join(subject: str, sections: list[tuple[str, str]], trailers: list[tuple[str, str]]) -> str:
    subject = clean_line(subject)
    if len(subject) > 100:
        subject = subject[:99].rstrip() + "…"
    paragraphs = [subject]
    for title, text in sections:
        if text:
            indented = "\n".join("    " + line if line else "" for line in clean(text).split("\n"))
            paragraphs.append(f"{title}:\n\n{indented}")
    paragraphs.append("\n".join(f"Healbot-{key}: {clean_line(value)}" for key, value in trailers))
    return "\n\n".join(paragraphs) + "\n"


def trailers_in(message: str) -> dict[str, str]:
    """Returns the ``Healbot-`` trailers of the last paragraph, names without the prefix."""
    paragraph = message.rstrip("\n").rpartition("\n\n")[2]
    found: dict[str, str] = {}
    for line in paragraph.split("\n"):
        match = _TRAILER.match(line)
        if match:
            found.setdefault(match[1].removeprefix("Healbot-"), match[2])
    return found


def sections_in(message: str) -> dict[str, str]:
    """Returns the texts of the indented sections of a message by their titles."""
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in message.split("\n")[1:]:
        match = _SECTION.match(line)
        if match:
            current = sections.setdefault(match[1], [])
        elif current is not None and (line.startswith("    ") or not line):
            current.append(line[4:])
        elif line:
            current = None
    return {title: "\n".join(lines).strip("\n") for title, lines in sections.items()}


def record_of(message: str) -> Record:
    """Returns the record that `message` carries.

    Raises `UnreadableRecord` when it carries none, or one of a newer schema.
    """
    trailers = trailers_in(message)
    if trailers.get("Schema") != str(SCHEMA):
        raise UnreadableRecord(f"schema {trailers.get('Schema', 'missing')}")
    sections = sections_in(message)
    try:
        number, limit = (int(word) for word in trailers["Attempt"].split("/"))
        if number < 0:
            raise ValueError(f"attempt {number}")
        outcome = trailers["Outcome"]
        if outcome == "reproduced":
            return Start(_session(trailers, sections, limit))
        if outcome == "rolled-back":
            return RolledBack(number)
        if outcome == "hinted":
            return _hinted(trailers["Hint"])
        if outcome == "gave-up":
            return GaveUp(sections.get("Why", ""), number, _bill_in(trailers))
        return _attempt(trailers, sections, number)
    except (KeyError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise UnreadableRecord(str(error)) from error


def _hinted(value: str) -> Hinted:
    data = json.loads(value)
    text, author = data["text"], data["author"]
    if not isinstance(text, str) or not isinstance(author, str):
        raise TypeError("a hint is text")
    hint = Hinted.of(text, author)
    if not hint.text or hint != Hinted(text, author):
        raise ValueError("a hint that healbot did not write")
    return hint


def _session(trailers: dict[str, str], sections: dict[str, str], limit: int) -> Session:
    data = json.loads(trailers["Request"])
    request = Request(
        target=str(data["target"]),
        arguments=tuple(str(item) for item in data["arguments"]),
        stdin=None if data["stdin"] is None else str(data["stdin"]),
        cwd=str(data["cwd"]),
        timeout=float(data["timeout"]),
        oracles=tuple((str(option), str(value)) for option, value in data["oracles"]),
        generators=tuple(str(item) for item in data["generators"]),
        kind=_kind(data.get("kind", "script")),
        selection=tuple(str(item) for item in data.get("selection", ())),
        goal=str(data.get("goal", "")),
    )
    if not 0 < request.timeout < math.inf:
        raise ValueError(f"timeout {request.timeout}")
    return Session(
        id=trailers["Session"],
        base=trailers["Base"],
        fingerprint=trailers["Fingerprint"],
        headline=trailers["Headline"],
        traceback=sections.get("Failure", ""),
        request=request,
        policy=Policy(limit),
    )


def _kind(name: str) -> ReproducerKind:
    for kind in get_args(ReproducerKind):
        if kind == name:
            return cast("ReproducerKind", kind)
    raise ValueError(f"reproducer {name}")


def _attempt(trailers: dict[str, str], sections: dict[str, str], number: int) -> Attempt:
    checks = []
    for line in filter(None, sections.get("Evidence", "").split("\n")):
        oracle, judgement, detail = (*line.split(": ", 2), "")[:3]
        checks.append(Check(oracle, Judgement(judgement.removesuffix(":")).value, detail))
    start = int(trailers["Start"])
    if not 0 <= start < number:
        raise ValueError(f"attempt {number} from {start}")
    return Attempt(
        number=number,
        generator=trailers["Generator"],
        outcome=Outcome(trailers["Outcome"]),
        start=start,
        patch_id="" if trailers["Patch-Id"] == "none" else trailers["Patch-Id"],
        progress=trailers["Progress"] == "yes",
        fingerprint_after="" if trailers["Fingerprint"] == "none" else trailers["Fingerprint"],
        rationale=sections.get("Why", ""),
        headline_after=sections.get("Result", ""),
        traceback_after=sections.get("Traceback", ""),
        changed=trailers["Changed"],
        seconds=float(trailers["Seconds"]),
        checks=tuple(checks),
        minimised=trailers["Minimised"] == "yes",
        candidates=int(trailers["Candidates"]),
        bill=_bill_in(trailers),
    )


def fold(records: list[Record]) -> Session:
    """Returns the session that `records`, oldest first, tell.

    Raises `UnreadableRecord` when they do not begin with a start.
    """
    if not records or not isinstance(records[0], Start):
        raise UnreadableRecord("the branch does not begin with a reproduced failure")
    session = records[0].session
    for record in records[1:]:
        session = followed_by(session, record)
    return session


def followed_by(session: Session, record: Record) -> Session:
    """Returns the session after one more record; raises `UnreadableRecord` for another start."""
    if isinstance(record, Attempt):
        return session.with_attempt(record)
    if isinstance(record, GaveUp):
        bill = session.other_bill + record.bill
        return replace(session, gave_up=record.reason, other_bill=bill)
    if isinstance(record, RolledBack):
        return session.with_rollback(record.number)
    if isinstance(record, Hinted):
        return session.with_hint(record.text, record.author)
    raise UnreadableRecord("the branch holds two sessions")
