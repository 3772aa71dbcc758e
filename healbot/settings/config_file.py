"""Reads the repository's own settings: ``.healbot.toml`` or ``[tool.healbot]`` in pyproject.toml.

The bytes come from the commit that HEAD names. Whoever wrote them may be hostile: size, kind and
nesting are checked before anything is parsed, and nothing in them is believed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from healbot.core.errors import Refused, UsageError
from healbot.filesystem import read_regular
from healbot.ledger.plumbing import Plumbing, TreeEntry
from healbot.settings.catalogue import is_inside
from healbot.settings.kinds import shown

OWN_FILE = ".healbot.toml"
SHARED_FILE = "pyproject.toml"
MAX_BYTES = {OWN_FILE: 64 << 10, SHARED_FILE: 256 << 10}
"""Far above what a person writes."""
MAX_DOTS = 300
"""In one line: the time `tomllib` takes grows with the square of a dotted key's length."""

_LONGEST_PATH = 400
_FORMS = {"120000": "a symbolic link", "160000": "a submodule", "040000": "a folder"}


@dataclass(frozen=True)
class Config:
    """What the base commit sets."""

    source: str = ""
    """Such as ``pyproject.toml (HEAD)``; empty when there is no such file."""
    values: Mapping[str, object] = field(default_factory=dict)
    """The table as it stands, unchecked."""
    commit: str | None = None
    """The commit it was read from."""
    notes: tuple[str, ...] = ()
    """Sentences on what was passed over."""


class _NoTable(Exception):
    """The text cannot be read as settings; the sentence's end says why."""


def config_at(folder: Path) -> Config:
    """Returns what the repository that holds `folder` sets; nothing when it is bare or none.

    Raises what `read_config` raises.
    """
    try:
        plumbing = Plumbing(folder)
    except Refused as error:
        return Config(notes=(f"{error.message} No file of settings is read.",))
    with plumbing:
        return read_config(plumbing)


def read_config(plumbing: Plumbing) -> Config:
    """Returns what the repository's HEAD sets.

    Raises `UsageError` when a file of settings is not TOML or its ``python`` is a link that the
    repository brings, `Refused` when ``.healbot.toml`` is a
    link, a folder, a submodule or too large.
    """
    head = plumbing.head
    if head is None:
        return Config(notes=tuple(_waiting(plumbing, {})))
    entries = plumbing.entries(head, (OWN_FILE, SHARED_FILE))
    texts: dict[str, bytes] = {}
    notes: list[str] = []
    for name, entry in entries.items():
        problem = _form_problem(name, entry)
        if not problem:
            file = plumbing.blob(head, name)
            texts[name] = file.data if file else b""
        elif name == OWN_FILE:
            raise Refused(
                f"{_from_head(name)} is {problem}.",
                hint="Commit a small regular file of settings, or remove it.",
            )
        else:
            notes.append(f"{_from_head(name)} is {problem}: it is not searched for settings.")
    config = _chosen(texts, head)
    _check_python(plumbing, head, config)
    notes += [*config.notes, *_waiting(plumbing, texts)]
    return Config(config.source, config.values, head, tuple(notes))


def _check_python(plumbing: Plumbing, head: str, config: Config) -> None:
    """Raises when ``python`` goes through a committed link: that could lead to any program.

    The link in a virtual environment that the user made is not committed.
    """
    path = config.values.get("python")
    if not isinstance(path, str) or len(path) > _LONGEST_PATH or not is_inside(path):
        return  # the check of values says what is wrong with it
    parts = [part for part in path.split("/") if part not in ("", ".")]
    for count in range(1, len(parts) + 1):
        prefix = "/".join(parts[:count])
        entry = plumbing.entries(head, (prefix,)).get(prefix)
        if entry is not None and entry.mode in ("120000", "160000"):
            raise UsageError(
                f"{config.source} may not set python: {shown(prefix)} is {_FORMS[entry.mode]} "
                "that the repository brings, and could lead to any program.",
                hint="Remove it there; name the interpreter with --python or HEALBOT_PYTHON.",
            )


def _from_head(name: str) -> str:
    return f"{name} (HEAD)"


def _form_problem(name: str, entry: TreeEntry) -> str:
    if entry.mode not in ("100644", "100755"):
        return _FORMS.get(entry.mode, "no regular file")
    if entry.size > MAX_BYTES[name]:
        return f"larger than {MAX_BYTES[name] >> 10} KiB"
    return ""


def _chosen(texts: Mapping[str, bytes], head: str) -> Config:
    if OWN_FILE in texts:
        notes: tuple[str, ...] = ()
        try:
            if _table(SHARED_FILE, texts.get(SHARED_FILE, b"")) is not None:
                notes = (f"{OWN_FILE} counts; [tool.healbot] in {SHARED_FILE} is not read.",)
        except _NoTable:
            pass  # no matter: it would not count anyway
        table = _table_or_raise(OWN_FILE, texts[OWN_FILE]) or {}
        return Config(_from_head(OWN_FILE), table, head, notes)
    if SHARED_FILE in texts:
        shared = _table_or_raise(SHARED_FILE, texts[SHARED_FILE])
        if shared is not None:
            return Config(_from_head(SHARED_FILE), shared, head)
    return Config(commit=head)


def _table_or_raise(name: str, data: bytes) -> Mapping[str, object] | None:
    try:
        return _table(name, data)
    except _NoTable as problem:
        raise UsageError(
            f"{_from_head(name)} {problem}",
            hint="Correct it and commit it: healbot goes by the committed file.",
        ) from None


def _table(name: str, data: bytes) -> Mapping[str, object] | None:
    """Returns the table of settings, ``None`` when a pyproject.toml has none."""
    if name == SHARED_FILE and b"healbot" not in data:
        return None
    document = _parsed(data)
    if name == OWN_FILE:
        return document
    tool = document.get("tool")
    table = tool.get("healbot") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise _NoTable('must hold a table [tool.healbot], not a value "healbot".')
    return table


def _parsed(data: bytes) -> dict[str, object]:
    import tomllib

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _NoTable(f"is not UTF-8: line {line}.") from None
    for number, line_text in enumerate(text.split("\n"), 1):
        if line_text.count(".") > MAX_DOTS:
            raise _NoTable(f"is not taken: line {number} has more than {MAX_DOTS} dots.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _NoTable("is not taken: it is nested too deeply.") from None
    except ValueError as error:  # besides TOMLDecodeError: numbers of thousands of digits
        raise _NoTable(f"is not TOML: {_place_and_reason(str(error), text)}.") from None


def _place_and_reason(message: str, text: str) -> str:
    reason, _, place = message.rpartition(" (at ")
    if not reason:
        return shown(message)
    found = re.match(r"line ([0-9]+)", place)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    return f"line {line}: {shown(reason[:1].lower() + reason[1:])}"


def _waiting(plumbing: Plumbing, committed: Mapping[str, bytes]) -> list[str]:
    """Returns a sentence for each file whose settings in the work tree are not yet in HEAD."""
    found = []
    for name in (OWN_FILE, SHARED_FILE):
        file = read_regular(plumbing.root, name, MAX_BYTES[name])
        old, new = committed.get(name), file.data if file else None
        if _without_cr(old) == _without_cr(new) or _says(name, old) == _says(name, new):
            continue
        where = "in HEAD" if plumbing.head else "in a commit"
        if old is None:
            found.append(f"{name} in your work tree does not count before it is {where}.")
        elif new is None:
            found.append(f"{name} is gone from your work tree, but counts as it is in HEAD.")
        else:
            found.append(f"{name} in your work tree differs from HEAD's, which counts.")
    return found


def _without_cr(data: bytes | None) -> bytes | None:
    return None if data is None else data.replace(b"\r\n", b"\n")


def _says(name: str, data: bytes | None) -> object:
    """Returns what a file sets, to be compared; of one that cannot be read, its bytes."""
    if data is None:
        return None
    try:
        return _table(name, data)
    except _NoTable:
        return data
