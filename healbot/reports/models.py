"""Which language models are at hand, for people and as JSON data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from healbot.core.model_call import ProviderStatus
from healbot.reports.console import console, print_table
from healbot.reports.errors import one_line

MAX_NAMED = 8
"""Models of one provider that a person is shown."""


def print_models(found: Sequence[ProviderStatus], chosen: str | None) -> None:
    """Prints a row for each provider and which model would be asked (``PROVIDER:NAME``)."""
    out = console()
    rows = []
    for status in found:
        names = ", ".join(status.models[:MAX_NAMED])
        more = len(status.models) - MAX_NAMED
        names += f" and {more} more" if more > 0 else ""
        rows.append((status.provider, _state(status), names or status.detail))
    print_table(out, ("provider", "state", "models"), rows)
    if chosen is None:
        out.print("No language model is configured: healbot works with its own generators alone.")
        return
    provider, _, name = chosen.partition(":")
    label = chosen if name else f"the default model of {provider}"
    out.print(f"healbot fix would ask {one_line(label)}.")


def _state(status: ProviderStatus) -> str:
    if not status.configured:
        return "not configured"
    return "answers" if status.reachable else "does not answer"


def models_json(found: Sequence[ProviderStatus], chosen: str | None) -> dict[str, Any]:
    """Returns the same as JSON data of ``report.schema.json``."""
    return {
        "version": 1,
        "kind": "models",
        "chosen": chosen,
        "providers": [
            {
                "provider": status.provider,
                "variable": status.variable,
                "configured": status.configured,
                "reachable": status.reachable,
                "detail": status.detail,
                "base_url": status.base_url,
                "models": list(status.models),
            }
            for status in found
        ],
    }
