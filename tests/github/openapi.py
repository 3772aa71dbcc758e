"""Holds requests and answers against GitHub's own OpenAPI description (a trimmed copy of it).

The description is OpenAPI 3.0, whose schemas are almost JSON Schema: ``nullable`` is translated.
The check is stricter than GitHub: a field that the description does not know is an error, for a
client that sends it or reads it from the fake would learn something that is not true.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.github.trim_openapi import METHODS, TRIMMED

_ROOT = "urn:openapi:github"
_ERRORS = "#/components/schemas/basic-error"
_GENERAL_STATUSES = frozenset({301, 400, 401, 403, 404, 410, 415, 422, 429, 500, 502, 503, 504})
"""Answers that any operation may give although not every operation lists them."""
_COMBINATIONS = ("allOf", "anyOf", "oneOf")
_ALSO_NULL = (
    "pull-request-simple/properties/labels/items/properties/description",
    "pull-request-simple/properties/head/properties/repo",
    "pull-request/properties/head/properties/repo",
    "pull-request/properties/head/properties/user",
    "workflow-run/properties/head_repository",
)
"""Schemas that are stricter than what GitHub answers: a label may have no description, and pull
requests and runs have no head repository when the fork is gone."""
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    id: str
    """Such as ``pulls/create``."""
    method: str
    path: str
    """With ``{parameters}``."""
    pattern: re.Pattern[str]
    content: Mapping[str, Any] = field(repr=False)

    @property
    def pointer(self) -> str:
        """Where the operation stands in the description."""
        return f"{_ROOT}#/paths/{_escaped(self.path)}/{self.method}"


@dataclass(frozen=True)
class Match:
    """An operation and what its path's parameters are in one request."""

    operation: Operation
    parameters: Mapping[str, str]


class OpenAPI:
    """GitHub's description of its API."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._description: dict[str, Any] = json.loads(json.dumps(description))
        _translate_all(self._description)
        resource = DRAFT202012.create_resource(self._description)
        self._registry: Registry[Any] = Registry().with_resource(_ROOT, resource)
        self.operations = sorted(
            (
                Operation(content["operationId"], method, path, _pattern(path), content)
                for path, item in self._description["paths"].items()
                for method, content in item.items()
                if method in METHODS
            ),
            key=lambda operation: -len(re.sub(r"\{\w+\}", "", operation.path)),
        )

    def match(self, method: str, path: str) -> Match | None:
        """Returns the operation of a request; ``None`` when GitHub (or this copy) has none."""
        for operation in self.operations:
            if operation.method == method.lower() and (found := operation.pattern.match(path)):
                values = {name: unquote(value) for name, value in found.groupdict().items()}
                return Match(operation, values)
        return None

    def request_errors(
        self, match: Match, query: Mapping[str, str], body: Any, *, has_body: bool
    ) -> Sequence[str]:
        """Returns what is wrong with a request, one sentence each; `body` is parsed JSON."""
        operation = match.operation
        if operation.id == "issues/add-labels" and isinstance(body, list):
            body = {"labels": body}  # an older form, which GitHub still takes
        errors = self._parameter_errors(operation, match.parameters, "path")
        errors += self._parameter_errors(operation, query, "query")
        media = operation.content.get("requestBody", {}).get("content", {})
        if "application/json" not in media:
            return [*errors, "the request has a body"] if has_body else errors
        if not has_body:
            needed = operation.content["requestBody"].get("required", False)
            return [*errors, "the request has no body"] if needed else errors
        pointer = f"{operation.pointer}/requestBody/content/application~1json/schema"
        return errors + self._errors({"$ref": pointer}, body, "body")

    def response_errors(self, match: Match, status: int, body: Any) -> Sequence[str]:
        """Returns what is wrong with an answer; `body` is ``None`` when it is empty."""
        listed = match.operation.content["responses"]
        if status >= 400 and isinstance(body, dict):
            body = {key: value for key, value in body.items() if key != "status"}  # undescribed
        if str(status) not in listed:
            if status not in _GENERAL_STATUSES:
                return [f"the answer has status {status}, which GitHub does not give"]
            return self._errors({"$ref": _ROOT + _ERRORS}, body, "answer")
        pointer = f"{match.operation.pointer}/responses/{status}"
        response = listed[str(status)]
        if "$ref" in response:
            pointer = _ROOT + response["$ref"]
            response = _at(self._description, response["$ref"].removeprefix("#/"))
        if "application/json" not in response.get("content", {}):
            if status >= 400:  # described without the body that it has
                return self._errors({"$ref": _ROOT + _ERRORS}, body, "answer")
            return [] if body is None else [f"the answer with status {status} has a body"]
        pointer += "/content/application~1json/schema"
        return self._errors({"$ref": pointer}, body, "answer")

    def _parameter_errors(
        self, operation: Operation, values: Mapping[str, str], place: str
    ) -> list[str]:
        errors = []
        known = {}
        for parameter in operation.content.get("parameters", ()):
            if "$ref" in parameter:
                parameter = _at(self._description, parameter["$ref"].removeprefix("#/"))
            if parameter["in"] == place:
                known[parameter["name"]] = parameter
        for name, value in values.items():
            if name not in known:
                errors.append(f"{place}: there is no parameter {name!r}")
                continue
            schema = known[name]["schema"]
            errors += self._errors(schema, _typed(value, schema), f"{place} {name}")
        missing = [
            name for name, found in known.items() if found.get("required") and name not in values
        ]
        return errors + [f"{place}: {name!r} is missing" for name in missing]

    def _errors(self, schema: Mapping[str, Any], instance: Any, place: str) -> list[str]:
        if "$ref" in schema and schema["$ref"].startswith("#"):
            schema = {"$ref": _ROOT + schema["$ref"]}
        validator = Draft202012Validator(schema, registry=self._registry, format_checker=FORMATS)
        found = []
        for error in validator.iter_errors(instance):
            leaf = best_match([error]) or error
            where = "/".join(str(part) for part in leaf.absolute_path)
            found.append(f"{place} {where}: {leaf.message[:300]}")
        return found


def _at(node: Any, path: str) -> Any:
    """Returns what stands at a path of keys; an empty schema where there is none."""
    for part in path.split("/"):
        node = node.get(part.replace("~1", "/").replace("~0", "~"), {})
    return node


def _escaped(part: str) -> str:
    escaped = part.replace("~", "~0").replace("/", "~1")
    return escaped.replace("{", "%7B").replace("}", "%7D")


_LONG = {"path": ".*", "ref": ".+", "branch": ".+", "basehead": ".+"}


def _pattern(path: str) -> re.Pattern[str]:
    """Names of branches and paths may come with their slashes as they are; the root has none."""
    text = re.escape(path)
    for name in re.findall(r"\{(\w+)\}", path):
        value = f"(?P<{name}>{_LONG.get(name, '[^/]+')})"
        text = text.replace(re.escape("{" + name + "}"), value)
    return re.compile(text + r"\Z")


def _typed(value: str, schema: Mapping[str, Any]) -> Any:
    """Returns a parameter as its schema wants to see it."""
    kinds = [schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())]
    types = {kind.get("type") for kind in kinds}
    if "integer" in types and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "boolean" in types and value in ("true", "false"):
        return value == "true"
    return value


# From OpenAPI 3.0 to JSON Schema -----------------------------------------------------------------


def _translate_all(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for path in _ALSO_NULL:
        _at(schemas, path).setdefault("nullable", True)
    _at(description["components"], "parameters/created/schema").pop("format", None)  # a range
    others = list(_media_schemas(description))
    for schema in (*schemas.values(), *others):
        _translate(schema)
    closing = _Closing(schemas, others)
    for schema in (*schemas.values(), *others):
        closing.close_parts(schema)
    for schema in (*(schemas[name] for name in schemas.keys() - closing.shared), *others):
        closing.close(schema)


def _media_schemas(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the schemas of bodies that stand where they are used."""
    places = list(description["components"].get("responses", {}).values())
    for item in description["paths"].values():
        for operation in item.values():
            places += [*operation["responses"].values(), operation.get("requestBody", {})]
    for place in places:
        for kind in place.get("content", {}).values():
            if "schema" in kind:
                yield kind["schema"]


def _translate(schema: dict[str, Any]) -> None:
    """Makes ``nullable`` a type, in place and in all parts."""
    for part in _parts(schema):
        _translate(part)
    if not schema.pop("nullable", False):
        return
    if "type" in schema and not any(key in schema for key in (*_COMBINATIONS, "$ref")):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    else:
        whole = dict(schema)
        schema.clear()
        schema["anyOf"] = [{"type": "null"}, whole]


def _parts(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [part for key in _COMBINATIONS for part in schema.get(key, ())]
    found += schema.get("properties", {}).values()
    for key in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(key), dict):
            found.append(schema[key])
    return found


def _all(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for part in _parts(schema):
        yield from _all(part)


class _Closing:
    """Forbids properties that no part of a schema names, where a schema names any."""

    def __init__(self, schemas: Mapping[str, Any], others: Sequence[dict[str, Any]]) -> None:
        self._schemas = schemas
        self.shared = {
            part["$ref"].rpartition("/")[2]
            for schema in (*schemas.values(), *others)
            for whole in _all(schema)
            for part in whole.get("allOf", ())
            if "$ref" in part
        }
        """Names of schemas that are only a part of others, which may name more."""

    def close_parts(self, schema: dict[str, Any]) -> None:
        for part in _parts(schema):
            self.close_parts(part)
        for value in schema.get("properties", {}).values():
            self.close(value)
        if isinstance(schema.get("items"), dict):
            self.close(schema["items"])

    def close(self, schema: dict[str, Any]) -> None:
        if "$ref" in schema and schema["$ref"].rpartition("/")[2] not in self.shared:
            return  # closed where it stands
        if not self._names_all(schema):
            return
        is_plain = not any(key in schema for key in ("$ref", *_COMBINATIONS))
        schema["additionalProperties" if is_plain else "unevaluatedProperties"] = False

    def _names_all(self, schema: Mapping[str, Any]) -> bool:
        """Whether every object that fits has properties of known names only."""
        if "$ref" in schema:
            return self._names_all(self._schemas[schema["$ref"].rpartition("/")[2]])
        if "additionalProperties" in schema:
            return schema["additionalProperties"] is False
        if "properties" in schema:
            return True
        if schema.get("allOf"):
            return any(self._names_all(part) for part in schema["allOf"])
        choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        objects = [part for part in choices if _may_be_object(part)]
        return bool(objects) and all(self._names_all(part) for part in objects)


def _may_be_object(schema: Mapping[str, Any]) -> bool:
    kind = schema.get("type", "object")
    return "object" in (kind if isinstance(kind, list) else [kind])


@cache
def github() -> OpenAPI:
    """Returns GitHub's description, loaded once."""
    return OpenAPI(json.loads(TRIMMED.read_text(encoding="utf-8")))
