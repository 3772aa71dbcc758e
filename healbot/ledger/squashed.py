"""The one commit that stands for a whole session on a squashed pull request."""

from __future__ import annotations

import re
from dataclasses import dataclass

from healbot.core.attribution import Signature
from healbot.core.commit_text import inert_paragraph
from healbot.core.trailers import clean, clean_line, trailers_in
from healbot.ledger.checked_session import CheckedSession, Store
from healbot.ledger.commands import GitFailed

_OUTCOME = "squashed"
_SUBJECT = 100


@dataclass(frozen=True)
class Squashed:
    """What a squashed commit says of itself."""

    session: str
    ledger: str
    """The commit at which the full session ended when it was made; ``""`` when it is not kept."""
    is_proven: bool


def squash(
    store: Store,
    checked: CheckedSession,
    subject: str,
    signature: Signature,
    *,
    keeps_ledger: bool = True,
) -> str:
    """Writes the commit and returns its id; the same session always gives the same one."""
    tip = store.objects.raw(checked.tip, "commit").decode("utf-8", "replace")
    dated = re.search(r"^committer .* (\d+ [+-]\d{4})$", tip, re.MULTILINE)
    when = dated[1] if dated else "0 +0000"
    who = "{} <{}> ".format(*signature.author) + when
    message = signature.under(_message(checked, subject, keeps_ledger=keeps_ledger))
    content = (
        f"tree {checked.entries[-1].tree}\nparent {checked.base}\n"
        f"author {who}\ncommitter {who}\n\n{message}"
    )
    written = store.commands.run(
        "hash-object", "-t", "commit", "-w", "--stdin", stdin=content.encode()
    )
    return written.decode().strip()


def squashed_in(store: Store, commit: str) -> Squashed | None:
    """Returns what a commit of `squash` says, ``None`` when `commit` is another one."""
    try:
        found = store.objects.commit(commit)
    except GitFailed:
        return None
    trailers = trailers_in(found.message)
    if trailers.get("Outcome") != _OUTCOME or len(found.parents) != 1:
        return None
    if trailers.get("Base") != found.parents[0]:
        return None
    ledger = trailers.get("Ledger", "")
    return Squashed(trailers.get("Session", ""), ledger, trailers.get("Proven") == "yes")


def _message(checked: CheckedSession, subject: str, *, keeps_ledger: bool) -> str:
    session = checked.session
    shown = session.attempt(session.tip)
    subject = clean_line(inert_paragraph(subject))
    if len(subject) > _SUBJECT:
        subject = subject[: _SUBJECT - 1].rstrip() + "…"
    paragraphs = [subject, f"It failed with\n\n    {clean_line(session.headline)}"]
    if shown is not None and shown.rationale:
        paragraphs.append(inert_paragraph(clean(shown.rationale)))
    proven = session.validated is not None and session.validated.number == session.tip
    trailers = [
        ("Schema", "1"),
        ("Session", session.id),
        ("Outcome", _OUTCOME),
        ("Attempt", f"{session.tip}/{session.policy.max_attempts}"),
        ("Proven", "yes" if proven else "no"),
        ("Fingerprint", session.fingerprint),
        ("Base", checked.base),
    ]
    if shown is not None:
        trailers += [("Generator", shown.generator), ("Patch-Id", shown.patch_id or "none")]
    if session.bill:
        cost = session.bill.cost_usd
        trailers += [
            ("Model", session.bill.model or "unknown"),
            ("Cost-USD", "unknown" if cost is None else f"{cost.normalize():f}"),
            ("Tokens", str(session.bill.usage.total)),
        ]
    if keeps_ledger:
        trailers.append(("Ledger", checked.tip))
    lines = [f"Healbot-{key}: {clean_line(value)}" for key, value in trailers]
    return "\n\n".join([*paragraphs, "\n".join(lines)]) + "\n"
