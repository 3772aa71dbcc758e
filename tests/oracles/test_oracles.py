from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.errors import ExitCode, UsageError
from healbot.core.execution import Stop
from healbot.core.verdict import Judgement, Verdict
from healbot.oracles.catalogue import run_oracles
from healbot.oracles.check_command import CheckCommand
from healbot.oracles.exit_status import ExitStatus
from healbot.oracles.expect_json import MAX_ERRORS, MAX_MESSAGE, ExpectJson
from healbot.oracles.expect_nonempty import ExpectNonempty, why_empty
from healbot.oracles.output_pattern import ExpectOutput, ForbidOutput
from healbot.ports import Command, Oracle
from tests.core.failures import execution
from tests.oracles.fakes import observation

PASS, FAIL, INCONCLUSIVE = Judgement.PASS, Judgement.FAIL, Judgement.INCONCLUSIVE


def _judge(oracle: Oracle, **run: Any) -> Verdict:
    verdict = oracle.judge(observation(**run)[0])
    assert verdict.oracle == oracle.id
    assert verdict.passed == (verdict.judgement is PASS)
    assert verdict.detail
    assert "\n" not in verdict.detail
    return verdict


# exit-status


@pytest.mark.parametrize(
    ("run", "judgement", "detail"),
    [
        ({}, PASS, "exit status 0"),
        ({"exit_code": 1}, FAIL, "exit status 1"),
        ({"exit_code": 255}, FAIL, "exit status 255"),
        ({"exit_code": None, "signal": 9}, FAIL, "ended by signal 9"),
        ({"exit_code": 0, "signal": 9}, FAIL, "ended by signal 9"),
        ({"exit_code": 0, "stop": Stop.TIMEOUT}, FAIL, "stopped at the timeout limit"),
        ({"exit_code": None, "stop": Stop.OUTPUT}, FAIL, "stopped at the output limit"),
    ],
)
def test_exit_status(run: dict[str, Any], judgement: Judgement, detail: str) -> None:
    verdict = _judge(ExitStatus(), **run)
    assert (verdict.judgement, verdict.detail) == (judgement, detail)


# expect-output and forbid-output


@pytest.mark.parametrize(
    ("pattern", "stdout", "found"),
    [
        ("total", "the total is 3\n", True),
        ("^total: [0-9]+$", "a\ntotal: 12\nb\n", True),
        ("total", "", False),
        ("^total$", "the total\n", False),
        (r"\Atotal", "x\ntotal\n", False),
        ("", "", True),
        ("größe", "größe\n", True),
    ],
)
def test_output_patterns(pattern: str, stdout: str, found: bool) -> None:
    expected = _judge(ExpectOutput(pattern), stdout=stdout)
    assert expected.judgement is (PASS if found else FAIL)
    assert bool(expected.evidence) == (not found)
    forbidden = _judge(ForbidOutput(pattern), stdout=stdout)
    assert forbidden.judgement is (FAIL if found else PASS)
    assert bool(forbidden.evidence) == found


def test_standard_error_is_not_the_output() -> None:
    assert _judge(ExpectOutput("x"), stderr="x").judgement is FAIL
    assert _judge(ForbidOutput("x"), stderr="x").judgement is PASS


def test_the_evidence_shows_what_was_printed() -> None:
    assert _judge(ExpectOutput("x")).evidence == "Nothing was printed."
    evidence = _judge(ExpectOutput("x"), stdout="y" * 5000 + "\nend\n").evidence
    assert evidence.endswith("\nend")
    assert len(evidence) < 1100
    assert len(_judge(ForbidOutput("x+"), stdout="x" * 5000).detail) < 150


@pytest.mark.parametrize("oracle", [ExpectOutput, ForbidOutput])
@pytest.mark.parametrize(
    "pattern",
    ["(", "[", "*a", "(?P<n>", "a{2,1}", "a{99999999999999999999}", "(" * 9000 + ")" * 9000],
    ids=lambda pattern: pattern[:8],
)
def test_what_is_no_pattern_is_a_usage_error(oracle: type[ExpectOutput], pattern: str) -> None:
    with pytest.raises(UsageError, match=f"--{oracle.id} .* is not a regular expression") as caught:
        oracle(pattern)
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE


# expect-nonempty

_EMPTY = [
    ("", "", "blank"), (" \n\t\r\n", "", "blank"), ("\ufeff", "", "blank"),
    ("\ufeff \n", "", "blank"),
    ("\u00a0\u3000", "", "blank"), ("[]", "", "JSON []"), ("[ ]\n", "", "JSON []"),
    ("[\n\n]", "", "JSON []"), ("{}", "", "JSON {}"), (" { } ", ".json", "JSON {}"),
    ('""', "", 'JSON ""'), ("null\n", ".json", "JSON null"), ("\ufeff[]", ".json", "JSON []"),
    ("[" + " " * 5000 + "]", ".json", "JSON []"),
    ("a,b\n", ".csv", "only a header"), ("a,b", ".csv", "only a header"),
    ("a,b\n\n \n,\n , \n", ".csv", "only a header"), ("\ufeffa,b\r\n", ".csv", "only a header"),
    ('"a\nb",c\n', ".csv", "only a header"), ("a\tb\n", ".tsv", "only a header"),
    ("a;b\n", ".CSV", "only a header"), ("a,b\r", ".csv", "only a header"),
    ("\n\n", ".csv", "blank"), ("a,b\r \r", ".csv", "only a header"),
]  # fmt: skip
_FILLED = [
    ("0", ""), ("false", ""), ("x", ""), ("[0]", ""), ("[[]]", ""), ('{"rows": []}', ".json"),
    ('" x "', ""), ("nullable", ""), ("{", ""), ("[", ".json"), ("[" * 100_000, ".json"),
    ("{}{}", ""),
    ("a,b\n", ""), ("a,b\n", ".txt"), ("a,b\n1,2\n", ".csv"), ("a,b\r1,2\r", ".csv"),
    ("a,b\r\n1,2", ".csv"), ("a\tb\n1\t2\n", ".tsv"), ("a\n0\n", ".csv"), ('a\n"1\n2"\n', ".csv"),
    ("x" * 200_000 + "\n", ".csv"), ('"' + "x" * 300_000, ".csv"), ("a\0b\n1\n", ".csv"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "suffix", "reason"), _EMPTY)
def test_what_is_empty(text: str, suffix: str, reason: str) -> None:
    assert why_empty(text, suffix) == reason


@pytest.mark.parametrize(("text", "suffix"), _FILLED, ids=range(len(_FILLED)))
def test_what_is_not_empty(text: str, suffix: str) -> None:
    assert why_empty(text, suffix) is None


@given(st.text(), st.sampled_from(["", ".csv", ".tsv", ".json", ".txt", ".CSV"]))
@settings(deadline=None, max_examples=80)
def test_any_text_is_empty_or_not(text: str, suffix: str) -> None:
    reason = why_empty(text, suffix)
    assert (reason == "blank") == (not text.removeprefix("\ufeff").strip())
    if suffix.lower() not in (".csv", ".tsv") and reason not in (None, "blank"):
        assert reason in ("JSON []", "JSON {}", 'JSON ""', "JSON null")


@given(st.sampled_from(["[]", "{}", '""', "null"]), st.text(" \t\r\n", max_size=9), st.booleans())
@settings(deadline=None)
def test_white_space_around_and_within_an_empty_value_changes_nothing(
    value: str, space: str, within: bool
) -> None:
    inner = space if within and value in ("[]", "{}") else ""
    text = space + value[0] + inner + value[1:] + space
    assert json.loads(text) in (None, [], {}, "")
    assert why_empty(text, "") == f"JSON {value}"


@pytest.mark.parametrize(("text", "suffix", "reason"), _EMPTY)
def test_an_empty_file_fails(text: str, suffix: str, reason: str) -> None:
    name = f"out{suffix}"
    verdict = _judge(ExpectNonempty(name), files={name: text.encode()})
    assert (verdict.judgement, verdict.detail) == (FAIL, f"{name} is empty: {reason}")


def test_standard_output_is_judged_unless_a_file_is_named() -> None:
    assert _judge(ExpectNonempty(), stdout="[]").detail == "standard output is empty: JSON []"
    assert _judge(ExpectNonempty(), stdout="a,b\n").judgement is PASS
    assert _judge(ExpectNonempty("-"), stdout="").judgement is FAIL
    assert _judge(ExpectNonempty("out.csv"), stdout="x").detail == "out.csv was not written"
    assert _judge(ExpectNonempty("out.csv"), files={"out.csv": b"a\n1\n"}).judgement is PASS


@pytest.mark.parametrize(
    ("data", "judgement"),
    [
        (b"\xff\xfe", FAIL),
        ("a,b\n".encode("utf-16"), FAIL),
        ("a,b\n1,2\n".encode("utf-16"), PASS),
        (b"\xef\xbb\xbfa,b\n", FAIL),
        (b"a\n\xe9\n", PASS),
        (b"\x00\x01\xff", FAIL),
    ],
)
def test_files_of_other_encodings(data: bytes, judgement: Judgement) -> None:
    assert _judge(ExpectNonempty("o.csv"), files={"o.csv": data}).judgement is judgement


@pytest.mark.parametrize(
    ("cwd", "named", "read"),
    [
        (".", "out.csv", "out.csv"),
        ("tools", "out.csv", "tools/out.csv"),
        ("tools/x", "./sub//out.csv", "tools/x/sub/out.csv"),
        (".", "..out/..x", "..out/..x"),
    ],
)
def test_files_are_relative_to_the_folder_of_the_run(cwd: str, named: str, read: str) -> None:
    seen, tree = observation(cwd=cwd)
    ExpectNonempty(named).judge(seen)
    assert tree.paths == [read]


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "..", "a/.."])
def test_files_outside_of_the_project_are_refused(path: str) -> None:
    with pytest.raises(UsageError, match="outside of the project"):
        ExpectNonempty(path)


# expect-json

_LIST = '{"type": "array", "minItems": 1, "items": {"type": "integer"}}'


@pytest.mark.parametrize(
    ("schema", "stdout", "judgement", "detail"),
    [
        (_LIST, "[1, 2]\n", PASS, "satisfies"),
        (_LIST, "[]", FAIL, "$: [] "),
        (_LIST, '[1, "a"]', FAIL, "$[1]: 'a' is not of type 'integer'"),
        (_LIST, "", FAIL, "not JSON"),
        (_LIST, "done\n[1]\n", FAIL, "not JSON"),
        (_LIST, "[1] [2]", FAIL, "not JSON"),
        (_LIST, "{}", FAIL, "is not of type 'array'"),
        (_LIST, "\ufeff[1]", FAIL, "not JSON"),
        ("true", "null", PASS, "satisfies"),
        ("false", "null", FAIL, "False schema"),
        ('{"$ref": "#/$defs/n", "$defs": {"n": {"type": "number"}}}', "1.5", PASS, "satisfies"),
        ('{"$ref": "#/$defs/lost"}', "1", INCONCLUSIVE, "'/$defs/lost', which is not in it"),
        ('{"$ref": "http://127.0.0.1:9/x.json"}', "1", INCONCLUSIVE, "which is not in it"),
        ('{"$ref": "file:///etc/passwd"}', "1", INCONCLUSIVE, "which is not in it"),
        ('{"$schema": "http://json-schema.org/draft-07/schema#"}', "null", PASS, ""),
        ('{"$ref": "https://json-schema.org/draft/2020-12/schema"}', '{"type": "array"}', PASS, ""),
        # Hostile output.
        (_LIST, "[" * 100_000, FAIL, "not JSON"),
        (_LIST, "[" * 100_000 + "]" * 100_000, FAIL, "not JSON"),
        (_LIST, "1" * 10_000, FAIL, "not JSON"),
        (_LIST, "[" + "9" * 1000 + "]", PASS, "satisfies"),
        (_LIST, json.dumps(["x" * 100_000]), FAIL, "…"),
        (_LIST, json.dumps({"a\nb" * 100: "\n" * 900}), FAIL, "…"),
        (_LIST, json.dumps(["a"] * 50_000), FAIL, "$[0]: 'a' is not"),
        ("true", "NaN", PASS, "satisfies"),
        ('{"additionalProperties": false}', '{"a\\nb": 1}', FAIL, "unexpected"),
        ('{"additionalProperties": {"type": "null"}}', '{"a\\nb": 1}', FAIL, "1 is not of type"),
    ],
    ids=range(26),
)  # fmt: skip
def test_json(schema: str, stdout: str, judgement: Judgement, detail: str) -> None:
    verdict = _judge(ExpectJson(schema), stdout=stdout)
    assert verdict.judgement is judgement
    assert detail in verdict.detail
    assert len(verdict.detail) <= MAX_MESSAGE + 60
    assert len(verdict.evidence.split("\n")) <= MAX_ERRORS
    assert len(verdict.evidence) <= MAX_ERRORS * (MAX_MESSAGE + 1)


@pytest.mark.filterwarnings("ignore:Automatically retrieving")  # what jsonschema does by itself
def test_no_reference_is_followed_out_of_the_schema(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text('{"type": "integer"}')
    verdict = _judge(ExpectJson(json.dumps({"$ref": elsewhere.as_uri()})), stdout="1")
    assert verdict.judgement is INCONCLUSIVE


def test_deep_documents_within_the_parsers_limit_raise_nothing() -> None:
    schema = '{"items": {"$ref": "#"}}'
    for depth in range(50, 1000, 50):
        verdict = _judge(ExpectJson(schema), stdout="[" * depth + "]" * depth)
        assert verdict.judgement in (PASS, FAIL, INCONCLUSIVE)


def test_the_errors_are_shown_in_the_order_of_the_document() -> None:
    schema = '{"properties": {"a": {"type": "null"}, "b": {"type": "null"}}, "required": ["c"]}'
    verdict = _judge(ExpectJson(schema), stdout='{"b": 1, "a": 2}')
    assert [line.partition(":")[0] for line in verdict.evidence.split("\n")] == ["$", "$.a", "$.b"]


def test_a_schema_may_stand_in_a_file(tmp_path: Path) -> None:
    for name, text in (("list.json", _LIST), ("true.json", _LIST), ("bom.json", "\ufeff" + _LIST)):
        (tmp_path / name).write_text(text, "utf-8")
        oracle = ExpectJson(str(tmp_path / name))
        assert _judge(oracle, stdout="[1]").judgement is PASS
        assert _judge(oracle, stdout="[]").judgement is FAIL


def test_a_file_whose_name_begins_like_a_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trueish.json").write_text(_LIST, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert _judge(ExpectJson("trueish.json"), stdout="[1]").judgement is PASS


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("", "cannot read"),
        ("no-such-file.json", "cannot read"),
        ("a\0b", "cannot read"),
        ("{", "is not JSON"),
        ('{"type": "arry"}', "not a JSON Schema: 'arry' is not valid"),
        ('{"type": 3}', "not a JSON Schema"),
        ('{"pattern": "("}', None),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "is not JSON"),
        ('{"not":' * 900 + "{}" + "}" * 900, None),
    ],
    ids=range(9),
)
def test_what_is_no_schema_is_a_usage_error(schema: str, reason: str | None) -> None:
    if reason is None:  # either way, but nothing else is raised
        try:
            ExpectJson(schema)
        except UsageError:
            return
        return
    with pytest.raises(UsageError, match=reason) as caught:
        ExpectJson(schema)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["5", "null", '"x"', "[]", "[1]"])
def test_a_file_with_other_json_is_no_schema(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.json").write_text(text)
    with pytest.raises(UsageError, match="is an object, true or false"):
        ExpectJson(str(tmp_path / "s.json"))


_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
).map(json.dumps)


@given(st.text() | _DOCUMENTS)
@settings(deadline=None, max_examples=100)
def test_any_output_gets_a_verdict(stdout: str) -> None:
    verdict = _judge(ExpectJson(_LIST), stdout=stdout)
    assert verdict.judgement in (PASS, FAIL)


# check


@pytest.mark.parametrize(
    ("answer", "judgement", "detail"),
    [
        ({}, PASS, "test -s x exits 0"),
        ({"stdout": "said\n"}, PASS, "test -s x exits 0"),
        ({"exit_code": 1, "stdout": "out\n", "stderr": "err\n"}, FAIL, "test -s x exits 1"),
        ({"exit_code": None, "signal": 11}, FAIL, "test -s x was ended by signal 11"),
        ({"exit_code": None, "signal": 9, "stop": Stop.TIMEOUT}, FAIL,
         "test -s x was stopped at the timeout limit"),
        ({"exit_code": 0, "stop": Stop.PROCESSES}, FAIL,
         "test -s x was stopped at the processes limit"),
    ],
)  # fmt: skip
def test_check(answer: dict[str, Any], judgement: Judgement, detail: str) -> None:
    seen, tree = observation(cwd="tools", answer=execution(**answer))
    verdict = CheckCommand("test -s x", 7.5).judge(seen)
    assert (verdict.judgement, verdict.detail) == (judgement, detail)
    text = answer.get("stdout", "") + answer.get("stderr", "")
    assert verdict.evidence == ("" if judgement is PASS else text.strip())
    assert tree.commands == [Command(("/bin/sh", "-c", "test -s x"), cwd="tools", timeout=7.5)]


# all of them


def test_the_oracles_of_a_run() -> None:
    options = [
        ("check", "true"), ("expect-output", "x"), ("forbid-output", "y"),
        ("expect-nonempty", "-"), ("expect-json", "true"), ("check", "false"),
    ]  # fmt: skip
    oracles = run_oracles(options, 3.0)
    assert [oracle.id for oracle in oracles] == ["exit-status", *(name for name, _ in options)]
    assert [oracle.id for oracle in run_oracles([], 3.0)] == ["exit-status"]
    seen, tree = observation(stdout="x")
    for oracle in oracles:
        assert oracle.judge(seen).oracle == oracle.id
    assert [command.timeout for command in tree.commands] == [3.0, 3.0]


@pytest.mark.parametrize(
    "option",
    [("expect-json", "{"), ("expect-output", "("), ("expect-nonempty", "/x"), ("nope", "")],
)
def test_an_oracle_that_cannot_be_made_is_a_usage_error(option: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        run_oracles([option], 3.0)


def test_a_schema_is_a_regular_file_of_bounded_size(tmp_path: Path) -> None:
    """Anyone who can push can write a session whose schema is a pipe: it must not hang."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b" " * (1 << 20) + b"{}")
    for name in ("pipe", "large", "nothing"):
        with pytest.raises(UsageError, match="cannot read the schema"):
            ExpectJson(str(tmp_path / name))
    (tmp_path / "schema.json").write_text('{"type": "array"}')
    (tmp_path / "link.json").symlink_to("schema.json")
    assert ExpectJson(str(tmp_path / "link.json")).id == "expect-json"
