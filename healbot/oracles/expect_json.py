"""``expect-json``: standard output is JSON that satisfies a JSON Schema."""

from __future__ import annotations

import json
import os
from itertools import islice
from pathlib import Path
from typing import Any

from healbot.core.errors import UsageError
from healbot.core.verdict import Judgement, Verdict
from healbot.filesystem import read_regular
from healbot.ports import Observation

MAX_SCHEMA_BYTES = 1024 * 1024
MAX_ERRORS = 5
MAX_SORTED = 100
"""Only so many errors are looked for: an output may have as many as bytes."""
MAX_MESSAGE = 200
"""Characters of each error that are shown."""


class ExpectJson:
    """Judges standard output as a JSON document."""

    id = "expect-json"
    description = "Standard output is JSON that satisfies your schema."

    def __init__(self, schema: str) -> None:
        """`schema` is a JSON Schema, or the name of a file that holds one.

        Raises `UsageError` when it is neither.
        """
        from jsonschema.exceptions import SchemaError
        from jsonschema.validators import validator_for
        from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

        document = _load(schema)
        validator = validator_for(document)
        try:
            validator.check_schema(document)
        except (SchemaError, RecursionError) as error:
            reason = error.message if isinstance(error, SchemaError) else "it is nested too deeply"
            raise UsageError(
                f"--expect-json: not a JSON Schema: {_shortened(reason)}.",
                hint="See https://json-schema.org for the format.",
            ) from error
        # With this registry, a reference to elsewhere is an error: nothing is ever fetched.
        self._validator = validator(document, registry=REGISTRY)

    def judge(self, observation: Observation) -> Verdict:
        """Fails when standard output is no JSON or breaks the schema."""
        from referencing.exceptions import Unresolvable

        text = observation.execution.stdout
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            return Verdict(
                self.id, Judgement.FAIL, f"standard output is not JSON: {error}", text[-500:]
            )
        try:
            found = islice(self._validator.iter_errors(value), MAX_SORTED)
            errors = sorted(found, key=lambda error: list(map(str, error.path)))
        except RecursionError:
            return Verdict(self.id, Judgement.INCONCLUSIVE, "the document is nested too deeply")
        except Unresolvable as error:
            detail = f"the schema refers to {error.ref!r}, which is not in it"
            return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
        if not errors:
            return Verdict(self.id, Judgement.PASS, "standard output satisfies the schema")
        lines = [_shortened(f"{e.json_path}: {e.message}") for e in errors[:MAX_ERRORS]]
        return Verdict(self.id, Judgement.FAIL, lines[0], "\n".join(lines))


def _shortened(text: str) -> str:
    """Returns `text` fit for one line: messages quote the whole document."""
    text = " ".join(text.split())
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"


def _load(schema: str) -> Any:
    text = schema
    if not schema.lstrip().startswith("{") and schema.strip() not in ("true", "false"):
        try:
            path = Path(os.path.realpath(schema))
            # A session's branch can name a schema too: no pipe, device or huge file is read.
            file = read_regular(path.parent, path.name, MAX_SCHEMA_BYTES)
            if file is None:
                raise OSError("it is no regular file of up to 1 MiB")
            text = file.data.decode("utf-8-sig")
        except (OSError, ValueError) as error:
            raise UsageError(
                f"--expect-json: cannot read the schema {schema!r}: {error}.",
                hint='Give a file, or the schema itself: --expect-json \'{"type": "array"}\'',
            ) from error
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"--expect-json: the schema is not JSON: {error}.",
            hint='Give a file, or the schema itself: --expect-json \'{"type": "array"}\'',
        ) from error
    if not isinstance(document, dict | bool):
        raise UsageError(
            "--expect-json: a JSON Schema is an object, true or false.",
            hint="See https://json-schema.org for the format.",
        )
    return document
