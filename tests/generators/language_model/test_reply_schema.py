from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import pytest

from healbot.generators.language_model.reply import REPLY_SCHEMA, InapplicableReply, UnusableReply
from healbot.generators.language_model.reply_parser import parse_reply

# What strict structured output of both providers takes.
_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "description"}
_REPLY: dict[str, Any] = {
    "fixes": [{"diagnosis": "d", "edits": [{"path": "a.py", "search": "x", "replace": "y"}]}],
    "cannot_fix": "",
}


def _schemas(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from _schemas(inner)
    if "items" in schema:
        yield from _schemas(schema["items"])


def test_the_schema_is_strict() -> None:
    jsonschema.Draft202012Validator.check_schema(REPLY_SCHEMA)
    schemas = list(_schemas(REPLY_SCHEMA))
    assert len(schemas) == 10
    for schema in schemas:
        assert set(schema) <= _KEYWORDS
        if schema["type"] == "object":
            assert schema["required"] == list(schema["properties"])
            assert schema["additionalProperties"] is False


def test_a_reply_of_the_schema_is_read() -> None:
    jsonschema.validate(_REPLY, REPLY_SCHEMA)
    reply = parse_reply(json.dumps(_REPLY), lambda path: False, None)
    assert reply.fixes[0].diagnosis == "d"
    assert reply.fixes[0].edits[0].path == "a.py"


@pytest.mark.parametrize("key", ["fixes", "cannot_fix"])
def test_nothing_may_be_missing(key: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**_REPLY, key: None}, REPLY_SCHEMA)


@pytest.mark.parametrize("kind", [UnusableReply, InapplicableReply])
def test_a_reason_is_one_line_of_visible_characters(
    kind: type[UnusableReply] | type[InapplicableReply],
) -> None:
    error = kind("In a.py\n\x1b[31m \u202egnp.exe\ud83d is wrong.", "feedback")
    assert error.reason == str(error)
    assert error.reason.isprintable()
    assert error.reason.startswith("In a.py")
