"""Drops what a model thinks aloud before it answers."""

from __future__ import annotations

import re

from healbot.generators.language_model.reply import ANSWER_AGAIN, UnusableReply

_SECTIONS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<analysis>", "</analysis>"),
    ("<scratchpad>", "</scratchpad>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
)
_FINAL_CHANNEL = re.compile(r"<\|channel\|>final[^<\n]{0,80}<\|message\|>")
_BLANK = re.compile(r"\s*")
_ANY_CHANNEL = "<|channel|>"
_SPECIAL = re.compile(
    r"<\|(?:im_end|im_start|end|eot_id|endoftext|return|begin_of_solution)\|>|</s>"
)


def without_thinking(text: str) -> str:
    """Returns the answer alone.

    Only sections before the answer are dropped: the code under repair may hold such tags itself.
    Raises `UnusableReply` when a section has no end.
    """
    if text.lstrip().startswith(_ANY_CHANNEL):
        final = list(_FINAL_CHANNEL.finditer(text))
        if not final:
            raise _endless()
        text = text[final[-1].end() :]
    position = _skip_blank(text, 0)
    while opened := _section_at(text, position):
        begin, end = opened
        close = text.find(end, position + len(begin))
        if close < 0:
            raise _endless()
        position = _skip_blank(text, close + len(end))
    answer = _without_headless_section(text[position:])
    return _SPECIAL.sub("", answer) if answer.rstrip().endswith(">") else answer


def _skip_blank(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _section_at(text: str, position: int) -> tuple[str, str] | None:
    head = text[position : position + 30].lower()
    return next((pair for pair in _SECTIONS if head.startswith(pair[0].lower())), None)


def _without_headless_section(text: str) -> str:
    """Drops a section whose opening tag the server took as part of the question."""
    close = text.find("</think>")
    if close < 0 or "<think>" in text[:close]:
        return text
    line = text[text.rfind("\n", 0, close) + 1 : close]
    return text[close + len("</think>") :] if "{" not in line and '"' not in line else text


def _endless() -> UnusableReply:
    return UnusableReply(
        "The reply ends while the model is still thinking.", f"Think less. {ANSWER_AGAIN}"
    )
