"""What a model that knows the right fix answers to each tool, in the format that tool asks for.

The same knowledge for all: the diagnosis and the edits of a `Case`. Each client is told by its own
prompt, and gets the shortest dialogue that this prompt permits:

- aider 0.86: the edits at once, as SEARCH/REPLACE blocks (its format ``diff``) or as the whole new
  file (its format ``whole``), when the files are in the chat, else the request to add them that it
  demands. Its requests for a commit message get one line.
- mini-swe-agent 2.4 (tool ``bash``): its workflow says look, reproduce, edit, verify, submit, and
  that the submitting command stands alone. So: (1) the failing command and ``cat`` of the files,
  (2) the edit and the failing command again, (3) the submission.
- healbot: the JSON with the fix, when the lines to change are in the prompt, else a call of its
  tool that reads a file, else the answer that they are not shown.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.frugality_cases import Case

SUBMIT = "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT"


class UnknownClient(ValueError):
    """No known prompt is in a request, or it asks for what cannot be given."""


@dataclass(frozen=True)
class ToolUse:
    """A call of one of the client's tools."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the scripted model says."""

    client: str
    """``aider``, ``mini-swe-agent`` or ``healbot``."""
    purpose: str
    """``fix``, ``look``, ``submit`` or ``commit message``."""
    text: str = ""
    tool_use: ToolUse | None = None

    @property
    def characters(self) -> int:
        """The length of the text and of the tool call."""
        return len(self.text) + (_length(self.tool_use.arguments) if self.tool_use else 0)


def answer(request: Mapping[str, Any], case: Case) -> Reply:
    """Returns the reply to the body of a request for a chat completion.

    Raises `UnknownClient` when it is none of the three clients'.
    """
    text = "\n".join(_texts(request))
    if "cannot_fix" in text or "cannot_fix" in json.dumps(request.get("response_format")):
        return _to_healbot(request, text, case)
    for sign, edits in (("*SEARCH/REPLACE block*", _blocks), ("*file listing*", _listings)):
        if sign in text:
            return _to_aider(text, case, edits(case))
    if "Git commit messages based on the provided diffs" in text:
        return Reply("aider", "commit message", f"fix: {case.diagnosis.split(',')[0]}"[:72])
    if "bash" in _tools(request):
        return _to_mini_swe_agent(request, case)
    raise UnknownClient("no known prompt is in the request")


def prompt_characters(request: Mapping[str, Any]) -> int:
    """Returns how much text a request hands to the model, in characters.

    Counted are the contents of all messages, the tool calls of earlier turns that are sent again,
    the definitions of tools and the schema of the reply, the last three as compact JSON.
    """
    length = sum(map(len, _texts(request)))
    length += sum(
        len(call["function"]["name"]) + len(call["function"]["arguments"])
        for message in request.get("messages", ())
        for call in message.get("tool_calls") or ()
    )
    return length + sum(
        _length(request[name]) for name in ("tools", "response_format") if request.get(name)
    )


def _length(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _texts(request: Mapping[str, Any]) -> Iterator[str]:
    for message in request.get("messages", ()):
        content = message.get("content") or ""
        if isinstance(content, str):
            yield content
        else:
            yield from (part.get("text", "") for part in content)


def _tools(request: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Returns the parameters of each tool on offer."""
    functions = [tool["function"] for tool in request.get("tools") or ()]
    return {function["name"]: function.get("parameters", {}) for function in functions}


def _not_shown(text: str, case: Case) -> list[str]:
    """Returns the files of the fix whose lines to change are not in `text`.

    Lines are looked for one by one without their indentation: they may come numbered.
    """
    return list(
        dict.fromkeys(
            edit.path
            for edit in case.edits
            if any(line.strip() not in text for line in edit.search.splitlines())
        )
    )


# aider -----------------------------------------------------------------------------------------


def _to_aider(text: str, case: Case, edits: list[str]) -> Reply:
    missing = _not_shown(text, case)
    if missing:
        return Reply("aider", "look", f"Please *add the files to the chat*: {', '.join(missing)}")
    return Reply("aider", "fix", "\n\n".join([case.diagnosis, *edits]) + "\n")


def _blocks(case: Case) -> list[str]:
    return [
        f"{edit.path}\n```python\n<<<<<<< SEARCH\n{edit.search}=======\n{edit.replace}"
        ">>>>>>> REPLACE\n```"
        for edit in case.edits
    ]


def _listings(case: Case) -> list[str]:
    return [f"{path}\n```\n{case.fixed_file(path)}```" for path in case.edited_files()]


# mini-swe-agent --------------------------------------------------------------------------------


def _to_mini_swe_agent(request: Mapping[str, Any], case: Case) -> Reply:
    turn = sum(message["role"] == "assistant" for message in request["messages"])
    if turn == 0:
        files = " ".join(case.edited_files())
        return _bash("look", f"I run it and read {files}.", f"{case.command}; cat {files}")
    if turn == 1:
        # Tests run only when the edit could be made.
        edit = f"git apply --unidiff-zero <<'EOF' && {case.command}\n{_difference(case)}EOF"
        return _bash("fix", case.diagnosis, edit)
    return _bash("submit", "It passes now.", SUBMIT)


def _bash(purpose: str, thought: str, command: str) -> Reply:
    return Reply("mini-swe-agent", purpose, thought, ToolUse("bash", {"command": command}))


def _difference(case: Case) -> str:
    """Returns the fix as the shortest form of an edit in a shell, a diff without context."""
    parts: list[str] = []
    for path in case.edited_files():
        before = (case.project / path).read_text("utf-8").splitlines(keepends=True)
        after = case.fixed_file(path).splitlines(keepends=True)
        parts += difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", n=0)
    return "".join(parts)


# healbot ---------------------------------------------------------------------------------------


def _to_healbot(request: Mapping[str, Any], text: str, case: Case) -> Reply:
    missing = _not_shown(text, case)
    if not missing:
        edits = [
            {"path": edit.path, "search": edit.search, "replace": edit.replace}
            for edit in case.edits
        ]
        return _healbot_json("fix", [{"diagnosis": case.diagnosis, "edits": edits}], "")
    for name, parameters in _tools(request).items():
        if set(parameters.get("required", parameters.get("properties", ()))) == {"path"}:
            return Reply("healbot", "look", tool_use=ToolUse(name, {"path": missing[0]}))
    return _healbot_json("look", [], f"{', '.join(missing)} is not shown.")


def _healbot_json(purpose: str, fixes: list[dict[str, Any]], cannot_fix: str) -> Reply:
    text = json.dumps({"fixes": fixes, "cannot_fix": cannot_fix}, ensure_ascii=False)
    return Reply("healbot", purpose, text)
