"""The inputs of ``action.yml``, parsed once into one frozen struct."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar, cast

from healbot.core.admission_facts import Limits
from healbot.core.errors import UsageError
from healbot.settings.catalogue import KEYS
from healbot.settings.kinds import Choice, Kind, Switch, SwitchOrAuto, Whole, WrongValue, shown

Mode = Literal["check", "heal", "publish", "both"]
MODES: tuple[Mode, ...] = ("check", "heal", "publish", "both")
SETTINGS = (
    "generators", "model", "escalate", "language", "max-attempts", "max-cost", "max-tokens",
    "max-seconds", "timeout", "python", "sandbox", "network", "env", "protected-paths", "together",
    "author", "co-author",
)  # fmt: skip
"""Inputs that are settings; each is a key of `healbot.settings.catalogue.KEYS`."""
CHECKS = ("expect-output", "forbid-output", "expect-nonempty", "expect-json", "check")
OUTCOMES_THAT_MAY_FAIL = ("gave-up", "not-reproduced", "flaky", "refused", "declined")
MOST_HEALS = 100
"""As many earlier runs are looked at."""
MAX_LENGTH = 20_000
"""Characters of one input."""
TOKEN_VARIABLE = "HEALBOT_GITHUB_TOKEN"  # noqa: S105

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")
_TEAM = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/)?([A-Za-z0-9_-]{1,100})")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+@#-]{0,200}")
_RUN = re.compile(r"[1-9][0-9]{0,18}")

T = TypeVar("T")


@dataclass(frozen=True)
class Inputs:
    """What the workflow asks for."""

    mode: Mode = "both"
    target: str | None = None
    command: str | None = None
    arguments: tuple[str, ...] = ()
    run_id: str = ""
    """A run's number or address; ``""`` for the one of the event."""
    working_directory: Path = Path()
    checks: tuple[tuple[str, str], ...] = ()
    """(option, value) pairs such as ``("expect-output", "^total")``."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """Values by key, as flags are; what was not given is absent."""
    base: str = ""
    draft: bool | Literal["auto"] = "auto"
    squash: bool = False
    labels: tuple[str, ...] = ("healbot",)
    reviewers: tuple[str, ...] = ()
    team_reviewers: tuple[str, ...] = ()
    bundle: Path | None = None
    limits: Limits = field(default_factory=Limits)
    fail_on: frozenset[str] = frozenset({"gave-up"})


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """Returns the inputs that ``action.yml`` passed as ``INPUT_…`` variables.

    An input that is missing or blank has its default. Raises `UsageError` at the first wrong one.
    """
    reader = _Reader(environ)
    target, command = reader.text("target"), reader.text("command")
    if target and command:
        raise UsageError("The inputs target and command say two things.", hint="Give one of them.")
    return Inputs(
        mode=cast("Mode", reader.of_kind("mode", Choice(MODES), "both")),
        target=target or None,
        command=command or None,
        arguments=reader.arguments(),
        run_id=reader.matching("run-id", _run, "a run's number or address"),
        working_directory=reader.folder(),
        checks=tuple((name, line) for name in CHECKS for line in reader.lines(name)),
        settings=reader.settings(),
        base=reader.matching("base", _branch, "the name of a branch"),
        draft=cast("bool | Literal['auto']", reader.of_kind("draft", SwitchOrAuto(), "auto")),
        squash=bool(reader.of_kind("squash", Switch(), False)),
        labels=reader.words("labels", _label, "a label", default=("healbot",)),
        reviewers=reader.words("reviewers", _login, "the name of an account"),
        team_reviewers=reader.words("team-reviewers", _team, "the name of a team"),
        bundle=Path(reader.text("bundle")) if reader.text("bundle") else None,
        limits=_limits(reader),
        fail_on=_fail_on(reader),
    )


def variable(name: str) -> str:
    """Returns the environment variable of an input."""
    return "INPUT_" + name.upper().replace("-", "_")


class _Reader:
    """Reads inputs out of an environment; every method raises `UsageError` for a wrong one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str:
        value = self._environ.get(variable(name), "").strip()
        if len(value) > MAX_LENGTH:
            raise UsageError(f"The input {name} is too long.", hint=f"{MAX_LENGTH} characters fit.")
        if "\0" in value:
            raise UsageError(f"The input {name} holds a NUL.", hint="Remove it.")
        return value

    def lines(self, name: str) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.text(name).splitlines() if line.strip())

    def matching(self, name: str, fits: Callable[[str], T | None], expected: str) -> T | str:
        text = self.text(name)
        return self._fitting(name, text, fits, expected) if text else ""

    def words(
        self,
        name: str,
        fits: Callable[[str], str | None],
        expected: str,
        default: tuple[str, ...] = (),
    ) -> tuple[str, ...]:
        """Returns words that commas or line ends separate, each once."""
        if variable(name) not in self._environ:
            return default
        parts = re.split(r"[,\n]", self.text(name))
        found = (
            self._fitting(name, word.strip(), fits, expected) for word in parts if word.strip()
        )
        return tuple(dict.fromkeys(found))

    def _fitting(self, name: str, text: str, fits: Callable[[str], T | None], expected: str) -> T:
        found = fits(text)
        if found is None:
            raise _wrong(name, expected, text)
        return found

    def of_kind(self, name: str, kind: Kind, default: object) -> object:
        text = self.text(name)
        if not text:
            return default
        try:
            return kind.read(text)
        except WrongValue:
            raise _wrong(name, kind.expected, text) from None

    def arguments(self) -> tuple[str, ...]:
        text = self.text("arguments")
        try:
            return tuple(shlex.split(text))
        except ValueError:
            raise _wrong("arguments", "words as a shell would split them", text) from None

    def folder(self) -> Path:
        text = self.text("working-directory") or "."
        path = Path(text)
        if path.is_absolute() or ".." in path.parts:
            raise _wrong("working-directory", "a folder inside the checkout", text)
        return path

    def settings(self) -> dict[str, object]:
        found = {name: self.of_kind(name, KEYS[name].kind, None) for name in SETTINGS}
        return {name: value for name, value in found.items() if value is not None}


def _limits(reader: _Reader) -> Limits:
    kind, given = Whole(0, MOST_HEALS), Limits()
    return replace(
        given,
        per_commit=cast("int", reader.of_kind("heals-per-commit", kind, given.per_commit)),
        per_day=cast("int", reader.of_kind("heals-per-day", kind, given.per_day)),
    )


def _fail_on(reader: _Reader) -> frozenset[str]:
    text = reader.text("fail-on")
    if not text:
        return Inputs.fail_on
    if text == "none":
        return frozenset()
    names = ", ".join(OUTCOMES_THAT_MAY_FAIL)
    return frozenset(
        reader.words(
            "fail-on",
            lambda word: word if word in OUTCOMES_THAT_MAY_FAIL else None,
            f"none, or some of {names}",
        )
    )


def _wrong(name: str, expected: str, text: str) -> UsageError:
    return UsageError(
        f'The input {name} must be {expected}, not "{shown(text)}".',
        hint=f"See with: {name} in the workflow.",
    )


def _run(text: str) -> str | None:
    number = text.rstrip("/").partition("/actions/runs/")[2].partition("/")[0] or text
    return text if _RUN.fullmatch(number) else None


def _branch(text: str) -> str | None:
    odd = ".." in text or "//" in text or "@{" in text or text.endswith((".", "/", ".lock"))
    return text if _BRANCH.fullmatch(text) and not odd else None


def _label(text: str) -> str | None:
    return text if text.isprintable() and len(text) <= 50 else None


def _login(text: str) -> str | None:
    text = text.removeprefix("@")
    return text if _LOGIN.fullmatch(text) else None


def _team(text: str) -> str | None:
    match = _TEAM.fullmatch(text.removeprefix("@"))
    return match[1] if match else None
