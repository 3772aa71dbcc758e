"""Gathers all evidence about a failure through the ports; nothing is written and no model asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from healbot.core.cases import Comparison
from healbot.core.failure import Failure, RaisedException
from healbot.core.hint import MAX_HINT
from healbot.core.observation import CrashState, ObservedValue
from healbot.core.randomness import looks_random
from healbot.core.secret_values import looks_secret
from healbot.core.session import Outcome
from healbot.core.tampering import is_test_file
from healbot.generators.language_model.dossier import (
    Dossier,
    EarlierAttempt,
    FailureShown,
    LocalValue,
    Window,
)
from healbot.generators.language_model.outline import MAX_OUTLINE, outline
from healbot.generators.language_model.shown_files import may_be_shown
from healbot.generators.language_model.source_windows import (
    LOCAL_MISTAKES,
    SuspiciousLine,
    choose_windows,
)
from healbot.generators.language_model.strategy import Strategy
from healbot.generators.language_model.untrusted_text import (
    head_and_tail,
    one_line,
    sanitiser,
    without_addresses,
)
from healbot.ports import LineChange, LineHistory, Problem, Tried

MAX_MESSAGE = 2000
"""Characters of an exception's message."""
MAX_OUTPUT = 1500
"""Characters of what the run printed."""
MAX_RESULT = 1500
"""Characters of what came of an earlier attempt."""
MAX_DIFF = 2500
"""Characters of what an earlier attempt changed."""
MAX_TRIED = 6
"""Earlier attempts, the last ones; rejected ones are told besides."""
MAX_HINTS = 5
"""Hints of reviewers, the last ones."""
MAX_LOCALS = 12
MAX_VALUE = 120
"""Characters of a value."""
MAX_FIRST_OUTLINE = 1000
"""Characters of the outline until more context is wanted."""
MAX_CHANGES = 3
"""Commits in the history of the failing lines."""
_UNSHOWN_TYPES = frozenset(
    {"module", "function", "type", "builtin_function_or_method", "method", "ABCMeta", "abc.ABCMeta"}
)
_USUAL_NAMES = frozenset({"key", "keys", "tokens"})
"""Of loops over dictionaries and of parsers; hidden only with values that look like keys."""
_PYTESTS_HINT = re.compile(r"\n[ \t]*(?=\n|\Z)|\n[ \t]*Use -v to get (?:more|the full) diff\Z")
_DIFFED = re.compile(r"--- (?:a/)?(.*)")
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class ProjectFacts:
    """What is known of the project besides the problem."""

    redact: Callable[[str], str]
    """Takes secrets out of a text; keeps its lines."""
    dependencies: Callable[[], Collection[str]] = tuple
    """The normalised names that the project declares to depend on."""
    history: LineHistory | None = None
    suspicious: tuple[SuspiciousLine, ...] = ()
    """From fault localization, the most suspicious first."""
    with_outline: bool = False
    """Whether the project is outlined, for a model that cannot look around."""


def gather(problem: Problem, facts: ProjectFacts, strategy: Strategy = Strategy.NORMAL) -> Dossier:
    """Returns all evidence about the failure of `problem`.

    How much source is shown depends on `strategy`. May run the reproducer once more under a probe,
    for the values at the crash.
    """
    sanitise = sanitiser(facts.redact)

    def said(text: str) -> str:
        return without_addresses(sanitise(text))

    windows = choose_windows(problem, facts.suspicious, strategy, sanitise)
    crash = _crash(problem)
    return Dossier(
        command=one_line(sanitise(_command(problem)), 200),
        python=_python(problem),
        failure=_shown(problem.failure, said),
        windows=windows,
        locals=_locals(crash, said) if crash else (),
        crash_place=one_line(sanitise(f"{crash.function} ({crash.path}:{crash.line})"), 200)
        if crash
        else "",
        dependencies=tuple(sorted(sanitise(name) for name in facts.dependencies())),
        history=_history(windows, facts.history, sanitise),
        tried=tuple(earlier_attempt(item, sanitise) for item in _worth_telling(problem.tried())),
        hints=_hints(problem, sanitise),
        outline=_outline(problem, windows, strategy, sanitise) if facts.with_outline else "",
    )


def _command(problem: Problem) -> str:
    program, *arguments = problem.reproducer.argv or ("",)
    if PurePath(program).name.startswith("python"):
        program = "python"  # the path to it is of the machine, not of the problem
    command = " ".join([program, *arguments])
    cwd = problem.reproducer.cwd
    return command if cwd == "." else f"cd {cwd} && {command}"


def _python(problem: Problem) -> str:
    return ".".join(map(str, problem.inspector.interpreter().version[:2]))


def _outline(
    problem: Problem,
    windows: Sequence[Window],
    strategy: Strategy,
    sanitise: Callable[[str], str],
) -> str:
    limit = MAX_FIRST_OUTLINE if strategy is Strategy.NORMAL else MAX_OUTLINE
    shown = {window.path for window in windows if window.is_whole_file}
    return sanitise(outline(problem.files, limit, shown))


# ---- the failure ---------------------------------------------------------------------------


def _shown(failure: Failure, sanitise: Callable[[str], str]) -> FailureShown:
    verdicts = tuple(
        one_line(sanitise(f"{verdict.oracle}: {verdict.detail}"), 300)
        for verdict in failure.verdicts
    )
    comparison = failure.comparison
    return FailureShown(
        headline=one_line(sanitise(failure.headline), 300),
        exceptions=tuple(exception_shown(item, sanitise) for item in failure.exceptions),
        text="" if failure.exceptions else head_and_tail(sanitise(failure.traceback), 3000),
        failing_tests=tuple(one_line(sanitise(name), 200) for name in failure.failing_tests),
        comparison=comparison
        and Comparison(
            comparison.operator,
            one_line(sanitise(comparison.left), 500),
            one_line(sanitise(comparison.right), 500),
        ),
        output=head_and_tail(sanitise(failure.stdout), MAX_OUTPUT).strip(),
        verdicts=verdicts if not failure.exceptions else (),
    )


def exception_shown(exception: RaisedException, sanitise: Callable[[str], str]) -> RaisedException:
    """Returns an exception fit to be shown."""
    return replace(
        exception,
        type_name=one_line(sanitise(exception.type_name), 200),
        message=head_and_tail(_PYTESTS_HINT.sub("", sanitise(exception.message)), MAX_MESSAGE),
        notes=tuple(sanitise("\n".join(exception.notes)).split("\n")) if exception.notes else (),
        frames=tuple(
            replace(
                frame,
                path=one_line(sanitise(frame.path), 300),
                function=one_line(sanitise(frame.function), 200),
                source=one_line(sanitise(frame.source), 300),
            )
            for frame in exception.frames
        ),
        members=tuple(exception_shown(member, sanitise) for member in exception.members[:5]),
    )


# ---- values --------------------------------------------------------------------------------


def _crash(problem: Problem) -> CrashState | None:
    exception = problem.failure.exception
    if exception is None or exception.innermost is None:
        return None
    if exception.short_type in LOCAL_MISTAKES:
        return None  # no value tells more than the source
    if exception.short_type == "AssertionError" and is_test_file(exception.innermost.path):
        return None  # the assertion's message shows its values
    crash = problem.inspector.crash()
    return crash if crash is not None and may_be_shown(crash.path) else None


def _locals(crash: CrashState, sanitise: Callable[[str], str]) -> tuple[LocalValue, ...]:
    """Returns the values of the failing expression first, then the other local ones."""
    values = {**crash.expression_values, **crash.local_values}
    found: list[LocalValue] = []
    for expression, value in values.items():
        if value.type_name in _UNSHOWN_TYPES or _is_hidden(expression, value):
            continue
        shown = one_line(sanitise(_described(value)), MAX_VALUE)
        found.append(LocalValue(one_line(sanitise(expression), MAX_VALUE), shown))
    return tuple(found[:MAX_LOCALS])


def _is_hidden(expression: str, value: ObservedValue) -> bool:
    """Whether a value is of pytest's own making, tells nothing, or may be a secret by its names."""
    if "@" in expression or expression in ("self", "cls"):
        return True
    suspects = set(filter(looks_secret, _WORD.findall(expression)))
    if suspects <= _USUAL_NAMES:
        return bool(suspects) and looks_random((value.text or "").strip("'\""))
    return True


def _described(value: ObservedValue) -> str:
    """Returns a value in few words."""
    if value.text is not None:
        return f"{value.text} ({value.type_name})" if value.type_name != "NoneType" else "None"
    kind = value.type_name
    if value.length is not None:
        kind += f" of {value.length}"
    if value.keys:
        return f"{kind}, keys " + ", ".join(value.keys[:12])
    if value.item_types:
        return f"{kind}: " + ", ".join(dict.fromkeys(value.item_types))
    return kind


# ---- what was before -----------------------------------------------------------------------


def _history(
    windows: Sequence[Window], history: LineHistory | None, sanitise: Callable[[str], str]
) -> tuple[LineChange, ...]:
    """Returns the last changes of the innermost window; all in one commit tells nothing."""
    if history is None or not windows:
        return ()
    window = windows[0]
    changes = history.last_changes(window.path, window.first, window.last)
    if len(changes) < 2:
        return ()
    return tuple(
        replace(change, subject=one_line(sanitise(change.subject), 100))
        for change in changes[:MAX_CHANGES]
    )


def _worth_telling(tried: Sequence[Tried]) -> list[Tried]:
    """Returns the last attempts, and before them those that a person did not want."""
    rejected = [item for item in tried[:-MAX_TRIED] if item.is_rejected]
    return [*rejected[-MAX_TRIED:], *tried[-MAX_TRIED:]]


def _hints(problem: Problem, sanitise: Callable[[str], str]) -> tuple[str, ...]:
    shown = (head_and_tail(sanitise(hint.text), MAX_HINT) for hint in problem.hints[-MAX_HINTS:])
    return tuple(text for text in shown if text.strip())


def earlier_attempt(tried: Tried, sanitise: Callable[[str], str]) -> EarlierAttempt:
    """Returns what a model is told about an attempt."""
    attempt = tried.attempt
    return EarlierAttempt(
        attempt.number,
        attempt.outcome,
        head_and_tail(sanitise(_diff_shown(tried.diff)), MAX_DIFF),
        _result(tried, sanitise),
        tried.is_rejected,
    )


def _diff_shown(diff: str) -> str:
    """Returns a diff without the files that may not be shown."""
    pieces = re.split(r"(?m)^(?=--- )", diff)
    return "".join(
        piece
        for piece in pieces
        if not (found := _DIFFED.match(piece)) or may_be_shown(found[1].strip())
    )


def _result(tried: Tried, sanitise: Callable[[str], str]) -> str:
    attempt = tried.attempt
    if attempt.outcome is Outcome.DUPLICATE:
        return ""
    if attempt.outcome is Outcome.SAME_FAILURE:
        return sanitise(attempt.headline_after)  # an assertion's values may be others
    failed = [
        f"{check.oracle}: {check.detail}" for check in attempt.checks if check.judgement != "pass"
    ]
    said = [attempt.traceback_after or attempt.headline_after, *failed]
    return head_and_tail(without_addresses(sanitise("\n".join(filter(None, said)))), MAX_RESULT)
