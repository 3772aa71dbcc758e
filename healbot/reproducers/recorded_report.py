"""Reads what a recorder wrote in the project's interpreter.

It was in the hands of untrusted code: every field is checked for type and size. What has another
form is left out and said, so that nothing disappears in silence. Whether the report can be believed
is for the oracles to say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from healbot.core.cases import CaseOutcome, CaseResult, Comparison, SuiteReport
from healbot.core.execution import Execution

MAX_REPORT_BYTES = 64 * 1024 * 1024
MAX_CASES = 100_000
MAX_ID = 4000
"""Characters of an id; a longer one is refused: cut, it would name another case."""
MAX_TEXT = 24_000
MAX_LINE = 1000
MAX_MODULES = 20_000
_MAX_STATUS = 255
_MAX_SECONDS = 1e9
_OUTCOMES = {outcome.value: outcome for outcome in CaseOutcome}


def read_report(data: bytes | None, root: str) -> tuple[SuiteReport, int | None] | None:
    """Returns the report and the status that the runner meant to exit with.

    ``None`` when there is none. `root` is the folder under which the project appeared to the run.
    The report's ``disagreement`` tells of what could not be read.
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
    if type(status) is not int or not 0 <= status <= _MAX_STATUS:
        status = None
    given, named = _list(content.get("cases")), _list(content.get("collected"))
    cases = tuple(case for item in given[:MAX_CASES] if (case := _case(item)) is not None)
    collected = tuple(text for item in named[:MAX_CASES] if (text := _id(item)) is not None)
    lost = len(given) - len(cases) + len(named) - len(collected)
    report = SuiteReport(
        cases=cases,
        collected=collected,
        complete=status is not None and content.get("complete") is True,
        modules=_modules(content.get("modules"), root),
        disagreement=f"{lost} entries of the test runner's report are malformed" if lost else "",
    )
    return report, status


def status_disagreement(
    runner: str, report: SuiteReport, status: int | None, execution: Execution
) -> str:
    """Returns in which way report and exit status differ; ``""`` when they agree.

    `runner` is what people call the test runner, `status` what it meant to exit with.
    """
    if status is None or broke_off(execution):
        return ""  # which is said elsewhere
    if execution.exit_code != status:
        return f"{runner} ended with status {status}, but the process exited {execution.exit_code}"
    if status == 0 and report.failing:
        return f"{runner} ended with status 0, but {report.failing[0].id} failed"
    return ""


def broke_off(execution: Execution) -> bool:
    """Whether a signal or a limit ended the run."""
    return execution.stop is not None or execution.signal is not None


def _case(item: Any) -> CaseResult | None:
    if not isinstance(item, dict):
        return None
    outcome, identifier = item.get("outcome"), _id(item.get("id"))
    if not isinstance(outcome, str) or outcome not in _OUTCOMES or identifier is None:
        return None
    return CaseResult(
        id=identifier,
        outcome=_OUTCOMES[outcome],
        seconds=_seconds(item.get("seconds")),
        message=_text(item, "message")[:MAX_LINE],
        traceback=_text(item, "traceback")[-MAX_TEXT:],
        stdout=_text(item, "stdout")[-MAX_TEXT:],
        stderr=_text(item, "stderr")[-MAX_TEXT:],
        comparison=_comparison(item.get("comparison")),
    )


def _id(value: Any) -> str | None:
    """Returns an id that can stand on a command line; ``None`` for anything else."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID or "\0" in value:
        return None
    return value if _encodable(value) == value else None


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < _MAX_SECONDS:
        return 0.0
    return float(value)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return _encodable(value) if isinstance(value, str) else ""


def _encodable(text: str) -> str:
    """Returns `text` without lone surrogates, which cannot be written to any file."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _comparison(value: Any) -> Comparison | None:
    parts = [_encodable(part)[:500] for part in _list(value) if isinstance(part, str)]
    return Comparison(*parts) if len(parts) == 3 == len(value) else None


def _modules(value: Any, root: str) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    inside = root.rstrip("/") + "/"
    found = {}
    for name, file in list(value.items())[:MAX_MODULES]:
        if isinstance(file, str) and max(len(name), len(file)) <= MAX_ID:
            found[_encodable(name)] = _encodable(file).removeprefix(inside)
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
