"""The text of healbot's one answer comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from healbot.core.answer import Answer
from healbot.core.answer_marker import answer_marker
from healbot.core.hint import Hint
from healbot.core.markdown import code_block, code_span, details, inline, shortened
from healbot.core.session import Attempt, Outcome, Session
from healbot.reports.outcome_words import OUTCOME_WORDS
from healbot.reports.pull_request.body import size

_LIMIT = 60_000
"""GitHub takes 65,536 characters."""
_ROOM = 200
"""For the sentence that says what does not fit, and for empty lines."""
_MOST_CHECKS = 30
_LAST_LINES = 12
"""Lines of a traceback that are quoted."""


def answer_text(answer: Answer, done: Iterable[int]) -> str:
    """Returns the Markdown of an answer; `done` are the ids of all comments that were answered."""
    result = answer.result
    asked = _asked(answer)
    # No line begins with a stranger's words: they could be a command.
    said = f"{code_span(asked)} by {code_span(answer.asked_by)}: {inline(result.sentence)}"
    parts = [f"{said} {inline(result.hint)}".rstrip()]
    marker = answer_marker(done)
    if result.told is not None:
        parts += _story(result.told, _LIMIT - size(marker) - sum(map(size, parts)))
    return "\n\n".join((*parts, marker)) + "\n"


def _asked(answer: Answer) -> str:
    command = answer.command
    if command.verb is None:
        return "/healbot"
    number = "" if command.number is None else f" {command.number}"
    return f"/healbot {command.verb}{number}"


def _story(session: Session, limit: int) -> Iterator[str]:
    """Yields the parts of a session's story, as many as fit into `limit` characters."""
    parts = [_failure(session), *_steps(session)]
    ending = _ending(session)
    left = limit - size(ending) - _ROOM
    for number, part in enumerate(parts):
        left -= size(part) + 2
        if left < 0:
            yield f"{len(parts) - number} more parts do not fit here; see the branch's commits."
            break
        yield part
    yield ending


def _steps(session: Session) -> Iterator[str]:
    """Yields attempts and what reviewers said, in the order in which they came."""
    hints = list(session.hints)
    for attempt in session.attempts:
        while hints and hints[0].after < attempt.number:
            yield _hint(hints.pop(0))
        yield _attempt(attempt, session)
    yield from map(_hint, hints)


def _hint(hint: Hint) -> str:
    return f"**{inline(hint.said_by, 100)}** asked for another fix: {inline(hint.text, 1000)}"


def _failure(session: Session) -> str:
    return details(f"What failed: {session.headline}", _quoted(session.traceback))


def _attempt(attempt: Attempt, session: Session) -> str:
    where = f", from attempt {attempt.start}" if attempt.start else ""
    aside = ", left behind since" if attempt.number in session.abandoned else ""
    lines = [
        f"**Attempt {attempt.number}** by {code_span(attempt.generator)}{where}: "
        f"{OUTCOME_WORDS[attempt.outcome]}{aside}.",
        f"- Thought: {inline(attempt.rationale, 1000) or 'no explanation was given'}",
        f"- Changed: {code_span(attempt.changed)}",
        f"- Then: {inline(attempt.headline_after) or 'the run passed'}",
    ]
    for check in attempt.checks:
        if check.judgement != "pass":
            lines.append(f"- Not shown: {inline(f'{check.oracle}: {check.detail}', 500)}")
    text = "\n".join(lines)
    if attempt.traceback_after:
        text += "\n\n" + details("Traceback", _quoted(attempt.traceback_after))
    return text


def _quoted(traceback: str) -> str:
    lines = traceback.splitlines()[-_LAST_LINES:]
    return code_block("\n".join(shortened(line, 300) for line in lines))


def _proof(session: Session) -> Iterator[str]:
    for check in session.validated.checks[:_MOST_CHECKS] if session.validated else ():
        yield f"- {inline(f'{check.oracle}: {check.detail}', 300)}"


def _ending(session: Session) -> str:
    """Returns how things stand; it always fits."""
    if session.rolled_back_to is not None:
        where = f"attempt {session.rolled_back_to}" if session.rolled_back_to else "the base"
        return f"Somebody brought the branch back to {where}."
    if session.validated is not None:
        return "\n".join(
            (f"Attempt {session.validated.number} passes all checks:", *_proof(session))
        )
    if session.gave_up:
        return f"healbot gave up: {inline(session.gave_up)}."
    plausible = any(item.outcome is Outcome.PLAUSIBLE for item in session.standing)
    return "A fix was found but not proven." if plausible else "Nothing was proven."
