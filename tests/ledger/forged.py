"""Commits and bundles as an attacker would write them, made with git's own plumbing."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha1
from pathlib import Path

from healbot.ledger.git_ledger import SessionBranch
from tests.git_project import GitProject

WHO = "healbot <healbot@localhost> 1793613600 +0000"


class Forger:
    """Writes objects into a project that holds an honest session."""

    def __init__(self, project: GitProject, branch: SessionBranch) -> None:
        self.project = project
        self.branch = branch
        self.base = project.git("rev-parse", "main")
        self.start = branch.entries[0].commit
        self.message = self.message_of(branch.tip)

    def message_of(self, commit: str) -> bytes:
        return self.project.git_bytes("cat-file", "commit", commit).partition(b"\n\n")[2]

    def blob(self, data: bytes) -> str:
        return self.project.git("hash-object", "-w", "--stdin", stdin=data)

    def tree(self, entries: Mapping[bytes, tuple[str, str]]) -> str:
        """Writes a tree as it is; Git's own checks are switched off."""
        lines = sorted(
            (name + b"/" * (mode == "40000"), mode, name, identity)
            for name, (mode, identity) in entries.items()
        )
        data = b"".join(
            mode.encode() + b" " + name + b"\0" + bytes.fromhex(identity)
            for _, mode, name, identity in lines
        )
        return self.project.git(
            "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=data
        )

    def base_with(self, entries: Mapping[bytes, tuple[str, str] | None]) -> str:
        """Returns the base's tree with entries of its root replaced, or taken out (``None``)."""
        found: dict[bytes, tuple[str, str]] = {}
        for line in self.project.git_bytes("ls-tree", "-z", self.base).split(b"\0")[:-1]:
            meta, _, name = line.partition(b"\t")
            mode, _, identity = meta.decode().split()
            found[name] = (mode.lstrip("0"), identity)
        for name, entry in entries.items():
            if entry is None:
                del found[name]
            else:
                found[name] = entry
        return self.tree(found)

    def commit(
        self,
        tree: str,
        parents: Sequence[str],
        *,
        message: bytes | None = None,
        author: str = WHO,
        more: bytes = b"",
    ) -> str:
        """Writes a commit with the message of the honest session's newest one."""
        head = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in parents)
        head += f"author {author}\ncommitter {author}\n"
        data = head.encode() + more + b"\n" + (self.message if message is None else message)
        return self.project.git(
            "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=data
        )

    def bundle(self, folder: Path, tip: str, *, ref: str = "", manifest: object = None) -> Path:
        """Writes a bundle folder whose branch is at `tip`."""
        ref = ref or f"refs/heads/{self.branch.name}"
        folder.mkdir(exist_ok=True)
        self.project.git("update-ref", ref, tip)
        place = str(folder / "sessions.bundle")
        self.project.git("bundle", "create", "--quiet", place, ref, f"^{self.base}")
        honest = {"version": 1, "branches": [self.branch.name], "report": "report.json"}
        (folder / "manifest.json").write_text(json.dumps(honest if manifest is None else manifest))
        (folder / "report.json").write_text("{}")
        return folder


def pack_entry(kind: int, size: int, content: bytes, between: bytes = b"") -> bytes:
    """Returns one object of a pack that says it has `size` bytes, and deflates `content`."""
    head = bytearray()
    byte, rest = kind << 4 | size & 15, size >> 4
    while rest:
        head.append(byte | 0x80)
        byte, rest = rest & 0x7F, rest >> 7
    head.append(byte)
    return bytes(head) + between + zlib.compress(content)


def pack(*entries: bytes, count: int | None = None) -> bytes:
    """Returns a pack of raw entries with a right checksum."""
    number = len(entries) if count is None else count
    data = b"PACK" + (2).to_bytes(4, "big") + number.to_bytes(4, "big") + b"".join(entries)
    return data + sha1(data).digest()


def varint(value: int) -> bytes:
    """Returns a number as the head of a delta has it."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
