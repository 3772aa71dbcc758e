"""Sessions on their way from the job that runs untrusted code to the one that may push.

A bundle folder holds ``sessions.bundle`` (their branches as ``git bundle`` writes them, without the
commits that they start from), ``manifest.json`` and ``report.json`` (what ``healbot fix --json``
printed). Who opens it trusts none of it: the job that wrote it ran code of strangers.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healbot.core.attribution import BOT
from healbot.core.errors import EnvironmentProblem, UsageError
from healbot.ledger.bundle_file import BundleFile, BundleLimits, DamagedBundle
from healbot.ledger.bundle_manifest import BUNDLE, MANIFEST, MAX_BYTES, REPORT, Manifest
from healbot.ledger.checked_session import CheckedSession, Identity, check_session
from healbot.ledger.commands import GitFailed
from healbot.ledger.git_ledger import GitLedger
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.quarantine import Quarantine

_HEADS = "refs/heads/"
LIMITS = BundleLimits()


@dataclass(frozen=True)
class OpenedBundle:
    """The sessions of a bundle, examined, and the repository that holds them meanwhile."""

    sessions: tuple[CheckedSession, ...]
    store: Quarantine
    report: Mapping[str, Any]
    """``report.json`` as it is: nothing of it has been checked but that it is an object. Take only
    single words from a closed list out of it."""


def write_bundle(
    folder: Path,
    plumbing: Plumbing,
    ledger: GitLedger,
    branches: Sequence[str],
    report: Mapping[str, Any],
) -> Manifest:
    """Writes a bundle folder of the sessions on `branches`; what lies there is replaced.

    Returns its manifest. Raises `UsageError` when there is no such branch, `HandsOff` when
    someone else's commits are on it, `EnvironmentProblem` when it cannot be written.
    """
    names = tuple(dict.fromkeys(branches))
    if len(names) > LIMITS.branches:
        raise UsageError(
            f"{len(names)} sessions are too many for one bundle.",
            hint=f"Up to {LIMITS.branches} are published at once: name fewer targets.",
        )
    manifest = Manifest(names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in (BUNDLE, MANIFEST, REPORT):
            (folder / old).unlink(missing_ok=True)
        if names:
            _write_sessions(folder / BUNDLE, plumbing, ledger, names)
        (folder / REPORT).write_text(json.dumps(report, indent=2) + "\n", "utf-8")
        (folder / MANIFEST).write_bytes(manifest.to_bytes())  # last: with it, all is there
    except OSError as error:
        raise EnvironmentProblem(
            f"The bundle could not be written to {folder}: {error.strerror}.",
            hint="Name a folder that healbot may write to.",
        ) from error
    return manifest


def _write_sessions(
    path: Path, plumbing: Plumbing, ledger: GitLedger, names: Sequence[str]
) -> None:
    tips, bases = {}, set()
    for name in names:
        branch = ledger.load(name)
        tips[name] = branch.tip
        bases.add(plumbing.objects.commit(branch.entries[0].commit).parents[0])
    git = plumbing.isolated
    # The private repository has no refs of the user's; bundle takes the names from its own.
    git.run("update-ref", "--stdin", stdin=_ref_updates(tips))
    absolute = str(path.absolute())
    refs = [_HEADS + name for name in names]
    git.run("bundle", "create", "--quiet", absolute, *refs, *(f"^{base}" for base in bases))


def _ref_updates(tips: Mapping[str, str]) -> bytes:
    return "".join(f"update {_HEADS}{name} {tip}\n" for name, tip in tips.items()).encode()


@contextmanager
def open_bundle(
    folder: Path,
    checkout: Plumbing,
    *,
    identities: Collection[Identity] = (BOT,),
    limits: BundleLimits = LIMITS,
) -> Iterator[OpenedBundle]:
    """Opens a bundle folder beside a clone that has the commits which its sessions start from.

    Nothing gets into the clone. `identities` are those who may have written the commits. Raises
    `healbot.core.errors.Refused` when anything in it is not as `write_bundle` writes it.
    """
    manifest, data, report = _read_folder(folder, limits)
    file = BundleFile.parse(data, limits) if manifest.branches else None
    refs = dict(file.refs) if file else {}
    if len(refs) != len(manifest.branches) or set(refs) != {_HEADS + n for n in manifest.branches}:
        raise DamagedBundle(f"it holds other refs than {MANIFEST} names")
    with Quarantine(checkout.common_dir, checkout.head) as store:
        if file is not None:
            _unpack(store, file)
        sessions = tuple(
            check_session(store, name, refs[_HEADS + name], identities)
            for name in manifest.branches
        )
        yield OpenedBundle(sessions, store, report)


def _read_folder(folder: Path, limits: BundleLimits) -> tuple[Manifest, bytes, dict[str, Any]]:
    try:
        names = {entry.name for entry in folder.iterdir()}
    except OSError as error:
        raise DamagedBundle(f"its folder cannot be read ({error.strerror})") from error
    if unknown := names - {BUNDLE, MANIFEST, REPORT}:
        raise DamagedBundle(f"its folder holds {ascii(min(unknown))[:80]} too")
    manifest = Manifest.parse(_read(folder, MANIFEST, MAX_BYTES), limits.branches)
    data = _read(folder, BUNDLE, limits.bundle_bytes) if manifest.branches else b""
    try:
        report = json.loads(_read(folder, REPORT, limits.report_bytes).decode("utf-8"))
    except (ValueError, RecursionError):
        raise DamagedBundle(f"{REPORT} is no JSON") from None
    if not isinstance(report, dict):
        raise DamagedBundle(f"{REPORT} is no JSON object")
    return manifest, data, report


def _read(folder: Path, name: str, limit: int) -> bytes:
    """Returns a regular file of the folder; never follows a link, never waits for a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(folder / name, flags | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        raise DamagedBundle(f"its folder holds no {name}") from None
    except OSError as error:
        raise DamagedBundle(f"{name} is no regular file ({error.strerror})") from error
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise DamagedBundle(f"{name} is no regular file")
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise DamagedBundle(f"{name} is larger than {limit // 1024} KiB")
    return data


def _unpack(store: Quarantine, file: BundleFile) -> None:
    for commit in file.prerequisites:
        if not store.objects.exists(commit):
            raise EnvironmentProblem(
                f"The bundle starts from {commit[:10]}, which this clone does not have.",
                hint="Check out with the whole history: fetch-depth: 0 in actions/checkout.",
            )
    try:
        store.unpack(file.pack)
    except GitFailed as error:
        if "no space left" in error.stderr.lower():
            raise
        raise DamagedBundle("its objects are unsound") from error
