"""The parts of `tests.benchmarks.frugality`: cases, scripted endpoint and arithmetic."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import frugality
from tests.benchmarks.frugality import Cost, Outcome, cost_per_healed_case, ratio_to_better_peer
from tests.benchmarks.frugality_cases import Case, frugality_cases, make_repository, passes
from tests.benchmarks.frugality_tools import Healbot, Run, covered, touched_parts
from tests.benchmarks.scripted_dialects import SUBMIT, prompt_characters
from tests.benchmarks.scripted_endpoint import MOST_REQUESTS, Exchange, ScriptedEndpoint

CASES = {case.name: case for case in frugality_cases()}
AIDER_SYSTEM = "Describe each change with a *SEARCH/REPLACE block* per the examples below."
AIDER_COMMIT = (
    "You are an expert software engineer that generates concise, one-line Git commit messages "
    "based on the provided diffs."
)
HEALBOT_SYSTEM = 'Answer with JSON: {"fixes": [...], "cannot_fix": ""}'
BASH = {
    "type": "function",
    "function": {
        "name": "bash",
        "description": "Execute a bash command",
        "parameters": {
            "type": "object",
            "properties": {"command": {"type": "string"}},
            "required": ["command"],
        },
    },
}
READ = {
    "type": "function",
    "function": {
        "name": "read_file",
        "parameters": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "first_line": {"type": "integer"}},
            "required": ["path"],
        },
    },
}


@pytest.fixture
def case() -> Case:
    return CASES["last-page"]


@pytest.fixture
def endpoint(case: Case) -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(case) as running:
        yield running


def post(endpoint: ScriptedEndpoint, body: dict[str, Any]) -> bytes:
    request = urllib.request.Request(
        endpoint.base_url + "/chat/completions", json.dumps(body).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        data: bytes = answer.read()
        return data


def ask(endpoint: ScriptedEndpoint, *texts: str, **more: Any) -> dict[str, Any]:
    """Returns the message that answers a system text and the user's texts."""
    messages = [
        {"role": "user" if place else "system", "content": text} for place, text in enumerate(texts)
    ]
    body = json.loads(post(endpoint, {"model": "scripted", "messages": messages, **more}))
    message: dict[str, Any] = body["choices"][0]["message"]
    return message


def shell(command: str, folder: Path) -> str:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env={**os.environ, "PATH": path},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# The cases -------------------------------------------------------------------------------------


def test_there_are_ten_cases_of_different_kinds() -> None:
    assert len(CASES) == 10
    assert len({case.fault for case in CASES.values()}) == 10
    assert {case.kind for case in CASES.values()} == {"pytest", "script"}
    assert 2 <= sum(not case.needs_model for case in CASES.values()) <= 3
    assert any((case.project / "src").is_dir() for case in CASES.values())
    for case in CASES.values():
        assert case.expected_output or case.kind == "pytest"
        lines = [len(file.read_text().splitlines()) for file in case.project.rglob("*.py")]
        assert 30 <= sum(lines) <= 200


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_broken_until_the_right_fix_is_made(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    project = make_repository(case, tmp_path)
    assert not passes(case, project.root)
    for path in case.edited_files():
        project.write(path, case.fixed_file(path))
    assert passes(case, project.root)


def test_a_case_is_not_healed_by_changing_its_test(case: Case, tmp_path: Path) -> None:
    project = make_repository(case, tmp_path)
    project.write(case.target, "def test_nothing():\n    pass\n")
    project.write("conftest.py", "collect_ignore = ['test_pages.py']\n")
    assert not passes(case, project.root)


# The endpoint ----------------------------------------------------------------------------------


def test_it_lists_its_model(endpoint: ScriptedEndpoint) -> None:
    with urllib.request.urlopen(endpoint.base_url + "/models", timeout=10) as answer:
        assert [model["id"] for model in json.load(answer)["data"]] == ["scripted"]
    assert endpoint.exchanges == ()


def test_who_is_not_known_gets_an_error_and_is_recorded(endpoint: ScriptedEndpoint) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(endpoint, "You are a poet.", "Write a poem.")
    with caught.value as refused:
        assert refused.code == 400
    (exchange,) = endpoint.exchanges
    assert (exchange.client, exchange.reply_characters) == ("", 0)
    assert exchange.prompt_characters == len("You are a poet.Write a poem.")


def test_who_never_ends_is_refused(endpoint: ScriptedEndpoint) -> None:
    for _ in range(MOST_REQUESTS):
        ask(endpoint, AIDER_COMMIT, "diff")
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(endpoint, AIDER_COMMIT, "diff")
    caught.value.close()


def test_prompt_characters_are_those_of_all_that_is_sent() -> None:
    call = {"function": {"name": "bash", "arguments": '{"command": "ls"}'}}
    messages = [
        {"role": "system", "content": "abc"},
        {"role": "user", "content": [{"type": "text", "text": "häh"}, {"type": "image_url"}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "x\ny", "tool_call_id": "1"},
    ]
    request: dict[str, Any] = {"model": "scripted", "messages": messages}
    spoken = 3 + 3 + len('bash{"command": "ls"}') + 3
    assert prompt_characters(request) == spoken
    request["tools"] = [{"type": "function"}]
    request["response_format"] = {"type": "json_object"}
    assert prompt_characters(request) == spoken + len('[{"type":"function"}]{"type":"json_object"}')


# aider -----------------------------------------------------------------------------------------


def test_aider_is_asked_for_a_file_and_then_gets_blocks(
    endpoint: ScriptedEndpoint, case: Case
) -> None:
    asked = ask(endpoint, AIDER_SYSTEM, "`pytest` fails.")
    assert "add the files to the chat*: pages.py" in asked["content"]
    source = (case.project / "pages.py").read_text()
    told = ask(endpoint, AIDER_SYSTEM, "These are the files:", source, "`pytest` fails.")
    (edit,) = case.edits
    assert (
        f"pages.py\n```python\n<<<<<<< SEARCH\n{edit.search}=======\n{edit.replace}>>>>>>> REPLACE"
        in told["content"]
    )
    assert [exchange.purpose for exchange in endpoint.exchanges] == ["look", "fix"]
    assert endpoint.exchanges[1].prompt_characters > len(source)
    assert endpoint.exchanges[1].reply_characters == len(told["content"])


def test_aider_gets_whole_files_when_it_asks_for_them(
    endpoint: ScriptedEndpoint, case: Case
) -> None:
    asked = "You MUST use this *file listing* format:"
    told = ask(endpoint, asked, (case.project / "pages.py").read_text())
    assert f"\npages.py\n```\n{case.fixed_file('pages.py')}```\n" in told["content"]


def test_aider_gets_a_commit_message_of_one_line(endpoint: ScriptedEndpoint) -> None:
    text = ask(endpoint, AIDER_COMMIT, "diff --git a/pages.py b/pages.py")["content"]
    assert text.startswith("fix: ")
    assert len(text.splitlines()) == 1
    assert len(text) <= 72


def test_a_streamed_reply_is_the_same_in_pieces(endpoint: ScriptedEndpoint, case: Case) -> None:
    messages = [
        {"role": "system", "content": AIDER_SYSTEM},
        {"role": "user", "content": (case.project / "pages.py").read_text()},
    ]
    whole = json.loads(post(endpoint, {"messages": messages}))
    streamed = post(
        endpoint,
        {"messages": messages, "stream": True, "stream_options": {"include_usage": True}},
    )
    events = [event.removeprefix(b"data: ") for event in streamed.split(b"\n\n") if event]
    assert events.pop() == b"[DONE]"
    *chunks, usage = map(json.loads, events)
    deltas = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks]
    assert "".join(deltas) == whole["choices"][0]["message"]["content"]
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert usage["usage"] == whole["usage"]


# mini-swe-agent --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["class-averages", "last-page", "nested-settings"])
def test_mini_swe_agent_looks_edits_and_submits(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    project = make_repository(case, tmp_path)
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "You are a helpful assistant."},
        {"role": "user", "content": "Please solve this issue."},
    ]
    commands = []
    with ScriptedEndpoint(case) as endpoint:
        for _ in range(3):
            body = json.loads(post(endpoint, {"messages": messages, "tools": [BASH]}))
            (choice,) = body["choices"]
            assert choice["finish_reason"] == "tool_calls"
            assert choice["message"]["content"], "the prompt asks for a thought"
            (call,) = choice["message"]["tool_calls"]
            commands.append(json.loads(call["function"]["arguments"])["command"])
            messages.append(choice["message"])
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": "{}"})
    look, fix, submit = commands
    for path in case.edited_files():
        assert (case.project / path).read_text() in shell(look, project.root)
    shell(fix, project.root)
    assert passes(case, project.root)
    assert submit == SUBMIT
    sizes = [exchange.prompt_characters for exchange in endpoint.exchanges]
    assert sizes == sorted(sizes), "each request repeats those before"
    assert [exchange.purpose for exchange in endpoint.exchanges] == ["look", "fix", "submit"]


# healbot ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_healbot_gets_json_with_edits_that_apply(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    sources = {path: (case.project / path).read_text() for path in case.edited_files()}
    numbered = [
        f"{number:>4} {line}"
        for source in sources.values()
        for number, line in enumerate(source.splitlines(), 1)
    ]
    with ScriptedEndpoint(case) as endpoint:
        told = json.loads(ask(endpoint, HEALBOT_SYSTEM, "\n".join(numbered))["content"])
    assert told["cannot_fix"] == ""
    (fix,) = told["fixes"]
    assert fix["diagnosis"] == case.diagnosis
    for edit in fix["edits"]:
        assert sources[edit["path"]].count(edit["search"]) == 1
        fixed = sources[edit["path"]].replace(edit["search"], edit["replace"])
        assert fixed == case.fixed_file(edit["path"])


def test_healbot_is_known_by_its_schema_too(endpoint: ScriptedEndpoint, case: Case) -> None:
    schema = {"type": "json_schema", "json_schema": {"schema": {"required": ["cannot_fix"]}}}
    source = (case.project / "pages.py").read_text()
    told = ask(endpoint, "Repair.", source, response_format=schema)
    assert json.loads(told["content"])["fixes"]


def test_healbot_reads_a_file_that_was_not_shown(endpoint: ScriptedEndpoint, case: Case) -> None:
    called = ask(endpoint, HEALBOT_SYSTEM, "It fails.", tools=[READ])["tool_calls"][0]["function"]
    assert (called["name"], json.loads(called["arguments"])) == ("read_file", {"path": "pages.py"})
    source = (case.project / "pages.py").read_text()
    told = ask(endpoint, HEALBOT_SYSTEM, "It fails.", source, tools=[READ])
    assert json.loads(told["content"])["fixes"]


def test_no_fix_is_told_for_what_was_not_shown(endpoint: ScriptedEndpoint) -> None:
    told = json.loads(ask(endpoint, HEALBOT_SYSTEM, "It fails.")["content"])
    assert told == {"fixes": [], "cannot_fix": "pages.py is not shown."}


@pytest.mark.slow
@pytest.mark.benchmark
@pytest.mark.parametrize("name", ["class-averages", "nested-settings", "wrong-key"])
def test_healbot_heals_a_case_with_one_request_or_none(name: str) -> None:
    found = frugality.measure(CASES[name], Healbot())
    assert found.healed, found.run.output
    assert found.run.says_healed, found.run.output
    assert found.run.touched == ()
    purposes = [(exchange.client, exchange.purpose) for exchange in found.exchanges]
    assert purposes == ([("healbot", "fix")] if found.case.needs_model else [])
    assert (found.run.project_runs or 0) >= 4, "reproduced twice, healed, and without the patch"
    assert 0 < (found.run.project_seconds or 0) < found.run.seconds


# The arithmetic --------------------------------------------------------------------------------


def outcome(
    tool: str,
    *sizes: int,
    seconds: float = 1.0,
    healed: bool = True,
    case: str = "last-page",
    project_seconds: float | None = None,
    touched: tuple[str, ...] = (),
) -> Outcome:
    exchanges = tuple(Exchange(tool, "fix", 2 * size, size, 10) for size in sizes)
    run = Run(seconds, "", healed, touched, 4, project_seconds)
    return Outcome(CASES[case], tool, healed, exchanges, run, plain_seconds=0.25)


def test_cost_is_all_that_was_spent_for_each_healed_case() -> None:
    outcomes = [
        outcome("aider", 1000, 200, seconds=6),
        outcome("aider", 3000, seconds=4, healed=False),
        outcome("aider", 1800, seconds=2),
        outcome("healbot", 7),
    ]
    assert cost_per_healed_case(outcomes, "aider") == Cost(3000.0, 2.0, 6.0)
    assert cost_per_healed_case([outcome("aider", 1, healed=False)], "aider") is None
    assert cost_per_healed_case(outcomes, "nobody") is None


def test_the_better_peer_is_chosen_for_each_measure() -> None:
    outcomes = [
        outcome("healbot", 600, seconds=3),
        outcome("aider", 1000, 1000, seconds=12),
        outcome("mini-swe-agent", 1200, 1200, 2400, seconds=10),
    ]
    assert ratio_to_better_peer(outcomes) == Cost(0.3, 0.5, 0.3)
    assert ratio_to_better_peer(outcomes[:1]) is None
    assert ratio_to_better_peer(outcomes[1:]) is None


def test_share_of_own_runs() -> None:
    outcomes = [
        outcome("healbot", seconds=4, project_seconds=3),
        outcome("healbot", seconds=1, project_seconds=0.5),
        outcome("aider", 1, seconds=9),
    ]
    assert frugality.share_of_own_runs(outcomes) == 0.7
    assert frugality.share_of_own_runs(outcomes[2:]) is None


@pytest.mark.parametrize(
    ("spans", "length"),
    [([], 0), ([(1, 2)], 1), ([(4, 6), (1, 3)], 4), ([(1, 5), (2, 3), (4, 7), (7, 8)], 7)],
)
def test_runs_at_the_same_time_count_once(spans: list[tuple[float, float]], length: float) -> None:
    assert covered(spans) == length


def test_every_missed_goal_is_named() -> None:
    peer = outcome("aider", 1000, 200, seconds=4)
    good = outcome("healbot", 600, seconds=2, project_seconds=1)
    assert frugality.missed_goals([good, peer]) == []
    bad = [
        outcome("healbot", 700, seconds=3, project_seconds=1, touched=("index",)),
        outcome("healbot", 10, case="missing-import", healed=False),
    ]
    said = "\n".join(frugality.missed_goals([*bad, peer]))
    for part in (
        "last-page: touched index",
        "missing-import: 1 requests where the embedded generators suffice",
        "missing-import is not healed",
        "prompt characters: 0.59 of the better peer",
        "requests: 1.00 of",
        "seconds: 1.00 of",
        "own runs are 33%",
    ):
        assert part in said


def test_the_report_has_every_tool_and_the_ratio() -> None:
    commit = dataclasses.replace(
        outcome("aider", 1000, 200),
        exchanges=(Exchange("aider", "commit message", 9, 200, 30),),
    )
    outcomes = [outcome("healbot", 50, project_seconds=0.5), commit]
    text = frugality.report(outcomes)
    assert "| last-page | healbot | yes | 1 | 50 | 10 | 1.0 | nothing |" in text
    assert "| healbot / better peer |  | 0.25 | 1.00 | 1.00 |" in text
    assert "1 requests with 200 characters are for commit messages" in text
    assert "50% of healbot's time the project's own test or script ran: 4 runs" in text
    data = json.loads(json.dumps(frugality.as_json(outcomes, {"healbot": "1"})))
    assert [found["prompt_characters"] for found in data["outcomes"]] == [50, 200]
    assert data["ratio_to_better_peer"] == {"prompt_characters": 0.25, "requests": 1, "seconds": 1}


def test_what_a_tool_touched_is_told_by_parts(case: Case, tmp_path: Path) -> None:
    project = make_repository(case, tmp_path)
    before = project.users()
    assert touched_parts(before, project.users()) == ()
    project.write("__pycache__/pages.pyc", b"")
    assert touched_parts(before, project.users()) == ()
    project.write(".aider.chat.history.md", "hello")
    assert touched_parts(before, project.users()) == ("work tree",)
    project.commit()
    assert touched_parts(before, project.users()) == ("branch", "index", "work tree")
