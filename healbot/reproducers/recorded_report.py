"""Reads what a recorder wrote in the project's interpreter.

It was in the hands of untrusted code: every field is checked, and what has another form is left
out. Whether the report can be believed is for the oracles to say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from healbot.core.cases import CaseOutcome, CaseResult, Comparison, SuiteReport

MAX_REPORT_BYTES = 64 * 1024 * 1024
_MAX_CASES = 50_000
_OUTCOMES = {outcome.value: outcome for outcome in CaseOutcome}


def read_report(data: bytes | None, root: str) -> tuple[SuiteReport, int | None] | None:
    """Returns the report and the status that the runner meant to exit with.

    ``None`` when there is none. `root` is the folder under which the project appeared to the run.
    """
    if data is None:
        return None
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    status = content.get("status")
    status = status if isinstance(status, int) and not isinstance(status, bool) else None
    cases = [_case(item) for item in _list(content.get("cases"))[:_MAX_CASES]]
    collected = _list(content.get("collected"))[:_MAX_CASES]
    report = SuiteReport(
        cases=tuple(case for case in cases if case is not None),
        collected=tuple(item for item in collected if isinstance(item, str)),
        complete=status is not None,
        modules=_modules(content.get("modules"), root),
    )
    return report, status


def _case(item: Any) -> CaseResult | None:
    if not isinstance(item, dict):
        return None
    outcome = _OUTCOMES.get(str(item.get("outcome")))
    identifier = item.get("id")
    if outcome is None or not isinstance(identifier, str):
        return None
    seconds = item.get("seconds")
    usable = isinstance(seconds, int | float) and 0 <= seconds < 1e9
    return CaseResult(
        id=identifier,
        outcome=outcome,
        seconds=float(seconds) if usable and seconds is not None else 0.0,
        message=_text(item, "message"),
        traceback=_text(item, "traceback"),
        stdout=_text(item, "stdout"),
        stderr=_text(item, "stderr"),
        comparison=_comparison(item.get("comparison")),
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _comparison(value: Any) -> Comparison | None:
    parts = _list(value)
    if len(parts) != 3 or not all(isinstance(part, str) for part in parts):
        return None
    return Comparison(*parts)


def _modules(value: Any, root: str) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    inside = root.rstrip("/") + "/"
    return {
        name: file.removeprefix(inside) for name, file in value.items() if isinstance(file, str)
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
