"""Heals by a language model, at the command line, with the real SDKs and a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from healbot.core.bill import Usage
from healbot.core.model_call import ToolCall
from tests.end_to_end.conftest import checked, refused, succeeded
from tests.git_project import GitProject, Result
from tests.scripted_model import ScriptedModel, fault, reply, scripted_model

KEY = "sk-ant-test-" + "0123456789abcdef" * 3
WRONG = "    return sum(values) / (len(values) + 1)"
RIGHT = "    return sum(values) / len(values)"
MEAN = f'''\
"""Means."""


def mean(values):
{WRONG}


def spread(values):
    return max(values) - min(values)


print("mean", mean([2, 4]))
assert mean([2, 4]) == 3, mean([2, 4])
'''


def answer(
    replace: str = RIGHT,
    search: str = WRONG,
    path: str = "mean.py",
    diagnosis: str = "One too many.",
) -> str:
    """Returns what a model says to propose one edit."""
    edits = [{"path": path, "search": search, "replace": replace}]
    return json.dumps({"fixes": [{"diagnosis": diagnosis, "edits": edits}], "cannot_fix": ""})


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A script whose logic is wrong: no pattern heals it."""
    made = GitProject(tmp_path)
    made.write("mean.py", MEAN)
    made.commit()
    return made


def environment_of(server: ScriptedModel) -> dict[str, str]:
    """Returns the variables that put the scripted model into Anthropic's place."""
    return {"ANTHROPIC_API_KEY": KEY, "HEALBOT_BASE_URL": server.anthropic_url}


def asking(project: GitProject, server: ScriptedModel, *words: str, **more: Any) -> Result:
    """Runs ``healbot fix`` with the scripted model in Anthropic's place."""
    environment = environment_of(server)
    name = () if "--model" in words else ("--model", "anthropic:claude-sonnet-5-5")
    verb = () if words and words[0] in ("resume", "write") else ("fix", "mean.py")
    return project.healbot(*verb, *words, *name, environment=environment, **more)


def texts_of(server: ScriptedModel) -> Iterator[str]:
    """Yields all that was sent, call by call."""
    for call in server.calls:
        yield call.raw.decode("utf-8")


class TestHeals:
    def test_what_no_pattern_heals(self, project: GitProject) -> None:
        before = project.users()
        with scripted_model([reply(answer(), usage=Usage(900, 50))]) as server:
            document = checked(succeeded(asking(project, server, "--json")))
        assert document["ending"] == "healed"
        (attempt,) = document["attempts"]
        assert attempt["generator"] == "language_model"
        assert attempt["rationale"] == "One too many."
        assert document["bill"]["requests"] == 1
        assert (document["bill"]["input_tokens"], document["bill"]["output_tokens"]) == (900, 50)
        assert document["bill"]["model"] == "claude-sonnet-5-5"
        assert 0 < document["bill"]["cost_usd"] < 0.05
        assert RIGHT.strip() in document["diff"]
        assert project.users() == before
        project.fsck()

    def test_with_a_server_of_ones_own(self, project: GitProject) -> None:
        with scripted_model([reply(answer())]) as server:
            environment = {"HEALBOT_BASE_URL": server.openai_url}
            document = checked(
                succeeded(project.healbot("fix", "mean.py", "--json", environment=environment))
            )
        assert document["ending"] == "healed"
        assert document["bill"]["cost_usd"] is None
        assert server.calls[0].body["model"] == server.models[0]

    def test_after_the_embedded_generators(self, project: GitProject) -> None:
        """What they can do costs nothing, and the model sees what they left."""
        project.write("mean.py", MEAN.replace('print("mean"', 'print(json.dumps("mean")'))
        project.commit()
        with scripted_model([reply(answer())]) as server:
            document = checked(succeeded(asking(project, server, "--json")))
        generators = [attempt["generator"] for attempt in document["attempts"]]
        assert generators == ["fix_patterns/missing_import", "language_model"]
        assert "bill" not in document["attempts"][0]
        assert "import json" in server.calls[0].body["messages"][0]["content"][0]["text"]

    def test_no_request_is_sent_for_what_patterns_heal(self, project: GitProject) -> None:
        project.write("simple.py", 'print("root", math.sqrt(16))\n')
        project.commit()
        with scripted_model([]) as server:
            result = succeeded(
                project.healbot("fix", "simple.py", environment=environment_of(server))
            )
            assert server.requests == []
        assert "model:" not in result.stdout

    def test_the_model_looks_around_first(self, project: GitProject) -> None:
        project.write("helper.py", "TOTAL_OF = len\n")
        text = MEAN.replace("(len(values) + 1)", "(TOTAL_OF(values) + 1)")
        text = text.replace("\n\n\ndef mean", "\n\nfrom helper import TOTAL_OF\n\n\ndef mean", 1)
        project.write("mean.py", text)
        project.commit()
        look = ToolCall("call_1", "read_file", {"path": "helper.py"})
        away = ToolCall("call_2", "read_file", {"path": "../home/.gitconfig"})
        fix = answer("    return sum(values) / TOTAL_OF(values)",
                     "    return sum(values) / (TOTAL_OF(values) + 1)")  # fmt: skip
        with scripted_model(
            [reply(tool_calls=[look, away], usage=Usage(500, 10)), reply(fix, usage=Usage(700, 30))]
        ) as server:
            document = checked(succeeded(asking(project, server, "--json")))
        assert document["attempts"][0]["bill"]["requests"] == 2
        assert document["bill"]["input_tokens"] == 1200
        sent = server.calls[1].raw.decode()
        assert "TOTAL_OF = len" in sent
        assert "Ada Tester" not in sent

    def test_three_hypotheses_cost_one_request(self, project: GitProject) -> None:
        wrong = ("len(values) + 2", "len(values) + 3", "len(values) + 4")
        fixes = [
            json.loads(answer(f"    return sum(values) / ({text})", diagnosis=f"cause {text}"))[
                "fixes"
            ][0]
            for text in (*wrong[1:], "len(values)")
        ]
        several = json.dumps({"fixes": fixes, "cannot_fix": ""})
        with scripted_model([reply(several, usage=Usage(10, 5))]) as server:
            document = checked(succeeded(asking(project, server, "--json")))
        assert [attempt["outcome"] for attempt in document["attempts"]][-1] == "validated"
        assert len(document["attempts"]) == 3
        assert document["bill"]["requests"] == 1


class TestReflection:
    def test_each_failed_attempt_comes_back_as_evidence(self, project: GitProject) -> None:
        script = [
            reply(answer("    return sum(values) / (len(values) + 2)")),
            reply("Sorry, I think this needs more thought."),
            reply(answer(search="    return sum(numbers)")),
            reply(answer()),
        ]
        with scripted_model(script) as server:
            document = checked(succeeded(asking(project, server, "--json")))
        outcomes = [attempt["outcome"] for attempt in document["attempts"]]
        assert outcomes == ["same-failure", "inapplicable", "inapplicable", "validated"]
        second, third, fourth = list(texts_of(server))[1:]
        assert "AssertionError: 1.5 (mean.py:13)" in second
        assert "could not be used" in third
        assert "return sum(values)" in fourth

    def test_the_same_change_again_is_not_run_again(self, project: GitProject) -> None:
        again = reply(answer("    return sum(values) / (len(values) + 2)"))
        with scripted_model([again, again, reply(answer())]) as server:
            document = checked(succeeded(asking(project, server, "--json")))
        outcomes = [attempt["outcome"] for attempt in document["attempts"]]
        assert outcomes == ["same-failure", "duplicate", "validated"]
        assert document["bill"]["requests"] == 3

    def test_three_unusable_answers_end_it(self, project: GitProject) -> None:
        with scripted_model([reply("Hm."), reply("Hm, hm."), reply("Well.")]) as server:
            document = checked(succeeded(asking(project, server, "--json"), 1))
        assert document["ending"] == "gave-up"
        assert "3 answers of the model in a row held nothing to try" in document["reason"]
        assert document["bill"]["requests"] == 3

    def test_a_model_that_sees_no_fix_is_quoted(self, project: GitProject) -> None:
        said = json.dumps({"fixes": [], "cannot_fix": "The assertion is wrong."})
        with scripted_model([reply(said, usage=Usage(70, 7))]) as server:
            document = checked(succeeded(asking(project, server, "--json"), 1))
        assert "the model sees no fix: The assertion is wrong." in document["reason"]
        assert document["bill"]["input_tokens"] == 70
        log = checked(project.healbot("log", "--json"))
        assert log["bill"]["output_tokens"] == 7

    def test_the_last_attempts_are_a_stronger_models(self, project: GitProject) -> None:
        script = [
            reply(answer("    return sum(values) / (len(values) + 2)")),
            reply(answer("    return sum(values) / (len(values) + 3)")),
            reply(answer()),
        ]
        with scripted_model(script) as server:
            result = asking(project, server, "--max-attempts", "3",
                            "--escalate", "anthropic:claude-opus-5-5")  # fmt: skip
        succeeded(result)
        models = [call.body["model"] for call in server.calls]
        assert models == ["claude-sonnet-5-5", "claude-opus-5-5", "claude-opus-5-5"]

    def test_the_language_of_explanations(self, project: GitProject) -> None:
        with scripted_model([reply(answer(diagnosis="나누는 수가 하나 큽니다."))]) as server:
            document = checked(succeeded(asking(project, server, "--json", "--language", "Korean")))
        assert document["attempts"][0]["rationale"] == "나누는 수가 하나 큽니다."
        assert any("Korean" in text for text in texts_of(server))


class TestBudget:
    def test_nothing_is_sent_that_does_not_fit(self, project: GitProject) -> None:
        for cap in (("--max-tokens", "100"), ("--max-cost", "0.000001"), ("--max-tokens", "0")):
            with scripted_model([]) as server:
                document = checked(succeeded(asking(project, server, "--json", *cap), 1))
                assert server.calls == []
            assert "bill" not in document

    def test_a_resumed_session_goes_on_with_the_bill_it_has(self, project: GitProject) -> None:
        with scripted_model([reply(answer(WRONG.replace("1", "2")), usage=Usage(9000, 50)),
                             fault("status", 400, message="no")]) as server:  # fmt: skip
            succeeded(asking(project, server), 1)
        with scripted_model([]) as server:
            told = checked(
                succeeded(asking(project, server, "resume", "--json", "--max-tokens", "12000"), 1)
            )
            assert server.calls == []
        assert told["bill"]["input_tokens"] == 9000
        with scripted_model([reply(answer(), usage=Usage(100, 10))]) as server:
            told = checked(succeeded(asking(project, server, "resume", "--json")))
        assert told["bill"]["input_tokens"] == 9100
        assert told["bill"]["requests"] == 2

    def test_an_answer_without_usage_is_booked_at_its_worst(self, project: GitProject) -> None:
        with scripted_model([reply(answer(), usage=None)]) as server:
            document = checked(succeeded(asking(project, server, "--json")))
        assert document["bill"]["estimated"]
        assert document["bill"]["output_tokens"] == server.calls[0].body["max_tokens"]

    def test_a_cap_in_dollars_needs_a_price(self, project: GitProject) -> None:
        with scripted_model([]) as server:
            result = project.healbot(
                "fix", "mean.py", "--model", "local:scripted", "--max-cost", "0.5",
                environment={"HEALBOT_BASE_URL": server.openai_url},
            )  # fmt: skip
            assert server.calls == []
        assert result.exit_code == 2, result.said
        assert "--max-tokens" in result.stderr


class TestTrouble:
    @pytest.mark.parametrize(
        ("trouble", "said"),
        [
            (fault("status", 401, message="invalid x-api-key"), "key"),
            (fault("status", 403, message="not allowed", error_type="permission_error"), ""),
            (fault("status", 404, message="model: no-such", error_type="not_found_error"), "model"),
        ],
    )
    def test_a_fatal_error_stops_at_once(
        self, project: GitProject, trouble: Any, said: str
    ) -> None:
        before = project.users()
        with scripted_model([trouble]) as server:
            result = asking(project, server)
            assert len(server.calls) == 1
        assert result.exit_code == 8, result.said
        assert "Traceback" not in result.stderr
        assert said in result.stderr
        assert KEY not in result.stdout + result.stderr
        assert project.users() == before

    def test_a_model_that_refuses_us_is_not_asked_for_the_next_failure(
        self, project: GitProject
    ) -> None:
        for name in ("first", "second"):
            project.write(f"{name}.py", f"def {name}():\n    return 1\n")
            test = f"from {name} import {name}\n\n\ndef test_it():\n    assert {name}() == 2\n"
            project.write(f"test_{name}.py", test)
        project.commit()
        with scripted_model([fault("status", 401)]) as server:
            result = project.healbot("fix", "--model", "claude-sonnet-5-5",
                                     environment=environment_of(server))  # fmt: skip
            assert len(server.calls) == 1
        assert result.exit_code == 8, result.said

    def test_a_fatal_error_in_the_middle_keeps_the_session(self, project: GitProject) -> None:
        first = reply(answer("    return sum(values) / (len(values) + 2)"), usage=Usage(300, 30))
        with scripted_model([first, fault("status", 401)]) as server:
            assert asking(project, server).exit_code == 8
        log = checked(project.healbot("log", "--json"))
        assert log["status"] == "gave-up"
        assert log["bill"]["requests"] == 1
        with scripted_model([reply(answer())]) as server:
            document = checked(succeeded(asking(project, server, "resume", "--json")))
        assert document["ending"] == "healed"
        assert document["bill"]["requests"] == 2

    def test_no_model_is_configured(self, project: GitProject) -> None:
        result = succeeded(project.healbot("fix", "mean.py"), 1)
        assert "ANTHROPIC_API_KEY" in result.stdout
        refused(
            project.healbot("fix", "mean.py", "--model", "claude-sonnet-5-5"),
            2, "no key is set (--model)", "ANTHROPIC_API_KEY",
        )  # fmt: skip
        refused(
            project.healbot("fix", "mean.py", "--model", "x"), 2, "whose model", "PROVIDER:NAME"
        )


class TestPrivacy:
    def test_secrets_stay_here(self, project: GitProject) -> None:
        """Neither keys in sources, nor values of secret variables, nor files that hold such."""
        token = "ghp_" + "A1b2C3d4E5f6" * 3
        project.write(".env", "DB_PASSWORD=hunter2hunter2\n")
        project.write("mean.py", MEAN.replace('"""Means."""', f'"""Means."""\n\nTOKEN = "{token}"'))
        project.commit()
        ask = ToolCall("call_1", "read_file", {"path": ".env"})
        told = answer(diagnosis="It logs correct-horse-battery.")
        script = [reply(tool_calls=[ask]), reply(told)]
        secret = {"MY_APP_SECRET": "correct-horse-battery"}
        with scripted_model(script) as server:
            environment = {"ANTHROPIC_API_KEY": KEY, "HEALBOT_BASE_URL": server.anthropic_url}
            succeeded(
                project.healbot("fix", "mean.py", "--model", "claude-sonnet-5-5",
                                environment={**environment, **secret})
            )  # fmt: skip
        sent = "".join(texts_of(server))
        for value in (token, KEY, "correct-horse", "hunter2"):
            assert value not in sent
        stored = project.git("log", "--all", "--format=%B")
        assert "It logs " in stored
        assert KEY not in stored
        assert "correct-horse" not in stored

    def test_a_dry_run_sends_nothing(self, project: GitProject) -> None:
        before = project.users()
        with scripted_model([]) as server:
            result = succeeded(asking(project, server, "--dry-run"))
            document = checked(succeeded(asking(project, server, "--dry-run", "--json")))
            assert server.requests == []
        assert WRONG.strip() in result.stdout
        assert document["model"] == "anthropic:claude-sonnet-5-5"
        (text,) = document["request"]["messages"]
        assert document["request"]["system"] in result.stdout
        assert f"{document['characters']:,} characters" in result.stdout
        assert project.branches() == []
        assert project.users() == before
        with scripted_model([reply(answer())]) as server:
            succeeded(asking(project, server))
        body = server.calls[0].body
        assert body["messages"][0]["content"][0]["text"] == text
        assert body["system"][0]["text"] == document["request"]["system"]

    def test_a_dry_run_of_what_passes(self, project: GitProject) -> None:
        project.write("fine.py", "print('fine')\n")
        result = succeeded(project.healbot("fix", "fine.py", "--dry-run"))
        assert "nothing would be sent" in result.stdout


class TestModels:
    def test_what_is_configured_and_answers(self, project: GitProject) -> None:
        with scripted_model([]) as server:
            environment = {"ANTHROPIC_API_KEY": KEY, "HEALBOT_BASE_URL": server.anthropic_url}
            document = checked(
                succeeded(project.healbot("models", "--json", environment=environment))
            )
            table = succeeded(project.healbot("models", environment=environment)).stdout
        found = {item["provider"]: item for item in document["providers"]}
        assert found["anthropic"]["reachable"]
        assert "claude-sonnet-5-5" in found["anthropic"]["models"]
        assert not found["openai"]["configured"]
        assert "claude-sonnet-5-5" in table
        assert KEY not in table

    def test_none(self, project: GitProject) -> None:
        assert checked(succeeded(project.healbot("models", "--json")))["chosen"] is None

    def test_one_that_does_not_answer(self, project: GitProject) -> None:
        environment = {"ANTHROPIC_API_KEY": KEY, "HEALBOT_BASE_URL": "http://127.0.0.1:9"}
        result = succeeded(project.healbot("models", environment=environment), 8)
        assert "cannot be reached" in result.stdout
