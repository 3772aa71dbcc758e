"""Lays the layers of settings over each other; each value is checked where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from healbot.core.errors import UsageError
from healbot.settings.catalogue import KEYS, NEVER_IN_FILE, Key, objection_to
from healbot.settings.config_file import Config
from healbot.settings.kinds import WrongValue, described, shown
from healbot.settings.model import Setting, Settings

_PREFIX = "HEALBOT_"


def resolve(
    config: Config,
    environ: Mapping[str, str],
    flags: Mapping[str, object],
    *,
    generators: Iterable[str],
    session: tuple[str, Mapping[str, object]] | None = None,
) -> Settings:
    """Returns the settings: defaults < `config` < `session` < `environ` < `flags`.

    `flags` are values by key; those that are ``None`` or an empty tuple were not given. `session`
    is a branch and what its session was started with. `generators` are the names that exist.
    Raises `UsageError` with one sentence at the first thing that is wrong.
    """
    found: dict[str, Setting[Any]] = {}
    for name, value in config.values.items():
        key = _key_in_file(name, config.source)
        found[key.name] = Setting(_from_file(key, value, config.source), config.source)
    if session is not None:
        branch, recorded = session
        for name, value in recorded.items():
            checked = _checked(KEYS[name], value, f"{branch}: {name}", KEYS[name].example)
            found[name] = Setting(checked, branch)
    found |= _of_environment(environ)
    for name, value in flags.items():
        if value is not None and value != ():
            key = KEYS[name]
            example = f"{key.flag} {key.example_variable}"
            found[name] = Setting(_checked(key, value, key.flag, example), key.flag)
    _check_generators(found.get("generators"), tuple(generators))
    by_attribute: dict[str, Any] = {KEYS[name].attribute: item for name, item in found.items()}
    return Settings(**by_attribute, notes=(*config.notes, *_misspelt(environ)))


def _misspelt(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Returns a sentence for each variable that looks like one of healbot's, but is none."""
    known = {key.variable.removeprefix(_PREFIX): key for key in KEYS.values()}
    found = []
    for variable in sorted(environ):
        word = variable.removeprefix(_PREFIX)
        if variable.startswith(_PREFIX) and word not in known:
            close = get_close_matches(word[:40], known, 1, 0.8)
            if close:
                meant = known[close[0]].variable
                found.append(f"{shown(variable)} is not read; did you mean {meant}?")
    return tuple(found)


def _of_environment(environ: Mapping[str, str]) -> dict[str, Setting[Any]]:
    found = {}
    for key in KEYS.values():
        text = environ.get(key.variable, "").strip()
        if not text:  # a CI passes on an input that was not given as an empty variable
            continue
        if key.why_not_in_environment:
            raise UsageError(
                f"{key.variable} is refused: it would {key.why_not_in_environment}.",
                hint=f"Say it each time, on the command line: {key.flag}",
            )
        try:
            found[key.name] = Setting(key.kind.read(text), key.variable)
        except WrongValue:
            raise UsageError(
                f'{key.variable} must be {key.kind.expected}, not "{shown(text)}".',
                hint=f"For example: {key.variable}={key.example_variable}",
            ) from None
    return found


def _checked(key: Key, value: object, what: str, example: str) -> object:
    try:
        return key.kind.checked(value)
    except WrongValue:
        raise UsageError(
            f"{what} must be {key.kind.expected}, not {described(value)}.",
            hint=f"For example: {example}",
        ) from None


def _from_file(key: Key, value: object, source: str) -> object:
    what, checked = key.name, value
    if not key.why_not_in_file:
        checked = _checked(key, value, f"{source}: {key.name}", f"{key.name} = {key.example}")
        what += f" to {described(value)}"
    objection = objection_to(key, checked)
    if not objection:
        return checked
    ways = key.flag if key.why_not_in_environment else f"{key.flag} or {key.variable}"
    raise UsageError(
        f"{source} may not set {what}: it would {objection}.",
        hint=f"Remove it there; say it where healbot is started, with {ways}.",
    )


def _key_in_file(name: str, source: str) -> Key:
    spelt = name[:40].lower().replace("_", "-")
    key = KEYS.get(spelt)
    if key is not None and (key.name == name or key.why_not_in_file):
        return key
    if key is not None:
        raise UsageError(
            f'{source}: "{shown(name)}" is spelt {key.name}.',
            hint=f"For example: {key.name} = {key.example}",
        )
    if spelt in NEVER_IN_FILE:
        raise UsageError(
            f"{source} may not set {shown(name)}: it would {NEVER_IN_FILE[spelt]}.",
            hint="Remove it there; such things are said where healbot is started.",
        )
    if spelt == "tool":
        raise UsageError(
            f"{source} holds settings without a heading, not [tool.healbot].",
            hint="Remove the line [tool.healbot].",
        )
    settable = [key.name for key in KEYS.values() if not key.why_not_in_file]
    nearest = get_close_matches(spelt, settable, 1, 0.0)[0]
    raise UsageError(
        f'{source}: there is no setting "{shown(name)}"; the nearest is {nearest}.',
        hint=f"There are: {', '.join(settable)}",
    )


def _check_generators(setting: Setting[Any] | None, known: tuple[str, ...]) -> None:
    for name in setting.value if setting else ():
        if name not in known:
            raise UsageError(
                f"There is no generator '{shown(name)}' ({setting.source if setting else ''}).",
                hint=f"There is: {', '.join(known)}",
            )
