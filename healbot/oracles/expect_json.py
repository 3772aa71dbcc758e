"""``expect-json``: standard output is JSON that satisfies a JSON Schema."""

from __future__ import annotations

import json
import os
import re
from itertools import islice
from pathlib import Path
from typing import Any

from healbot.core.errors import UsageError
from healbot.core.verdict import Judgement, Verdict
from healbot.filesystem import read_regular
from healbot.oracles.bounded import Unfinished, bounded
from healbot.ports import Observation

MAX_SCHEMA_BYTES = 1024 * 1024
MAX_ERRORS = 5
MAX_SORTED = 100
"""Only so many errors are looked for: an output may have as many as bytes."""
_EXPENSIVE = ("$ref", "$dynamicRef", "$recursiveRef", "pattern")
"""Words that patterns and references need: with them a comparison may never end."""
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

        document = _load(schema)
        try:
            validator_for(document).check_schema(document)
        except (SchemaError, RecursionError, OverflowError) as error:
            reason = error.message if isinstance(error, SchemaError) else "it is out of bounds"
            raise UsageError(
                f"--expect-json: not a JSON Schema: {_shortened(reason)}.",
                hint="See https://json-schema.org for the format.",
            ) from error
        self._schema = document
        self._takes_its_time = any(word in json.dumps(document) for word in _EXPENSIVE)

    def judge(self, observation: Observation) -> Verdict:
        """Fails when standard output is no JSON or breaks the schema."""
        text = observation.execution.stdout
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            return Verdict(
                self.id, Judgement.FAIL, f"standard output is not JSON: {error}", text[-500:]
            )
        try:
            if self._takes_its_time:
                errors, unclear = bounded(errors_in, self._schema, text)
            else:
                errors, unclear = errors_in(self._schema, text)
        except Unfinished as error:
            detail = f"comparing what was printed with the schema {error}"
            return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
        if unclear:
            return Verdict(self.id, Judgement.INCONCLUSIVE, unclear)
        if not errors:
            return Verdict(self.id, Judgement.PASS, "standard output satisfies the schema")
        return Verdict(self.id, Judgement.FAIL, errors[0], "\n".join(errors))


def errors_in(schema: Any, text: str) -> tuple[list[str], str]:
    """Returns how a JSON document breaks a schema, one line each, and why that is not known.

    The last is ``""`` when it is. Takes as long as it takes.
    """
    from jsonschema.validators import validator_for
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
    from referencing.exceptions import Unresolvable

    # With this registry, a reference to elsewhere is an error: nothing is ever fetched.
    validator = validator_for(schema)(schema, registry=REGISTRY)
    try:
        found = islice(validator.iter_errors(json.loads(text)), MAX_SORTED)
        errors = sorted(found, key=lambda error: list(map(str, error.path)))
    except RecursionError:
        return [], "the document is nested too deeply"
    except Unresolvable as error:
        return [], f"the schema refers to {error.ref!r}, which is not in it"
    except (re.error, OverflowError) as error:  # in a part that only a reference leads to
        return [], f"a pattern of the schema is not a regular expression: {error}"
    return [_shortened(f"{e.json_path}: {e.message}") for e in errors[:MAX_ERRORS]], ""


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
