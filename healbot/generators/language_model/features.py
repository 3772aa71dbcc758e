"""What a server can do, found out by asking: many speak only a part of a provider's protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from healbot.generators.language_model.exchange import Answer

_MAY_MEAN_UNSUPPORTED = frozenset({400, 404, 422, 500, 501})
"""llama.cpp answers 500 to tools without a template for them, OpenRouter 404."""


@dataclass(frozen=True)
class Features:
    """What is asked of a server."""

    schema: bool = True
    """Structured output."""
    tools: bool = True
    caching: bool = True
    """Marks for Anthropic's prompt cache."""
    max_completion_tokens: bool = True
    """OpenAI's name for the cap on output; others call it ``max_tokens``."""


_WORDS: Mapping[str, tuple[str, ...]] = {
    "max_completion_tokens": ("max_completion_tokens", "max_tokens"),
    "caching": ("cache_control",),
    "schema": (
        "response_format", "output_config", "output_format", "json_schema", "schema",
        "structured output", "response mime type", "grammar",
    ),
    "tools": ("tool", "function call"),
}  # fmt: skip
"""How an error names a feature, the most specific words first."""


def without_unsupported(
    features: Features, asked: frozenset[str], answer: Answer, tried: frozenset[str]
) -> tuple[Features, str] | None:
    """Returns `features` without the one that `answer` says is unsupported, and that one's name.

    `asked` are the features that the request used; `tried` those that were swapped already for it.
    ``None`` when the answer is about something else.
    """
    error = answer.error
    if error is None or answer.status not in _MAY_MEAN_UNSUPPORTED:
        return None
    for text in (error.param.lower(), error.words):
        for name, words in _WORDS.items():
            if name in asked and name not in tried and any(word in text for word in words):
                return replace(features, **{name: not getattr(features, name)}), name
    return None


def strict_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Returns `schema` as strict structured output wants it: every object closed, every property
    required, no bounds on lengths and numbers (providers refuse those)."""
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):  # their keys are names, not words of JSON Schema
            result[key] = {name: _strict(part) for name, part in value.items()}
        elif key not in _BOUNDS:
            result[key] = _strict(value)
    if "properties" in result:
        result["additionalProperties"] = False
        result["required"] = list(result["properties"])
    return result


def _strict(value: Any) -> Any:
    if isinstance(value, Mapping):
        return strict_schema(value)
    return [_strict(entry) for entry in value] if isinstance(value, list | tuple) else value


_BOUNDS = frozenset(
    {
        "$schema", "default", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern",
    }
)  # fmt: skip
