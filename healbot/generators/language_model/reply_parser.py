"""Turns the text of a reply into proposed edits.

The formats are tried in the order of how sure they are: JSON as asked for, search/replace blocks,
diffs, JSON of other shapes, whole files in fences. The first that is there decides: when it is
malformed or cut off, the reply is refused and no other reading is tried, because half of an edit is
worse than none.
"""

from __future__ import annotations

import re

from healbot.generators.language_model.diff_reply import read_diff_field, read_diffs
from healbot.generators.language_model.fenced_code import read_fenced_code
from healbot.generators.language_model.fences import fences_of
from healbot.generators.language_model.json_reply import read_json, read_other_json
from healbot.generators.language_model.patch_envelope import read_envelope
from healbot.generators.language_model.path_mentions import IsKnown
from healbot.generators.language_model.reply import (
    ANSWER_AGAIN,
    MAX_EDITS,
    MAX_FIXES,
    MAX_REPLY_CHARACTERS,
    ProposedEdit,
    Reply,
    UnusableReply,
)
from healbot.generators.language_model.search_replace_blocks import first_block, read_blocks
from healbot.generators.language_model.thinking import without_thinking

_PROGRAM = frozenset({"python", "py", "python3", "pycon", "diff", "patch", "udiff"})
_REFUSAL = re.compile(
    r"\bI(?:['’]m| am) (?:sorry|unable|not able)|\bI (?:can(?:['’]t|not)|won['’]t) "
    r"(?:help|assist|comply|provide|fulfil)|\bAs an AI\b|\bcannot (?:assist|comply)\b",
    re.IGNORECASE,
)
_NO_CHANGE = re.compile(
    r"\bno (?:code )?(?:changes?|edits?|modifications?|fix(?:es)?) (?:is |are |was |were )?"
    r"(?:needed|required|necessary)"
    r"|\b(?:code|implementation|function) (?:is|looks) (?:already )?correct\b",
    re.IGNORECASE,
)
_HTML = re.compile(r"^\s*(?:<!doctype html|<html|<head|<\?xml)", re.IGNORECASE)
_TOOL_CALL = re.compile(
    r"<(?:function_calls|tool_call|invoke|tool_use|function[= ]|\|python_tag\|)|\[TOOL_CALLS\]"
)


def parse_reply(text: str, is_known: IsKnown, default_path: str | None) -> Reply:
    """Returns what the model answered.

    `is_known` tells whether the project has a source file of a path, `default_path` is the file
    that a reply without any path means. The edits are as the model wrote them; their paths are
    not checked yet. Raises `UnusableReply` when the reply is empty, cut off, malformed, a refusal,
    or can be understood in more than one way.
    """
    if len(text) > MAX_REPLY_CHARACTERS:
        raise UnusableReply(
            "The reply is longer than 1 MiB.", f"Your answer was far too long. {ANSWER_AGAIN}"
        )
    answer = without_thinking(text)
    if not answer.strip():
        raise UnusableReply("The reply is empty.", f"Your answer was empty. {ANSWER_AGAIN}")
    reply = _read(answer, is_known, default_path)
    if reply is None:
        raise _refused(answer)
    return _within_limits(reply)


def _read(text: str, is_known: IsKnown, default_path: str | None) -> Reply | None:
    def read_diff(diff: str) -> tuple[ProposedEdit, ...]:
        return read_diff_field(diff, is_known, default_path)

    # What begins behind a block may be a program's; what begins before it may contain it.
    blocks = first_block(text)
    end = len(text) if blocks < 0 else blocks
    return (
        read_json(_without_programs(text), default_path, read_diff, end)
        or read_blocks(text, is_known, default_path)
        or read_envelope(text)
        or read_diffs(text, is_known, default_path)
        or read_other_json(_without_programs(text, but_objects=True), default_path, read_diff)
        or read_fenced_code(text, is_known, default_path)
    )


def _without_programs(text: str, *, but_objects: bool = False) -> str:
    """Returns `text` without its blocks of program code, which may hold objects like those sought.

    A text that begins with an object is kept: its strings may hold fences. With `but_objects`
    blocks that are nothing but an object are kept as well: they may be Python instead of JSON.
    """
    if text.lstrip()[:1] in ("{", "["):
        return text
    lines = text.split("\n")
    for fence in fences_of(lines):
        body = "\n".join(fence.lines).strip()
        is_object = body[:1] in ("{", "[") and body[-1:] in ("}", "]")
        if fence.language in _PROGRAM and not (but_objects and is_object):
            for number in range(fence.first, fence.last + 1):
                lines[number] = " " * len(lines[number])  # offsets stay
    return "\n".join(lines)


def _within_limits(reply: Reply) -> Reply:
    if any(len(fix.edits) > MAX_EDITS for fix in reply.fixes):
        raise UnusableReply(
            f"A fix of the reply has more than {MAX_EDITS} edits.",
            f"Make the smallest change that heals, in at most {MAX_EDITS} edits. {ANSWER_AGAIN}",
        )
    return Reply(reply.fixes[:MAX_FIXES], reply.cannot_fix)


def _refused(text: str) -> UnusableReply:
    """Returns why a reply without any edit is refused."""
    head = text[:20000]
    feedback = f"Your answer held no edit. {ANSWER_AGAIN}"
    if _HTML.match(head):
        reason = "The reply is a web page, not an answer of a model."
    elif _TOOL_CALL.search(head):
        reason = "The reply calls a tool in its text instead of answering."
    elif _REFUSAL.search(head):
        reason = "The model refuses or apologizes and gives no edit."
    elif _NO_CHANGE.search(head):
        reason = "The reply says that no change is needed and gives no edit."
        feedback = (
            "The failure is real. If the code cannot be fixed, say why in cannot_fix. "
            + ANSWER_AGAIN
        )
    else:
        reason = "The reply holds no edit."
    return UnusableReply(reason, feedback)
