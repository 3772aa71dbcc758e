"""The verb ``config``: every setting, its value and where that comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from healbot.cli.group import cli, json_option, print_json
from healbot.cli.options import setting_options, settings_from, take_flags
from healbot.settings.catalogue import KEYS

if TYPE_CHECKING:
    from healbot.settings.config_file import Config
    from healbot.settings.model import Settings

_WORDS_FOR_NOTHING = {
    "python": "the project's own",
    "generators": "all",
    "model": "by the key",
    "escalate": "none",
    "co-author": "none",
}


@cli.command()
@setting_options
@json_option
def config(as_json: bool, **options: Any) -> None:
    """Shows every setting and where its value comes from.

    Defaults < .healbot.toml or [tool.healbot] in pyproject.toml, as committed in HEAD < HEALBOT_…
    environment variables < options. The options of healbot fix may be given to see what they do.
    """
    from healbot.settings.config_file import config_at

    found = config_at(Path.cwd())
    settings = settings_from(found, take_flags(options))
    if as_json:
        print_json(_document(found, settings))
        return
    from healbot.reports.console import console, print_table

    rows = []
    for name, key in KEYS.items():
        setting = getattr(settings, key.attribute)
        rows.append((name, _text(name, setting.value), setting.source))
    out = console()
    print_table(out, ("setting", "value", "source"), rows)
    for note in settings.notes:
        out.print(f"note: {note}")


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value) or _WORDS_FOR_NOTHING.get(name, "none")
    if isinstance(value, float):
        return f"{value:g}"
    return _WORDS_FOR_NOTHING[name] if value is None else str(value)


def _document(found: Config, settings: Settings) -> dict[str, Any]:
    items = []
    for name, key in KEYS.items():
        setting = getattr(settings, key.attribute)
        value = list(setting.value) if isinstance(setting.value, tuple) else setting.value
        items.append({"key": name, "value": value, "source": setting.source})
    return {"version": 1, "kind": "config", "file": found.source or None, "commit": found.commit,
            "settings": items, "notes": list(settings.notes)}  # fmt: skip
